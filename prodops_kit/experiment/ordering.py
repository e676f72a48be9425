"""Quantiles of units, from the few sorted values around them; the sorting is done where the rows are."""

from __future__ import annotations

from collections.abc import Sequence

from prodops_kit.engines import Relation
from prodops_kit.experiment.sums import Key
from prodops_kit.experiment.wide import Measure, name_in_sql
from prodops_kit.statistics import Moments, quantiles

NONE = Moments(0, (0.0,), ((0.0,),))


def quantiles_of(rows: Relation, measure: Measure, by: Sequence[str] = ()) -> dict[Key, Moments]:
    """A metric's quantile by experiment, arm and further columns of text.

    Returns:
        For each key the units, the quantile, and its bootstrap variance times the units: what a unit's variance is
        to a mean. Such moments are never added to others.
    """
    q = measure.metric.quantile or 0.0
    keys = ["experiment", "arm", *(f"cast({name_in_sql(column)} as varchar)" for column in by)]
    named = ", ".join(f"{key} as k{place}" for place, key in enumerate(keys))
    group = ", ".join(f"k{place}" for place in range(len(keys)))
    near = f"{quantiles.SPREADS} * sqrt(n * {q!r} * (1 - {q!r})) + {quantiles.SPARE + 2}"  # `window`, and one to spare
    found = rows.exact(
        f"""
        from (from (from {{rows}} select {named}, {measure.parts[0]} as value)
              select *, count(*) over (partition by {group}) as n,
                     row_number() over (partition by {group} order by value) as place
              where value is not null)
        select {group}, n, min(place), list(value order by place)
        where abs(place - n * {q!r}) <= {near} group by {group}, n order by {group}
        """
    )
    return {tuple(key): _moments(values, n, q, first) for *key, n, first, values in found if None not in key}


def _moments(values: Sequence[float], n: int, q: float, first: int) -> Moments:
    found = quantiles.bootstrap([float(value) for value in values], n, q=q, first=first)
    return Moments(n, (found.value,), ((found.variance * n,),))
