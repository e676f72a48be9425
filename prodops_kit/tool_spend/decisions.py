"""What a leader is asked to decide on the tools: by the grammar of the guide, each saving counted once.

Action, quantity, tool, by the day to act on: effect in money a year; counts with reasons; how much is known. At most
seven, chosen by yearly money; missed deadlines lead, then the earliest deadline; questions without a price come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money
from prodops_kit.results import Count, Decision
from prodops_kit.tool_spend import questions, rises, savings
from prodops_kit.tool_spend.contracts import Contract
from prodops_kit.tool_spend.overlap import merges
from prodops_kit.tool_spend.terms import in_window

if TYPE_CHECKING:
    from prodops_kit.tool_spend.review import ToolReview

MOST = rises.MOST

PRICED, QUESTION, RISE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision on its way to the page.

    Attributes:
        rank: Priced and urgent ones before questions, those before rises.
        stake: Money a year that it is about, in minor units.
        about: The contracts it settles.
    """

    decision: Decision
    rank: int
    stake: int
    about: tuple[Contract, ...] = ()

    @property
    def missed(self) -> bool:
        """Whether a notice deadline that it is about is past."""
        return any(contract.missed for contract in self.about)


def proposals(review: ToolReview) -> list[Proposal]:
    """Everything that can be asked and is not settled, in the order in which it is chosen."""
    return [proposal for proposal in _all(review) if not review.answers.is_settled(proposal.decision)]


def settled(review: ToolReview) -> list[Decision]:
    """What would be asked, had it not been declined, snoozed or done."""
    return [proposal.decision for proposal in _all(review) if review.answers.is_settled(proposal.decision)]


def _all(review: ToolReview) -> list[Proposal]:
    found = [*_reductions(review), *_mergers(review)]
    decided = {contract.line for proposal in found for contract in proposal.about}
    found += [*_without_terms(review), *_missed(review, decided), *_unknown_use(review), *_rises(review)]
    return sorted(found, key=lambda p: (p.rank, -p.stake, p.decision.by, p.decision.subject))


def shown(review: ToolReview) -> list[Proposal]:
    """At most seven, missed ones first, then by the day to act on; rises in the order of their size."""
    first = proposals(review)[:MOST]
    return sorted(first, key=lambda p: (not p.missed, p.rank, p.decision.by if p.rank != RISE else date.max))


def chosen(review: ToolReview) -> list[Decision]:
    """The decisions that are shown, in their order."""
    return [proposal.decision for proposal in shown(review)]


def stake(review: ToolReview) -> Money:
    """The sum of the decisions that are shown and have a price."""
    return Money(sum(d.worth.minor for d in chosen(review) if d.worth), review.currency)


def left_out(review: ToolReview) -> list[Proposal]:
    """What was not chosen, rises apart: they have a line of their own."""
    return [proposal for proposal in proposals(review)[MOST:] if proposal.rank != RISE]


def told(review: ToolReview) -> tuple[str, dict[str, Any]] | None:
    """What the headline says of the decisions that have a price: how many, how much, until when."""
    priced = [proposal for proposal in shown(review) if proposal.decision.worth]
    if not priced:
        return None
    values: dict[str, Any] = {"asked": Count(len(priced), "decision", "decisions"), "stake": stake(review)}
    missed = sum(proposal.missed for proposal in priced)
    text = "{asked} would save {stake} a year"
    if missed:
        text += ", {late} past its notice deadline" if missed == 1 else ", {late} past their deadlines"
        values["late"] = missed
    ahead = [proposal.decision.by for proposal in priced if proposal.decision.by > review.period.last_day]
    if ahead:
        text += "; the next is due by {next}"
        values["next"] = min(ahead)
    return f"{text}.", values


def _reductions(review: ToolReview) -> Iterator[Proposal]:
    for seats in review.seats_by_tool:
        for release, decision in savings.reductions(seats):
            if decision.worth and in_window(release.contract, review.rules.renewal_window_days):
                yield Proposal(decision, PRICED, decision.worth.minor, (release.contract,))


def _mergers(review: ToolReview) -> Iterator[Proposal]:
    for pair in merges(review.pairs):
        if in_window(pair.dropped.contract, review.rules.renewal_window_days):
            yield Proposal(savings.merger(pair), PRICED, pair.saving, pair.dropped.contracts)


def _without_terms(review: ToolReview) -> Iterator[Proposal]:
    for contract in review.contracts_in_force:
        if contract.without_terms and in_window(contract, review.rules.renewal_window_days):
            asked = questions.of_terms(contract, _of_tool(contract, review), review.currency)
            yield Proposal(asked, PRICED, contract.annual, (contract,))


def _missed(review: ToolReview, decided: set[int]) -> Iterator[Proposal]:
    """A missed deadline is asked about where nothing else is decided on the contract."""
    for contract in review.contracts_in_force:
        if contract.missed and contract.line not in decided:
            asked = questions.of_exit(contract, _of_tool(contract, review), review.currency)
            yield Proposal(asked, PRICED, contract.annual, (contract,))


def _unknown_use(review: ToolReview) -> Iterator[Proposal]:
    for seats in review.seats_by_tool:
        if seats.assigned and not seats.is_covered and in_window(seats.contract, review.rules.renewal_window_days):
            yield Proposal(questions.of_use(seats), QUESTION, seats.annual)


def _rises(review: ToolReview) -> Iterator[Proposal]:
    for rise in review.spend.rises:
        yield Proposal(rises.decision(rise, review.period, review.currency), RISE, rise.amount)


def _of_tool(contract: Contract, review: ToolReview) -> tuple[Contract, ...]:
    return tuple(other for other in review.contracts_in_force if other.tool == contract.tool)
