"""What became of decisions: the answers of the decision log to what was asked, and the savings they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from prodops_kit.decision_log import Entry, state_of
from prodops_kit.money import Money
from prodops_kit.monthly_review.agenda import amounts
from prodops_kit.monthly_review.statements import Statement
from prodops_kit.periods import Period
from prodops_kit.results import Column, Decision, Part, Rows, Sentence, Value

if TYPE_CHECKING:
    import pandas as pd

DONE, ACCEPTED, DECLINED, SNOOZED = "done", "accepted", "declined", "put off"
ASKED, GONE = "still open", "no longer asked"
ORDER = (DONE, ACCEPTED, DECLINED, SNOOZED, ASKED, GONE)
_SAID = {"done": DONE, "accepted": ACCEPTED, "declined": DECLINED, "snoozed": SNOOZED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision."""

    decision: Decision
    answer: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Saving:
    """What an accepted decision saves a year.

    Attributes:
        agreed_in: The period in which it was accepted, or done without that.
        realised_in: The period in which it was done, or None.
    """

    decision: Decision
    worth: Money
    agreed_in: Period
    realised_in: Period | None


def outcomes(
    known: Sequence[Statement], now: Sequence[Statement], log: Sequence[Entry], period: Period
) -> tuple[Outcome, ...]:
    """What became of the decisions of the period before, and of earlier ones answered since.

    Those done, declined or put off are there when answered in this period, or when the page before asked for them
    and got its answer; later no more. Accepted ones are there until they are done.

    Args:
        known: What reports said of this and earlier periods, newest first.
        now: What they say of this one.
    """
    asked_now = {decision.id for statement in now for decision in statement.decisions}
    before = {d.id for statement in known if statement.month == period.previous.text for d in statement.decisions}
    found = []
    for decision in decisions_of(known).values():
        entry = state_of(log, decision.id, period.text)
        answer = _answer(entry, period, asked_before=decision.id in before, asked_now=decision.id in asked_now)
        yes = answer in (ACCEPTED, DONE)
        agreed = _as_of(known, decision.id, _agreed_in(log, decision.id)) if yes else None
        if answer:
            found.append(Outcome(agreed or decision, answer, entry))
    return tuple(sorted(found, key=lambda o: (ORDER.index(o.answer), o.decision.by, o.decision.id)))


def _agreed_in(log: Sequence[Entry], identity: str) -> Period:
    """The period of the first yes to an accepted or done decision since the last answer that was none."""
    answers = [entry for entry in reversed(log) if entry.id == identity]
    yes = list(takewhile(lambda entry: entry.state in ("accepted", "done"), answers))
    return Period(yes[-1].period)


def decisions_of(known: Sequence[Statement]) -> dict[str, Decision]:
    """Each decision as it was asked last.

    Args:
        known: What reports said, newest first.
    """
    found: dict[str, Decision] = {}
    for statement in known:
        for decision in statement.decisions:
            found.setdefault(decision.id, decision)
    return found


def _answer(entry: Entry | None, period: Period, *, asked_before: bool, asked_now: bool) -> str:
    if entry is None:
        return (ASKED if asked_now else GONE) if asked_before else ""
    first = period.previous.start if asked_before else period.start  # an answer stands with the page that asked
    return _SAID[entry.state] if entry.state == "accepted" or Period(entry.period).start >= first else ""


def savings(known: Sequence[Statement], log: Sequence[Entry], period: Period) -> tuple[Saving, ...]:
    """What was agreed in the calendar year up to the period's end, in the order of agreement.

    A decision is worth what it was worth when it was accepted; one declined since saves nothing.
    """
    found = []
    for identity in dict.fromkeys(entry.id for entry in log):
        entry = state_of(log, identity, period.text)
        if entry is None or entry.state not in ("accepted", "done"):
            continue
        agreed = _agreed_in(log, identity)
        decision = _as_of(known, identity, agreed)
        realised = Period(entry.period) if entry.state == "done" else None
        if decision and decision.worth and period.start.year in _years(agreed, realised):
            found.append(Saving(decision, decision.worth, agreed, realised))
    return tuple(sorted(found, key=lambda saving: (saving.agreed_in.end, saving.decision.id)))


def _as_of(known: Sequence[Statement], identity: str, period: Period) -> Decision | None:
    """The decision as last asked by the end of a period, else as first asked after it."""
    found = [(Period(s.month).end, d) for s in known for d in s.decisions if d.id == identity]
    earlier = [d for end, d in found if end <= period.end]
    return earlier[0] if earlier else found[-1][1] if found else None


def _years(*periods: Period | None) -> set[int]:
    return {period.start.year for period in periods if period}


def totals(found: Sequence[Saving], year: int) -> tuple[tuple[Money, ...], tuple[Money, ...]]:
    """Agreed and realised in a year, one sum a currency."""
    agreed = _sums([s.worth for s in found if s.agreed_in.start.year == year])
    return agreed, _sums([s.worth for s in found if s.realised_in and s.realised_in.start.year == year])


def _sums(found: Sequence[Money]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for money in found:
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return tuple(Money(minor, currency) for currency, minor in sums.items())


def part(found: Sequence[Outcome], saved: Sequence[Saving], period: Period, *, fault: bool) -> Part:
    """The section on last period's decisions."""
    heading = Sentence("What became of earlier decisions")
    if fault:
        text = Sentence("The decision log cannot be read, so no answer is known; prodops check says what to mend.")
        return Part(heading, text, name="outcomes")
    counted = [(answer, sum(outcome.answer == answer for outcome in found)) for answer in ORDER]
    said, values = ", ".join(f"{{n{n}}} {answer}" for n, (answer, count) in enumerate(counted) if count), {}
    values = {f"n{n}": count for n, (_, count) in enumerate(counted) if count}
    first = f"{said}." if said else "{previous} asked for no decision that is known here."
    year, year_values = _year(saved, period)
    text = Sentence(" ".join(filter(None, (first, year))), previous=period.previous, **values, **year_values)
    return Part(heading, text, table=_table(found) if found else None, name="outcomes")


def _year(saved: Sequence[Saving], period: Period) -> tuple[str, dict[str, Value]]:
    agreed, realised = totals(saved, period.start.year)
    if not agreed and not realised:
        return "", {}
    places, values = amounts(agreed, "agreed")
    done, done_values = amounts(realised, "realised")
    text = f"In {{year}} so far savings of {places or 'nothing'} a year were agreed and {done or 'none'} realised."
    return text, {**values, **done_values, "year": Period(str(period.start.year))}


def what(decision: Decision) -> str:
    """What was asked for, as an order."""
    quantity = None if decision.quantity is None else f"{decision.quantity:,}"
    return " ".join(part for part in (decision.action, quantity, decision.subject, decision.noun) if part)


def _table(found: Sequence[Outcome]) -> Rows:
    import pandas as pd

    rows = [_row(outcome) for outcome in found]
    frame = pd.DataFrame(rows)
    columns = [Column("decision", "Decision"), Column("answer", "Answer")]
    columns += [Column("until", "Until", "day")] if any(row["until"] != "–" for row in rows) else []
    columns += [Column("owner", "Owner")]
    currencies = {outcome.decision.worth.currency for outcome in found if outcome.decision.worth}
    if len(currencies) == 1:
        columns.append(Column("worth", "Worth a year", f"{currencies.pop()} cents"))
        frame["worth"] = frame["worth"].astype("Int64")
    return Rows(frame, tuple(columns), "One row is one decision of the period before, or one answered since.")


def _row(outcome: Outcome) -> dict[str, object]:
    decision, entry = outcome.decision, outcome.entry
    note = f": {entry.note}" if entry and entry.note else ""
    until: date | str = entry.until if entry and entry.until else "–"
    return {
        "decision": what(decision),
        "answer": f"{outcome.answer}{note}",
        "until": until,
        "owner": (entry.owner if entry else "") or decision.owner,
        "worth": decision.worth.minor if decision.worth else None,
    }


def savings_part(saved: Sequence[Saving], period: Period) -> Part:
    """Each saving of the year with the month it was agreed and realised in, adding up."""
    year = Period(str(period.start.year))
    currencies = {saving.worth.currency for saving in saved}
    heading = Sentence("Savings agreed and realised in {year}", year=year)
    if len(currencies) != 1:
        why = "More than one currency, so there is no total." if currencies else "None has been agreed."
        return Part(heading, Sentence(why), name="savings")
    unit, frame = f"{currencies.pop()} cents", _savings_frame(saved, year)
    columns = (
        Column("decision", "Decision"),
        Column("agreed_in", "Agreed in", "text"),
        Column("agreed", "Agreed", unit),
        Column("realised", "Realised", unit),
    )
    total = {"decision": "Total", "agreed": int(frame["agreed"].sum()), "realised": int(frame["realised"].sum())}
    return Part(heading, table=Rows(frame, columns, "One row is one accepted decision; worth a year.", total))


def _savings_frame(saved: Sequence[Saving], year: Period) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "decision": [what(saving.decision) for saving in saved],
            "agreed_in": [saving.agreed_in.text for saving in saved],
            "agreed": [saving.worth.minor if saving.agreed_in.start in year else 0 for saving in saved],
            "realised": [
                saving.worth.minor if saving.realised_in and saving.realised_in.start in year else 0 for saving in saved
            ],
        }
    )
