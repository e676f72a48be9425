"""What open positions will cost at market pay, and what one of them may be offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import ParameterError
from prodops_kit.salary.bands import bands_on
from prodops_kit.salary.grades import DECIDING
from prodops_kit.salary.positions import Position, position, published
from prodops_kit.salary.ranges import range_penetration

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.salary.benchmarking import Benchmark
    from prodops_kit.tables import Loaded

PRICES = ("p25", "p50", "p75")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Open positions of one role, level and area; amounts are a year of all of them.

    Attributes:
        role: As in the requisitions.
        level: As in the requisitions.
        area: As in the requisitions.
        positions: How many are open.
        p25: Cost at the market's P25; None where P25, P50 or P75 may not be shown.
        p50: At the P50.
        p75: At the P75.
        budgeted: How many have a budget in the plan's currency.
        budget: Their budgets; None without any.
        grade: Of the market figure; empty without one.
    """

    role: str
    level: str
    area: str
    positions: int
    p25: float | None
    p50: float | None
    p75: float | None
    budgeted: int
    budget: float | None
    grade: str

    @property
    def is_priced(self) -> bool:
        """Whether the market says what they cost."""
        return self.p50 is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """All open positions.

    Attributes:
        currency: ISO 4217 code of every amount.
        lines: By role, level and area.
    """

    currency: str
    lines: tuple[PlanLine, ...]

    @property
    def positions(self) -> int:
        """Open positions."""
        return sum(line.positions for line in self.lines)

    @property
    def priced(self) -> int:
        """Those in the totals."""
        return sum(line.positions for line in self.lines if line.is_priced)

    @property
    def cost(self) -> dict[str, float]:
        """Total a year of the priced positions at p25, p50 and p75."""
        return {name: sum(getattr(line, name) or 0.0 for line in self.lines) for name in PRICES}

    @property
    def budget(self) -> float:
        """Total of the budgets, of whatever positions have one."""
        return sum(line.budget or 0.0 for line in self.lines)


def plan_cost(requisitions: Loaded, benchmark: Benchmark, *, on: date) -> Plan:
    """Cost of the positions that are open on a day, at the market's P25, P50 and P75.

    Args:
        requisitions: What `load_requisitions` returned.
        benchmark: What `benchmark` returned.
        on: The day.
    """
    rows = requisitions.rows.query(
        """
        select role, level, area, count(*) as positions,
               count(budget) filter (where currency = $currency) as budgeted,
               cast(sum(budget) filter (where currency = $currency) as double) as budget
        from {rows}
        where opened <= $day and coalesce(filled > $day, true) and coalesce(cancelled > $day, true)
        group by all order by all
        """,
        day=on, currency=benchmark.currency,
    )  # fmt: skip
    return Plan(benchmark.currency, tuple(_line(row, benchmark) for row in rows.itertuples()))


def _line(row: Any, benchmark: Benchmark) -> PlanLine:
    market = benchmark.row(row.role, row.level, row.area)
    prices = [float("nan") if market is None else float(market[name]) for name in PRICES]
    known = not any(map(isnan, prices))
    p25, p50, p75 = (price * row.positions if known else None for price in prices)
    budget = float(row.budget) if row.budgeted else None
    grade = "" if market is None else str(market["grade"])
    return PlanLine(
        row.role, row.level, row.area, int(row.positions), p25, p50, p75, int(row.budgeted), budget, grade
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfferSheet:
    """What is known when one position is offered.

    Attributes:
        requisition_id: The position.
        role: Its role.
        level: Its level.
        area: Its area.
        currency: ISO 4217 code of every amount.
        percentiles: Market pay by part, such as 0.5; only those that may be shown.
        low: Lower end of the interval of the P50; None without one.
        high: Upper end.
        sources: How many sources are behind it.
        oldest_months: Age of the oldest; None when not known.
        flag: observed, aged, modelled, proxy, censored, suppressed.
        grade: A to D: how sure the market figure is; empty without one.
        band: Minimum, midpoint and maximum of the band on the day; None without one in this currency.
        budget: What is planned; None without one in this currency.
        in_market: Where the budget stands in the market.
        in_band: Where it stands in the band, 0 at the minimum and 1 at the maximum, not clipped.
        gaps: What is not known, as sentences.
    """

    requisition_id: str
    role: str
    level: str
    area: str
    currency: str
    percentiles: dict[float, float]
    low: float | None
    high: float | None
    sources: int
    oldest_months: int | None
    flag: str
    grade: str
    band: tuple[float, float, float] | None
    budget: float | None
    in_market: Position | None
    in_band: float | None
    gaps: tuple[str, ...]

    @property
    def can_decide(self) -> bool:
        """Whether the market figure is sure enough for a decision."""
        return self.grade in DECIDING and self.sources >= 2


def offer_sheet(
    requisition_id: str, requisitions: Loaded, benchmark: Benchmark, *, bands: Loaded | None = None, on: date
) -> OfferSheet:
    """Everything about one position that an offer needs: market, band, budget and how sure they are.

    Args:
        requisition_id: The position.
        requisitions: What `load_requisitions` returned.
        benchmark: What `benchmark` returned.
        bands: What `load_bands` returned; None without bands.
        on: Day whose bands hold.

    Raises:
        ParameterError: There is no such position.

    Example:
        sheet = pk.salary.offer_sheet("R-101", requisitions, benchmark, bands=bands, on=date(2026, 10, 31))
    """
    rows = requisitions.rows.query("from {rows} where requisition_id = $wanted", wanted=requisition_id)
    if rows.empty:
        raise ParameterError(f"requisition_id: there is no '{requisition_id}' in {requisitions.source.path}.")
    asked = next(rows.itertuples())
    market = benchmark.row(asked.role, asked.level, asked.area)
    percentiles = {} if market is None else published(market)
    is_planned = asked.budget is not None and not isnan(asked.budget) and asked.currency == benchmark.currency
    budget = float(asked.budget) if is_planned else None
    band = None if bands is None else _band(bands_on(bands, on), asked, benchmark.currency)
    return OfferSheet(
        requisition_id, asked.role, asked.level, asked.area, benchmark.currency, percentiles,
        **_surety(market),
        band=band,
        budget=budget,
        in_market=position(budget, percentiles) if budget and percentiles else None,
        in_band=range_penetration(budget, band[0], band[2]) if budget and band and band[0] < band[2] else None,
        gaps=tuple(_gaps(percentiles, budget, band)),
    )  # fmt: skip


def _surety(market: Any) -> dict[str, Any]:
    if market is None:
        return {"low": None, "high": None, "sources": 0, "oldest_months": None, "flag": "", "grade": ""}
    ends = {name: None if isnan(market[name]) else float(market[name]) for name in ("low", "high")}
    months = market["oldest_months"]
    age = {"oldest_months": None if months is None else int(months)}
    return ends | age | {"sources": int(market["sources"]), "flag": market["flag"], "grade": market["grade"]}


def _band(bands: pd.DataFrame, asked: Any, currency: str) -> tuple[float, float, float] | None:
    same = bands[(bands["role"] == asked.role) & (bands["level"] == asked.level) & (bands["area"] == asked.area)]
    for row in same[same["currency"] == currency].itertuples():
        return float(row.minimum), float(row.midpoint), float(row.maximum)
    return None


def _gaps(percentiles: dict[float, float], budget: float | None, band: tuple[float, float, float] | None) -> list[str]:
    missing = {
        "No market figure may be shown for this role, level and area.": not percentiles,
        "No budget in this currency is planned for it.": budget is None,
        "No band in this currency holds for it.": band is None,
    }
    return [sentence for sentence, is_missing in missing.items() if is_missing]
