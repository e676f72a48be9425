"""What a leader is asked to decide on experiments: ship, stop, or find a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from prodops_kit.experiment.cards import anchor
from prodops_kit.experiment.judgements import Judgement
from prodops_kit.experiment.worth import worth_of
from prodops_kit.results import Decision, decision_id

MOST = 7
FIND = "Find the result of"
WITHIN = 14  # days after the period in which to decide
ORDER = ("STOP: HARM", "SHIP", "CANNOT BE TRUSTED", "STOP: NO GAIN")
WRONG = {
    "STOP: HARM": "the loss has a cause outside the test, such as an outage in one arm",
    "SHIP": "the effect fades once the change is no longer new",
    "CANNOT BE TRUSTED": "the plan of the split changed and the registry does not say so",
    "STOP: NO GAIN": "the change is wanted for another reason than this metric",
}
UNMEASURED = "the metric was never measured; then the test can tell nothing"


def decisions(listed: Sequence[Judgement], chance_wins: Sequence[str], *, last: date) -> tuple[Decision, ...]:
    """What follows from the verdicts where the team has not decided yet: harm first, at most seven.

    Args:
        listed: Experiments of the period.
        chance_wins: Ids of wins that do not survive the month's many tests.
        last: Last day of the period.
    """
    found = [_decision(each, chance_wins, last) for each in asked(listed)]
    return tuple(found[:MOST])


def asked(listed: Iterable[Judgement]) -> list[Judgement]:
    """Experiments that somebody must decide on, the most urgent first."""
    open_ones = [each for each in listed if each.verdict.word in ORDER and not each.experiment.decision]
    return sorted(open_ones, key=lambda each: (ORDER.index(each.verdict.word), each.experiment.name))


def _decision(each: Judgement, chance_wins: Sequence[str], last: date) -> Decision:
    word, experiment = each.verdict.word, each.experiment
    action = _action(each)
    days = 1 if word == "STOP: HARM" and not each.case.timing.ended else WITHIN
    priced = worth_of(each)
    sure = word != "STOP: NO GAIN" and experiment.id not in chance_wins
    return Decision(
        id=decision_id("experiment", action.lower().replace(" ", "_"), experiment.id),
        action=action,
        subject=each.name,
        quantity=None,
        by=last + timedelta(days=days),
        worth=priced.worth if priced else None,
        owner=experiment.owner,
        reason=each.verdict.reason,
        confidence="high" if sure else "medium",
        wrong_if=UNMEASURED if action == FIND else WRONG[word],
        link=f"#{anchor(experiment.id)}",
        low=priced.low if priced else None,
        high=priced.high if priced else None,
    )


def _action(each: Judgement) -> str:
    word = each.verdict.word
    if word == "SHIP":
        return "Ship"
    if word == "CANNOT BE TRUSTED":
        return FIND if each.unmeasured else "Find the fault in"
    return "Do not ship" if each.case.timing.ended else "Stop"
