"""From the experiments' data to what they say of each experiment, until the last day of a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from prodops_kit.engines import Relation, literal
from prodops_kit.experiment import ordering, remarks, sums
from prodops_kit.experiment.added import evidence_of
from prodops_kit.experiment.aggregates import load_aggregates
from prodops_kit.experiment.assembly import assemble
from prodops_kit.experiment.evidence import ByArm, Evidence
from prodops_kit.experiment.looks import schedule
from prodops_kit.experiment.pace import by_phase, new_a_day
from prodops_kit.experiment.plans import Experiment
from prodops_kit.experiment.sums import Columns, Key, Tally
from prodops_kit.experiment.units import load_events, load_exposures, load_units
from prodops_kit.experiment.wide import Measure, Wide, from_units, measures, name_in_sql
from prodops_kit.periods import Period
from prodops_kit.scanning import Scanned, readable
from prodops_kit.statistics import Moments
from prodops_kit.tables import Loaded

MOST_VALUES = 20  # of a segment; a column with more is no segment


class Plans(Protocol):
    """Whatever has experiments."""

    @property
    def experiments(self) -> Sequence[Experiment]:
        """Those of the registry."""
        ...


def read_moments(
    registry: Plans,
    *,
    month: str,
    units: Scanned | None = None,
    exposures: Scanned | None = None,
    events: Scanned | None = None,
    aggregates: Loaded | None = None,
    segments: Sequence[str] = (),
) -> dict[str, Evidence]:
    """Add up what the rows say of each experiment; no unit leaves the engine.

    Where a plan names its looks, rows count until the last of them only.

    An experiment that several inputs speak of is taken from the first of: units, exposures with events, aggregates.

    Args:
        registry: Whatever has `experiments`.
        units: What `load_units` returned.
        exposures: What `load_exposures` returned.
        events: What `load_events` returned.
        aggregates: What `load_aggregates` returned.
        month: Rows until the last day of this period count.
        segments: Columns of the unit table by whose values results are looked at too.

    Returns:
        Evidence by experiment: all of the registry, and those that only the data name.

    Raises:
        DataError: A file is damaged, or went away since it was loaded.
    """
    units, exposures, events = units or load_units(None), exposures or load_exposures(None), events or load_events(None)
    aggregates = aggregates or load_aggregates(None)
    files, last = _Files(units, exposures, events, aggregates), Period(month).last_day
    found = _until(files, list(registry.experiments), last, segments)
    today = newest(found.values(), last)
    cut: dict[date, list[Experiment]] = {}
    for each in registry.experiments:
        looks = schedule(each, today)
        if looks and looks.last and looks.last < today:
            cut.setdefault(looks.last, []).append(each)
    for look, some in cut.items():
        then = _until(files, some, look, segments)
        found |= {each.id: _as_then(then[each.id], found[each.id]) for each in some}
    return found


def newest(found: Iterable[Evidence], last: date) -> date:
    """The newest day of the data until the last one of a period; that day where the data have no days."""
    return min(max((one.last for one in found if one.last), default=last), last)


@dataclass(frozen=True, slots=True)
class _Files:
    units: Scanned
    exposures: Scanned
    events: Scanned
    aggregates: Loaded


def _as_then(then: Evidence, now: Evidence) -> Evidence:
    """What a planned look saw; how far the data go and how fast units come is told as of now."""
    return replace(then, last=now.last, new_a_day=now.new_a_day, looks=now.looks)


def _until(
    files: _Files, experiments: Sequence[Experiment], until: date, segments: Sequence[str]
) -> dict[str, Evidence]:
    """Evidence by experiment from the rows until the end of a day."""
    units, exposures, events, aggregates = files.units, files.exposures, files.events, files.aggregates
    found: dict[str, list[Evidence]] = {}
    sources = []
    if units.rows is not None:
        with readable(units):
            sources.append(
                _read(from_units(units, _columns_of(experiments, segments), until=until), experiments, segments)
            )
    if exposures.rows is not None:
        with readable(exposures, events):
            wide, said = assemble(exposures, events, experiments, until=until), remarks.of_events(events)
            sources.append([replace(one, said=(*one.said, *said)) for one in _read(wide, experiments, ())])
    if aggregates.source.path:
        sources.append(evidence_of(aggregates, experiments, until=until))
    for one in (one for source in sources for one in source):
        found.setdefault(one.experiment, []).append(one)
    nothing = {each.id: Evidence(each.id, said=(remarks.NOTHING,)) for each in experiments}
    return nothing | {name: _first_of(several) for name, several in found.items()}


def _columns_of(experiments: Iterable[Experiment], segments: Iterable[str]) -> set[str]:
    metrics = [metric for each in experiments for metric in each.metrics]
    named = {column for m in metrics for column in (m.numerator, m.denominator, *m.covariates) if column}
    return named | set(segments)


def _first_of(found: Sequence[Evidence]) -> Evidence:
    return replace(found[0], said=(*found[0].said, remarks.SEVERAL)) if len(found) > 1 else found[0]


def _read(wide: Wide, experiments: Sequence[Experiment], segments: Sequence[str]) -> list[Evidence]:
    twice = _standing_twice(wide.rows)
    repeated = _repeated(twice)
    rows = _each_once(wide, twice) if twice is not None else wide.rows
    found = [one for some in _alike(experiments) for one in _group(wide, rows, some, segments)]
    known = ", ".join(literal(each.id) for each in experiments)
    strangers = rows.select(f"from {{rows}} where experiment not in ({known})") if known else rows
    found += [_counted(wide, Experiment(name, name), own) for name, own in _by_experiment(sums.tallies(strangers, ()))]
    left = repeated.keys() - {one.experiment for one in found}  # every unit of it was seen in several arms
    found += [Evidence(name) for name in sorted(left)]
    return [_with_repeated(wide, one, *repeated.get(one.experiment, (0, 0))) for one in found]


def _standing_twice(rows: Relation) -> Relation | None:
    """Units with several rows in one experiment, and whether their arms differ; None for none."""
    count, distinct = rows.exact("select count(*), count(distinct hash(experiment, unit)) from {rows}")[0]
    if count == distinct:  # as many hashes as rows: no two rows are of one unit
        return None
    keys = rows.select("select experiment, unit from {rows} group by experiment, unit having count(*) > 1").kept()
    return rows.select(
        "select experiment, unit, min(arm) <> max(arm) as crossing from {rows} semi join {keys} "
        "using (experiment, unit) group by experiment, unit",
        keys=keys,
    ).kept()


def _repeated(twice: Relation | None) -> dict[str, tuple[int, int]]:
    """For each experiment units in several arms, and units with several rows in one."""
    if twice is None:
        return {}
    found = twice.exact("select experiment, count_if(crossing), count_if(not crossing) from {rows} group by experiment")
    return {name: (crossing, same) for name, crossing, same in found}


def _each_once(wide: Wide, twice: Relation) -> Relation:
    """Units of one arm, each with one row: of several the earliest, whatever the order of the file."""
    names = [str(name) for name, *_ in wide.rows.exact("describe from {rows}")]
    order = ", ".join(["exposed_on", *(name_in_sql(name) for name in names)])
    return wide.rows.select(
        f"""
        from {{rows}} anti join {{twice}} using (experiment, unit)
        union all by name
        (from {{rows}} semi join (from {{twice}} where not crossing) as same using (experiment, unit)
         qualify row_number() over (partition by experiment, unit order by {order}) = 1)
        """,
        twice=twice,
    )


def _with_repeated(wide: Wide, one: Evidence, crossing: int, same: int) -> Evidence:
    said = (*one.said, remarks.of_repeats(wide, same)) if same else one.said
    return replace(one, crossovers=crossing, exposed=sum(one.units.values()) + crossing, said=said)


def _alike(experiments: Iterable[Experiment]) -> list[list[Experiment]]:
    """Experiments with the same metrics: one question answers them all."""
    groups: dict[object, list[Experiment]] = {}
    for each in experiments:
        groups.setdefault(each.metrics, []).append(each)
    return list(groups.values())


def _group(wide: Wide, rows: Relation, some: Sequence[Experiment], segments: Sequence[str]) -> list[Evidence]:
    ids = ", ".join(literal(each.id) for each in some)
    rows = rows.select(f"from {{rows}} where experiment in ({ids})")
    known, said = measures(wide, some[0].metrics)
    tallied = sums.tallies(rows, known)
    if not tallied:
        return []
    group = _Group(wide, _planned_only(rows, some, tallied), known, tallied)
    own = dict(_by_experiment(tallied))
    found = [_with_moments(group, _counted(wide, each, own[each.id]), own[each.id]) for each in some if each.id in own]
    by_segment, more = group.segments(segments)
    return [replace(one, segments=by_segment.get(one.experiment, {}), said=(*said, *more, *one.said)) for one in found]


def _by_experiment(tallied: Sequence[Tally]) -> list[tuple[str, list[Tally]]]:
    names = dict.fromkeys(one.experiment for one in tallied)
    return [(name, [one for one in tallied if one.experiment == name]) for name in names]


def _planned_only(rows: Relation, some: Sequence[Experiment], tallied: Sequence[Tally]) -> Relation:
    """Rows of arms that were planned; all arms of an experiment that planned none."""
    arms = {each.id: each.arms for each in some}
    pairs = {(one.experiment, one.arm) for one in tallied}
    kept = sorted(pair for pair in pairs if not arms[pair[0]] or pair[1] in arms[pair[0]])
    if len(kept) == len(pairs):
        return rows
    listed = ", ".join(f"({literal(experiment)}, {literal(arm)})" for experiment, arm in kept)
    return rows.select(f"from {{rows}} where (experiment, arm) in ({listed})" if kept else "from {rows} where false")


def _counted(wide: Wide, experiment: Experiment, own: Sequence[Tally]) -> Evidence:
    """Units and days of one experiment."""
    days = [one.day for one in own if one.day]
    units: dict[str, int] = {}
    for one in own:
        units[one.arm] = units.get(one.arm, 0) + one.units
    return Evidence(
        experiment.id,
        first=min(days, default=None),
        last=max([*days, *(one.last for one in own if one.last)], default=None),
        units=units,
        phases=by_phase(experiment, own) if wide.dated else (),
        new_a_day=new_a_day(own, wide.last) if wide.dated else None,
        said=tuple(remarks.of_days(wide, experiment, own)),
    )


@dataclass(slots=True, init=False)
class _Group:
    """Experiments with the same metrics: what is added up of them, and its moments."""

    wide: Wide
    rows: Relation
    known: Sequence[Measure]
    columns: list[Columns]
    moments: dict[Key, list[Moments]]
    uncapped: dict[Key, dict[str, Moments]]

    def __init__(self, wide: Wide, rows: Relation, known: Sequence[Measure], tallied: Sequence[Tally]) -> None:
        self.wide, self.rows, self.known = wide, rows, known
        made = [_columns(rows, measure, place, tallied) for place, measure in enumerate(known)]
        self.columns = [capped for capped, _ in made]
        plain = {measure.metric.name: raw for measure, (_, raw) in zip(known, made, strict=True) if raw}
        both = self._sums([*self.columns, *plain.values()]) if known else {}
        self.moments = {key: found[: len(known)] for key, found in both.items()}
        self.uncapped = {key: dict(zip(plain, found[len(known) :], strict=True)) for key, found in both.items()}

    def segments(self, wanted: Sequence[str]) -> tuple[dict[str, dict[tuple[str, str], dict[str, ByArm]]], list[str]]:
        """Moments by experiment, then segment and value; and what is said of columns that are no segment."""
        found: dict[str, dict[tuple[str, str], dict[str, ByArm]]] = {}
        said = remarks.of_segments(self.wide, wanted)
        for segment in (one for one in wanted if one in self.wide.texts and self.known):
            values = {key[2] for key in sums.moments(self.rows, [], (segment,))}
            if len(values) > MOST_VALUES:
                said.append(remarks.of_many_values(self.wide, segment, len(values)))
                continue
            for (experiment, arm, value), each in self._sums(self.columns, (segment,)).items():
                by_metric = found.setdefault(experiment, {}).setdefault((segment, value), {})
                for measure, one in zip(self.known, each, strict=True):
                    by_metric[measure.metric.name] = {**by_metric.get(measure.metric.name, {}), arm: one}
        return found, said

    def _sums(self, columns: Sequence[Columns], by: Sequence[str] = ()) -> dict[Key, list[Moments]]:
        """Moments of each of `columns`, the measures' first; of a quantile the quantile."""
        found = sums.moments(self.rows, columns, by)
        for place, measure in enumerate(self.known):
            if measure.metric.kind == "quantile":
                own = ordering.quantiles_of(self.rows, measure, by)
                for key, each in found.items():
                    each[place] = own.get(key, ordering.NONE)
        return found


def _columns(rows: Relation, measure: Measure, place: int, tallied: Sequence[Tally]) -> tuple[Columns, Columns | None]:
    """What is added up of a metric, and the same without its cap where it has one."""
    units = sum(one.units for one in tallied)
    filled = [sum(one.filled[place][n] for one in tallied) for n in range(1 + len(measure.covariates))]
    gaps = [name for name, n in zip(measure.covariates, filled[1:], strict=True) if n < units]
    plain = sums.columns(measure, holes=filled[0] < units, gaps=gaps, capped={})
    if measure.metric.cap is None or measure.metric.kind in ("proportion", "quantile"):
        return plain, None
    return sums.columns(measure, holes=filled[0] < units, gaps=gaps, capped=sums.caps(rows, measure)), plain


def _with_moments(group: _Group, one: Evidence, own: Sequence[Tally]) -> Evidence:
    """The evidence with moments of each metric that can be told, and what is missing."""
    keys = [key for key in group.moments if key[0] == one.experiment]
    moments = {
        measure.metric.name: {key[1]: group.moments[key][place] for key in keys}
        for place, measure in enumerate(group.known)
    }
    no_ratio = [m.metric for m in group.known if m.metric.kind == "ratio" and _is_zero(moments[m.metric.name])]
    for metric in no_ratio:
        del moments[metric.name]
    known = [measure for measure in group.known if measure.metric.name in moments]
    names = {name for key in keys for name in group.uncapped[key]} & moments.keys()
    absent = {measure.metric.name: _absent(own, place) for place, measure in enumerate(group.known)}
    return replace(
        one,
        moments=moments,
        uncapped={name: {key[1]: group.uncapped[key][name] for key in keys} for name in sorted(names)},
        covariates={
            m.metric.name: columns.names for m, columns in zip(group.known, group.columns, strict=True) if m in known
        },
        absent={name: arms for name, arms in absent.items() if arms},
        said=(
            *one.said,
            *remarks.of_cells(group.wide, group.rows, one.experiment, group.known, own),
            *(remarks.of_zero(group.wide, metric) for metric in no_ratio),
        ),
    )


def _is_zero(arms: Mapping[str, Moments]) -> bool:
    return any(not arm.n or not arm.mean[1] for arm in arms.values())


def _absent(own: Sequence[Tally], place: int) -> dict[str, int]:
    arms: dict[str, int] = {}
    for one in own:
        arms[one.arm] = arms.get(one.arm, 0) + one.units - one.filled[place][0]
    return {arm: n for arm, n in arms.items() if n}
