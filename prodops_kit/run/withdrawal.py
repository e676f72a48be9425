"""A report is for fewer readers than it was: its pages go where those look, and reviews that told of it go away.

A report may be opened again at will, but what it said for fewer stays with them until it is made anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from prodops_kit import records, workbook
from prodops_kit.audiences import Readers, close, make_folder, present
from prodops_kit.records import Record
from prodops_kit.run import pruning, publish

Today = Mapping[str, Readers]


def withdraw() -> list[str]:
    """Take away what stands where it may no longer be read, and make the indexes again.

    Returns:
        A sentence for each page. What a run at work holds is left to the next command.
    """
    today = present()
    found = [line for record in misplaced(today) for line in _withdraw(record, today)]
    for late in records.latest_failures():
        publish.remove_failure(late["report"], late["month"], but=today.get(late["report"], Readers.of(late)))
    if found:
        from prodops_kit.run import index

        index.write()
    return found


def misplaced(today: Today) -> list[Record]:
    """Good runs of which somebody may read the page who may not read all of it today."""
    return [record for record in records.good() if _moves(record, today) or _told(record, today)]


def _moves(record: Record, today: Today) -> bool:
    made_for = Readers.of(record)
    return not made_for.restricted and not made_for.may_read(today.get(record["report"], made_for))


def _told(record: Record, today: Today) -> list[str]:
    """The reports that a review tells of and its readers may not read today."""
    readers = today[record["report"]] if _moves(record, today) else Readers.of(record)
    heard = [name for entry in record.get("others", []) for name in entry.get("reports") or _open_to(readers)]
    return sorted({name for name in heard if name in today and not readers.may_read(today[name])})


def _open_to(readers: Readers) -> set[str]:
    """Reports of which they may read a page: what a review may have told of whose record does not say."""
    return {record["report"] for record in records.good() if readers.may_read(Readers.of(record))}


def _withdraw(record: Record, today: Today) -> Iterator[str]:
    with publish.locked(record["report"], record["month"]) as mine:
        if not mine:
            return
        name, told = workbook.name(publish.page_file(record)), _told(record, today)
        if told:
            pruning.remove_period(record["report"], record["month"])
            again = f"prodops run {record['report']} --month {record['month']}"
            yield f"{name}: told of {', '.join(told)}, not for its readers now; removed. Make it without: {again}"
        else:
            moved = _move(record, today[record["report"]])
            yield f"{name}: its report is for others now; moved to {workbook.name(moved)}."


def _move(record: Record, readers: Readers) -> Path:
    """Move a run's pages to their readers of today, the record last; doing it twice changes nothing."""
    made_for = Readers.of(record)
    make_folder(readers, record["month"])
    for entry in record["published"]:
        before, now = made_for.folder / entry["path"], readers.folder / entry["path"]
        if before.is_file():
            shutil.move(before, now)
            close(now, readers)
    if readers.restricted:
        publish.own_records(record)
    moved = record | {"audience": readers.audience, "restricted": readers.restricted}
    records.write(records.folder(record["report"], record["month"]) / "run.json", moved)
    with suppress(OSError):  # other pages of the period are there
        (made_for.folder / record["month"]).rmdir()
    return publish.page_file(moved)
