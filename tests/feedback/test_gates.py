"""How often a report is wrong: flags where nothing happened, and what is planted told apart from what only looks so.

`make soak` draws many companies; in the tests a few must hold.
"""

import os

import numpy as np
import pytest
from feedback.companies import drawn, false_flags, judged

SOAK = bool(os.environ.get("PRODOPS_SOAK"))
SHUFFLED, PLANTED = (400, 30) if SOAK else (4, 3)


def test_shuffled_months_raise_a_false_flag_in_at_most_five_percent_of_reports():
    """Any flag at all counts: a rise or fall, a slow trend, a new subject."""
    found = {seed: false_flags(seed) for seed in range(SHUFFLED)}
    wrong = {seed: flags for seed, flags in found.items() if any(flags)}
    print(f"{len(wrong)} of {SHUFFLED} reports on shuffled months raise a flag: {wrong}")  # noqa: T201
    assert len(wrong) <= 0.05 * SHUFFLED


@pytest.fixture(scope="module")
def planted():
    """Reports on months with a theme that rises, one that only seems to, and a subject that is new."""
    return [
        judged(*drawn(np.random.default_rng(seed), scale=2, rise=True, mix=True, new=True)) for seed in range(PLANTED)
    ]


def test_a_planted_rise_is_flagged_and_a_change_of_mix_is_not(planted):
    directions = [(moved["rise"], moved["mix"]) for moved, *_ in planted]
    assert {rise for rise, _ in directions} == {"rising"}
    assert {mix for _, mix in directions} <= {"mix", "steady"}
    assert [mix for _, mix in directions].count("mix") >= PLANTED / 3


def test_a_planted_new_subject_is_the_only_one_flagged(planted):
    named = [[group.name for group in groups] for *_, groups in planted]
    assert [len(names) for names in named] == [1] * PLANTED
    assert all("locker" in names[0] for names in named)


def test_other_themes_are_flagged_as_seldom_as_the_rate_of_false_flags_allows(planted):
    wrong = sum(bool(_others(moved, drifting)) for moved, drifting, _ in planted)
    print(f"{wrong} of {PLANTED} reports flag another theme than the one planted")  # noqa: T201
    assert wrong <= max(1, 0.1 * PLANTED)


def _others(moved, drifting):
    rose = {theme for theme, direction in moved.items() if direction in ("rising", "falling")}
    return (rose | drifting) - {"rise"}
