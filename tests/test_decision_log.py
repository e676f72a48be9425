"""The decision log is read as people write it, and written so that nothing else in it moves."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from prodops_kit import decision_log
from prodops_kit.decision_log import COLUMNS, STATES, Entry, add, entries, state_of
from prodops_kit.errors import DataError

HEADER = "id,period,state,owner,note,until\n"
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@pytest.fixture
def log(workbook_here):
    """Write the log: text, or bytes as they are."""

    def write(content: str | bytes) -> None:
        decision_log.file().write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


def test_there_is_no_answer_without_a_file(workbook_here):
    assert entries() == ()


def test_an_answer_is_read_with_the_line_it_stands_on(log):
    log(HEADER + "\na.b.c,2026-10,Snoozed,IT,after the pilot,2026-12-01\n")
    assert entries() == (Entry("a.b.c", "2026-10", "snoozed", "IT", "after the pilot", date(2026, 12, 1), 3),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_any_spreadsheet_may_have_saved_it(log, delimiter, encoding):
    lines = [[" Note", "ID ", "PERIOD", "State", "until", "owner", "link"], ["für später", "x", "Oct-26", "done"]]
    log("\r\n".join(delimiter.join(cells) for cells in lines).encode(encoding))
    assert entries() == (Entry("x", "2026-10", "done", "", "für später", None, 2),)


def test_a_note_may_hold_delimiters_quotes_and_line_ends(log):
    log(HEADER + 'x,2026-10,declined,IT,"no, ""never""\nagain",\ny,2026-Q3,done,,,\n')
    assert [(entry.note, entry.line) for entry in entries()] == [('no, "never" again', 2), ("", 4)]


@pytest.mark.parametrize(("written", "day"), [("2026-12-01", date(2026, 12, 1)), ("1.12.2026", date(2026, 12, 1))])
def test_until_is_read_in_forms_that_say_day_and_month(log, written, day):
    log(HEADER + f"x,2026-10,snoozed,,,{written}\n")
    assert entries()[0].until == day


def test_every_problem_is_told_at_once_with_its_line_and_edit(log):
    log(HEADER + "x,autumn,dun,,,\n,2026-10,snoozed,,,03/04/2026\nz,2026,snoozed,,,,\ny,2026-10,done,,a,,b\n")
    with pytest.raises(DataError) as refusal:
        entries()
    assert str(refusal.value).splitlines() == [
        "data/decisions.csv, line 2: 'autumn' is not a period. Write a month as 2026-10, a quarter as 2026-Q3, "
        "a year as 2026.",
        "data/decisions.csv, line 2: 'dun' is not a state. Write accepted, declined, done or snoozed. "
        "Did you mean 'done'?",
        "data/decisions.csv, line 3: no id. Write the decision's id, as prodops decide lists it.",
        "data/decisions.csv, line 3: until '03/04/2026' is not a date that can be told. "
        "Write 2026-03-04 or 2026-04-03.",
        "data/decisions.csv, line 4: snoozed without until. Write the day on which the decision comes back, "
        "such as 2026-12-31.",
        "data/decisions.csv, line 5: more cells than the header has. Put the text that holds ',' into double quotes.",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,period,state,owner,note\n", "line 1: no column 'until'"),
        ("id,period,state,owner,note,until,ID\n", "line 1: 2 columns 'id'"),
        (HEADER + 'x,2026-10,done,,"open\n', "line 2: not a row of a spreadsheet"),
        (b"\x81\xff", "neither UTF-8 nor Windows text"),
    ],
)
def test_a_log_that_is_none_is_refused(log, content, said):
    log(content)
    with pytest.raises(DataError, match=said):
        entries()
    with pytest.raises(DataError, match=said):
        add("x", "2026-10", "done")


def test_the_last_answer_up_to_the_period_holds(log):
    log(HEADER + "x,2026-10,declined,,,\nx,2026-08,accepted,,,\ny,2026-Q3,done,,,\n")
    known = entries()
    assert state_of(known, "x", "2026-07") is None
    assert state_of(known, "x", "2026-09").state == "accepted"
    assert state_of(known, "x", "2026-10").state == "accepted"  # the last in the file, whatever it is about
    assert state_of(known, "y", "2026-08") is None  # the quarter ends after August
    assert state_of(known, "y", "2026-09").state == "done"
    assert state_of(known, "z", "2026-10") is None


def test_a_snooze_ends_on_its_day(log):
    log(HEADER + "x,2026-09,accepted,,,\nx,2026-10,snoozed,,,2026-11-30\n")
    assert state_of(entries(), "x", "2026-10").state == "snoozed"
    assert state_of(entries(), "x", "2026-11") is None


def test_a_new_file_opens_in_a_spreadsheet_with_its_umlauts(workbook_here):
    add("x", "2026-10", "declined", owner="Büro", note="=1+1")
    assert decision_log.file().read_bytes() == (
        b"\xef\xbb\xbfid,period,state,owner,note,until\nx,2026-10,declined,B\xc3\xbcro,'=1+1,\n"
    )


@pytest.mark.parametrize(
    ("before", "row"),
    [
        (b"until;note;id;state;mine;period;owner\r\n;a;x;done;;2026-09;IT", b"\r\n;f\xfcr;y;accepted;;2026-10;\r\n"),
        (b"id\tperiod\tstate\towner\tnote\tuntil\n\n", "y\t2026-10\taccepted\t\tfür\t\n".encode()),
    ],
)
def test_an_answer_is_added_in_the_file_s_own_form(log, before, row):
    before = before.replace(b";a;", b";\xe4;") if b";a;" in before else before  # makes it Windows text
    log(before)
    add("y", "2026-10", "accepted", note="für")
    assert decision_log.file().read_bytes() == before + row


def test_windows_text_that_cannot_hold_a_note_is_left_as_it_is(log):
    log(HEADER.encode() + b"x,2026-10,done,,\xfc,\n")
    before = decision_log.file().read_bytes()
    with pytest.raises(DataError, match="CSV UTF-8"):
        add("y", "2026-10", "done", note="中")
    assert decision_log.file().read_bytes() == before


def test_what_is_no_answer_is_not_added(workbook_here):
    with pytest.raises(DataError, match=r"^decision x: 'someday' is not a period.*\ndecision x: 'open' is not a state"):
        add("x", "someday", "open")
    assert not decision_log.file().exists()


@FEW
@given(answers=st.lists(st.tuples(TEXT, TEXT, st.sampled_from(STATES), st.dates(date(1900, 1, 1))), max_size=3))
@example(answers=[("''=x", "'", "done", date(2026, 1, 1))])
def test_what_is_added_is_read_again(workbook_here, answers):
    decision_log.file().unlink(missing_ok=True)
    added = [add("a.b", "2026-10", state, owner=o, note=n, until=until) for o, n, state, until in answers]
    assert entries() == tuple(added)
    for entry, (owner, note, *_) in zip(added, answers, strict=True):
        assert entry.note.split() == decision_log._one_line(note).split()
        assert entry.owner == decision_log._one_line(owner)


@FEW
@given(
    notes=st.lists(TEXT.filter(str.isprintable), max_size=4),
    delimiter=st.sampled_from(",;\t"),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_other_rows_stay_byte_for_byte_and_no_cell_is_a_formula(workbook_here, notes, delimiter, ending):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    writer.writerow(COLUMNS)
    writer.writerows([["x", "2026-10", "done", "", note, ""] for note in notes])
    before = out.getvalue().encode()
    decision_log.file().write_bytes(before)
    known = entries()
    for note in notes:
        add("y", "2026-10", "done", note=note)
    after = decision_log.file().read_bytes()
    assert after.startswith(before)
    assert entries()[: len(known)] == known
    added = csv.reader(io.StringIO(after[len(before) :].decode(), newline=""), delimiter=delimiter)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in added for cell in row)


@FEW
@given(content=st.binary(max_size=200) | TEXT.map(lambda text: (HEADER + text).encode()))
def test_whatever_the_file_holds_is_read_or_refused(workbook_here, content):
    decision_log.file().write_bytes(content)
    with suppress(DataError):
        known = entries()
        added = add("y", "2026-10", "done")
        assert entries() == (*known, added)
    assert decision_log.file().read_bytes().startswith(content)
