"""A quantile and its bootstrap variance, beside every resample counted one by one and beside drawn ones."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.errors import DataError
from prodops_kit.statistics import quantiles

VALUES = st.lists(st.integers(-50, 50), min_size=2, max_size=4)


@settings(max_examples=40)
@given(VALUES, st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_the_variance_is_that_over_all_resamples(values, q):
    values = sorted(values)
    found = quantiles.bootstrap(values, len(values), q=q)
    every = [np.quantile(sample, q, method="inverted_cdf") for sample in product(values, repeat=len(values))]
    assert found.value == np.quantile(values, q, method="inverted_cdf")
    assert found.variance == pytest.approx(np.var(every), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_the_variance_is_that_of_drawn_resamples(q):
    random = np.random.default_rng(7)
    values = np.sort(random.lognormal(3, 1, 500))
    drawn = np.quantile(random.choice(values, (4_000, 500)), q, axis=1, method="inverted_cdf")
    found = quantiles.bootstrap(values, 500, q=q)
    assert found.variance == pytest.approx(drawn.var(), rel=4 * np.sqrt(3 / 4_000))  # 4 errors, kurtosis below 4


def test_the_values_around_the_quantile_are_enough():
    values = np.sort(np.random.default_rng(3).exponential(10, 20_000))
    low, high = quantiles.window(20_000, 0.9)
    assert high - low < 800
    near = quantiles.bootstrap(values[low - 1 : high], 20_000, q=0.9, first=low)
    whole = quantiles.bootstrap(values, 20_000, q=0.9)
    assert (near.value, near.variance) == (whole.value, pytest.approx(whole.variance, rel=1e-10))


def test_the_error_of_a_large_sample_is_the_known_one():
    # The median of normal values: π/2 · σ²/n (asymptotic); the bootstrap's own noise is about n^(-1/4).
    values = np.sort(np.random.default_rng(5).normal(0, 2, 200_000))
    found = quantiles.bootstrap(values, 200_000, q=0.5)
    assert found.variance == pytest.approx(np.pi / 2 * 4 / 200_000, rel=0.15)


def test_values_that_are_missing_around_the_quantile_are_refused():
    with pytest.raises(DataError, match=r"quantile 0.5 of 1000 values: ranks 361 to 639 are needed\."):
        quantiles.bootstrap([1.0, 2.0], 1000, q=0.5, first=500)
    with pytest.raises(DataError, match="give one value or more"):
        quantiles.bootstrap([], 0, q=0.5)
