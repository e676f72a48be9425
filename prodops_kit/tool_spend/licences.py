"""What the page says of seats and of tools that serve the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prodops_kit.results import Column, Count, Part, Rows, Sentence, Share
from prodops_kit.tool_spend.overlap import Overlap
from prodops_kit.tool_spend.seats import STATES, ToolSeats, totals

if TYPE_CHECKING:
    from prodops_kit.tool_spend.review import ToolReview

TOP = 10


def seats(review: ToolReview) -> Part:
    """The tools with most money in idle seats: paid, assigned, active, and what each of them costs."""
    known = [each for each in review.seats_by_tool if each.assigned is not None]
    if not known:
        return Part(Sentence("Use of seats is not known"), text=_absence(review), name="seats")
    sums = totals(known)
    heading = Sentence(
        "{share} of paid seats are in use; {idle} idle",
        share=Share(sums["active"] / sums["paid"]),
        idle=Count(sums["idle"], "seat is", "seats are"),
    )
    idle = sorted(known, key=lambda each: (-each.priced(each.idle), each.tool))[:TOP]
    first = f"The {len(idle)} tools" if len(idle) > 1 else "The tool"
    caption = f"{first} with most money in idle seats; costs a year, of a paid, an assigned and an active seat."
    table = Rows(_frame(idle), _columns(review), caption)
    return Part(heading, text=_states(review, sums), table=table, name="seats")


def all_seats(review: ToolReview) -> Part:
    """Every tool that is paid by the seat, with the state of each seat."""
    found = review.seats_by_tool
    unit = f"{review.currency} cents"
    labels = {"leavers": "Held by leavers", "never_assigned": "Never assigned"}
    labels |= {"never_signed_in": "Never signed in", "inactive": "Inactive", "newcomers": "New or on leave"}
    labels |= {
        "unknown": "Not known",
        "active": "Active",
        "paid": "Paid",
        "keep": "To keep",
        "reclaimable": "To release",
    }
    columns = (
        Column("tool", "Tool"),
        *(Column(name, label, "count") for name, label in labels.items()),
        Column("saving", "Worth a year", unit),
    )
    caption = (
        "One row is one tool paid by the seat; states exclude each other and add up to the paid seats, or to the "
        "assigned ones where those are more."
    )
    heading = Sentence("Every seat of {count}, by state", count=Count(len(found), "tool", "tools"))
    return Part(heading, table=Rows(_frame(found), columns, caption), name="all-seats")


def overlap(review: ToolReview) -> Part:
    """Pairs of tools of one category by the people they share."""
    import pandas as pd

    if not review.usage.by_tool:
        return Part(Sentence("Shared users are not known"), text=_absence(review), name="overlap")
    shown = review.pairs[:TOP]
    frame = pd.DataFrame(
        [(_both(p), p.category, p.both, p.distinct, p.jaccard, _verdict(p)) for p in shown],
        columns=["pair", "category", "both", "distinct", "jaccard", "verdict"],
    )
    columns = (
        Column("pair", "Tools"),
        Column("category", "Category"),
        Column("both", "People in both", "count"),
        Column("distinct", "In either", "count"),
        Column("jaccard", "Shared", "share"),
        Column("verdict", "Reading"),
    )
    caption = "One row is two tools of one category that share people, those sharing most first."
    table = Rows(frame, columns, caption) if len(frame) else None
    return Part(_overlap_heading(review), table=table, name="overlap")


def _both(pair: Overlap) -> str:
    return f"{pair.kept.tool} and {pair.dropped.tool}"


def _verdict(pair: Overlap) -> str:
    if pair.jaccard < pair.limit:
        return "different people"
    if not (pair.kept.is_covered and pair.dropped.is_covered):
        return "same people, use not known well enough"
    return "same people, one would do" if pair.saving > 0 else "same people, no saving"


def _overlap_heading(review: ToolReview) -> Sentence:
    found = [pair for pair in review.pairs if pair.is_overlap]
    if not found:
        return Sentence("No two tools of one category serve mostly the same people")
    top = max(found, key=lambda pair: (pair.saving, pair.kept.tool))
    more = " {more} like them." if len(found) > 1 else ""
    return Sentence(
        "{both} of {distinct} people who use {kept} or {dropped} use both" + more,
        both=top.both,
        distinct=top.distinct,
        kept=top.kept.tool,
        dropped=top.dropped.tool,
        more=Count(len(found) - 1, "pair is", "pairs are"),
    )


def _states(review: ToolReview, sums: dict[str, int]) -> Sentence:
    words = {
        "leavers": "{leavers} held by people who left",
        "never_assigned": "{never_assigned} never assigned",
        "never_signed_in": "{never_signed_in} never signed in",
        "inactive": "{inactive} without a sign-in for {days} days",
    }
    there = [name for name in STATES if sums[name]]
    said = (
        f"Of {{paid}} paid seats {{assigned}} are assigned and {{active}} active. "
        f"Idle: {', '.join(words[n] for n in there)}."
        if there
        else "No seat is idle."
    )
    said += " Use is known for {coverage} of the assigned seats."
    values: dict[str, Any] = {name: sums[name] for name in (*STATES, "paid", "assigned", "active")}
    coverage = Share(1 - sums["unknown"] / sums["assigned"] if sums["assigned"] else 0.0)
    if review.inputs.roster.source.absent:
        said += " {reason}, so seats of people who left cannot be told."
        values["reason"] = review.inputs.roster.source.absent.capitalize()
    return Sentence(said, **values, days=review.rules.inactive_days, coverage=coverage)


def _absence(review: ToolReview) -> Sentence:
    if review.inputs.contracts.source.absent:
        return Sentence(
            "Seats come from contracts with seats_paid; {reason}.", reason=review.inputs.contracts.source.absent
        )
    if not review.seats_by_tool:
        return Sentence("No contract says how many seats it pays for: add seats_paid to see what each seat costs.")
    if review.inputs.assignments.source.absent:
        text = "{reason}. A list of tool, person and last sign-in shows here which of {paid} are used."
        paid = Count(sum(each.paid for each in review.seats_by_tool), "paid seat", "paid seats")
        return Sentence(text, reason=review.inputs.assignments.source.absent, paid=paid)
    return Sentence("No assignment names a tool that has a contract with seats; the joins below say what was found.")


def _frame(found: list[ToolSeats] | tuple[ToolSeats, ...]) -> Any:
    import pandas as pd

    names = (
        "tool",
        "paid",
        "assigned",
        "active",
        "idle",
        "coverage",
        "keep",
        "reclaimable",
        "saving",
        *STATES,
        "newcomers",
        "unknown",
    )
    rows = [
        {name: getattr(each, name) for name in names}
        | {f"per_{name}": each.per_seat(getattr(each, name)) for name in ("paid", "assigned", "active")}
        | ({} if each.assigned is not None else dict.fromkeys(_OF_USE) | {"unknown": each.paid})
        for each in found
    ]
    return pd.DataFrame(rows, columns=[*names, "per_paid", "per_assigned", "per_active"]).astype(object)


_OF_USE = (*STATES, "newcomers", "active", "idle", "keep", "reclaimable", "saving")  # unknown without assignments


def _columns(review: ToolReview) -> tuple[Column, ...]:
    unit = f"{review.currency} cents"
    return (
        Column("tool", "Tool"),
        Column("paid", "Paid", "count"),
        Column("assigned", "Assigned", "count"),
        Column("active", "Active", "count"),
        Column("idle", "Idle", "count"),
        Column("coverage", "Use known", "share"),
        Column("per_paid", "A paid seat", unit),
        Column("per_assigned", "An assigned", unit),
        Column("per_active", "An active", unit),
    )


def in_use(review: ToolReview) -> float | None:
    """Active of paid seats, where assignments are known; None when none are."""
    sums = totals(review.seats_by_tool)
    return sums["active"] / sums["paid"] if sums["paid"] else None
