"""Decisions that have no price yet: terms and use that nobody knows, and deadlines that were missed."""

from __future__ import annotations

from prodops_kit.money import Money
from prodops_kit.results import Decision, Sentence, decision_id
from prodops_kit.tool_spend import terms
from prodops_kit.tool_spend.contracts import Contract
from prodops_kit.tool_spend.seats import ToolSeats


def of_terms(contract: Contract, others: tuple[Contract, ...], currency: str) -> Decision:
    """What to ask where a contract renews and nothing says until when notice can be given."""
    return Decision(
        id=terms.contract_id("ask_terms", contract, others),
        action="Ask for the notice terms of",
        subject=contract.tool,
        quantity=None,
        by=terms.by(contract),
        worth=None,
        owner=contract.owner,
        reason=Sentence(
            "Renews {renewal} for {cost} a year; no notice terms on file.",
            renewal=contract.renewal or contract.as_of,
            cost=Money(contract.annual, currency),
        ),
        confidence="high",
        wrong_if="the contract has terms that the file does not hold",
        link="#renewals",
    )


def of_exit(contract: Contract, others: tuple[Contract, ...], currency: str) -> Decision:
    """What to ask where the deadline is past and the renewal is still ahead."""
    said, chance = terms.next_chance(contract)
    return Decision(
        id=terms.contract_id("ask_exit", contract, others),
        action="Ask for an exit from",
        subject=contract.tool,
        quantity=None,
        by=terms.by(contract),
        worth=None,
        owner=contract.owner,
        reason=Sentence(
            f"Notice deadline {{deadline}} missed; renews {{renewal}} for {{cost}} a year, {said}.",
            deadline=contract.deadline or contract.as_of,
            renewal=contract.renewal or contract.as_of,
            cost=Money(contract.annual, currency),
            **chance,
        ),
        confidence="high",
        wrong_if="the tool is to be kept as it is, or notice was given and the file does not say so",
        link="#renewals",
    )


def of_use(seats: ToolSeats) -> Decision:
    """What to ask where too little is known of the seats' use to give one up."""
    when, days = terms.when(seats.contract)
    assigned = seats.assigned or 0
    text = "Use known for {known} of {assigned} assigned seats only."
    return Decision(
        id=decision_id("tool_spend", "ask_use", seats.tool),
        action="Ask who uses",
        subject=seats.tool,
        quantity=None,
        by=terms.by(seats.contract),
        worth=None,
        owner=seats.contract.owner,
        reason=Sentence(f"{when} {text}", **days, known=assigned - seats.unknown, assigned=assigned),
        confidence="high",
        wrong_if="another export holds the missing sign-ins",
        link="#seats",
    )
