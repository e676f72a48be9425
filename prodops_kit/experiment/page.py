"""What the page says of the month's experiments: headline, verdicts, intervals, portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prodops_kit.experiment import wording
from prodops_kit.experiment.agenda import ORDER
from prodops_kit.experiment.cards import TONES
from prodops_kit.experiment.comparison import Comparison
from prodops_kit.experiment.judgements import Judgement
from prodops_kit.periods import Period
from prodops_kit.results import Column, Count, Interval, Intervals, Names, Notice, Part, Rows, Sentence, Share

if TYPE_CHECKING:
    from prodops_kit.experiment.review import ExperimentReview

WORDS = (*ORDER, "KEEP RUNNING", "NOT REGISTERED")
NAMED = 3  # experiments named in the headline, of one kind


def headline(review: ExperimentReview) -> Sentence:
    """What to ship and stop, and how the rest stands."""
    if not review.judged:
        return Sentence("No experiment ran in {month}.", month=Period(review.month))
    said: list[str] = []
    values: dict[str, Any] = {}
    for word, name, order in _ORDERS:
        if found := _of(review, word):
            said.append(order)
            values[name] = _names(found)
    rest = []
    for word, name, one, many in _REST:
        if found := [each for each in _of(review, word) if not each.unmeasured]:
            rest.append(f"{{{name}}}")
            values[name] = Count(len(found), one, many)
    if blank := [each for each in review.judged if each.unmeasured]:
        rest.append("{blank}")
        values["blank"] = Count(len(blank), "has no result", "have no result")
    texts = ["; ".join(said), "; ".join(rest)]
    return Sentence(" ".join(f"{text[0].upper()}{text[1:]}." for text in texts if text), **values)


_ORDERS = (
    ("SHIP", "ship", "ship {ship}"),
    ("STOP: HARM", "harm", "stop {harm} for harm"),
    ("STOP: NO GAIN", "flat", "give up {flat} for lack of gain"),
)
_REST = (
    ("KEEP RUNNING", "running", "experiment keeps running", "experiments keep running"),
    ("CANNOT BE TRUSTED", "untrusted", "cannot be trusted", "cannot be trusted"),
    ("NOT REGISTERED", "unregistered", "has no plan", "have no plan"),
)


def verdicts(review: ExperimentReview) -> Part:
    """Every experiment of the period with its verdict and the reason."""
    import pandas as pd

    rows = [
        (each.name, each.verdict.word, _reason(each, review), each.experiment.owner, _day(each))
        for each in review.judged
    ]
    frame = pd.DataFrame(rows, columns=["experiment", "verdict", "reason", "owner", "day"], dtype=object)
    columns = (
        Column("experiment", "Experiment"),
        Column("verdict", "Verdict"),
        Column("reason", "Reason"),
        Column("owner", "Owner"),
        Column("day", "Day"),
    )
    caption = Sentence("One row is one experiment that ran in {period}; what to act on first.", period=review.period)
    return Part(_tally(review), table=Rows(frame, columns, caption), name="verdicts")


def intervals(review: ExperimentReview) -> Part:
    """The lift of each primary metric, turned so that right is better."""
    found = [(each, _interval(each, case.arm, case.read)) for each in review.judged for case in each.cases]
    drawn = [(each, row) for each, row in found if row and _drawable(each)]
    rows = tuple(row for _, row in drawn)
    left = len(review.judged) - len({each.experiment.id for each, _ in drawn})
    above = sum(row.low > 0 for row in rows)
    heading = Sentence(
        "{above} of {count} above no effect", above=above, count=Count(len(rows), "interval is", "intervals are")
    )
    caption = Sentence("Lift of each primary metric with its interval; right is better")
    note = f"Not drawn: {left} without a lift that can be read; the cards say why." if left else ""
    chart = Intervals(caption, "share", rows, note=note) if rows else None
    text = None if rows else Sentence("No primary metric has a lift that can be read.")
    return Part(heading if rows else Sentence("No interval to show"), text=text, chart=chart, name="intervals")


def portfolio(review: ExperimentReview) -> Part:
    """What ended tests add up to: time, size, looks, and the sum of wins with luck taken off."""
    import pandas as pd

    found = review.portfolio
    rows = [
        (
            each.metric,
            each.tests,
            each.wins,
            *(Share(v, True) for v in (each.gains.raw, each.gains.corrected, each.gains.shrunk)),
        )
        for each in found.gains
    ]
    frame = pd.DataFrame(rows, columns=["metric", "tests", "wins", "raw", "corrected", "shrunk"], dtype=object)
    columns = (
        Column("metric", "Primary metric"),
        Column("tests", "Comparisons", "count"),
        Column("wins", "Wins", "count"),
        Column("raw", "Sum of wins", "number"),
        Column("corrected", "Less luck", "number"),
        Column("shrunk", "Shrunk", "number"),
    )
    caption = "One row is one primary metric; lifts of its wins added up, and two estimates of the sum without luck."
    table = Rows(frame, columns, caption) if rows else None
    heading = Sentence("Nothing ended that could be added up")
    if rows:
        heading = Sentence("Wins add up to less than they show: winners were also lucky")
        if not any(each.wins for each in found.gains):
            heading = Sentence("No ended test won, so there is nothing to add up")
    return Part(heading, text=_ended(review), table=table, name="portfolio")


def against(review: ExperimentReview) -> Part:
    """Decisions that are not the verdict's."""
    import pandas as pd

    rows = [
        (each.name, each.verdict.word, each.experiment.decision, each.verdict.reason)
        for each in review.portfolio.against
    ]
    frame = pd.DataFrame(rows, columns=["experiment", "verdict", "decision", "reason"], dtype=object)
    columns = (
        Column("experiment", "Experiment"),
        Column("verdict", "Verdict"),
        Column("decision", "Decided"),
        Column("reason", "Reason"),
    )
    heading = Sentence("{count} decided against the verdict", count=Count(len(rows), "test was", "tests were"))
    if not rows:
        return Part(Sentence("No test was decided against its verdict"), name="against")
    return Part(heading, table=Rows(frame, columns, "One row is one test."), name="against")


def notices(review: ExperimentReview) -> tuple[Notice, ...]:
    """What the reader must know first."""
    found = list(review.registry.notices)
    strangers = sum(each.experiment.unplanned for each in review.judged)
    if strangers:
        count = Count(strangers, "experiment of the data is", "experiments of the data are")
        unknown = "{count} not in the registry: planned split, better direction, size and end are not known there."
        found.append(Notice("Without a plan", Sentence(unknown, count=count)))
    if review.without_data:
        text = Sentence("No row of the data belongs to {names}.", names=Names(review.without_data))
        found.append(Notice("Without data", text))
    names = tuple(each.name for each in review.judged if each.experiment.id in review.portfolio.chance_wins)
    if names:
        lucky = "{names}: this win does not survive the correction for all tests of the month; the verdict stands."
        found.append(Notice("May be luck", Sentence(lucky, names=Names(names))))
    return tuple(found)


def _reason(each: Judgement, review: ExperimentReview) -> Sentence:
    reason = each.verdict.reason
    if each.experiment.id not in review.portfolio.chance_wins:
        return reason
    return Sentence(reason.template + " Does not survive the month’s many tests.", **reason.values)


def _day(each: Judgement) -> str:
    timing = each.case.timing
    if each.experiment.start is None:
        return ""
    together = "\u00a0of\u00a0"  # blanks at which no line ends: the column is narrow
    return f"{timing.days}{together}{timing.planned_days}" if timing.planned_days else str(timing.days)


def _of(review: ExperimentReview, word: str) -> list[Judgement]:
    return [each for each in review.judged if each.verdict.word == word]


def _names(found: Sequence[Judgement]) -> Names | Count:
    return Names(tuple(each.name for each in found)) if len(found) <= NAMED else Count(len(found), "", "experiments")


def _tally(review: ExperimentReview) -> Sentence:
    """`12 verdicts: 3 SHIP, 2 STOP: HARM …` in words."""
    words = {
        "SHIP": "{n0} to ship",
        "STOP: HARM": "{n1} to stop for harm",
        "STOP: NO GAIN": "{n2} without gain",
        "KEEP RUNNING": "{n3} running on",
        "CANNOT BE TRUSTED": "{n4} not to be trusted",
        "NOT REGISTERED": "{n5} without a plan",
    }
    counted = {f"n{place}": len(_of(review, word)) for place, word in enumerate(words)}
    counted["n6"] = sum(each.unmeasured for each in review.judged)
    counted["n4"] -= counted["n6"]
    words["none"] = "{n6} without a result"
    said = [text for place, text in enumerate(words.values()) if counted[f"n{place}"]]
    return Sentence(("Verdicts: " + ", ".join(said)) if said else "No verdict: no experiment ran", **counted)


def _drawable(each: Judgement) -> bool:
    return each.verdict.outcome != "invalid"


def _interval(each: Judgement, arm: str, found: Comparison | None) -> Interval | None:
    if found is None or found.lift is None:
        return None
    verdict = each.verdicts[[case.arm for case in each.cases].index(arm)]
    name = f"{each.experiment.name}: {arm}" if len(each.cases) > 1 else each.experiment.name
    low, high = sorted(found.metric.sign * end for end in (found.lift.low, found.lift.high))
    return Interval(name, found.metric.sign * found.lift.estimate, low, high, verdict.word, TONES[verdict.word])


def _ended(review: ExperimentReview) -> Sentence:
    found, count = review.portfolio, len(review.ended)
    if not count:
        return Sentence(
            "No experiment with data ended in the last {months} months.", months=review.rules.portfolio_months
        )
    text = "{count} ended in the last {months} months, in {days} at the median"
    values: dict[str, Any] = {
        "count": Count(count, "experiment", "experiments"),
        "months": review.rules.portfolio_months,
        "days": Count(round(found.median_days or 0), "day", "days"),
    }
    if found.full[1]:
        text += "; {full} of {planned} reached their planned size"
        values |= {"full": found.full[0], "planned": found.full[1]}
    if found.looks is not None:
        text += "; looked at {looks} at the median"
        values["looks"] = Count(round(found.looks), "time", "times")
    return Sentence(text + ".", **values)


def oriented_first(each: Judgement) -> tuple[int, float, str]:
    """Order of a page: what to act on first, then the largest effect."""
    return WORDS.index(each.verdict.word), -wording.oriented(each.case.read), each.experiment.name
