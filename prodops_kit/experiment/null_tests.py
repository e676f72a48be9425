"""Tests without an effect, simulated: how often each way of reading them would have given a false alarm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from prodops_kit.experiment.timing import Horizon
from prodops_kit.results import Column, Part, Rows, Sentence, Share
from prodops_kit.statistics import proportions

RATE, UNITS, DAYS, SEED = 0.1, 500, 20, 1


@dataclass(frozen=True, slots=True)
class NullTests:
    """Shares of tests without an effect that would have been called an effect.

    Attributes:
        tests: How many were simulated.
        at_end: Read once at the planned end by the ordinary interval.
        peeking: Read so every day.
        any_look: Read every day by the sequence.
        reach: How far the ordinary share may lie from its level by chance, two standard errors.
    """

    tests: int
    at_end: float
    peeking: float
    any_look: float
    reach: float


@cache
def null_tests(tests: int = 10_000, *, alpha: float = 0.05, seed: int = SEED) -> NullTests:
    """Simulate tests of two equal rates, read at the end, every day, and every day by the sequence.

    The same numbers each time: the seed is fixed. Each test is looked at on 20 days with 500 users an arm a day.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    x1, x0 = (random.binomial(UNITS, RATE, (tests, DAYS)).cumsum(axis=1) for _ in range(2))
    n = UNITS * np.arange(1, DAYS + 1)
    rate = (x1 + x0) / (2 * n)
    z = np.abs(x1 - x0) / n / np.sqrt(rate * (1 - rate) * 2 / n)
    fixed, sequence = Horizon(alpha), Horizon(alpha, 2.0 * UNITS * DAYS)
    reached = [sequence.reach(alpha, n=float(2 * each)) for each in n]
    usual = fixed.reach(alpha, n=0)
    assert (
        abs(float(z[0, -1]) - abs(proportions.pooled(*map(int, (x1[0, -1], n[-1], x0[0, -1], n[-1]))).statistic)) < 1e-9
    )
    return NullTests(
        tests,
        float((z[:, -1] > usual).mean()),
        float((z > usual).any(axis=1).mean()),
        float((z > reached).any(axis=1).mean()),
        2 * float(np.sqrt(alpha * (1 - alpha) / tests)),
    )


def part(alpha: float = 0.05) -> Part:
    """The simulation as a part of the page."""
    import pandas as pd

    found = null_tests(alpha=alpha)
    rows = [
        ("Once, at the planned end, by the usual interval", alpha, found.at_end),
        ("Every day, by the interval that holds at every look", alpha, found.any_look),
        ("Every day, by the usual interval, as we never do", None, found.peeking),
    ]
    shown = [(way, "no promise" if most is None else Share(most), Share(seen)) for way, most, seen in rows]
    frame = pd.DataFrame(shown, columns=["way", "promised", "found"], dtype=object)
    columns = (
        Column("way", "How a test is read"),
        Column("promised", "At most", "share"),
        Column("found", "Found", "share"),
    )
    caption = f"Share of {found.tests:,} simulated tests without an effect that would have been called one."
    heading = Sentence(
        "Of {tests} tests without an effect, {found} are called one", tests=found.tests, found=Share(found.at_end)
    )
    return Part(heading, table=Rows(frame, columns, caption), name="null-tests")
