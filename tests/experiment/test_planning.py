"""Planning: sizes against other programs, and against each other."""

from math import ceil, inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.experiment import Guardrail, Need, days_left, plan
from prodops_kit.statistics import Moments, power, proportions


def test_the_size_for_rates_is_that_of_power_prop_test():
    # R: power.prop.test(p1 = .50, p2 = .75, power = .90) gives n = 76.7; with sig.level = .01, n = 109.1.
    assert plan("proportion", 0.50, mde=0.25, power=0.90).n == 77
    assert plan("proportion", 0.50, mde=0.25, power=0.90, alpha=0.01).n == 110
    assert plan("proportion", 0.75, mde=0.25, power=0.90, better="lower").n == 77


def test_the_size_for_means_is_that_of_power_t_test():
    # R: power.t.test(delta = 1, sd = 1, power = .90) gives n = 22.02110.
    assert plan("mean", 10.0, sd=1.0, mde=1.0, power=0.90).n == 23
    assert plan("mean", 10.0, sd=1.0, mde=0.1, mde_scale="relative", power=0.90).n == 23


def test_the_size_of_a_large_test_of_means_is_the_normal_one():
    assert plan("mean", 10.0, sd=5.0, mde=0.1).n == ceil(power.mean_size(0.1, sd1=5, sd0=5))


def test_a_ratio_has_the_spread_of_its_delta_method():
    clicks, views = [0, 1, 2, 5, 1, 0, 3, 2], [2, 4, 5, 9, 4, 1, 8, 6]
    rate = sum(clicks) / sum(views)
    parts = [(c - rate * v) / (sum(views) / 8) for c, v in zip(clicks, views, strict=True)]
    spread = sqrt(sum(part**2 for part in parts) / 7)
    found = plan("ratio", Moments.of(clicks, views), mde=0.01)
    assert found == plan("ratio", rate, sd=spread, mde=0.01)
    assert found.n == ceil(power.mean_size(0.01, sd1=spread, sd0=spread))


def test_moments_of_a_proportion_are_its_rate():
    assert plan("proportion", Moments.of_proportion(100, 1000), mde=0.01) == plan("proportion", 0.1, mde=0.01)


@given(st.sampled_from(["proportion", "mean"]), st.floats(0.05, 0.6), st.floats(0.02, 0.3), st.floats(0.5, 0.95))
def test_the_effect_that_a_size_shows_needs_that_size(kind, baseline, mde, chance):
    size = plan(kind, baseline, sd=None if kind == "proportion" else 1.0, mde=mde, power=chance)
    back = plan(kind, baseline, sd=None if kind == "proportion" else 1.0, n=size.n, power=chance)
    assert back.mde is not None
    assert back.mde <= mde * (1 + 1e-6)
    assert plan(kind, baseline, sd=None if kind == "proportion" else 1.0, mde=back.mde, power=chance).n <= size.n + 1


def test_a_size_too_small_for_any_effect_shows_none():
    assert plan("proportion", 0.9, n=5).mde is None
    assert plan("proportion", 0.9, n=5).lift is None


def test_a_size_read_at_any_look_is_about_twice_as_large():
    # half-width of the sequence at its planned size: √(2 (s + 1)/s ln(√(s + 1)/α)), s = −2 ln α + ln(1 − 2 ln α)
    found = plan("mean", 10.0, sd=5.0, mde=0.1)
    assert found.n_any_look / found.n == pytest.approx(
        (3.035209 + 0.841621) ** 2 / (1.959964 + 0.841621) ** 2, rel=1e-4
    )


def test_each_comparison_is_planned_at_its_share_of_alpha():
    found = plan("proportion", 0.1, mde=0.01, variants=3, goals=1)
    assert (found.alpha, found.arms, found.units) == (0.05 / 6, 4, found.n * 4)
    assert found.n == plan("proportion", 0.1, mde=0.01, alpha=0.05 / 6).n


def test_guardrails_share_what_the_power_leaves():
    guardrails = [Guardrail("mean", 100.0, 1.0, sd=30.0), Guardrail("proportion", 0.02, 0.002, better="lower")]
    found = plan("proportion", 0.1, mde=0.01, power=0.8, guardrails=guardrails)
    assert found.power == pytest.approx(1 - 0.2 / 3)  # 1 − β/(G + 1) with G = 2
    assert found.n_primary == plan("proportion", 0.1, mde=0.01, power=1 - 0.2 / 3).n
    # one-sided 5 %: (1.644854 + 1.501086)² · 2 · 30² / 1² = 17814.6; 2 · 0.02 · 0.98 / 0.002² instead: 96990.0
    assert found.n_guardrails == (17815, 96990)
    assert found.n == 96990


def test_a_relative_margin_scales_the_control_it_is_compared_with():
    (n,) = plan(
        "mean",
        10.0,
        sd=9.0,
        mde=9.0,
        power=0.8,
        guardrails=[Guardrail("mean", 50.0, 0.1, sd=20.0, margin_scale="relative")],
    ).n_guardrails
    # power 0.9: (1.644854 + 1.281552)² · 20² (1 + 0.9²) / 5² = 248.0
    assert n == 249


def test_a_test_for_no_harm_needs_the_size_of_its_margin():
    # (1.959964 + 0.841621)² · 2 · 0.1 · 0.9 / 0.01² = 14127.9
    assert plan("proportion", 0.1, mde=0.01, goal="no_harm").n == 14128


def test_days_are_those_until_every_arm_is_full():
    found = plan("proportion", 0.10, mde=0.01, new_a_day=2000)
    assert (found.n, found.days) == (14751, 15)  # 29,502 units at 2,000 a day
    assert plan("proportion", 0.10, mde=0.01).days is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "mde or n: give one of them"),
        ({"mde": 0.1, "n": 10}, "mde or n: give one of them"),
        ({"mde": -0.1}, "mde: must be above 0"),
        ({"n": 1}, "n: must be 2 or more"),
        ({"mde": 0.1, "alpha": 1.0, "power": 0.0}, "alpha: must lie between 0 and 1.\npower: must lie"),
        ({"mde": 0.1, "variants": 0}, "variants: must be 1 or more"),
        ({"mde": 0.95}, "mde: a rate of 0.1 cannot move by 0.95"),
        (
            {"mde": 0.1, "guardrails": [Guardrail("mean", 1.0, 0.1, name="Speed")]},
            "guardrail Speed: baseline: a mean nee",
        ),
        ({"mde": 0.1, "guardrails": [Guardrail("mean", 1.0, 0.0, 1.0)]}, "guardrail: margin 0 must be above 0"),
        (
            {"mde": 0.1, "guardrails": [Guardrail("mean", 0.0, 0.1, 1.0, "relative")]},
            "guardrail: a relative margin over",
        ),
    ],
)
def test_numbers_outside_their_range_are_refused(arguments, said):
    with pytest.raises(ParameterError) as refusal:
        plan("proportion", 0.1, **arguments)
    assert str(refusal.value).startswith(said)


def test_a_rate_that_is_none_is_refused():
    with pytest.raises(ParameterError, match=r"baseline: 1\.5 is no rate between 0 and 1"):
        plan("proportion", 1.5, mde=0.1)


def test_days_left_are_those_of_the_metric_that_needs_most():
    # MDE reached (1.959964 + 0.841621) · 0.006 = 0.0168095; 8000 · (0.0168095/0.0126)² = 14238.3; 6238.3/500 → 13
    primary = Need(se=0.006, wanted=0.0126, reach=1.959964)
    assert days_left(8000, [primary], new_a_day=500) == 13
    # guardrail: (1.644854 + 0.841621) · 0.01 = 0.0248648; 8000 · (0.0248648/0.015)² = 21982.5; 13982.5/500 → 28
    assert days_left(8000, [primary, Need(se=0.01, wanted=0.015, reach=1.644854)], new_a_day=500) == 28
    assert days_left(8000, [Need(se=0.001, wanted=0.0126, reach=1.959964)], new_a_day=None) == 0
    assert days_left(8000, [primary], new_a_day=None) == inf
    assert days_left(8000, [primary], new_a_day=0) == inf


def test_the_planned_size_shows_the_effect_as_often_as_planned():
    import numpy as np

    generator, found = np.random.default_rng(20261002), plan("proportion", 0.2, mde=0.05)
    treated, control = generator.binomial(found.n, 0.25, 4000), generator.binomial(found.n, 0.20, 4000)
    hits = [
        proportions.pooled(int(a), found.n, int(b), found.n).p < 0.05 for a, b in zip(treated, control, strict=True)
    ]
    assert sum(hits) / 4000 == pytest.approx(0.80, abs=0.025)  # four standard errors of 4,000 draws
