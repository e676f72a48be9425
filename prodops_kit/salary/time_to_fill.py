"""How long positions stay open, those still open included: leaving them out would make hiring look quick.

Source:
    Kaplan, Meier (1958), Journal of the American Statistical Association 53, 457-481; interval of the median after
    Brookmeyer, Crowley (1982), Biometrics 38, 29-41, on the log-log scale. Computed by statsmodels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from prodops_kit.errors import DataError

if TYPE_CHECKING:
    from prodops_kit.tables import Loaded


@dataclass(frozen=True, slots=True)
class FillTime:
    """Days from opening to filling.

    Attributes:
        filled: Positions filled.
        open: Still open; they count as not filled so far.
        cancelled: Given up; they count as not filled until then, as if they would have gone on like the others.
        median: Days after which half are filled; None where half never were.
        low: Lower end of its interval; None where too few were filled for one.
        high: Upper end; None where the data do not bound it.
        oldest_open: Days of the longest open position; None without any.
        curve: Day, and the part of positions still unfilled after it.
    """

    filled: int
    open: int
    cancelled: int
    median: float | None
    low: float | None
    high: float | None
    oldest_open: int | None
    curve: tuple[tuple[int, float], ...]


def fill_time(requisitions: Loaded, *, on: date, role: str | None = None, level: str | None = None) -> FillTime:
    """Time to fill of all positions opened by a day, as it was known on that day.

    Args:
        requisitions: What `load_requisitions` returned.
        on: Last day known; what happened later is not used.
        role: Only this role.
        level: Only this level.
    """
    rows = requisitions.rows.query(
        """
        select case when filled <= $day then 'filled' when cancelled <= $day then 'cancelled' else 'open' end as state,
               date_diff('day', opened, least($day, coalesce(filled, $day), coalesce(cancelled, $day))) as days
        from {rows}
        where opened <= $day and role = coalesce($role, role) and level = coalesce($level, level)
        order by days, state
        """,
        day=on, role=role, level=level,
    )  # fmt: skip
    states, days = [str(state) for state in rows["state"]], [int(day) for day in rows["days"]]
    filled, waiting, cancelled = (states.count(name) for name in ("filled", "open", "cancelled"))
    median, low, high, curve = kaplan_meier(days, [state == "filled" for state in states])
    oldest = max((day for day, state in zip(days, states, strict=True) if state == "open"), default=None)
    return FillTime(filled, waiting, cancelled, median, low, high, oldest, curve)


def kaplan_meier(
    days: Sequence[int], filled: Sequence[bool], *, confidence: float = 0.95
) -> tuple[float | None, float | None, float | None, tuple[tuple[int, float], ...]]:
    """The median with its interval and the curve of times of which some are not over.

    Args:
        days: How long each lasted so far; 0 or more.
        filled: Whether it was over then.
        confidence: Of the interval.

    Raises:
        DataError: The two are of unequal length, or a time is negative.

    >>> kaplan_meier([10, 20, 30], [True, True, False])[0]
    20.0
    """
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight

    if len(days) != len(filled) or any(day < 0 for day in days):
        raise DataError("kaplan_meier: give one state a time, and times of 0 or more.")
    if not any(filled):
        return None, None, None, ()
    made = SurvfuncRight(np.array(days), np.array(filled, dtype=int))
    with np.errstate(divide="ignore", invalid="ignore"):  # where everything is filled, the log of 0 drops out
        low, high = made.quantile_ci(0.5, alpha=1 - confidence)
    curve = zip(made.surv_times, made.surv_prob, strict=True)
    steps = tuple((int(day), float(f"{part:.10g}")) for day, part in curve)
    return _finite(made.quantile(0.5)), _finite(low), _finite(high), steps


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None
