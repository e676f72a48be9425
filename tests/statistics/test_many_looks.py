"""Sequences, bounds and families of tests keep the error they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.statistics import group_sequential, multiplicity, portfolio, power, sequences

probabilities = st.lists(st.floats(1e-12, 1), min_size=1, max_size=12)


def test_a_sequence_read_daily_alarms_in_at_most_its_alpha():
    """Simulated: 4,000 tests without effect, 40 looks each."""
    sums = np.random.default_rng(11).normal(scale=np.sqrt(200), size=(4_000, 40)).cumsum(axis=1)
    rho, crossed = sequences.rho(8_000), np.zeros(4_000, dtype=bool)
    for look in range(40):  # each brings 200 units of variance 1
        n = 200 * (look + 1)
        crossed |= np.abs(2 * sums[:, look] / n) > sequences.half_width(2 / np.sqrt(n), n, rho=rho)
    assert 0.001 < crossed.mean() <= 0.05  # and it does bite


def test_the_always_valid_p_is_the_level_at_which_the_interval_ends_at_0():
    rho = sequences.rho(5_000)
    p = sequences.always_valid_p(0.3, 0.08, 4_000, rho=rho)
    assert sequences.half_width(0.08, 4_000, rho=rho, alpha=p) == pytest.approx(0.3, rel=1e-9)


def test_bounds_spend_what_they_may():
    walk = group_sequential.bounds([0.1, 0.3, 0.35, 1.0], spending="pocock")
    paths = np.random.default_rng(5).normal(size=(400_000, 4)) * np.sqrt([0.1, 0.2, 0.05, 0.65])
    z = paths.cumsum(axis=1) / np.sqrt([0.1, 0.3, 0.35, 1.0])
    assert (np.abs(z) > walk).any(axis=1).mean() == pytest.approx(0.05, abs=0.0014)  # 4 standard errors


def test_looks_must_go_forward():
    with pytest.raises(ParameterError, match="rise"):
        group_sequential.bounds([0.5, 0.5])
    with pytest.raises(ParameterError, match="rise"):
        group_sequential.bounds([])


@given(probabilities)
def test_holms_intervals_agree_with_its_decisions(p):
    adjusted = multiplicity.adjusted(p, method="holm")
    levels = multiplicity.holm_levels(p, alpha=0.05)
    for one, q, level in zip(p, adjusted, levels, strict=True):
        if abs(q - 0.05) > 1e-9:
            assert (q <= 0.05) == (one <= level)


@given(probabilities)
def test_the_level_of_selected_intervals_grows_with_how_many_are_selected(p):
    selected = sum(q <= 0.05 for q in multiplicity.adjusted(p, method="bh"))
    assert multiplicity.bh_level(p, alpha=0.05) == max(1, selected) * 0.05 / len(p)


def test_the_luck_of_winners_is_taken_off():
    """Simulated: effects N(0.5, 1), errors 1, shipped above 1.645; shrinking is unbiased, the raw sum is not."""
    random = np.random.default_rng(7)
    truth = random.normal(0.5, 1, 20_000)
    seen = truth + random.normal(size=truth.size)
    found = portfolio.gains(list(seen), [1.0] * truth.size, [1.645] * truth.size)
    true = truth[seen > 1.645].sum()
    assert found.raw > 1.4 * true
    assert found.shrunk == pytest.approx(true, rel=0.03)
    assert abs(found.corrected - true) < 0.5 * (found.raw - true)


def test_twice_the_precision_needs_four_times_the_units():
    assert power.days_left(1_000, reached=0.2, planned=0.1, new_a_day=100) == 30  # 4,000 in all, 3,000 to come
    assert power.days_left(1_000, reached=0.1, planned=0.2, new_a_day=100) == 0
    assert power.days_left(1_000, reached=0.2, planned=0.1, new_a_day=0) == float("inf")


def test_an_effect_of_0_cannot_be_planned():
    with pytest.raises(ParameterError, match="effect of 0"):
        power.rate_size(0.5, 0.5)
