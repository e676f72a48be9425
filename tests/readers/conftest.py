"""Workbooks in the formats besides .xlsx, written small and by hand where no library writes them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

EPOCH = date(1899, 12, 30)  # Excel's day 0
Sheets = dict[str, Sequence[Sequence[Any]]]


@pytest.fixture
def written(workbook_here):
    """Writes sheets of rows as `deals` in the format of a suffix, and gives the file's name."""

    def write(suffix: str, sheets: Sheets) -> str:
        file = workbook_here.root / f"deals.{suffix}"
        WRITERS[suffix](file, sheets)
        return file.name

    return write


def xlsx(file: Path, sheets: Sheets) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)


def xls(file: Path, sheets: Sheets) -> None:
    """Excel 97 to 2003."""
    import xlwt

    book, day = xlwt.Workbook(), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(place, column, cell, day if isinstance(cell, date) else xlwt.Style.default_style)
    book.save(str(file))


def ods(file: Path, sheets: Sheets) -> None:
    """OpenDocument 1.3, part 3, section 9 (tables); values stand in attributes, blank cells are counted."""
    tables = "".join(
        f'<table:table table:name="{title}">{"".join(_ods_rows(rows))}</table:table>' for title, rows in sheets.items()
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content{spaces} office:version="1.3">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )


def _ods_rows(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Blank rows and cells are repeated, as the programs write them."""
    for blank, group in groupby(rows, key=lambda row: not row):
        if blank:
            times = len(list(group))
            yield f'<table:table-row table:number-rows-repeated="{times}">{_BLANK.format(9)}</table:table-row>'
        else:
            yield from (f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in group)


_BLANK = '<table:table-cell table:number-columns-repeated="{}"/>'


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return _BLANK.format(1)
    if isinstance(cell, bool):
        said = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
    elif isinstance(cell, date):
        said = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        said = 'office:value-type="string"'
    else:
        said = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell {said}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def xlsb(file: Path, sheets: Sheets) -> None:
    """Binary workbook by [MS-XLSB]: records of a number, a length and a body; style 1 is a day."""
    relation = '<Relationship Id="rId{0}" Type="worksheet" Target="worksheets/sheet{0}.bin"/>'
    relations = "".join(relation.format(number) for number, _ in enumerate(sheets, 1))
    bundles = b"".join(
        _record(0x9C, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(title))
        for number, title in enumerate(sheets, 1)
    )
    styles = _record(0x269, struct.pack("<I", 2)) + b"".join(
        _record(0x2F, struct.pack("<HHHHH", 0, form, 0, 0, 0) + bytes(6)) for form in (0, 14)
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/workbook.bin", _record(0x8F) + bundles + _record(0x90) + _record(0x84))
        archive.writestr("xl/styles.bin", _record(0x116) + styles + _record(0x26A) + _record(0x117))
        for number, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", _xlsb_sheet(rows))


def _xlsb_sheet(rows: Sequence[Sequence[Any]]) -> bytes:
    size = struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max(map(len, rows), default=1) - 1)
    cells = b"".join(part for place, row in enumerate(rows) for part in _xlsb_row(place, row))
    return _record(0x81) + _record(0x94, size) + _record(0x91) + cells + _record(0x92) + _record(0x82)


def _xlsb_row(place: int, row: Sequence[Any]) -> Iterator[bytes]:
    yield _record(0x00, struct.pack("<I", place) + bytes(13))
    for column, cell in enumerate(row):
        head = struct.pack("<II", column, isinstance(cell, date))
        if isinstance(cell, bool):
            yield _record(0x04, head + bytes([cell]))
        elif isinstance(cell, str):
            yield _record(0x06, head + _wide(cell))
        elif cell is not None:
            number = (cell - EPOCH).days if isinstance(cell, date) else cell
            yield _record(0x05, head + struct.pack("<d", number))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    length = b""
    size = len(body)
    while size > 0x7F:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + body


WRITERS = {"xlsx": xlsx, "xls": xls, "ods": ods, "xlsb": xlsb}
