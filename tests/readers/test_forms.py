"""Days with the name of their month are read in any order, and words keep their lines."""

from __future__ import annotations

from datetime import date

import pytest

from prodops_kit.engines import store
from prodops_kit.readers import forms


def read(expression, cell):
    return store({"cell": "varchar"}, [([cell],)]).query(f"from {{rows}} select {expression} as found")["found"].item()


@pytest.mark.parametrize("order", list(forms.ORDERS))
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/Jan/26 3:04 PM", date(2026, 1, 5)),
        ("5 January 2026", date(2026, 1, 5)),
        ("31-Oct-2026", date(2026, 10, 31)),
        ("1.May.26", date(2026, 5, 1)),
        ("31/Feb/26", None),
        ("05/Jam/26", None),
        ("Jan 2026", None),
    ],
)
def test_a_month_by_its_name_leaves_no_doubt(order, text, day):
    assert read(forms.day("cell", order), text) == day


@pytest.mark.parametrize(
    ("cell", "words"), [("  a\n\n b ", "a\n\n b"), ("\ufeff\u00a0\n", None), ("NULL", "NULL"), (None, None)]
)
def test_words_keep_their_lines_and_lose_the_blanks_around_them(cell, words):
    assert read(forms.written("cell"), cell) == words
