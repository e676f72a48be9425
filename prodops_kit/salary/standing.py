"""Where each band stands in its market: under, inside or over what its middle, or the percentile aimed at, can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, Any, Literal

from prodops_kit.salary.bands import bands_on
from prodops_kit.salary.benchmarking import MIDDLE
from prodops_kit.salary.grades import DECIDING
from prodops_kit.salary.positions import pay_at, published
from prodops_kit.salary.ranges import market_ratio
from prodops_kit.salary.rows import NATIONAL

if TYPE_CHECKING:
    from datetime import date

    from prodops_kit.salary.benchmarking import Benchmark
    from prodops_kit.tables import Loaded

FEWEST_SOURCES = 2
Verdict = Literal["under", "inside", "over", "not sure", "no band", "no market"]


@dataclass(frozen=True, slots=True)
class Band:
    """Minimum, midpoint and maximum a year, in whole units of the benchmark's currency."""

    minimum: float
    midpoint: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One role, level and area: what the market pays and what the band is.

    Attributes:
        market: The row of the benchmark.
        band: The band that holds on the period's last day; None without one in the benchmark's currency.
        lift: The market at the percentile that a midpoint aims at, over its middle; NaN where that is not known.
    """

    role: str
    level: str
    area: str
    market: Any
    band: Band | None
    lift: float

    @property
    def name(self) -> str:
        """Role and level, as decisions name them."""
        return ", ".join(filter(None, [self.role, self.level]))

    @property
    def p50(self) -> float | None:
        """The market's middle, where anything may be shown."""
        return self.known("p50")

    @property
    def aim(self) -> float | None:
        """The market at the percentile that a midpoint aims at; its middle without a policy."""
        return self._lifted("p50")

    @property
    def low(self) -> float | None:
        """Lower end of what that can be: the interval of the middle, raised as the middle is."""
        return self._lifted("low")

    @property
    def high(self) -> float | None:
        """Upper end."""
        return self._lifted("high")

    @property
    def ratio(self) -> float | None:
        """The midpoint over what it aims at."""
        return market_ratio(self.band.midpoint, self.aim) if self.band and self.aim else None

    @property
    def is_sure(self) -> bool:
        """Whether a decision may follow: grade A or B, two sources or more, an interval."""
        enough = self.market["grade"] in DECIDING and self.market["sources"] >= FEWEST_SOURCES
        return bool(enough and self.known("low") and self.known("high"))

    @property
    def verdict(self) -> Verdict:
        """Where the midpoint stands against the interval of what it aims at."""
        if self.p50 is None:
            return "no market"
        if self.band is None:
            return "no band"
        if not self.is_sure or not self.low or not self.high:
            return "not sure"
        if self.band.midpoint < self.low:
            return "under"
        return "over" if self.band.midpoint > self.high else "inside"

    def known(self, name: str) -> float | None:
        """An amount of the benchmark's row, or None where it may not be shown."""
        value = float(self.market[name])
        return None if isnan(value) else value

    def _lifted(self, name: str) -> float | None:
        value = float(self.market[name]) * self.lift
        return None if isnan(value) else value


def lift(market: Any, percentile: float) -> float:
    """How far a percentile of a range lies above its middle, as a factor; read off as `position` places pay.

    Args:
        market: A row of the benchmark.
        percentile: From 10 to 90.

    Returns:
        1 for 50; NaN where too little is known.
    """
    if percentile == MIDDLE:
        return 1.0
    known = published(market)
    found = pay_at(percentile / 100, known)
    return found / known[0.5] if found and 0.5 in known else nan


def standings(benchmark: Benchmark, bands: Loaded | None, *, on: date) -> tuple[Standing, ...]:
    """Each row of the benchmark with the band that holds on a day.

    Args:
        benchmark: What `benchmark` returned.
        bands: What `load_bands` returned; None without bands.
        on: The day.
    """
    held = _bands(bands, on, benchmark.currency)
    return tuple(
        Standing(row.role, row.level or "", row.area, market, held.get(_key(row)), lift(market, benchmark.percentile))
        for row, market in zip(benchmark.frame.itertuples(), _rows(benchmark), strict=True)
    )


def _rows(benchmark: Benchmark) -> Iterator[Any]:
    return (market for _, market in benchmark.frame.iterrows())


def _bands(bands: Loaded | None, on: date, currency: str) -> dict[tuple[str, str, str], Band]:
    if bands is None or bands.source.absent:
        return {}
    rows = bands_on(bands, on)
    return {
        _key(row): Band(float(row.minimum), float(row.midpoint), float(row.maximum))
        for row in rows[rows["currency"] == currency].itertuples()
    }


def _key(row: Any) -> tuple[str, str, str]:
    return row.role, row.level or "", row.area


def main_area(found: Sequence[Standing]) -> str:
    """The area that the page leads with: where most is sure, then where most bands are; the country among equals."""
    areas = dict.fromkeys([NATIONAL, *(one.area for one in found)])
    counted = {area: [one for one in found if one.area == area] for area in areas}
    return max(
        areas,
        key=lambda area: (
            sum(one.is_sure for one in counted[area]),
            sum(one.band is not None for one in counted[area]),
            sum(one.p50 is not None for one in counted[area]),
            area == NATIONAL,
        ),
    )
