"""Where a pay stands in the market, between published percentiles and never beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isnan, log
from typing import Any

from prodops_kit.errors import DataError
from prodops_kit.salary.rows import PERCENTILES

_PARTS = {name: int(name[1:]) / 100 for name in PERCENTILES}


@dataclass(frozen=True, slots=True)
class Position:
    """The part of the market that earns less, as far as published percentiles tell.

    Attributes:
        low: It is at least so much, from 0 to 1.
        high: And at most so much; the same where it is known.
    """

    low: float
    high: float

    @property
    def percentile(self) -> float | None:
        """The percentile, 0 to 100; None outside the published ones."""
        return 100 * self.low if self.low == self.high else None

    @property
    def text(self) -> str:
        """How it is written.

        >>> Position(0.62, 0.62).text, Position(0.0, 0.1).text, Position(0.9, 1.0).text, Position(0.25, 0.5).text
        ('P62', '<P10', '>P90', 'P25 to P50')
        """
        low, high = round(100 * self.low), round(100 * self.high)
        if self.low == self.high:
            return f"P{low}"
        return f"<P{high}" if self.low == 0 else f">P{low}" if self.high == 1 else f"P{low} to P{high}"


def position(pay: float, percentiles: Mapping[float, float]) -> Position:
    """Place a pay among percentiles: z is a straight line of log pay between two of them, so it never falls.

    Args:
        pay: Above 0.
        percentiles: Pay by part, such as `{0.1: 80_000, 0.5: 100_000, 0.9: 125_000}`; one or more.

    Returns:
        Outside the percentiles, and where several are the same pay, only the bounds.

    Raises:
        DataError: A pay is not above 0, or the percentiles are none or out of order.

    >>> position(112_000, {0.1: 80_000, 0.5: 100_000, 0.9: 125_000}).text
    'P74'
    """
    known = sorted(percentiles.items())
    pays = [amount for _, amount in known]
    if not known or pay <= 0 or pays[0] <= 0 or pays != sorted(pays):
        raise DataError("position: give a pay above 0 and one or more percentiles in order, each above 0.")
    same = [part for part, amount in known if amount == pay]
    if same:
        return Position(same[0], same[-1])
    if pay < pays[0]:
        return Position(0.0, known[0][0])
    if pay > pays[-1]:
        return Position(known[-1][0], 1.0)
    between = next(pair for pair in pairwise(known) if pair[0][1] < pay < pair[1][1])
    return _on_the_line(pay, *between)


def _on_the_line(pay: float, lower: tuple[float, float], upper: tuple[float, float]) -> Position:
    from scipy.special import ndtr, ndtri

    (p, low), (q, high) = lower, upper
    share = log(pay / low) / log(high / low)
    part = float(ndtr(ndtri(p) + share * (ndtri(q) - ndtri(p))))
    part = min(q, max(p, part))
    return Position(part, part)


def pay_at(part: float, percentiles: Mapping[float, float]) -> float | None:
    """Compute the pay below which a part of the market is, as `position` places pay; None outside the percentiles.

    Args:
        part: From 0 to 1.
        percentiles: As `position` takes them.

    >>> round(pay_at(0.6, {0.1: 80_000, 0.5: 100_000, 0.9: 125_000}))
    104510
    """
    from scipy.special import ndtri

    if part in percentiles:
        return percentiles[part]
    for (p, low), (q, high) in pairwise(sorted(percentiles.items())):
        if p < part < q:
            share = float((ndtri(part) - ndtri(p)) / (ndtri(q) - ndtri(p)))
            return float(low * (high / low) ** share)
    return None


def published(row: Any) -> dict[float, float]:
    """The percentiles of a benchmark's row that may be placed against: known ones that are no lower bounds."""
    bounds = {name.strip().casefold() for name in str(row["censored"] or "").split(",")}
    return {part: float(row[name]) for name, part in _PARTS.items() if name not in bounds and not isnan(row[name])}
