"""From a file to rows of text with the line each starts on: one module a kind of file.

`opening` tells the kind of a file by its first bytes; `delimited`, `excel` and `parquet` read it; `layouts` finds the
header, by a table's own names or by the team's `mappings`; `forms` says in SQL how money, days and currencies are
written and proves which form a file uses; `people` makes keys of persons.
"""

from __future__ import annotations

from pathlib import Path

from prodops_kit.readers import opening
from prodops_kit.readers.declarations import Table
from prodops_kit.readers.layouts import Layout
from prodops_kit.readers.mappings import mappings
from prodops_kit.readers.opening import open_sheet
from prodops_kit.readers.sheets import Sheet

__all__ = ["Sheet", "header_of", "layouts_for", "open_sheet"]


def layouts_for(*tables: type[Table], given: dict[str, str] | None = None) -> list[Layout]:
    """Every way to read a file as one of some tables: its own names first, then the team's mappings.

    Raises:
        ParameterError: A mapping for one of them is written wrongly.
    """
    own = [Layout(table, given or {}) for table in tables]
    return own + [Layout(table, given or {}, mapping) for table in tables for mapping in mappings(table)]


def header_of(path: Path, *tables: type[Table]) -> tuple[str, ...]:
    """The header of a file, to recognise its layout.

    Args:
        tables: What the file may hold. They find the right sheet and row, and a column that a mapping names or gives
            a text for stands under its declared name.

    Raises:
        DataError: The file cannot be read, or nothing in it fits best.
        ParameterError: A mapping is written wrongly.
    """
    if not tables:
        return opening.header_of(path)
    with open_sheet(path, layouts_for(*tables)) as sheet:
        if not sheet.layout or not sheet.layout.mapping:
            return sheet.header
        places = {place: name for name, place in sheet.layout.match(sheet.header).found.items()}
        own = [places.get(place, text) for place, text in enumerate(sheet.header)]
        return (*own, *sheet.layout.mapping.defaults)
