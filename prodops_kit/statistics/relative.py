"""Lift: treatment over control less one, with intervals that cannot contradict the difference."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from prodops_kit.statistics.difference import Estimate, welch


@dataclass(frozen=True, slots=True)
class Lift:
    """Treatment over control, less one.

    Attributes:
        estimate: 0.05 is five per cent more.
        low: Lower end of the interval.
        high: Upper end.
    """

    estimate: float
    low: float
    high: float


def fieller(treatment: Estimate, control: Estimate, *, quantile: float, shared: float = 0.0) -> Lift | None:
    """The lift whose interval leaves out 0 exactly when the difference's interval does.

    Args:
        treatment: The arm above the line.
        control: The arm below it.
        quantile: Standard errors to either side: the t quantile of the Welch interval, or that of a sequence.
        shared: Variance both values share, from `adjust`; 0 without covariates.

    Returns:
        None where control is not surely above 0: then there is no lift to state.

    Source:
        Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185.

    Example:
        >>> control, treatment = Estimate(0.41, 15.21 / 3407, 3407), Estimate(0.7, 38.44 / 3461, 3461)
        >>> found = fieller(treatment, control, quantile=1.959964)
        >>> f"{found.low:.4f} {found.high:.4f}"
        '0.0942 1.7084'
    """
    square = quantile**2
    a = control.value**2 - square * (control.variance + shared)
    b = control.value * treatment.value - square * shared
    c = treatment.value**2 - square * (treatment.variance + shared)
    if a <= 0 or control.value <= 0:
        return None
    root = sqrt(max(0.0, b * b - a * c))
    return Lift(treatment.value / control.value - 1, (b - root) / a - 1, (b + root) / a - 1)


def log_ratio(treatment: Estimate, control: Estimate, *, quantile: float) -> Lift | None:
    """The lift with an interval from the logarithm of the ratio; for display, where both values are above 0.

    Source:
        Delta method on log(treatment / control).
    """
    if treatment.value <= 0 or control.value <= 0:
        return None
    centre = log(treatment.value / control.value)
    reach = quantile * sqrt(treatment.variance / treatment.value**2 + control.variance / control.value**2)
    return Lift(exp(centre) - 1, exp(centre - reach) - 1, exp(centre + reach) - 1)


def delta(treatment: Estimate, control: Estimate) -> tuple[float, float]:
    """The lift and its standard error by the delta method; for display, since its p differs from the difference's.

    Source:
        se² = V1/m0² + V0·m1²/m0⁴, as GrowthBook's gbstats states it.
    """
    m1, m0 = treatment.value, control.value
    return (m1 - m0) / m0, sqrt(treatment.variance / m0**2 + control.variance * m1**2 / m0**4)


def degrees(treatment: Estimate, control: Estimate) -> float:
    """Degrees of freedom of the difference, for a t quantile on the lift."""
    return welch(treatment, control).df
