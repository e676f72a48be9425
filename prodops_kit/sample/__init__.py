"""The sample company: generated files with planted facts, for the first run and for the tests.

Every module here that has `write` is the writer of one question: it puts its files into a folder and returns the
facts it planted. Same month, same seed, same bytes on any platform.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.periods import Period
from prodops_kit.sample.facts import Fact, Writer

TRUTH = "truth.json"


def write(folder: str | Path, *, month: str = "2026-10", seed: int = 1) -> Path:
    """Write the sample company's files, and `truth.json` with their hashes and every planted fact last.

    Args:
        folder: Where the files go; it is made when absent. An older sample there is replaced.
        month: Last month of the data, as YYYY-MM.
        seed: Which company; the same seed gives the same bytes.

    Returns:
        The path of `truth.json`: `{"month", "seed", "files": {name: sha256}, "facts": [...]}`.

    Raises:
        ParameterError: `month` is not a month.
        DataError: A file in the folder has the name of one of the sample's and is not the sample's.
    """
    place = workbook.path(folder)
    with tempfile.TemporaryDirectory() as made:
        truth = _write(Path(made), Period(month), seed)
        _check_free(place, truth["files"])
        place.mkdir(parents=True, exist_ok=True)
        for name in [*truth["files"], TRUTH]:
            (place / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(Path(made) / name, place / name)
    return place / TRUTH


def _write(place: Path, month: Period, seed: int) -> dict[str, Any]:
    if month.kind != "month":
        raise ParameterError(f"month: the sample ends with a month such as 2026-10, not with {month}.")
    files: list[str] = []
    facts: list[Fact] = []
    for writer in _writers():
        written, planted = writer.write(place, month=month, seed=seed)
        files += written
        facts += planted
    truth = {
        "month": month.text,
        "seed": seed,
        "files": {name: workbook.sha256(place / name) for name in files},
        "facts": [fact.as_json() for fact in facts],
    }
    (place / TRUTH).write_bytes((json.dumps(truth, indent=1) + "\n").encode())
    return truth


def _check_free(place: Path, names: Iterable[str]) -> None:
    """Nothing that is not an older sample's may be written over."""
    truth = place / TRUTH
    known = json.loads(truth.read_text(encoding="utf-8"))["files"] if truth.is_file() else {}
    there = [name for name in names if (place / name).exists() and workbook.sha256(place / name) != known.get(name)]
    if there:
        raise DataError(
            f"{workbook.name(place)}: {', '.join(there)} would be written over, and it is not the sample's. "
            f"Move it away, or write the sample elsewhere with --out."
        )


def _writers() -> list[Writer]:
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [module for module in modules if hasattr(module, "write")]
