"""A prepaid charge is spread over its term, and not a cent is lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit.money import to_minor
from prodops_kit.tool_spend import load_charges, spread

HEADER = "date,tool,amount,period_start,period_end"


@pytest.fixture
def spread_over(workbook_here):
    def made(*lines, basis="equal_months"):
        path = workbook_here.root / "data" / "charges.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n")
        frame = spread(load_charges(path, currency="USD").rows, currency="USD", basis=basis)
        return dict(zip(frame["month"], frame["accrued"], strict=True))

    return made


def test_the_last_month_takes_the_odd_cent(spread_over):
    months = spread_over("2026-01-05,Chat,100,2026-01-01,2026-04-01")
    assert months == {"2026-01": 3_333, "2026-02": 3_333, "2026-03": 3_334}


def test_by_day_a_month_takes_its_days(spread_over):
    months = spread_over("2026-01-05,Chat,59,2026-01-01,2026-03-01", basis="by_day")
    assert months == {"2026-01": 3_100, "2026-02": 2_800}


def test_a_term_from_the_middle_of_a_month_has_whole_months(spread_over):
    line = "2026-01-05,Chat,120,2026-01-15,2027-01-15"
    assert list(spread_over(line).values()) == [1_000] * 12
    by_day = spread_over(line, basis="by_day")
    assert (len(by_day), sum(by_day.values())) == (13, 12_000)


def test_a_charge_without_a_term_belongs_to_its_month(spread_over):
    assert spread_over("2026-01-05,Chat,10,,", "2026-02-05,Chat,20,2026-02-01,2026-03-01") == {
        "2026-01": 1_000,
        "2026-02": 2_000,
    }


def test_a_credit_is_spread_as_its_charge(spread_over):
    assert spread_over("2026-01-05,Chat,-100,2026-01-01,2026-04-01")["2026-03"] == -3_334


CHARGE = st.tuples(
    st.decimals(-(10**6), 10**6, places=4),
    st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    st.one_of(st.none(), st.integers(1, 1200)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(CHARGE, min_size=1, max_size=12), st.sampled_from(["equal_months", "by_day"]))
def test_money_is_conserved_through_load_and_spread(spread_over, charges, basis):
    lines = [
        f"{first},Chat,{amount}," + ("," if days is None else f"{first},{first + timedelta(days=days)}")
        for amount, first, days in charges
    ]
    lines.append("2026-01-31,Chat,0.00001,,")  # proves the notation
    months = spread_over(*lines, basis=basis)
    exact = sum((amount for amount, _, _ in charges), Decimal("0.00001"))
    assert sum(months.values()) == to_minor(exact, "USD")
