"""Counts and moments of units, added up where the rows are: one GROUP BY for all metrics of some experiments.

Which cells are missing is decided first, for a covariance skips rows in which either is missing and a variance does
not. A unit without an outcome is counted and left out of its metric; one without a covariate has 0 and a flag.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from prodops_kit.engines import Relation, literal
from prodops_kit.experiment.wide import Measure, name_in_sql
from prodops_kit.statistics import Moments

LOOKED_AT = 10_000  # rows that say about how large values are

Key = tuple[str, ...]
"""Experiment and arm, and a segment's value."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one experiment, arm and day.

    Attributes:
        filled: For each measure, units with an outcome; then units with each covariate.
    """

    experiment: str
    arm: str
    day: date | None
    last: date | None
    units: int
    filled: tuple[tuple[int, ...], ...]


def tallies(rows: Relation, measures: Sequence[Measure]) -> list[Tally]:
    """Units of each experiment, arm and day, and how many of them have what a metric needs."""
    counts = [_filled(measure) for measure in measures]
    listed = "".join(f", {sql}" for each in counts for sql in each)
    found = rows.exact(
        f"from {{rows}} select experiment, arm, exposed_on, max(last_on), count(*){listed} "
        f"group by experiment, arm, exposed_on order by all"
    )
    sizes = [len(each) for each in counts]
    return [Tally(a, b, c, d, n, tuple(_cut(rest, sizes))) for a, b, c, d, n, *rest in found]


def _filled(measure: Measure) -> list[str]:
    whole = " and ".join(f"{part} is not null" for part in measure.parts)
    first = f"count({measure.parts[0]})" if len(measure.parts) == 1 else f"count(*) filter ({whole})"
    return [first, *(f"count({covariate})" for covariate in measure.covariates.values())]


def caps(rows: Relation, measure: Measure) -> dict[str, tuple[float, ...]]:
    """For each experiment the value at the cap's quantile of all arms together, of outcome and denominator apart.

    Source:
        Interpolated as numpy's default does (Hyndman, Fan 1996, type 7).
    """
    level = measure.metric.cap
    parts = ", ".join(f"quantile_cont({part}, {level})" for part in measure.parts)
    found = rows.exact(f"from {{rows}} select experiment, {parts} group by experiment")
    return {name: tuple(values) for name, *values in found if None not in values}


@dataclass(frozen=True, slots=True)
class Columns:
    """A measure's columns as they are added up.

    Attributes:
        sql: Outcome, denominator, covariates and flags of one unit.
        flags: Names of the covariates, a flag among them as `<covariate> missing`.
    """

    sql: tuple[str, ...]
    names: tuple[str, ...]
    is_share: bool


def columns(measure: Measure, *, holes: bool, gaps: Sequence[str], capped: Mapping[str, tuple[float, ...]]) -> Columns:
    """What is added up of a measure.

    Args:
        measure: The metric over one unit's columns.
        holes: Whether some unit lacks an outcome.
        gaps: Covariates that some unit lacks.
        capped: For each experiment its caps; empty for none.
    """
    parts = [_capped(part, place, capped) for place, part in enumerate(measure.parts)]
    names: list[str] = []
    for name, covariate in measure.covariates.items():
        names.append(name)
        parts.append(f"coalesce({covariate}, 0)" if name in gaps else covariate)
        if name in gaps:
            names.append(f"{name} missing")
            parts.append(f"cast({covariate} is null as double)")
    if holes:
        whole = " and ".join(f"{part} is not null" for part in measure.parts)
        parts = [f"case when {whole} then {part} end" for part in parts]
    is_share = measure.metric.kind == "proportion" and not names
    return Columns(tuple(parts), tuple(names), is_share)


def _capped(part: str, place: int, capped: Mapping[str, tuple[float, ...]]) -> str:
    if not capped:
        return part
    cases = " ".join(f"when {literal(name)} then cast('{each[place]!r}' as double)" for name, each in capped.items())
    return f"least({part}, case experiment {cases} end)"


def moments(rows: Relation, wanted: Sequence[Columns], by: Sequence[str] = ()) -> dict[Key, list[Moments]]:
    """Moments of each of `wanted`, by experiment, arm and further columns of text.

    Values are added up less a constant near them, which changes no moment and keeps the digits of large values.
    """
    keys = ["experiment", "arm", *(f"cast({name_in_sql(column)} as varchar)" for column in by)]
    shifts = _shifts(rows, wanted)
    listed = [
        f"{sql} - cast('{shift!r}' as double) as c{n}_{place}" if shift else f"{sql} as c{n}_{place}"
        for n, (each, own) in enumerate(zip(wanted, shifts, strict=True))
        for place, (sql, shift) in enumerate(zip(each.sql, own, strict=True))
    ]
    named = ", ".join([*(f"{key} as k{place}" for place, key in enumerate(keys)), *listed])
    sums = [list(_sums(n, each)) for n, each in enumerate(wanted)]
    group = ", ".join(f"k{place}" for place in range(len(keys)))
    asked = ", ".join([group, *(sql for each in sums for sql in each)])
    found = rows.exact(f"from (from {{rows}} select {named}) select {asked} group by {group} order by {group}")
    sizes = [len(each) for each in sums]
    return {
        tuple(row[: len(keys)]): [
            _moments(cells, each, own)
            for cells, each, own in zip(_cut(row[len(keys) :], sizes), wanted, shifts, strict=True)
        ]
        for row in found
        if None not in row[: len(keys)]
    }


def _shifts(rows: Relation, wanted: Sequence[Columns]) -> list[tuple[float, ...]]:
    """For each column about the mean of its first rows; 0 for shares."""
    means = [f"coalesce(avg({sql}), 0)" if not each.is_share else "0" for each in wanted for sql in each.sql]
    if not means:
        return []
    found = rows.exact(f"from (from {{rows}} limit {LOOKED_AT}) select {', '.join(means)}")[0]
    return list(_cut([float(mean) for mean in found], [len(each.sql) for each in wanted]))


def _sums(n: int, each: Columns) -> Iterator[str]:
    names = [f"c{n}_{place}" for place in range(len(each.sql))]
    yield f"count({names[0]})"
    yield from (f"favg({name})" for name in names)
    if each.is_share:
        return
    for place, name in enumerate(names):
        yield f"var_samp({name})"
        yield from (f"covar_samp({name}, {other})" for other in names[place + 1 :])


def _moments(cells: Sequence[Any], each: Columns, shifts: Sequence[float]) -> Moments:
    k = len(each.sql)
    n, means, spread = int(cells[0]), cells[1 : k + 1], iter(cells[k + 1 :])
    if not n:
        return Moments(0, (0.0,) * k, ((0.0,) * k,) * k)
    if each.is_share:
        return Moments.of_proportion(round(means[0] * n), n)
    upper = {(i, j): float(next(spread) or 0.0) for i in range(k) for j in range(i, k)}
    cov = tuple(tuple(upper[min(i, j), max(i, j)] for j in range(k)) for i in range(k))
    return Moments(n, tuple(shift + float(mean) for shift, mean in zip(shifts, means, strict=True)), cov)


def _cut(cells: Sequence[Any], sizes: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    start = 0
    for size in sizes:
        yield tuple(cells[start : start + size])
        start += size
