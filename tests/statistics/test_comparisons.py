"""Differences, lifts and rates: against other programs, and against each other."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prodops_kit.errors import DataError
from prodops_kit.statistics import Estimate, Moments, adjust, counts, mean, normal, proportions, ratio, relative, welch

estimates = st.builds(Estimate, st.floats(-100, 100), st.floats(1e-6, 100), st.integers(5, 10_000))


@st.composite
def tables(draw):
    n1, n0 = draw(st.integers(1, 300)), draw(st.integers(1, 300))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n0)), n0


@given(estimates, estimates)
def test_a_lift_leaves_out_0_exactly_when_the_difference_does(treatment, control):
    difference = welch(treatment, control)
    lift = relative.fieller(treatment, control, quantile=normal.quantile(0.95, difference.df))
    assume(lift is not None and min(abs(difference.low), abs(difference.high)) > 1e-9)
    assert (lift.low > 0, lift.high < 0) == (difference.low > 0, difference.high < 0)


def test_no_lift_is_stated_over_a_control_that_may_be_0():
    assert relative.fieller(Estimate(5, 1, 50), Estimate(1, 1, 50), quantile=1.96) is None
    assert relative.fieller(Estimate(5, 1, 50), Estimate(-9, 1, 50), quantile=1.96) is None


@given(tables())
def test_a_score_interval_agrees_with_the_pooled_test(table):
    low, high = proportions.score(*table)
    tested = proportions.pooled(*table)
    assume(abs(abs(tested.statistic) - normal.quantile(0.95)) > 1e-6)
    assert (low > 0 or high < 0) == (tested.p < 0.05)
    assert -1 <= low <= tested.estimate <= high <= 1


@given(tables())
def test_the_score_lift_agrees_with_the_pooled_test(table):
    low, high = proportions.score_lift(*table)
    tested = proportions.pooled(*table)
    assume(abs(abs(tested.statistic) - normal.quantile(0.95)) > 1e-6)
    assert (low > 0 or high < 0) == (tested.p < 0.05)


@given(tables())
def test_swapping_the_arms_changes_only_the_sign(table):
    x1, n1, x0, n0 = table
    for method in (proportions.score, proportions.newcombe):
        low, high = method(x1, n1, x0, n0)
        assert method(x0, n0, x1, n1) == pytest.approx((-high, -low), abs=1e-9)


def test_statsmodels_score_interval_is_still_wrong():
    """statsmodels#10269; once this fails, its function can replace ours."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    theirs = confint_proportions_2indep(56, 70, 48, 80, method="score", compare="diff", correction=True)
    assert abs(theirs[1] - 0.3382) > 0.005  # Miettinen and Nurminen (1985): 0.0528 to 0.3382


@settings(deadline=None)  # the first call imports statsmodels
@given(tables())
def test_newcombe_and_wilson_are_those_of_statsmodels(table):
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

    x1, n1, x0, n0 = table
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pair = confint_proportions_2indep(x1, n1, x0, n0, method="newcomb", compare="diff")
        one = proportion_confint(x1, n1, method="wilson")
    assert proportions.newcombe(*table) == pytest.approx(pair, abs=1e-9)
    assert proportions.wilson(x1, n1) == pytest.approx(one, abs=1e-9)


@pytest.mark.parametrize("table", [(0, 10, 0, 10), (10, 10, 10, 10), (10, 10, 0, 10), (0, 5, 7, 7), (1, 1, 0, 1)])
def test_rates_at_the_edge_have_intervals_inside_their_range(table):
    for low, high in (
        proportions.score(*table),
        proportions.score(*table, corrected=True),
        proportions.newcombe(*table),
    ):
        assert -1 <= low <= high <= 1
    if table[0] / table[1] == table[2] / table[3]:
        assert proportions.pooled(*table).p == 1


def test_a_huge_effect_has_no_p_of_0():
    assert welch(Estimate(1e6, 1e-9, 10**6), Estimate(0, 1e-9, 10**6)).p == pytest.approx(2e-300)
    assert proportions.pooled(10**8, 10**8, 0, 10**8).p > 0


def test_several_covariates_are_those_of_ordinary_least_squares():
    """θ from all arms together is the pooled regression of the outcome on the covariates, arms apart ignored."""
    random = np.random.default_rng(3)
    x = random.normal(size=(2, 400))
    y = 2 * x[0] - x[1] + random.normal(size=400)
    arms = [Moments.of(y[part], *x[:, part]) for part in (slice(0, 200), slice(200, 400))]
    found = adjust(*arms)
    by_hand = np.linalg.lstsq(np.column_stack([np.ones(400), *x]), y, rcond=None)[0]
    assert found.theta == pytest.approx(tuple(by_hand[1:]), rel=1e-9)
    assert found.removed > 0.7  # the covariates carry 5 of 6 parts of the variance


def test_a_covariate_that_another_explains_is_dropped():
    random = np.random.default_rng(4)
    x, y = random.normal(size=100), random.normal(size=100)
    arms = [Moments.of(y[part], x[part], 2 * x[part], np.ones(50)) for part in (slice(0, 50), slice(50, 100))]
    assert adjust(*arms).kept == (0,)


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_nearly_the_same_covariate_in_any_unit_neither_stays_nor_harms(unit):
    random = np.random.default_rng(6)
    x, noise = random.normal(size=400), random.normal(size=400)
    y = x + random.normal(size=400)
    parts = (slice(0, 200), slice(200, 400))
    copy, near = unit * (x + 1e-6 * noise), unit * (x + 1e-2 * noise)
    alone = adjust(*(Moments.of(y[part], x[part]) for part in parts))
    dropped = adjust(*(Moments.of(y[part], x[part], copy[part]) for part in parts))
    assert (dropped.kept, dropped.arms) == ((0,), alone.arms)
    kept = adjust(*(Moments.of(y[part], x[part], near[part]) for part in parts))
    by_hand = np.linalg.lstsq(np.column_stack([np.ones(400), x, near / unit]), y, rcond=None)[0]
    assert kept.kept == (0, 1)
    assert (kept.theta[0], kept.theta[1] * unit) == pytest.approx(tuple(by_hand[1:]), rel=1e-8)


def test_adjusting_by_nothing_changes_nothing():
    arms = [Moments.of([1, 2, 3, 5], [1, 1, 1, 1]), Moments.of([2, 3, 4, 9], [1, 1, 1, 1])]
    found = adjust(*arms)
    assert found.kept == ()
    assert found.arms == tuple(mean(arm.take(0)) for arm in arms)
    assert found.removed == 0


def test_a_ratio_with_a_covariate_adjusts_its_linear_form():
    """Deng, Knoblich, Lu (2018): the ratio behaves as the mean of (y − R d) / d̄."""
    random = np.random.default_rng(5)
    x = random.gamma(2, size=2000)
    d = 1 + random.poisson(x)
    y = random.binomial(d, 0.3).astype(float)
    arms = [Moments.of(y[part], d[part], x[part]) for part in (slice(0, 1000), slice(1000, 2000))]
    found = adjust(*arms, is_ratio=True)
    pooled_ratio = y.mean() / d.mean()
    linear = (y - pooled_ratio * d) / d.mean()
    assert found.theta[0] == pytest.approx(np.cov(linear, x)[0, 1] / x.var(ddof=1), rel=1e-9)


def test_an_empty_denominator_is_said():
    with pytest.raises(DataError, match="denominator's mean is 0"):
        ratio(Moments.of([1, 2], [0, 0]))
    with pytest.raises(DataError, match="needs 2 or more"):
        mean(Moments.of([1]))
    with pytest.raises(DataError, match="no error can be stated"):
        welch(mean(Moments.of([1, 1])), mean(Moments.of([2, 2])))


def test_units_where_none_were_planned_are_an_error():
    with pytest.raises(DataError, match="planned to get nobody"):
        counts.sample_ratio([100, 100, 1], [0.5, 0.5, 0])
    with pytest.raises(DataError, match="no split"):
        counts.sample_ratio([0, 0])


def test_phases_add_up():
    both = counts.sample_ratio([100, 120]) + counts.sample_ratio([50, 10], [0.8, 0.2])
    assert (both.df, both.statistic) == (2, pytest.approx(20**2 / 220 + (2**2 / 48 + 2**2 / 12)))
    assert math.isclose(both.p, counts.chi_square(both.statistic, 2).p)
