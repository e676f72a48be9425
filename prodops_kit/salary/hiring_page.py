"""What the page says of hiring: offers and their answers, open positions, time to fill, one offer, postings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from prodops_kit.periods import Period, last_months
from prodops_kit.results import Count, Interval, Intervals, Line, Lines, Part, Rows, Sentence, Share
from prodops_kit.salary import guide, page
from prodops_kit.salary.offers import Bucket
from prodops_kit.salary.time_to_fill import fill_time

if TYPE_CHECKING:
    from prodops_kit.salary.plan import OfferSheet, PlanLine
    from prodops_kit.salary.review import SalaryReview
    from prodops_kit.salary.time_to_fill import FillTime

WAITS = (30, 60, 90, 120)
MONTHS = 12
LEAST = 6  # filled positions from which a level has an interval of its own
_BELOW, _ABOVE = "Below the market’s middle", "At the middle or above"


def offers(review: SalaryReview) -> Part:
    """The part of answered offers that was accepted, below and above the market's middle."""
    if not review.placed:
        missing = "there is none in the last year" if review.inputs.has("offers") else "offers_file is not set"
        text = Sentence("Offers against acceptance: {missing}.", missing=missing)
        return Part(Sentence("Whether offers are accepted is not known"), text=text, name="offers")
    halves = page.halves(review)
    buckets, fewest = halves.buckets, review.rules.fewest_people
    if any(0 < bucket.answered < fewest for bucket in buckets) or not any(bucket.answered for bucket in buckets):
        text = Sentence(
            "Fewer than {k} answered offers stood on one side of the market’s middle, so the sides are not told apart.",
            k=fewest,
        )
        return Part(_of_all(review), text=text, name="offers")
    return Part(_of_halves(buckets), text=_unplaced(halves.unplaced), chart=_acceptance(buckets), name="offers")


def _of_all(review: SalaryReview) -> Sentence:
    outcomes = [each.outcome for each in review.placed]
    answered = outcomes.count("accepted") + outcomes.count("declined")
    count = Count(answered, "answered offer was", "answered offers were")
    return Sentence("{accepted} of {count} accepted", accepted=outcomes.count("accepted"), count=count)


def _of_halves(buckets: Sequence[Bucket]) -> Sentence:
    below, above = buckets
    if below.rate is None or above.rate is None:
        known = below if above.rate is None else above
        word = "below" if known is below else "at or above"
        return Sentence(
            f"Every answered offer was {word} the market’s middle; {{rate}} accepted", rate=Share(known.rate or 0)
        )
    return Sentence(
        "Below the market’s middle {below} of offers are accepted, above it {above}", below=Share(below.rate),
        above=Share(above.rate),
    )  # fmt: skip


def _unplaced(count: int) -> Sentence | None:
    if not count:
        return None
    text = "{count} not placed: no market is known, or another currency."
    return Sentence(text, count=Count(count, "offer is", "offers are"))


def _acceptance(buckets: Sequence[Bucket]) -> Intervals:
    answered, accepted = sum(b.answered for b in buckets), sum(b.accepted for b in buckets)
    rows = tuple(
        Interval(label, bucket.rate, *bucket.interval, f"{bucket.accepted} of {bucket.answered}")
        for label, bucket in zip((_BELOW, _ABOVE), buckets, strict=True)
        if bucket.rate is not None and bucket.interval
    )
    caption = Sentence("Part of answered offers that was accepted, 95% interval; the line is that of all offers")
    note = "Offers of a year. Nearer places than two halves would let one more hire tell what the newcomer is paid."
    return Intervals(caption, "share", rows, zero=accepted / answered, signed=False, note=note)


def offers_by_level(review: SalaryReview) -> Part:
    """Answers by level, without where the offers stood."""
    heading = Sentence("Offers by level")
    names = list(dict.fromkeys(f"{each.role}, {each.level}" for each in review.placed))
    rows = []
    for name in sorted(names):
        outcomes = [each.outcome for each in review.placed if f"{each.role}, {each.level}" == name]
        rows.append((name, outcomes.count("accepted"), outcomes.count("declined"), outcomes.count("open")))
    if not rows:
        return Part(heading, text=Sentence("There are no offers of the last year to count."), name="offers-by-level")
    caption = "One row is one level; offers of a year by their answer."
    return Part(heading, table=page.table(rows, _ANSWERS, caption), name="offers-by-level")


_ANSWERS = (
    *(("name", "Role and level", "text"), ("accepted", "Accepted", "count"), ("declined", "Declined", "count")),
    ("open", "Open", "count"),
)


def plan(review: SalaryReview) -> Part:
    """Open positions with their cost at P25, P50 and P75 and their budgets."""
    if review.plan is None or not review.plan.lines:
        missing = "No position is open" if review.plan else "requisitions_file is not set"
        text = Sentence("{missing}, so there is no hiring plan to price.", missing=missing)
        return Part(Sentence("No open positions to price"), text=text, name="hiring")
    made = review.plan
    count = Count(made.positions, "open position costs", "open positions cost")
    heading = Sentence(
        "{count} are not priced by the market", count=Count(made.positions, "open position", "open positions")
    )
    if made.priced:
        heading = Sentence(
            "{count} {middle} a year at the market’s middle", count=count, middle=page.money(review, made.cost["p50"])
        )
    return Part(heading, text=_budget_told(review), table=_plan_rows(review), name="hiring")


def _budget_told(review: SalaryReview) -> Sentence | None:
    made = review.plan
    assert made
    if not made.budget:
        return Sentence("No budget in {currency} is planned for them.", currency=made.currency)
    both = [line for line in made.lines if line.p50 and line.budget and line.budgeted == line.positions]
    gap = sum((line.p50 or 0) - (line.budget or 0) for line in both)
    positions = Count(sum(line.positions for line in both), "position", "positions")
    values: dict[str, Any] = {
        "budget": page.money(review, made.budget),
        "gap": page.money(review, abs(gap)),
        "positions": positions,
    }
    word = "less" if gap > 0 else "more"
    return Sentence(
        f"{{budget}} is budgeted; for the {{positions}} with both, that is {{gap}} {word} than the market’s middle.",
        **values,
    )


def _plan_rows(review: SalaryReview) -> Rows:
    made = review.plan
    assert made
    rows = [_plan_line(line) for line in made.lines]
    caption = Sentence(
        "One row is one level in one area; {currency} a year of all its open positions.", currency=made.currency
    )
    found = page.table(rows, _PLAN, caption)
    total: dict[str, object] = {"name": "Total", "positions": made.positions, "budget": page.rounded(made.budget)}
    if made.priced == made.positions:
        total |= {name: page.rounded(value) for name, value in made.cost.items()}
    return Rows(found.frame, found.columns, found.caption, total)


_PLAN = (
    *(("name", "Role and level", "text"), ("area", "Area", "text"), ("positions", "Positions", "count")),
    *(("p25", "At P25", "count"), ("p50", "At P50", "count"), ("p75", "At P75", "count")),
    *(("budget", "Budget", "count"), ("grade", "Grade", "text")),
)


def _plan_line(line: PlanLine) -> tuple[Any, ...]:
    amounts = [None if value is None else page.rounded(value) for value in (line.p25, line.p50, line.p75, line.budget)]
    return f"{line.role}, {line.level}", line.area, line.positions, *amounts, line.grade or "none"


def filling(review: SalaryReview) -> Part:
    """Half are filled after so many days, by level."""
    fill = review.fill
    if fill is None or not fill.filled + fill.open + fill.cancelled:
        missing = "no position was opened yet" if fill else "requisitions_file is not set"
        text = Sentence("Time to fill: {missing}.", missing=missing)
        return Part(Sentence("How long hiring takes is not known"), text=text, name="filling")
    heading = Sentence("Too few positions are filled to say how long it takes")
    if fill.median is not None:
        heading = Sentence(
            "Half of the positions are filled after {days}", days=Count(round(fill.median), "day", "days")
        )
    table = page.table(_fill_rows(review), _FILLING, "One row is one level; positions opened until the period’s end.")
    return Part(heading, text=_waits(fill), table=table, name="filling")


def _waits(fill: FillTime) -> Sentence:
    """Between which days the median lies, and what is unfilled after some weeks."""
    said = [f"{days}: {{p{days}}}" for days in WAITS]
    values: dict[str, Any] = {f"p{days}": Share(_unfilled(fill, days)) for days in WAITS}
    text = f"Still unfilled after so many days: {', '.join(said)}"
    values |= {"open": Count(fill.open, "position", "positions"), "cancelled": fill.cancelled}
    between = ""
    if fill.low is not None and fill.high is not None:
        between = "The middle lies between {low} and {high} days (95%). "
        values |= {"low": round(fill.low), "high": round(fill.high)}
    return Sentence(
        f"{between}{text}. {{open}} still open count as not filled so far, {{cancelled}} given up until then.", **values
    )


def _unfilled(fill: FillTime, days: int) -> float:
    return next((part for day, part in reversed(fill.curve) if day <= days), 1.0)


def _fill_rows(review: SalaryReview) -> list[tuple[Any, ...]]:
    requisitions = review.inputs.requisitions
    assert requisitions
    day = review.period.last_day
    query = "from {rows} select distinct role, level where opened <= $day order by role, level"
    named = [(row.role, row.level) for row in requisitions.rows.query(query, day=day).itertuples()]
    found = [(f"{role}, {level}", fill_time(requisitions, on=day, role=role, level=level)) for role, level in named]
    return [_fill_row(name, fill) for name, fill in found]


def _fill_row(name: str, fill: FillTime) -> tuple[Any, ...]:
    median = "not yet" if fill.median is None else f"{round(fill.median)}"
    ends = (
        ""
        if fill.low is None or fill.high is None or fill.filled < LEAST
        else f"{round(fill.low)} to {round(fill.high)}"
    )
    longest = "" if fill.oldest_open is None else f"{fill.oldest_open}"
    return name, fill.filled, fill.open, fill.cancelled, median, ends, longest


_FILLING = (
    *(("name", "Role and level", "text"), ("filled", "Filled", "count"), ("open", "Open", "count")),
    *(
        ("cancelled", "Given up", "count"),
        ("median", "Days, half filled", "text"),
        ("interval", "95% interval", "text"),
    ),
    ("oldest", "Days open, longest", "text"),
)


def sheet(review: SalaryReview) -> Part:
    """The offer sheet of the position that the parameters name."""
    found = review.sheet
    if found is None:
        text = Sentence("Name an open position as requisition in the parameters file to have its offer sheet here.")
        return Part(Sentence("No offer sheet was asked for"), text=text, name="offer")
    name = ", ".join(filter(None, [found.role, found.level, found.area]))
    heading = Sentence("Offer sheet {id}: {name}", id=found.requisition_id, name=name)
    rows = _sheet_rows(review, found)
    table = page.table(
        rows, (("what", "What", "text"), ("value", "Known", "text")), "One row is one thing an offer needs."
    )
    gaps = " ".join(found.gaps)
    said = Sentence("{gaps}", gaps=gaps) if gaps else None
    if not found.can_decide:
        said = Sentence("Grade C or D, or one source: a range to talk about, not to decide by. {gaps}", gaps=gaps)
    return Part(heading, text=said, table=table, name="offer")


def _sheet_rows(review: SalaryReview, found: OfferSheet) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (f"Market P{round(100 * part)}", page.money(review, pay)) for part, pay in sorted(found.percentiles.items())
    ]
    if found.low and found.high:
        ends = {"low": page.money(review, found.low), "high": page.money(review, found.high)}
        rows.append(("Market’s middle, 95% interval", Sentence("{low} to {high}", **ends)))
    rows += [*_aimed(review, found), ("Confidence", _confidence(found))]
    if found.band:
        low, middle, high = (page.money(review, value) for value in found.band)
        rows.append(("Band", Sentence("{low} to {high}, midpoint {middle}", low=low, middle=middle, high=high)))
    if found.budget:
        rows.append(("Budget", page.money(review, found.budget)))
    if found.in_market:
        rows.append(("Budget in the market", found.in_market.text))
    if found.in_band is not None:
        rows.append(("Budget up the band", Share(found.in_band)))
    return rows


def _aimed(review: SalaryReview, found: OfferSheet) -> list[tuple[str, Any]]:
    """What the policy aims at, where that is not the middle."""
    place = (found.role, found.level or "", found.area)
    pays = [one.aim for one in review.standings if (one.role, one.level, one.area) == place and one.lift != 1]
    return [(f"Market {review.benchmark.aim}, aimed at", page.money(review, pay)) for pay in pays if pay]


def _confidence(found: OfferSheet) -> Sentence:
    return Sentence(
        "grade {grade}, {sources}, {age} old, {flag}",
        grade=found.grade or "none", sources=Count(found.sources, "source", "sources"), flag=found.flag or "no flag",
        age="unknown how" if found.oldest_months is None else Count(found.oldest_months, "month", "months"),
    )  # fmt: skip


def postings(review: SalaryReview) -> Part:
    """Postings a month by board and query."""
    series, months = _series(review), last_months(review.period.months[-1], MONTHS)
    said = " and ".join(f"{{n{n}}} for {name.lower()}" for n, name in enumerate(guide.OPENINGS))
    values: dict[str, Any] = {f"n{n}": count for n, count in enumerate(guide.OPENINGS.values())}
    values["age"] = Count(guide.months_old(review.period.end), "month", "months")
    text = Sentence(
        f"The guide, {{age}} old, quotes {said}, from different lists and dates: no ratio follows.", **values
    )
    if not series:
        return Part(Sentence("Postings are not counted here"), text=text, name="openings")
    caption = Sentence("Postings that boards counted a month")
    chart = Lines(caption, "count", months, tuple(_short(series)))
    return Part(_of_postings(months, series[0]), text=text, chart=chart, name="openings")


def _of_postings(months: Sequence[str], line: Line) -> Sentence:
    known = [(Period(month), value) for month, value in zip(months, line.values, strict=True) if value is not None]
    (first, before), (last, now) = known[0], known[-1]
    name, count = _capital(line.label), Count(int(now), "posting", "postings")
    if first == last or not before:
        return Sentence("{name}: {count} in {last}", name=name, count=count, last=last)
    text = "{name}: {count} in {last}, {change} since {first}"
    change = Share(now / before - 1, signed=True)
    return Sentence(text, name=name, count=count, last=last, change=change, first=first)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _series(review: SalaryReview) -> list[Line]:
    openings = review.inputs.openings
    if openings is None or openings.source.absent:
        return []
    months = last_months(review.period.months[-1], MONTHS)
    rows = openings.rows.query(
        "from {rows} select month, source, query, sum(count) as n group by all order by source, query, month"
    )
    boards = rows["source"].nunique()
    found = []
    for (source, query), some in rows.groupby(["source", "query"], sort=False):
        known = {row.month: int(row.n) for row in some.itertuples()}
        values = tuple(known.get(month) for month in months)
        if any(value is not None for value in values):
            found.append(Line(f"{query}, {source}" if boards > 1 else str(query), values))
    return sorted(found, key=lambda line: "operation" not in line.label.lower())


def _short(lines: list[Line]) -> list[Line]:
    """Labels without the words that all of them begin with, so that they fit beside their lines."""
    words = [line.label.split() for line in lines]
    beside = enumerate(zip(*words, strict=False))
    same = next((place for place, those in beside if len(set(those)) > 1), 0)
    return [replace(line, label=" ".join(own[same:])) for line, own in zip(lines, words, strict=True)]
