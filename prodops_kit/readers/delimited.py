"""Delimited text: comma, semicolon or tab, with the exact line of the file on which each row starts."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from prodops_kit import workbook
from prodops_kit.errors import DataError

if TYPE_CHECKING:
    from _csv import Reader

BATCH = 10_000  # rows: measured; more leave the processor's cache, fewer spend their time in calls
SEPARATORS = ",;\t"


@dataclass(slots=True)
class Sheet:
    """An open file whose header has been read.

    Attributes:
        header: Cells of the first row that is not blank.
        refused: Rows that cannot be cut into cells, as line and reason; complete once the batches are read.
    """

    header: tuple[str, ...]
    _rows: Reader
    refused: list[tuple[int, str]] = field(default_factory=list)

    def batches(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Rows as wide as the header, in the order of the file, with the line each starts on; blank ones are skipped.

        Raises:
            DataError: A quote is opened and never closed: the rows after it cannot be told apart.
        """
        lines: list[int] = []
        rows: list[list[str]] = []
        for line, row in self._numbered():
            lines.append(line)
            rows.append(row)
            if len(rows) == BATCH:
                yield lines, rows
                lines, rows = [], []
        if rows:
            yield lines, rows

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.header)
        for line, row in self._cut():
            if len(row) == width:
                if any(row):
                    yield line, row
            elif any(row[width:]) or (len(row) < width and any(row)):
                self.refused.append((line, _raggedness(len(row), width)))
            elif any(row):
                yield line, row[:width]  # separators at the end of a line hold nothing

    def _cut(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._rows.line_num + 1
            try:
                for row in self._rows:
                    yield line, row
                    line = self._rows.line_num + 1
                return
            except csv.Error as fault:
                if "expected after" not in str(fault):
                    raise _Unclosed(line) from fault
                self.refused.append((line, "a quote inside a quoted cell is not doubled"))


class _Unclosed(Exception):
    """A quote opened on this line is never closed."""


@contextmanager
def open_sheet(file: Path) -> Iterator[Sheet]:
    """Open a text file and read its header.

    Args:
        file: Absolute path of UTF-8 text, with or without a byte-order mark.

    Raises:
        DataError: The file is missing, empty, a folder, unreadable or not UTF-8, or a quote is never closed.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            first = next((line for line in stream if line.strip(" \r\n" + SEPARATORS)), "")
            if not first:
                raise DataError(f"{workbook.name(file)}: empty; export it again, with a header in its first line.")
            stream.seek(0)
            rows = csv.reader(stream, delimiter=_separator(first), strict=True)
            yield Sheet(_header(rows), rows)
    except _Unclosed as fault:
        raise DataError(
            f"{workbook.name(file)}: a quote opened on line {fault} is never closed, so the rows after it cannot be "
            f"told apart. Close or double the quote, or export the file again."
        ) from None
    except UnicodeDecodeError:
        raise DataError(
            f"{workbook.name(file)}: line {_first_line_not_utf8(file)} is not UTF-8 text. "
            f"Save the file as 'CSV UTF-8 (comma delimited)' and run again."
        ) from None
    except OSError as fault:
        raise DataError(_unreadable(file, fault)) from None


def header_of(file: Path) -> tuple[str, ...]:
    """The header of a text file alone, to recognise its layout.

    Raises:
        DataError: As `open_sheet`.
    """
    with open_sheet(file) as sheet:
        return sheet.header


def _header(rows: Reader) -> tuple[str, ...]:
    line = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                return tuple(row)
            line = rows.line_num + 1
    except csv.Error as fault:
        raise _Unclosed(line) from fault
    return ()


def _separator(first: str) -> str:
    def cells(separator: str) -> int:
        return first.count(separator) if '"' not in first else len(next(csv.reader([first], delimiter=separator)))

    return max(SEPARATORS, key=cells)  # the comma wins a tie


def _raggedness(cells: int, width: int) -> str:
    return "the row has more cells than the header" if cells > width else "the row has fewer cells than the header"


def _first_line_not_utf8(file: Path) -> int:
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


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
