"""Where each band stands in its market: under, inside or over what the middle of the market can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, Literal

from prodops_kit.salary.bands import bands_on
from prodops_kit.salary.grades import DECIDING
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
    """

    role: str
    level: str
    area: str
    market: Any
    band: Band | None

    @property
    def name(self) -> str:
        """Role and level, as decisions name them."""
        return ", ".join(filter(None, [self.role, self.level]))

    @property
    def p50(self) -> float | None:
        """The market's middle, where anything may be shown."""
        return self.known("p50")

    @property
    def ratio(self) -> float | None:
        """The midpoint over the market's middle."""
        return market_ratio(self.band.midpoint, self.p50) if self.band and self.p50 else None

    @property
    def is_sure(self) -> bool:
        """Whether a decision may follow: grade A or B, two sources or more, an interval."""
        enough = self.market["grade"] in DECIDING and self.market["sources"] >= FEWEST_SOURCES
        return bool(enough and self.known("low") and self.known("high"))

    @property
    def verdict(self) -> Verdict:
        """Where the midpoint stands against the interval of the market's middle."""
        if self.p50 is None:
            return "no market"
        if self.band is None:
            return "no band"
        if not self.is_sure:
            return "not sure"
        if self.band.midpoint < float(self.market["low"]):
            return "under"
        return "over" if self.band.midpoint > float(self.market["high"]) else "inside"

    def known(self, name: str) -> float | None:
        """An amount of the benchmark's row, or None where it may not be shown."""
        value = float(self.market[name])
        return None if isnan(value) else value


def standings(benchmark: Benchmark, bands: Loaded | None, *, on: date) -> tuple[Standing, ...]:
    """Each row of the benchmark with the band that holds on a day.

    Args:
        benchmark: What `benchmark` returned.
        bands: What `load_bands` returned; None without bands.
        on: The day.
    """
    held = _bands(bands, on, benchmark.currency)
    return tuple(
        Standing(row.role, row.level or "", row.area, benchmark.frame.iloc[place], held.get(_key(row)))
        for place, row in enumerate(benchmark.frame.itertuples())
    )


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
