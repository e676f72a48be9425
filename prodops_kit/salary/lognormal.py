"""Pay as a lognormal: from published percentiles or from a centre and a range to any other percentile.

Good for filling gaps and for saying where an offer stands; never shown as observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from math import exp, inf, log

from prodops_kit.errors import DataError, ParameterError

CENTRE_LIMIT = 0.05  # |ln(centre^2 / (low * high))| above which a range is not a lognormal's


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A fitted distribution of pay.

    Attributes:
        mu: Mean of the logarithm: the median is exp(mu).
        sigma: Standard deviation of the logarithm, 0 or more.
        largest_error: Largest relative error, without sign, at the percentiles that were fitted.
    """

    mu: float
    sigma: float
    largest_error: float = 0.0

    @property
    def median(self) -> float:
        """The P50."""
        return exp(self.mu)

    @property
    def mean(self) -> float:
        """The mean, which is above the median."""
        return exp(self.mu + self.sigma**2 / 2)

    def quantile(self, q: float) -> float:
        """Pay below which the part `q`, between 0 and 1, is."""
        from scipy.special import ndtri

        return exp(self.mu + self.sigma * float(ndtri(_part(q))))

    def position(self, pay: float) -> float:
        """Part of the people, from 0 to 1, who earn less."""
        from scipy.special import ndtr

        if pay <= 0:
            raise DataError(f"pay: {pay} is not above 0.")
        above = log(pay) - self.mu
        return float(ndtr(above / self.sigma)) if self.sigma else (above > 0) + 0.5 * (above == 0)


def fit_lognormal(
    quantiles: Mapping[float, float], *, at_least: Mapping[float, float] | None = None, through_median: bool = False
) -> Lognormal:
    """Fit a lognormal to percentiles by least squares of the logarithm of pay on z.

    Args:
        quantiles: Pay by quantile, such as `{0.25: 74_540, 0.5: 99_410, 0.75: 130_800}`; two or more.
        at_least: The same for top-coded percentiles, which are known to be at least so high.
        through_median: Whether the P50 is kept as published, and only the spread is fitted.

    Raises:
        DataError: Fewer than two percentiles, one not above 0, or percentiles out of order.
        ParameterError: A quantile is not between 0 and 1, or the median is to be kept and not there.

    Example:
        >>> made = fit_lognormal({0.1: 65_000, 0.9: 171_000})
        >>> round(made.median), round(made.quantile(0.25))
        (105428, 81735)
    """
    known, floors = _checked(quantiles), _checked(at_least or {}, least=0)
    if len(known) < 2:
        raise DataError(f"fit_lognormal: {len(known)} percentile; two or more are needed.")
    if through_median and 0.5 not in quantiles:
        raise ParameterError("through_median: there is no P50 among the percentiles.")
    mu, sigma = _fitted(known, floors, log(quantiles[0.5]) if through_median else None)
    errors = [abs(exp(mu + sigma * z - pay) - 1) for z, pay in known]
    return Lognormal(mu, sigma, max(errors))


def fit_range(centre: float, low: float, high: float, *, share: float = 0.8) -> Lognormal:
    """Fit a lognormal to a centre and a range.

    Args:
        centre: The median, as the guide's "average" is.
        low: Lower end of the range.
        high: Upper end.
        share: Part of the people inside the range: 0.8 when its ends are P10 and P90.

    Raises:
        DataError: The range is out of order, or its geometric middle is so far from the centre that it is no
            lognormal's.
        ParameterError: `share` is not between 0 and 1.

    >>> round(fit_range(105_145, 65_000, 171_000).sigma, 3)
    0.377
    """
    from scipy.special import ndtri

    if not 0 < low < centre < high:
        raise DataError(f"fit_range: {low:g}, {centre:g}, {high:g} are not in order; give low, centre, high above 0.")
    apart = abs(log(centre**2 / (low * high)))
    if apart > CENTRE_LIMIT:
        raise DataError(
            f"fit_range: the centre {centre:g} is not the geometric middle of {low:g} to {high:g} "
            f"({apart:.3f} apart, {CENTRE_LIMIT} at most); fit the percentiles instead."
        )
    z = float(ndtri(_part((1 + share) / 2)))
    made = Lognormal(log(centre), log(high / low) / (2 * z))
    errors = (abs(made.quantile((1 + sign * share) / 2) / end - 1) for sign, end in ((-1, low), (1, high)))
    return Lognormal(made.mu, made.sigma, max(errors))


def _checked(quantiles: Mapping[float, float], least: int = 1) -> list[tuple[float, float]]:
    from scipy.special import ndtri

    found = sorted(quantiles.items())
    if any(pay <= 0 for _, pay in found):
        raise DataError("fit_lognormal: a percentile is not above 0.")
    pays = [pay for _, pay in found]
    if pays != sorted(pays) and least:
        raise DataError("fit_lognormal: the percentiles are out of order; a higher one must not pay less.")
    return [(float(ndtri(_part(q))), log(pay)) for q, pay in found]


def _part(q: float) -> float:
    if not 0 < q < 1:
        raise ParameterError(f"quantile: {q} is not between 0 and 1; 0.5 is the median.")
    return q


def _fitted(
    known: list[tuple[float, float]], floors: list[tuple[float, float]], median: float | None
) -> tuple[float, float]:
    """Least squares in which a floor counts only where the line would pass below it: of a few cases one fits."""
    best = (inf, 0.0, 0.0)
    for used in chain.from_iterable(combinations(floors, n) for n in range(len(floors) + 1)):
        mu, sigma = _line([*known, *used], median)
        loss = sum((mu + sigma * z - pay) ** 2 for z, pay in known)
        loss += sum(max(0.0, pay - mu - sigma * z) ** 2 for z, pay in floors)
        best = min(best, (loss, mu, sigma))
    return best[1], best[2]


def _line(points: list[tuple[float, float]], median: float | None) -> tuple[float, float]:
    if median is not None:
        rise = sum(z * (pay - median) for z, pay in points)
        return median, max(0.0, rise / sum(z * z for z, _ in points))
    z_mean, mean = (sum(point[i] for point in points) / len(points) for i in (0, 1))
    spread = sum((z - z_mean) ** 2 for z, _ in points)
    sigma = max(0.0, sum((z - z_mean) * (pay - mean) for z, pay in points) / spread)
    return mean - sigma * z_mean, sigma
