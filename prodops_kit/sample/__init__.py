"""The sample company: generated files with planted facts, for the first run and for the tests.

Every module here that has `write` is the writer of one question: it puts its files into a folder and returns the
facts it planted. Same month, same seed, same bytes on any platform.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from prodops_kit import workbook
from prodops_kit.periods import Period
from prodops_kit.sample.facts import Fact, Writer

TRUTH = "truth.json"


def write(folder: str | Path, *, month: str = "2026-10", seed: int = 1) -> Path:
    """Write the sample company's files, and `truth.json` with their hashes and every planted fact last.

    Args:
        folder: Where the files go; it is made when absent. Files of the same name are replaced.
        month: Last month of the data, as YYYY-MM.
        seed: Which company; the same seed gives the same bytes.

    Returns:
        The path of `truth.json`: `{"month", "seed", "files": {name: sha256}, "facts": [...]}`.

    Raises:
        ParameterError: `month` is not a period.
    """
    place = workbook.path(folder)
    place.mkdir(parents=True, exist_ok=True)
    files: list[str] = []
    facts: list[Fact] = []
    for writer in _writers():
        written, planted = writer.write(place, month=Period(month), seed=seed)
        files += written
        facts += planted
    truth = {
        "month": month,
        "seed": seed,
        "files": {name: workbook.sha256(place / name) for name in files},
        "facts": [fact.as_json() for fact in facts],
    }
    (place / TRUTH).write_bytes((json.dumps(truth, indent=1) + "\n").encode())
    return place / TRUTH


def _writers() -> list[Writer]:
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [module for module in modules if hasattr(module, "write")]
