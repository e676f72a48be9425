"""Planned looks: each stops the test by its bound or lets it run on, and nothing is read in between."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from experiment.plans import PLAN, START, rate, seen
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.experiment import Horizon, Registry, judge, load_units, read_moments, timing
from prodops_kit.experiment.cards import card
from prodops_kit.results import Source
from prodops_kit.show.text import plain
from prodops_kit.statistics import group_sequential

LOOKS = tuple(START + timedelta(days=7 * week - 1) for week in (1, 2, 3, 4))
PLANNED = replace(PLAN, boundary="obrien_fleming", planned_looks=LOOKS)


def half(checkout, refunds=(100, 60), **changes):
    """Evidence of 5,000 units an arm."""
    found = {"Checkout rate": rate(*checkout, n=5_000), "Refund rate": rate(*refunds, n=5_000)}
    return seen(n=5_000, moments=found, **changes)


def verdict_on(experiment, evidence, day):
    found = judge(experiment, evidence, today=day).verdict
    return found.row, found.word, plain(found.reason)


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [("obrien_fleming", (2.9626, 1.9686)), ("pocock", (2.1570, 2.2010))],  # R, ldbounds: ldBounds(c(0.5, 1))
)
def test_the_bounds_are_those_of_lan_and_demets(boundary, expected):
    found = [Horizon(information=seen, boundary=boundary).reach(0.05, n=1) for seen in ((0.5,), (0.5, 1.0))]
    assert found == pytest.approx(expected, abs=2e-4)


def test_a_win_beyond_the_bound_stops_the_test_at_its_second_look():
    won = half((500, 610))  # z = 3.50; bounds 4.333 at the first look of four, 2.963 at the second
    assert verdict_on(PLANNED, won, LOOKS[0])[:2] == (11, "KEEP RUNNING")
    row, word, reason = verdict_on(PLANNED, won, LOOKS[1])
    assert (row, word) == (9, "SHIP")
    assert reason.startswith("Checkout rate rose by 22% (+")
    assert reason.endswith("), beyond the bound of look 2 of 4.")


def test_a_loss_beyond_the_bound_stops_the_test_at_its_second_look():
    row, word, reason = verdict_on(PLANNED, half((610, 500)), LOOKS[1])
    assert (row, word) == (7, "STOP: HARM")
    assert reason.endswith(", beyond the bound of look 2 of 4.")


def test_what_the_usual_interval_would_call_a_win_runs_on_below_the_bound():
    close = half((500, 577))  # z = 2.48, p 0.013
    assert group_sequential.p_value(2.48, (0.25, 0.5)) > 0.05
    row, word, reason = verdict_on(PLANNED, close, LOOKS[1])
    assert (row, word) == (11, "KEEP RUNNING")
    assert reason.startswith("Look 2 of 4: between −")
    assert reason.endswith("; the plan looks again on 21 October 2026.")
    assert verdict_on(replace(PLANNED, boundary="pocock"), close, LOOKS[1])[0] == 9  # 2.37 at each look, more or less


def test_before_the_first_look_not_even_harm_is_read():
    harm = half((800, 400), refunds=(50, 900))
    row, word, reason = verdict_on(PLANNED, harm, LOOKS[0] - timedelta(days=1))
    assert (row, word) == (8, "KEEP RUNNING")
    assert reason == "Too early: day 6 of 28. The plan looks first on 7 October 2026."


def test_the_card_says_which_look_it_is_and_which_is_the_first():
    read, waiting = (card(judge(PLANNED, half((500, 577)), today=day)) for day in (LOOKS[1], START))
    said = " ".join(plain(part.text) for part in read.parts if part.text)
    assert "planned looks together, of which this is 2 of 4 (bounds of O’Brien and Fleming’s kind" in said
    last = " ".join(plain(part.text) for part in waiting.parts if part.text)
    assert "The first look of the plan, on 7 October 2026; nothing is decided before." in last


def test_after_the_last_look_a_test_without_an_answer_ends():
    wide = seen(checkout=(100, 110), refunds=(20, 20), n=1_000)
    assert verdict_on(PLAN, wide, LOOKS[-1])[:2] == (16, "KEEP RUNNING")
    assert verdict_on(PLANNED, wide, LOOKS[-1])[:2] == (16, "STOP: NO GAIN")
    ended = verdict_on(PLANNED, seen(checkout=(1000, 1100)), LOOKS[-1] + timedelta(days=60))
    assert ended[:2] == (13, "SHIP")
    assert ended[2].endswith("), beyond the bound of look 4 of 4; 1 of 1 guardrail holds.")


def test_a_planned_size_that_is_reached_does_not_end_a_test_with_planned_looks():
    assert timing(PLANNED, seen(n=20_000), today=LOOKS[1]).ended is False


def test_a_plan_made_after_the_start_has_no_looks():
    late = replace(PLANNED, registered_on=START + timedelta(days=1))
    assert timing(late, seen(), today=LOOKS[1]).schedule is None


def test_rows_after_the_last_look_that_has_come_are_not_read(tmp_path):
    file = tmp_path / "units.csv"
    lines = [
        f"{PLAN.id},{day}-{unit},{arm},2026-10-{day:02},1,0"
        for day in range(1, 21)
        for unit, arm in enumerate(("control", "control", "new", "new"))
    ]
    file.write_text("experiment,unit,arm,exposed_on,checkout,refund\n" + "\n".join(lines) + "\n")

    def read(experiment):
        registry = Registry((experiment,), Source("experiments", "x", "", "", 1, 1, 0))
        return read_moments(registry, units=load_units(file), month="2026-10")[PLAN.id]

    assert read(PLAN).units == {"control": 40, "new": 40}
    assert read(PLANNED).units == {"control": 28, "new": 28}  # until 14 October; the data end on the 20th
    assert read(PLANNED).moments["Checkout rate"]["new"].n == 28
    assert read(PLANNED).last == read(PLAN).last == date(2026, 10, 20)
    first = replace(PLANNED, planned_looks=LOOKS[-1:])
    assert read(first).units == {"control": 40, "new": 40}  # for the split; no effect is read before the first look


@settings(max_examples=15, deadline=None)
@given(st.floats(0.5, 6), st.integers(1, 4), st.sampled_from(["obrien_fleming", "pocock"]), st.floats(0.001, 0.2))
def test_p_is_below_alpha_exactly_where_the_bound_is_crossed(z, looks, boundary, alpha):
    horizon = Horizon(alpha, information=tuple(look / 4 for look in range(1, looks + 1)), boundary=boundary)
    reach, p = horizon.reach(alpha, n=1), horizon.p(z, n=1)
    assert (p < alpha) == (z > reach) or abs(z - reach) < 1e-6
    assert horizon.one_sided(alpha / 2, n=1) == reach


def test_planned_looks_err_no_more_often_than_the_level_says():
    import numpy as np

    steps = np.random.default_rng(20261028).normal(size=(20_000, 4))
    z = steps.cumsum(axis=1) / np.sqrt(np.arange(1, 5))
    for boundary in ("obrien_fleming", "pocock"):
        parts = tuple(look / 4 for look in range(1, 5))
        reach = [Horizon(information=parts[:k], boundary=boundary).reach(0.05, n=1) for k in range(1, 5)]
        wrong = (abs(z) > reach).any(axis=1).mean()
        assert wrong == pytest.approx(0.05, abs=0.0062)  # four standard errors
