"""All comparisons of one experiment, each at the level that agrees with the decision on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodops_kit.experiment.comparison import Comparison, NoResult, compare
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.plans import Experiment, Metric
from prodops_kit.experiment.rules import Rules
from prodops_kit.experiment.timing import Horizon
from prodops_kit.statistics import multiplicity

Key = tuple[str, str]  # metric, arm
DECIDING = ("primary", "goal")


@dataclass(frozen=True, slots=True)
class Family:
    """The comparisons of an experiment by metric and arm.

    Attributes:
        comparisons: Primary and goal metrics at Holm's matched level; guardrails at twice their one-sided level;
            secondary metrics at the experiment's, for exploration only.
        p: Of each primary and goal comparison; against −margin where the goal is to do no harm.
        adjusted: The same after Holm.
    """

    comparisons: Mapping[Key, Comparison | NoResult]
    p: Mapping[Key, float]
    adjusted: Mapping[Key, float]

    @property
    def size(self) -> int:
        """How many comparisons share the level."""
        return len(self.p)


def family(experiment: Experiment, evidence: Evidence, horizon: Horizon, *, rules: Rules) -> Family:
    """Compare every variant with the control on every metric.

    Primary and goal metrics of all variants are one family: Holm over their p values, intervals at the level of each
    one's step, so that an interval leaves out the null exactly where the decision does.

    Source:
        Holm (1979); levels as `statistics.multiplicity.holm_levels`.
    """
    found = {
        (metric.name, arm): compare(
            experiment, evidence, metric, arm, alpha=_level(metric, experiment, rules), horizon=horizon
        )
        for metric in experiment.metrics
        for arm in variants(experiment, evidence)
    }
    deciding = {metric.name for metric in experiment.metrics if metric.role in DECIDING}
    p = {key: _p(each, experiment) for key, each in found.items() if key[0] in deciding}
    levels = multiplicity.holm_levels(list(p.values()), alpha=experiment.alpha)
    for key, level in zip(p, levels, strict=True):
        each = found[key]
        found[key] = each.at(level) if isinstance(each, Comparison) else each
    adjusted = multiplicity.adjusted(list(p.values()), method="holm")
    return Family(found, p, dict(zip(p, adjusted, strict=True)))


def variants(experiment: Experiment, evidence: Evidence) -> tuple[str, ...]:
    """The planned variants; where none was planned, the arms found beside the control."""
    if experiment.variants or experiment.control not in evidence.units:
        return experiment.variants
    return tuple(arm for arm in sorted(evidence.units) if arm != experiment.control)


def null(metric: Metric, experiment: Experiment) -> float:
    """What a deciding metric is tested against: 0, or the margin when it only must not get worse."""
    return -metric.sign * metric.margin if experiment.goal == "no_harm" and metric.margin else 0.0


def _level(metric: Metric, experiment: Experiment, rules: Rules) -> float:
    return 2 * rules.guardrail_alpha if metric.role == "guardrail" else experiment.alpha


def _p(found: Comparison | NoResult, experiment: Experiment) -> float:
    if isinstance(found, NoResult):
        return 1.0
    z = found.z(null(found.metric, experiment), found.metric.margin_scale)
    return found.horizon.p(z, n=found.n, df=found.tail)
