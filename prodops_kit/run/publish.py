"""Publishing: a page and its side files appear together or not at all, and the record comes last.

Files are written beside their destination and synced; then a plan is kept that says what is to be moved
where; then they are moved and the record is written. Whoever is killed leaves either nothing (no plan yet:
leftovers are swept) or a plan that the next command carries out. No published path ever holds half a file.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from prodops_kit import records, workbook
from prodops_kit.audiences import EVERYBODY, Readers, close, make_folder, own_folder, places
from prodops_kit.errors import RunError
from prodops_kit.records import Record

_STAGING = ".staging"


def reports_folder() -> Path:
    """Where leaders look: only what everyone may open."""
    return EVERYBODY.folder


def page_file(record: Record) -> Path:
    """The page of a good run, in the folder of its readers."""
    return Readers.of(record).folder / str(record["published"][0]["path"])


def page_path(report: str, month: str) -> str:
    """A report's page, relative to the folder of its readers."""
    return f"{month}/{report.replace('/', '-')}.html"


def failure_path(report: str, month: str) -> str:
    """The page that says why a report is late; the last good page stays where it is."""
    return f"{month}/{report.replace('/', '-')}.failed.html"


@contextmanager
def locked(report: str, month: str, *, wait: float = 0) -> Iterator[bool]:
    """Hold the lock of a report and period; False when another process holds it for longer than `wait` seconds."""
    file = lock_file(report, month)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(file, timeout=wait):
            yield True
    except Timeout:
        yield False


def remove_failure(report: str, month: str, *, but: Readers | None = None) -> None:
    """Remove the page that says why a report is late, wherever it lies, except where `but` find it."""
    for place in places():
        if but is None or place != but.folder:
            (place / failure_path(report, month)).unlink(missing_ok=True)


def lock_file(report: str, month: str) -> Path:
    """The file that stands for the lock of a report and period."""
    return workbook.kept() / "locks" / f"{_key(report, month)}.lock"


def publish(record: Record, files: Mapping[str, bytes], executed: Path | None) -> None:
    """Publish files and make `record` the last good one.

    Args:
        record: The run's record; `published` is filled in.
        files: Content by path relative to the folder of its readers, the page first.
        executed: The executed notebook, moved beside the record.

    Raises:
        OSError: Disk or permissions; the last good page is untouched, leftovers are removed.
    """
    key, readers = _key(record["report"], record["month"]), Readers.of(record)
    record["published"] = [
        {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for path, content in files.items()
    ]
    try:
        _stage(key, list(files.values()), readers)
        own_folder(_plans())
        records.write(_plans() / f"{key}.json", record)
    except OSError:
        _sweep(key)
        raise
    if executed:
        _keep_notebook(executed, records.folder(record["report"], record["month"]) / "run.ipynb")
    _carry_out(key)


def _stage(key: str, contents: list[bytes], readers: Readers) -> None:
    shutil.rmtree(_staging(readers.folder) / key, ignore_errors=True)
    folder = make_folder(readers, f"{_STAGING}/{key}")
    for number, content in enumerate(contents):
        records.write_synced(folder / str(number), content)
        close(folder / str(number), readers)
    records.sync_folder(folder)


def _carry_out(key: str) -> None:
    """Do what a plan says; doing it twice changes nothing."""
    plan = _plans() / f"{key}.json"
    record = records.read(plan)
    assert record is not None
    before, readers = records.last_good(record["report"], record["month"]), Readers.of(record)
    make_folder(readers, record["month"])
    for number, entry in enumerate(record["published"]):
        _move(_staging(readers.folder) / key / str(number), readers.folder / entry["path"], entry["sha256"])
    for file in set(published_files(before)) - set(published_files(record)):
        file.unlink(missing_ok=True)
    remove_failure(record["report"], record["month"])
    records.write(records.folder(record["report"], record["month"]) / "run.json", record)
    plan.unlink(missing_ok=True)
    _sweep(key)


def published_files(record: Record | None) -> list[Path]:
    """What a run published, in the folder of its readers."""
    return [Readers.of(record).folder / entry["path"] for entry in record["published"]] if record else []


def _move(staged: Path, final: Path, digest: str) -> None:
    if staged.is_file():
        final.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(final)
        records.sync_folder(final.parent)
    elif not final.is_file() or workbook.sha256(final) != digest:
        raise RunError(f"{workbook.name(final)}: a publication was cut off and its files are gone. Run it again.")


def recover() -> list[str]:
    """Finish publications that were cut off and remove leftovers; called by each command.

    Returns:
        What was found, a sentence for each publication that was cut off.
    """
    found = [line for plan in sorted(_plans().glob("*.json")) for line in _recover_one(plan)]
    for place in places():
        for folder in _staging(place).glob("*.*"):
            _sweep_orphan(folder)
        _remove_if_empty(_staging(place))
    for place in (*places(), _plans(), workbook.kept() / "records"):
        _sweep_parts(place)
    return found


def _recover_one(plan: Path) -> list[str]:
    record = records.read(plan)
    if record is None:
        plan.unlink(missing_ok=True)
        return []
    name = f"{record['report']} {record['month']}"
    with locked(record["report"], record["month"]) as mine:
        if not mine or not plan.is_file():
            return []
        try:
            _carry_out(plan.stem)
        except RunError:
            plan.unlink()
            return [f"{name}: a publication was cut off and could not be finished; run it again."]
        except OSError as fault:
            return [f"{name}: a publication was cut off and cannot be finished yet ({fault.strerror})."]
    return [f"{name}: finished a publication that was cut off."]


def _sweep_orphan(folder: Path) -> None:
    name, _, month = folder.name.rpartition(".")
    if not (_plans() / f"{folder.name}.json").exists():
        with locked(name.replace("~", "/"), month) as mine:
            if mine:
                _sweep(folder.name)


def _sweep_parts(place: Path) -> None:
    """Remove half-written files of processes that are gone."""
    for part in place.rglob(".*.part"):
        owner = part.name.split(".")[-2]
        if owner.isdecimal() and not records.is_alive(int(owner)):
            part.unlink(missing_ok=True)


def _sweep(key: str) -> None:
    for place in places():
        shutil.rmtree(_staging(place) / key, ignore_errors=True)
        _remove_if_empty(_staging(place))


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # not there, not empty, or another process was first
        folder.rmdir()


def own_records(record: Record) -> None:
    """Keep what a restricted run leaves, its attempts too, from other accounts."""
    own_folder(records.folder(record["report"], record["month"])).chmod(0o700)


def is_intact(record: Record) -> bool:
    """Whether each published file still has its recorded content."""
    files = zip(published_files(record), (entry["sha256"] for entry in record["published"]), strict=True)
    return all(file.is_file() and workbook.sha256(file) == digest for file, digest in files)


def replace_page(path: str, content: bytes, readers: Readers = EVERYBODY) -> None:
    """Put one page of its own (index, failure page) in place, whole; unchanged content is not touched."""
    make_folder(readers)
    replace_file(readers.folder / path, content)
    close(readers.folder / path, readers)


def replace_file(final: Path, content: bytes) -> None:
    """Put a file in place, whole; unchanged content is not touched."""
    if final.is_file() and final.read_bytes() == content:
        return
    records.write_whole(final, content)


def _keep_notebook(executed: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(executed, place)


def _key(report: str, month: str) -> str:
    return f"{report.replace('/', '~')}.{month}"


def _plans() -> Path:
    return workbook.kept() / "publishing"


def unfinished() -> list[Path]:
    """Folders of publications that were cut off."""
    return [folder for place in places() if (folder := _staging(place)).exists()]


def _staging(place: Path) -> Path:
    return place / _STAGING
