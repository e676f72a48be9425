"""From exposures and events to one row a unit: what it did after it was exposed, and what it did before.

A unit's time begins with its first exposure in an arm. Events from then on, within the plan's window, are outcomes;
those before it, within the plan's history, are covariates and never outcomes. A unit that did nothing has 0; a unit
without any event in the history has no covariate, which is not 0 until its flag says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from prodops_kit.engines import Relation, literal, quoted
from prodops_kit.experiment.plans import Experiment, Metric
from prodops_kit.experiment.wide import Wide, last_day
from prodops_kit.scanning import Scanned

AFTER, EVER, BEFORE = "after", "ever", "before"
_UNREAD = "cast('nan' as double)"  # a sum with one value that is no number is none


def assemble(exposures: Scanned, events: Scanned, experiments: Sequence[Experiment], *, until: date) -> Wide:
    """One row a unit, experiment and arm, until the end of a day; computed once and kept in the engine.

    Columns are `after <event>` (sum), `ever <event>` (1 or 0) and `before <event>` (sum over the history).
    """
    assert exposures.rows is not None
    first = exposures.rows.select(
        f"from {{rows}} select experiment, cast(unit as varchar) as unit, arm, min(time) as began "
        f"where time < {_end(until)} group by all"
    )
    names = list(dict.fromkeys(column for each in experiments for m in each.metrics for column in _needed(m)))
    if events.rows is None or not names:
        rows = first.select(
            "select experiment, unit, arm, cast(began as date) as exposed_on, cast(null as date) as last_on from {rows}"
        )
        return Wide(rows.kept(), exposures.source.path, True, last_day(exposures, until), {}, _named)
    sums = ", ".join(f"{_sum(*name)} as {_column(name)}" for name in names)
    did = first.select(
        f"""
        from {{rows}} as units join {{events}} as happened on units.unit = happened.unit
             join {_plans(experiments)} on units.experiment = plan.experiment
        select units.experiment, units.unit, units.arm, max(cast(happened.time as date)) as last_on,
               count(*) filter (happened.time < began) as past, {sums}
        where happened.time >= began - to_days(plan.history_days) group by all
        """,
        events=_events(events, until),
    )
    outcomes = ", ".join(f"{_outcome(name)} as {_column(name)}" for name in names)
    rows = first.select(
        f"""
        from {{rows}} as units left join {{did}} as did using (experiment, unit, arm)
        select units.experiment, units.unit, units.arm, cast(began as date) as exposed_on, last_on, {outcomes}
        """,
        did=did,
    )
    numbers = {_key(name): _column(name) for name in names}
    return Wide(rows.kept(), events.source.path, True, last_day(exposures, until), numbers, _lookup)


def _named(metric: Metric) -> tuple[str, str | None, dict[str, str]]:
    """The events as the registry names them, for messages where there are none."""
    bottom = metric.denominator if metric.kind == "ratio" else None
    return metric.numerator, bottom, {name: name for name in metric.covariates}


def _lookup(metric: Metric) -> tuple[str, str | None, dict[str, str]]:
    top = f"{EVER if metric.kind == 'proportion' else AFTER} {metric.numerator}"
    bottom = f"{AFTER} {metric.denominator}" if metric.kind == "ratio" else None
    return top, bottom, {name: f"{BEFORE} {name}" for name in metric.covariates}


def _needed(metric: Metric) -> Iterable[tuple[str, str]]:
    top, bottom, before = _lookup(metric)
    for column in filter(None, (top, bottom, *before.values())):
        when, _, event = column.partition(" ")
        yield when, event


def _events(events: Scanned, until: date) -> Relation:
    assert events.rows is not None
    number = events.number("value")
    value = (
        f"case when value is null then cast(1 as double) else coalesce({number}, {_UNREAD}) end"
        if number
        else "cast(1 as double)"
    )
    return events.rows.select(
        f"from {{rows}} select cast(unit as varchar) as unit, time, name, {value} as value where time < {_end(until)}"
    )


def _sum(when: str, event: str) -> str:
    named = f"happened.name = {literal(event)}"
    if when == BEFORE:
        return f"sum(happened.value) filter (happened.time < began and {named})"
    inside = "(plan.window_days is null or happened.time < began + to_days(plan.window_days))"
    amount = "sum(happened.value)" if when == AFTER else "count(*)"
    return f"{amount} filter (happened.time >= began and {inside} and {named})"


def _outcome(name: tuple[str, str]) -> str:
    column = f"did.{_column(name)}"
    if name[0] == BEFORE:
        return f"case when past > 0 and not coalesce(isnan({column}), false) then coalesce({column}, 0.0) end"
    read = f"case when not coalesce(isnan({column}), false) then coalesce({column}, 0.0) end"
    return read if name[0] == AFTER else f"cast(coalesce({column}, 0) > 0 as double)"


def _plans(experiments: Sequence[Experiment]) -> str:
    rows = ", ".join(
        f"({literal(each.id)}, {'null' if each.window_days is None else each.window_days}, {each.history_days})"
        for each in experiments
    )
    return f"(values {rows}) as plan(experiment, window_days, history_days)"


def _key(name: tuple[str, str]) -> str:
    return " ".join(name)


def _column(name: tuple[str, str]) -> str:
    return quoted(_key(name)).replace("{", "{{").replace("}", "}}")


def _end(until: date) -> str:
    return f"timestamp '{until + timedelta(days=1)}'"
