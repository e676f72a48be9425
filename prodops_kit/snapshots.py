"""What a published page must be remembered by: lines that a run notes and that are kept when its page is published.

They lie in `.prodops/snapshots/`, readable by this account alone. A trial, a failed run and JupyterLab publish
nothing, so nothing of theirs is kept. A line is kept before the page is there: better remembered and not published
than the other way round.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import RunError

FOLDER = "snapshots"
READ = "read.txt"  # in a run's folder: which names it read, with the hashes of their lines
Entry = dict[str, Any]
_unpublished: dict[Path, list[str]] = {}  # what JupyterLab made, by the file in which a run would note it


def note(name: str, entry: Entry) -> None:
    """Note a line of this run under a name such as `salary-releases`; outside a run nothing is noted."""
    folder = workbook.run_folder()
    if folder:
        with workbook.accounted_for("noting a snapshot"):
            _append(folder / FOLDER / f"{name}.jsonl", [_line(entry)])


def read(name: str) -> tuple[Entry, ...]:
    """Lines kept under a name, oldest first. The page of a run that reads them is made again when there are others.

    Raises:
        RunError: A line is damaged.
    """
    _note_read(name)
    return _kept(name)


def once(name: str, subject: str, period: str, mark: str, make: Callable[[tuple[Entry, ...]], Entry]) -> Entry:
    """Make a line in knowledge of all before it, or give the one that was made of the same.

    The page rests on this line alone: what is kept after it changes it no more. Outside a run nothing is published, so
    another period begins anew, and a subject that is made from something else takes the place of what was made of it
    and of all that was made after it.

    Args:
        name: As in `note`.
        subject: What it is of; within a run there is one line of each for a period.
        period: Such as a month.
        mark: Hash of what it is made of.
        make: Gives the line from all before it: those kept, and those that this run has noted, oldest first. What it
            tells the page is its `told`; the rest is for recognising.

    Raises:
        RunError: A line is damaged, or this run has made the subject of something else already.
    """
    noted = [entry for entry in _noted(name) if entry["period"] == period or workbook.run_folder()]
    same = [entry["subject"] == subject and entry["period"] == period for entry in noted]
    if any(same) and noted[same.index(True)]["mark"] != mark:
        if workbook.run_folder():
            raise RunError(
                f"{subject}, {period}: released twice in this run, of different rows; give each a name of its own."
            )
        noted = noted[: same.index(True)]
    known = (*_kept(name), *noted)
    found = next((entry for entry in reversed(known) if entry["mark"] == mark), None)
    entry = found or make(known) | {"subject": subject, "period": period, "mark": mark}
    if entry not in noted:
        _remember(name, noted, entry)
    return entry


def keep(folder: Path) -> None:
    """Keep what a run noted in its folder; a line that is kept already is not kept again.

    Raises:
        RunError: Lines that the run made do not know of others that were kept meanwhile.
    """
    from filelock import FileLock

    for file in _files(folder):
        target = workbook.kept() / FOLDER / file.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(target.with_suffix(".lock")):
            _keep(file, target)


def rests_on(folder: Path) -> list[Entry]:
    """What a run's page rests on, for its record: hashes of its own lines, each with that of what the line told the
    page, and of the other lines where the run read all.
    """
    read: dict[str, list[str]] = dict(map(json.loads, _lines(folder / FOLDER / READ)))
    names = sorted({file.stem for file in _files(folder)} | set(read))
    own = {name: {_hash(line): _told(line) for line in _lines(folder / FOLDER / f"{name}.jsonl")} for name in names}
    return [
        {"name": name, "lines": own[name], "others": _others(read[name], own[name]) if name in read else None}
        for name in names
    ]


def digest(rested: Iterable[Entry]) -> list[tuple[str, list[str], str | None]]:
    """What of it changes a page, alike wherever the same is told: keys of people differ between workbooks."""
    return [(entry["name"], sorted(entry["lines"].values()), entry["others"]) for entry in rested]


def current(rested: Iterable[Entry]) -> list[Entry]:
    """What a recorded page would rest on now; its lines are gone when the file was lost or restored."""
    return [_current(entry) for entry in rested]


def _current(entry: Entry) -> Entry:
    there = [*map(_hash, _lines(_file(entry["name"])))]
    lines = {line: told for line, told in entry["lines"].items() if line in there}
    return entry | {"lines": lines, "others": entry["others"] and _others(there, lines)}


def _others(read: Iterable[str], own: Iterable[str]) -> str:
    """Hash of the lines that were read, apart from a run's own."""
    left = set(own)
    return _hash("\n".join(line for line in read if line not in left))


def _keep(file: Path, target: Path) -> None:
    kept = _lines(target)
    known = set(kept)
    new = [line for line in dict.fromkeys(_lines(file)) if line not in known]
    base = file.with_suffix(".base")
    if new and base.exists() and base.read_text(encoding="utf-8") != _hash("\n".join(kept)):
        raise RunError(
            f"{workbook.name(target)}: another report published meanwhile, and this one does not know what. Run it "
            "again; with 'after' in parameters/reports.toml one waits for the other."
        )
    if new:
        _append(target, new)


def _remember(name: str, noted: list[Entry], entry: Entry) -> None:
    if not workbook.run_folder():
        _unpublished[_file(name)] = [_line(one) for one in (*noted, entry)]
        return
    note(name, entry)
    with workbook.accounted_for("noting a snapshot"):
        base = _run_file(name).with_suffix(".base")
        if not base.exists():
            base.write_text(_hash("\n".join(_lines(_file(name)))), encoding="utf-8")


def _noted(name: str) -> list[Entry]:
    with workbook.accounted_for("reading what this run noted"):
        lines = _lines(_run_file(name)) if workbook.run_folder() else _unpublished.get(_file(name), [])
    return [json.loads(line) for line in lines]


def _note_read(name: str) -> None:
    folder = workbook.run_folder()
    if folder:
        with workbook.accounted_for("noting what was read"):
            _append(folder / FOLDER / READ, [json.dumps([name, [*map(_hash, _lines(_file(name)))]])])


def _kept(name: str) -> tuple[Entry, ...]:
    file = _file(name)
    entries = []
    with workbook.accounted_for("reading snapshots"):
        for number, line in enumerate(_lines(file), 1):
            try:
                entries.append(dict(json.loads(line)))
            except (ValueError, TypeError):
                raise RunError(
                    f"{workbook.name(file)}, line {number}: damaged, so what was published is not known. Restore the "
                    "file from a backup; delete the line only when its page was never published."
                ) from None
    return tuple(entries)


def _file(name: str) -> Path:
    return workbook.kept() / FOLDER / f"{name}.jsonl"


def _run_file(name: str) -> Path:
    return (workbook.run_folder() or workbook.kept()) / FOLDER / f"{name}.jsonl"


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / FOLDER).glob("*.jsonl"))


def _told(line: str) -> str:
    return _hash(_line(json.loads(line).get("told", line)))


def _line(entry: Any) -> str:
    return json.dumps(entry, sort_keys=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _append(file: Path, lines: list[str]) -> None:
    """One write at the end, so that two runs do not lose each other's lines; on the disk when this returns."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, "".join(f"{line}\n" for line in lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
