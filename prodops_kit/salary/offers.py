"""Offers against the market: who accepts, by how high the offer stood. One row is one offer, so never for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import ParameterError
from prodops_kit.salary.ageing import factor, months_between
from prodops_kit.salary.positions import Position, position, published
from prodops_kit.statistics import proportions

if TYPE_CHECKING:
    from prodops_kit.salary.benchmarking import Benchmark
    from prodops_kit.tables import Loaded

EDGES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Placed:
    """One offer in the market of its role, level and area.

    Attributes:
        offer_id: Its number.
        role: As in the offers.
        level: As in the offers.
        area: As in the offers.
        day: When it was made.
        outcome: accepted, declined or open.
        position: Where it stood; None where the market is not known.
        grade: Of that market figure; empty without one.
        reason: Why it has no position.
    """

    offer_id: str
    role: str
    level: str
    area: str
    day: date
    outcome: str
    position: Position | None
    grade: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Offers that stood between two percentiles, and their answers.

    Attributes:
        low: Lower edge, from 0 to 1; offers on it are in.
        high: Upper edge.
        accepted: How many were accepted.
        declined: How many were declined.
        open: How many have no answer yet; they are not in the rate.
        confidence: Of the interval.
    """

    low: float
    high: float
    accepted: int
    declined: int
    open: int
    confidence: float = 0.95

    @property
    def answered(self) -> int:
        """Accepted and declined."""
        return self.accepted + self.declined

    @property
    def rate(self) -> float | None:
        """Part of the answered offers that was accepted, from 0 to 1; None where none was answered."""
        return self.accepted / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the rate."""
        return proportions.wilson(self.accepted, self.answered, confidence=self.confidence) if self.answered else None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Answers by position.

    Attributes:
        buckets: Lowest first.
        unplaced: Offers that belong to no one bucket: no market is known, or only that they lie across an edge.
    """

    buckets: tuple[Bucket, ...]
    unplaced: int


def place_offers(offers: Loaded, benchmark: Benchmark, *, since: date, until: date) -> tuple[Placed, ...]:
    """Place each offer of a span of days in its market.

    The market is that of the benchmark's target day, so an older offer is aged to it by the rate of the rules.

    Args:
        offers: What `load_offers` returned.
        benchmark: Base pay; what `benchmark` returned.
        since: First day.
        until: Last day.

    Raises:
        ParameterError: The benchmark is not of base pay, which offers are.
    """
    if benchmark.basis != "base":
        raise ParameterError(f"benchmark: it is of {benchmark.basis} and offers are base pay; benchmark base pay.")
    if offers.source.absent:
        return ()
    rows = offers.rows.query(
        """
        select offer_id, role, level, area, date as day, outcome, annual_pay, currency
        from {rows} where date between $since and $until order by day, offer_id
        """,
        since=since, until=until,
    )  # fmt: skip
    return tuple(_placed(row, benchmark) for row in rows.itertuples())


def _placed(offer: Any, benchmark: Benchmark) -> Placed:
    market = benchmark.row(offer.role, offer.level, offer.area)
    reason, found = "", None
    if market is None or not published(market):
        reason = "no market figure for its role, level and area"
    elif offer.currency != benchmark.currency:
        reason = f"it is in {offer.currency}, the market in {benchmark.currency}"
    else:
        months, rules = max(0, months_between(offer.day, benchmark.target)), benchmark.rules
        aged = float(offer.annual_pay) * factor(months, annual=rules.annual_rate, method=rules.ageing_method)
        found = position(aged, published(market))
    grade = market["grade"] if found else ""
    day = date(offer.day.year, offer.day.month, offer.day.day)
    return Placed(offer.offer_id, offer.role, offer.level, offer.area, day, offer.outcome, found, grade, reason)


def acceptance(placed: Sequence[Placed], *, edges: Sequence[float] = EDGES, confidence: float = 0.95) -> Acceptance:
    """Count answers by where the offers stood.

    Args:
        placed: What `place_offers` returned, or a part of it.
        edges: Between the buckets, from 0 to 1, rising.
        confidence: Of the intervals.

    Raises:
        ParameterError: The edges do not rise between 0 and 1.
    """
    bounds = [0.0, *edges, 1.0]
    if any(low >= high for low, high in pairwise(bounds)):
        raise ParameterError(f"edges: {', '.join(map(str, edges))} do not rise between 0 and 1; write 0.25, 0.5, 0.75.")
    inside = {pair: [one for one in placed if _is_in(one.position, *pair)] for pair in pairwise(bounds)}
    buckets = tuple(Bucket(*pair, *_answers(some), confidence) for pair, some in inside.items())
    return Acceptance(buckets, len(placed) - sum(len(some) for some in inside.values()))


def _is_in(place: Position | None, low: float, high: float) -> bool:
    if place is None:
        return False
    if place.low == place.high:
        return low <= place.low < high
    return low <= place.low and place.high <= high


def _answers(placed: Sequence[Placed]) -> tuple[int, int, int]:
    accepted, declined, waiting = (
        sum(one.outcome == outcome for one in placed) for outcome in ("accepted", "declined", "open")
    )
    return accepted, declined, waiting
