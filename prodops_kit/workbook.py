"""Where the workbook is, what time it is there, and which files a run has read.

Paths in parameters are relative to the workbook's root from any working directory: the command
line, plain papermill and JupyterLab (whose kernels start in `notebooks/`) all mean the same file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from prodops_kit import periods
from prodops_kit.errors import KitError

ROOT_VARIABLE = "PRODOPS_ROOT"
REPORT_VARIABLE = "PRODOPS_REPORT"  # "<notebook>/<report>", set by the runner for the notebook
MONTH_VARIABLE = "PRODOPS_MONTH"  # the period of the run, set by the runner for the notebook
RUN_VARIABLE = "PRODOPS_RUN"  # the run's own directory, set by the runner for the notebook
CLOCK_VARIABLE = "SOURCE_DATE_EPOCH"  # the one clock reading of a command, passed on to its runs


def root() -> Path:
    """The workbook's root: the nearest folder upwards that holds `notebooks/` and `parameters/`.

    Raises:
        KitError: There is none above the working directory.
    """
    named = os.environ.get(ROOT_VARIABLE)
    if named and not ((Path(named) / "notebooks").is_dir() and (Path(named) / "parameters").is_dir()):
        raise KitError(f"{ROOT_VARIABLE}: {named} is no workbook; a workbook has notebooks/ and parameters/.")
    return Path(named).resolve() if named else _root_above(Path.cwd())


@cache
def _root_above(here: Path) -> Path:
    for folder in (here, *here.parents):
        if (folder / "notebooks").is_dir() and (folder / "parameters").is_dir():
            return folder
    raise KitError(
        f"{here}: no workbook here or above; a workbook has notebooks/ and parameters/. "
        f"Change into one, or set {ROOT_VARIABLE} to its path."
    )


def path(text: str | Path) -> Path:
    """The absolute path of a file named in a parameter; relative names start at the root."""
    try:
        return root() / Path(text).expanduser()
    except RuntimeError:  # a home folder of nobody
        return root() / text


def is_file(text: str | Path) -> bool:
    """Whether a parameter names a file that is there."""
    try:
        return file_and_sheet(text)[0].is_file()
    except (OSError, ValueError):  # too long, or characters no path has
        return False


def name(file: str | Path) -> str:
    """A file as a person knows it: relative to the root when inside, with forward slashes."""
    absolute = path(file)
    return absolute.relative_to(root()).as_posix() if absolute.is_relative_to(root()) else absolute.as_posix()


_SHEET = re.compile(r"(.+\.(?:xlsx|xlsm|xlsb|xls|ods))#(.+)", re.IGNORECASE | re.DOTALL)


def file_and_sheet(text: str | Path) -> tuple[Path, str]:
    """The file that a parameter names, and the sheet behind its '#', or nothing.

    >>> file, sheet = file_and_sheet("/books/seats.xlsx#Okta")
    >>> file.name, sheet
    ('seats.xlsx', 'Okta')
    """
    named = _SHEET.fullmatch(str(text))
    if named and not path(text).exists():
        return path(named[1]), named[2]
    return path(text), ""


def kept() -> Path:
    """The kit's own folder, `.prodops/`: records, executed notebooks, locks. Confidential."""
    return root() / ".prodops"


def now() -> datetime:
    """The time of this command, UTC, to the second; SOURCE_DATE_EPOCH fixes it."""
    epoch = os.environ.get(CLOCK_VARIABLE)
    if epoch and not epoch.isdecimal():
        raise KitError(f"{CLOCK_VARIABLE}: '{epoch}' is not a number of seconds since 1970; unset it or correct it.")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC).replace(microsecond=0)


def month(text: str) -> str:
    """Resolve a period named in a parameters file: `last_month`, `last_month-1`, `2026-10`, `2026-Q3`.

    While `data/` is the sample company's, `last_month` is the sample's month.

    Args:
        text: A period; `last_month-1` is the month before the last.

    Raises:
        ParameterError: `text` is no period.

    Example:
        month = pk.month("last_month")
    """
    last = (_sample_month() if periods.is_relative(text) else None) or periods.month_before(now().date())
    return periods.resolve(text, last_month=last)


def sha256(file: Path) -> str:
    """Hash of a file's content, as hexadecimal text; of a folder, the names and contents of its definitions."""
    if file.is_dir():
        each = [f"{found.name}\n{sha256(found)}\n" for found in definitions(file)]
        return hashlib.sha256("".join(each).encode()).hexdigest()
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def definitions(folder: Path) -> list[Path]:
    """The YAML files directly in a folder, sorted by name; hidden ones are no definitions."""
    found = (file for file in folder.iterdir() if file.suffix.lower() in (".yaml", ".yml"))
    return sorted(file for file in found if file.is_file() and not file.name.startswith("."))


def sample() -> dict[str, Any]:
    """What `data/truth.json` says of the sample company: month, files with hashes, planted facts; else empty."""
    try:
        truth = json.loads((root() / "data" / "truth.json").read_text(encoding="utf-8"))
        return dict(truth) if truth["files"].items() and truth["month"] else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def is_sample(digest: str) -> bool:
    """Whether a file with this hash was generated: by the sample company, or as example rows of a new report."""
    return digest in sample().get("files", {}).values() or (kept() / "examples" / digest).is_file()


def mark_example(file: Path) -> None:
    """Remember a file's content as generated example rows, so that a page made from them says so."""
    kept().mkdir(mode=0o700, exist_ok=True)
    marks = kept() / "examples"
    marks.mkdir(parents=True, exist_ok=True)
    (marks / sha256(file)).write_text(name(file) + "\n", encoding="utf-8")


def _sample_month() -> str | None:
    truth = sample()
    folder = root() / "data"
    with accounted_for("telling whether the data is the sample's"):
        untouched = truth and all(
            (folder / file).is_file() and sha256(folder / file) == digest for file, digest in truth["files"].items()
        )
    return str(truth["month"]) if untouched else None


def run_folder() -> Path | None:
    """The folder of the run that started this notebook; none in JupyterLab and plain papermill."""
    folder = os.environ.get(RUN_VARIABLE)
    return Path(folder) if folder else None


def note_input(entry: dict[str, Any]) -> None:
    """Tell the runner of a file that a loader read: table, path, sha256, rows, used, rejected, newest.

    Where rows are so rare that the newest one does not tell up to when the file is complete, `rare` says so; the last
    word on a table of a file counts.
    """
    folder = run_folder()
    if folder:
        with (folder / "inputs.jsonl").open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry, sort_keys=True) + "\n")


_DATA_SUFFIXES = re.compile(
    r"\.(csv|tsv|txt|xlsx?|ods|parquet|feather|arrow|jsonl?|ndjson|ya?ml|toml|xml|html|md|db|sqlite3?|duckdb"
    r"|pkl|pickle|npy|npz|gz|zip)",
    re.IGNORECASE,
)


def note_others(entry: dict[str, Any]) -> None:
    """Tell the runner that a notebook read what other reports said: month, digest, newest, sample, reports."""
    folder = run_folder()
    if folder:
        with (folder / "others.jsonl").open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry, sort_keys=True) + "\n")


_at_work: list[str] = []  # why the kit itself reads files just now


@contextmanager
def accounted_for(why: str) -> Iterator[None]:
    """Files opened inside are the kit's own business: the fingerprint covers what was read in another way."""
    _at_work.append(why)
    try:
        yield
    finally:
        _at_work.pop()


def watch_opened_files() -> None:
    """In a run, note each file that is opened: modules of the team's own, and data read past the kit's loaders.

    Inside the workbook every file counts, elsewhere those that look like data.
    """
    folder = run_folder()
    if not folder:
        return
    journal = folder / "opened.txt"
    libraries = [Path(sys.prefix), Path(sys.base_prefix), Path(tempfile.gettempdir()), Path(__file__).parent]
    libraries += [Path.home() / ".cache", Path.home() / ".config"]
    own = [Path(sys.prefix), kept(), Path(__file__).parent, root() / "data" / "truth.json"]
    own.append(root() / "parameters" / "definitions")  # in every fingerprint as a whole
    own += [root() / "data" / "decisions.csv", root() / "data" / "notes"]  # in it as far as a page shows them
    seen: set[str] = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str) or "r" not in (arguments[1] or "r"):
            return
        file = _source_of(Path(arguments[0]).absolute())
        inside = file.is_relative_to(root())
        if _at_work or str(file) in seen or any(map(file.is_relative_to, own if inside else libraries)):
            return
        seen.add(str(file))
        if inside or _DATA_SUFFIXES.fullmatch(file.suffix):
            with journal.open("a", encoding="utf-8") as stream:
                stream.write(name(file) + "\n")

    sys.addaudithook(note)


def _source_of(file: Path) -> Path:
    """A module's source for its compiled form; any other file as it is."""
    return file.parent.parent / f"{file.name.partition('.')[0]}.py" if file.suffix == ".pyc" else file
