"""Which answers to decisions still hold: each until more is at stake than when it was given.

A decision that was declined, snoozed or done is not asked again while it stays the same. It comes back when a tenth
more of its quantity or its money is at stake, or when it is about a new term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from prodops_kit import decision_log, parameters, records
from prodops_kit.decision_log import Entry
from prodops_kit.errors import KitError
from prodops_kit.results import Decision

MORE = 1.1  # times as many, or as much, is another question
NEW_TERM = timedelta(days=183)  # a deadline so much later is another one

Asked = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the decision log says in one period.

    Attributes:
        entries: The answer in force, by the decision's id; open decisions have none.
        asked: The same decisions as the page asked that was answered, as records keep them.
        faulty: Whether the log cannot be understood, so that no answer is known.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    asked: Mapping[str, Asked] = field(default_factory=dict)
    faulty: bool = False

    def to(self, decision: Decision) -> Entry | None:
        """The answer that holds for a decision, or None while it is open."""
        entry = self.entries.get(decision.id)
        return None if entry is None or self.is_back(decision) else entry

    def is_settled(self, decision: Decision) -> bool:
        """Whether it was declined, snoozed or done: no longer asked, and in no sum."""
        entry = self.to(decision)
        return entry is not None and entry.state != "accepted"

    def is_back(self, decision: Decision) -> bool:
        """Whether it was settled once and more is at stake now."""
        entry, was = self.entries.get(decision.id), self.asked.get(decision.id)
        return entry is not None and entry.state != "accepted" and was is not None and _has_grown(was, decision)


def answers(month: str) -> Answers:
    """Tell what was answered to the decisions of the report at hand; a faulty log is told too, never raised.

    Args:
        month: The period of the page, as `2026-10`, `2026-Q3` or `2026`.

    Example:
        answered = pk.answers("2026-10")
    """
    report = parameters.current_report()

    def decisions(period: str) -> Sequence[Asked]:
        found = records.last_good(report, period) if report else None
        return found["decisions"] if found else ()

    try:
        return in_force(decision_log.entries(), month, asked=decisions)
    except KitError:
        return Answers(faulty=True)


def in_force(log: Sequence[Entry], month: str, *, asked: Callable[[str], Sequence[Asked]]) -> Answers:
    """The answers of a log that are in force in a period.

    Args:
        log: What `decision_log.entries` returned.
        month: The period.
        asked: The decisions that records of a period hold.
    """
    entries = {one.id: found for one in log if (found := decision_log.state_of(log, one.id, month))}
    # A page made again after its own answer has overwritten what was answered: nothing to compare with.
    then = {name: _named(name, asked(entry.period)) for name, entry in entries.items() if entry.period != month}
    return Answers(entries, {name: was for name, was in then.items() if was})


def _named(name: str, decisions: Sequence[Asked]) -> Asked | None:
    return next((one for one in decisions if one["id"] == name), None)


def _has_grown(was: Asked, now: Decision) -> bool:
    quantity, worth = was.get("quantity"), was.get("worth")
    more = quantity and now.quantity and now.quantity > MORE * quantity
    dearer = (
        worth is not None
        and now.worth is not None
        and now.worth.currency == was.get("currency")
        and abs(now.worth.minor) > MORE * abs(worth)  # what acting costs is below zero
    )
    return bool(more or dearer) or now.by > date.fromisoformat(was["by"]) + NEW_TERM
