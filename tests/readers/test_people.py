"""A person is a key from the first moment on; whole numbers and yes or no are read or set aside."""

from __future__ import annotations

import hashlib
import hmac
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit import engines
from prodops_kit.errors import DataError, RunError
from prodops_kit.readers import people
from prodops_kit.tables import Table, column, read_table

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)


class Seats(Table):
    """One person in one tool."""

    who: str = column("person", "Who", aliases=("Login",))
    seats: int = column("count", "Seats", required=False)
    active: bool = column("yesno", "Whether active", required=False)
    cost: object = column("money", "Cost", required=False)


class Aliases(Table):
    """One other spelling."""

    kind: str = column("text", "What is spelt", options=("vendor", "person"))
    found: str = column("text", "As found", person_when="kind")


@pytest.fixture
def load(workbook_here, monkeypatch):
    monkeypatch.setenv(people.KEY_VARIABLE, "k")

    def rows(*lines: str, table=Seats, **options):
        (workbook_here.root / "seats.csv").write_text("\n".join(lines) + "\n")
        return read_table("seats.csv", table, **options)

    return rows


def test_a_person_is_the_hmac_of_the_trimmed_lower_case_address(load):
    loaded = load("Login,x", " ANNA@Example.com ,1", "anna@example.com,2", ",3", "NULL,4")

    expected = hmac.new(b"k", b"anna@example.com", hashlib.sha256).hexdigest()
    assert list(loaded.rows.frame()["who"]) == [expected, expected]
    assert list(loaded.rejects["reason"]) == ["'Login' is empty"] * 2


@QUICK
@given(st.emails())
def test_no_address_is_in_the_engine_the_rejects_or_a_message(load, address):
    loaded = load("who,seats", f'"{address}",1', f'"{address}",-1')
    names = [name for (name,) in engines._cursor().execute("select table_name from duckdb_tables()").fetchall()]
    everything = [engines._cursor().execute(f"from {name}").fetchall() for name in names]

    assert address.lower() not in repr(everything).lower()
    assert address.lower() not in (repr(loaded.rejects.values.tolist()) + repr(loaded.source)).lower()
    with pytest.raises(DataError) as refused:
        load("who,seats", f'"{address}",-1')
    assert address.lower() not in str(refused.value).lower()


@QUICK
@given(st.emails(), st.text(" \t\u00a0", max_size=3), st.booleans())
def test_blanks_and_case_make_no_other_person(workbook_here, address, blanks, upper):
    varied = blanks + (address.upper() if upper and address.upper().lower() == address.lower() else address) + blanks
    assert people.person_key(varied) == people.person_key(address)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(workbook_here):
    first = people.person_key("anna@example.com")
    file = workbook_here.root / ".prodops" / "hash.key"
    people._kept_key.cache_clear()

    assert people.person_key("anna@example.com") == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [other.name for other in file.parent.iterdir()] == ["hash.key"]


def test_an_empty_secret_is_refused(workbook_here):
    (workbook_here.root / ".prodops").mkdir()
    (workbook_here.root / ".prodops" / "hash.key").write_text("\n")
    with pytest.raises(RunError, match=r"^\.prodops/hash\.key: empty, so people cannot be told apart\."):
        people.person_key("x")


def test_a_cell_is_a_person_where_its_row_says_so(load):
    rows = load("kind,found", "vendor,Figma Inc", "Person,anna@example.com", table=Aliases).rows.frame()
    assert list(rows["found"]) == ["Figma Inc", people.person_key("anna@example.com")]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("12", 12),
        ("0", 0),
        ("12.0", 12),
        ("1 200", 1200),
        ("1,200", None),
        ("-1", None),
        ("1.5", None),
        ("9" * 30, None),
    ],
)
def test_a_count_is_a_whole_number(load, cell, count):
    loaded = load("who,seats", "a,1", f'b,"{cell}"')
    assert list(loaded.rows.frame()["seats"]) == [1] + [count] * (count is not None)
    assert list(loaded.rejects["reason"]) == ["'seats' is not a whole number, 0 or more"] * (count is None)


def test_marks_between_thousands_count_where_the_amounts_prove_the_notation(load):
    assert list(load("who;seats;cost", "a;1.200;1,50").rows.frame()["seats"]) == [1200]
    assert list(load("who,seats", 'a,"1,200"', money="1,234.56").rows.frame()["seats"]) == [1200]


def test_yes_and_no_in_words(load):
    loaded = load("who,active", "a,Yes", "b,n", "c,TRUE", "d,0", "e,", "f,maybe")
    assert list(loaded.rows.frame()["active"]) == [True, False, True, False, None]
    assert list(loaded.rejects["reason"]) == ["'active' is not yes or no"]
