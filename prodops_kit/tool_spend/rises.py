"""Which charges rose or are new, and what is asked about them.

A charge is compared with the period before. A tool that was not charged then is compared with the same period a
year ago: a yearly invoice is no surprise in its month.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Decision, Sentence, decision_id

if TYPE_CHECKING:
    from prodops_kit.tool_spend.spend import SpendReview

MOST = 7  # decisions a reader can weigh
NO_OWNER = "Tool's owner (not named in the file)"


@dataclass(frozen=True, slots=True)
class Rise:
    """A tool that cost more than before, in minor units.

    Attributes:
        before: What it cost in `then`; 0 for a new tool.
        then: The period it is compared with.
        new: Whether the data holds no earlier charge for it.
    """

    tool: str
    team: str | None
    spent: int
    before: int
    then: Period
    new: bool

    @property
    def amount(self) -> int:
        """How much more it cost."""
        return self.spent - self.before


def all_rises(review: SpendReview) -> list[Rise]:
    """Rises of at least `ask_above`, largest first; none where the period before is unknown."""
    if review.previous is None:
        return []
    found = [_rise(row, review.period) for row in review.by_tool.to_dict("records")]
    return sorted((r for r in found if r.amount >= review.ask_above), key=lambda r: (-r.amount, r.tool))


def largest(review: SpendReview) -> list[Rise]:
    """The rises that become decisions."""
    return all_rises(review)[:MOST]


def year_before(period: Period) -> Period:
    """The same period a year earlier."""
    return period.shift(-{"month": 12, "quarter": 4, "year": 1}[period.kind])


def decision(rise: Rise, review: SpendReview) -> Decision:
    """What to ask about a rise, and by when: the end of the month after the period.

    A question has no price: one period does not show whether the rise comes back.
    """
    return Decision(
        id=decision_id("tool_spend", "ask_new" if rise.new else "ask_rise", rise.tool),
        action="Ask who ordered" if rise.new else "Ask why the charge rose for",
        subject=rise.tool,
        quantity=None,
        by=Period(f"{review.period.end:%Y-%m}").last_day,
        worth=None,
        owner=rise.team or NO_OWNER,
        reason=_reason(rise, review),
        confidence="medium",
        wrong_if=_WRONG_IF_NEW if rise.new else _WRONG_IF_RISE,
    )


_WRONG_IF_NEW = "the order was agreed, or the tool was charged under another name before"
_WRONG_IF_RISE = "the rise was agreed: more seats, a new plan, or one invoice for several months"


def _rise(row: dict[Hashable, Any], period: Period) -> Rise:
    yearly = row["previous"] == 0 and row["year_ago"] > 0
    return Rise(
        tool=row["tool"],
        team=row["team"],
        spent=row["spent"],
        before=row["year_ago"] if yearly else row["previous"],
        then=year_before(period) if yearly else period.previous,
        new=row["first"] >= period.start,
    )


def _reason(rise: Rise, review: SpendReview) -> Sentence:
    now = Money(rise.spent, review.currency)
    if rise.new:
        return Sentence("First charge: {now} in {month}.", now=now, month=review.period)
    before = Money(rise.before, review.currency)
    return Sentence(
        "{now} in {month} after {before} in {then}.", now=now, month=review.period, before=before, then=rise.then
    )
