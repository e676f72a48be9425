"""Whether groups can be compared: sizes, arms, units in several arms, and what they did before."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.experiment import Evidence, Experiment, Metric, Phase, Rules, check_split
from prodops_kit.statistics import Moments

METRICS = (Metric("Revenue", "primary", "mean", "revenue", better="higher", covariates=("before",)),)


def plan(*weights, metrics=METRICS):
    phases = tuple(Phase(w, date(2026, 9, n)) for n, w in enumerate(weights or ({"control": 1, "treatment": 1},), 1))
    return Experiment("checkout", "Checkout", metrics=metrics, phases=phases)


def evidence(*phases, **more):
    units = {arm: sum(phase.get(arm, 0) for phase in phases) for phase in phases for arm in phase}
    more.setdefault("exposed", sum(units.values()) + more.get("crossovers", 0))
    return Evidence("checkout", units=units, phases=phases, **more)


def test_a_planned_split_is_trusted():
    split = check_split(plan(), evidence({"control": 5020, "treatment": 4980}))
    assert split.test.statistic == pytest.approx(0.16)  # 20² / 5000 twice
    assert split.p == pytest.approx(0.689157, abs=1e-6)  # chi-square with one degree of freedom
    assert split.is_trusted
    assert not split.exact
    assert split.weights == {"control": 0.5, "treatment": 0.5}


def test_what_is_an_alarm_is_said_by_the_rules():
    found = evidence({"control": 5150, "treatment": 4850}, crossovers=50)
    assert check_split(plan(), found).is_trusted  # p is 0.0027, and 0.5 % crossed
    assert check_split(plan(), found, rules=Rules(srm_alpha=0.01)).is_mismatched
    assert check_split(plan(), found, rules=Rules(crossover_share=0.004)).is_crossed
    assert not check_split(plan(), found, rules=Rules(crossover_share=0.004, crossover_units=51)).is_crossed


def test_outcomes_missing_in_one_arm_are_tested_as_two_proportions():
    found = evidence({"control": 1000, "treatment": 1000}, absent={"Revenue": {"control": 20, "treatment": 45}})
    split = check_split(plan(), found)
    (one,) = split.absent
    # Pooled z by hand: 0.025 / sqrt(0.0325 * 0.9675 * 2 / 1000) = 3.1525; two-sided p 0.00162
    assert (one.arm, one.share, one.control, one.p) == ("treatment", 0.045, 0.02, pytest.approx(0.00162, abs=1e-5))
    assert split.lacking is None
    assert check_split(plan(), found, rules=Rules(srm_alpha=0.01)).lacking == one


def test_a_mismatch_names_the_arm_and_its_missing_share():
    split = check_split(plan({"control": 1, "a": 1, "b": 1}), evidence({"control": 10000, "a": 10000, "b": 9000}))
    assert (split.is_mismatched, split.is_trusted) == (True, False)
    first = split.arms[0]
    assert (first.arm, first.units) == ("b", 9000)
    assert first.expected == pytest.approx(29000 / 3)
    assert first.missing == pytest.approx(1 - 9000 * 3 / 29000)
    assert first.statistic == pytest.approx((9000 - 29000 / 3) / math.sqrt(29000 / 3 * 2 / 3))
    assert first.p < 1e-10


def test_a_changed_split_is_no_mismatch_when_its_phases_are_known():
    phases = ({"control": 9000, "treatment": 1000}, {"control": 5000, "treatment": 5000})
    experiment = plan({"control": 9, "treatment": 1}, {"control": 1, "treatment": 1})
    split = check_split(experiment, evidence(*phases))
    assert (split.test.statistic, split.test.df, split.p) == (0, 2, 1)
    assert split.weights == {"control": 0.7, "treatment": 0.3}
    assert split.arms[0].missing == 0

    unknown = check_split(experiment, Evidence("checkout", units={"control": 14000, "treatment": 6000}, exposed=20000))
    assert (unknown.p, unknown.too_few, unknown.is_mismatched) == (None, False, False)


def test_phases_without_days_are_the_whole_when_there_is_one():
    split = check_split(plan(), Evidence("checkout", units={"control": 600, "treatment": 400}, exposed=1000))
    assert split.is_mismatched


def test_an_arm_without_units_alarms_and_one_not_planned_too():
    split = check_split(plan({"control": 1, "a": 1, "b": 1}), evidence({"control": 500, "a": 500, "x": 3}))
    assert (split.empty, split.unplanned) == (("b",), ("x",))
    assert split.is_mismatched  # the empty arm counts
    assert not check_split(plan({"control": 1, "a": 1, "b": 0}), evidence({"control": 500, "a": 500})).empty


@pytest.mark.parametrize(
    ("weights", "units", "p"),
    [
        ((1, 1), (1, 7), 2 * 9 / 2**8),  # 0, 1, 7 or 8 of 8: 1 + 8 + 8 + 1 of 256
        ((1, 1), (4, 4), 1.0),
        # 3 units in 3 equal arms: of 27 ways 3 put all into one arm
        ((1, 1, 1), (3, 0, 0), 3 / 27),
        ((1, 1, 1), (2, 1, 0), 1 - 6 / 27),
        ((1, 1, 1), (1, 1, 1), 1.0),
    ],
)
def test_few_units_are_tested_exactly(weights, units, p):
    arms = ("control", "a", "b")[: len(units)]
    split = check_split(plan(dict(zip(arms, weights, strict=True))), evidence(dict(zip(arms, units, strict=True))))
    assert split.exact
    assert split.p == pytest.approx(p)
    assert split.test is None


def test_too_many_possible_splits_are_too_few_units():
    weights = {"control": 10_000} | {f"a{n}": 1 for n in range(9)}
    split = check_split(plan(weights), evidence({"control": 1000, "a0": 1}))
    assert (split.p, split.too_few) == (None, True)


@pytest.mark.parametrize(
    ("crossovers", "exposed", "alarm"), [(9, 100, False), (10, 1000, True), (10, 1001, False), (0, 0, False)]
)
def test_units_in_several_arms_alarm_from_one_percent_and_ten(crossovers, exposed, alarm):
    split = check_split(plan(), evidence({"control": 50, "treatment": 50}, crossovers=crossovers, exposed=exposed))
    assert split.is_crossed == alarm


def test_groups_that_differed_before_are_not_trusted():
    def arm(n, before):
        return Moments(n, (10.0, before, 0.25), ((4.0, 0.5, 0.0), (0.5, 9.0, 0.0), (0.0, 0.0, 0.1875)))

    names = {"Revenue": ("before", "before missing")}
    found = evidence({"control": 5000, "treatment": 5000}, covariates=names)
    object.__setattr__(found, "moments", {"Revenue": {"control": arm(5000, 5.0), "treatment": arm(5000, 5.3)}})
    split = check_split(plan(), found)

    first = split.balance[0]
    assert (first.covariate, first.arm) == ("before", "treatment")
    assert first.difference == pytest.approx(0.3)  # 5 standard errors: √(9 / 5000 · 2) = 0.06
    assert first.p == pytest.approx(2 * 5.8e-7, rel=0.05)  # two tests, so Holm doubles it
    assert first.missing == {"control": 0.25, "treatment": 0.25}
    assert (split.is_unbalanced, split.is_trusted) == (True, False)


def test_nothing_to_test_is_no_alarm():
    for experiment in (plan(), Experiment("checkout", "Checkout"), plan({"control": 1})):
        split = check_split(experiment, Evidence("checkout"))
        assert (split.p, split.test, split.balance, split.is_mismatched) == (None, None, (), False)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=4), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_any_counts_give_a_probability(units, weights):
    arms = ["control", "a", "b", "c"][: len(units)]
    split = check_split(plan(dict(zip(arms, weights, strict=False))), evidence(dict(zip(arms, units, strict=True))))
    assert split.p is None or 0 < split.p <= 1
    assert (split.p is None) == (split.too_few or not sum(units))
    assert all(0 < one.p <= 1 for one in split.arms)


def test_published_cases_of_mismatch_come_out_right(shared):
    cases = json.loads(Path(shared("reference/experiments_reference.json")).read_text())
    found = [case for case in cases if "sample ratio" in case.get("topic", "").lower() and "observed" in case["inputs"]]
    for case in found:
        observed = case["inputs"]["observed"]
        weights = case["inputs"].get("weights") or [1] * len(observed)
        arms = [f"arm{n}" for n in range(len(observed))]
        split = check_split(
            plan(dict(zip(arms, weights, strict=True))), evidence(dict(zip(arms, observed, strict=True)))
        )
        assert split.p == pytest.approx(case["expected"]["p"], rel=1e-8)


def test_a_covariate_too_large_to_test_is_no_alarm_and_no_fault():
    metric = Metric("Revenue", "primary", "mean", "revenue", covariates=("before",))
    arms = {arm: Moments(50, (1.0, 1e100), ((1.0, 0.0), (0.0, 1e200))) for arm in ("control", "new")}
    plan = Experiment("x", "X", metrics=(metric,), phases=(Phase({"control": 1, "new": 1}),))
    evidence = Evidence(
        "x", units={"control": 50, "new": 50}, moments={"Revenue": arms}, covariates={"Revenue": ("before",)}
    )
    assert check_split(plan, evidence).balance == ()
