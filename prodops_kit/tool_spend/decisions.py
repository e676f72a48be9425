"""What a leader is asked to decide on the tools: by the grammar of the guide, each saving counted once.

Action, quantity, tool, by the day to act on: effect in money a year; counts with reasons; how much is known. At most
seven, chosen by yearly money; missed deadlines lead, then the earliest deadline; questions without a price come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money
from prodops_kit.results import Count, Decision, Sentence, decision_id
from prodops_kit.tool_spend import rises
from prodops_kit.tool_spend.contracts import Contract
from prodops_kit.tool_spend.overlap import Overlap, merges
from prodops_kit.tool_spend.seats import ToolSeats

if TYPE_CHECKING:
    from prodops_kit.tool_spend.review import ToolReview

MOST = rises.MOST
SURE = 0.95  # use known for so many seats is as good as all

PRICED, QUESTION, RISE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision on its way to the page.

    Attributes:
        rank: Priced and urgent ones before questions, those before rises.
        stake: Money a year that it is about, in minor units.
        missed: Whether its notice deadline is past.
    """

    decision: Decision
    rank: int
    stake: int
    missed: bool = False


def proposals(review: ToolReview) -> list[Proposal]:
    """Everything that could be asked, in the order in which it is chosen."""
    found = [*_reductions(review), *_mergers(review), *_without_terms(review), *_unknown_use(review)]
    found += [Proposal(rises.decision(rise, review), RISE, rise.amount) for rise in rises.all_rises(review)]
    return sorted(found, key=lambda p: (p.rank, -p.stake, p.decision.by, p.decision.subject))


def chosen(review: ToolReview) -> list[Decision]:
    """At most seven, missed ones first, then by the day to act on; rises in the order of their size."""
    first = proposals(review)[:MOST]
    ordered = sorted(first, key=lambda p: (not p.missed, p.rank, p.decision.by if p.rank != RISE else date.max))
    return [proposal.decision for proposal in ordered]


def left_out(review: ToolReview) -> list[Proposal]:
    """What was not chosen, rises apart: they have a line of their own."""
    return [proposal for proposal in proposals(review)[MOST:] if proposal.rank != RISE]


def told(priced: list[Decision], review: ToolReview) -> tuple[str, dict[str, Any]]:
    """What the headline says of the decisions that have a price: how many, how much, until when."""
    stake = Money(sum(d.worth.minor for d in priced if d.worth), review.currency)
    values: dict[str, Any] = {"asked": Count(len(priced), "decision", "decisions"), "stake": stake}
    ahead = [d.by for d in priced if d.by > review.period.last_day]
    text = "{asked} would save {stake} a year"
    if len(ahead) < len(priced):
        text += (
            ", {late} past its notice deadline" if len(priced) - len(ahead) == 1 else ", {late} past their deadlines"
        )
        values["late"] = len(priced) - len(ahead)
    if ahead:
        text += "; the next is due by {next}"
        values["next"] = min(ahead)
    return f"{text}.", values


def in_window(contract: Contract, days: int) -> bool:
    """Whether a contract must be decided on within so many days."""
    by = contract.renewal if contract.without_terms else contract.act_by
    return by is not None and by <= contract.as_of + timedelta(days=days)


def _reductions(review: ToolReview) -> Iterator[Proposal]:
    for seats in review.seats_by_tool:
        contract = seats.contract
        if seats.reclaimable and in_window(contract, review.rules.renewal_window_days):
            yield Proposal(_reduction(seats, review), PRICED, seats.saving, contract.missed)


def _reduction(seats: ToolSeats, review: ToolReview) -> Decision:
    contract, whole = seats.contract, seats.remaining == 0
    said, values = _counts(seats)
    when, days = _when(contract)
    return Decision(
        id=decision_id("tool_spend", "cancel" if whole else "reduce", seats.tool),
        action="Cancel" if whole else "Release",
        subject=seats.tool,
        quantity=None if whole else seats.reclaimable,
        noun="" if whole else "seats",
        by=_by(contract),
        worth=Money(seats.saving, review.currency),
        owner=contract.owner,
        reason=Sentence(f"{when} {said}", **days, **values),
        confidence="high" if (seats.coverage or 0) >= SURE else "medium",
        wrong_if=_wrong_if(seats),
    )


def _wrong_if(seats: ToolSeats) -> str:
    if seats.inactive or seats.never_signed_in:
        return "those who did not sign in work through an API, a desktop program or a shared login"
    return "seats are promised to people who are not in the roster yet"


def _counts(seats: ToolSeats) -> tuple[str, dict[str, Any]]:
    reasons = {
        "leavers": "{leavers} held by leavers",
        "never_assigned": "{never_assigned} never assigned",
        "never_signed_in": "{never_signed_in} never signed in",
        "inactive": "{inactive} inactive over {days}",
    }
    there = {name: getattr(seats, name) for name in reasons if getattr(seats, name)}
    spared = seats.idle - seats.reclaimable
    said = f"Renew {{remaining}} of {{paid}}. {{idle}} idle: {', '.join(reasons[name] for name in there)}"
    said += "; {spared} kept as buffer" if spared else ""
    said += ". Use known for {known} of {assigned}."
    values = there | {"remaining": seats.remaining, "paid": seats.paid, "idle": seats.idle, "spared": spared}
    values |= {"days": Count(seats.rules.inactive_days, "day", "days"), "assigned": seats.assigned or 0}
    return said, values | {"known": (seats.assigned or 0) - seats.unknown}


def _when(contract: Contract) -> tuple[str, dict[str, Any]]:
    """What the term says about time, and its days."""
    values: dict[str, Any] = {"renewal": contract.renewal, "deadline": contract.deadline}
    if contract.monthly:
        return "Monthly plan, next charge {renewal}.", {"renewal": contract.renewal}
    if contract.missed:
        text = "Notice deadline {deadline} missed; renews {renewal}, next chance {next}."
        return text, values | {"next": contract.next_deadline}
    if contract.without_terms:
        return "No notice terms on file; renews on {renewal}.", {"renewal": contract.renewal}
    if contract.auto_renew is False:
        return "Ends by itself unless renewed on {renewal}.", {"renewal": contract.renewal}
    return "Notice by {deadline}, renewal {renewal}.", values


def _mergers(review: ToolReview) -> Iterator[Proposal]:
    for pair in merges(review.pairs):
        contract = pair.dropped.contract
        if in_window(contract, review.rules.renewal_window_days):
            yield Proposal(_merger(pair, review), PRICED, pair.saving, contract.missed)


def _merger(pair: Overlap, review: ToolReview) -> Decision:
    contract = pair.dropped.contract
    when, days = _when(contract)
    text = "{both} of {distinct} people hold both; counted on the seats that remain."
    return Decision(
        id=decision_id("tool_spend", "merge", pair.dropped.tool),
        action=f"Merge into {pair.kept.tool} and cancel",
        subject=pair.dropped.tool,
        quantity=None,
        by=_by(contract),
        worth=Money(pair.saving, review.currency),
        owner=contract.owner,
        reason=Sentence(f"{when} {text}", **days, both=pair.both, distinct=pair.distinct),
        confidence="medium",
        wrong_if="the two do different jobs; then give them different categories",
    )


def _without_terms(review: ToolReview) -> Iterator[Proposal]:
    for contract in review.contracts_in_force:
        if contract.without_terms and in_window(contract, review.rules.renewal_window_days):
            yield Proposal(_ask_for_terms(contract, review), PRICED, contract.annual)


def _ask_for_terms(contract: Contract, review: ToolReview) -> Decision:
    cost = Money(contract.annual, review.currency)
    return Decision(
        id=decision_id("tool_spend", "ask_terms", contract.tool),
        action="Ask for the notice terms of",
        subject=contract.tool,
        quantity=None,
        by=_by(contract),
        worth=None,
        owner=contract.owner,
        reason=Sentence(
            "Renews {renewal} for {cost} a year; no notice terms on file.",
            renewal=contract.renewal or contract.as_of,
            cost=cost,
        ),
        confidence="high",
        wrong_if="the contract has terms that the file does not hold",
    )


def _unknown_use(review: ToolReview) -> Iterator[Proposal]:
    for seats in review.seats_by_tool:
        if seats.assigned and not seats.is_covered and in_window(seats.contract, review.rules.renewal_window_days):
            yield Proposal(_ask_for_use(seats), QUESTION, seats.annual)


def _ask_for_use(seats: ToolSeats) -> Decision:
    when, days = _when(seats.contract)
    assigned = seats.assigned or 0
    return Decision(
        id=decision_id("tool_spend", "ask_use", seats.tool),
        action="Ask who uses",
        subject=seats.tool,
        quantity=None,
        by=_by(seats.contract),
        worth=None,
        owner=seats.contract.owner,
        reason=Sentence(
            f"{when} Use known for {{known}} of {{assigned}} assigned seats only.",
            **days,
            known=assigned - seats.unknown,
            assigned=assigned,
        ),
        confidence="high",
        wrong_if="another export holds the missing sign-ins",
    )


def _by(contract: Contract) -> date:
    return contract.act_by or contract.as_of
