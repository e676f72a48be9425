"""`prodops prune`: old periods, old attempts and leftovers, listed first, removed only when asked.

The newest periods of each report stay, and always its last good run. A period is removed in an order that a kill at
any instant leaves whole: its record is renamed first, so that nothing leads to its pages any more; then the pages go,
then what was executed, and the renamed record, which says what is still to be removed, goes last.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from prodops_kit import records, workbook
from prodops_kit.audiences import places
from prodops_kit.errors import ParameterError
from prodops_kit.periods import Period
from prodops_kit.records import Record
from prodops_kit.run import publish

_MARK = "pruned.json"  # a record whose period is being removed


@dataclass(frozen=True, slots=True)
class Removal:
    """One thing that can go.

    Attributes:
        report: Whose it is.
        month: Of which period.
        what: In words.
        files: What goes, for its size.
    """

    report: str
    month: str
    what: str
    files: tuple[Path, ...]
    _remove: Callable[[], None]

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self.files if file.is_file())

    def as_line(self) -> str:
        """Whose, what and how much."""
        return f"{self.report} {self.month}: {self.what} ({self.size / 1000:,.0f} kB)"

    def remove(self) -> bool:
        """Remove it under the lock of its report and period; False when a run is at work there."""
        with publish.locked(self.report, self.month) as mine:
            if mine:
                self._remove()
                if not records.folder(self.report, self.month).exists():
                    publish.lock_file(self.report, self.month).unlink(missing_ok=True)  # ours: nobody else holds it
            return mine


def plan(keep: int) -> list[Removal]:
    """What can go when the newest `keep` periods of each report stay, oldest first.

    Raises:
        ParameterError: `keep` is less than 1.
    """
    if keep < 1:
        raise ParameterError(f"--keep: {keep} periods are none; keep at least 1.")
    found: list[Removal] = []
    for report, months in sorted(_periods().items()):
        kept = _kept(report, months, keep)
        for month in months:
            found += [_period(report, month)] if month not in kept else _leftovers(report, month)
    return [*found, *_locks()]


def _periods() -> dict[str, list[str]]:
    """The recorded periods of each report, oldest first."""
    found: dict[str, list[str]] = {}
    for folder in (workbook.kept() / "records").glob("*/*/*"):
        with suppress(ParameterError):
            Period(folder.parent.parent.name)
            found.setdefault(f"{folder.parent.name}/{folder.name}", []).append(folder.parent.parent.name)
    return {report: sorted(months, key=_age) for report, months in found.items()}


def _age(month: str) -> tuple[object, object]:
    return Period(month).end, Period(month).start


def _kept(report: str, months: list[str], keep: int) -> set[str]:
    good = [month for month in months if records.last_good(report, month)]
    return {*months[-keep:], *good[-1:]}


def _period(report: str, month: str) -> Removal:
    folder = records.folder(report, month)
    record = records.last_good(report, month) or records.read(folder / _MARK)
    pages = _pages(record, report, month)
    executed = [file for file in folder.rglob("*") if file.is_file()]
    what = "page, record and attempts" if record else "attempts"
    return Removal(report, month, what, (*pages, *executed), partial(remove_period, report, month))


def _pages(record: Record | None, report: str, month: str) -> list[Path]:
    failed = publish.failure_path(report, month)
    return [*publish.published_files(record), *(place / failed for place in places())]


def remove_period(report: str, month: str) -> None:
    """Remove the page, record and attempts of a period; under the lock of its report."""
    folder = records.folder(report, month)
    with suppress(FileNotFoundError):
        (folder / "run.json").replace(folder / _MARK)
    _finish(folder, report, month)


def _finish(folder: Path, report: str, month: str) -> None:
    """Carry out what a renamed record says; doing it twice changes nothing, and a run made since then stays."""
    good = records.last_good(report, month)
    for page in set(_pages(records.read(folder / _MARK), report, month)) - set(_pages(good, report, month)):
        page.unlink(missing_ok=True)
    if not good:
        shutil.rmtree(folder / "attempts", ignore_errors=True)
        (folder / "run.ipynb").unlink(missing_ok=True)
    (folder / _MARK).unlink(missing_ok=True)
    for empty in (folder, folder.parent, folder.parent.parent, *(place / month for place in places())):
        with suppress(OSError):  # not empty, or gone already
            empty.rmdir()


def _leftovers(report: str, month: str) -> Iterator[Removal]:
    """In a period that stays: attempts before its good run, notebooks without a record, a removal that was cut off."""
    folder, good = records.folder(report, month), records.last_good(report, month)
    if (folder / _MARK).exists():
        finish = partial(_finish, folder, report, month)
        yield Removal(report, month, "a removal that was cut off", (folder / _MARK,), finish)
    if good:
        attempts = [file for file in sorted((folder / "attempts").glob("*.json")) if _is_past(file, good)]
        files = [made for file in attempts for made in _made_by(file)]
        if attempts:
            words = "1 old attempt" if len(attempts) == 1 else f"{len(attempts)} old attempts"
            yield Removal(report, month, words, tuple(files), partial(_remove, files))
    strays = [*_strays(folder, bool(good))]
    if strays:
        yield Removal(report, month, "executed notebooks without a record", tuple(strays), partial(_remove, strays))


def _is_past(file: Path, good: Record) -> bool:
    record = records.read(file)
    return bool(record and record["status"] != "running" and record["started"] < good["started"])


def _made_by(record: Path) -> list[Path]:
    """What an attempt left: its executed notebook, a trial's pages, its record last."""
    folder = record.with_suffix("")
    pages = sorted(folder.iterdir()) if folder.is_dir() else []
    notebook = record.with_suffix(".ipynb")
    return [*pages, *([notebook] if notebook.is_file() else []), record]


def _strays(folder: Path, good: bool) -> Iterator[Path]:
    for notebook in sorted((folder / "attempts").glob("*.ipynb")):
        if not notebook.with_suffix(".json").exists():
            yield notebook
    if not good and (folder / "run.ipynb").is_file():
        yield folder / "run.ipynb"


def _remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
        with suppress(OSError):  # a trial's own folder, once it is empty; attempts/ may be needed again
            file.parent.rmdir()


def _locks() -> Iterator[Removal]:
    """Lock files of reports and periods of which nothing is left; `Removal.remove` takes them away."""
    for file in sorted((workbook.kept() / "locks").glob("*.lock")):
        name, _, month = file.stem.rpartition(".")
        report = name.replace("~", "/")
        if name and not records.folder(report, month).exists():
            yield Removal(report, month, "a lock that nothing needs", (file,), partial(_remove, []))
