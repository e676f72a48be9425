"""Simulated with a seed: how often the wing is wrong, beside what it promises. `make soak` runs the long ones.

Each test prints the rate it found.
"""

import os
from dataclasses import replace

import numpy as np
import pytest
from experiment.plans import CHECKOUT, PLAN, REFUNDS, seen

from prodops_kit.experiment import Metric, Rules, compare
from prodops_kit.experiment.guardrails import guardrail
from prodops_kit.experiment.null_tests import null_tests
from prodops_kit.experiment.timing import Horizon
from prodops_kit.statistics import Moments

TESTS = int(os.environ.get("PRODOPS_SOAK", "2000"))


def near(found, promised):
    """Within four standard errors of what is promised."""
    print(f"found {found:.4f}, promised {promised:.4f}, {TESTS:,} tests")
    return found == pytest.approx(promised, abs=4 * np.sqrt(promised * (1 - promised) / TESTS))


def compared(x1, x0, n, metric=CHECKOUT, **changes):
    arms = {"control": Moments.of_proportion(int(x0), n), "new": Moments.of_proportion(int(x1), n)}
    return compare(PLAN, seen(moments={metric.name: arms}), metric, "new", **changes)


def test_tests_without_an_effect_are_called_one_in_5_percent():
    random = np.random.default_rng(1)
    x1, x0 = random.binomial(5_000, 0.1, (2, TESTS))
    assert near(np.mean([compared(a, b, 5_000).p < 0.05 for a, b in zip(x1, x0, strict=True)]), 0.05)


def test_the_true_difference_of_rates_is_covered_in_95_percent():
    random = np.random.default_rng(2)
    x1, x0 = random.binomial(3_000, 0.12, TESTS), random.binomial(3_000, 0.1, TESTS)
    found = [compared(a, b, 3_000) for a, b in zip(x1, x0, strict=True)]
    assert near(np.mean([each.low < 0.02 < each.high for each in found]), 0.95)
    assert near(np.mean([each.lift.low < 0.2 < each.lift.high for each in found]), 0.95)


def test_the_true_lift_of_a_mean_is_covered_in_95_percent():
    random = np.random.default_rng(3)
    metric = Metric("Orders", "primary", "mean", "orders", better="higher")
    n, found = 400, []
    for _ in range(TESTS):
        values = random.normal((4.0, 5.0), (2.0, 3.0), (n, 2))
        arms = {
            arm: Moments(n, (float(values[:, i].mean()),), ((float(values[:, i].var(ddof=1)),),))
            for i, arm in enumerate(("control", "new"))
        }
        found.append(compare(PLAN, seen(moments={"Orders": arms}), metric, "new"))
    assert near(np.mean([each.low < 1.0 < each.high for each in found]), 0.95)
    assert near(np.mean([each.lift.low < 0.25 < each.lift.high for each in found]), 0.95)


def test_a_guardrail_that_is_harmed_by_its_margin_is_called_safe_in_5_percent():
    random = np.random.default_rng(4)
    x1, x0 = random.binomial(5_000, 0.11, TESTS), random.binomial(5_000, 0.10, TESTS)
    metric = replace(REFUNDS, margin=0.01)
    passed = [
        guardrail(compared(a, b, 5_000, metric, alpha=0.1), readable=True, rules=Rules()).state == "passed"
        for a, b in zip(x1, x0, strict=True)
    ]
    assert near(np.mean(passed), 0.05)


def test_a_sequence_read_daily_covers_the_truth_at_every_look():
    random = np.random.default_rng(5)
    tests = max(300, TESTS // 20)
    x1, x0 = random.binomial(500, 0.1, (2, tests, 14)).cumsum(axis=2)
    missed = 0
    for a, b in zip(x1, x0, strict=True):
        looks = [
            compared(a[day], b[day], 500 * (day + 1), horizon=Horizon(0.05, 14_000.0)).p < 0.05 for day in range(14)
        ]
        missed += any(looks)
    print(f"left out the truth in {missed / tests:.4f}, at most 0.05, {tests:,} tests")
    assert missed / tests <= 0.05


def test_the_appendix_keeps_its_promise():
    found = null_tests()
    assert found.tests == 10_000
    assert found.at_end == pytest.approx(0.05, abs=found.reach)  # ± 0.43 points
    assert found.any_look <= 0.05
    assert found.peeking > 0.2  # 20 looks by the usual interval
