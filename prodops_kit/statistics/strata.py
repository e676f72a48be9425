"""Two rates compared within groups, so that a different mix of the groups is not taken for a change."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from prodops_kit.errors import DataError
from prodops_kit.statistics import normal

Stratum = tuple[float, float, float, float]  # x1 of n1 in the first, x0 of n0 in the second


def standardised(strata: Sequence[Stratum]) -> float:
    """The difference of two rates when both have the mix of groups that they have together.

    Args:
        strata: One a group: x1 of n1 and x0 of n0, with units on both sides.

    Raises:
        DataError: No group, or one without units on a side.

    Source:
        Direct standardisation: Rothman, Greenland, Lash (2008), Modern Epidemiology, chapter 15.

    >>> standardised([(10, 100, 5, 50), (40, 50, 80, 100)])  # each group's own rate stayed
    0.0
    """
    _check(strata)
    both = sum(n1 + n0 for _, n1, _, n0 in strata)
    return sum((n1 + n0) / both * (x1 / n1 - x0 / n0) for x1, n1, x0, n0 in strata)


def mantel_haenszel(strata: Sequence[Stratum]) -> float:
    """P of no difference within any of the groups, two-sided, without a continuity correction.

    Raises:
        DataError: No group, or one without units on a side.

    Source:
        Cochran (1954), Biometrics 10, 417-451; Mantel, Haenszel (1959), Journal of the NCI 22, 719-748.

    >>> f"{mantel_haenszel([(10, 100, 5, 50), (40, 50, 80, 100)]):.1f}"
    '1.0'
    """
    _check(strata)
    apart = variance = 0.0
    for x1, n1, x0, n0 in strata:
        both, successes = n1 + n0, x1 + x0
        apart += x1 - n1 * successes / both
        if both > 1:
            variance += n1 * n0 * successes * (both - successes) / (both * both * (both - 1))
    return normal.two_sided(apart / sqrt(variance)) if variance > 0 else 1.0


def _check(strata: Sequence[Stratum]) -> None:
    if not strata or any(n1 <= 0 or n0 <= 0 for _, n1, _, n0 in strata):
        raise DataError("A comparison within groups needs one group or more, each with units on both sides.")
