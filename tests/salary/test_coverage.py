"""How often intervals hold what they are of, simulated: at their nominal rate less two points, or more."""

from __future__ import annotations

import os
from math import exp

import numpy as np
import pytest

from prodops_kit.salary import Rules, fit_lognormal
from prodops_kit.salary.answers import interval
from prodops_kit.salary.evidence import Evidence
from prodops_kit.salary.publication import publish
from prodops_kit.statistics import quantiles

SOAK = bool(os.environ.get("PRODOPS_SOAK"))
RUNS = 4_000 if SOAK else 500
LEAST = 0.93 if SOAK else 0.93 - 1.65 * (0.93 * 0.07 / 500) ** 0.5  # what 500 runs can tell from 0.93


def source(pays, *, single=False):
    """What a survey says of single salaries; `single` gives it their own interval."""
    found = dict(zip(("p25", "p50", "p75"), np.quantile(pays, [0.25, 0.5, 0.75]).tolist(), strict=True))
    own = quantiles.interval(sorted(pays.tolist())) if single else None
    shown = publish(organisations=len(pays), largest_share=None, months=6)
    return Evidence("", "survey", None, 6, 5, found, (), len(pays), None, 1.0, own, shown, (), ())


def covered(draw, of=100_000):
    return np.mean([low <= of <= high for low, high in (draw() for _ in range(RUNS))])


@pytest.mark.parametrize("shares", [(1.0,), (0.8, 0.2), (0.6, 0.3, 0.1)])
@pytest.mark.parametrize("single", [False, True])
def test_a_composite_of_unequal_weights_covers_the_market(shares, single):
    """Sources differ by 3% on the same work; each asks 60 people, log-normal with sigma 0.3."""
    random = np.random.default_rng(len(shares) + 10 * single)

    def draw():
        ours = [100_000 * np.exp(random.normal(0, 0.03) + random.normal(0, 0.3, 60)) for _ in shares]
        return interval([source(pays, single=single) for pays in ours], shares, Rules())

    assert covered(draw) >= LEAST


@pytest.mark.parametrize("n", [15, 400])
def test_one_source_of_few_or_many_people_covers_the_market(n):
    """Quartiles of n people are all that is published; the lognormal through them says how sure the median is."""
    random = np.random.default_rng(n)

    def draw():
        return interval(
            [source(100_000 * np.exp(random.normal(0, 0.03) + random.normal(0, 0.3, n)))], [1.0], Rules()
        )  # fmt: skip

    assert covered(draw) >= LEAST


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_tail_filled_by_a_lognormal_is_right_in_the_middle_of_many(share):
    """P10 and P90 from the quartiles of 400 people: no bias, and nine of ten within 10%."""
    random = np.random.default_rng(7)
    true = exp(0.3 * (1.2815515655 if share > 0.5 else -1.2815515655))
    off = np.array(
        [
            fit_lognormal(dict(zip((0.25, 0.5, 0.75), np.quantile(pays, [0.25, 0.5, 0.75]), strict=True)))
            .quantile(share) / true - 1
            for pays in (np.exp(random.normal(0, 0.3, 400)) for _ in range(RUNS))
        ]
    )  # fmt: skip
    assert abs(np.median(off)) < 0.01
    assert np.mean(np.abs(off) < 0.1) >= 0.9
