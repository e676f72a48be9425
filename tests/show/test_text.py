from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Count, Names, Sentence, Share
from prodops_kit.show import text, units
from prodops_kit.show.markup import clean, tag

CONTROLS = "\u202e\u2066\u200b\x00\x1b\ufeff"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Money(6_926_400, "USD"), "$69,264"),
        (Money(6_926_450, "USD"), "$69,265"),  # whole units from 1,000 up, halves away from zero
        (Money(99_950, "USD"), "$999.50"),
        (Money(30_000, "USD"), "$300"),
        (Money(-5, "EUR"), "−€0.05"),
        (Money(1234567, "JPY"), "¥1,234,567"),
        (Share(0.36), "36%"),
        (Share(0.048), "4.8%"),
        (Share(0.062, signed=True), "+6.2%"),
        (Share(-0.09, signed=True), "−9%"),
        (Share(1.0), "100%"),
        (Share(float("nan")), "not known"),
        (Count(1, "tool", "tools"), "1 tool"),
        (Count(1200, "tool", "tools"), "1,200 tools"),
        (Names(("Figma", "Mixpanel", "Pendo")), "Figma, Mixpanel and Pendo"),
        (Names(()), "none"),
        (Period("2026-10"), "October 2026"),
        (Period("2026-Q3"), "Q3 2026"),
        (Period("2026"), "2026"),
        (date(2026, 12, 11), "11 December 2026"),
        (-1200, "−1,200"),
        (None, "not known"),
    ],
)
def test_a_value_reads_as_a_person_would_write_it(value, words):
    assert text.as_text(value) == words


@pytest.mark.parametrize("unknown", [None, float("nan"), np.nan, pd.NA, pd.NaT, float("inf")])
@pytest.mark.parametrize("unit", ["count", "number", "share", "days", "USD cents", "day", "period"])
def test_unknown_is_said_and_never_zero(unknown, unit):
    assert units.column([unknown], unit) == ["not known"]
    assert units.short(unknown, unit) == units.inline(unknown, unit) == "not known"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (61_800_000, "USD cents/year", "$618k"),
        (99_999_600, "USD cents", "$1M"),  # 999,996 would round to 1000k
        (12_345, "USD cents", "$123"),
        (999, "USD cents", "$9.99"),
        (np.int64(4), "count", "4"),
        (0.714, "share", "71%"),
        (1.0249, "number", "1.02"),
        (1, "days", "1 day"),
        (41, "days", "41 days"),
        (date(2026, 10, 31), "day", "31 Oct 2026"),
        ("2026-10", "period", "October 2026"),
    ],
)
def test_a_card_shows_a_number_in_few_words(value, unit, words):
    assert units.short(value, unit) == words


def test_a_column_is_exact_so_that_rows_add_up():
    # 0.10 + 1,200.00 = 1,200.10: one row with cents makes all show them
    assert units.column([10, 120_000, 120_010], "USD cents") == ["$0.10", "$1,200.00", "$1,200.10"]


def test_axis_labels_tell_neighbours_apart():
    assert units.axis([100_000_000, 100_000_500], "USD cents") == ["$1.000000M", "$1.000005M"]
    assert units.axis([0, 0.5, 1], "share") == ["0%", "50%", "100%"]
    assert units.axis([0, 2_500_000], "count") == ["0", "2.5M"]


@given(st.integers(-(10**15), 10**15))
def test_an_exact_amount_reads_back_to_the_cent(minor):
    written = text.money(Money(minor, "USD")).replace("−", "-").replace("$", "").replace(",", "")
    assert Decimal(written) * 100 == minor


@given(
    st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(["count", "number", "share", "days", "USD cents"])
)
def test_every_number_has_a_text(value, unit):
    for words in (units.short(value, unit), units.inline(value, unit, signed=True), units.column([value], unit)[0]):
        assert words
        assert "-" not in words.replace("e-", "")  # a real minus


@given(st.text())
def test_no_text_leaves_its_element_or_its_attribute(text_of_an_export):
    from bs4 import BeautifulSoup

    element = BeautifulSoup(tag("td", text_of_an_export, title=text_of_an_export), "html.parser")
    assert [found.name for found in element.find_all()] == ["td"]
    assert element.td.attrs == {"title": clean(text_of_an_export)}
    assert element.td.get_text() == clean(text_of_an_export)


@given(st.text(alphabet=st.one_of(st.sampled_from(CONTROLS), st.characters())))
def test_control_characters_never_reach_a_page(value):
    assert not set(clean(value)) & set(CONTROLS)
    clean(value).encode("utf-8")


def test_a_value_in_a_sentence_cannot_open_another_place():
    assert text.plain(Sentence("{tool} costs {cost}", tool="{cost}", cost=Money(100, "USD"))) == "{cost} costs $1"
