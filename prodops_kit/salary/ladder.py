"""Levels that pay more the higher they are: fitted, made monotone, and gaps filled from the levels beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from prodops_kit.errors import DataError
from prodops_kit.statistics import isotonic


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a ladder.

    Attributes:
        pay: Never below the level before.
        changed: Whether what was observed had to move so that pay does not fall.
        modelled: Whether nothing was observed, and the value lies on the line through the others.
    """

    pay: float
    changed: bool = False
    modelled: bool = False


def monotone(pays: Sequence[float | None], weights: Sequence[float] | None = None) -> tuple[Rung, ...]:
    """Fit a ladder: observed levels as they are unless pay would fall, gaps on the regression of log pay on level.

    Args:
        pays: One a level, lowest level first; None where nothing is known.
        weights: How much each observed level counts; alike when None.

    Raises:
        DataError: Fewer than two levels are known, or one is not above 0.

    Source:
        Least squares of log pay on level; pool adjacent violators, `statistics.isotonic`.

    >>> [round(rung.pay) for rung in monotone([100, 150, 140, None])]
    [100, 145, 145, 179]
    """
    known = [(place, log(pay)) for place, pay in enumerate(pays) if pay is not None and pay > 0]
    if len(known) < 2 or len(known) < sum(pay is not None for pay in pays):
        raise DataError("monotone: give the pay of two or more levels, each above 0.")
    shares = [1.0] * len(pays) if weights is None else list(weights)
    line = _line(known)
    filled = [line(place) if pay is None else log(pay) for place, pay in enumerate(pays)]
    counts = [share if pay is not None else 1e-6 for pay, share in zip(pays, shares, strict=True)]
    risen = isotonic.rising(filled, counts)
    return tuple(
        Rung(exp(new), changed=pay is not None and abs(new - old) > 1e-9, modelled=pay is None)
        for pay, old, new in zip(pays, filled, risen, strict=True)
    )


def _line(known: list[tuple[int, float]]) -> Callable[[int], float]:
    middle = sum(place for place, _ in known) / len(known)
    mean = sum(value for _, value in known) / len(known)
    spread = sum((place - middle) ** 2 for place, _ in known)
    rise = max(0.0, sum((place - middle) * (value - mean) for place, value in known) / spread)
    return lambda place: mean + rise * (place - middle)
