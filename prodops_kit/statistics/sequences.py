"""Intervals that hold at every look, so that a running test may be read each day."""

from __future__ import annotations

from math import exp, log, sqrt


def rho(planned: float, *, alpha: float = 0.05) -> float:
    """Where the sequence is narrowest: at so many units of both arms, fixed before the start.

    Source:
        Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2021), arXiv:2103.06476, equation 161.

    >>> f"{rho(5000):.6f}"
    '0.039840'
    """
    return sqrt((-2 * log(alpha) + log(1 - 2 * log(alpha))) / planned)


def half_width(se: float, n: float, *, rho: float, alpha: float = 0.05, one_sided: bool = False) -> float:
    """How far the interval reaches to either side at this look, valid at all looks together.

    Args:
        se: Standard error of the estimate now.
        n: Units of both arms now.
        rho: From `rho`, of the planned size and the report's α; the same at every look and level.
        alpha: Chance that the truth ever leaves the intervals.
        one_sided: Whether only one end is used.

    Source:
        arXiv:2103.06476, theorem 2.2 and proposition B.1.
    """
    spread = n * rho**2
    last = 1 + sqrt(spread + 1) / (2 * alpha) if one_sided else sqrt(spread + 1) / alpha
    return se * sqrt(2 * (spread + 1) / spread * log(last))


def always_valid_p(estimate: float, se: float, n: float, *, rho: float) -> float:
    """The smallest α at which this look's interval leaves out 0.

    >>> always_valid_p(0.0, 1.0, 100, rho=0.1)
    1.0
    """
    spread = n * rho**2
    power = (estimate / se) ** 2 * spread / (2 * (spread + 1))
    return max(1e-300, min(1.0, sqrt(spread + 1) * exp(-power)))


def msprt(estimate: float, variance: float, *, tau2: float, alpha: float = 0.05) -> tuple[float, float, float]:
    """Mixture likelihood ratio, its always-valid p, and the half-width of its interval, at one look.

    Args:
        estimate: Treatment less control.
        variance: Of `estimate`: its standard error squared.
        tau2: Variance of the effects expected.
        alpha: Chance that the truth ever leaves the intervals.

    Source:
        Johari, Koomen, Pekelis, Walsh (2017), KDD.
    """
    both = variance + tau2
    ratio = sqrt(variance / both) * exp(tau2 * estimate**2 / (2 * variance * both))
    width = sqrt(variance * both / tau2 * (log(both / variance) - 2 * log(alpha)))
    return ratio, min(1.0, 1 / ratio), width
