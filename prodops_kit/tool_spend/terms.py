"""What a contract's terms say about time, in the words of a decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from prodops_kit.results import decision_id
from prodops_kit.tool_spend.contracts import Contract


def in_window(contract: Contract, days: int) -> bool:
    """Whether a contract must be decided on within so many days."""
    by = contract.renewal if contract.without_terms else contract.act_by
    return by is not None and by <= contract.as_of + timedelta(days=days)


def by(contract: Contract) -> date:
    """The day to act by; today where it is not known."""
    return contract.act_by or contract.as_of


def when(contract: Contract, *, one_of_several: bool = False) -> tuple[str, dict[str, Any]]:
    """A sentence on deadline and renewal, and its values; which contract is meant where a tool has several."""
    said, values = _when(contract)
    if not (one_of_several and contract.number):
        return said, values
    return f"Contract {{contract}}. {said}", values | {"contract": contract.number}


def next_chance(contract: Contract) -> tuple[str, dict[str, Any]]:
    """When notice can be given after a missed deadline, and how that is known."""
    said = "next chance {next}" if contract.knows_term else "next chance {next} if the next term is a year"
    return said, {"next": contract.next_deadline or contract.as_of}


def contract_id(kind: str, contract: Contract, others: tuple[Contract, ...] = ()) -> str:
    """The id of a decision on a contract: the tool's own, with more only for further contracts of the same tool."""
    first = min((contract, *others), key=lambda each: each.line)
    more = "" if contract == first else f" {contract.number or contract.renewal or contract.line}"
    return decision_id("tool_spend", kind, f"{contract.tool}{more}")


def _when(contract: Contract) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"renewal": contract.renewal}
    if contract.monthly:
        return "Monthly plan, next charge {renewal}.", values
    if contract.missed:
        said, chance = next_chance(contract)
        text = f"Notice deadline {{deadline}} missed; renews {{renewal}}, {said}."
        return text, values | chance | {"deadline": contract.deadline}
    if contract.without_terms:
        return "No notice terms on file; renews on {renewal}.", values
    if contract.auto_renew is False:
        return "Ends by itself unless renewed on {renewal}.", values
    return "Notice by {deadline}, renewal {renewal}.", values | {"deadline": contract.deadline}
