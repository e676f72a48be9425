"""The registry: which experiments are planned, running and ended, and what was decided before each began.

One YAML file an experiment, or three tables. A plan that is written wrongly leaves its experiment out, and says so;
a plan that is not whole is loaded, and its experiment gets no verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.definitions import Block, Field
from prodops_kit.errors import DataError, several
from prodops_kit.experiment import fields
from prodops_kit.experiment.plans import Experiment, Metric, Phase
from prodops_kit.experiment.written import TABLES, Written, read_definition, read_tables
from prodops_kit.results import Notice, Rejected, Sentence, Source

FOLDER = "parameters/definitions/experiments"
_PRICE = ("worth", "units_a_year", "currency")
_ORDER = (("start", "planned_end"), ("start", "end"), ("registered_on", "end"), ("start", "decided_on"))


@dataclass(frozen=True, slots=True)
class Registry:
    """Every experiment whose plan can be read.

    Attributes:
        experiments: By first day, then id; those without a start last.
        source: The registry as the page states it.
        problems: What was left out or is in doubt: each with file, line, what is wrong and what to do.
        left_out: Ids of the experiments that were left out.
    """

    experiments: tuple[Experiment, ...]
    source: Source
    problems: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What a reader must know: experiments left out, and what is in doubt."""
        title = f"Experiments left out: {', '.join(self.left_out)}" if self.left_out else "The registry is in doubt"
        text = Sentence("{problems}", problems=" ".join(self.problems))
        return (Notice(title, text),) if self.problems else ()


def load_registry(source: str | Path = FOLDER) -> Registry:
    """Read what was planned for each experiment.

    Args:
        source: A folder with one YAML file an experiment, or with experiments.csv, metrics.csv and phases.csv; a
            relative path starts at the workbook's root.

    Raises:
        DataError: There is no such folder, it holds both kinds, a table cannot be read, or no plan of any experiment
            can: everything wrong in one message.
    """
    folder = workbook.path(source)
    written, problems = _read(folder, workbook.name(folder))
    experiments, left_out = [], []
    twice = _twice(written)
    for one in written:
        experiment, found = _planned(one)
        name = str(one.plan.values.get("id", one.plan.at()))
        found += [f"{one.plan.at('id')}: {twice[name]}"] if name in twice else []
        problems += found or list(_doubts(experiment, one.plan))
        if found:
            left_out.append(name)
        else:
            experiments.append(experiment)
    problems = [" ".join(problem.split()) for problem in problems]  # a name in a file may hold line breaks
    lines = [one.plan.line for one in written if str(one.plan.values.get("id", one.plan.at())) in left_out]
    noted = _note(folder, len(written), lines, problems)
    if written and not experiments:
        raise DataError(several(problems))
    experiments.sort(key=lambda experiment: (experiment.start or date.max, experiment.id))
    return Registry(tuple(experiments), noted, tuple(problems), tuple(dict.fromkeys(left_out)))


def _read(folder: Path, name: str) -> tuple[list[Written], list[str]]:
    if not folder.is_dir():
        what = "a file, not a folder" if folder.exists() else "no such folder"
        raise DataError(f"{name}: {what}; the registry is a folder. Begin one with: prodops experiment new")
    tables, files = [table for table in TABLES if (folder / table).is_file()], workbook.definitions(folder)
    if tables and files:
        raise DataError(f"{name}: holds both YAML files and {', '.join(tables)}; keep one kind, or which one counts?")
    return read_tables(folder) if tables else ([read_definition(file) for file in files], [])


def _note(folder: Path, count: int, lines: Sequence[int], problems: Sequence[str]) -> Source:
    """Tell the runner what was read, and the page where the plans come from."""
    read = [folder / table for table in TABLES if (folder / table).is_file()] or [folder]
    files = workbook.definitions(folder) if read == [folder] else read
    used = count - len(lines)
    for file in read:
        rows = count if file in (folder, folder / TABLES[0]) else 0
        entry = {"table": _table(file, folder), "path": workbook.name(file), "sha256": workbook.sha256(file)}
        counts = {"rows": rows, "used": min(rows, used), "rejected": max(0, rows - used), "newest": None}
        workbook.note_input(entry | counts)
    reasons = (Rejected("plan written wrongly", len(lines), tuple(lines[:5]) if read != [folder] else ()),)
    return Source(
        table="experiments",
        path=workbook.name(read[0]),
        sha256=workbook.sha256(read[0]),
        layout="three tables" if read != [folder] else "one YAML file an experiment",
        rows=count,
        used=used,
        rejected=len(lines),
        reasons=reasons if lines else (),
        warnings=tuple(problems),
        sample=bool(files) and all(workbook.is_sample(workbook.sha256(file)) for file in files),
    )


def _table(file: Path, folder: Path) -> str:
    return "experiments" if file in (folder, folder / TABLES[0]) else f"experiment {file.stem}"


def _twice(written: Sequence[Written]) -> dict[str, str]:
    """For each id that stands twice, what to say; neither plan can be told to be the right one."""
    counted = Counter(str(one.plan.values["id"]) for one in written if "id" in one.plan.values)
    places = {
        name: " and ".join(one.plan.at("id") for one in written if str(one.plan.values.get("id")) == name)
        for name, count in counted.items()
        if count > 1
    }
    return {name: f"the id '{name}' stands in {where}; give each experiment its own." for name, where in places.items()}


def _planned(written: Written) -> tuple[Experiment, list[str]]:
    """The experiment as far as it can be read, and everything wrong with it."""
    plan = written.plan
    values, problems = plan.checked(fields.EXPERIMENT, "metrics", "phases")
    values.pop("weights", None)  # those of its one phase
    metrics, wrong = _all(written.metrics, fields.METRIC)
    phases, faulty = _all(written.phases, fields.PHASE)
    experiment = Experiment(
        **{"id": "", "name": values.get("id", ""), **values},
        metrics=tuple(Metric(**_attributes(found, fields.METRIC)) for _, found in metrics),
        phases=tuple(sorted(_as_phases(phases), key=lambda phase: phase.start or date.min)),
        file=plan.file,
        line=plan.line,
    )
    found = [*written.problems, *problems, *wrong, *faulty, *_days(values, plan), *_metrics(metrics)]
    found += [*_priced(values, experiment, plan), *_looks(values, plan)]
    found += _splits(experiment, phases, plan)
    return experiment, list(dict.fromkeys(found))


def _all(blocks: Sequence[Block], known: tuple[Field, ...]) -> tuple[list[tuple[Block, dict[str, Any]]], list[str]]:
    read = [(block, *block.checked(known)) for block in blocks]
    return [(block, values) for block, values, wrong in read if not wrong], [p for *_, wrong in read for p in wrong]


def _attributes(values: dict[str, Any], known: tuple[Field, ...]) -> dict[str, Any]:
    return {field.attribute: values[field.name] for field in known if field.name in values}


def _as_phases(phases: Sequence[tuple[Block, dict[str, Any]]]) -> list[Phase]:
    return [Phase(found["weights"], found.get("from")) for _, found in phases]


def _days(values: dict[str, Any], plan: Block) -> Iterator[str]:
    for first, last in _ORDER:
        if first in values and last in values and values[last] < values[first]:
            yield f"{plan.at(last)}: {last} {values[last]} is before {first} {values[first]}; correct one of them."


def _priced(values: dict[str, Any], experiment: Experiment, plan: Block) -> Iterator[str]:
    """A price of the primary metric is a sum of money for every unit of a year, or none."""
    lacking = [name for name in _PRICE if name not in values]
    if lacking and len(lacking) < len(_PRICE):
        there = next(name for name in _PRICE if name in values)
        yield f"{plan.at(there)}: {there} alone is no price; write {' and '.join(lacking)} too, or remove it."
    if not lacking and experiment.primary and experiment.primary.kind in ("ratio", "quantile"):
        yield (
            f"{plan.at('worth')}: a {experiment.primary.kind} is not what a unit adds up to, so it has no price "
            "a unit; price a mean or a proportion, or remove worth."
        )


def _looks(values: dict[str, Any], plan: Block) -> Iterator[str]:
    """Planned looks are rising days that end with the test, and have a boundary."""
    looks, start, end = values.get("planned_looks"), values.get("start"), values.get("planned_end")
    if bool(looks) != ("boundary" in values):
        there, lacking = ("planned_looks", "boundary") if looks else ("boundary", "planned_looks")
        yield f"{plan.at(there)}: {there} needs {lacking} too; write it, or remove {there}."
    if not looks:
        return
    if any(after <= before for before, after in pairwise(looks)) or (start and looks[0] <= start):
        yield f"{plan.at('planned_looks')}: planned_looks must rise, from after start on; put the days in order."
    if looks[-1] != end:
        yield f"{plan.at('planned_looks')}: the last look {looks[-1]} is not planned_end; make both one day."


def _metrics(metrics: Sequence[tuple[Block, dict[str, Any]]]) -> Iterator[str]:
    seen: dict[str, Block] = {}
    primary: Block | None = None
    for block, found in metrics:
        name, ratio = found["metric"], found["kind"] == "ratio"
        if name in seen:
            yield f"{block.at('metric')}: a metric of this name stands in {seen[name].at('metric')}; rename one."
        if found["role"] == "primary" and primary:
            place = primary.at("metric")
            yield f"{block.at('role')}: the primary metric stands in {place}; make this one goal or secondary."
        if ratio != ("denominator" in found):
            said = "a ratio needs a denominator; write it" if ratio else "only a ratio has a denominator; remove it"
            yield f"{block.at('denominator')}: {said}, or correct kind."
        yield from _quantile(block, found)
        seen[name] = block
        primary = block if found["role"] == "primary" else primary


def _quantile(block: Block, found: Mapping[str, Any]) -> Iterator[str]:
    if (found["kind"] == "quantile") != ("quantile" in found):
        said = (
            "say which one, 0.5 for the median" if found["kind"] == "quantile" else "only a quantile has one; remove it"
        )
        yield f"{block.at('quantile')}: quantile: {said}, or correct kind."
    for name in ("cap", "covariates"):
        if found["kind"] == "quantile" and name in found:
            yield f"{block.at(name)}: a quantile has no {name}; remove it, or correct kind."


def _splits(experiment: Experiment, phases: Sequence[tuple[Block, dict[str, Any]]], plan: Block) -> Iterator[str]:
    if experiment.arms and experiment.control not in experiment.arms:
        named = ", ".join(experiment.arms)
        yield f"{plan.at('control')}: control '{experiment.control}' is not among the arms {named}; write one of them."
    ordered = sorted(phases, key=lambda one: one[1].get("from") or date.min)
    for block, found in ordered:
        first, last = found.get("from"), found.get("to")
        if first and last and last < first:
            yield f"{block.at('to')}: to {last} is before from {first}; correct one of them."
        if first and experiment.start and first < experiment.start:
            yield f"{block.at('from')}: from {first} is before start {experiment.start}; correct one of them."
    for (_, before), (block, after) in pairwise(ordered):
        begun, ended = after.get("from"), before.get("to") or before.get("from") or experiment.start
        if begun is None or (ended and begun <= ended):
            yield f"{block.at('from')}: a phase must begin after the one before it has; write its first day as from."


def _doubts(experiment: Experiment, plan: Block) -> Iterator[str]:
    """What does not leave an experiment out, but should be mended."""
    if experiment.status == "draft":
        return
    if not experiment.metrics:
        yield f"{plan.at()}: no metric is planned, so there is no verdict; write metrics, one of them primary."
    if experiment.status == "running" and experiment.end:
        yield f"{plan.at('status')}: it has an end and is said to be running; write status: ended, or stopped."
    if experiment.status in ("ended", "stopped") and not experiment.end:
        yield f"{plan.at('status')}: it is said to be {experiment.status} and has no end; write its last day as end."
