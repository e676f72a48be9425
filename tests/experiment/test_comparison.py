"""Comparisons: against other programs, on both scales, and "no result" as a value."""

from dataclasses import replace

import numpy as np
import pytest
from experiment.plans import CHECKOUT, PLAN, REFUNDS, means, rate, seen
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.experiment import Comparison, Experiment, Metric, NoResult, Phase, Rules, compare
from prodops_kit.experiment.families import family
from prodops_kit.experiment.guardrails import guardrail
from prodops_kit.experiment.timing import Horizon
from prodops_kit.show.text import plain
from prodops_kit.statistics import Moments

ORDERS = Metric("Orders a user", "primary", "mean", "orders", better="higher")


def test_a_proportion_is_compared_by_the_pooled_test_and_the_interval_that_agrees():
    found = compare(PLAN, seen(checkout=(1000, 1100)), "Checkout rate", "new")
    # z = 0.01 / sqrt(0.105 * 0.895 * 2 / 10000) = 0.01 / 0.0043353 = 2.3067
    assert found.z() == pytest.approx(2.3066, abs=1e-4)
    assert found.p == pytest.approx(0.02108, abs=1e-5)
    assert found.low > 0
    assert found.lift.low > 0
    assert found.lift.estimate == pytest.approx(0.1)
    assert found.newcombe == pytest.approx((0.0015, 0.0185), abs=5e-5)


def test_a_metric_by_another_name_is_refused_with_the_names_there_are():
    with pytest.raises(ParameterError) as refusal:
        compare(PLAN, seen(), "Checkout", "new")
    assert str(refusal.value) == (
        "metric: experiment new-checkout has no 'Checkout'; it has Checkout rate, Refund rate."
    )


@pytest.mark.parametrize(
    ("arms", "why"),
    [
        ({}, "control has 0 units with this metric; two or more are needed."),
        (means(1, 2, n=1), "control has 1 units with this metric; two or more are needed."),
        (means(1, 2, sd=0), "No unit differs from another in either arm, so no error can be stated."),
        (means(1, float("nan")), "new has values that are not finite numbers."),
    ],
)
def test_what_cannot_be_compared_is_no_result_with_its_reason(arms, why):
    found = compare(replace(PLAN, metrics=(ORDERS,)), seen(moments={"Orders a user": arms}), ORDERS, "new")
    assert isinstance(found, NoResult)
    assert plain(found.reason) == why


def test_the_uncapped_result_stands_beside_the_capped_one():
    evidence = seen(moments={"Orders a user": means(2, 2.1)}, uncapped={"Orders a user": means(2.2, 2.25, sd=5)})
    found = compare(PLAN, evidence, ORDERS, "new")
    assert found.estimate == pytest.approx(0.1)
    assert found.uncapped.estimate == pytest.approx(0.05)
    assert found.uncapped.se > found.se


def test_covariates_take_noise_off_and_say_how_much():
    random = np.random.default_rng(5)
    before = random.normal(size=(2, 3_000))
    after = 0.9 * before + random.normal(scale=np.sqrt(1 - 0.81), size=(2, 3_000)) + 5
    arms = {arm: Moments.of(after[i], before[i]) for i, arm in enumerate(("control", "new"))}
    evidence = seen(moments={"Orders a user": arms}, covariates={"Orders a user": ("before",)})
    found = compare(PLAN, evidence, ORDERS, "new")
    assert found.covariates == ("before",)
    assert found.removed == pytest.approx(0.81, abs=0.02)  # the square of the correlation


def test_a_sequence_is_wider_than_the_interval_at_the_planned_end():
    at_end = compare(PLAN, seen(), "Checkout rate", "new")
    any_look = compare(PLAN, seen(), "Checkout rate", "new", horizon=Horizon(0.05, 20_000))
    assert any_look.low < at_end.low < at_end.high < any_look.high
    assert any_look.p > at_end.p


@given(st.integers(1, 999), st.integers(1, 999), st.floats(1e-9, 0.5), st.booleans())
def test_p_interval_and_lift_never_disagree(x1, x0, alpha, running):
    horizon = Horizon(alpha, 3_000.0) if running else Horizon(alpha)
    evidence = seen(moments={"Checkout rate": rate(x0, x1, n=1_000)})
    found = compare(PLAN, evidence, CHECKOUT, "new", alpha=alpha, horizon=horizon)
    assume(abs(abs(found.z()) - found.reach) > 1e-6)
    significant = found.p < alpha
    assert (found.low > 0 or found.high < 0) == significant
    assert (found.lift.low > 0 or found.lift.high < 0) == significant


THREE = Experiment(
    "x",
    "X",
    metrics=(CHECKOUT, replace(ORDERS, role="goal")),
    phases=(Phase({"control": 1, "new": 1, "bold": 1}),),
    mde=0.01,
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(800, 1200), min_size=3, max_size=3),
    st.lists(st.floats(1.9, 2.1), min_size=3, max_size=3),
    st.booleans(),
)
def test_holms_decisions_are_those_of_the_intervals(checkouts, orders, running):
    arms = ("control", "new", "bold")
    evidence = seen(
        moments={
            "Checkout rate": {a: Moments.of_proportion(x, 10_000) for a, x in zip(arms, checkouts, strict=True)},
            "Orders a user": {a: Moments(10_000, (m,), ((1.0,),)) for a, m in zip(arms, orders, strict=True)},
        }
    )
    found = family(THREE, evidence, Horizon(0.05, 20_000.0) if running else Horizon(), rules=Rules())
    assert found.size == 4
    for key, q in found.adjusted.items():
        each = found.comparisons[key]
        if abs(abs(each.z()) - each.reach) > 1e-6:
            assert (q <= 0.05) == (each.low > 0 or each.high < 0)


def held(checkout, margin=0.01, scale="absolute", better="lower", n=10_000):
    metric = replace(REFUNDS, margin=margin, margin_scale=scale, better=better)
    found = compare(PLAN, seen(moments={"Refund rate": rate(*checkout, n=n)}), metric, "new", alpha=0.1)
    return guardrail(found, readable=True, rules=Rules())


def test_a_guardrail_is_passed_breached_or_not_yet_shown():
    assert held((200, 200)).state == "passed"
    assert held((200, 400)).state == "breached"
    assert held((200, 290)).state == "not yet shown"
    assert held((200, 200), margin=None).state == "no margin"


def test_a_loss_within_the_margin_is_real_and_said():
    small = held((200, 260), margin=0.015)
    assert small.state == "passed"
    assert small.worse
    assert not held((200, 205)).worse


def test_a_relative_margin_needs_no_division():
    assert held((1000, 1000), margin=0.1, scale="relative").state == "passed"
    assert held((1000, 1060), margin=0.1, scale="relative").state == "not yet shown"
    assert held((1000, 1250), margin=0.1, scale="relative").state == "breached"
    assert held((0, 10), margin=0.1, scale="relative").state == "not yet shown"


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["absolute", "relative"]), st.booleans())
def test_a_guardrail_is_passed_exactly_when_its_worst_bound_is_within_the_margin(x0, x1, scale, lower):
    found = held((x0, x1), 0.01 if scale == "absolute" else 0.3, scale, "lower" if lower else "higher", n=1_000)
    assume(found.bounds is not None)
    worst, best = found.bounds
    margin = found.metric.margin
    assume(min(abs(worst + margin), abs(best + margin)) > 1e-9)
    assert (found.state == "passed") == (worst > -margin)
    assert (found.state == "breached") == (best < -margin)


@pytest.mark.parametrize("seed", range(20))
def test_results_equal_those_of_tea_tasting(seed):
    tasting = pytest.importorskip("tea_tasting", reason="tea-tasting is an oracle of the tests only")
    pandas = pytest.importorskip("pandas")
    random = np.random.default_rng(seed)
    n = int(random.integers(30, 200))
    frame = pandas.DataFrame(
        {
            "variant": random.permutation([0, 1] * n),
            "orders": random.normal(5, 2, 2 * n),
            "views": random.uniform(1, 9, 2 * n),
            "before": random.normal(3, 1, 2 * n),
            "views_before": random.uniform(1, 9, 2 * n),
        }
    )
    frame["orders"] += frame["before"]
    made = tasting.Experiment(
        mean=tasting.Mean("orders", use_t=True, equal_var=False),
        ratio=tasting.RatioOfMeans("orders", "views", use_t=True, equal_var=False),
        adjusted=tasting.Mean("orders", "before", use_t=True, equal_var=False),
    ).analyze(frame)
    columns = {"mean": ["orders"], "ratio": ["orders", "views"], "adjusted": ["orders", "before"]}
    for name, taken in columns.items():
        metric = Metric(name, "primary", "ratio" if name == "ratio" else "mean", "orders", better="higher")
        arms = {
            arm: Moments.of(*(frame.loc[frame["variant"] == code, each].tolist() for each in taken))
            for arm, code in {"control": 0, "new": 1}.items()
        }
        covariates = {name: ("before",)} if name == "adjusted" else {}
        found = compare(PLAN, seen(moments={name: arms}, covariates=covariates), metric, "new")
        assert isinstance(found, Comparison)
        theirs = made[name]
        ours = (found.estimate, found.low, found.high, found.z(), found.p)
        expected = (
            theirs.effect_size,
            theirs.effect_size_ci_lower,
            theirs.effect_size_ci_upper,
            theirs.statistic,
            theirs.pvalue,
        )
        assert ours == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(
    ("kind", "control", "new", "why"),
    [
        ("mean", Moments(500, (3.0,), ((-2.0,),)), Moments(500, (4.0,), ((90.0,),)), "control has a variance below 0"),
        (
            "ratio",
            Moments(500, (3.0, 2.0), ((2.0, 90.0), (90.0, 1.0))),
            Moments(500, (4.0, 2.0), ((900.0, 0.0), (0.0, 1.0))),
            "cannot belong together",
        ),
    ],
)
def test_variances_that_nothing_can_have_are_no_result(kind, control, new, why):
    metric = Metric("Orders", "primary", kind, "orders", "visits", better="higher")
    evidence = seen(moments={"Orders": {"control": control, "new": new}})
    found = compare(replace(PLAN, metrics=(metric,)), evidence, metric, "new")
    assert isinstance(found, NoResult)
    assert why in plain(found.reason)
