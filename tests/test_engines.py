"""Relations keep money exact, order and types on their way to pandas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.engines import MONEY, literal, quoted, store
from prodops_kit.money import to_minor

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=12)


@pytest.fixture
def costs():
    columns = {"tool": "varchar", "day": "date", "cost": MONEY}
    return store(columns, [(["Chat", "Wiki"], ["2026-10-01", "2026-10-31"], ["0.1", "0.2"]), (["Chat"], [None], ["5"])])


def test_money_leaves_as_decimals_and_days_as_dates(costs):
    rows = costs.frame()

    assert list(rows["cost"]) == [Decimal("0.1"), Decimal("0.2"), Decimal(5)]  # as binary floats 0.1 + 0.2 is not 0.3
    assert list(rows["day"]) == [date(2026, 10, 1), date(2026, 10, 31), None]
    assert list(rows["tool"]) == ["Chat", "Wiki", "Chat"]


def test_values_are_parameters_and_never_become_sql(costs):
    assert costs.query("from {rows} select count(*) as n where tool = $tool", tool="' or 1=1 --")["n"].item() == 0


def test_relations_can_be_joined(costs):
    owners = store({"tool": "varchar", "team": "varchar"}, [(["Chat"], ["IT"])])
    joined = costs.query(
        "from {rows} join {owners} using (tool) select team, sum(cost) as cost group by all", owners=owners
    )

    assert joined.to_dict("records") == [{"team": "IT", "cost": Decimal("5.1")}]


def test_a_selection_outlives_the_relation_it_reads():
    chosen = store({"n": "bigint"}, [([1, 2, 3],)]).select("from {rows} where n > 1")

    assert len(chosen) == 2
    assert chosen.bounds("n") == (2, 3)
    assert chosen.kept().frame()["n"].dtype == "int64"


def test_no_rows_have_no_bounds_and_keep_their_columns():
    empty = store({"n": "bigint", "day": "date"}, ())

    assert empty.bounds("day") == (None, None)
    assert list(empty.frame().columns) == ["n", "day"]
    assert len(empty) == 0


def test_whole_numbers_with_gaps_stay_whole():
    assert list(store({"n": "bigint"}, [(["9007199254740993", None],)]).frame()["n"]) == [9_007_199_254_740_993, None]


def test_floats_leave_with_ten_significant_digits():
    rows = store({"x": "double"}, [(["0.1234567890123", None],)])
    assert rows.frame()["x"].tolist()[0] == 0.123456789


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.sampled_from(["USD", "JPY", "KWD"]))
def test_minor_units_round_as_money_does(amounts, currency):
    digits = {"USD": 2, "JPY": 0, "KWD": 3}[currency]
    rows = store({"cost": MONEY}, [([str(amount) for amount in amounts],)])
    found = rows.query("from {rows} select minor(cost, $digits) as minor", digits=digits)["minor"]

    assert list(found) == [to_minor(amount, currency) for amount in amounts]


def test_nothing_in_a_query_reaches_a_file(tmp_path):
    import duckdb

    near = tmp_path / "near.txt"  # in the temporary folder, which the engine may spill into
    near.write_text("x")
    for path in ("/etc/hostname", near):
        with pytest.raises(duckdb.PermissionException):
            store({"n": "bigint"}, ()).query(f"from read_text('{path}')")


@given(st.text())
def test_any_text_is_quoted(text):
    text = text.replace("\0", "")
    assert store({"n": "bigint"}, [([1],)]).query(f"from {{rows}} select {literal(text)} as t")["t"].item() == text
    assert quoted(text).count('"') % 2 == 0
