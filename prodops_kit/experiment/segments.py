"""Segments: the primary metric in parts of the units, as exploration, never a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prodops_kit.experiment import wording
from prodops_kit.experiment.comparison import Comparison, compare
from prodops_kit.results import Column, Part, Rows, Sentence, Share

if TYPE_CHECKING:
    from prodops_kit.experiment.cases import Case
    from prodops_kit.experiment.judgements import Judgement

SHOWN = 40


def part(judged: Judgement) -> Part | None:
    """The primary metric of the judged variant by segment; None without segments or a plan."""
    import pandas as pd

    case, metric = judged.case, judged.experiment.primary
    if metric is None or not judged.trusted:
        return None
    found = [(key, _compared(case, key)) for key in case.evidence.segments]
    rows = [
        (f"{column}: {value}", each.n, Share(each.lift.estimate, True), _between(each))
        for (column, value), each in found
        if each and each.lift
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows[:SHOWN], columns=["segment", "n", "lift", "between"], dtype=object)
    columns = (
        Column("segment", "Segment"),
        Column("n", "Units", "count"),
        Column("lift", "Lift", "number"),
        Column("between", "Between"),
    )
    text = "Exploration: with so many segments some differ by chance, and no verdict follows from any of them."
    caption = f"{metric.name} by segment, each interval by itself."
    return Part(Sentence("Segments, explored only"), text=Sentence(text), table=Rows(frame, columns, caption))


def _compared(case: Case, key: tuple[str, str]) -> Comparison | None:
    metric = case.experiment.primary
    assert metric is not None
    inside = replace(case.evidence, moments=case.evidence.segments[key], uncapped={})
    found = compare(case.experiment, inside, metric, case.arm, horizon=case.timing.horizon)
    return found if isinstance(found, Comparison) else None


def _between(found: Comparison) -> Sentence:
    ends = wording.effect(found)
    return Sentence("{lo} to {hi}", lo=ends["lo"], hi=ends["hi"])
