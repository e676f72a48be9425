"""Notebook files as text: their cells, title and headings, read without running or importing anything."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import ParameterError

_HEADING = re.compile(r"^#{1,4} +(.+)$", re.MULTILINE)


def read_cells(notebook: Path) -> list[dict[str, Any]]:
    """The cells of a notebook file: each with cell_type, source (one text), metadata and, for code, outputs.

    Raises:
        ParameterError: The file is absent or no notebook of format 4.
    """
    try:
        return cells_of(notebook.read_bytes(), workbook.name(notebook))
    except OSError as fault:
        raise ParameterError(f"{workbook.name(notebook)}: cannot be read ({fault.strerror}).") from None


def cells_of(content: bytes, name: str) -> list[dict[str, Any]]:
    """The cells in the content of a notebook file called `name`; see `read_cells`."""
    try:
        cells = json.loads(content)["cells"]
        return [
            {"metadata": {}} | cell | {"cell_type": str(cell["cell_type"]), "source": "".join(cell["source"])}
            for cell in cells
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ParameterError(
            f"{name}: not a notebook of format 4, or damaged; open it in JupyterLab, mend and save it."
        ) from None


def tags(notebook: Path) -> frozenset[str]:
    """All tags of a notebook's cells.

    Raises:
        ParameterError: As `read_cells`.
    """
    try:
        state = notebook.stat()
    except OSError as fault:
        raise ParameterError(f"{workbook.name(notebook)}: cannot be read ({fault.strerror}).") from None
    return _tags(notebook, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)  # hundreds of reports may share one notebook
def _tags(notebook: Path, modified: int, size: int) -> frozenset[str]:  # noqa: ARG001
    return frozenset(tag for cell in read_cells(notebook) for tag in cell["metadata"].get("tags", []))


def opening(cells: Sequence[Any]) -> tuple[str, str, str]:
    """What a notebook opens with: title, question, and the rest of its first cell; empty without a title.

    >>> opening([{"cell_type": "markdown", "source": "# *Tool* spend\\n\\nWhat did it cost?"}])
    ('Tool spend', 'What did it cost?', '')
    """
    first = cells[0] if cells else None
    if first is None or first["cell_type"] != "markdown" or not first["source"].startswith("# "):
        return "", "", ""
    title, _, rest = first["source"].partition("\n")
    question, _, more = rest.strip().partition("\n\n")
    return plain(title[2:]), plain(question), more


def heading_above(cells: Sequence[Any], index: int) -> str:
    """The nearest heading above a cell, as plain text, or nothing."""
    text = "\n".join(cell["source"] for cell in cells[:index] if cell["cell_type"] == "markdown")
    return last_heading(text)


def last_heading(markdown: str) -> str:
    """The last heading of a markdown text, as plain text, or nothing."""
    found = _HEADING.findall(markdown)
    return plain(found[-1]) if found else ""


def plain(markdown: str) -> str:
    """One line of markdown without its marks.

    >>> plain("**Tool** [spend](x)")
    'Tool spend'
    """
    return " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", markdown).split())
