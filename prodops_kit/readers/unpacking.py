"""Zipped workbooks are looked at before they are unpacked: a small file can hold more than any memory.

What a zip's directory states may lie, so the content is run through once, a piece at a time. A sheet with a lone cell
far from the others is refused too, because the reader keeps a place for every cell between them.
"""

from __future__ import annotations

import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.errors import DataError

# Measured: a cell takes about 54 bytes of XML, so that a full sheet of 17 columns may pass, and rows of charges unpack
# to 10 times their packed size.
UNPACKED_AT_MOST = 1_000_000_000
TIMES_AT_MOST, TIMES_COUNT_FROM = 200, 100_000_000
CELLS_AT_MOST = 50_000_000  # of 24 bytes and more each, filled or not
_PIECE, _ADDRESS = 1 << 20, 20
_ROWS_AT_MOST = 1_048_576
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_FAR = re.compile(rb" r=[\"']([A-Za-z]{2,3})[0-9]")  # a sheet of 26 columns is never too wide
_CELL = re.compile(rb" r=[\"'][A-Za-z]{1,3}([0-9]{1,7})[\"']")


def check_unpacked(file: Path) -> None:
    """Refuse a zipped workbook that takes more memory than any table of rows.

    Raises:
        DataError: It unpacks to far too much, has cells too far apart, or is damaged.
        OSError: It cannot be read.
    """
    state = file.stat()
    _check(file, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=8)  # a loader opens a file twice, for its header and for its rows
def _check(file: Path, size: int, _changed: int) -> None:
    name = workbook.name(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(name, size, sum(member.file_size for member in archive.infolist()))
            unpacked = 0
            for member in archive.infolist():
                for piece in _pieces(archive, member, name):
                    unpacked += piece
                    _check_size(name, size, unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return  # damaged, locked or unusual: the reader of workbooks says what it is


def _check_size(name: str, size: int, unpacked: int) -> None:
    if unpacked > UNPACKED_AT_MOST or unpacked > max(size * TIMES_AT_MOST, TIMES_COUNT_FROM):
        raise DataError(
            f"{name}: unpacks to more than a table of its size does ({unpacked / 1e6:,.0f} MB or more from "
            f"{size / 1e6:,.1f} MB). Save the sheet that is needed as CSV."
        )


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[int]:
    """Sizes of the unpacked pieces; where the cells of a sheet stand is noted on the way."""
    member.file_size = sys.maxsize  # as stated it may be too little, and would end the reading there
    is_sheet = bool(_SHEET.fullmatch(member.filename))
    columns, pieces = set[bytes](), b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            yield len(piece)
            if is_sheet:
                pieces = pieces[-_PIECE:] + piece  # an address may be cut in two
                columns.update(_FAR.findall(pieces, max(0, len(pieces) - len(piece) - _ADDRESS)))
    if columns:
        _check_spread(name, max(columns, key=_number), _CELL.findall(pieces))


def _check_spread(name: str, column: bytes, rows: Sequence[bytes]) -> None:
    last = int(rows[-1]) if rows else _ROWS_AT_MOST
    if _number(column) * last > CELLS_AT_MOST:
        raise DataError(
            f"{name}: a sheet has cells far from its table, out to column {column.decode().upper()} and row {last:,}. "
            f"Delete the columns beside the table and the rows below it, or save the sheet as CSV."
        )


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
