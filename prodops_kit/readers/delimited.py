"""Delimited text: comma, semicolon or tab, with the exact line of the file on which each row starts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from prodops_kit import workbook
from prodops_kit.errors import DataError
from prodops_kit.readers.encodings import encoding_of
from prodops_kit.readers.layouts import HEADER_WITHIN, Choice, Layout, Row, choose
from prodops_kit.readers.sheets import BATCH, Columns, skipped_above

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = ",;\t"


@dataclass(slots=True)
class Delimited:
    """A text file whose header has been read; see `Sheet`.

    Attributes:
        separator: Between cells.
        line: On which the header stands.
        encoding: By Python's name.
    """

    name: str
    header: tuple[str, ...]
    layout: Layout | None
    warnings: tuple[str, ...]
    _rows: Reader
    kind: str = "CSV"
    refused: list[tuple[int, str]] = field(default_factory=list)
    separator: str = ","
    line: int = 1
    encoding: str = "utf-8"

    def columns(self, wanted: Mapping[int, str]) -> Iterator[Columns]:
        """As `Sheet.columns`.

        Raises:
            DataError: A quote is opened and never closed: the rows after it cannot be told apart.
        """
        for lines, rows in self.batches():
            cells = list(zip(*rows, strict=True))
            yield lines, [cells[place] for place in wanted]

    def batches(self) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """Rows as wide as the header, with the line each starts on."""
        width = len(self.header)
        while True:
            first, rows = self._rows.line_num + 1, list[list[str]]()
            ended = self._fill(rows, first)
            if self._rows.line_num - first + 1 == len(rows) and _are_plain(rows, width):
                yield range(first, first + len(rows)), rows
            elif rows:
                yield from self._numbered(first, rows, width)
            if ended:
                return

    def _fill(self, rows: list[list[str]], first: int) -> bool:
        """Add the next rows; whether they were the last."""
        try:
            rows.extend(islice(self._rows, BATCH))
        except csv.Error as fault:
            line = first + sum(map(_lines, rows))  # rows before the fault were added
            if "expected after" not in str(fault):
                raise _Unclosed(line) from fault
            self.refused.append((line, "a quote inside a quoted cell is not doubled"))
            return False
        return len(rows) < BATCH

    def _numbered(self, line: int, rows: list[list[str]], width: int) -> Iterator[tuple[list[int], list[list[str]]]]:
        lines, kept = [], []
        for row in rows:
            if any(row[width:]) or (len(row) < width and any(row)):
                self.refused.append((line, _raggedness(len(row), width)))
            elif any(row):
                lines.append(line)
                kept.append(row[:width])  # separators at the end of a line hold nothing
            line += _lines(row)
        if kept:
            yield lines, kept


def _are_plain(rows: list[list[str]], width: int) -> bool:
    return bool(rows) and set(map(len, rows)) == {width} and all(map(any, rows))


def _lines(row: list[str]) -> int:
    """Lines of the file that a row takes: line ends in its quoted cells, and its own."""
    text = "\0".join(row)
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


class _Unclosed(Exception):
    """A quote opened on this line is never closed."""


@contextmanager
def open_text(file: Path, layouts: Sequence[Layout]) -> Iterator[Delimited]:
    """Open a text file and find its header.

    Args:
        file: Absolute path of UTF-8, marked UTF-16, or provably CP1252 text.
        layouts: Ways to read it; the first row with content is the header when there are none.

    Raises:
        DataError: The file is empty or no text, a quote is never closed, or several rows look like the header.
        OSError: It cannot be read.
    """
    name = workbook.name(file)
    encoding = encoding_of(file)
    try:
        with file.open(encoding=encoding.name, newline="") as stream:
            choice = _choose(name, stream, layouts)
            stream.seek(0)
            rows = csv.reader(stream, delimiter=choice.row.how, strict=True)
            header = _header(rows, choice.row.line)
            warnings = (*filter(None, [encoding.warning]), *skipped_above(choice.row.line, choice.row.first))
            found = Delimited(name, header, choice.layout, warnings, rows)
            found.separator, found.line, found.encoding = choice.row.how, choice.row.line, encoding.name
            yield found
    except _Unclosed as fault:
        raise DataError(
            f"{name}: a quote opened on line {fault} is never closed, so the rows after it cannot be "
            f"told apart. Close or double the quote, or export the file again."
        ) from None


def _choose(name: str, stream: TextIO, layouts: Sequence[Layout]) -> Choice:
    first = next((line for line in stream if line.strip() and line.strip(" \r\n" + SEPARATORS)), "")
    if not first:
        raise DataError(f"{name}: empty; export it again, with a header in its first line.")
    if first.lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise DataError(f"{name}: a web page, not a table; open it in Excel and save it as .xlsx or 'CSV UTF-8'.")
    likely = _separator(first)
    separators = [likely, *(other for other in SEPARATORS if other != likely)] if layouts else [likely]
    rows = [row for one in separators for row in _first_rows(stream, one, strict=one == likely)]
    return choose(name, rows, layouts)


def _first_rows(stream: TextIO, separator: str, *, strict: bool) -> Iterator[Row]:
    stream.seek(0)
    rows, first = csv.reader(stream, delimiter=separator, strict=True), True
    try:
        for line, row in islice(_numbered_rows(rows), HEADER_WITHIN):
            if row and any(cell.strip() for cell in row):
                yield Row(tuple(row), "", line, first, separator)
            first = first and row is not None and not any(cell.strip() for cell in row)
    except _Unclosed:
        if first and strict:  # nothing can be read before the fault, and no other separator will do
            raise


def _numbered_rows(rows: Reader) -> Iterator[tuple[int, list[str] | None]]:
    """Rows with their lines; None for one that cannot be cut into cells."""
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as fault:
            if "expected after" not in str(fault):
                raise _Unclosed(line) from fault
            yield line, None
            continue
        if row is None:
            return
        yield line, row


def _header(rows: Reader, wanted: int) -> tuple[str, ...]:
    return next(tuple(row) for line, row in _numbered_rows(rows) if line == wanted and row)


def _separator(first: str) -> str:
    def cells(separator: str) -> int:
        return first.count(separator) if '"' not in first else len(next(csv.reader([first], delimiter=separator)))

    return max(SEPARATORS, key=cells)  # the comma wins a tie


def _raggedness(cells: int, width: int) -> str:
    return "the row has more cells than the header" if cells > width else "the row has fewer cells than the header"
