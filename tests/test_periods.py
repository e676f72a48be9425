from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.periods import Period, last_months, month_before, resolve

PERIODS = st.one_of(
    st.builds(lambda y, m: f"{y}-{m:02}", st.integers(1900, 2200), st.integers(1, 12)),
    st.builds(lambda y, q: f"{y}-Q{q}", st.integers(1900, 2200), st.integers(1, 4)),
    st.builds(str, st.integers(1900, 2200)),
)


@pytest.mark.parametrize(
    ("text", "start", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_covers_its_first_to_its_last_day(text, start, last):
    assert (Period(text).start, Period(text).last_day) == (start, last)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-1", "26-10", "2026-Q5", "October", "", "2026-10-01", " 2026"]
)
def test_anything_else_is_refused_with_the_forms_that_are_meant(text):
    with pytest.raises(ParameterError, match="is not a period; write a month as 2026-10"):
        Period(text)


@given(PERIODS, st.integers(-50, 50))
def test_shifting_there_and_back_is_no_shift(text, steps):
    assert Period(text).shift(steps).shift(-steps) == Period(text)


@given(PERIODS)
def test_periods_follow_each_other_without_gap_or_overlap(text):
    period = Period(text)
    assert period.previous.end == period.start
    assert period.last_day + timedelta(days=1) == period.end
    assert period.last_day in period
    assert period.end not in period


@given(PERIODS)
def test_the_months_of_a_period_cover_it(text):
    months = [Period(month) for month in Period(text).months]
    assert months[0].start == Period(text).start
    assert months[-1].end == Period(text).end
    assert len(months) == {"month": 1, "quarter": 3, "year": 12}[Period(text).kind]


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)))
def test_the_last_closed_month_ends_before_today_and_the_next_does_not(today):
    month = Period(month_before(today))
    assert month.end <= today < month.shift(1).end


def test_last_month_can_be_counted_back():
    assert resolve("last_month", last_month="2026-01") == "2026-01"
    assert resolve("last_month-2", last_month="2026-01") == "2025-11"
    with pytest.raises(ParameterError):
        resolve("last_month-0", last_month="2026-01")


def test_the_last_months_are_listed_oldest_first():
    assert last_months("2026-01", 3) == ("2025-11", "2025-12", "2026-01")
