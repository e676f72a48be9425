"""Whether outcomes are missing more often in one arm than in another; then those that are left cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.plans import Experiment
from prodops_kit.statistics import multiplicity, proportions


@dataclass(frozen=True, slots=True)
class Absence:
    """How often a metric is missing in an arm, beside the control.

    Attributes:
        share: Of the arm's units, from 0 to 1.
        control: Of the control's.
        p: Of the pooled two-proportion test, corrected by Holm over metrics and arms.
        decides: Whether a verdict depends on the metric.
    """

    metric: str
    arm: str
    share: float
    control: float
    p: float
    decides: bool


def absences(experiment: Experiment, evidence: Evidence) -> tuple[Absence, ...]:
    """Each metric with missing outcomes in each variant, the least alike first.

    Source:
        The sample ratio test of Fabijan et al. (2019), KDD, on the units that a metric is known of.
    """
    tested = [
        (metric, arm, *_counts(evidence, evidence.absent[metric.name], arm, experiment.control))
        for metric in experiment.metrics
        for arm in experiment.variants
        if evidence.absent.get(metric.name) and evidence.units.get(arm) and evidence.units.get(experiment.control)
    ]
    p = multiplicity.adjusted([proportions.pooled(*counts).p for _, _, *counts in tested], method="holm")
    found = [
        Absence(metric.name, arm, x1 / n1, x0 / n0, each, metric.role != "secondary")
        for (metric, arm, x1, n1, x0, n0), each in zip(tested, p, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.p, one.metric, one.arm)))


def _counts(evidence: Evidence, absent: Mapping[str, int], arm: str, control: str) -> tuple[int, int, int, int]:
    n1, n0 = evidence.units[arm], evidence.units[control]
    return min(absent.get(arm, 0), n1), n1, min(absent.get(control, 0), n0), n0
