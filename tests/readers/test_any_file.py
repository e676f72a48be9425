"""The same rows come out of CSV, Excel and Parquet, in any encoding, with their lines; damage is a message."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit.errors import DataError, KitError
from prodops_kit.money import Money
from prodops_kit.readers import header_of
from prodops_kit.tables import Table, column, read_table

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
NAMES = ("tool", "cost", "renewal", "seats", "active", "invoice")


class Deals(Table):
    """One deal."""

    tool: str = column("text", "Product", aliases=("app",))
    cost: Decimal = column("money", "Cost")
    renewal: date = column("day", "Renewal", nullable=True)
    seats: int = column("count", "Seats", nullable=True)
    active: bool = column("yesno", "In force", required=False)
    invoice: str = column("text", "Invoice", required=False)


@pytest.fixture
def book(workbook_here):
    def write(*sheets, name="deals.xlsx"):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets:
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        made.save(workbook_here.root / name)
        return name

    return write


@pytest.fixture
def parquet(workbook_here):
    def write(sql: str, name="deals.parquet"):
        with duckdb.connect() as engine:
            engine.execute(f"copy ({sql}) to '{workbook_here.root / name}' (format parquet)")
        return name

    return write


ROW = st.tuples(
    st.text(st.characters(min_codepoint=97, max_codepoint=382, categories=("L",)), min_size=1, max_size=8).filter(
        lambda text: text.upper() != "NULL"
    ),
    st.decimals(-(10**9), 10**9, places=2),
    st.none() | st.dates(date(1990, 1, 1), date(2099, 1, 1)),
    st.none() | st.integers(0, 10**9),
    st.booleans(),
    st.integers(1, 10**9),
)


def rows_of(loaded):
    frame = loaded.rows.frame()
    return [tuple(None if value != value else value for value in row) for row in frame[list(NAMES)].values.tolist()]


@QUICK
@given(st.lists(ROW, min_size=1, max_size=6))
def test_csv_excel_and_parquet_give_the_same_rows(workbook_here, book, parquet, rows):
    book(("Deals", [NAMES, *((row[0], float(row[1]), *row[2:]) for row in rows)]))
    out = io.StringIO()
    csv.writer(out).writerows([NAMES, *rows])
    (workbook_here.root / "deals.csv").write_text(out.getvalue(), encoding="utf-8")
    sql = (
        "select unnest($tool::varchar[]) as tool, unnest($cost::decimal(18,2)[]) as cost, "
        "unnest($renewal::date[]) as renewal, unnest($seats::integer[]) as seats, "
        "unnest($active::boolean[]) as active, unnest($invoice::bigint[]) as invoice"
    )
    with duckdb.connect() as engine:
        values = {name: list(column) for name, column in zip(NAMES, zip(*rows, strict=True), strict=True)}
        engine.execute(f"create table deals as {sql}", values)
        engine.execute(f"copy deals to '{workbook_here.root / 'deals.parquet'}' (format parquet)")
    expected = [(*row[:5], str(row[5])) for row in rows]

    for name in ("deals.csv", "deals.xlsx", "deals.parquet"):
        loaded = read_table(name, Deals, money="1,234.56", dates="iso")
        assert rows_of(loaded) == expected, name
        first = 1 if name.endswith("parquet") else 2
        assert list(loaded.rows.frame()["line"]) == list(range(first, len(rows) + first))


def test_a_typed_number_needs_no_proof_and_stands_beside_text_in_any_notation(book):
    loaded = read_table(book(("A", [NAMES, ("a", 1.234, None), ("b", "1.234,5", None), ("c", 1234, None)])), Deals)
    assert list(loaded.rows.frame()["cost"]) == [Decimal("1.234"), Decimal("1234.5"), Decimal(1234)]


def test_typed_cells_of_excel(book):
    rows = [
        NAMES,
        ("a", 0.1 + 0.2, datetime(2026, 10, 31, 12, 30), 12.0, True, 1001.0),
        ("b", True, 46000, 1.5, 1, None),
    ]
    loaded = read_table(book(("A", rows)), Deals)
    assert rows_of(loaded) == [("a", Decimal("0.3"), date(2026, 10, 31), 12, True, "1001")]
    assert list(loaded.rejects["reason"]) == ["'cost' is not an amount written as 1,234.56"]


def test_the_sheet_that_fits_is_read_from_the_row_that_is_the_header(book):
    deals = [("Deals of the year",), (), (None, "as of", date(2026, 10, 1)), NAMES, ("a", 1, None), (), ("b", 2, None)]
    loaded = read_table(book(("Notes", [("nothing",)]), ("Deals", deals)), Deals)

    assert list(loaded.rows.frame()["line"]) == [5, 7]
    assert loaded.source.layout == "Excel, sheet 'Deals'"
    assert loaded.source.warnings == ("The header was found on line 4; what stands above it was not read.",)


def test_two_sheets_that_fit_are_refused_and_one_can_be_named(book):
    name = book(("2025", [NAMES, ("a", 1, None)]), ("2026", [NAMES, ("b", 2, None)]))
    with pytest.raises(DataError) as refused:
        read_table(name, Deals)
    assert str(refused.value) == (
        "deals.xlsx: the sheets '2025', '2026' fit deals equally well; name one, as deals.xlsx#2025."
    )
    loaded = read_table(f"{name}#2026", Deals)
    assert list(loaded.rows.frame()["tool"]) == ["b"]
    assert loaded.source.path == "deals.xlsx"
    with pytest.raises(DataError, match=r"no sheet '2027'. It has '2025', '2026'\."):
        read_table(f"{name}#2027", Deals)


def test_what_is_missing_is_said_of_the_nearest_sheet(book):
    name = book(("Notes", [("hello",)]), ("Deals", [("tool", "cost", "renewal"), ("a", 1, None)]))
    with pytest.raises(DataError) as refused:
        read_table(name, Deals)
    assert str(refused.value) == (
        "deals.xlsx#Deals: no column for seats. It has tool, cost, renewal. Rename or add the columns in the export."
    )


def test_parquet_types_arrive_exact(parquet):
    name = parquet(
        "select 'a' as tool, 1.234::double as cost, timestamptz '2026-10-31 23:30:00+00' as renewal, "
        "3.0::float as seats, true as active, 7::decimal(9,2) as invoice union all "
        "select 'b', 12345678.9, null, null, null, 7.5 union all select null, null, null, null, null, null"
    )
    assert rows_of(read_table(name, Deals)) == [
        ("a", Decimal("1.234"), date(2026, 10, 31), 3, True, "7"),
        ("b", Decimal("12345678.9"), None, None, None, "7.5"),
    ]


def test_a_parquet_name_is_no_pattern(parquet):
    assert len(
        read_table(parquet("select 'a' as tool, 1 as cost, null as renewal, 1 as seats", "a[1].parquet"), Deals).rows
    )


CELL = st.text(
    st.characters(codec="cp1252", exclude_characters="\0", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=9
)


@QUICK
@given(
    texts=st.lists(CELL, min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n"]),
    separator=st.sampled_from(",;\t"),
    above=st.sampled_from(["", "Deals of the year\n\n", "\n\n\n", 'Report;"of",\tOctober\n']),
)
def test_lines_are_exact_in_every_encoding(workbook_here, texts, encoding, end, separator, above):
    out, lines = io.StringIO(newline=""), []
    out.write(above.replace("\n", end))
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=end, delimiter=separator)
    writer.writerow(NAMES[:4])
    for text in texts:
        lines.append(len(io.StringIO(out.getvalue(), newline="").readlines()) + 1)
        writer.writerow([f"é{text.replace(chr(10), end)}x", "1.50", "2026-10-31", "3"])
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (workbook_here.root / "deals.csv").write_bytes(mark + out.getvalue().encode(encoding))
    loaded = read_table("deals.csv", Deals)

    assert list(loaded.rows.frame()["line"]) == lines
    assert ["".join(tool.split()) for tool in loaded.rows.frame()["tool"]] == ["".join(f"é{t}x".split()) for t in texts]
    assert any("CP1252" in warning for warning in loaded.source.warnings) == (encoding == "cp1252")


def test_windows_text_is_read_with_a_warning(workbook_here):
    (workbook_here.root / "deals.csv").write_bytes(b"tool,cost,renewal,seats\na,1,,\nCaf\xe9,2,,\n")
    loaded = read_table("deals.csv", Deals)
    assert list(loaded.rows.frame()["tool"]) == ["a", "Café"]
    assert loaded.source.warnings == ("Line 3 is not UTF-8, so the file was read as Windows text (CP1252).",)


def test_two_rows_that_look_like_the_header_are_refused(workbook_here):
    (workbook_here.root / "deals.csv").write_text("Deals\ntool,cost,renewal,seats\na,1,,\ntool,cost,renewal,seats\n")
    with pytest.raises(DataError) as refused:
        read_table("deals.csv", Deals)
    assert str(refused.value) == (
        "deals.csv: lines 2 and 4 both look like the header of deals; remove one, or say skip_rows: 1 in a mapping "
        "under parameters/definitions/."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><table><tr><td>tool</td></tr></table>", "deals.csv: a web page, not a table;"),
        (b"%PDF-1.7", "deals.csv: a PDF; the kit reads CSV, Excel and Parquet files."),
        (b"PAR1xxxxPAR1", "deals.csv: cannot be read as Parquet;"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "deals.csv: cannot be read as a workbook;"),
        ("tool,cost".encode("utf-16-le"), "deals.csv: no text, or UTF-16 without its mark."),
        (b"\xff\xfet\x00o", "deals.csv: line 1 is not UTF-16 text"),
    ],
)
def test_what_is_no_table_is_said(workbook_here, content, said):
    (workbook_here.root / "deals.csv").write_bytes(content)
    with pytest.raises(DataError) as refused:
        read_table("deals.csv", Deals)
    assert str(refused.value).startswith(said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    kind=st.sampled_from(["xlsx", "parquet", "csv"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    cut=st.floats(0, 1),
)
def test_damaged_bytes_are_a_message(workbook_here, book, parquet, kind, changes, cut):
    if kind == "csv":
        (workbook_here.root / "deals.csv").write_bytes("tool,cost,renewal,seats\nCafé,1,2026-10-31,2\n".encode())
    else:
        book(("A", [NAMES, ("a", 1, None)]))
        parquet("select 'a' as tool, 1 as cost, null as renewal, 1 as seats")
    file = workbook_here.root / f"deals.{kind}"
    content = bytearray(file.read_bytes())
    for place, byte in changes:
        content[int(place * (len(content) - 1))] = byte
    file.write_bytes(content[: int(len(content) * cut)] if cut < 0.5 else content)
    try:
        loaded = read_table(file.name, Deals)
        assert loaded.source.rows == loaded.source.used + loaded.source.rejected
    except KitError:
        pass


def mapping(root, text, name="deals"):
    folder = root / "parameters" / "definitions"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_a_mapping_reads_the_file_that_has_its_headers(workbook_here, tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("PRODOPS_RUN", str(tmp_path / "run"))
    text = (
        'table: deals\ncolumns:\n  tool: [Name, Werkzeug]\n  cost: Kosten\n  renewal: Ende\ndecimal: ","\ndates: mdy\n'
    )
    mapping(workbook_here.root, text + "defaults:\n  seats: 3\n  active: 'yes'\n")
    (workbook_here.root / "deals.csv").write_text("Werkzeug;Kosten;Ende;tool\na;1.234;01/02/26;b\n")
    loaded = read_table("deals.csv", Deals)

    assert rows_of(loaded) == [("a", Decimal(1234), date(2026, 1, 2), 3, True, None)]
    told = (tmp_path / "run" / "inputs.jsonl").read_text()
    assert '"path": "parameters/definitions/deals.yaml"' in told
    assert '"table": "mapping"' in told
    assert header_of(workbook_here.root / "deals.csv", Deals) == ("tool", "cost", "renewal", "tool", "seats", "active")


def test_everything_wrong_in_a_mapping_is_one_message(workbook_here):
    mapping(
        workbook_here.root,
        "table: deals\ncolumns:\n  tol: App\n  cost: Kosten\n  cost: Preis\nmony: ','\ndates: ymd\nskip_rows: -1\n"
        "decimal: ';'\ncurrency: no\n",
    )
    (workbook_here.root / "deals.csv").write_text("tool,cost,renewal,seats\na,1,,\n")
    with pytest.raises(KitError) as refused:
        read_table("deals.csv", Deals)
    where = "parameters/definitions/deals.yaml, line"
    assert str(refused.value).splitlines() == [
        f"{where} 5: columns: 'cost' stands there twice, first in line 4.",
        f"{where} 10: currency: no is read as different values by different YAML versions; write 'no' for the text, "
        "or true or false.",
        f"{where} 3: columns: no column 'tol' in deals. It has tool, cost, renewal, seats, active, invoice. "
        "Did you mean 'tool'?",
        f"{where} 6: unknown key 'mony'. A mapping has table, columns, money, decimal, dates, currency, defaults, "
        "sheet, skip_rows. Did you mean 'money'?",
        f"{where} 7: dates is not one of iso, mdy, dmy.",
        f"{where} 8: skip_rows is not a whole number from 0 to 29.",
        f"{where} 9: decimal is not '.' or ',', in quotes.",
        f"{where} 10: currency is not an ISO 4217 code such as EUR.",
    ]


def test_a_text_given_for_a_column_must_be_of_its_kind(workbook_here):
    mapping(workbook_here.root, "table: deals\ncolumns:\n  tool: App\ndefaults:\n  seats: many\n")
    (workbook_here.root / "deals.csv").write_text("App,cost,renewal\na,1,\n")
    with pytest.raises(
        DataError, match=r"deals\.csv: the text given for seats is not a whole number, 0 or more; correct"
    ):
        read_table("deals.csv", Deals)


def test_money_is_conserved_from_a_typed_file(book):
    name = book(("A", [NAMES, *((f"t{n}", n / 100, None) for n in range(1, 2001))]))

    class Sums(Table):
        tool: str = column("text", "Product")
        cost: Decimal = column("money", "Cost", currency="currency")
        currency: str = column("currency", "Currency")
        reconciles = "cost"

    assert read_table(name, Sums, defaults={"currency": "EUR"}).source.money == (Money(2_001_000, "EUR"),)
