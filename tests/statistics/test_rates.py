"""Rates compared exactly, within groups and over time, held against scipy and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import DataError
from prodops_kit.statistics import exact, logistic, strata

counts = st.integers(0, 30)


@given(counts, counts, counts, counts)
def test_fishers_test_agrees_with_scipy(x1, more1, x0, more0):
    from scipy.stats import fisher_exact

    table = [[x1, more1], [x0, more0]]
    assert exact.fisher(x1, x1 + more1, x0, x0 + more0) == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)
    upper = fisher_exact(table, alternative="greater").pvalue
    assert exact.fisher(x1, x1 + more1, x0, x0 + more0, greater=True) == pytest.approx(upper, abs=1e-9)


def test_fishers_test_of_a_large_month_ends():
    assert exact.fisher(3, 50_000, 20, 50_000) == pytest.approx(0.000488, rel=0.01)  # 2 × P(X ≤ 3), X ~ Bin(23, ½)


def test_the_test_within_groups_agrees_with_statsmodels():
    from statsmodels.stats.contingency_tables import StratifiedTable

    groups = [(12, 80, 30, 90), (40, 60, 30, 70), (3, 20, 1, 40)]
    tables = [np.array([[x1, n1 - x1], [x0, n0 - x0]]) for x1, n1, x0, n0 in groups]
    assert strata.mantel_haenszel(groups) == pytest.approx(StratifiedTable(tables).test_null_odds().pvalue)


def test_a_change_of_mix_alone_is_no_standardised_change():
    # Tickets: 10 % in both months; reviews: 50 % in both. Their mix turns from 100 : 20 to 20 : 100.
    months = [(2, 20, 10, 100), (50, 100, 10, 20)]
    assert strata.standardised(months) == 0
    assert sum(x1 for x1, *_ in months) / 120 - sum(x0 for _, _, x0, _ in months) / 120 > 0.25


def test_a_group_without_units_on_a_side_is_refused():
    with pytest.raises(DataError, match="units on both sides"):
        strata.standardised([(1, 5, 0, 0)])


def test_the_binomial_model_agrees_with_statsmodels():
    import statsmodels.api as sm

    random = np.random.default_rng(1)
    totals = random.integers(20, 90, 24)
    design = np.column_stack([np.ones(24), np.arange(24) % 12, np.arange(24) >= 12])
    successes = random.binomial(totals, 0.2 + 0.02 * design[:, 1])
    theirs = sm.GLM(np.column_stack([successes, totals - successes]), design, family=sm.families.Binomial()).fit()
    ours = logistic.binomial(successes, totals, design)
    assert ours.coefficients == pytest.approx(theirs.params, rel=1e-6)
    assert ours.errors == pytest.approx(theirs.bse, rel=1e-6)
    assert ours.dispersion == pytest.approx(theirs.pearson_chi2 / theirs.df_resid, rel=1e-6)


def test_counts_that_leave_the_model_open_have_no_estimate():
    totals, design = np.full(6, 10), np.column_stack([np.ones(6), np.arange(6) >= 3])
    with pytest.raises(DataError, match="no estimate"):
        logistic.binomial(np.array([0, 0, 0, 10, 10, 10]), totals, design)
