"""Why the numbers of an experiment may be trusted, or not: split, crossovers, balance, what is absent."""

from __future__ import annotations

from typing import Any

from prodops_kit.experiment.cases import Case
from prodops_kit.results import Column, Part, Probability, Rows, Sentence, Share


def part(case: Case) -> Part:
    """Units of each arm beside the plan, and every check with its result."""
    import pandas as pd

    units = case.evidence.units
    weights = case.split.weights
    total = sum(units.values())
    rows = [
        (
            arm,
            units.get(arm, 0),
            Share(weights.get(arm, 0.0)) if weights else "not known",
            Share(units.get(arm, 0) / total) if total else None,
        )
        for arm in dict.fromkeys((*case.experiment.arms, *units))
    ]
    frame = pd.DataFrame(rows, columns=["arm", "units", "planned", "found"], dtype=object)
    columns = (
        Column("arm", "Arm"),
        Column("units", "Units", "count"),
        Column("planned", "Planned", "number"),
        Column("found", "Found", "number"),
    )
    caption = "One row is one arm; units in several arms are left out of every count."
    return Part(Sentence("Trust"), text=_checks(case), table=Rows(frame, columns, caption))


def _changed(case: Case) -> bool:
    """Whether phases with units were planned with different shares."""
    shares = set()
    for phase, units in zip(case.experiment.phases, case.evidence.phases, strict=False):
        total = sum(phase.weights.values())
        if sum(units.values()) and total:
            shares.add(
                tuple(sorted((arm, round(weight / total, 9)) for arm, weight in phase.weights.items() if weight))
            )
    return len(shares) > 1


def _checks(case: Case) -> Sentence:
    text, values = "The split could not be tested.", dict[str, Any]()
    if case.split.p is not None:
        text = "Chance of such a split under the plan: {srm}" + (", counted exactly." if case.split.exact else ".")
        values["srm"] = Probability(case.split.p)
    text += " Units seen in several arms: {crossed} ({share})."
    exposed = case.evidence.exposed
    values |= {
        "crossed": case.evidence.crossovers,
        "share": Share(case.evidence.crossovers / exposed if exposed else 0.0),
    }
    if case.split.balance:
        text += " Chance of such groups before the test: {balance}."
        values["balance"] = Probability(case.split.balance[0].p)
    absent = sum(sum(arms.values()) for arms in case.evidence.absent.values())
    if absent:
        text += " Outcomes missing: {absent}."
        values["absent"] = absent
    if case.split.absent:
        text += " Chance that they are missing so unevenly without a cause: {uneven} ({lacking} in {lacks})."
        worst = case.split.absent[0]
        values |= {"uneven": Probability(worst.p), "lacking": worst.metric, "lacks": worst.arm}
    if _changed(case):
        text += (
            " The planned shares changed between phases and the effect is of all phases together: where the metric "
            "moved with time, that shows as an effect."
        )
    for place, said in enumerate(case.evidence.said):
        text += f" {{said{place}}}"
        values[f"said{place}"] = said
    return Sentence(text, **values)
