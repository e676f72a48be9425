"""Adjusted p values are those of statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from prodops_kit.statistics import multiplicity

NAMES = {"holm": "holm", "bh": "fdr_bh", "by": "fdr_by", "hochberg": "simes-hochberg"}


@pytest.mark.parametrize("method", NAMES)
@settings(max_examples=30, deadline=None)  # statsmodels collects garbage at each call
@given(p=st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.05, 1.0]), min_size=1, max_size=12))
def test_adjusted_p_values_are_those_of_statsmodels(method, p):
    expected = multipletests(p, method=NAMES[method])[1]
    assert multiplicity.adjusted(p, method=method) == pytest.approx(list(expected), rel=1e-12)


def test_no_test_has_no_p():
    assert multiplicity.adjusted([], method="holm") == []
