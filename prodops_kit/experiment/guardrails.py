"""What must not get worse: shown to be safe, shown to be harmed, or not yet shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prodops_kit.experiment.comparison import Comparison, Interval, NoResult
from prodops_kit.experiment.plans import Metric
from prodops_kit.experiment.rules import Rules

State = Literal["passed", "breached", "not yet shown", "no margin"]


@dataclass(frozen=True, slots=True)
class Held:
    """A guardrail of one variant, held against its margin.

    Attributes:
        state: `passed` when the worst that the data allow is within the margin, `breached` when the best is beyond it.
        bounds: Worst and best on the margin's scale, turned so that more is better, each with the one-sided level;
            None where there is no result, or too few units for one.
        worse: Whether it got worse for real although it is within the margin.
    """

    metric: Metric
    state: State
    comparison: Comparison | NoResult
    bounds: Interval | None = None
    worse: bool = False


def guardrail(found: Comparison | NoResult, *, readable: bool, rules: Rules) -> Held:
    """Hold a comparison against the margin of its metric.

    All guardrails must hold, so their levels need no correction. A relative margin is tested without a division,
    proportions with the variance that fits the margin.

    Args:
        found: The comparison, or why there is none.
        readable: Whether it has the units that its interval needs.
        rules: Has the one-sided level.

    Source:
        Berger (1982), Technometrics 24, 295-300; Farrington, Manning (1990) for proportions.
    """
    metric = found.metric
    if isinstance(found, NoResult) or not readable:
        return Held(metric, "not yet shown" if metric.margin else "no margin", found)
    reach = found.horizon.one_sided(rules.guardrail_alpha, n=found.n, df=found.tail)
    bounds = found.bounds(reach, metric.margin_scale)
    if not metric.margin or metric.better is None:
        return Held(metric, "no margin", found, bounds)
    if metric.margin_scale == "relative" and found.control.value <= 0:
        return Held(metric, "not yet shown", found)
    z = metric.sign * found.z(-metric.sign * metric.margin, metric.margin_scale)
    state: State = "passed" if z > reach else "breached" if z < -reach else "not yet shown"
    return Held(metric, state, found, bounds, state == "passed" and metric.sign * found.z() < -reach)
