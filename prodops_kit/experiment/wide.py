"""One row a unit, wherever it comes from, and which of its columns each metric needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from prodops_kit.engines import Relation, quoted
from prodops_kit.experiment.plans import Metric
from prodops_kit.scanning import Scanned, Wrong

Lookup = Callable[[Metric], tuple[str, str | None, dict[str, str]]]
"""Columns of a metric: outcome, denominator, and each covariate by name."""


@dataclass(frozen=True, slots=True)
class Wide:
    """Units in their arms.

    Attributes:
        rows: `experiment`, `unit`, `arm`, `exposed_on`, `last_on` (days, or empty), then what was measured.
        name: The file, for messages.
        dated: Whether `exposed_on` is known.
        last: Last day on which the file has somebody exposed.
        numbers: SQL for the number in each column that holds numbers.
        lookup: Which columns a metric needs.
        texts: Columns that may be segments.
        lines: First lines on which a column's cell is wrong, where they can be told.
    """

    rows: Relation
    name: str
    dated: bool
    last: date | None
    numbers: Mapping[str, str]
    lookup: Lookup
    texts: Sequence[str] = ()
    lines: Callable[[str, Wrong], Sequence[int]] = lambda _column, _wrong: ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric as SQL over one unit's columns; each of them may be missing.

    Attributes:
        parts: Outcome, then a ratio's denominator.
        covariates: By name.
        columns: The same columns as the file names them, for messages.
    """

    metric: Metric
    parts: tuple[str, ...]
    covariates: Mapping[str, str]
    columns: tuple[str, ...]


def from_units(units: Scanned, needed: Collection[str], *, until: date) -> Wide:
    """The wide table as it is, until a day; of a CSV the columns `needed` are kept, for it is slow to read again."""
    assert units.rows is not None
    dated = "exposed_on" in units.columns
    day = "cast(exposed_on as date)" if dated else "cast(null as date)"
    others = "* exclude (exposed_on)" if dated else "*"
    until_then = f" where exposed_on < date '{until}' + 1" if dated else ""
    rows = units.rows.select(f"from {{rows}} select {others}, {day} as exposed_on, {day} as last_on{until_then}")
    if units.source.layout == "CSV":
        keys = [name for name in ("experiment", "unit", "arm", "exposed_on", "last_on") if name not in needed]
        measured = [name_in_sql(column) for column in units.columns if column in needed]
        rows = rows.select(f"from {{rows}} select {', '.join([*keys, *measured])}").kept()
    numbers = {column: sql for column in units.columns if (sql := units.number(column))}
    texts = [column for column in units.columns if column not in {field.name for field in units.table.fields}]
    return Wide(rows, units.source.path, dated, last_day(units, until), numbers, _as_written, texts, units.lines)


def last_day(source: Scanned, until: date) -> date | None:
    """The last day that the rows of an input cover, `until` at most."""
    return source.source.newest and min(source.source.newest, until)


def _as_written(metric: Metric) -> tuple[str, str | None, dict[str, str]]:
    bottom = metric.denominator if metric.kind == "ratio" else None
    return metric.numerator, bottom, {name: name for name in metric.covariates}


def measures(wide: Wide, metrics: Sequence[Metric]) -> tuple[list[Measure], list[str]]:
    """Each metric as SQL, and what is said of those that the file cannot answer."""
    found, said = [], []
    for metric in metrics:
        top, bottom, covariates = wide.lookup(metric)
        needed = (top, bottom or "") if metric.kind == "ratio" else (top,)
        absent = [column for column in needed if column not in wide.numbers]
        if absent:
            named = " and ".join(f"'{column}'" for column in absent)
            said.append(f"{wide.name}: no column of numbers {named}; {metric.name} is not known.")
            continue
        unknown = [name for name, column in covariates.items() if column not in wide.numbers]
        said += [
            f"{wide.name}: no column of numbers '{name}'; {metric.name} is not adjusted by it." for name in unknown
        ]
        known = {name: wide.numbers[column] for name, column in covariates.items() if name not in unknown}
        known = known if metric.kind != "quantile" else {}
        parts = tuple(_part(wide.numbers[column], metric) for column in needed)
        found.append(Measure(metric, parts, known, (*needed, *(covariates[name] for name in known))))
    return found, said


def _part(number: str, metric: Metric) -> str:
    return f"(case when {number} in (0, 1) then {number} end)" if metric.kind == "proportion" else number


def name_in_sql(column: str) -> str:
    """A column's name in SQL that is formatted once more."""
    return quoted(column).replace("{", "{{").replace("}", "}}")
