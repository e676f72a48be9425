"""CUPED: what was known of the units before the test takes noise off its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prodops_kit.errors import DataError
from prodops_kit.statistics.difference import Estimate, mean, quadratic, ratio
from prodops_kit.statistics.moments import Moments

_SINGULAR = 1e-6  # part of a covariate's variance that those before leave unexplained; sums are right to about 1e-8


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Arms adjusted by covariates.

    Attributes:
        arms: One estimate an arm, in the order given.
        theta: Coefficient of each covariate kept.
        kept: Places of the covariates kept, from 0.
        shared: θᵀ Sxx θ / N: what the adjusted values share, since each is taken from the same total.
        removed: Part of the variance that adjusting removed, from 0 to 1; over all arms.
    """

    arms: tuple[Estimate, ...]
    theta: tuple[float, ...]
    kept: tuple[int, ...]
    shared: float
    removed: float


def adjust(*arms: Moments, is_ratio: bool = False) -> Adjustment:
    """Adjust means, or ratios, by covariates from before the exposure.

    θ comes from all arms together, so that it favours none. A unit without history has 0 and a second covariate that
    says so. A covariate that the others explain is dropped.

    Args:
        arms: Two or more; columns are the outcome, a ratio's denominator, then the covariates.
        is_ratio: Whether the second column is a denominator.

    Raises:
        DataError: An arm has fewer than two units, or a denominator's mean is 0.

    Source:
        Deng, Xu, Kohavi, Walker (2013), WSDM; for ratios Deng, Knoblich, Lu (2018), KDD.
    """
    import numpy as np

    total = arms[0]
    for arm in arms[1:]:
        total += arm
    first = 2 if is_ratio else 1
    cov = np.array(total.cov)
    kept = _independent(cov[first:, first:])
    places = [first + place for place in kept]
    gradient = np.array(_gradient(total, is_ratio))
    theta = _solved(cov[np.ix_(places, places)], cov[np.ix_(places, range(first))] @ gradient)
    plain = ratio if is_ratio else mean
    adjusted = tuple(_adjusted(arm, total, places, theta, is_ratio) for arm in arms)
    before, after = (sum(e.variance for e in each) for each in ([plain(arm) for arm in arms], adjusted))
    with np.errstate(over="ignore", invalid="ignore"):  # of values too large for a square, told by the arms
        shared = float(theta @ cov[np.ix_(places, places)] @ theta) / total.n
    return Adjustment(adjusted, tuple(map(float, theta)), tuple(kept), shared, 1 - after / before if before else 0.0)


def _gradient(moments: Moments, is_ratio: bool) -> tuple[float, ...]:
    if not is_ratio:
        return (1.0,)
    top, bottom = moments.mean[:2]
    if not bottom:
        raise DataError("The denominator's mean is 0, so there is no ratio; look at its column.")
    return (1 / bottom, -top / bottom**2)


def _adjusted(arm: Moments, total: Moments, places: list[int], theta: Any, is_ratio: bool) -> Estimate:
    plain = (ratio if is_ratio else mean)(arm)
    shift = sum(float(t) * (arm.mean[i] - total.mean[i]) for t, i in zip(theta, places, strict=True))
    columns = (*range(2 if is_ratio else 1), *places)
    gradient = (*_gradient(arm, is_ratio), *(-float(t) for t in theta))
    return Estimate(plain.value - shift, quadratic(gradient, arm.take(*columns).cov) / arm.n, arm.n)


def _solved(cov: Any, across: Any) -> Any:
    """θ = cov⁻¹ across, with covariates in standard deviations, so that their units do not matter."""
    import numpy as np

    spread = np.sqrt(np.diag(cov))
    return np.linalg.solve(cov / spread[:, None] / spread, across / spread) / spread


def _independent(cov: Any) -> list[int]:
    """Places of the covariates that those before them do not explain, whatever their units."""
    import numpy as np

    varying = [place for place in range(len(cov)) if 0 < cov[place, place] < np.inf]
    kept: list[int] = []
    for place in varying:
        spread = np.sqrt(np.diag(cov)[[*kept, place]])
        together = cov[np.ix_([*kept, place], [*kept, place])] / spread[:, None] / spread
        across = together[:-1, -1]
        explained = float(across @ np.linalg.solve(together[:-1, :-1], across)) if kept else 0.0
        if 1 - explained > _SINGULAR:
            kept.append(place)
    return kept
