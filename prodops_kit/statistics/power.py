"""How many units a test needs, and what a test of a size can show."""

from __future__ import annotations

from math import ceil, inf, sqrt

from prodops_kit.errors import ParameterError
from prodops_kit.statistics import normal


def mean_size(delta: float, *, sd1: float, sd0: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Units an arm to show a difference of means, by the normal distribution.

    Source:
        (z₁₋α/₂ + z_power)² (σ₁² + σ₀²) / δ²; Cohen (1988).
    """
    _check(delta, alpha, power)
    return (_z(alpha / 2) + _z(1 - power)) ** 2 * (sd1**2 + sd0**2) / delta**2


def rate_size(p1: float, p0: float, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """Units an arm to show a difference of rates, with the pooled variance when there is none.

    Source:
        Fleiss (1981), section 3.2; R's power.prop.test.

    >>> f"{rate_size(0.75, 0.5, power=0.9):.1f}"
    '76.7'
    """
    _check(p1 - p0, alpha, power)
    middle = (p1 + p0) / 2
    without, with_ = sqrt(2 * middle * (1 - middle)), sqrt(p1 * (1 - p1) + p0 * (1 - p0))
    return ((_z(alpha / 2) * without + _z(1 - power) * with_) / (p1 - p0)) ** 2


def baseline_size(p0: float, delta: float, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """Units an arm to show a difference of rates, with the control's variance when there is none.

    Source:
        Miller, evanmiller.org/ab-testing/sample-size.html.
    """
    _check(delta, alpha, power)
    p1 = p0 + delta
    without, with_ = sqrt(2 * p0 * (1 - p0)), sqrt(p0 * (1 - p0) + p1 * (1 - p1))
    return ((_z(alpha / 2) * without + _z(1 - power) * with_) / delta) ** 2


def rate_power(n: float, p1: float, p0: float, *, alpha: float = 0.05) -> float:
    """The chance that a test with `n` units an arm shows a difference of rates; the far tail left out.

    Source:
        R's power.prop.test.
    """
    middle = (p1 + p0) / 2
    without, with_ = sqrt(2 * middle * (1 - middle)), sqrt(p1 * (1 - p1) + p0 * (1 - p0))
    return 1 - normal.one_sided((sqrt(n) * abs(p1 - p0) - _z(alpha / 2) * without) / with_)


def t_power(n: float, delta: float, *, sd: float, alpha: float = 0.05, strict: bool = False) -> float:
    """The chance that a t test with `n` units an arm shows a difference of means.

    Args:
        n: Units an arm.
        delta: The difference.
        sd: Standard deviation in either arm.
        alpha: Two-sided level.
        strict: Whether a verdict in the wrong direction counts too, as R's argument of the name.

    Source:
        Cohen (1988); the non-central t distribution, as in R's power.t.test; strict: statsmodels.
    """
    if strict:
        from statsmodels.stats.power import TTestIndPower

        return float(TTestIndPower().power(abs(delta) / sd, n, alpha))
    from scipy.special import nctdtr

    df, away = 2 * (n - 1), sqrt(n / 2) * abs(delta) / sd
    return 1 - float(nctdtr(df, away, normal.quantile(1 - alpha, df)))


def t_size(delta: float, *, sd: float, alpha: float = 0.05, power: float = 0.8, strict: bool = False) -> float:
    """Units an arm for a t test to show a difference of means; for small samples.

    >>> f"{t_size(1, sd=1, power=0.9):.4f}"
    '22.0211'
    """
    from scipy.optimize import brentq

    _check(delta, alpha, power)
    most = 2.0 * mean_size(delta, sd1=sd, sd0=sd, alpha=alpha, power=power) + 10
    return float(brentq(lambda n: t_power(n, delta, sd=sd, alpha=alpha, strict=strict) - power, 1.5, most, xtol=1e-10))


def detectable(se: float, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The smallest effect that a test with this standard error shows with `power`: its MDE.

    >>> f"{detectable(0.006):.6f}"
    '0.016810'
    """
    return (_z(alpha / 2) + _z(1 - power)) * se


def days_left(n: float, *, reached: float, planned: float, new_a_day: float) -> float:
    """Days until a test can show what was planned, at the traffic of the last days.

    Args:
        n: Units of both arms now.
        reached: Smallest effect that it can show now.
        planned: Smallest effect that it is meant to show.
        new_a_day: Units that arrive a day; none: no end.

    Source:
        Errors shrink with the root of the units: N (reached / planned)² in all.
    """
    missing = n * (reached / planned) ** 2 - n
    if missing <= 0:
        return 0.0
    return float(ceil(missing / new_a_day)) if new_a_day > 0 else inf


def _z(tail: float) -> float:
    from scipy.special import ndtri

    return float(-ndtri(tail))


def _check(delta: float, alpha: float, power: float) -> None:
    if not delta:
        raise ParameterError("delta: an effect of 0 cannot be shown by any number of units.")
    if not (0 < alpha < 1 and 0 < power < 1):
        raise ParameterError(f"alpha {alpha} and power {power} must lie between 0 and 1.")
