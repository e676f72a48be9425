"""The card's part on trust: what it says of phases with different shares."""

from dataclasses import replace
from datetime import date

import pytest
from experiment.plans import END, PLAN, seen

from prodops_kit.experiment import Phase, judge
from prodops_kit.experiment.cards import card
from prodops_kit.show.text import plain

CHANGED = "The planned shares changed between phases and the effect is of all phases together"
FIRST = Phase({"control": 90, "new": 10})
SECOND = Phase({"control": 50, "new": 50}, date(2026, 10, 8))
UNITS = ({"control": 1_800, "new": 200}, {"control": 9_000, "new": 9_000})


def trust_of(phases, units):
    experiment = replace(PLAN, planned_n=None, phases=phases)
    arms = {arm: sum(phase[arm] for phase in units) for arm in ("control", "new")}
    (part,) = (
        part
        for part in card(judge(experiment, seen(units=arms, phases=units), today=END)).parts
        if plain(part.heading) == "Trust"
    )
    return plain(part.text)


def test_phases_with_different_shares_are_said_on_the_card():
    assert CHANGED in trust_of((FIRST, SECOND), UNITS)


@pytest.mark.parametrize(
    ("phases", "units"),
    [
        ((FIRST, replace(SECOND, weights={"control": 9, "new": 1})), (UNITS[0], UNITS[0])),  # the same in another scale
        ((FIRST, SECOND), (UNITS[0], {"control": 0, "new": 0})),  # the second has not begun
    ],
)
def test_phases_with_the_same_shares_or_without_units_are_not(phases, units):
    assert CHANGED not in trust_of(phases, units)
