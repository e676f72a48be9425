from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.money import Money, digits, round_under_total, to_minor

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=11)


@pytest.mark.parametrize(("currency", "places"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_a_currency_has_the_decimal_places_of_its_minor_unit(currency, places):
    assert digits(currency) == places  # ISO 4217 table A.1


@pytest.mark.parametrize("currency", ["usd", "US", "XXZ", "", "DOLLAR"])
def test_a_currency_that_does_not_exist_is_refused(currency):
    with pytest.raises(ParameterError, match="is not an ISO 4217 code"):
        digits(currency)


def test_halves_are_rounded_away_from_zero():
    assert [to_minor(Decimal(text), "USD") for text in ("0.005", "-0.005", "0.0049999")] == [1, -1, 0]


def test_an_amount_in_major_units_is_exact():
    assert Money(-1, "USD").amount == Decimal("-0.01")
    assert Money(12, "JPY").amount == Decimal(12)


@given(st.lists(AMOUNTS, max_size=40), st.sampled_from(["USD", "JPY", "KWD"]))
def test_rows_add_up_to_their_rounded_total_and_none_moves_by_a_unit(amounts, currency):
    rows = round_under_total(amounts, currency)
    assert sum(rows) == to_minor(sum(amounts, Decimal(0)), currency)
    assert all(abs(row - amount.scaleb(digits(currency))) < 1 for row, amount in zip(rows, amounts, strict=True))


@given(st.lists(st.integers(-(10**9), 10**9), max_size=20))
def test_whole_units_are_left_as_they_are(units):
    assert list(round_under_total([Decimal(unit) / 100 for unit in units], "USD")) == units
