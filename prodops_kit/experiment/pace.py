"""When units arrived: phase by phase, and how many new ones a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from prodops_kit.experiment.plans import Experiment
from prodops_kit.experiment.sums import Tally

RECENT_DAYS = 14  # over which new units a day are counted


def by_phase(experiment: Experiment, own: Sequence[Tally]) -> tuple[Mapping[str, int], ...]:
    """Units of each arm in each planned phase, by the day of their exposure; earlier ones are in the first."""
    phases: list[dict[str, int]] = [{} for _ in experiment.phases]
    starts = [phase.start or date.min for phase in experiment.phases]
    for one in own:
        if phases and one.day:
            place = max((n for n, start in enumerate(starts) if start <= one.day), default=0)
            phases[place][one.arm] = phases[place].get(one.arm, 0) + one.units
    return tuple(phases)


def new_a_day(own: Sequence[Tally], last: date | None) -> float | None:
    """Median of new units a day over the last 14 days that the file covers, or since the first where that is later."""
    by_day: dict[date, int] = {}
    for one in own:
        if one.day:
            by_day[one.day] = by_day.get(one.day, 0) + one.units
    return median_pace(by_day, last)


def median_pace(by_day: Mapping[date, float], last: date | None) -> float | None:
    """Median over the last 14 days, days without anybody among them; None where no day is known.

    >>> median_pace({date(2026, 10, 1): 30, date(2026, 10, 3): 10}, date(2026, 10, 3))
    10
    """
    if last is None or not by_day:
        return None
    days = min(RECENT_DAYS, (last - min(by_day)).days + 1)
    return median(by_day.get(last - timedelta(days=n), 0) for n in range(max(days, 1)))
