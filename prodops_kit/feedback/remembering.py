"""What was fitted once is kept under `.prodops/` and used again while nothing that it rests on has changed.

The name of a file is a hash of all that it rests on: texts, themes, what was reviewed, and the method. It holds
numbers only, never a word. A damaged file is as good as none: the fit is done anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from prodops_kit import workbook
from prodops_kit.errors import KitError

_FOLDER = "tagger"
_KEPT = 6  # files; the oldest go
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)

Arrays = Mapping[str, "np.ndarray[Any, Any]"]


def key_for(*rests_on: Any) -> str:
    """A hash of plain values, texts and arrays."""
    digest = hashlib.sha256()
    for value in rests_on:
        if isinstance(value, np.ndarray):
            digest.update(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
        else:
            digest.update(json.dumps(value, default=str).encode())
    return digest.hexdigest()[:32]


def remembered(key: str, fit: Callable[[], Arrays]) -> Arrays:
    """The arrays kept under a key, or else those that `fit` makes, which are kept.

    Outside a workbook, or where nothing can be written, they are made each time.
    """
    try:
        file = workbook.kept() / _FOLDER / f"{key}.npz"
    except KitError:
        return fit()
    with workbook.accounted_for("using what the tagger has learned"):
        found = _read(file)
        if found is None:
            found = fit()
            _keep(file, found)
    return found


def _read(file: Path) -> Arrays | None:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except _DAMAGED:
        return None


def _keep(file: Path, arrays: Arrays) -> None:
    aside = file.with_name(f"{file.stem}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with aside.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **dict(arrays))
        aside.replace(file)
        by_age = sorted(file.parent.glob("*.npz"), key=lambda each: (each.stat().st_mtime_ns, each.name))
        for old in by_age[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        aside.unlink(missing_ok=True)
