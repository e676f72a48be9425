"""Chance to win and expected loss, for one sentence beside a verdict, never the verdict itself."""

from __future__ import annotations

from math import exp, log, pi, sqrt

from prodops_kit.statistics.difference import Estimate


def chance_to_win(estimate: float, se: float) -> float:
    """The chance that the effect is above 0, with a flat prior.

    >>> f"{chance_to_win(0.0, 1.0):.2f}"
    '0.50'
    """
    from scipy.special import ndtr

    return float(ndtr(estimate / se))


def expected_loss(estimate: float, se: float) -> float:
    """What shipping costs on average in the cases where the effect is below 0, in the effect's unit.

    Source:
        v φ(m/v) − m Φ(−m/v), the mean of the negative part of N(m, v²).
    """
    from scipy.special import ndtr

    density = exp(-((estimate / se) ** 2) / 2) / sqrt(2 * pi)
    return float(se * density - estimate * ndtr(-estimate / se))


def rate(x: float, n: float) -> Estimate:
    """A rate with the variance p (1 − p) / n that Gaussian approximations use."""
    p = x / n
    return Estimate(p, p * (1 - p) / n, int(n))


def beta_chance_to_win(xb: int, nb: int, xa: int, na: int, *, prior: tuple[float, float] = (1, 1)) -> float:
    """The chance that rate b is above rate a, each with a beta prior.

    Source:
        Miller, evanmiller.org/bayesian-ab-testing.html.
    """
    return _above(*_posterior(xb, nb, prior), *_posterior(xa, na, prior))


def beta_expected_loss(xb: int, nb: int, xa: int, na: int, *, prior: tuple[float, float] = (1, 1)) -> float:
    """What choosing b costs on average where a has the higher rate.

    Source:
        Stucchio (2015), Bayesian A/B Testing at VWO.
    """
    (a1, b1), (a0, b0) = _posterior(xb, nb, prior), _posterior(xa, na, prior)
    mean1, mean0 = a1 / (a1 + b1), a0 / (a0 + b0)
    return mean0 * (1 - _above(a1, b1, a0 + 1, b0)) - mean1 * (1 - _above(a1 + 1, b1, a0, b0))


def _posterior(x: int, n: int, prior: tuple[float, float]) -> tuple[float, float]:
    return prior[0] + x, prior[1] + n - x


def _above(a1: float, b1: float, a0: float, b0: float) -> float:
    """P(first > second) of two beta distributions; the first's α whole, or nearest to it."""
    from scipy.special import betaln

    steps = range(round(a1))
    parts = [betaln(a0 + i, b0 + b1) - log(b1 + i) - betaln(1 + i, b1) - betaln(a0, b0) for i in steps]
    return float(sum(exp(part) for part in parts))
