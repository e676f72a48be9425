"""What results that another system has added up say of each experiment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from prodops_kit.experiment.evidence import ByArm, Evidence
from prodops_kit.experiment.pace import median_pace
from prodops_kit.experiment.plans import Experiment, Metric
from prodops_kit.readers.headers import plain
from prodops_kit.statistics import Moments
from prodops_kit.tables import Loaded

_CELLS = "experiment, arm, metric, day, n, mean, coalesce(variance, standard_deviation * standard_deviation)"
_RATIO = "denominator_mean, denominator_variance, covariance"


@dataclass(frozen=True, slots=True)
class _Row:
    experiment: str
    arm: str
    metric: str
    day: date | None
    n: int
    mean: float
    variance: float | None
    bottom: tuple[float | None, ...]


def evidence_of(aggregates: Loaded, experiments: Sequence[Experiment], *, until: date) -> list[Evidence]:
    """Evidence of each experiment that the results name, from its last day on or before `until`."""
    found = aggregates.rows.exact(
        f"from {{rows}} select {_CELLS}, {_RATIO} where day is null or day <= date '{until}' "
        "order by experiment, arm, metric, day, n, mean"
    )
    rows = [_Row(a, b, c, d, n, mean, spread, tuple(rest)) for a, b, c, d, n, mean, spread, *rest in found]
    plans = {each.id: each for each in experiments}
    file = aggregates.source.path
    return [
        _evidence(file, plans.get(name) or Experiment(name, name), [row for row in rows if row.experiment == name])
        for name in dict.fromkeys(row.experiment for row in rows)
    ]


def _evidence(file: str, experiment: Experiment, rows: Sequence[_Row]) -> Evidence:
    days = [row.day for row in rows if row.day]
    last = max(days, default=None)
    said: list[str] = []
    latest = _latest(rows)
    current = _current(file, latest, said)
    moments: dict[str, ByArm] = {}
    for metric in experiment.metrics or _unplanned(current):
        if metric.kind == "quantile":
            said.append(f"{file}: a quantile cannot be had from sums, so {metric.name} is not known; load its units.")
            continue
        own = {row.arm: row for row in current if _names(metric, row) and _planned(experiment, row.arm)}
        arms = {arm: one for arm, row in own.items() if (one := _moments(metric, row)) is not None}
        without = sorted(own.keys() - arms.keys())
        if without:
            said.append(f"{file}: no variance of {metric.name} in {' and '.join(without)}, so it is not known there.")
        if arms:
            moments[metric.name] = arms
        elif not own:
            said.append(f"{file}: no row of {metric.name}; it is not known.")
    units = {arm: max(row.n for row in latest if row.arm == arm) for arm in sorted({row.arm for row in latest})}
    return Evidence(
        experiment.id,
        first=min(days, default=None),
        last=last,
        units=units,
        exposed=sum(units.values()),
        moments=moments,
        covariates=dict.fromkeys(moments, ()),
        new_a_day=_pace(rows, last),
        said=tuple(said),
    )


def _latest(rows: Sequence[_Row]) -> list[_Row]:
    """Of each arm and metric the last day."""
    last: dict[tuple[str, str], date] = {}
    for row in rows:
        key, day = (row.arm, row.metric), row.day or date.min
        last[key] = max(day, last.get(key, day))
    return [row for row in rows if (row.day or date.min) == last[row.arm, row.metric]]


def _current(file: str, latest: Sequence[_Row], said: list[str]) -> list[_Row]:
    """What stands there once; twice is no result."""
    times = Counter((row.arm, row.metric) for row in latest)
    twice = sorted({metric for (_, metric), n in times.items() if n > 1})
    said += [f"{file}: several rows of {metric} for one arm and day, so it is not known." for metric in twice]
    return [row for row in latest if times[row.arm, row.metric] == 1]


def _unplanned(rows: Sequence[_Row]) -> list[Metric]:
    return [Metric(name, "secondary", "mean", name) for name in dict.fromkeys(row.metric for row in rows)]


def _names(metric: Metric, row: _Row) -> bool:
    return plain(row.metric) in (plain(metric.name), plain(metric.numerator))


def _planned(experiment: Experiment, arm: str) -> bool:
    return not experiment.arms or arm in experiment.arms


def _moments(metric: Metric, row: _Row) -> Moments | None:
    if metric.kind == "proportion" and 0 <= row.mean <= 1:
        return Moments.of_proportion(round(row.mean * row.n), row.n)
    if row.variance is None:
        return None
    if metric.kind != "ratio":
        return Moments(row.n, (row.mean,), ((row.variance,),))
    mean, variance, both = row.bottom
    if mean is None or variance is None or both is None:  # the ratio itself, with its own spread
        return Moments(row.n, (row.mean, 1.0), ((row.variance, 0.0), (0.0, 0.0)))
    return Moments(row.n, (row.mean, mean), ((row.variance, both), (both, variance))) if mean else None


def _pace(rows: Sequence[_Row], last: date | None) -> float | None:
    """New units a day from totals that grow from day to day; days between two totals share what came."""
    totals: dict[tuple[str, date], int] = {}
    for row in rows:
        if row.day:
            totals[row.arm, row.day] = max(row.n, totals.get((row.arm, row.day), 0))
    by_day: dict[date, float] = {}
    for arm in {arm for arm, _ in totals}:
        for day, new in _growth({day: n for (other, day), n in totals.items() if other == arm}).items():
            by_day[day] = by_day.get(day, 0) + new
    return median_pace(by_day, last)


def _growth(totals: Mapping[date, int]) -> dict[date, float]:
    found: dict[date, Any] = {}
    days = sorted(totals)
    for before, day in zip([None, *days], days, strict=False):
        span = (day - before).days if before else 1
        new = totals[day] - (totals[before] if before else 0)
        found |= {day - timedelta(days=n): max(new, 0) / span for n in range(span)}
    return found
