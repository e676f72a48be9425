"""How many more days a test needs, at the traffic of its last days."""

from __future__ import annotations

from math import inf, isfinite

from prodops_kit.experiment.comparison import Comparison
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.plans import Experiment, Scale
from prodops_kit.experiment.rules import Rules
from prodops_kit.experiment.timing import Timing
from prodops_kit.statistics import normal, power


def wanted(comparison: Comparison, size: float | None, scale: Scale) -> float | None:
    """A planned effect or margin in the metric's own unit; None where it has none."""
    if not size:
        return None
    found = size * comparison.control.value if scale == "relative" else size
    return found if found > 0 else None


def precision(comparison: Comparison, timing: Timing, *, power_of: float, one_sided: float | None = None) -> float:
    """The smallest effect that the comparison can show now, in the metric's unit.

    From the planned end on the sequence's reach takes the place of the quantile: a longer test is read at any look.

    Args:
        comparison: Of the metric.
        timing: Where the test stands.
        power_of: Chance to show such an effect, from 0 to 1.
        one_sided: One-sided level of a guardrail; None for the two-sided level of the comparison.
    """
    n, ended = comparison.n, timing.ended
    if one_sided:
        reach = timing.sequence.one_sided(one_sided, n=n) if ended else normal.quantile(1 - 2 * one_sided)
    else:
        reach = timing.sequence.reach(comparison.alpha, n=n) if ended else normal.quantile(1 - comparison.alpha)
    return (reach + normal.quantile(2 * power_of - 1)) * comparison.se if power_of > 0.5 else reach * comparison.se


def days_left(
    experiment: Experiment,
    evidence: Evidence,
    timing: Timing,
    comparisons: tuple[Comparison, ...],
    *,
    rules: Rules,
) -> float:
    """Days until the primary metric and every guardrail with a margin can show what was planned; infinite for never.

    Args:
        experiment: Its plan.
        evidence: For the traffic.
        timing: Where the test stands.
        comparisons: Of one variant; metrics without a plan are passed over.
        rules: Has the guardrails' level.
    """
    needs = [_days(experiment, evidence, timing, each, rules) for each in comparisons]
    return max((days for days in needs if days is not None), default=inf)


def _days(
    experiment: Experiment, evidence: Evidence, timing: Timing, comparison: Comparison, rules: Rules
) -> float | None:
    metric = comparison.metric
    if metric.role == "primary" and experiment.goal == "improve":
        planned, level = wanted(comparison, experiment.mde, experiment.mde_scale), None
    elif metric.role in ("primary", "guardrail"):
        planned = wanted(comparison, metric.margin, metric.margin_scale)
        level = rules.guardrail_alpha if metric.role == "guardrail" else None
    else:
        return None
    if planned is None:
        return inf if metric.role == "primary" else None
    reached = precision(comparison, timing, power_of=experiment.power, one_sided=level)
    if not isfinite(comparison.n * (reached / planned) ** 2):
        return inf
    traffic = _traffic(evidence, timing, comparison)
    return power.days_left(comparison.n, reached=reached, planned=planned, new_a_day=traffic)


def _traffic(evidence: Evidence, timing: Timing, comparison: Comparison) -> float:
    """New units a day of the two arms; the average of all days where the last ones are not known."""
    if evidence.new_a_day is None:
        return comparison.n / timing.days if timing.days > 0 else 0.0
    every = sum(evidence.units.values()) or comparison.n
    return evidence.new_a_day * min(1.0, comparison.n / every)
