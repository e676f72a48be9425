"""The verdict on an experiment: sixteen rows in order, the first one that fits decides.

Each row is a function of a `Case` and gives a verdict or nothing; the last one always gives one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import Any, Literal

from prodops_kit.experiment import wording
from prodops_kit.experiment.cases import Case
from prodops_kit.experiment.comparison import NoResult
from prodops_kit.results import Count, Names, Probability, Sentence, Share

Word = Literal["SHIP", "STOP: HARM", "STOP: NO GAIN", "KEEP RUNNING", "CANNOT BE TRUSTED", "NOT REGISTERED"]
Outcome = Literal["win", "safe", "flat", "no answer", "loss", "invalid", "unregistered", "open"]
UNDECIDED = 16  # the last row, which fits every case


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from one variant's evidence.

    Attributes:
        row: Number of the row that decided, from 1 to 16.
        reason: Why, in a sentence with its numbers.
        arm: The variant it is about; empty where it is about the whole experiment.
    """

    word: Word
    outcome: Outcome
    row: int
    reason: Sentence
    arm: str = ""


def verdict(case: Case) -> Verdict:
    """The verdict on one variant.

    Source:
        The table of section 3 of the reference of experiments, in its order and words.
    """
    for row in ROWS:
        found = row(case)
        if found:
            return replace(found, arm=case.arm) if found.row > _WHOLE else found
    raise AssertionError("The last row fits every case.")


def overall(verdicts: tuple[Verdict, ...], cases: tuple[Case, ...]) -> Verdict:
    """The verdict on an experiment: that of the variant which shall be shipped, else of the one still in the race.

    Of several that pass, the one with the largest effect is named.
    """
    order = ("NOT REGISTERED", "SHIP", "KEEP RUNNING", "CANNOT BE TRUSTED", "STOP: NO GAIN", "STOP: HARM")
    effects = [wording.oriented(case.read) for case in cases]
    ranked = sorted(zip(verdicts, effects, strict=True), key=lambda pair: (order.index(pair[0].word), -pair[1]))
    return ranked[0][0]


def _unregistered(case: Case) -> Verdict | None:
    missing = case.experiment.missing
    if not missing:
        return None
    if case.experiment.unplanned:
        said = Sentence("Not in the registry, so nothing was planned. The evidence is shown without a verdict.")
        return Verdict("NOT REGISTERED", "unregistered", 1, said)
    text = "No plan was made before the start: {missing}. The evidence is shown without a verdict."
    return Verdict("NOT REGISTERED", "unregistered", 1, Sentence(text, missing=Names(missing)))


def _wrong_arm(case: Case) -> Verdict | None:
    wrong = (*case.split.empty, *case.split.unplanned)
    if not wrong:
        return None
    text = "Arm {arm} has {n} {users} where {expected} were planned."
    n, expected = case.evidence.units.get(wrong[0], 0), round(_expected(case, wrong[0]))
    crossed = case.evidence.crossovers
    text += " {crossed} more were in several arms and are left out." if crossed else ""
    users = f"{case.experiment.unit}s"
    return _invalid(2, Sentence(text, arm=wrong[0], n=n, users=users, expected=expected, crossed=crossed))


def _mismatch(case: Case) -> Verdict | None:
    split = case.split
    if split.p is None or not split.is_mismatched:
        return _lacking(case)
    users, p = f"{case.experiment.unit}s", Probability(split.p)
    short = next((arm for arm in split.arms if arm.missing > 0), None)
    if short is None:
        return _invalid(3, Sentence("The split is not the planned one (p {p}); find the cause first.", p=p))
    text = "{arm} has {share} fewer {users} than planned (p {p}); find the cause first."
    return _invalid(3, Sentence(text, arm=short.arm, share=Share(short.missing), users=users, p=p))


def _lacking(case: Case) -> Verdict | None:
    """Units came as planned and outcomes did not: those that are compared have another split."""
    found = case.split.lacking
    if found is None:
        return None
    text = "{metric} is missing for {share} of {arm} and {control} of {other} (p {p}); find the cause first."
    values: dict[str, Any] = {"share": Share(found.share), "control": Share(found.control), "p": Probability(found.p)}
    said = Sentence(text, metric=found.metric, arm=found.arm, other=case.experiment.control, **values)
    return _invalid(3, said)


def _crossed(case: Case) -> Verdict | None:
    if not case.split.is_crossed:
        return None
    text = "{n} {users} ({share}) saw more than one version."
    share = Share(case.split.crossing)
    return _invalid(4, Sentence(text, n=case.split.crossovers, users=f"{case.experiment.unit}s", share=share))


def _unbalanced(case: Case) -> Verdict | None:
    if not case.split.is_unbalanced:
        return None
    covariate = Names(case.split.unlike)
    return _invalid(5, Sentence("The groups differed before the test: {covariate}.", covariate=covariate))


def _broken(case: Case) -> Verdict | None:
    broken = next((each for each in case.guardrails if each.state == "breached"), None)
    if broken is None:
        return None
    text = "{guardrail} worsened by {e} ({lo} to {hi}), beyond the {M} allowed."
    return Verdict("STOP: HARM", "loss", 6, Sentence(text, **wording.guardrail(broken)))


def _harmed(case: Case) -> Verdict | None:
    if not case.harmed or case.read is None:
        return None
    rest, values = wording.looked(case)
    return Verdict("STOP: HARM", "loss", 7, wording.moved(case.read, f"{rest}.", **values))


def _too_early(case: Case) -> Verdict | None:
    if case.timing.ended or (case.late_enough and case.read):
        return None
    days = case.timing.planned_days or case.experiment.longest_days
    said = Sentence("Too early: day {d} of {D}.", d=case.timing.days, D=days)
    if case.timing.waiting and case.timing.schedule:
        text = said.template + " The plan looks first on {look}."
        return Verdict("KEEP RUNNING", "open", 8, Sentence(text, **said.values, look=case.timing.schedule.next))
    return Verdict("KEEP RUNNING", "open", 8, said if not case.late_enough else wording.too_few(case, said))


def _early_win(case: Case) -> Verdict | None:
    may_stop = case.experiment.early_stop or case.timing.schedule
    if case.timing.ended or not (case.goal_met and case.safe and may_stop) or case.read is None:
        return None
    if case.timing.schedule:
        rest, values = wording.looked(case)
        return Verdict("SHIP", _won(case), 9, wording.moved(case.read, f"{rest}.", **values))
    looks = "; {k}" if case.timing.looks else ""
    said = wording.moved(case.read, f", valid at any look{looks}.", k=Count(case.timing.looks or 0, "look", "looks"))
    return Verdict("SHIP", _won(case), 9, said)


def _out_of_time(case: Case) -> Verdict | None:
    if case.timing.ended or case.goal_met or case.fits:
        return None
    said = Sentence("No new {users} arrive, so an answer is out of reach.", users=f"{case.experiment.unit}s")
    if isfinite(case.days_left):
        said = Sentence("Needs {d} more days at today’s traffic.", d=ceil(case.days_left))
    return Verdict("STOP: NO GAIN", "no answer", 10, said)


def _running(case: Case) -> Verdict | None:
    if case.timing.ended:
        return None
    if case.timing.schedule:
        rest, values = wording.looked(case, "Look {k} of {K}")
        text = rest + ": between {lo} and {hi}; the plan looks again on {next}."
        values |= wording.between(case.read)
        return Verdict("KEEP RUNNING", "open", 11, Sentence(text, **values, next=case.timing.schedule.next))
    text = "About {d} left; so far between {lo} and {hi}."
    return Verdict("KEEP RUNNING", "open", 11, Sentence(text, d=_days(case), **wording.between(case.read)))


def _unsafe(case: Case) -> Verdict | None:
    if not (case.late_enough and case.goal_met) or case.safe or case.read is None:
        return None
    open_one = next(each for each in case.guardrails if each.state != "passed")
    text = "{metric} " + wording.verb(case) + ", but {guardrail} is not shown to be safe."
    said = Sentence(text, metric=case.read.metric.name, guardrail=open_one.metric.name)
    return Verdict(_more_or_stop(case), "no answer", 12, said)


def _improved(case: Case) -> Verdict | None:
    if not (case.late_enough and case.experiment.goal == "improve" and case.goal_met) or case.read is None:
        return None
    held = "; {G} of {G} {guardrails}." if case.guardrails else "; no guardrail was planned."
    count = len(case.guardrails)
    noun = "guardrail holds" if count == 1 else "guardrails hold"
    rest, values = wording.looked(case)
    return Verdict("SHIP", "win", 13, wording.moved(case.read, rest + held, G=count, guardrails=noun, **values))


def _harmless(case: Case) -> Verdict | None:
    if not (case.late_enough and case.experiment.goal == "no_harm" and case.goal_met) or case.read is None:
        return None
    metric = case.read.metric
    ends = case.bounds(metric.margin_scale) or (0.0, 0.0)
    values = {
        "lo": wording.change(metric, metric.sign * ends[0], metric.margin_scale),
        "M": wording.change(metric, metric.margin or 0.0, metric.margin_scale, signed=False),
    }
    return Verdict("SHIP", "safe", 14, Sentence("At worst {lo}, within the {M} allowed.", **values))


def _flat(case: Case) -> Verdict | None:
    improve = case.late_enough and case.experiment.goal == "improve"
    if not improve or case.goal_met or case.harmed or case.worth_having is not False or case.read is None:
        return None
    metric, scale = case.read.metric, case.experiment.mde_scale
    best = (case.bounds(scale) or (0.0, 0.0))[1]
    values = {
        "hi": wording.change(metric, metric.sign * best, scale),
        "MDE": wording.change(metric, metric.sign * (case.experiment.mde or 0.0), scale),
    }
    said = Sentence("No gain worth having: at best {hi}, planned {MDE}.", **values)
    return Verdict("STOP: NO GAIN", "flat", 15, said)


def _wide(case: Case) -> Verdict:
    if isinstance(case.primary, NoResult):  # not measured, which is no lack of gain
        return _invalid(UNDECIDED, _undecided(case))
    return Verdict(_more_or_stop(case), "no answer", UNDECIDED, _undecided(case))


def _undecided(case: Case) -> Sentence:
    found = case.primary
    if isinstance(found, NoResult):
        return Sentence("No result for {metric}: {why}", metric=found.metric.name, why=found.reason)
    if case.read is None:
        return wording.too_few(case, Sentence("Ended on day {d}.", d=case.timing.days))
    if not case.late_enough:
        text = "Ended on day {d}, before the {min} that a reading needs; between {lo} and {hi}."
        least = Count(case.experiment.min_days, "day", "days")
        return Sentence(text, d=case.timing.days, min=least, **wording.between(case.read))
    return Sentence("Between {lo} and {hi}: too wide to decide.", **wording.between(case.read))


ROWS: tuple[Callable[[Case], Verdict | None], ...] = (
    _unregistered,
    _wrong_arm,
    _mismatch,
    _crossed,
    _unbalanced,
    _broken,
    _harmed,
    _too_early,
    _early_win,
    _out_of_time,
    _running,
    _unsafe,
    _improved,
    _harmless,
    _flat,
    _wide,
)
_WHOLE = 5  # rows up to this one are about the whole experiment


def _expected(case: Case, arm: str) -> float:
    """Units planned for an arm: its share of those that came, or its planned size where none came."""
    came = sum(case.evidence.units.get(each, 0) for each in case.experiment.arms)
    if arm not in case.experiment.arms:
        return 0.0
    return max(1.0, came * case.split.weights.get(arm, 0.0)) if came else float(case.experiment.planned_n or 0)


def _invalid(row: int, reason: Sentence) -> Verdict:
    return Verdict("CANNOT BE TRUSTED", "invalid", row, reason)


def _won(case: Case) -> Outcome:
    return "win" if case.experiment.goal == "improve" else "safe"


def _more_or_stop(case: Case) -> Word:
    return "KEEP RUNNING" if case.days_left > 0 and case.fits else "STOP: NO GAIN"


def _days(case: Case) -> Count:
    """Days until an answer: until the planned precision, or at least until the planned end."""
    ahead = (case.timing.planned_days or 0) - case.timing.days
    left = case.days_left if isfinite(case.days_left) else 0.0
    return Count(max(1, ceil(left), ahead), "day", "days")
