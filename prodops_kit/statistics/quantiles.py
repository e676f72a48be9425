"""Medians and other quantiles, without any assumption on the distribution."""

from __future__ import annotations

from dataclasses import dataclass

from prodops_kit.errors import DataError


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
