"""How far the market's middle moves with what was assumed: ageing, weights, one source more or less."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Any

from prodops_kit.salary.ageing import factor, months_between
from prodops_kit.salary.composites import composite
from prodops_kit.salary.rules import METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prodops_kit.salary.benchmarking import Benchmark
    from prodops_kit.salary.standing import Standing

NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Case:
    """The middle under another assumption.

    Attributes:
        name: What is assumed.
        p50: The middle then.
    """

    name: str
    p50: float


def cases(benchmark: Benchmark, one: Standing) -> tuple[Case, ...]:
    """The middle of a level by the other method of ageing, by other weights, and without each source.

    Returns:
        Nothing where no composite was made.
    """
    rows = used_for(benchmark, one)
    values, weights = [float(row.p50) for row in rows], [float(row.weight) for row in rows]
    if not rows or not sum(weights):
        return ()
    return (
        *_aged(benchmark, rows, weights),
        *_weighted(rows, values),
        *(_without(rows, values, weights, place) for place in range(len(rows)) if len(rows) > 1),
    )


def used_for(benchmark: Benchmark, one: Standing) -> list[Any]:
    """The sources in the composite of a level."""
    used = benchmark.used
    same = (used["role"] == one.role) & (used["level"].fillna("") == one.level) & (used["area"] == one.area)
    return list(used[same].itertuples())


def _aged(benchmark: Benchmark, rows: Sequence[Any], weights: Sequence[float]) -> list[Case]:
    """By the method that was not taken; only where the rate, and no table, aged the sources."""
    rules = benchmark.rules
    other = next(method for method in METHODS if method != rules.ageing_method)
    factors = [_factors(benchmark, row, other) for row in rows]
    if any(taken is None or abs(taken[0] - float(row.factor)) > NEAR for taken, row in zip(factors, rows, strict=True)):
        return []
    again = [float(row.p50) / taken[0] * taken[1] for row, taken in zip(rows, factors, strict=True) if taken]
    made = composite(again, list(weights))
    return [Case(f"{other} ageing", made)] if made else []


def _factors(benchmark: Benchmark, row: Any, other: str) -> tuple[float, float] | None:
    if row.as_of is None:
        return None
    rules, months = benchmark.rules, max(0, months_between(row.as_of, benchmark.target))
    return (
        factor(months, annual=rules.annual_rate, method=rules.ageing_method),
        factor(months, annual=rules.annual_rate, method=other),
    )


def _weighted(rows: Sequence[Any], values: Sequence[float]) -> list[Case]:
    if len(rows) < 2:
        return []
    found = {"sources alike": [1.0] * len(rows)}
    for name, label in (("people", "by people"), ("organisations", "by organisations")):
        counts = [getattr(row, name) for row in rows]
        if all(counts):
            found[label] = [float(count) for count in counts]
    return [Case(label, made) for label, weights in found.items() if (made := composite(values, weights))]


def _without(rows: Sequence[Any], values: Sequence[float], weights: Sequence[float], place: int) -> Case:
    kept = [n for n in range(len(rows)) if n != place]
    made = composite([values[n] for n in kept], [weights[n] for n in kept])
    return Case(f"without {rows[place].source}", made if made is not None else values[place])


def tipping_weight(benchmark: Benchmark, one: Standing) -> tuple[str, float, bool] | None:
    """At which weight of which source the midpoint would lie inside the interval, the width of which is kept.

    Returns:
        Source, weight from 0 to 1, and whether it is tipped above it; the source that takes the least change. None
        where no weight does, or where there is no composite of several sources.
    """
    rows, p50 = used_for(benchmark, one), one.p50
    if len(rows) < 2 or one.band is None or p50 is None or one.verdict not in ("under", "over"):
        return None
    reach = log(float(one.market["high"]) / p50)
    wanted = one.band.midpoint / one.lift * exp(reach if one.verdict == "under" else -reach)
    found = [tip for place in range(len(rows)) if (tip := _tip(rows, place, wanted))]
    return min(found, key=lambda tip: tip[0])[1] if found else None


def _tip(rows: Sequence[Any], place: int, wanted: float) -> tuple[float, tuple[str, float, bool]] | None:
    """The weight of one source, the others keeping their proportions, that gives a wanted middle."""
    own, weight = float(rows[place].p50), float(rows[place].weight)
    others = [row for n, row in enumerate(rows) if n != place]
    rest = composite([float(row.p50) for row in others], [float(row.weight) for row in others])
    if rest is None or abs(own - rest) < NEAR:
        return None
    needed = (wanted - rest) / (own - rest)
    if not 0 <= needed <= 1:
        return None
    return abs(needed - weight), (str(rows[place].source), needed, needed > weight)
