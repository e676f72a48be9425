"""Which charges rose or are new, and what is asked about them.

A charge is compared with the period before. A tool that was not charged then is compared with the same period a
year ago: a yearly invoice is no surprise in its month.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Count, Decision, Notice, Sentence, decision_id

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
    def id(self) -> str:
        """The id of the decision that asks about it."""
        return decision_id("tool_spend", "ask_new" if self.new else "ask_rise", self.tool)

    @property
    def amount(self) -> int:
        """How much more it cost."""
        return self.spent - self.before


def of(review: SpendReview) -> list[Rise]:
    """Rises of at least `ask_above`, largest first; none where the period before is unknown."""
    if review.previous is None:
        return []
    found = [_rise(row, review.period) for row in review.by_tool.to_dict("records")]
    return sorted((r for r in found if r.amount >= review.ask_above), key=lambda r: (-r.amount, r.tool))


def more(found: Sequence[Rise], asked: Iterable[Decision], currency: str) -> Notice | None:
    """One line on the rises that are not among the decisions; None when all of them are."""
    ids = {decision.id for decision in asked}
    left = [rise for rise in found if rise.id not in ids]
    if not left:
        return None
    text = Sentence(
        "{count} above the limit, {amount} in all, not among the decisions; the table of tools has them.",
        count=Count(len(left), "smaller rise", "smaller rises"),
        amount=Money(sum(rise.amount for rise in left), currency),
    )
    return Notice("More to ask about", text)


def year_before(period: Period) -> Period:
    """The same period a year earlier."""
    return period.shift(-{"month": 12, "quarter": 4, "year": 1}[period.kind])


def decision(rise: Rise, period: Period, currency: str) -> Decision:
    """What to ask about a rise, and by when: the end of the month after the period.

    A question has no price: one period does not show whether the rise comes back.
    """
    return Decision(
        id=rise.id,
        action="Ask who ordered" if rise.new else "Ask why the charge rose for",
        subject=rise.tool,
        quantity=None,
        by=Period(f"{period.end:%Y-%m}").last_day,
        worth=None,
        owner=rise.team or NO_OWNER,
        reason=_reason(rise, period, currency),
        confidence="medium",
        wrong_if=_WRONG_IF_NEW if rise.new else _WRONG_IF_RISE,
        link="#tools",
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


def _reason(rise: Rise, period: Period, currency: str) -> Sentence:
    now, before = Money(rise.spent, currency), Money(rise.before, currency)
    if rise.new:
        return Sentence("First charge: {now} in {month}.", now=now, month=period)
    return Sentence("{now} in {month} after {before} in {then}.", now=now, month=period, before=before, then=rise.then)
