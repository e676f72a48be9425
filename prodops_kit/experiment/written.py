"""Experiments as their files write them, a YAML file each or three tables, before their plans are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.definitions import Block, Field, as_block, as_blocks, read_file
from prodops_kit.errors import DataError, several
from prodops_kit.experiment import fields
from prodops_kit.parameters import hint
from prodops_kit.readers import open_sheet
from prodops_kit.readers.headers import match, plain
from prodops_kit.yaml import Entry

TABLES = ("experiments.csv", "metrics.csv", "phases.csv")
_ID = Field("experiment_id", "text", "Id of the experiment", needed=True)
_COLUMNS = {
    "experiments.csv": tuple(field for field in fields.EXPERIMENT if field.kind != "weights"),
    "metrics.csv": (_ID, *fields.METRIC),
    "phases.csv": (_ID, *fields.ROW),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One experiment as written.

    Attributes:
        plan: Its own fields.
        metrics: A block a metric.
        phases: A block a phase: from, to, weights.
        problems: What cannot be read.
    """

    plan: Block
    metrics: tuple[Block, ...]
    phases: tuple[Block, ...]
    problems: tuple[str, ...]


def read_definition(file: Path) -> Written:
    """One experiment from its YAML file; without `id` it is called as the file."""
    where = workbook.name(file)
    entries, problems = read_file(file)
    lists = {name: entries.pop(name, Entry(None, 1)) for name in ("metrics", "phases")}
    plan = as_block(where, entries)
    if "id" not in plan.values:
        plan = Block(where, 1, {"id": file.stem, **plan.values}, plan.lines)
    phases = as_blocks(where, "phases", lists["phases"], problems)
    if "weights" in plan.values and phases:
        problems.append(f"{plan.at('weights')}: weights and phases say the same; remove one of them.")
    elif "weights" in plan.values:
        phases = (Block(where, plan.lines["weights"], {"weights": plan.values["weights"]}, plan.lines),)
    metrics = as_blocks(where, "metrics", lists["metrics"], problems)
    filled = tuple(metric for metric in metrics if {"metric", "numerator"} & set(metric.values))
    return Written(plan, filled, phases, tuple(problems))


def read_tables(folder: Path) -> tuple[list[Written], list[str]]:
    """Every experiment of three tables, and what of them was not read.

    Raises:
        DataError: A table or one of its needed columns is missing, or a row cannot be cut into cells.
    """
    read: dict[str, tuple[Block, ...]] = {}
    faults: list[str] = []
    remarks: list[str] = []
    for name in TABLES:
        try:
            read[name], found = _rows(folder / name)
            remarks += found
        except DataError as fault:
            faults.append(str(fault))
    if faults:
        raise DataError(several(faults))
    plans, metrics, arms = (read[name] for name in TABLES)
    known = [str(plan.values["id"]) for plan in plans if "id" in plan.values]
    remarks += [_stray(row, known) for row in (*metrics, *arms) if row.values.get("experiment_id") not in known]
    return [_joined(plan, metrics, arms) for plan in plans], remarks


def _rows(file: Path) -> tuple[tuple[Block, ...], list[str]]:
    where, known = workbook.name(file), _COLUMNS[file.name]
    with open_sheet(file) as sheet:
        found = match(sheet.header, {field.name: (field.name.replace("_", " "),) for field in known})
        lacking = [field.name for field in known if field.needed and field.name in found.missing]
        problems = [f"{where}: {problem}." for problem in found.problems]
        problems += [f"{where}: no column {name}; add it." for name in lacking]
        by_place = {place: field for field in known for name, place in found.found.items() if field.name == name}
        blocks = tuple(_cut(sheet.columns(dict.fromkeys(by_place, "text")), where, list(by_place.values())))
        problems += [f"{where}, line {line}: {reason}; correct it." for line, reason in sheet.refused]
    if problems:
        raise DataError(several(problems))
    others = [text for place, text in enumerate(sheet.header) if place not in by_place and plain(text)]
    names = [field.name for field in known]
    return blocks, [f"{where}: column '{text}' is not known and was not read.{hint(text, names)}" for text in others]


def _cut(batches: Iterator[Any], where: str, known: Sequence[Field]) -> Iterator[Block]:
    for lines, columns in batches:
        for line, *cells in zip(lines, *columns, strict=True):
            texts = [(field, (cell or "").strip()) for field, cell in zip(known, cells, strict=True)]
            yield Block(where, line, {field.name: fields.from_text(field, text) for field, text in texts if text})


def _stray(row: Block, known: list[str]) -> str:
    name = str(row.values.get("experiment_id", ""))
    return f"{row.at()}: no experiment '{name}' in {TABLES[0]}, so the row was not read.{hint(name, known)}"


def _joined(plan: Block, metrics: Sequence[Block], arms: Sequence[Block]) -> Written:
    name = plan.values.get("id")
    own = [_without_id(row) for row in metrics if row.values.get("experiment_id") == name]
    problems: list[str] = []
    rows = []
    for row in (_without_id(row) for row in arms if row.values.get("experiment_id") == name):
        found = row.checked(fields.ROW)[1]
        problems += found
        rows += [] if found else [row]
    controls = list(dict.fromkeys(row.values["arm"] for row in rows if row.values.get("is_control")))
    if len(controls) > 1:
        problems.append(f"{rows[0].at()}: {len(controls)} arms are the control; keep one.")
    elif controls:
        plan = Block(plan.file, plan.line, {"control": controls[0], **plan.values}, plan.lines)
    return Written(plan, tuple(own), tuple(_phases(rows, problems)), tuple(problems))


def _without_id(row: Block) -> Block:
    return Block(row.file, row.line, {name: value for name, value in row.values.items() if name != _ID.name})


def _phases(rows: Sequence[Block], problems: list[str]) -> Iterator[Block]:
    """Rows of one arm each to a block a phase."""
    grouped: dict[Any, list[Block]] = {}
    for row in rows:
        grouped.setdefault(row.values.get("phase", row.values.get("from")), []).append(row)
    for group in grouped.values():
        first = group[0]
        days = {name: first.values[name] for name in ("from", "to") if name in first.values}
        weights: dict[str, float] = {}
        for row in group:
            if row.values["arm"] in weights:
                problems.append(f"{row.at()}: an arm stands twice in one phase; keep one row.")
            if any(row.values.get(name) != days.get(name) for name in ("from", "to")):
                problems.append(f"{row.at()}: from and to differ inside one phase; give each phase a name of its own.")
            weights[row.values["arm"]] = row.values["weight"]
        yield Block(first.file, first.line, {**days, "weights": weights})
