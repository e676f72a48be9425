"""What a page depends on, as one hash: equal fingerprint, equal bytes."""

from __future__ import annotations

import ast
import hashlib
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prodops_kit import __version__, decision_log, notes, others, records, snapshots, workbook
from prodops_kit.errors import DataError
from prodops_kit.parameters import Values

LOCK_FILE = ".ci/lock.txt"
_LIBRARIES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "duckdb", "babel")
# Calls by which a notebook reads past the kit's loaders; what they read, the kit cannot hash.
_READERS = re.compile(r"read_\w+|scan_\w+|open|urlopen|loadtxt|genfromtxt|from_csv|load_dataset|ExcelFile|HDFStore")
# Modules whose reads no audit of opened files sees: they open files in C, or reach services.
_REACHING = frozenset(
    (
        *("boto3", "duckdb", "gspread", "httpx", "polars", "psycopg", "pyarrow", "pyspark", "requests", "socket"),
        *("sqlalchemy", "sqlite3", "subprocess", "urllib"),
    )
)

Cells = Sequence[Mapping[str, Any]]


def fingerprint(
    report: str,
    month: str,
    notebook: Cells,
    values: Values,
    files: Mapping[str, str],
    asked: Sequence[str],
    heard: Sequence[Mapping[str, Any]] = (),
    readers: str = "",
    rested: Sequence[dict[str, Any]] = (),
) -> str:
    """Hash of everything that can change the page of a run.

    Args:
        report: Name of the report.
        month: The period it is about.
        notebook: Cells of the notebook that runs.
        values: The run's parameters.
        files: Content hash by path, for each input read and each module of the team's own.
        asked: Ids of the decisions on the page: their answers are on it too.
        heard: What it read of other reports, as `month` and `digest`.
        readers: What the page says of who may read it.
        rested: What it rests on of earlier publications; see `snapshots.rests_on`.
    """
    parts = {
        "notebook": [(cell["cell_type"], cell["source"], cell["metadata"].get("tags", [])) for cell in notebook],
        "report": report,
        "parameters": dict(values.resolved),
        "written": dict(values.written),
        "defaults": values.defaults,
        "code": code_hash(),
        "lock": _hash_or_none(workbook.root() / LOCK_FILE),
        "versions": versions(),
        "files": dict(files),
        "there": [name for name, value in values.resolved.items() if _names_a_file(value)],  # a list may not exist yet
        "definitions": _definitions(),
        "sample": [digest for digest in files.values() if workbook.is_sample(digest)],
        "others": [(entry["month"], entry["digest"]) for entry in heard],
        "snapshots": snapshots.digest(rested),
        "history": records.history_digest(report, month),
        "answers": _answers(asked, month),
        "note": notes.digest(report, month),
        "readers": readers,
    }
    return hashlib.sha256(records.canonical(parts).encode()).hexdigest()


def _names_a_file(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and workbook.is_file(value)


def current_files(record: records.Record) -> dict[str, str] | None:
    """Content hashes, now, of the files and folders that a recorded run read; None when one is gone."""
    names = [entry["path"] for entry in record["inputs"]] + record.get("modules", [])
    files = {name: workbook.path(name) for name in names}
    if not all(file.exists() for file in files.values()):
        return None
    return {path: workbook.sha256(file) for path, file in files.items()}


def current_others(record: records.Record) -> list[dict[str, Any]]:
    """What a recorded run would read of other reports now."""
    found = [others.read(entry["month"], asker=record["report"]) for entry in record.get("others", [])]
    return [{"month": heard.month, "digest": heard.digest} for heard in found]


def _answers(asked: Sequence[str], month: str) -> str | dict[str, Any]:
    """What the decision log says to a page's decisions, wherever in the file it stands."""
    try:
        found = decision_log.in_force(asked, month)
    except DataError:
        return "the log cannot be read"
    return {known: str(replace(entry, line=0)) for known, entry in found.items()}


@cache
def code_hash() -> str:
    """Hash of the kit's own files: code, templates, style sheets."""
    package = Path(__file__).parent.parent
    files = sorted(f for f in package.rglob("*") if f.is_file() and "__pycache__" not in f.parts)
    each = [(f.relative_to(package).as_posix(), workbook.sha256(f)) for f in files]
    return hashlib.sha256(records.canonical(each).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries whose output is on the page."""
    own = {"prodops_kit": __version__, "python": platform.python_version()}
    return own | {name: version(name) for name in _LIBRARIES}


def code_state() -> dict[str, Any]:
    """The workbook's commit and whether anything differs from it; nothing outside a repository."""

    def git(*words: str) -> str:
        command = ["git", "-C", str(workbook.root()), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()

    try:
        return {"commit": git("rev-parse", "--short=7", "HEAD"), "dirty": bool(git("status", "--porcelain", "-uno"))}
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "dirty": None}


_KIT = {"pk", "prodops_kit"}  # what the kit's own functions read is hashed


def readers_in_code(cells: Cells) -> list[str]:
    """What in a notebook's code can read files or services past the kit's loaders, sorted."""
    found = {name for cell in cells if cell["cell_type"] == "code" for name in _reaching(cell["source"])}
    return sorted(found)


def _reaching(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # cell magics and shell commands
        return {"a shell command or magic"} if re.search(r"^\s*[!%]", source, re.MULTILINE) else set()
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and _root(node.func) not in _KIT]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    modules = {name.partition(".")[0] for node in ast.walk(tree) for name in _imported(node)}
    return {name for name in names if _READERS.fullmatch(name)} | (modules & _REACHING)


def _root(function: ast.expr) -> str:
    """The name that a chain of attributes begins with."""
    while isinstance(function, ast.Attribute):
        function = function.value
    return function.id if isinstance(function, ast.Name) else ""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _definitions() -> list[tuple[str, str]]:
    """What the team defines; a new mapping changes how a file is read that no run has read with it yet."""
    folder = workbook.root() / "parameters" / "definitions"
    return [(file.name, workbook.sha256(file)) for file in sorted(folder.glob("*")) if file.is_file()]


def _hash_or_none(file: Path) -> str | None:
    return workbook.sha256(file) if file.is_file() else None
