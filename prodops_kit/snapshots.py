"""What a published page must be remembered by: lines that a run notes and that are kept when its page is published.

They lie in `.prodops/snapshots/`, readable by this account alone. A trial, a failed run and JupyterLab publish
nothing, so nothing of theirs is kept. A line is kept before the page is there: better remembered and not published
than the other way round.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import RunError

FOLDER = "snapshots"


def note(name: str, entry: dict[str, Any]) -> None:
    """Note a line of this run under a name such as `salary-releases`; outside a run nothing is noted."""
    folder = workbook.run_folder()
    if folder:
        with workbook.accounted_for("noting a snapshot"):
            _append(folder / FOLDER / f"{name}.jsonl", [json.dumps(entry, sort_keys=True)])


def read(name: str) -> tuple[dict[str, Any], ...]:
    """Lines kept under a name, oldest first.

    Raises:
        RunError: A line is damaged.
    """
    file = workbook.kept() / FOLDER / f"{name}.jsonl"
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


def keep(folder: Path) -> None:
    """Keep what a run noted in its folder; a line that is kept already is not kept again."""
    for file in sorted((folder / FOLDER).glob("*.jsonl")):
        target = workbook.kept() / FOLDER / file.name
        known = set(_lines(target))
        new = [line for line in dict.fromkeys(_lines(file)) if line not in known]
        if new:
            _append(target, new)


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
