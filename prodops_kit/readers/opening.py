"""Open any file: what it is is told by its first bytes, not by its suffix."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.errors import DataError
from prodops_kit.readers.delimited import open_text
from prodops_kit.readers.excel import open_workbook
from prodops_kit.readers.layouts import Layout
from prodops_kit.readers.parquet import open_parquet
from prodops_kit.readers.sheets import Sheet

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # zip: xlsx, xlsb, ods; compound file: xls
_PARQUET = b"PAR1"
_OTHERS = {b"\x1f\x8b": "compressed with gzip", b"%PDF": "a PDF", b"Rar!": "an archive", b"SQLite f": "a database"}


@contextmanager
def open_sheet(path: Path, layouts: Sequence[Layout] = ()) -> Iterator[Sheet]:
    """Open a file at the sheet and row that fit one of the layouts.

    Args:
        path: Absolute path; `book.xlsx#Sheet` names a sheet.

    Raises:
        DataError: The file is missing, a folder, empty, damaged or of no known kind, or nothing in it fits best.
    """
    file, sheet = workbook.file_and_sheet(path)
    try:
        with _reader(file, sheet, layouts) as found:
            yield found
    except OSError as fault:
        raise DataError(_unreadable(file, fault)) from None


def header_of(path: Path, layouts: Sequence[Layout] = ()) -> tuple[str, ...]:
    """The header of a file alone, to recognise its layout.

    Raises:
        DataError: As `open_sheet`.
    """
    with open_sheet(path, layouts) as sheet:
        return sheet.header


def _reader(file: Path, sheet: str, layouts: Sequence[Layout]) -> AbstractContextManager[Sheet]:
    with file.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(_WORKBOOKS):
        return open_workbook(file, sheet, layouts)
    name = workbook.name(file)
    if sheet:
        raise DataError(f"{name}: not a workbook with sheets; write its name without '#{sheet}'.")
    if start.startswith(_PARQUET):
        return open_parquet(file, layouts)
    other = next((what for mark, what in _OTHERS.items() if start.startswith(mark)), None)
    if other:
        raise DataError(f"{name}: {other}; the kit reads CSV, Excel and Parquet files. Export it as one of them.")
    return open_text(file, layouts)


def _unreadable(file: Path, fault: OSError) -> str:
    name = workbook.name(file)
    if isinstance(fault, FileNotFoundError):
        siblings = sorted(other.name for other in file.parent.iterdir()) if file.parent.is_dir() else []
        near = difflib.get_close_matches(file.name, siblings, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"{name}: no such file; put the export there or change its path in the parameters file.{hint}"
    if file.is_dir():
        return f"{name}: a folder, not a file; name a file inside it in the parameters file."
    return f"{name}: cannot be read ({fault.strerror}); make it readable for the account that runs the report."
