"""What holds of any input: small cells stay hidden, ageing can be taken back, ladders rise, and there is an answer."""

from __future__ import annotations

import os
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from prodops_kit.salary import age, ageing, ladder
from prodops_kit.salary.cells import ALL, Limits
from prodops_kit.salary.rules import METHODS
from prodops_kit.salary.suppression import suppress
from tests.salary.conftest import survey

SOAK = bool(os.environ.get("PRODOPS_SOAK"))
_RATES, _METHODS = st.floats(-0.2, 0.3), st.sampled_from(METHODS)


@settings(max_examples=300 if SOAK else 15)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from("XY"), st.floats(20_000, 900_000)), min_size=1, max_size=40
    ),
    st.integers(3, 8),
)
def test_no_cell_below_the_limit_is_shown_and_what_is_shown_is_true(rows, least):
    frame = pd.DataFrame(rows, columns=["level", "area", "annual_pay"]).assign(
        person_key=[f"p{n}" for n in range(len(rows))]
    )
    released = suppress(frame, rows="level", columns="area", limits=Limits(people=least))
    for cell in released.cells:
        inside = frame[(frame["level"] == cell.row) | (cell.row == ALL)]
        inside = inside[(inside["area"] == cell.column) | (cell.column == ALL)]
        if 0 < len(inside) < least:
            assert (cell.state, cell.people, cell.amount) == ("hidden", None, None)
        if cell.state == "shown":
            assert cell.people == len(inside)
            assert abs(cell.amount - inside["annual_pay"].mean()) <= 500 + 1e-6
    if len(frame) >= least:
        alone = [[c for c in released.cells if c.row == row and c.state == "hidden"] for row in (*"ABC", ALL)]
        assert all(len(line) != 1 or not _is_total_shown(released, line[0].row) for line in alone)


def _is_total_shown(released, row):
    return any(cell.place == (row, ALL) and cell.state == "shown" for cell in released.cells)


@given(st.floats(1_000, 1e6), st.integers(0, 60), _RATES, _METHODS)
def test_what_was_aged_comes_back(pay, months, annual, method):
    aged = age(pay, months=months, annual=annual, method=method)
    assert aged / ageing.factor(months, annual=annual, method=method) == pytest.approx(pay)
    assert (aged >= pay) == (annual >= 0 or months == 0 or aged == pay)


@given(st.integers(0, 4), st.integers(0, 11), _RATES, _METHODS)
def test_full_years_compound_in_either_way_of_ageing(years, months, annual, method):
    whole = ageing.factor(12 * years + months, annual=annual, method=method)
    assert whole == pytest.approx((1 + annual) ** years * ageing.factor(months, annual=annual, method=method))


@given(st.integers(0, 59), st.floats(0.001, 0.3), _METHODS)
def test_pay_that_rises_is_higher_a_month_later(months, annual, method):
    now, later = (ageing.factor(m, annual=annual, method=method) for m in (months, months + 1))
    assert now < later


@given(st.lists(st.one_of(st.none(), st.floats(20_000, 500_000)), min_size=2, max_size=9))
def test_a_ladder_never_falls_and_one_that_rises_is_left_alone(pays):
    known = [pay for pay in pays if pay is not None]
    assume(len(known) >= 2)
    rungs = ladder.monotone(pays)
    assert all(low.pay <= high.pay * (1 + 1e-12) for low, high in pairwise(rungs))
    assert [rung.modelled for rung in rungs] == [pay is None for pay in pays]
    if known == sorted(known) and len(known) == len(pays):
        assert [rung.pay for rung in rungs] == pytest.approx(pays)
        assert not any(rung.changed for rung in rungs)


_SOURCES = st.lists(
    st.tuples(
        st.sampled_from(["one", "two", "three"]),
        st.integers(60_000, 200_000),
        st.sampled_from(["2026-05-31", "2026-10-05", "2023-05-31", ""]),
        st.sampled_from([3, 8, 40, ""]),
        st.sampled_from(["USD", "EUR"]),
        st.sampled_from(["National", "Austin"]),
    ),
    max_size=4,
)


@settings(max_examples=60 if SOAK else 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SOURCES, st.sampled_from(["Product operations", "Design"]))
def test_any_sources_give_one_row_a_role_level_and_area_with_grade_and_flags(benchmarked, found, role):
    levels, areas = ("one", "two", "three"), ["National", "Austin", "Boston"]
    lines = [
        survey(f"S{n}", day, p50=pay, organisations=firms, currency=code, area=area, level=level)
        for n, (level, pay, day, firms, code, area) in enumerate(found)
    ]
    matches = [f"{role},{level},S{n},PO,{level},0.9,5,," for n in range(max(1, len(found))) for level in levels]
    made = benchmarked(*(lines or [survey("Other", job="Another")]), matches=tuple(matches), areas=areas)
    assert len(made.frame) == len(levels) * len(areas)
    assert not made.frame.duplicated(["role", "level", "area"]).any()
    said = " ".join(str(note.values.get("name")) for note in made.notes)
    for row in made.frame.itertuples():
        assert row.grade in "ABCD"
        if row.p50 == row.p50:
            assert set(row.flag.split(", ")) <= {"observed", "aged", "modelled", "proxy", "censored"}
            assert row.rests_on
        else:
            assert row.grade == "D"
            assert f"{role}, {row.level}, {row.area}" in said
        if row.area == "Boston":
            assert row.grade == "D"
