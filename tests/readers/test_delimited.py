"""Rows keep the line they start on, whatever stands in the cells."""

from __future__ import annotations

import pytest

from prodops_kit.errors import DataError
from prodops_kit.readers import delimited, header_of, open_sheet


@pytest.fixture
def read(tmp_path, workbook_here):
    def rows(content: bytes):
        path = tmp_path / "file.csv"
        path.write_bytes(content)
        with open_sheet(path) as sheet:
            found = [pair for lines, cells in sheet.batches() for pair in zip(lines, cells, strict=True)]
        return sheet.header, found, sheet.refused

    return rows


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separator_line_end_and_mark_are_found(read, separator, end, mark):
    lines = [separator.join(cells) for cells in (("a", "b"), ("1", "2"), ("3", "4"))]
    assert read(mark + end.join(lines).encode()) == (("a", "b"), [(2, ["1", "2"]), (3, ["3", "4"])], [])


def test_a_row_with_line_breaks_counts_from_its_first_line(read):
    assert read(b'a,b\n"1\n\n2",3\n4,5\n')[1] == [(2, ["1\n\n2", "3"]), (5, ["4", "5"])]


def test_blank_rows_are_skipped_and_separators_at_the_end_hold_nothing(read):
    assert read(b"\na,b\n\n,\n1,2,,\n")[1:] == ([(5, ["1", "2"])], [])


def test_a_separator_inside_a_quoted_header_does_not_count(read):
    assert read(b'"a, b, c";d\n1;2\n')[0] == ("a, b, c", "d")


def test_batches_join_to_the_file(read, monkeypatch):
    monkeypatch.setattr(delimited, "BATCH", 2)
    assert [line for line, _ in read(b"a\n1\n2\n3\n4\n5\n")[1]] == [2, 3, 4, 5, 6]


def test_a_nul_byte_is_a_character_like_any(read):
    assert read(b"a,b\n1\x00,2\n")[1] == [(2, ["1\x00", "2"])]


def test_a_cell_without_end_is_refused(read):
    with pytest.raises(DataError, match="a quote opened on line 3 is never closed"):
        read(b'a,b\n1,2\n"3,' + b"x" * 200_000 + b"\n")


def test_a_header_with_an_open_quote_is_refused(tmp_path, workbook_here):
    (tmp_path / "file.csv").write_bytes(b'a,"b\n1,2\n')
    with pytest.raises(DataError, match="a quote opened on line 1 is never closed"):
        header_of(tmp_path / "file.csv")


def test_a_damaged_workbook_is_told_apart_from_text(read):
    with pytest.raises(DataError, match=r"cannot be read as a workbook; open it in Excel and save it again as \.xlsx"):
        read(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf\xa4\xd2")
