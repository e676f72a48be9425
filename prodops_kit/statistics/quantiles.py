"""Medians and other quantiles, without any assumption on the distribution.

The quantile of n values is the smallest of them that at least a part q does not exceed: the value of rank ⌈q n⌉.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from prodops_kit.errors import DataError
from prodops_kit.statistics.difference import Estimate

SPREADS, SPARE = 8, 12  # standard deviations of the bootstrap's rank to either side, and ranks beside them


@dataclass(frozen=True, slots=True)
class Ranks:
    """Which of the sorted values bound a quantile.

    Attributes:
        lower: Rank from 1; 0 when there is no lower bound.
        upper: Rank from 1; n + 1 when there is no upper bound.
        coverage: Chance that the quantile lies between them.
    """

    lower: int
    upper: int
    coverage: float


def ranks(n: int, *, q: float = 0.5, confidence: float = 0.95) -> Ranks:
    """Ranks of the order statistics between which a quantile lies.

    Raises:
        DataError: No value, or `q` is not between 0 and 1.

    Source:
        Conover (1999), Practical Nonparametric Statistics, section 3.2.

    >>> ranks(100)
    Ranks(lower=40, upper=61, coverage=0.96479979...)
    """
    from scipy.stats import binom

    if n < 1 or not 0 < q < 1:
        raise DataError(f"quantile {q} of {n} values: give one value or more, and a quantile between 0 and 1.")
    tail = (1 - confidence) / 2
    lower, upper = int(binom.ppf(tail, n, q)), int(binom.ppf(1 - tail, n, q)) + 1
    return Ranks(lower, upper, float(binom.cdf(upper - 1, n, q) - binom.cdf(lower - 1, n, q)))


def rank(n: int, q: float) -> int:
    """Rank, from 1, of the value that is the quantile.

    >>> rank(10, 0.5), rank(30, 0.1), rank(11, 0.5)
    (5, 3, 6)
    """
    return min(n, max(1, ceil(q * n - 1e-9)))


def window(n: int, q: float) -> tuple[int, int]:
    """First and last rank of the values that `bootstrap` needs; what lies outside is drawn once in 10¹⁴ times."""
    reach = ceil(SPREADS * sqrt(n * q * (1 - q))) + SPARE
    return max(1, rank(n, q) - reach), min(n, rank(n, q) + reach)


def bootstrap(values: Sequence[float], n: int, *, q: float, first: int = 1) -> Estimate:
    """The quantile of a sample with its bootstrap variance, as infinitely many resamples of its units give it.

    The quantile of a resample is the value of some rank J of the sample, with P(J ≤ i) = P(Binomial(n, i/n) ≥ k) and
    k the quantile's rank; so no resample has to be drawn, and no seed.

    Args:
        values: The sorted values from rank `first` on, at least those of `window`.
        n: Of the whole sample.
        q: Which quantile, between 0 and 1.
        first: Rank of the first of `values`, from 1.

    Raises:
        DataError: No value, or `q` is not between 0 and 1, or values of the window are missing.

    Source:
        Maritz, Jarrett (1978), Journal of the American Statistical Association 73, 194-196; Efron (1979), Annals of
        Statistics 7, 1-26, section 3.

    >>> found = bootstrap([1, 2, 3, 4, 10], 5, q=0.5)
    >>> f"{found.value} {found.variance:.4f}"
    '3 3.5049'
    """
    import numpy as np
    from scipy.special import betainc

    if n < 1 or not 0 < q < 1:
        raise DataError(f"quantile {q} of {n} values: give one value or more, and a quantile between 0 and 1.")
    k, (low, high) = rank(n, q), window(n, q)
    if first > low or first + len(values) - 1 < high:
        raise DataError(f"quantile {q} of {n} values: ranks {low} to {high} are needed.")
    ranks_until = np.arange(first - 1, first + len(values)) / n
    weights = np.diff(betainc(k, n - k + 1, ranks_until))
    apart = np.asarray(values, dtype=float) - float(values[k - first])
    shift = float(weights @ apart)
    return Estimate(values[k - first], float(weights @ (apart - shift) ** 2), n)


def interval(values: Sequence[float], *, q: float = 0.5, confidence: float = 0.95) -> tuple[float, float] | None:
    """Bound a quantile by two of the sorted values, or None where there are too few for it.

    Raises:
        DataError: No value, or `q` is not between 0 and 1.

    Source:
        Conover (1999), Practical Nonparametric Statistics, section 3.2. At 95% the shortest sample with an interval
        has 6 values for the median, 13 for a quartile and 36 for a decile.

    >>> interval([31, 28, 40, 35, 33, 29]), interval([31, 28, 40, 35, 33])
    ((28, 40), None)
    """
    found = ranks(len(values), q=q, confidence=confidence)
    if found.lower < 1 or found.upper > len(values):
        return None
    ordered = sorted(values)
    return ordered[found.lower - 1], ordered[found.upper - 1]
