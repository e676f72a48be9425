"""Files asked where they lie: nothing else can be reached, nothing is read as what it is not."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from prodops_kit.engines import scan, store
from prodops_kit.errors import DataError
from prodops_kit.results import Rejected
from prodops_kit.scanning import is_no_number, readable, scan_table
from prodops_kit.tables import Table, column


class Visits(Table):
    """One visit."""

    who: str = column("person", "Who", aliases=("user id",))
    place: str = column("text", "Where")
    day: object = column("day", "When", required=False)


@pytest.fixture
def file(workbook_here):
    def write(*lines: str, name: str = "data/visits.csv", end: str = "\n", encoding: str = "utf-8") -> str:
        (workbook_here.root / name).write_bytes((end.join(lines) + end).encode(encoding))
        return name

    return write


@pytest.mark.parametrize(
    "sql",
    [
        "from read_csv('{other}')",
        "from read_text('{other}')",
        "from sniff_csv('{other}')",
        "from glob('{folder}/*')",
        "from read_csv('{folder}/*.csv')",
        "from read_csv('{folder}/../{name}/other.csv')",
        "copy (select 1) to '{own}'",
        "copy (select 1) to '{folder}/new.csv'",
        "attach '{folder}/new.db'",
        "set enable_external_access = true",
        "set allowed_paths = ['{other}']",
        "install httpfs",
    ],
)
def test_the_engine_of_a_file_reads_that_file_and_nothing_else(tmp_path, sql):
    own, other = tmp_path / "own.csv", tmp_path / "other.csv"
    for path in (own, other):
        path.write_text("a\n1\n")
    rows = scan(own, "from read_csv({file})")
    assert rows.exact("from {rows}") == [(1,)]

    with pytest.raises(duckdb.Error, match=r"disabled|Cannot (change|enable)"):
        rows.exact(sql.format(other=other, own=own, folder=tmp_path, name=tmp_path.name))
    assert (own.read_text(), sorted(p.name for p in tmp_path.iterdir())) == ("a\n1\n", ["other.csv", "own.csv"])


def test_two_files_are_joined_by_an_engine_that_may_read_both(tmp_path):
    for name, text in (("a", "x,y\n1,2\n"), ("b", "x,z\n1,3\n")):
        (tmp_path / name).write_text(text)
    one, other = (scan(tmp_path / name, "from read_csv({file})") for name in "ab")
    joined = one.select("from {rows} join {other} using (x)", other=other)

    assert joined.kept().exact("from {rows}") == [(1, 2, 3)]
    with pytest.raises(duckdb.Error):
        one.exact(f"from read_csv('{tmp_path}/b')")


@pytest.mark.parametrize("name", ["we[i]rd*.csv", "it's.csv", "br{a}ce?.csv", "ünï cödé.csv"])
def test_a_name_is_no_pattern(tmp_path, name):
    (tmp_path / name).write_text("x\n5\n")
    (tmp_path / "weirdx.csv").write_text("x\n9\n")
    assert scan(tmp_path / name, "from read_csv({file})").exact("from {rows}") == [(5,)]


def test_exact_results_keep_every_digit_and_frames_do_not():
    rows = store({"x": "double"}, [(["0.1234567890123"],)])
    assert rows.exact("from {rows}") == [(0.1234567890123,)]
    assert rows.frame()["x"].item() == 0.123456789


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_are_found_by_name_and_others_keep_their_header(file, end, separator):
    lines = ["User ID,Extra {x},PLACE,day", "u1,1,north,2026-10-31", "", 'u2,,"so\nuth",2026-11-01T01:30:00+02:00']
    scanned = scan_table(file(*(line.replace(",", separator) for line in lines), end=end), Visits)

    assert scanned.rows.exact("from {rows} order by who") == [
        ("u1", "north", datetime(2026, 10, 31), "1"),
        ("u2", "so\nuth", datetime(2026, 10, 31, 23, 30), None),  # 01:30 two hours east of UTC
    ]
    assert list(scanned.columns) == ["who", "place", "day", "Extra {x}"]
    assert (scanned.source.rows, scanned.source.used, scanned.source.newest) == (2, 2, date(2026, 10, 31))


def test_rows_without_a_needed_cell_or_a_day_are_set_aside_and_counted(file):
    scanned = scan_table(file("who,place,day", "u1,north,2026-10-31", ",north,2026-10-31", "u2,x,31/10/2026"), Visits)

    assert len(scanned.rows) == 1
    assert (scanned.source.rows, scanned.source.used, scanned.source.rejected) == (3, 1, 2)
    assert scanned.source.reasons == (
        Rejected("'who' is empty", 1, ()),
        Rejected("'day' is no day written as 2026-10-31", 1, ()),
    )


def test_only_a_number_is_a_number(file):
    cells = ["1", " 2.5 ", "1e3", "-4", "1_000", "0x10", "nan", "inf", "1,5", "abc", "1e200", "", "+.5"]
    scanned = scan_table(file("who;place;x", *(f"u;p;{cell}" for cell in cells)), Visits)

    found = scanned.rows.exact(f"from {{rows}} select {scanned.number('x')}")
    assert [x for (x,) in found] == [1, 2.5, 1000, -4, *[None] * 8, 0.5]
    assert scanned.lines("x", is_no_number) == (6, 7, 8, 9, 10)  # the header is line 1, an empty cell is none
    assert scanned.number("place2") is None


def test_typed_columns_of_parquet_are_read_as_they_are(workbook_here):
    path = workbook_here.root / "data" / "v.parquet"
    duckdb.sql(
        "from (values (1, 'a', 1.5::double, date '2026-10-01'), (2, 'b', 'nan'::double, null)) v(who, place, x, d)"
    ).write_parquet(str(path))
    scanned = scan_table("data/v.parquet", Visits)

    assert scanned.rows.exact(f"from {{rows}} select who, {scanned.number('x')} order by who") == [(1, 1.5), (2, None)]
    assert scanned.number("d") is None  # days are no numbers
    assert scanned.lines("x", is_no_number) == (2,)


@pytest.mark.parametrize(
    ("lines", "encoding", "said"),
    [
        (("who,where", "u,x"), "utf-8", "data/visits.csv: no column for place. It has who, where. Rename or add"),
        (
            ("who,place", "secret,x,y", "u,n"),
            "utf-8",
            "data/visits.csv, line 2: the row has more cells than the header.",
        ),
        (("who,place", "u,n", '"secret,x'), "utf-8", "a quote opened on line 3 is never closed"),
        (("who,place", "sécret,x"), "cp1252", "data/visits.csv: not UTF-8 text."),
        (("who,place",), "utf-8", "data/visits.csv: a header and no rows"),
        (("who,place", ",x"), "utf-8", "none of its 1 rows can be used. 1: 'who' is empty."),
    ],
)
def test_what_cannot_be_read_is_refused_without_repeating_a_cell(file, lines, encoding, said):
    with pytest.raises(DataError) as refused:
        scan_table(file(*lines, encoding=encoding), Visits)
    assert said in str(refused.value)
    assert "cret" not in str(refused.value)


def test_a_workbook_is_no_table_of_units(workbook_here):
    import pandas as pd

    pd.DataFrame({"who": ["u"], "place": ["x"]}).to_excel(workbook_here.root / "data" / "v.xlsx", index=False)
    with pytest.raises(DataError, match=r"is read from CSV and Parquet; save it as one"):
        scan_table("data/v.xlsx", Visits)


def test_a_file_that_goes_away_or_breaks_after_loading_is_a_message(file, workbook_here):
    name = file("who,place,x", "secret,north,1", "u2,south,2")
    scanned = scan_table(name, Visits)
    (workbook_here.root / name).write_text("who,place,x\nsecret,north\n")
    with pytest.raises(DataError) as broken, readable(scanned):
        scanned.rows.exact("from {rows} select max(x)")
    assert str(broken.value) == (
        "data/visits.csv, line 2: the row has fewer cells than the header. Correct the export and run again."
    )
    (workbook_here.root / name).unlink()
    with pytest.raises(DataError, match=r"data/visits.csv: no such file"), readable(scanned):
        scanned.rows.exact("from {rows} select max(x)")
