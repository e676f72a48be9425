"""Moments of parts add up to the moments of the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.statistics import Moments

numbers = st.floats(-1e6, 1e6)
rows = st.lists(st.tuples(numbers, numbers), min_size=0, max_size=30)


def of(pairs):
    return Moments.of([y for y, _ in pairs], [x for _, x in pairs])


@given(rows, rows)
def test_two_parts_add_up_to_the_whole(first, second):
    merged, whole = of(first) + of(second), of(first + second)
    assert merged.n == whole.n
    scale = max([1.0, *(abs(v) for pair in first + second for v in pair)])
    assert np.allclose(merged.mean, whole.mean, rtol=1e-9, atol=1e-9 * scale)
    assert np.allclose(merged.cov, whole.cov, rtol=1e-8, atol=1e-9 * scale**2)


@given(rows, rows, rows)
def test_the_order_of_merging_does_not_matter(a, b, c):
    left, right = (of(a) + of(b)) + of(c), of(c) + (of(b) + of(a))
    scale = max([1.0, *(abs(v) for pair in a + b + c for v in pair)])
    assert np.allclose(left.mean, right.mean, rtol=1e-9, atol=1e-9 * scale)
    assert np.allclose(left.cov, right.cov, rtol=1e-8, atol=1e-9 * scale**2)


def test_a_mean_far_from_zero_costs_no_digits():
    draws = np.random.default_rng(1).normal(1e8, 1.0, 20_000)
    merged = Moments.of(draws[:7_000]) + Moments.of(draws[7_000:])
    assert merged.mean[0] == pytest.approx(draws.mean(), rel=1e-12)
    assert merged.cov[0][0] == pytest.approx(draws.var(ddof=1), rel=1e-8)


def test_covariances_are_those_of_numpy():
    columns = np.random.default_rng(2).normal(size=(3, 50))
    assert np.allclose(Moments.of(*columns).cov, np.cov(columns))


def test_columns_of_different_length_are_refused():
    with pytest.raises(ParameterError, match="equal length"):
        Moments.of([1, 2], [1])
