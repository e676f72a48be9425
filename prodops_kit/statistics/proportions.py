"""Rates: one, and two compared, by score methods that stay inside their range.

x successes of n units; x1 of n1 is the treatment, x0 of n0 the control.
"""

from __future__ import annotations

from collections.abc import Callable
from math import acos, copysign, cos, inf, pi, sqrt

from prodops_kit.errors import DataError
from prodops_kit.statistics import normal
from prodops_kit.statistics.difference import Difference

Interval = tuple[float, float]


def wilson(x: float, n: float, *, confidence: float = 0.95) -> Interval:
    """The score interval of one rate.

    Source:
        Wilson (1927); Newcombe (1998), Statistics in Medicine 17, 857-872, method 3.

    >>> "{:.4f} {:.4f}".format(*wilson(81, 263))
    '0.2553 0.3662'
    """
    _check((x, n))
    q, rate = normal.quantile(confidence), x / n
    centre = rate + q * q / (2 * n)
    reach = q * sqrt(rate * (1 - rate) / n + q * q / (4 * n * n))
    below, above = ((centre + side * reach) / (1 + q * q / n) for side in (-1, 1))
    return (0.0 if x == 0 else max(0.0, below)), (1.0 if x == n else min(1.0, above))


def newcombe(x1: float, n1: float, x0: float, n0: float, *, confidence: float = 0.95) -> Interval:
    """The hybrid score interval of a difference of rates; for display.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> "{:.4f} {:.4f}".format(*newcombe(56, 70, 48, 80))
    '0.0524 0.3339'
    """
    (l1, u1), (l0, u0) = wilson(x1, n1, confidence=confidence), wilson(x0, n0, confidence=confidence)
    p1, p0 = x1 / n1, x0 / n0
    apart = p1 - p0
    return apart - sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2), apart + sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)


def pooled(x1: float, n1: float, x0: float, n0: float, *, confidence: float = 0.95) -> Difference:
    """Treatment less control by the pooled z test; its interval has the pooled error too.

    Two arms without a success, or with nothing else, do not differ: z is 0 and p is 1.

    Source:
        Fleiss (1981), Statistical Methods for Rates and Proportions, section 2.3.
    """
    _check((x1, n1), (x0, n0))
    rate = (x1 + x0) / (n1 + n0)
    se, apart = sqrt(rate * (1 - rate) * (1 / n1 + 1 / n0)), x1 / n1 - x0 / n0
    z = apart / se if se else 0.0
    reach = normal.quantile(confidence) * se
    return Difference(apart, se, inf, z, normal.two_sided(z), apart - reach, apart + reach, confidence)


def wald(x1: float, n1: float, x0: float, n0: float, *, delta: float = 0.0, confidence: float = 0.95) -> Difference:
    """Treatment less control with each arm's own variance, tested against `delta`; for large arms, and for comparison.

    Source:
        Fleiss (1981), section 2.4.
    """
    _check((x1, n1), (x0, n0))
    p1, p0 = x1 / n1, x0 / n0
    se = sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    if not se:
        raise DataError("Neither arm varies, so no error can be stated; use a score interval.")
    z, reach = (p1 - p0 - delta) / se, normal.quantile(confidence) * se
    return Difference(p1 - p0, se, inf, z, normal.two_sided(z), p1 - p0 - reach, p1 - p0 + reach, confidence)


def score(
    x1: float, n1: float, x0: float, n0: float, *, quantile: float | None = None, corrected: bool = False
) -> Interval:
    """The score interval of a difference of rates: it agrees with the pooled z test.

    Args:
        x1: Successes of the treatment.
        n1: Its units.
        x0: Successes of the control.
        n0: Its units.
        quantile: Standard errors to either side; that of 95 % when None, another under a sequence.
        corrected: Whether the variance is taken N/(N − 1) times, after Miettinen and Nurminen.

    Source:
        Farrington, Manning (1990), Statistics in Medicine 9, 1447-1454; corrected: Miettinen, Nurminen (1985),
        Statistics in Medicine 4, 213-226.

    >>> "{:.4f} {:.4f}".format(*score(56, 70, 48, 80, corrected=True))
    '0.0528 0.3382'
    """
    _check((x1, n1), (x0, n0))
    reach = normal.quantile(0.95) if quantile is None else quantile
    apart = x1 / n1 - x0 / n0

    def z(delta: float) -> float:
        return score_z(x1, n1, x0, n0, delta=delta, corrected=corrected)

    low = -1.0 if apart == -1 else _root(lambda delta: z(delta) - reach, -1.0, apart)
    high = 1.0 if apart == 1 else _root(lambda delta: z(delta) + reach, apart, 1.0)
    return low, high


def score_z(x1: float, n1: float, x0: float, n0: float, *, delta: float, corrected: bool = False) -> float:
    """How many standard errors the difference of rates lies above `delta`, with rates that fit `delta` best.

    Source:
        See `score`; the likelihood's cubic is Miettinen and Nurminen's.
    """
    rate0 = _restricted(x1, n1, x0, n0, delta)
    rate1 = min(1.0, max(0.0, rate0 + delta))
    variance = rate1 * (1 - rate1) / n1 + rate0 * (1 - rate0) / n0
    if corrected:
        variance *= (n1 + n0) / (n1 + n0 - 1)
    apart = x1 / n1 - x0 / n0 - delta
    return apart / sqrt(variance) if variance > 0 else copysign(inf, apart) if apart else 0.0


def _restricted(x1: float, n1: float, x0: float, n0: float, delta: float) -> float:
    """The control's most likely rate when the treatment's is `delta` above it."""
    both, x = n1 + n0, x1 + x0
    if delta == 0:
        return x / both
    a, b = both, (n1 + 2 * n0) * delta - both - x
    c, d = (n0 * delta - both - 2 * x0) * delta + x, x0 * delta * (1 - delta)
    big = b**3 / (3 * a) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    u = copysign(sqrt(max(0.0, b * b / (3 * a) ** 2 - c / (3 * a))), big)
    if u == 0:
        return -b / (3 * a)
    angle = (pi + acos(min(1.0, max(-1.0, big / u**3)))) / 3
    return min(min(1.0, 1 - delta), max(max(0.0, -delta), 2 * u * cos(angle) - b / (3 * a)))


def score_lift(x1: float, n1: float, x0: float, n0: float, *, quantile: float | None = None) -> Interval:
    """The score interval of a lift, rate over rate less one: it agrees with the pooled z test.

    Without successes in the treatment the lower end is −1; without any in the control the upper one is infinite.

    Source:
        Koopman (1984), Biometrics 40, 513-517; Miettinen, Nurminen (1985).
    """
    _check((x1, n1), (x0, n0))
    reach = normal.quantile(0.95) if quantile is None else quantile
    if not x1 and not x0:
        return -1.0, inf

    def z(lift: float) -> float:
        return lift_z(x1, n1, x0, n0, lift=lift)

    point = (x1 / n1) / (x0 / n0) - 1 if x0 else inf
    low = -1.0 if not x1 else _falling(lambda r: z(r) - reach, point, down=True)
    high = inf if not x0 else _falling(lambda r: z(r) + reach, point, down=False)
    return low, high


def lift_z(x1: float, n1: float, x0: float, n0: float, *, lift: float) -> float:
    """How many standard errors the treatment's rate lies above `1 + lift` times the control's."""
    r, both, x = 1 + lift, n1 + n0, x1 + x0
    a, b = both * r, -(n1 * r + x1 + n0 + x0 * r)
    rate0 = (-b - sqrt(max(0.0, b * b - 4 * a * x))) / (2 * a)
    rate1 = r * rate0
    variance = rate1 * (1 - rate1) / n1 + r * r * rate0 * (1 - rate0) / n0
    apart = x1 / n1 - r * x0 / n0
    return apart / sqrt(variance) if variance > 0 else copysign(inf, apart) if apart else 0.0


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses 0; the end itself where it does not."""
    from scipy.optimize import brentq

    margin = 1e-12
    low, high = low + margin, high - margin
    if function(low) <= 0:
        return low - margin
    if function(high) >= 0:
        return high + margin
    return float(brentq(function, low, high, xtol=1e-14, rtol=1e-14))


def _falling(function: Callable[[float], float], point: float, *, down: bool) -> float:
    """Where a falling function of the lift crosses 0, on one side of the point estimate."""
    from scipy.optimize import brentq

    if down:
        start = point if point < inf else 1.0
        while function(start) > 0:
            start = 2 * start + 1
        return float(brentq(function, -1 + 1e-12, start, xtol=1e-14, rtol=1e-14))
    stop = 2 * max(point, 0.0) + 1
    while function(stop) > 0:
        stop = 2 * stop + 1
    return float(brentq(function, max(point, -1 + 1e-12), stop, xtol=1e-14, rtol=1e-14))


def _check(*arms: tuple[float, float]) -> None:
    for x, n in arms:
        if not (0 <= x <= n and n > 0):
            raise DataError(
                f"{x} of {n} is no rate; successes lie between 0 and the units, of which there is one or more."
            )
