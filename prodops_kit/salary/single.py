"""Single salaries to market rows: percentiles by job, level and area, with the interval of the median."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prodops_kit.engines import MONEY, Relation, store
from prodops_kit.salary.rows import COLUMNS, NATIONAL, PERCENTILES
from prodops_kit.statistics import quantiles
from prodops_kit.tables import Loaded

if TYPE_CHECKING:
    import pandas as pd

_QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
_IDENTITY = "source, source_kind, as_of_precision, job, currency"


def summarised(loaded: Loaded, people: Relation, as_of: str | None, *, flag: str) -> Loaded:
    """One market row for each job with level and area, with one of them, and alone.

    Args:
        people: One row a salary: source, source_kind, as_of, as_of_precision, job, job_code, level, area, currency,
            organisation, pay, line.
        flag: What every figure is.
    """
    frame = people.query(_GROUPED)
    frame["as_of"] = [as_of or day for day in frame["as_of"]]
    if as_of:
        frame["as_of_precision"] = "day"
    ends = [_ends(list(pays)) for pays in frame["pays"]]
    frame["p50_low"], frame["p50_high"] = [low for low, _ in ends], [high for _, high in ends]
    made = frame.assign(basis="base", period="annual", largest_share=frame["largest_share"], censored=None, flag=flag)
    return replace(loaded, rows=_stored(made))


_PICKS = ", ".join(f"quantile_cont(pay::double, {q}) as {name}" for name, q in _QUANTILES.items())
_GROUPED = f"""
    from (from {{rows}}
          select {_IDENTITY}, any_value(job_code) as job_code, level, area, max(as_of) as as_of, count(*) as people,
                 nullif(count(distinct organisation), 0) as organisations, {_PICKS}, avg(pay)::{MONEY} as mean,
                 list(pay::double order by pay) as pays, min(line) as line,
                 list(organisation order by organisation) filter (organisation is not null) as firms
          group by grouping sets (({_IDENTITY}, level, area), ({_IDENTITY}, area), ({_IDENTITY}, level), ({_IDENTITY})))
    select * exclude (area, firms), coalesce(area, '{NATIONAL}') as area,
           list_max(list_transform(list_distinct(firms), lambda one: len(list_filter(firms, lambda two: two = one))))
               / people as largest_share
    where area is not null or source_kind = 'filings'
    qualify row_number() over (partition by source, job, level, coalesce(area, '{NATIONAL}'), currency
                               order by people desc) = 1
    order by source, job, level, area, currency
"""


def _ends(pays: list[float]) -> tuple[float | None, float | None]:
    return quantiles.interval(pays) or (None, None)


def _stored(frame: pd.DataFrame) -> Relation:
    kinds = dict.fromkeys(COLUMNS, "varchar")
    kinds |= dict.fromkeys((*PERCENTILES, "mean"), MONEY) | dict.fromkeys(("organisations", "people", "line"), "bigint")
    kinds |= dict.fromkeys(("largest_share", "p50_low", "p50_high"), "double") | {"as_of": "date"}
    cells = [[_cell(value, kinds[name]) for value in frame[name]] for name in COLUMNS]
    return store(kinds, [cells] if len(frame) else [])


def _cell(value: object, kind: str) -> object:
    if value is None or value != value:
        return None
    if kind == MONEY:
        return f"{value:.6f}" if isinstance(value, float) else str(value)
    return int(value) if kind == "bigint" else value  # type: ignore[call-overload]
