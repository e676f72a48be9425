"""How far two arms are apart: means and ratios, by Welch's test."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt

from prodops_kit.errors import DataError
from prodops_kit.statistics import normal
from prodops_kit.statistics.moments import Moments


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one arm's units say of a metric.

    Attributes:
        value: The metric.
        variance: Sampling variance of `value`: its standard error squared.
        n: Units behind it.
    """

    value: float
    variance: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Treatment less control, with its interval.

    Attributes:
        estimate: Positive when the treatment has more.
        se: Standard error.
        df: Degrees of freedom of t; infinite for a normal test.
        statistic: `estimate` in standard errors, t or z.
        p: Two-sided, against no difference.
        low: Lower end of the interval.
        high: Upper end.
        confidence: Of the interval, between 0 and 1.
    """

    estimate: float
    se: float
    df: float
    statistic: float
    p: float
    low: float
    high: float
    confidence: float


def mean(moments: Moments) -> Estimate:
    """The mean of the first column.

    Raises:
        DataError: Fewer than two units.
    """
    _enough(moments)
    return Estimate(moments.mean[0], moments.cov[0][0] / moments.n, moments.n)


def ratio(moments: Moments) -> Estimate:
    """The first column's mean over the second's, such as clicks a page view, when users were randomised.

    The delta method, because numerator and denominator of one unit vary together.

    Raises:
        DataError: Fewer than two units, or a denominator whose mean is 0.

    Source:
        Deng, Knoblich, Lu (2018), KDD, section 3.
    """
    _enough(moments)
    top, bottom = moments.mean[0], moments.mean[1]
    if not bottom:
        raise DataError("The denominator's mean is 0, so there is no ratio; look at its column.")
    gradient = (1 / bottom, -top / bottom**2)
    variance = quadratic(gradient, moments.take(0, 1).cov)
    return Estimate(top / bottom, variance / moments.n, moments.n)


def welch(treatment: Estimate, control: Estimate, *, confidence: float = 0.95) -> Difference:
    """Treatment less control by Welch's t test: arms may vary differently.

    Raises:
        DataError: Neither arm varies, so the error of the difference cannot be known.

    Source:
        Welch (1947), Biometrika 34, 28-35.

    Example:
        >>> a, b = Moments.of([1, 2, 3, 4]), Moments.of([2, 3, 5, 7])
        >>> found = welch(mean(b), mean(a))
        >>> f"{found.estimate:.2f} [{found.low:.4f}, {found.high:.4f}] p {found.p:.4f}"
        '1.75 [-1.5843, 5.0843] p 0.2327'
    """
    estimate, variance = treatment.value - control.value, treatment.variance + control.variance
    if variance <= 0:
        raise DataError("No unit differs from another in either arm, so no error can be stated.")
    df = _degrees(treatment, control)
    se = sqrt(variance)
    reach = normal.quantile(confidence, df) * se
    p = normal.two_sided(estimate / se, df)
    return Difference(estimate, se, df, estimate / se, p, estimate - reach, estimate + reach, confidence)


def _degrees(treatment: Estimate, control: Estimate) -> float:
    parts = [arm.variance**2 / (arm.n - 1) for arm in (treatment, control) if arm.n > 1]
    return (treatment.variance + control.variance) ** 2 / sum(parts) if sum(parts) > 0 else inf


def _enough(moments: Moments) -> None:
    if moments.n < 2:
        raise DataError(f"An arm has {moments.n} units; a mean with its error needs 2 or more.")


def quadratic(gradient: tuple[float, ...], cov: tuple[tuple[float, ...], ...]) -> float:
    """gᵀSg: the variance, for one unit, of what the gradient belongs to."""
    return sum(g * h * cov[i][j] for i, g in enumerate(gradient) for j, h in enumerate(gradient))
