"""Answers to decisions, from records alone: which are open, and what an answer must say to be one."""

from __future__ import annotations

from datetime import date
from typing import Any

from prodops_kit import decision_log, records
from prodops_kit.audiences import Readers, may_hear, present
from prodops_kit.decision_log import Entry
from prodops_kit.errors import ParameterError
from prodops_kit.parameters import hint
from prodops_kit.periods import Period
from prodops_kit.records import Record
from prodops_kit.settings import EVERYONE
from prodops_kit.show.markup import clean
from prodops_kit.show.text import as_text

Row = dict[str, Any]


def open_decisions(audience: str = EVERYONE) -> list[Row]:
    """One row a decision on the newest pages that is not settled: id, report, period, state, what, by, worth, owner.

    Accepted ones are still to be done, so they are listed too; the most urgent comes first. Those of reports that the
    audience may not read are left out, and those of restricted reports always.

    Raises:
        DataError: The decision log cannot be understood.
    """
    known, newest, today = decision_log.entries(), {}, present()
    for record in (record for record in _by_age() if may_hear(Readers(audience), record, today)):
        newest[record["report"], Period(record["month"]).kind == "month"] = record
    latest = [record for (report, monthly), record in newest.items() if monthly or (report, True) not in newest]
    latest.sort(key=_last_day)
    found = [_row(decision, record, known) for record in latest for decision in record["decisions"]]
    rows = {row["id"]: row for row in found}.values()  # a decision that two reports ask for is one
    return sorted((row for row in rows if row["state"] in ("open", "accepted")), key=lambda row: (row["by"], row["id"]))


def audiences() -> list[str]:
    """Audiences other than everyone for whom there are reports."""
    found = {readers.audience for readers in present().values() if not readers.restricted}
    return sorted(found - {EVERYONE})


def known_audience(name: str) -> str:
    """The name of an audience, once it is known to be one.

    Raises:
        ParameterError: No report is for it.
    """
    known = [EVERYONE, *audiences()]
    if name not in known:
        raise ParameterError(
            f"--audience: no report is for '{name}'; they are for {', '.join(known)}.{hint(name, known)}"
        )
    return name


def _row(decision: Record, record: Record, known: tuple[Entry, ...]) -> Row:
    answer = decision_log.state_of(known, decision["id"], record["month"])
    if answer and decision.get("state") == "back" and answer.period != record["month"]:
        answer = None
    asked = [decision["action"], decision.get("quantity"), decision["subject"], decision.get("noun")]
    return {
        "id": decision["id"],
        "report": record["report"],
        "period": record["month"],
        "state": answer.state if answer else "open",
        "what": clean(" ".join(str(part) for part in asked if part not in (None, ""))),
        "by": decision["by"],
        "worth": decision["worth"],
        "currency": decision.get("currency"),
        "owner": clean(decision["owner"]),
    }


def as_lines(rows: list[Row]) -> str:
    """The rows as aligned text."""
    if not rows:
        return "No open decision."
    cells = [(row["id"], row["state"], f"by {as_text(date.fromisoformat(row['by']))}", row["what"]) for row in rows]
    wide = [max(len(row[n]) for row in cells) for n in range(3)]
    return "\n".join("  ".join([*(f"{row[n]:<{wide[n]}}" for n in range(3)), row[3]]) for row in cells)


def answer(id: str, state: str, *, period: str, note: str, owner: str, until: str) -> Entry:  # noqa: A002
    """Write one answer into the decision log.

    Args:
        id: A decision that some record holds.
        period: Whose page asked; empty for the newest month that did.
        until: For `snoozed`, the day on which it comes back; empty otherwise.

    Raises:
        ParameterError: An argument is wrong.
        DataError: The log cannot be read or written.
    """
    asked = [record["month"] for record in _by_age() if any(d["id"] == id for d in record["decisions"])]
    if not asked:
        known = sorted({decision["id"] for record in records.good() for decision in record["decisions"]})
        raise ParameterError(
            f"{id}: no record asks for this decision.{hint(id, known)} prodops decide lists the open ones."
        )
    asked = [month for month in asked if Period(month).kind == "month"] or asked
    month = Period(period).text if period else asked[-1]
    return decision_log.add(id, month, state, owner=owner, note=note, until=_until(until, state, month))


def _until(text: str, state: str, month: str) -> date | None:
    if state != "snoozed" and not text:
        return None
    day = decision_log.day(text)
    if state != "snoozed":
        raise ParameterError(f"--until: only a snoozed decision comes back; leave it out for {state}.")
    if not day:
        fault = f"'{text}' is no day" if text else "missing"
        raise ParameterError(f"--until: {fault}; write when the decision comes back, such as 2026-12-31.")
    if day <= Period(month).last_day:
        raise ParameterError(
            f"--until: {day} is not after {month}; the decision would be back at once. Write a later day."
        )
    return day


def _by_age() -> list[Record]:
    return sorted(records.good(), key=_last_day)


def _last_day(record: Record) -> date:
    return Period(record["month"]).last_day
