"""Everything that the verdict on one variant depends on, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from prodops_kit.experiment.comparison import Comparison, Interval, NoResult
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.families import Family, family, variants
from prodops_kit.experiment.forecast import days_left, wanted
from prodops_kit.experiment.guardrails import Held, guardrail
from prodops_kit.experiment.plans import Experiment, Scale
from prodops_kit.experiment.rules import Rules
from prodops_kit.experiment.split import Split
from prodops_kit.experiment.timing import Timing


@dataclass(frozen=True, slots=True)
class Case:
    """One variant on one day.

    Attributes:
        arm: The variant; empty where none is planned.
        family: Every comparison of the experiment.
        guardrails: Of this variant, in the order of the registry.
        days_left: Days until the planned precision, infinite for never.
    """

    experiment: Experiment
    evidence: Evidence
    split: Split
    timing: Timing
    rules: Rules
    arm: str
    family: Family
    guardrails: tuple[Held, ...]
    days_left: float

    @property
    def primary(self) -> Comparison | NoResult | None:
        """The comparison that decides, or why there is none; None without a primary metric or variant."""
        metric = self.experiment.primary
        return self.family.comparisons.get((metric.name, self.arm)) if metric else None

    @property
    def read(self) -> Comparison | None:
        """The primary comparison where it may be read now: there is one, and it has the units its interval needs."""
        found = self.primary
        if self.timing.waiting or not isinstance(found, Comparison):
            return None
        return found if readable(found, self.experiment, self.rules) else None

    @property
    def fits(self) -> bool:
        """Whether the days left fit into the longest runtime; after the last planned look none do."""
        if self.timing.schedule and self.timing.ended:
            return False
        return isfinite(self.days_left) and self.timing.days + self.days_left <= self.experiment.longest_days

    @property
    def late_enough(self) -> bool:
        """Whether the minimum runtime is over."""
        return self.timing.days >= self.experiment.min_days

    @property
    def safe(self) -> bool:
        """Whether every guardrail has passed."""
        return all(each.state == "passed" for each in self.guardrails)

    @property
    def goal_met(self) -> bool:
        """Whether the worst that the primary interval allows is an improvement, or within the margin to do no harm."""
        return self._beyond(1)

    @property
    def harmed(self) -> bool:
        """Whether the best that it allows is a loss, or beyond the margin."""
        return self._beyond(-1)

    @property
    def floor(self) -> tuple[float, Scale] | None:
        """What the primary metric must stay above, turned so that more is better; None where no margin says."""
        metric = self.experiment.primary
        if self.experiment.goal == "improve" or metric is None:
            return 0.0, "absolute"
        return (-metric.margin, metric.margin_scale) if metric.margin else None

    def bounds(self, scale: Scale) -> Interval | None:
        """Worst and best of the primary metric, turned so that more is better; None where it may not be read."""
        return self.read.bounds(self.read.reach, scale) if self.read else None

    @property
    def worth_having(self) -> bool | None:
        """Whether the best that the interval allows reaches the planned effect; None where it cannot be said."""
        planned, ends = self.experiment.mde, self.bounds(self.experiment.mde_scale)
        return None if planned is None or ends is None else ends[1] >= planned

    def _beyond(self, side: int) -> bool:
        found, floor = self.read, self.floor
        if found is None or floor is None:
            return False
        level, scale = floor
        if scale == "relative" and wanted(found, 1.0, scale) is None:
            return False
        sign = found.metric.sign
        return side * sign * found.z(sign * level, scale) > found.reach


def cases(
    experiment: Experiment, evidence: Evidence, split: Split, *, timing: Timing, rules: Rules
) -> tuple[Case, ...]:
    """One case a variant, in the order of the plan; a single one without a name where there is no variant.

    Args:
        experiment: Its plan.
        evidence: Its moments.
        split: From `check_split`.
        timing: From `timing`.
        rules: See `Rules`.
    """
    found = family(experiment, evidence, timing.horizon, rules=rules)
    named = variants(experiment, evidence) or ("",)
    return tuple(_case(experiment, evidence, split, timing, rules, found, arm) for arm in named)


def readable(found: Comparison, experiment: Experiment, rules: Rules) -> bool:
    """Whether a comparison has the units its interval needs.

    A sequence is right for large samples only: not below the planned minimum of units, for proportions of events and
    of units without one, for quantiles of units beyond them. The ordinary interval at the planned end has no such
    limit; a planned look before it has.
    """
    if not found.horizon.needs_many:
        return True
    if min(found.treatment.n, found.control.n) < experiment.min_n:
        return False
    if found.metric.quantile:
        beyond = min(found.metric.quantile, 1 - found.metric.quantile)
        return min(found.treatment.n, found.control.n) * beyond >= rules.fewest_events
    if found.counts is None:
        return True
    x1, n1, x0, n0 = found.counts
    return min(x1, n1 - x1, x0, n0 - x0) >= rules.fewest_events


def _case(
    experiment: Experiment,
    evidence: Evidence,
    split: Split,
    timing: Timing,
    rules: Rules,
    found: Family,
    arm: str,
) -> Case:
    own = {metric: each for (metric, of), each in found.comparisons.items() if of == arm}
    held = tuple(
        _held(own[metric.name], experiment, rules, waiting=timing.waiting)
        for metric in experiment.guardrails
        if metric.name in own
    )
    compared = tuple(each for each in own.values() if isinstance(each, Comparison))
    left = days_left(experiment, evidence, timing, compared, rules=rules)
    return Case(experiment, evidence, split, timing, rules, arm, found, held, left)


def _held(found: Comparison | NoResult, experiment: Experiment, rules: Rules, *, waiting: bool) -> Held:
    enough = not waiting and isinstance(found, Comparison) and readable(found, experiment, rules)
    return guardrail(found, readable=enough, rules=rules)
