"""When a test may be read, and how: once at its planned end, or at any look by a wider interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.looks import Looks, schedule
from prodops_kit.experiment.plans import Boundary, Experiment
from prodops_kit.experiment.rules import Rules
from prodops_kit.statistics import group_sequential, normal, sequences


@dataclass(frozen=True, slots=True)
class Horizon:
    """What an interval promises: to hold at the planned end, or at every look.

    Attributes:
        alpha: Two-sided level of the experiment; a sequence keeps the ρ of it at every level.
        planned: Units of two arms for which a sequence is narrowest; None at the planned end, and at planned looks.
        information: Part of the plan that is over at each planned look so far; empty where no looks are planned.
        boundary: How planned looks share the level.
    """

    alpha: float = 0.05
    planned: float | None = None
    information: tuple[float, ...] = ()
    boundary: Boundary = "obrien_fleming"

    @property
    def any_look(self) -> bool:
        """Whether the interval holds at every look, and not at the planned end only."""
        return self.planned is not None

    @property
    def needs_many(self) -> bool:
        """Whether it holds for large samples only: a sequence, and a look before the last."""
        return self.any_look or (bool(self.information) and self.information[-1] < 1)

    def reach(self, alpha: float, *, n: float, df: float | None = None) -> float:
        """Standard errors to either side at this level, for `n` units of both arms.

        >>> f"{Horizon().reach(0.05, n=100):.4f} {Horizon(planned=100).reach(0.05, n=100):.4f}"
        '1.9600 3.0352'
        """
        if self.information:
            return _bound(self.information, alpha, self.boundary)
        if self.planned is None:
            return normal.quantile(1 - alpha, df)
        return sequences.half_width(1.0, n, rho=sequences.rho(self.planned, alpha=self.alpha), alpha=alpha)

    def one_sided(self, alpha: float, *, n: float, df: float | None = None) -> float:
        """The same where only one end is used: error `alpha` on that side.

        Source:
            arXiv:2103.06476, proposition B.1, with ρ at 2α.
        """
        if self.information:
            return _bound(self.information, 2 * alpha, self.boundary)
        if self.planned is None:
            return normal.quantile(1 - 2 * alpha, df)
        rho = sequences.rho(self.planned, alpha=2 * alpha)
        return sequences.half_width(1.0, n, rho=rho, alpha=alpha, one_sided=True)

    def p(self, z: float, *, n: float, df: float | None = None) -> float:
        """The two-sided p of so many standard errors: it is below α exactly when the interval leaves out the null."""
        if self.information:
            return group_sequential.p_value(z, self.information, spending=_SPENDING[self.boundary])
        if self.planned is None:
            return normal.two_sided(z, df)
        return sequences.always_valid_p(z, 1.0, n, rho=sequences.rho(self.planned, alpha=self.alpha))


@dataclass(frozen=True, slots=True)
class Timing:
    """Where a test stands on a day.

    Attributes:
        day: Last day that its data cover.
        days: Days since the start, the first one counted; 0 without a start.
        planned_days: Days from start to planned end; None where only a size was planned.
        ended_on: Day the planned end was reached or the test was stopped, also when traffic goes on; None before.
        at_planned_end: Whether this is the first reading at the planned end.
        alpha: Level of the experiment.
        planned_units: Units of two arms planned, for which a sequence is narrowest.
        looks: How often it was looked at, this time included, where known.
        schedule: Its planned looks; None where it has none.
    """

    day: date
    days: int
    planned_days: int | None
    ended_on: date | None
    at_planned_end: bool
    alpha: float
    planned_units: float
    looks: int | None = None
    schedule: Looks | None = None

    @property
    def ended(self) -> bool:
        """Whether the test is over, by its plan or because it was stopped."""
        return self.ended_on is not None

    @property
    def horizon(self) -> Horizon:
        """What its intervals promise."""
        if self.schedule and self.schedule.passed:
            return Horizon(self.alpha, information=self.schedule.information, boundary=self.schedule.boundary)
        return Horizon(self.alpha) if self.at_planned_end else self.sequence

    @property
    def waiting(self) -> bool:
        """Whether the first planned look is still to come, so that nothing may be read."""
        return self.schedule is not None and not self.schedule.passed

    @property
    def sequence(self) -> Horizon:
        """What they would promise at any look."""
        return Horizon(self.alpha, self.planned_units)


def timing(experiment: Experiment, evidence: Evidence, *, today: date, rules: Rules | None = None) -> Timing:
    """How a test may be read with the data of `today`.

    The ordinary interval holds only where the plan says when to look: at the first monthly reading on or after the
    planned day or size, and not before the minimum runtime. A test that is running, was stopped early, or went on
    after it was read is read by a sequence, which holds at every look.
    Where the plan names its looks, each is read by its bound, and nothing in between.

    Args:
        experiment: Its plan.
        evidence: Its counts.
        today: Newest day of the data, or the last of the period.
        rules: See `Rules`.
    """
    rules = rules or Rules()
    end = _end(experiment, evidence, today)
    day = end or today
    days = (day - experiment.start).days + 1 if experiment.start else 0
    looks_planned = schedule(experiment, day)
    full = _size_reached(experiment, _units(experiment, evidence)) and days >= experiment.min_days
    full = full and not looks_planned  # planned looks end on their last day
    reached = full or _date_reached(experiment, day)
    planned = not experiment.missing  # a plan made after the start is none
    first = planned and reached and days >= experiment.min_days and _is_first(experiment, evidence, day, end)
    size = 2.0 * experiment.planned_n if experiment.planned_n else float(rules.size_without_plan)
    looks = evidence.looks if evidence.looks is not None else experiment.looks
    return Timing(
        day=day,
        days=days,
        planned_days=_planned_days(experiment),
        ended_on=end or (_reached_on(experiment, day) if reached else None),
        at_planned_end=first,
        alpha=experiment.alpha,
        planned_units=size,
        looks=looks,
        schedule=looks_planned,
    )


@cache
def _bound(information: tuple[float, ...], alpha: float, boundary: Boundary) -> float:
    """Standard errors that stop a test at the last of these looks."""
    return group_sequential.bounds(information, alpha=alpha, spending=_SPENDING[boundary])[-1]


_SPENDING: dict[Boundary, Literal["obf", "pocock"]] = {"obrien_fleming": "obf", "pocock": "pocock"}


def _end(experiment: Experiment, evidence: Evidence, today: date) -> date | None:
    """The day the test was over, where it was over on `today`."""
    if experiment.end:
        return experiment.end if experiment.end <= today else None
    over = experiment.status in ("ended", "stopped")
    return min(evidence.last or today, today) if over else None


def _reached_on(experiment: Experiment, day: date) -> date:
    return min(experiment.planned_end or day, day)


def _date_reached(experiment: Experiment, day: date) -> bool:
    return experiment.planned_end is not None and day >= experiment.planned_end


def _size_reached(experiment: Experiment, units: float) -> bool:
    return bool(experiment.planned_n) and units >= (experiment.planned_n or 0) * max(2, len(experiment.arms))


def _is_first(experiment: Experiment, evidence: Evidence, day: date, end: date | None) -> bool:
    """Whether no earlier month's report already read the test at its planned end."""
    before = day.replace(day=1) - timedelta(days=1)
    if experiment.start and experiment.start > before:
        earlier = False
    else:
        grown = (evidence.new_a_day or 0.0) * (day - before).days
        earlier = _size_reached(experiment, _units(experiment, evidence) - grown) and grown > 0
        earlier = earlier or _date_reached(experiment, before)
    planned = experiment.planned_end
    extended = bool(planned and end and end > planned)
    return not extended and not (earlier and not (planned and end and end <= planned))


def _units(experiment: Experiment, evidence: Evidence) -> float:
    return float(sum(evidence.units.get(arm, 0) for arm in experiment.arms))


def _planned_days(experiment: Experiment) -> int | None:
    if not (experiment.start and experiment.planned_end):
        return None
    return (experiment.planned_end - experiment.start).days + 1
