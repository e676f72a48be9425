"""Every kind of workbook gives the same rows, dates, cents and lines."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
import zlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from prodops_kit.errors import DataError
from prodops_kit.money import Money
from prodops_kit.tables import Table, column, read_table

KINDS = ("xlsx", "xls", "xlsb", "ods")


class Orders(Table):
    """One order."""

    tool: str = column("text", "Product", aliases=("app",))
    cost: Decimal = column("money", "Cost", currency="currency")
    renewal: date = column("day", "Renewal", nullable=True)
    seats: int = column("count", "Seats", nullable=True)
    active: bool = column("yesno", "In force", required=False)
    currency: str = column("currency", "Currency")
    reconciles = "cost"


HEADER = ("App", "Cost", "Renewal", "Seats", "Active", "Currency")
DEALS = [
    ("Deals of the year",),
    (),
    (),
    HEADER,
    ("Miro", 1234.56, date(2026, 12, 31), 12, True, "EUR"),
    (),
    ("Zoë & Söhne", 0.1, date(2028, 2, 29), None, False, "EUR"),
    ("Figma", -19.99, None, 0, True, "EUR"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_workbook_gives_the_same_rows_and_lines(written, kind):
    loaded = read_table(written(kind, {"Notes": [("nothing here",)], "Deals": DEALS}), Orders)
    rows = [tuple(None if cell != cell else cell for cell in row) for row in loaded.rows.frame().values.tolist()]

    assert rows == [
        ("Miro", Decimal("1234.56"), date(2026, 12, 31), 12, True, "EUR", 5),
        ("Zoë & Söhne", Decimal("0.1"), date(2028, 2, 29), None, False, "EUR", 7),
        ("Figma", Decimal("-19.99"), None, 0, True, "EUR", 8),
    ]
    assert loaded.source.money == (Money(121_467, "EUR"),)  # 1,234.56 + 0.10 - 19.99
    assert loaded.source.layout == "Excel, sheet 'Deals'"
    assert loaded.source.warnings == ("The header was found on line 4; what stands above it was not read.",)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_of_any_workbook_can_be_named(written, kind):
    name = written(kind, {"2025": [HEADER, ("a", 1, None)], "2026": [HEADER, ("b", 2, None, 3, True, "EUR")]})
    assert list(read_table(f"{name}#2026", Orders).rows.frame()["tool"]) == ["b"]
    with pytest.raises(DataError, match=r"the sheets '2025', '2026' fit orders equally well; name one"):
        read_table(name, Orders)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_row_of_any_workbook_is_set_aside_with_its_line(written, kind):
    rows = [HEADER, ("a", 1.5, None, 1, True, "EUR"), ("b", "1,5 or so", None, 1, True, "EUR")]
    loaded = read_table(written(kind, {"Deals": rows}), Orders)
    assert loaded.rejects.values.tolist() == [
        [f"deals.{kind}", 3, "Cost", "'Cost' is not an amount written as 1,234.56"]
    ]


@pytest.fixture
def bomb(written):
    """Writes a workbook with a part that unpacks to blanks; `stated` bytes are what its directory says of it."""

    def write(*, megabytes, stated=None):
        block = zlib.compressobj(9, zlib.DEFLATED, -15)
        million = block.compress(b" " * 1_000_000) + block.flush(zlib.Z_FULL_FLUSH)  # such pieces can be repeated
        name = written("xlsx", {"Deals": DEALS})
        with zipfile.ZipFile(name, "a") as archive:
            archive.writestr("blank.bin", million * megabytes + zlib.compressobj(9, zlib.DEFLATED, -15).flush())
            said = archive.getinfo("blank.bin")
            said.compress_type, said.file_size = (
                zipfile.ZIP_DEFLATED,
                megabytes * 1_000_000 if stated is None else stated,
            )
        return Path(name)

    return write


def test_a_bomb_is_a_workbook_that_really_unpacks(bomb):
    with zipfile.ZipFile(bomb(megabytes=3)) as archive, archive.open("blank.bin") as stream:
        assert stream.read(2_999_999) == b" " * 2_999_999
    assert len(read_table("deals.xlsx", Orders).rows) == 3  # 3 MB harm nobody


@pytest.mark.parametrize(("megabytes", "said"), [(5000, "5,000"), (1001, "1,001"), (150, "150")])
def test_a_small_file_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(bomb, megabytes, said):
    file = bomb(megabytes=megabytes)
    began = time.process_time()
    with pytest.raises(DataError) as refused:
        read_table("deals.xlsx", Orders)
    assert time.process_time() - began < 0.5  # unpacking 5,000 MB takes 10 s and more
    assert str(refused.value) == (
        f"deals.xlsx: unpacks to more than a table of its size does ({said} MB or more from "
        f"{file.stat().st_size / 1e6:,.1f} MB). Save the sheet that is needed as CSV."
    )


def test_a_directory_that_states_too_little_deceives_nobody(bomb):
    bomb(megabytes=5000, stated=1000)
    tracemalloc.start()
    with pytest.raises(DataError, match=r"^deals\.xlsx: unpacks to more than a table of its size does"):
        read_table("deals.xlsx", Orders)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50_000_000


def test_a_deflated_sheet_of_open_document_is_refused_too(written):
    name = written("ods", {"Deals": [*DEALS, (" " * 150_000_000,)]})
    with pytest.raises(DataError, match=r"^deals\.ods: unpacks to more than a table of its size does \(15\d MB"):
        read_table(name, Orders)


def test_a_lone_cell_far_away_is_refused_and_one_far_below_is_not(workbook_here):
    book = openpyxl.Workbook()
    for place, row in enumerate([HEADER, ("a", 1, None, 1, True, "EUR")], 1):
        for column_, cell in enumerate(row, 1):
            book.active.cell(place, column_, cell)
    book.active["F99999"] = "EUR"
    book.save("below.xlsx")
    assert len(read_table("below.xlsx", Orders).rows) == 1

    book.active["XFD1048576"] = "x"
    book.save("away.xlsx")
    with pytest.raises(DataError) as refused:
        read_table("away.xlsx", Orders)
    assert str(refused.value) == (
        "away.xlsx: a sheet has cells far from its table, out to column XFD and row 1,048,576. "
        "Delete the columns beside the table and the rows below it, or save the sheet as CSV."
    )
