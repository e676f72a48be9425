"""A plan that says on which days it will be looked at, and by which bounds each look may stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prodops_kit.experiment.plans import Boundary, Experiment


@dataclass(frozen=True, slots=True)
class Looks:
    """The planned looks of a test, as they stand on a day.

    Attributes:
        start: First day of the test.
        days: Every planned look; the last one is the planned end.
        passed: How many of them have come.
    """

    boundary: Boundary
    start: date
    days: tuple[date, ...]
    passed: int

    @property
    def information(self) -> tuple[float, ...]:
        """Part of the planned days that is over at each look that has come, up to 1; traffic is taken as even."""
        whole = (self.days[-1] - self.start).days + 1
        return tuple(((day - self.start).days + 1) / whole for day in self.days[: self.passed])

    @property
    def last(self) -> date | None:
        """The look that has come last; None before the first."""
        return self.days[self.passed - 1] if self.passed else None

    @property
    def next(self) -> date:
        """The look that comes next; the last one when all have come."""
        return self.days[min(self.passed, len(self.days) - 1)]


def schedule(experiment: Experiment, day: date) -> Looks | None:
    """The planned looks as they stand at the end of a day; None where the plan has none, or was made too late."""
    if not (experiment.boundary and experiment.planned_looks and experiment.start) or experiment.missing:
        return None
    passed = sum(look <= day for look in experiment.planned_looks)
    return Looks(experiment.boundary, experiment.start, experiment.planned_looks, passed)
