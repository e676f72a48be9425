"""What the page says first: where bands stand in their market, how sure that is, and what must be known before."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money, digits, to_minor
from prodops_kit.results import Column, Count, Figure, Names, Part, Range, Ranges, Rows, Sentence, Share
from prodops_kit.salary.offers import acceptance
from prodops_kit.salary.rows import PERCENTILES
from prodops_kit.salary.standing import Standing
from prodops_kit.statistics.proportions import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prodops_kit.salary.review import SalaryReview

MARKET_STEP = 100  # market amounts are rounded to it, decisions and own pay to 1,000
STEP = 1000
HALVES = (0.5,)  # offers are told below and above the middle: nearer, and one more hire would tell a newcomer's pay
WORDS = {
    "under": "Under",
    "inside": "Inside",
    "over": "Over",
    "not sure": "Not sure enough",
    "no band": "No band",
    "no market": "No figure",
}


def money(review: SalaryReview, amount: float, step: int = MARKET_STEP) -> Money:
    """An amount of the benchmark's currency, rounded for a reader."""
    return Money(to_minor(Decimal(rounded(amount, step)), review.currency), review.currency)


def rounded(amount: float, step: int = MARKET_STEP) -> int:
    """An amount to whole steps, halves up.

    >>> rounded(134_187.98), rounded(134_500, 1000)
    (134200, 135000)
    """
    return int((Decimal(str(amount)) / step + Decimal("0.5")) // 1) * step


def minor(review: SalaryReview, amount: float | None) -> float:
    """An amount in minor units for a chart; NaN where it is not known."""
    return float("nan") if amount is None else float(rounded(amount) * 10 ** digits(review.currency))


def by_verdict(review: SalaryReview, verdict: str) -> list[Standing]:
    """The levels of the leading area with a verdict, those farthest from the market first."""
    found = [one for one in review.leading if one.verdict == verdict]
    return sorted(found, key=lambda one: -abs((one.ratio or 1) - 1))


def headline(review: SalaryReview) -> Sentence:
    """The level farthest under its market with what speaks for it; else what is known."""
    under, over = by_verdict(review, "under"), by_verdict(review, "over")
    if under:
        said = [_told(review, under[0]), *_answers(review, under[0]), *_others(review, under, over)]
    elif over:
        said = [_told(review, over[0]), *_others(review, under, over)]
    else:
        said = [_nothing_apart(review)]
    return joined(said)


def joined(said: Sequence[Sentence]) -> Sentence:
    """Sentences one after the other."""
    return Sentence(" ".join(f"{{s{n}}}" for n in range(len(said))), **{f"s{n}": one for n, one in enumerate(said)})


def _told(review: SalaryReview, one: Standing) -> Sentence:
    assert one.band
    word = "under" if one.verdict == "under" else "over"
    return Sentence(
        f"{{name}} is {{apart}} {word} the market: our midpoint is {{ours}}, the market’s {{aim}} {{middle}} "
        "({low} to {high}, {sources}, grade {grade}).",
        name=one.name,
        apart=Share(abs((one.ratio or 1) - 1)),
        ours=money(review, one.band.midpoint),
        **market_words(review, one),
    )


def market_words(review: SalaryReview, one: Standing) -> dict[str, Any]:
    """What a midpoint aims at with low, high, sources and grade of a level, as sentences name them."""
    found = {"middle": one.aim, "low": one.low, "high": one.high}
    return {
        "aim": review.benchmark.aim,
        **{name: money(review, value) if value else "not known" for name, value in found.items()},
        "sources": Count(int(one.market["sources"]), "source", "sources"),
        "grade": str(one.market["grade"]),
    }


def _answers(review: SalaryReview, one: Standing) -> list[Sentence]:
    """How many offers to the level were declined, where enough were answered."""
    declined, answered = declined_at(review, one)
    if answered < review.rules.fewest_people or not declined:
        return []
    text = "{declined} of its {answered} were declined."
    return [Sentence(text, declined=declined, answered=Count(answered, "answered offer", "answered offers"))]


def declined_at(review: SalaryReview, one: Standing) -> tuple[int, int]:
    """Declined and answered offers of a year to a role and level, in all areas."""
    found = [each.outcome for each in review.placed if (each.role, each.level) == (one.role, one.level)]
    return found.count("declined"), found.count("declined") + found.count("accepted")


def _others(review: SalaryReview, under: list[Standing], over: list[Standing]) -> list[Sentence]:
    first, said = (under or over)[0], []
    for word, rest in (("under", under), ("over", over)):
        names = [one.name for one in rest if one is not first]
        if names:
            said.append(
                Sentence(f"{{names}} {'is' if len(names) == 1 else 'are'} {word} it too.", names=Names(tuple(names)))
            )
    inside = len(by_verdict(review, "inside"))
    if inside:
        text = "{count} inside what the market’s {aim} can be."
        said.append(
            Sentence(text, aim=review.benchmark.aim, count=Count(inside, "other level lies", "other levels lie"))
        )
    return said


def _nothing_apart(review: SalaryReview) -> Sentence:
    inside = len(by_verdict(review, "inside"))
    if inside:
        text = "All midpoints lie inside what the market’s {aim} can be: {count} in {area}, so bands can hold."
        return Sentence(text, aim=review.benchmark.aim, count=Count(inside, "level", "levels"), area=review.area)
    sure = [one for one in review.leading if one.is_sure]
    if sure:
        text = "The market’s middle is known well enough for {count} in {area}; "
        banded = any(one.band for one in sure)
        text += "its {aim}, which bands aim at, is not." if banded else "without bands nothing stands against it."
        return Sentence(text, count=Count(len(sure), "level", "levels"), area=review.area, aim=review.benchmark.aim)
    return _weak(review)


def _weak(review: SalaryReview) -> Sentence:
    """No figure from which anything may follow: the best range all the same, and what it rests on."""
    known = [one for one in review.leading if one.p50]
    if not known:
        return Sentence(
            "No source says what the market pays for {names} in {month}.", names=_names(review), month=review.period
        )
    single = [one for one in known if one.market["grade"] != "D"]
    best = min(known, key=lambda one: str(one.market["grade"]))
    low, high = (best.known(name) for name in ("p25", "p75"))
    span = "{low} to {high}" if low and high else "about {middle}"
    values = {"low": low, "high": high, "middle": best.p50}
    shown = {name: money(review, value) for name, value in values.items() if value}
    if single:
        text = "No decision follows yet: {count} on too little, and one needs two sources and grade A or B. "
        text += f"{{name}} is paid {span}, by {{rests}}, grade {{grade}}."
    else:
        text = "No decision follows: no current source covers a level. "
        text += f"The best range for {{name}} is {span}, grade {{grade}}; it rests on {{rests}}."
    count = Count(len(known), "level rests", "levels rest")
    return Sentence(text, name=best.name, rests=rests_on(best), grade=str(best.market["grade"]), count=count, **shown)


def _names(review: SalaryReview) -> Names:
    return Names(tuple(one.name for one in review.leading))


def rests_on(one: Standing) -> str:
    """What a range rests on, with its age."""
    months = whole(one.market["oldest_months"])
    age = "of unknown age" if months is None else f"{months} {'month' if months == 1 else 'months'} old"
    return f"{one.market['rests_on']}, {age}"


def figures(review: SalaryReview) -> tuple[Figure, ...]:
    """At most four numbers that can be followed from month to month; what an input left out would tell is absent."""
    found = [_under(review), _accepted(review), _fill(review), _cost(review), _oldest(review)]
    return tuple(figure for figure in found if figure)[:4]


def _under(review: SalaryReview) -> Figure | None:
    if not review.inputs.has("bands"):
        return None
    sure = [one for one in review.leading if one.verdict in ("under", "inside", "over")]
    note = Sentence("of {count} with grade A or B", count=Count(len(sure), "level", "levels"))
    value = sum(one.verdict == "under" for one in sure) if sure else None
    return Figure("under_market", "Levels under the market", value, "count", "lower", note, over="last")


def _accepted(review: SalaryReview) -> Figure | None:
    if not review.inputs.has("offers"):
        return None
    outcomes = [each.outcome for each in review.placed]
    accepted, answered = outcomes.count("accepted"), outcomes.count("accepted") + outcomes.count("declined")
    if not answered:
        return Figure("accepted", "Offers accepted", None, "share", "higher", Sentence("none was answered in a year"))
    low, high = wilson(accepted, answered)
    note = Sentence("of {n} in a year; {low} to {high}", n=answered, low=Share(low), high=Share(high))
    return Figure("accepted", "Offers accepted", accepted / answered, "share", "higher", note, over="last")


def _fill(review: SalaryReview) -> Figure | None:
    if review.fill is None:
        return None
    fill = review.fill
    note = Sentence("half of the positions; {filled} filled, {open} open", filled=fill.filled, open=fill.open)
    value = None if fill.median is None else round(fill.median)
    return Figure("days_to_fill", "Days to fill", value, "days", "lower", note, over="last")


def _cost(review: SalaryReview) -> Figure | None:
    if review.plan is None:
        return None
    unit = f"{review.currency} cents/year"
    value = money(review, review.plan.cost["p50"], STEP).minor if review.plan.priced else None
    note = Sentence("{count} at the market’s middle", count=Count(review.plan.priced, "position", "positions"))
    return Figure("open_positions_cost", "Open positions a year", value, unit, None, note, over="last")


def _oldest(review: SalaryReview) -> Figure | None:
    ages = [one.market["oldest_months"] for one in review.leading if one.p50]
    ages = [int(age) for age in ages if age is not None]
    if not ages:
        return None
    return Figure("oldest_months", "Months old, oldest source", max(ages), "count", "lower", over="last")


def bands(review: SalaryReview) -> Part:
    """Our midpoints on the market's ranges."""
    heading, shown = _of_bands(review), [one for one in review.leading if one.p50]
    if not shown:
        text = Sentence("No source covers a level in {area}; a matched survey would.", area=review.area)
        return Part(Sentence("What the market pays is not known"), text=text, name="bands")
    rows = tuple(_range(review, one) for one in shown)
    caption = Sentence(
        "Market P25 to P75 (bar), its {aim} (tick) and our midpoint (dot), base pay a year, {area}",
        aim=review.benchmark.aim, area=review.area,
    )  # fmt: skip
    chart = Ranges(caption, f"{review.currency} cents", rows, text_label="Ours ÷ market", note=_note(review))
    return Part(heading, text=_why_not(shown), chart=chart, name="bands")


def _why_not(shown: list[Standing]) -> Sentence | None:
    """What the ranges rest on, where none is sure enough for a decision."""
    if any(one.is_sure for one in shown):
        return None
    rests = tuple(dict.fromkeys(rests_on(one) for one in shown))
    text = "They rest on {rests}. A decision needs two sources and grade A or B; the sources below say what would do."
    return Sentence(text, rests=Names(rests))


def _range(review: SalaryReview, one: Standing) -> Range:
    low, middle, high = (minor(review, amount) for amount in (one.known("p25"), one.aim, one.known("p75")))
    ours = minor(review, one.band.midpoint) if one.band else None
    return Range(one.name, low, middle, high, ours, f"{one.ratio:.2f}" if one.ratio else WORDS[one.verdict])


def _of_bands(review: SalaryReview) -> Sentence:
    under, over = by_verdict(review, "under"), by_verdict(review, "over")
    if under or over:
        first = (under or over)[0]
        word = "under" if under else "over"
        return Sentence(
            f"The {{name}} midpoint is {{apart}} {word} the market",
            name=first.name,
            apart=Share(abs((first.ratio or 1) - 1)),
        )
    if by_verdict(review, "inside"):
        return Sentence("Every midpoint lies inside its market")
    if any(one.is_sure for one in review.leading):
        return Sentence("What the market pays, by level")
    return Sentence("The best range there is, and why nothing follows from it")


def _note(review: SalaryReview) -> str:
    weak = [one.name for one in review.leading if one.p50 and not one.is_sure]
    return f"Not sure enough for a decision: {'; '.join(weak)}." if weak else ""


_LEAD = (
    *(("interval", "95% interval", "text"), ("ours", "Our midpoint", "count")),
    *(("ratio", "Ours ÷ market", "text"), ("verdict", "Reading", "text")),
    *(("sources", "Sources", "count"), ("months", "Months old", "count"), ("grade", "Grade", "text")),
)


def levels(review: SalaryReview) -> Part:
    """Each level of the leading area with its interval, sources, age and grade."""
    rows = [
        (
            one.name, _aim(one), interval(one.low, one.high), rounded(one.band.midpoint) if one.band else None,
            f"{one.ratio:.2f}" if one.ratio else "", WORDS[one.verdict], int(one.market["sources"]),
            whole(one.market["oldest_months"]), str(one.market["grade"]),
        )
        for one in review.leading
    ]  # fmt: skip
    caption = Sentence(
        "One row is one level in {area}; {currency} a year, base pay.", area=review.area, currency=review.currency
    )
    lead = (("name", "Role and level", "text"), ("aim", f"Market’s {review.benchmark.aim}", "count"), *_LEAD)
    return Part(
        Sentence("Each level with interval, sources and grade"), table=table(rows, lead, caption), name="levels"
    )


def ranges(review: SalaryReview) -> Part:
    """Every range with what it rests on."""
    rows = [
        (
            one.name, one.area, *(amount(one, name) for name in PERCENTILES),
            interval(one.known("low"), one.known("high")), int(one.market["sources"]),
            whole(one.market["organisations"]), whole(one.market["people"]), whole(one.market["oldest_months"]),
            str(one.market["grade"]), str(one.market["flag"]) or "", _shift(one), str(one.market["rests_on"]),
        )
        for one in review.standings
    ]  # fmt: skip
    areas = len({one.area for one in review.standings})
    heading = Sentence(
        "Every range: {levels} in {areas}", levels=Count(len(review.leading), "level", "levels"),
        areas=Count(areas, "area", "areas"),
    )  # fmt: skip
    text = "One row is one level in one area; {currency} a year, base pay; >= is a lower bound."
    caption = Sentence(text, currency=review.currency)
    return Part(heading, table=table(rows, _RANGES, caption), name="ranges")


_RANGES = (
    *(("name", "Role and level", "text"), ("area", "Area", "text")),
    *((name, name.upper(), "count") for name in PERCENTILES),
    *(
        ("interval", "Middle, 95%", "text"),
        ("sources", "Sources", "count"),
        ("organisations", "Organisations", "count"),
    ),
    *(("people", "People", "count"), ("months", "Months old", "count"), ("grade", "Grade", "text")),
    *(("flag", "Flags", "text"), ("shift", "Largest shift, one source out", "text"), ("rests", "Rests on", "text")),
)


def table(rows: list[tuple[Any, ...]], columns: tuple[tuple[str, str, str], ...], caption: str | Sentence) -> Rows:
    """Rows for a reader, from tuples in the order of the columns: name, label, unit."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[name for name, _, _ in columns], dtype=object)
    return Rows(frame, tuple(Column(*each) for each in columns), caption)


def amount(one: Standing, name: str) -> int | Sentence | None:
    """A percentile of a range; a top-coded one as the bound that it is."""
    value = one.known(name)
    if value is None:
        return None
    if name in str(one.market["censored"]).split(", "):
        return Sentence(">= {pay}", pay=rounded(value))
    return rounded(value)


def _aim(one: Standing) -> int | Sentence | None:
    if one.lift == 1:
        return amount(one, "p50")
    return rounded(one.aim) if one.aim else None


def interval(low: float | None, high: float | None) -> Sentence | str:
    """What an amount can be; empty where that is not known."""
    return Sentence("{low}\u00a0to\u00a0{high}", low=rounded(low), high=rounded(high)) if low and high else ""


def whole(value: Any) -> int | None:
    """A count of the benchmark's row, or None where it is not known."""
    return None if value is None or value != value else int(value)


def _shift(one: Standing) -> Share | str:
    value = one.known("shift")
    return "" if value is None else Share(value)


def halves(review: SalaryReview) -> Any:
    """Offers below and above the market's middle."""
    return acceptance(review.placed, edges=HALVES)
