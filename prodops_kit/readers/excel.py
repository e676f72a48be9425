"""Excel and OpenDocument workbooks: the sheet that fits, typed cells, the sheet's own row numbers as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prodops_kit import workbook
from prodops_kit.errors import DataError
from prodops_kit.readers.headers import nearest
from prodops_kit.readers.layouts import HEADER_WITHIN, Layout, Row, choose
from prodops_kit.readers.sheets import BATCH, Columns, as_text, skipped_above
from prodops_kit.readers.unpacking import check_unpacked

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


@dataclass(slots=True)
class Excel:
    """A sheet whose header has been found; see `Sheet`."""

    name: str
    kind: str
    header: tuple[str, ...]
    layout: Layout | None
    warnings: tuple[str, ...]
    _rows: Iterator[list[Any]]
    _line: int
    refused: list[tuple[int, str]] = field(default_factory=list)

    def columns(self, wanted: Mapping[int, str]) -> Iterator[Columns]:
        """As `Sheet.columns`."""
        numbered = enumerate(self._rows, self._line + 1)
        while batch := list(islice(numbered, BATCH)):
            filled = [(line, row) for line, row in batch if any(cell != "" for cell in row)]
            if filled:
                cells = list(zip(*(row for _, row in filled), strict=True))
                yield (
                    [line for line, _ in filled],
                    [[as_text(cell, kind) for cell in cells[place]] for place, kind in wanted.items()],
                )


@contextmanager
def open_workbook(file: Path, wanted: str, layouts: Sequence[Layout]) -> Iterator[Excel]:
    """Open a workbook at the sheet and row that fit.

    Args:
        wanted: Name of the sheet, or empty for the one that fits.

    Raises:
        DataError: The file is damaged, locked, empty or far too large, has no such sheet, or several that fit.
        OSError: It cannot be read.
    """
    name = workbook.name(file)
    check_unpacked(file)
    with _refusals(name):
        book = _opened(file)
        sheets = {sheet: book.get_sheet_by_name(sheet) for sheet in _sheets(book, name, wanted)}
        rows = [row for sheet in sheets.values() for row in _first_rows(sheet)]
        if not rows:
            what = f"the sheet '{wanted}' is empty" if wanted else "every sheet is empty"
            raise DataError(f"{name}: {what}; export it again, with a header in its first row.")
        choice = choose(name, rows, layouts)
        row = choice.row
        found = islice(_rows(sheets.pop(row.sheet)), row.line, None)
        sheets.clear()  # each is held whole
        shown = f"{name}#{row.sheet}" if len(book.sheet_names) > 1 else name
        warnings = skipped_above(row.line, row.first)
        kind = f"Excel, sheet '{row.sheet}'"
        yield Excel(shown, kind, row.cells, choice.layout, warnings, found, row.line)


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise DataError(f"{name}: locked with a password; save it without one.") from None
    except CalamineError:
        raise DataError(f"{name}: cannot be read as a workbook; open it in Excel and save it again as .xlsx.") from None
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how the library's Rust code reports what it did not expect
            raise
        raise DataError(f"{name}: damaged; open it in Excel and save it again as .xlsx.") from None


def _opened(file: Path) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    with file.open("rb") as stream:  # by content: suffixes lie
        return CalamineWorkbook.from_filelike(stream)


def _sheets(book: CalamineWorkbook, name: str, wanted: str) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if wanted:
        if wanted in (sheet.name for sheet in tables):
            return [wanted]
        near = nearest(wanted, (), [sheet.name for sheet in tables])
        hint = f" Did you mean '{near}'?" if near else ""
        has = ", ".join(f"'{sheet.name}'" for sheet in tables)
        raise DataError(f"{name}: no sheet '{wanted}'. It has {has}.{hint}")
    visible = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    return visible or [sheet.name for sheet in tables]


def _first_rows(sheet: CalamineSheet) -> Iterator[Row]:
    first = True
    for line, row in enumerate(islice(_rows(sheet), HEADER_WITHIN), 1):
        if any(cell != "" for cell in row):
            yield Row(tuple(as_text(cell, "text") or "" for cell in row), sheet.name, line, first)
            first = False


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows of a sheet from its first, made one at a time; blank columns on its left stand in each."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    return (left + row for row in sheet.iter_rows())
