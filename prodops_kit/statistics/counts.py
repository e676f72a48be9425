"""Counts against what was planned: sample ratio mismatch, and rates of several groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from prodops_kit.errors import DataError
from prodops_kit.statistics import normal

FEWEST = 5  # expected units below which the chi-square test says too little


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A chi-square test.

    Attributes:
        statistic: Sum of (observed − expected)² / expected.
        df: Degrees of freedom.
        p: Probability of so large a statistic when the plan holds.
    """

    statistic: float
    df: int
    p: float

    def __add__(self, other: ChiSquare) -> ChiSquare:
        """Two phases of one experiment together: statistics and degrees of freedom add up."""
        return chi_square(self.statistic + other.statistic, self.df + other.df)


def chi_square(statistic: float, df: int) -> ChiSquare:
    """The upper tail of a chi-square statistic; 1 without degrees of freedom."""
    from scipy.special import chdtrc

    p = float(chdtrc(df, statistic)) if df else 1.0
    return ChiSquare(statistic, df, max(p, normal.SMALLEST))


def sample_ratio(counts: Sequence[int], weights: Sequence[float] | None = None) -> ChiSquare:
    """Whether units arrived in the planned shares; every arm with a planned weight counts, an empty one too.

    Args:
        counts: Units an arm.
        weights: Planned share of each arm, in any scale; equal when None.

    Raises:
        DataError: No unit at all, a negative weight, fewer than two planned arms, or units where none were planned.

    Source:
        Fabijan, Gupchup, Gupta, Omhover, Qin, Vermeer, Dmitriev (2019), KDD.

    >>> f"{sample_ratio([821588, 815482]).p:.1e}"
    '1.8e-06'
    """
    planned = [1.0] * len(counts) if weights is None else list(weights)
    if len(planned) != len(counts) or min(planned, default=-1) < 0 or sum(w > 0 for w in planned) < 2:
        raise DataError("A split needs a weight of 0 or more for each arm, and two or more arms above 0.")
    if any(count and not weight for count, weight in zip(counts, planned, strict=True)):
        raise DataError("An arm that was planned to get nobody has units.")
    if not sum(counts):
        raise DataError("No arm has a unit, so there is no split to test.")
    expected = [sum(counts) * weight / sum(planned) for weight in planned]
    parts = [(o - e) ** 2 / e for o, e in zip(counts, expected, strict=True) if e]
    return chi_square(sum(parts), len(parts) - 1)


def apart(count: int, total: int, weight: float) -> float:
    """How many standard errors an arm's units lie above its planned share: which arm a mismatch comes from.

    Args:
        count: Units of the arm.
        total: Units of all arms.
        weight: Its planned share, between 0 and 1.

    Source:
        The binomial's normal form: (O − E) / √(E (1 − w)).
    """
    expected = total * weight
    return (count - expected) / sqrt(expected * (1 - weight))


def rates(successes: Sequence[int], n: Sequence[int]) -> ChiSquare:
    """Whether several groups have one rate.

    Source:
        Fleiss (1981), section 9.1; R's prop.test without correction.

    >>> f"{rates([83, 90, 129, 70], [86, 93, 136, 82]).p:.6f}"
    '0.005585'
    """
    rate = sum(successes) / sum(n)
    if rate in (0, 1):
        return chi_square(0.0, len(n) - 1)
    parts = [(x - rate * size) ** 2 / (size * rate * (1 - rate)) for x, size in zip(successes, n, strict=True)]
    return chi_square(sum(parts), len(parts) - 1)
