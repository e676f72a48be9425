"""What has to be said of the experiments' data, in words: what was left out, and what could not be told. No unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prodops_kit.engines import Relation, literal
from prodops_kit.experiment.plans import Experiment, Metric
from prodops_kit.experiment.sums import Tally
from prodops_kit.experiment.wide import Measure, Wide, name_in_sql
from prodops_kit.scanning import Scanned, is_no_number

NOTHING = "No row of the data names it."
SEVERAL = "Several inputs speak of it; the first of units, exposures and results was taken."


def of_events(events: Scanned) -> list[str]:
    """Values that are no numbers."""
    number = events.number("value") if events.rows else None
    if number is None or events.rows is None:
        return []
    wrong = int(events.rows.exact(f"from {{rows}} select count(value) - count({number})")[0][0])
    if not wrong:
        return []
    where = f"{_cells(wrong, 'value')}{_on(events.lines('value', is_no_number))}"
    return [f"{events.source.path}: {where}; units with such an event have no sum of it."]


def of_repeats(wide: Wide, same: int) -> str:
    """Units that stand in the file several times."""
    one = f"{same} units have" if same > 1 else "1 unit has"
    return f"{wide.name}: {one} several rows in one arm; each counts once, with its earliest row."


def of_days(wide: Wide, experiment: Experiment, own: Sequence[Tally]) -> Iterator[str]:
    """Days that do not fit the plan."""
    if not wide.dated:
        yield f"{wide.name}: no day of exposure, so all its rows count, phases and traffic are not known."
    early = sum(one.units for one in own if one.day and experiment.start and one.day < experiment.start)
    if early:
        yield f"{wide.name}: {early} units were exposed before the start on {experiment.start}; they count."
    late = sum(one.units for one in own if one.day and experiment.end and one.day > experiment.end)
    if late:
        yield f"{wide.name}: {late} units were exposed after the end on {experiment.end}; they count."


def of_cells(
    wide: Wide, rows: Relation, experiment: str, known: Sequence[Measure], own: Sequence[Tally]
) -> Iterator[str]:
    """Cells that are filled and cannot be what their metric needs."""
    units = sum(one.units for one in own)
    for place, measure in enumerate(known):
        filled = [sum(one.filled[place][n] for one in own) for n in range(1 + len(measure.covariates))]
        if min(filled) < units:
            yield from _wrong(wide, rows, experiment, measure)


def _wrong(wide: Wide, rows: Relation, experiment: str, measure: Measure) -> Iterator[str]:
    columns = [column for column in measure.columns if column in wide.texts]
    numbers = [*measure.parts, *measure.covariates.values()]
    counts = ", ".join(
        f"count({name_in_sql(column)}) - count({number})"
        for column, number in zip(measure.columns, numbers, strict=True)
        if column in columns
    )
    if not counts:
        return
    found = rows.exact(f"from {{rows}} select {counts} where experiment = {literal(experiment)}")[0]
    for column, wrong in zip(columns, found, strict=True):
        if wrong:
            share = measure.metric.kind == "proportion" and column == measure.columns[0]
            lines = wide.lines(column, _is_no_share if share else is_no_number)
            yield f"{wide.name}: {_cells(wrong, column, share)}{_on(lines)}; they count as missing."


def of_zero(wide: Wide, metric: Metric) -> str:
    """A ratio without a lower part."""
    return f"{wide.name}: '{metric.denominator}' adds up to 0 in an arm, so {metric.name} is not known."


def of_segments(wide: Wide, wanted: Sequence[str]) -> list[str]:
    """Segments that the file does not have."""
    return [f"{wide.name}: no column '{one}' to look at by segment." for one in wanted if one not in wide.texts]


def of_many_values(wide: Wide, segment: str, values: int) -> str:
    """A column that has too many values."""
    return f"{wide.name}: '{segment}' has {values} values, too many to look at by segment."


def _is_no_share(cell: str) -> bool:
    return is_no_number(cell) or float(cell) not in (0, 1)


def _cells(wrong: int, column: str, share: bool = False) -> str:
    what = (
        ("neither 0 nor 1" if share else "no numbers") if wrong > 1 else ("neither 0 nor 1" if share else "no number")
    )
    return f"{wrong} cells of '{column}' are {what}" if wrong > 1 else f"1 cell of '{column}' is {what}"


def _on(lines: Sequence[int]) -> str:
    return f" ({'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines))})" if lines else ""
