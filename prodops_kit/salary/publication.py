"""Whether a market figure may be shown: a house rule, not a legal safe harbour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodops_kit.salary.rules import Rules

MIDDLE, TAILS = ("p25", "p50", "p75", "mean"), ("p10", "p90")
NOTE = "house rule, not a legal safe harbour"
PUBLIC = ("government",)
"""Kinds of sources that are published by law, by an office that withholds small cells itself."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What of a market row may be shown.

    Attributes:
        checkable: Whether the row says enough to tell: how many organisations, and when.
        shown: Percentiles that may be shown; minimum and maximum never.
        reasons: Why not more, as clauses.
    """

    checkable: bool
    shown: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether the middle may be shown."""
        return "p50" in self.shown


def shown_percentiles(n: int, least: Mapping[str, int]) -> list[str]:
    """List the percentiles that so many organisations, or people, allow.

    Args:
        n: How many there are.
        least: How many each percentile needs; vendors' thresholds differ, so they are data.

    >>> shown_percentiles(3, {"p25": 3, "p50": 3, "p75": 3, "p90": 4})
    ['p25', 'p50', 'p75']
    """
    return [name for name, needed in least.items() if n >= needed]


def thresholds(rules: Rules) -> dict[str, int]:
    """Organisations that each figure needs, as the rules say."""
    return dict.fromkeys(MIDDLE, rules.organisations_middle) | dict.fromkeys(TAILS, rules.organisations_tails)


def publish(
    *,
    organisations: int | None,
    largest_share: float | None,
    months: int | None,
    source_kind: str = "survey",
    rules: Rules | None = None,
) -> Publication:
    """Say what of a market row may be shown.

    Args:
        organisations: Behind the row; None when it does not say.
        largest_share: Part of the people in the largest organisation, from 0 to 1; None when it does not say.
        months: Age of the row; None without a date.
        source_kind: What an office publishes by law passes as it is.

    >>> publish(organisations=4, largest_share=0.3, months=6).reasons
    ('4 organisations, 5 needed', 'one organisation has 30% of the people, 25% at most')
    >>> publish(organisations=None, largest_share=None, months=6).checkable
    False
    """
    rules = rules or Rules()
    if source_kind in PUBLIC:
        return Publication(True, (*MIDDLE, *TAILS))
    if organisations is None or months is None:
        lacking = [name for name, found in (("organisations", organisations), ("date", months)) if found is None]
        return Publication(False, (), (f"not checkable without {' and '.join(lacking)}",))
    reasons = list(_reasons(organisations, largest_share, months, rules))
    shown = [] if reasons else shown_percentiles(organisations, thresholds(rules))
    if not reasons and organisations < rules.organisations_tails:
        reasons = [f"P10 and P90 need {rules.organisations_tails} organisations"]
    return Publication(True, tuple(shown), tuple(reasons))


def _reasons(organisations: int, largest_share: float | None, months: int, rules: Rules) -> list[str]:
    found = []
    if organisations < rules.organisations_middle:
        found.append(f"{organisations} organisations, {rules.organisations_middle} needed")
    if largest_share is not None and largest_share > rules.largest_share:
        at_most = f"{rules.largest_share:.0%} at most"
        found.append(f"one organisation has {largest_share:.0%} of the people, {at_most}")
    if months < rules.youngest_months:
        found.append(f"{months} months old, {rules.youngest_months} needed")
    return found
