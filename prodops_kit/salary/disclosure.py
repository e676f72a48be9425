"""What somebody can work out from published sums: the least and the most that a hidden one can be.

A publication is a set of sums over people. Whoever knows the people, but not their pay, solves them as linear
equations; rounding leaves a little room, hidden cells leave more. Linear programming tells how much.

Source:
    Fischetti and Salazar (2000), Management Science 47, 1008-1027 (the attacker's two linear programs);
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4 (protection levels, p% of the value).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite

MARGIN = 1e-6  # what the solver's arithmetic may be off


@dataclass(frozen=True, slots=True)
class Known:
    """A published sum: that of `items` lies between `low` and `high`."""

    items: frozenset[str]
    low: float
    high: float


def reach(known: Sequence[Known], target: frozenset[str], *, least: float = 0.0) -> tuple[float, float]:
    """The least and the most that the sum of a group can be, given all published sums.

    Args:
        known: What is published.
        target: The group. An item is one person's amount; nobody's is negative.
        least: What the sum is at least, as everybody knows.

    Raises:
        ValueError: The published sums contradict each other.
    """
    from scipy.optimize import linprog

    atoms, rows, wanted = _atoms(known, target)
    if not atoms:
        return 0.0, inf
    above = [[*row] for row in rows] + [[-one for one in row] for row in rows] + [[-one for one in wanted]]
    limits = [one.high for one in known] + [-one.low for one in known] + [-least]
    ends = []
    for sign in (1.0, -1.0):
        found = linprog([sign * one for one in wanted], A_ub=above, b_ub=limits, bounds=(0, None), method="highs")
        if found.status == 3:
            ends.append(inf)
        elif found.status == 0:
            ends.append(sign * float(found.fun))
        else:
            raise ValueError("the published sums contradict each other")
    return ends[0], ends[1]


def _atoms(
    known: Sequence[Known], target: frozenset[str]
) -> tuple[list[tuple[bool, ...]], list[list[float]], list[float]]:
    """Items that no sum tells apart are one unknown: which there are, and which sums hold each."""
    sets = [one.items for one in known] + [target]
    places: dict[str, list[int]] = {}
    for place, items in enumerate(sets):
        for item in items:
            places.setdefault(item, []).append(place)
    patterns = sorted({tuple(found) for found in places.values()})
    rows = [[1.0 if place in pattern else 0.0 for pattern in patterns] for place in range(len(sets))]
    return [tuple(place in p for place in range(len(sets))) for p in patterns], rows[:-1], rows[-1]


def is_told(known: Sequence[Known], group: frozenset[str], protection: float) -> bool:
    """Whether a group's sum can be told to within a share of it, either way.

    Args:
        protection: The share, such as 0.1: the best guess must be able to miss by more than a tenth.
    """
    low, high = reach(known, group)
    return isfinite(high) and (high - low) / 2 < protection * (high + low) / 2 - MARGIN


def is_counted(known: Sequence[Known], group: frozenset[str]) -> bool:
    """Whether the number of people of a group can be told: no two whole numbers are possible."""
    from math import ceil, floor

    low, high = reach(known, group, least=1.0)
    return isfinite(high) and floor(high + MARGIN) - ceil(low - MARGIN) < 1


def told(known: Sequence[Known], groups: Iterable[frozenset[str]], protection: float) -> list[frozenset[str]]:
    """The groups whose sum can be told; see `is_told`."""
    return [group for group in groups if is_told(known, group, protection)]
