"""Which contracts renew next, and until when each can still be changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money
from prodops_kit.results import Column, Count, Part, Rows, Sentence, Share, Span, Timeline, Tone
from prodops_kit.tool_spend.contracts import NO_OWNER, Contract
from prodops_kit.tool_spend.terms import in_window

if TYPE_CHECKING:
    from prodops_kit.tool_spend.review import ToolReview

ROWS = 12  # terms a reader can follow in one chart
SOON = 30  # days


def due(review: ToolReview) -> list[Contract]:
    """Contracts to decide on within the window: missed ones, those without terms, then by the day to act on."""
    found = [c for c in review.contracts_in_force if in_window(c, review.rules.renewal_window_days)]
    return sorted(found, key=lambda c: (not c.missed, not c.without_terms, c.act_by or date.max, -c.annual, c.tool))


def headline(review: ToolReview) -> Sentence:
    """What the contracts in force cost a year, and which one costs most; for a page without charges."""
    found = review.contracts_in_force
    text = "{count} in force at the end of {month} {verb} {cost} a year."
    values: dict[str, Any] = {"count": Count(len(found), "contract", "contracts"), "month": review.period}
    if len(found) > 1 and review.run_rate:
        text += " {tool} costs most, {share} of it."
        values |= {"tool": found[0].tool, "share": Share(found[0].annual / review.run_rate)}
    verb = "costs" if len(found) == 1 else "cost"
    return Sentence(text, **values, verb=verb, cost=Money(review.run_rate or 0, review.currency))


def told(review: ToolReview) -> tuple[str, dict[str, Any]] | None:
    """What the headline says of deadlines where no decision has a price; None when no contract is due."""
    found = due(review)
    if not found:
        return None
    text = "{due} to be decided on within {days}"
    values: dict[str, Any] = {
        "due": Count(len(found), "contract is", "contracts are"),
        "days": Count(review.rules.renewal_window_days, "day", "days"),
        "late": sum(contract.missed for contract in found),
    }
    text += ", {late} past notice" if values["late"] else ""
    ahead = [c.act_by for c in found if c.act_by and not c.missed and not c.without_terms]
    if ahead:
        text += "; the next by {next}"
        values["next"] = min(ahead)
    return f"{text}.", values


def part(review: ToolReview) -> Part:
    """The terms due next as a timeline."""
    if not review.contracts_in_force:
        return Part(Sentence("Renewals are not known"), text=_absence(review), name="renewals")
    found = due(review)
    caption = Sentence(
        "Terms to decide on within {days} days; the diamond is the last day to act",
        days=review.rules.renewal_window_days,
    )
    rows = tuple(_span(contract) for contract in found[:ROWS])
    more = len(found) - ROWS
    note = f"{more} more in the table." if more > 0 else ""
    return Part(
        _heading(review, found),
        text=_gaps(review),
        chart=Timeline(caption, rows, review.period.last_day, note) if rows else None,
        name="renewals",
    )


def every(review: ToolReview) -> Part:
    """Every contract in force, for the fold below the chart."""
    count = Count(len(review.contracts_in_force), "contract", "contracts")
    heading = Sentence("All {count} in force, by the day to act", count=count)
    return Part(heading, table=_table(review), name="all-renewals")


def state(contract: Contract) -> str:
    """Where a contract stands, in words."""
    if contract.renewal is None:
        return "term over"
    if contract.missed:
        return "missed"
    if contract.without_terms:
        return "no notice terms"
    if contract.monthly:
        return "monthly plan"
    return "ends by itself" if contract.auto_renew is False else "open"


def _heading(review: ToolReview, found: list[Contract]) -> Sentence:
    missed = sum(contract.missed for contract in found)
    without = sum(contract.without_terms for contract in review.contracts_in_force)
    soon = sum(not c.missed and not c.without_terms and _within(c, SOON) for c in found)
    if not found:
        return Sentence("No contract has to be decided on soon")
    none = "No notice deadline falls in the next {days} days"
    if without == len(review.contracts_in_force):
        none = "No notice deadline is known"
    said = ["{soon} can be changed within {days} days only" if soon else none]
    said += ["{missed} missed"] if missed else []
    said += ["{without} no notice terms on file"] if without else []
    return Sentence(
        ", ".join(said),
        soon=Count(soon, "contract", "contracts"),
        days=SOON,
        missed=Count(missed, "deadline is", "deadlines are"),
        without=Count(without, "has", "have"),
    )


def _within(contract: Contract, days: int) -> bool:
    return contract.act_by is not None and contract.act_by <= contract.as_of + timedelta(days=days)


def _span(contract: Contract) -> Span:
    renewal = contract.renewal or contract.as_of
    words: dict[str, tuple[str, Tone]] = {
        "missed": ("deadline missed", "bad"),
        "no notice terms": ("no notice terms", "warn"),
    }
    said, tone = words.get(state(contract), ("", "warn" if _within(contract, SOON) else "plain"))
    when = contract.deadline if contract.missed else contract.act_by
    if not said and contract.act_by:
        said = f"act by {contract.act_by.day} {contract.act_by:%b}"
    return Span(contract.tool, contract.as_of, renewal, None if contract.without_terms else when, said, tone)


def _table(review: ToolReview) -> Rows:
    import pandas as pd

    ordered = sorted(review.contracts_in_force, key=lambda c: (c.act_by or date.max, c.tool))
    frame = pd.DataFrame(
        [(c.tool, c.owner, c.deadline, c.act_by, c.renewal, state(c), c.annual) for c in ordered],
        columns=["tool", "owner", "deadline", "act_by", "renewal", "state", "annual"],
    )
    columns = (
        Column("tool", "Tool"),
        Column("owner", "Owner"),
        Column("act_by", "Act by", "day"),
        Column("deadline", "Notice deadline", "day"),
        Column("renewal", "Renewal", "day"),
        Column("state", "State"),
        Column("annual", "Costs a year", f"{review.currency} cents"),
    )
    caption = "One row is one contract in force; the earliest day to act first."
    total = {"tool": "Total", "annual": review.run_rate} if len(frame) else {}
    return Rows(frame, columns, caption, total)


def _gaps(review: ToolReview) -> Sentence | None:
    """What the file does not say, next to what it would have shown."""
    found = review.contracts_in_force
    said = []
    if all(c.notice_days is None and c.notice_months is None for c in found):
        said.append("The contracts state no notice period, so no deadline is known: add notice_days or notice_months.")
    if all(c.owner == NO_OWNER for c in found):
        said.append("They name no owner: add owner_team to see who decides.")
    over = [c.tool for c in found if c.renewal is None]
    if over:
        said.append("{over} past the renewal date in the file and counted as running: enter the new term.")
    return Sentence(" ".join(said), over=Count(len(over), "contract is", "contracts are")) if said else None


def _absence(review: ToolReview) -> Sentence:
    source = review.inputs.contracts.source
    if source.absent:
        text = (
            "{reason}. A file with tool, annual cost and renewal date shows the run rate, deadlines and renewals here."
        )
        return Sentence(text, reason=source.absent)
    return Sentence(
        "No contract in {currency} is in force on {day}.", currency=review.currency, day=review.period.last_day
    )
