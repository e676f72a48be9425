"""Tests with a planned number of looks: bounds that spend the error, and what peeking without them costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp, log, sqrt
from typing import Any, Literal

from prodops_kit.errors import ParameterError

_POINTS = 200
_LARGEST = 8.0  # a bound that is never crossed
_TINY = 1e-12
_SURE = 0.99  # an error so large that a smaller z has no p of its own


def spent(fraction: float, *, alpha: float = 0.05, spending: Literal["obf", "pocock"] = "obf") -> float:
    """The error allowed until this part of the information, two-sided.

    Source:
        Lan, DeMets (1983), Biometrika 70, 659-663.
    """
    from scipy.special import ndtr, ndtri

    if spending == "pocock":
        return alpha * log(1 + (exp(1) - 1) * fraction)
    return float(4 * ndtr(ndtri(alpha / 4) / sqrt(fraction)))


def bounds(
    information: Sequence[float], *, alpha: float = 0.05, spending: Literal["obf", "pocock"] = "obf"
) -> list[float]:
    """The z that stops the test at each look, two-sided.

    Args:
        information: Part of the planned information at each look, rising, up to 1.
        alpha: Error of all looks together.
        spending: `obf` keeps most of it for the end, `pocock` spends it evenly.

    Raises:
        ParameterError: `information` does not rise from above 0 to at most 1.

    Source:
        Lan, DeMets (1983); Armitage, McPherson, Rowe (1969) for the recursion.

    >>> [f"{z:.3f}" for z in bounds([0.2, 0.4, 0.6, 0.8, 1.0])]
    ['4.877', '3.357', '2.680', '2.290', '2.031']
    """
    _check(information)
    walk, found = _Walk(), list[float]()
    for fraction in information:
        allowed = spent(fraction, alpha=alpha, spending=spending) - walk.left
        found.append(walk.bound(fraction, allowed))
        walk.step(fraction, found[-1])
    return found


def p_value(z: float, information: Sequence[float], *, spending: Literal["obf", "pocock"] = "obf") -> float:
    """The smallest error of all looks together at which the last of these looks would stop the test, two-sided.

    It is below α exactly where `z` is beyond the bound at α; never below 1e-12, where bounds are no longer computed.

    >>> f"{p_value(2.031, (0.2, 0.4, 0.6, 0.8, 1.0)):.3f}"
    '0.050'
    """
    from scipy.optimize import brentq

    def beyond(exponent: float) -> float:
        return bounds(information, alpha=exp(exponent), spending=spending)[-1] - abs(z)

    least, most = log(_TINY), log(_SURE)
    if beyond(most) >= 0:
        return 1.0
    return _TINY if beyond(least) <= 0 else exp(brentq(beyond, least, most, xtol=1e-10))


def peeking_error(looks: int, *, alpha: float = 0.05) -> float:
    """The chance of a false alarm when each of so many equal looks is tested at `alpha`.

    Source:
        Armitage, McPherson, Rowe (1969), Journal of the Royal Statistical Society A 132, 235-244.

    >>> f"{peeking_error(5):.3f}"
    '0.142'
    """
    from scipy.special import ndtri

    walk = _Walk()
    for look in range(1, looks + 1):
        walk.step(look / looks, float(-ndtri(alpha / 2)))
    return walk.left


def reflection_error(coefficient: float) -> float:
    """The two-sided error of a walk of N steps stopped at `coefficient` √N, by reflection.

    Source:
        Miller, evanmiller.org/sequential-ab-testing.html.
    """
    from scipy.special import ndtr

    return float(4 * ndtr(-coefficient))


class _Walk:
    """The score of a test without effect, among the paths that have not crossed a bound.

    Attributes:
        left: Chance that a bound has been crossed so far.
    """

    def __init__(self) -> None:
        self.left = 0.0
        self._time = 0.0
        self._places: Any = None
        self._density: Any = None  # times the quadrature weight of each place

    def crossing(self, fraction: float, bound: float) -> float:
        """Chance of crossing `bound` at this look and not before."""
        from scipy.special import ndtr

        edge = bound * sqrt(fraction)
        if self._density is None:
            return float(2 * ndtr(-bound))
        step = sqrt(fraction - self._time)
        out = ndtr((-edge - self._places) / step) + ndtr((self._places - edge) / step)
        return float(self._density @ out)

    def bound(self, fraction: float, allowed: float) -> float:
        """The bound that is crossed at this look with the chance allowed."""
        from scipy.optimize import brentq

        if allowed < _TINY:
            return _LARGEST
        return float(brentq(lambda b: self.crossing(fraction, b) - allowed, 0.0, _LARGEST, xtol=1e-13))

    def step(self, fraction: float, bound: float) -> None:
        """Go on to the next look."""
        import numpy as np

        self.left += self.crossing(fraction, bound)
        nodes, weights = _quadrature()
        edge = bound * sqrt(fraction)
        places = edge * nodes
        if self._density is None:
            density = np.exp(-(places**2) / (2 * fraction)) / sqrt(2 * np.pi * fraction)
        else:
            variance = fraction - self._time
            apart = places[:, None] - self._places[None, :]
            density = np.exp(-(apart**2) / (2 * variance)) @ self._density / sqrt(2 * np.pi * variance)
        self._places, self._density, self._time = places, density * weights * edge, fraction


@cache
def _quadrature() -> tuple[Any, Any]:
    import numpy as np

    return np.polynomial.legendre.leggauss(_POINTS)


def _check(information: Sequence[float]) -> None:
    rising = all(a < b for a, b in zip([0.0, *information], information, strict=False))
    if not information or not rising or information[-1] > 1:
        raise ParameterError("information: give parts of the planned information that rise from above 0 to at most 1.")
