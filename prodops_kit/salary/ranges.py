"""Pay against its band and its market, and bands against each other.

Source:
    The usual terms of compensation work: compa-ratio, range penetration, range spread, midpoint
    progression. None is clipped: below 0 or above 1 is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from prodops_kit.errors import DataError

COMPRESSED = 0.1  # a step between midpoints of this much or less


def compa_ratio(pay: float, midpoint: float) -> float:
    """Pay as a multiple of the band's midpoint, which is a policy and not the market.

    >>> compa_ratio(72_000, 80_000)
    0.9
    """
    return pay / _above_zero(midpoint)


def range_penetration(pay: float, minimum: float, maximum: float) -> float:
    """How far up its band a pay lies: 0 at the minimum, 1 at the maximum; below and above where it is outside.

    Raises:
        DataError: The band has no width.

    >>> f"{range_penetration(70_000, 55_000, 82_200):.2f}"
    '0.55'
    """
    if not minimum < maximum:
        raise DataError("A band without width has no penetration; its minimum must lie below its maximum.")
    return (pay - minimum) / (maximum - minimum)


def market_ratio(pay: float, reference: float) -> float:
    """Pay as a multiple of a market figure: the aged P50, or the policy's target percentile. Say which beside it."""
    return pay / _above_zero(reference)


def range_spread(minimum: float, maximum: float) -> float:
    """How much the maximum lies above the minimum, as a share of it."""
    return maximum / _above_zero(minimum) - 1


def band_around(midpoint: float, spread: float) -> tuple[float, float]:
    """Minimum and maximum of a band with a midpoint and a spread.

    >>> band_around(100_000, 0.5)
    (80000.0, 120000.0)
    """
    minimum = midpoint / (1 + spread / 2)
    return minimum, minimum * (1 + spread)


def midpoint_progression(midpoints: Sequence[float]) -> list[float]:
    """The step from each midpoint to the next, lowest level first, as shares."""
    return [upper / _above_zero(lower) - 1 for lower, upper in pairwise(midpoints)]


def step_flag(progression: float) -> str:
    """`inversion` where the next level is paid less, `compression` where it is hardly paid more, else nothing.

    >>> [step_flag(step) for step in (-0.02, 0.1, 0.25)]
    ['inversion', 'compression', '']
    """
    return "inversion" if progression < 0 else "compression" if progression <= COMPRESSED + 1e-12 else ""


def _above_zero(amount: float) -> float:
    if amount <= 0:
        raise DataError("A ratio needs a reference above 0.")
    return amount
