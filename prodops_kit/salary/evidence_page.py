"""What the page rests on: what each source says and how old it is, what moves the middle, and the guide's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prodops_kit.results import Count, Part, Sentence, Share
from prodops_kit.salary import guide, page, publication
from prodops_kit.salary.sensitivity import cases

if TYPE_CHECKING:
    from prodops_kit.salary.guide import Reference
    from prodops_kit.salary.review import SalaryReview

TINY = 0.0005  # less is no movement to state


def by_source(review: SalaryReview) -> Part:
    """One row a source: kind, age, how many organisations, its weight, and how far it is from the others."""
    used = review.benchmark.used
    if used.empty:
        text = Sentence("No source of the market files was used; what stands in is named with each range.")
        return Part(Sentence("No source of your own"), text=text, name="evidence")
    rows = [_source_row(review, str(name), found) for name, found in used.groupby("source", sort=False)]
    heading = Sentence("{count} behind the ranges", count=Count(len(rows), "source", "sources"))
    text = Sentence(
        "A figure is shown from {middle} organisations on, P10 and P90 from {tails}, none with over {share} of the "
        "people, and no younger than {months} months: a {note}.",
        middle=review.rules.organisations_middle, tails=review.rules.organisations_tails,
        share=Share(review.rules.largest_share), months=review.rules.youngest_months, note=publication.NOTE,
    )  # fmt: skip
    return Part(
        heading,
        text=text,
        table=page.table(rows, _SOURCES, "One row is one source, over all its levels and areas."),
        name="evidence",
    )


_SOURCES = (
    *(("source", "Source", "text"), ("kind", "Kind", "text"), ("day", "Pay of", "day")),
    *(("months", "Months old", "count"), ("ranges", "Ranges", "count"), ("organisations", "Organisations", "text")),
    *(("quality", "Match quality", "text"), ("weight", "Weight", "text"), ("apart", "From the middle", "text")),
)


def _source_row(review: SalaryReview, name: str, found: Any) -> tuple[Any, ...]:
    composed = found[found["weight"] > 0]
    apart = sorted(_apart(review, row) for row in composed.itertuples())
    weights = _shares([float(part) for part in composed["weight"]]) if len(composed) else "stands in"
    return (
        name, str(found["source_kind"].iloc[0]), max(_said(found["as_of"]), default=None),
        max(_said(found["months"]), default=None), len(found), _span(_said(found["organisations"])),
        _span(_said(found["quality"])), weights, Share(apart[len(apart) // 2], signed=True) if apart else "",
    )  # fmt: skip


def _said(values: Any) -> list[Any]:
    return [value for value in values if value is not None]


def _apart(review: SalaryReview, row: Any) -> float:
    market = review.benchmark.row(row.role, row.level, row.area)
    return float(row.p50) / float(market["p50"]) - 1


def _span(values: list[int]) -> str:
    if not values:
        return "not known"
    return str(min(values)) if min(values) == max(values) else f"{min(values)} to {max(values)}"


def _shares(parts: list[float]) -> Sentence | Share:
    low, high = min(parts), max(parts)
    return Share(low) if low == high else Sentence("{low} to {high}", low=Share(low), high=Share(high))


def used(review: SalaryReview) -> Part:
    """Every figure used, with what was done to it."""
    rows = [
        (
            ", ".join(filter(None, [row.role, row.level])), row.area, row.source, row.as_of, row.months,
            page.rounded(row.p50), f"{row.factor:.3f}", Share(row.weight) if row.weight else "stands in", row.quality,
            row.flag, row.remark or "",
        )
        for row in review.benchmark.used.itertuples()
    ]  # fmt: skip
    heading = Sentence("Every figure that was used")
    if not rows:
        return Part(heading, text=Sentence("No figure of a source was used."), name="used")
    caption = Sentence(
        "One row is one source for one range; its middle in {currency} a year, aged to {day} ({how}).",
        currency=review.currency, day=review.benchmark.target, how=_aged(review),
    )  # fmt: skip
    return Part(heading, table=page.table(rows, _USED, caption), name="used")


def _aged(review: SalaryReview) -> Sentence:
    """How pay was brought to its day."""
    rules, table = review.benchmark.rules, any(one.table == "ageing" and one.used for one in review.sources)
    text = "by ageing_file; {method}, {rate} a year where it says nothing" if table else "{method}, {rate} a year"
    return Sentence(text, method=rules.ageing_method, rate=Share(rules.annual_rate))


_USED = (
    *(("name", "Role and level", "text"), ("area", "Area", "text"), ("source", "Source", "text")),
    *(("day", "Pay of", "day"), ("months", "Months old", "count"), ("middle", "Its middle, aged", "count")),
    *(("factor", "Aged by", "text"), ("weight", "Weight", "text"), ("quality", "Match", "count")),
    *(("flag", "Flags", "text"), ("remark", "What was done", "text")),
)


def dropped(review: SalaryReview) -> Part:
    """Rows that were not used, and why."""
    rows = [
        (", ".join(filter(None, [row.role, row.level])), row.area, row.source, row.as_of, row.months, row.reason)
        for row in review.benchmark.dropped.itertuples()
    ]
    heading = Sentence("{count} left out", count=Count(len(rows), "figure of a source was", "figures of sources were"))
    if not rows:
        return Part(
            Sentence("No source was left out"), text=Sentence("Every matched figure is in a range."), name="dropped"
        )
    caption = "One row is one figure that a match names and no range holds."
    return Part(heading, table=page.table(rows, _DROPPED, caption), name="dropped")


_DROPPED = (
    *(("name", "Role and level", "text"), ("area", "Area", "text"), ("source", "Source", "text")),
    *(("day", "Pay of", "day"), ("months", "Months old", "count"), ("reason", "Why", "text")),
)


def limits(review: SalaryReview) -> Part:
    """What limits each range and what a further source would change."""
    notes = review.benchmark.notes
    if not notes:
        text = Sentence("Each range has two sources or more, and pay rises with the level in all of them.")
        return Part(Sentence("Nothing limits the ranges beyond their intervals"), text=text, name="limits")
    heading = Sentence("What limits {count}", count=Count(len(notes), "range", "ranges"))
    table = page.table(
        [(note,) for note in notes], (("note", "Limit, and what would change it", "text"),), "One row is one range."
    )
    return Part(heading, table=table, name="limits")


def sensitivity(review: SalaryReview) -> Part:
    """The middle of each level of the leading area under other assumptions."""
    found = [(one, cases(review.benchmark, one)) for one in review.leading if one.p50]
    moves = [(one, case.name, case.p50 / one.p50 - 1) for one, some in found for case in some if one.p50]
    if not moves:
        text = Sentence("No range is made of sources, so there is nothing to weigh in another way.")
        return Part(Sentence("Nothing to weigh in another way"), text=text, name="sensitivity")
    names = list(dict.fromkeys(name for _, name, _ in moves))
    by_level = {(one.name, name): move for one, name, move in moves}
    rows = [(one.name, *(_moved(by_level.get((one.name, name))) for name in names)) for one, some in found if some]
    one, name, move = max(moves, key=lambda each: abs(each[2]))
    heading = Sentence("Other assumptions hardly move a middle")
    if abs(move) >= TINY:
        heading = Sentence("No other assumption moves a middle by more than {share}", share=Share(abs(move)))
    text = Sentence("What moves most is {level}: {case}.", level=one.name, case=name)
    columns = (
        ("name", "Role and level", "text"),
        *((f"c{n}", _capital(label), "text") for n, label in enumerate(names)),
    )
    caption = Sentence("One row is one level in {area}; change of the market’s middle.", area=review.area)
    return Part(heading, text=text, table=page.table(rows, columns, caption), name="sensitivity")


def _moved(move: float | None) -> Share | str:
    return "" if move is None else Share(move, signed=True)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def guides(review: SalaryReview) -> Part:
    """The guide's rows, what its averages are, and where our midpoints would stand by three readings of its ends."""
    months = guide.months_old(review.period.end)
    heading = Sentence(
        "The guide’s figures are {age} old: {standing}", age=Count(months, "month", "months"), standing=guide.STANDING
    )
    apart = max(abs(row.average_over_centre - 1) for row in guide.ROWS)
    text = Sentence(
        "In every row its “average” is the geometric middle of low and high, within {apart}: a median, neither a mean "
        "nor the middle of a band. What part of people its range holds is not known, so each place is given by three "
        "readings. {spread}",
        apart=Share(apart), spread=guide.SPREAD_NOTE,
    )  # fmt: skip
    rows = [_guide_row(review, row) for row in guide.ROWS]
    caption = (
        "One row is one level of the guide: US, USD a year, base pay, 2022 (Glassdoor, as the guide quotes it), "
        "modelled. P25 to P75 takes the ends as P10 and P90; our place is given by all three readings."
    )
    return Part(heading, text=text, table=page.table(rows, _GUIDE, caption), name="guide")


_GUIDE = (
    *(
        ("name", "Level", "text"),
        ("years", "Years", "text"),
        ("average", "“Average”", "count"),
        ("low", "Low", "count"),
    ),
    *(("high", "High", "count"), ("centre", "÷ geometric middle", "text"), ("middle", "÷ arithmetic middle", "text")),
    *(("ends", "P25 to P75", "text"), ("ours", "Our midpoint at", "text")),
)


def _guide_row(review: SalaryReview, row: Reference) -> tuple[Any, ...]:
    fitted = row.fitted()
    quartiles = {"low": round(fitted.quantile(0.25)), "high": round(fitted.quantile(0.75))}
    return (
        f"{row.family}, {row.level}", row.years or "", row.average, row.low, row.high, f"{row.average_over_centre:.3f}",
        f"{row.average_over_middle:.2f}", Sentence("{low} to {high}", **quartiles), _places(review, row),
    )  # fmt: skip


def _places(review: SalaryReview, row: Reference) -> str:
    """Where our midpoint stands in the guide's range, by each reading of its ends."""
    if review.currency != "USD":
        return ""
    found = [one for one in review.leading if one.band and guide.reference(one.role, one.level) is row]
    if not found or found[0].band is None:
        return ""
    places = row.positions(found[0].band.midpoint)
    return ", ".join(f"P{round(100 * part)} ({reading})" for reading, part in places.items())
