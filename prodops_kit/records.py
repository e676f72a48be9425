"""Records: the JSON files that say what each run did, and what earlier months said.

`run.json` of a report and period is its last good run; every other attempt lies in `attempts/`. Index,
deltas, sparklines and the monthly review are built from records alone. Money in records is whole minor
units; schema version 1.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.periods import Period

SCHEMA = 1
MIME = "application/vnd.prodops.v1+json"  # how a notebook's outputs carry figures, decisions and lead blocks
HISTORY = 12  # earlier periods that deltas and sparklines look back on

Record = dict[str, Any]

_NEEDED = {"report", "month", "status", "trial", "started", "headline", "figures", "decisions", "inputs", "published"}


def folder(report: str, month: str) -> Path:
    """Where the records of a report (`<notebook>/<report>`) for a period lie."""
    return workbook.kept() / "records" / month / report


def last_good(report: str, month: str) -> Record | None:
    """The record of the last good run, or None."""
    return read(folder(report, month) / "run.json")


def attempts(report: str, month: str) -> list[Record]:
    """The attempts that are not the last good run, oldest first: failures and trials."""
    found = (read(file) for file in sorted((folder(report, month) / "attempts").glob("*.json")))
    return [record for record in found if record]


def earlier(report: str, month: str) -> dict[str, Record]:
    """Good records of the same report for the periods before `month`, oldest first.

    At most the last twelve periods of the same kind; a period without a good run is absent: a gap, not a zero.
    """
    last = Period(month)
    before = [last.shift(-back).text for back in range(HISTORY, 0, -1)]
    found = {period: last_good(report, period) for period in before}
    return {period: record for period, record in found.items() if record}


def history_digest(report: str, month: str) -> str:
    """Hash of what earlier records say that a page can show: it belongs to the run's fingerprint."""
    said = {
        period: {"figures": record["figures"], "decisions": [_asked(decision) for decision in record["decisions"]]}
        for period, record in earlier(report, month).items()
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _asked(decision: Record) -> Record:
    """A decision without its answer, which later pages take from the decision log itself."""
    return {key: value for key, value in decision.items() if key != "state"}


def good() -> list[Record]:
    """All last good records, newest period first, then by report."""
    files = (workbook.kept() / "records").glob("*/*/*/run.json")
    found = [record for record in map(read, files) if record]
    return sorted(sorted(found, key=lambda r: r["report"]), key=lambda r: Period(r["month"]).start, reverse=True)


def read(file: Path) -> Record | None:
    """One record, or None when there is none, it is damaged, or another kit wrote it."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return dict(record) if record["schema"] == SCHEMA and record.keys() >= _NEEDED else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(file: Path, record: Record) -> None:
    """Write a record so that no reader ever sees half of it."""
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(file, text.encode())


def write_whole(file: Path, content: bytes) -> None:
    """Write a file beside its place, wait for the disk, then move it there: whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        write_synced(part, content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(file.parent)


def write_synced(file: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(place: Path) -> None:
    """Make renames in a folder survive a power cut, where the platform can."""
    if os.name == "posix":
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def canonical(value: object) -> str:
    """The one JSON text of a value, for hashing."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def mark_lost() -> None:
    """Runs that have begun and not ended, and whose process is gone, are lost."""
    for file in (workbook.kept() / "records").glob("*/*/*/attempts/*.json"):
        record = read(file)
        if record and record["status"] == "running" and not is_alive(int(file.stem.rpartition("-")[2])):
            write(file, record | {"status": "lost", "reason": "The run was cut off before it ended."})


def mark_mended(report: str, month: str) -> None:
    """Failures of a period that is in order again are history: the index no longer tells of them."""
    for file in (folder(report, month) / "attempts").glob("*.json"):
        record = read(file)
        if record and not record["trial"] and not record.get("mended") and record["status"] != "running":
            write(file, record | {"mended": True})


def is_alive(process: int) -> bool:
    """Whether a process with this number runs."""
    import psutil

    return bool(psutil.pid_exists(process))


def newer(failed: Record | None, good: Record | None) -> Record | None:
    """A failure that no good run of the same report and period has followed, else None."""
    return failed if failed and (not good or failed["started"] > good["started"]) else None


def latest_failures(month: str = "*") -> list[Record]:
    """For each report and period the newest attempt that is neither a trial nor still at work.

    Args:
        month: The one period to look at; all when left out.
    """
    found: dict[tuple[str, str], Record] = {}
    for file in sorted((workbook.kept() / "records").glob(f"{month}/*/*/attempts/*.json")):
        record = read(file)
        ended = record and record["status"] not in ("ok", "unchanged", "running") and not record.get("mended")
        if record and ended and not record["trial"]:
            found[record["month"], record["report"]] = record
    return list(found.values())
