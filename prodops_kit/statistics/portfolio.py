"""What a month's wins add up to, once the luck of the winners is taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, pi, sqrt


@dataclass(frozen=True, slots=True)
class Gains:
    """The effects shipped, in one unit.

    Attributes:
        raw: Their sum as estimated.
        corrected: Less the expected luck of crossing the threshold.
        shrunk: After pulling each estimate to the mean of all tests.
    """

    raw: float
    corrected: float
    shrunk: float


def gains(estimates: Sequence[float], errors: Sequence[float], thresholds: Sequence[float]) -> Gains:
    """The sum of the effects that passed their thresholds, raw and corrected in two ways.

    Args:
        estimates: Effect of every test, shipped or not; positive is better.
        errors: Standard error of each.
        thresholds: What each had to pass to be shipped.

    Source:
        Lee, Shen (2018), KDD; normal-normal shrinkage with moments of all tests.
    """
    shipped = [e > b for e, b in zip(estimates, thresholds, strict=True)]
    luck = [se * _density((b - e) / se) for e, se, b in zip(estimates, errors, thresholds, strict=True)]
    raw = sum(e for e, won in zip(estimates, shipped, strict=True) if won)
    pulled = shrink(estimates, errors)
    return Gains(raw, raw - sum(luck), sum(e for e, won in zip(pulled, shipped, strict=True) if won))


def shrink(estimates: Sequence[float], errors: Sequence[float]) -> list[float]:
    """Each estimate pulled to the mean of all, the more the larger its error: μ + τ²/(τ² + se²) (e − μ)."""
    n = len(estimates)
    if n < 2:
        return list(estimates)
    mean = sum(estimates) / n
    spread = sum((e - mean) ** 2 for e in estimates) / (n - 1)
    tau2 = max(0.0, spread - sum(se * se for se in errors) / n)
    return [mean + tau2 / (tau2 + se * se) * (e - mean) for e, se in zip(estimates, errors, strict=True)]


def _density(value: float) -> float:
    return exp(-value * value / 2) / sqrt(2 * pi)
