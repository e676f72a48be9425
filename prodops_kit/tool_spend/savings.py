"""Decisions that have a price: seats to release and tools to merge, each with the range of what it saves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prodops_kit.money import Money, to_minor
from prodops_kit.results import Count, Decision, Sentence, decision_id
from prodops_kit.tool_spend import terms
from prodops_kit.tool_spend.overlap import Overlap
from prodops_kit.tool_spend.seats import Release, ToolSeats

SURE = 0.95  # use known for so many seats is as good as all


def reductions(seats: ToolSeats) -> Iterator[tuple[Release, Decision]]:
    """What each contract of a tool can give up, the one whose deadline comes first leading."""
    for release in seats.releases:
        if release.seats:
            yield release, _reduction(release, seats)


def merger(pair: Overlap) -> Decision:
    """One tool for the people of two, priced on the seats that remain once idle ones are released."""
    contract, currency = pair.dropped.contract, pair.kept.currency
    when, days = terms.when(contract)
    text = "{both} of {distinct} people hold both; counted on the seats that remain."
    return Decision(
        id=decision_id("tool_spend", "merge", pair.dropped.tool),
        action=f"Merge into {pair.kept.tool} and cancel",
        subject=pair.dropped.tool,
        quantity=None,
        by=terms.by(contract),
        worth=Money(pair.saving, currency),
        low=Money(pair.low, currency),
        high=Money(pair.high, currency),
        owner=contract.owner,
        reason=Sentence(f"{when} {text}", **days, both=pair.both, distinct=pair.distinct),
        confidence="medium",
        wrong_if="the two do different jobs; then give them different categories",
        link="#overlap",
    )


def _reduction(release: Release, seats: ToolSeats) -> Decision:
    contract, several = release.contract, len(seats.contracts) > 1
    whole = not several and release.remaining == 0
    when, days = terms.when(contract, one_of_several=several)
    said, values = _counts(release, seats)
    low, likely, high = (
        Money(to_minor(release.priced(n), seats.currency), seats.currency)
        for n in (release.certain, release.seats, release.possible)
    )
    return Decision(
        id=terms.contract_id("cancel" if whole else "reduce", contract, seats.contracts),
        action="Cancel" if whole else "Release",
        subject=seats.tool,
        quantity=None if whole else release.seats,
        noun="" if whole else "seats" if release.seats > 1 else "seat",
        by=terms.by(contract),
        worth=likely,
        low=low,
        high=high,
        owner=contract.owner,
        reason=Sentence(f"{when} {said}", **days, **values),
        confidence="high" if (seats.coverage or 0) >= SURE else "medium",
        wrong_if=_wrong_if(seats),
        link="#seats",
    )


def _wrong_if(seats: ToolSeats) -> str:
    if seats.inactive or seats.never_signed_in:
        return "those who did not sign in work through an API, a desktop program or a shared login"
    return "seats are promised to people who are not in the roster yet"


def _counts(release: Release, seats: ToolSeats) -> tuple[str, dict[str, Any]]:
    reasons = {
        "leavers": "{leavers} held by leavers",
        "never_assigned": "{never_assigned} never assigned",
        "never_signed_in": "{never_signed_in} never signed in",
        "inactive": "{inactive} inactive over {days}",
    }
    there = {name: getattr(seats, name) for name in reasons if getattr(seats, name)}
    several, spared = len(seats.contracts), seats.idle - seats.reclaimable
    said = "Renew {remaining} of {paid}. {idle} idle" + (" in {contracts}" if several > 1 else "")
    said += f": {', '.join(reasons[name] for name in there)}"
    said += "; {spared} kept as buffer" if spared else ""
    said += ". Use known for {known} of {assigned}."
    values = there | {"remaining": release.remaining, "paid": release.contract.seats or 0, "idle": seats.idle}
    values |= {"spared": spared, "contracts": Count(several, "contract", "contracts")}
    values |= {"days": Count(seats.rules.inactive_days, "day", "days"), "assigned": seats.assigned or 0}
    return said, values | {"known": (seats.assigned or 0) - seats.unknown}
