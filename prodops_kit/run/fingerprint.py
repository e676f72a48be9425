"""What a page depends on, as one hash: equal fingerprint, equal bytes."""

from __future__ import annotations

import ast
import hashlib
import platform
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prodops_kit import __version__, parameters, records, workbook
from prodops_kit.parameters import Report, Values

LOCK_FILE = ".ci/lock.txt"
_LIBRARIES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "duckdb", "babel")
# Calls by which a notebook reads past the kit's loaders; what they read, the kit cannot hash.
_READERS = re.compile(r"read_\w+|scan_\w+|open|urlopen|connect|loadtxt|genfromtxt|from_csv|load_dataset")


def fingerprint(report: Report, values: Values, inputs: Mapping[str, str]) -> str:
    """Hash of everything that can change the page of a run.

    Args:
        values: The run's parameters.
        inputs: Content hash by path, for each input read.
    """
    parts = {
        "notebook": [
            (cell["cell_type"], "".join(cell["source"]), cell.get("metadata", {}).get("tags", []))
            for cell in parameters.read_cells(report.notebook)
        ],
        "report": report.name,
        "parameters": dict(values.resolved),
        "written": dict(values.written),
        "defaults": values.defaults,
        "code": code_hash(),
        "lock": _hash_or_none(workbook.root() / LOCK_FILE),
        "versions": versions(),
        "inputs": dict(inputs),
        "sample": [digest for digest in inputs.values() if workbook.is_sample(digest)],
        "history": records.history_digest(report.name, str(values.resolved.get("month", ""))),
    }
    return hashlib.sha256(records.canonical(parts).encode()).hexdigest()


def current_inputs(record: records.Record | None) -> dict[str, str] | None:
    """Content hashes, now, of the files that a recorded run read; None when one is gone."""
    if record is None:
        return None
    files = {entry["path"]: workbook.path(entry["path"]) for entry in record["inputs"]}
    if not all(file.is_file() for file in files.values()):
        return None
    return {path: workbook.sha256(file) for path, file in files.items()}


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


def readers_in_code(report: Report) -> list[str]:
    """Names of functions in a notebook's code that read files past the kit's loaders, sorted."""
    sources = ["".join(c["source"]) for c in parameters.read_cells(report.notebook) if c["cell_type"] == "code"]
    names = {name for source in sources for name in _called(source)}
    return sorted(name for name in names if _READERS.fullmatch(name))


def _called(source: str) -> set[str]:
    try:
        calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:  # cell magics: judged by the open audit alone
        return set()
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def _hash_or_none(file: Path) -> str | None:
    return workbook.sha256(file) if file.is_file() else None
