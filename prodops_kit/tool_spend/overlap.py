"""Where two tools of one category serve the same people, and what one of them would save.

People are counted once, and only those whose seats remain after idle ones are given up, so that no seat is saved
twice. Tools whose users overlap without doing the same job belong to different categories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from prodops_kit.money import to_minor
from prodops_kit.tool_spend.rules import Rules
from prodops_kit.tool_spend.seats import ToolSeats


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two tools of one category and the people they share.

    Attributes:
        kept: The tool more people use; the other one could go.
        both: People who hold a seat of both.
        saving: What one tool for all would save a year on the seats that remain, in minor units; may be negative.
        low: The same where everybody who holds the other tool only needs a seat bought for them.
        high: The same where those seats are spare already.
    """

    kept: ToolSeats
    dropped: ToolSeats
    both: int
    saving: int
    low: int
    high: int
    limit: float

    @property
    def category(self) -> str:
        """The activity that both serve."""
        return self.kept.contract.category

    @property
    def distinct(self) -> int:
        """People who hold a seat of either."""
        return len(self.kept.people | self.dropped.people)

    @property
    def jaccard(self) -> float:
        """People in both, of all in either, from 0 to 1."""
        return self.both / self.distinct if self.distinct else 0.0

    @property
    def is_overlap(self) -> bool:
        """Whether they share enough people, use is known well enough, and one tool would be cheaper."""
        covered = self.kept.is_covered and self.dropped.is_covered
        return self.jaccard >= self.limit and covered and self.saving > 0


def consolidation(cost: Decimal, *, people: int, unit_price: Decimal) -> Decimal:
    """Say what serving distinct people with one tool saves a year.

    Args:
        cost: What the tools cost a year now.
        people: Distinct people who use any of them, or seats for them.
        unit_price: Price of a seat a year for that number.

    >>> consolidation(Decimal(21_000), people=55, unit_price=Decimal(240))
    Decimal('7800')
    """
    return cost - people * unit_price


def overlaps(seats: Sequence[ToolSeats], *, rules: Rules) -> list[Overlap]:
    """All pairs of one category that share anybody, those sharing most first."""
    pairs = [
        _pair(first, second, rules)
        for first, second in combinations(sorted(seats, key=lambda each: each.tool), 2)
        if first.contract.category == second.contract.category and first.people & second.people
    ]
    return sorted(pairs, key=lambda pair: (-pair.jaccard, -pair.saving, pair.kept.tool))


def merges(pairs: Sequence[Overlap]) -> list[Overlap]:
    """The pairs worth merging, the largest saving first; a tool takes part in one of them only."""
    taken: set[str] = set()
    chosen = []
    for pair in sorted(pairs, key=lambda pair: (-pair.saving, pair.kept.tool, pair.dropped.tool)):
        names = {pair.kept.tool, pair.dropped.tool}
        if pair.is_overlap and not names & taken:
            taken |= names
            chosen.append(pair)
    return chosen


def _pair(first: ToolSeats, second: ToolSeats, rules: Rules) -> Overlap:
    kept, dropped = sorted((first, second), key=lambda each: (-len(each.people), each.annual, each.tool))
    together = max(kept.remaining, rules.seats_for(len(kept.people | dropped.people)))
    apart = kept.remaining + rules.seats_for(len(dropped.people - kept.people))
    likely, low, high = (_saved(kept, dropped, seats) for seats in (together, max(together, apart), kept.remaining))
    return Overlap(kept, dropped, len(kept.people & dropped.people), likely, low, high, rules.overlap_limit)


def _saved(kept: ToolSeats, dropped: ToolSeats, seats: int) -> int:
    """What is saved a year when the kept tool needs so many seats for all, in minor units."""
    more = seats - kept.remaining
    return to_minor(consolidation(dropped.cost_left, people=more, unit_price=kept.priced(1)), kept.currency)
