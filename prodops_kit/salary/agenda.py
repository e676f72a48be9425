"""What a leader is asked to decide on pay: raise, hold or re-level a band, raise a budget, collect data.

Action, role and level, by when, money a year; the market with interval, sources and grade; own evidence; what would
change it. Nothing follows from grade C or D, from one source, or where the midpoint lies inside the market's interval.
A decision names a role and level, never a person. What acting costs is stated below zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from prodops_kit.money import Money
from prodops_kit.results import Count, Decision, Names, Sentence, Share, decision_id
from prodops_kit.salary import page
from prodops_kit.salary.sensitivity import tipping_weight
from prodops_kit.salary.standing import Standing
from prodops_kit.salary.time_to_fill import fill_time

if TYPE_CHECKING:
    from prodops_kit.salary.plan import PlanLine
    from prodops_kit.salary.progression import Step
    from prodops_kit.salary.review import SalaryReview

MOST = 7
Confidence = Literal["high", "medium", "low"]


def decisions(review: SalaryReview) -> tuple[Decision, ...]:
    """At most seven that are open, the dearest first, questions without a price last; then what is settled."""
    found = [*_raises(review), *_holds(review), *_budgets(review), *_levels(review), *_data(review)]
    found.sort(key=lambda one: -abs(one.worth.minor) if one.worth else 0)
    still = [one for one in found if not review.answers.is_settled(one)]
    return (*still[:MOST], *(one for one in found if review.answers.is_settled(one)))


def _decision(
    review: SalaryReview, verb: str, action: str, subject: str, *, reason: Sentence, wrong: str, link: str,
    sure: Confidence = "medium", cost: tuple[Money, Money, Money] | None = None, key: str = "",
    quantity: int | None = None, noun: str = "",
) -> Decision:  # fmt: skip
    worth, low, high = cost or (None, None, None)
    return Decision(
        id=decision_id("salary", verb, key or subject),
        action=action,
        subject=subject,
        quantity=quantity,
        by=review.period.last_day + timedelta(days=review.rules.decide_within),
        worth=worth,
        owner=review.rules.owner,
        reason=reason,
        confidence=sure,
        wrong_if=wrong,
        noun=noun,
        low=low,
        high=high,
        link=link,
    )


def _apart(review: SalaryReview, verdict: str) -> Iterator[tuple[Standing, list[Standing]]]:
    """Each level that is so in some area: where it is told, and everywhere it is so."""
    by_level: dict[str, list[Standing]] = {}
    for one in review.standings:
        if one.verdict == verdict:
            by_level.setdefault(one.name, []).append(one)
    for found in by_level.values():
        yield next((one for one in found if one.area == review.area), found[0]), found


def _raises(review: SalaryReview) -> Iterator[Decision]:
    for one, found in _apart(review, "under"):
        assert one.band
        assert one.aim
        text = "From {ours} to {target}: the market’s {aim} is {middle} "
        text += "({low} to {high}, {sources}, grade {grade}), {where}."
        said = [
            Sentence(
                text, ours=page.money(review, one.band.midpoint), target=page.money(review, one.aim, page.STEP),
                where=_where(one, found), **page.market_words(review, one),
            ),
            *_declined(review, one), *_waiting(review, one),
        ]  # fmt: skip
        yield _decision(
            review, "raise", "Raise the midpoint of", one.name, reason=page.joined(said), wrong=_reverses(review, one),
            link="#bands", sure="high" if one.market["grade"] == "A" else "medium", cost=_cost(review, found),
        )  # fmt: skip


def _where(one: Standing, found: Sequence[Standing]) -> Sentence | str:
    others = tuple(other.area for other in found if other is not one)
    if not others:
        return one.area
    return Sentence("{area}; so too in {areas}", area=one.area, areas=Names(others))


def _declined(review: SalaryReview, one: Standing) -> list[Sentence]:
    declined, answered = page.declined_at(review, one)
    if not declined:
        return []
    low = sum(
        each.outcome == "declined" and each.position is not None and each.position.high <= page.HALVES[0]
        for each in review.placed
        if (each.role, each.level) == (one.role, one.level)
    )
    below: Sentence | str = "all" if low == declined else Sentence("{low}", low=low)
    text = "{declined} of {answered} were declined, {below} of them below the market’s middle."
    return [
        Sentence(text, declined=declined, answered=Count(answered, "answered offer", "answered offers"), below=below)
    ]


def _waiting(review: SalaryReview, one: Standing) -> list[Sentence]:
    requisitions = review.inputs.requisitions
    if review.fill is None or requisitions is None:
        return []
    found = fill_time(requisitions, on=review.period.last_day, role=one.role, level=one.level)
    if not found.open or found.oldest_open is None:
        return []
    text = "{open} {verb} open, for up to {days}."
    count = Count(found.open, "position", "positions")
    return [
        Sentence(
            text, open=count, verb="is" if found.open == 1 else "are", days=Count(found.oldest_open, "day", "days")
        )
    ]


def _cost(review: SalaryReview, found: Sequence[Standing]) -> tuple[Money, Money, Money] | None:
    """What the open positions of the level cost more a year: at what its band aims at, and at both ends of that."""
    if review.plan is None:
        return None
    sums = {"aim": 0.0, "low": 0.0, "high": 0.0}
    positions = 0
    for one in found:
        line = _line(review, one)
        if line and one.band:
            positions += line.positions
            for name in sums:
                sums[name] += line.positions * (getattr(one, name) - one.band.midpoint)
    if not positions:
        return None
    middle, least, most = (page.money(review, sums[name]).minor for name in ("aim", "low", "high"))
    return Money(-middle, review.currency), Money(-most, review.currency), Money(-least, review.currency)


def _line(review: SalaryReview, one: Standing) -> PlanLine | None:
    lines = review.plan.lines if review.plan else ()
    wanted = (one.role, one.level, one.area)
    return next((line for line in lines if (line.role, line.level, line.area) == wanted), None)


def _reverses(review: SalaryReview, one: Standing) -> str:
    """Which weight of which source would bring the midpoint into the interval, or that none would."""
    found = tipping_weight(review.benchmark, one)
    if found is None:
        return "the matches are wrong: no other weight of the sources brings the midpoint inside the market’s interval"
    source, weight, above = found
    return f"the weight of {source} should be {'above' if above else 'below'} {weight:.0%}"


def _holds(review: SalaryReview) -> Iterator[Decision]:
    for one, found in _apart(review, "over"):
        assert one.band
        text = "{ours} is above what the market’s {aim} can be: {middle} "
        text += "({low} to {high}, {sources}, grade {grade}), {where}."
        reason = Sentence(
            text, ours=page.money(review, one.band.midpoint), where=_where(one, found), **page.market_words(review, one)
        )
        yield _decision(
            review, "hold", "Hold the midpoint of", one.name, reason=reason, wrong=_reverses(review, one),
            link="#bands", sure="high" if one.market["grade"] == "A" else "medium",
        )  # fmt: skip


def _budgets(review: SalaryReview) -> Iterator[Decision]:
    """Open positions budgeted below what their bands aim at can be, where the band itself is not to be raised."""
    by_place = {(one.role, one.level, one.area): one for one in review.standings}
    for line in review.plan.lines if review.plan else ():
        one = by_place.get((line.role, line.level, line.area))
        if (
            one is None
            or not one.is_sure
            or one.verdict == "under"
            or not line.budget
            or line.budgeted != line.positions
        ):
            continue
        if line.budget < line.positions * (one.low or 0.0):
            yield _budget(review, one, line)


def _budget(review: SalaryReview, one: Standing, line: PlanLine) -> Decision:
    assert line.budget is not None
    ends = [line.positions * (end or 0.0) - line.budget for end in (one.aim, one.high, one.low)]
    middle, least, most = (Money(-page.money(review, end).minor, review.currency) for end in ends)
    reason = Sentence(
        "{positions} in {area} {verb} budgeted below the market’s {aim} of {middle} ({low} to {high}, {sources}, "
        "grade {grade}).",
        positions=Count(line.positions, "position", "positions"), area=one.area,
        verb="is" if line.positions == 1 else "are", **page.market_words(review, one),
    )  # fmt: skip
    return _decision(
        review, "budget", "Raise the budget of", f"{one.name}, {one.area}", reason=reason, link="#hiring",
        wrong="the positions will be filled from inside, at the pay of today", cost=(middle, least, most),
    )  # fmt: skip


def _levels(review: SalaryReview) -> Iterator[Decision]:
    """A level whose band is hardly above the one below, in the leading area."""
    raised = {one.name for one, _ in _apart(review, "under")}
    for step in review.steps:
        upper, lower = (f"{step.role}, {level}" for level in (step.upper, step.lower))
        if not step.flag or step.area != review.area or upper in raised or not _both_sure(review, step):
            continue
        word = "below" if step.progression < 0 else "above"
        text = f"Its midpoint is {{rise}} {word} that of {{lower}}; 10% or less is compression. "
        text += "The market’s own step is {market}."
        market = Share(_market_step(review, step), signed=True)
        reason = Sentence(text, rise=Share(abs(step.progression)), lower=step.lower, market=market)
        yield _decision(
            review, "relevel", "Re-level or set apart", upper, reason=reason, link="#widths",
            wrong=f"the two levels differ in duties more than in pay, and nobody leaves {lower} for it",
        )  # fmt: skip


def _pair(review: SalaryReview, step: Step) -> list[Standing]:
    return [
        one
        for level in (step.lower, step.upper)
        for one in review.leading
        if (one.role, one.level) == (step.role, level)
    ]


def _both_sure(review: SalaryReview, step: Step) -> bool:
    pair = _pair(review, step)
    return len(pair) == 2 and all(one.is_sure for one in pair)


def _market_step(review: SalaryReview, step: Step) -> float:
    lower, upper = (float(one.market["p50"]) for one in _pair(review, step))
    return upper / lower - 1


def _data(review: SalaryReview) -> Iterator[Decision]:
    """One request for data on all levels from which nothing can follow."""
    weak = [one for one in review.leading if not one.is_sure]
    if not weak:
        return
    alone = len(weak) == 1
    yield _decision(
        review, "collect", "Collect market data for", weak[0].name if alone else "levels", key="market",
        quantity=None if alone else len(weak), reason=_lacking(weak), link="#evidence", sure="high",
        wrong="nobody is hired, reviewed or promoted on these levels within a year",
    )  # fmt: skip


def _lacking(weak: Sequence[Standing]) -> Sentence:
    """What is lacking: a second source, or any that is current."""
    single = sum(int(one.market["sources"]) == 1 and one.market["grade"] == "C" for one in weak)
    rest = len(weak) - single
    said = []
    if single:
        text = "{count} on one source; a second could raise the grade from C to B or A."
        said.append(Sentence(text, count=Count(single, "level rests", "levels rest")))
    if rest:
        text = "{count} no source that is current, close enough and checkable."
        said.append(Sentence(text, count=Count(rest, "level has", "levels have")))
    return page.joined(said)
