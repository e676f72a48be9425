"""Tails of the normal and t distributions, without the loss of digits that `1 - cdf` has far out."""

from __future__ import annotations

from prodops_kit.errors import ParameterError

SMALLEST = 1e-300  # smaller probabilities are stated as this one, never as 0


def quantile(confidence: float, df: float | None = None) -> float:
    """How many standard errors a two-sided interval reaches: normal, or t with `df` degrees of freedom.

    Raises:
        ParameterError: `confidence` is not between 0 and 1.

    >>> f"{quantile(0.95):.6f} {quantile(0.95, 10):.6f}"
    '1.959964 2.228139'
    """
    from scipy.special import ndtri, stdtrit

    if not 0 < confidence < 1:
        raise ParameterError(f"confidence: {confidence} is not between 0 and 1; 0.95 is 95%.")
    tail = (1 - confidence) / 2
    return float(-ndtri(tail) if df is None else -stdtrit(df, tail))


def one_sided(statistic: float, df: float | None = None) -> float:
    """Probability of a value at least so large when there is no effect.

    >>> f"{one_sided(1.644854):.4f}", one_sided(60.0)
    ('0.0500', 1e-300)
    """
    from scipy.special import ndtr, stdtr

    found = ndtr(-statistic) if df is None else stdtr(df, -statistic)
    return max(float(found), SMALLEST)


def two_sided(statistic: float, df: float | None = None) -> float:
    """Probability of a value at least so far from 0, on either side, when there is no effect.

    >>> f"{two_sided(-1.959964):.4f}"
    '0.0500'
    """
    return min(1.0, 2 * one_sided(abs(statistic), df))
