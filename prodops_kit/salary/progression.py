"""From one level to the next: whether bands rise enough, whether staff pay rises at all, and what years are asked.

Flags for a reader to look into, never a verdict. Of staff only the flag is told, no amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import ParameterError
from prodops_kit.salary.bands import bands_on
from prodops_kit.salary.cells import Limits
from prodops_kit.salary.guide import reference
from prodops_kit.salary.ranges import midpoint_progression, step_flag
from prodops_kit.salary.staff import staff_on

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.tables import Loaded

TOO_FEW = "too few people"


@dataclass(frozen=True, slots=True)
class Step:
    """From one band to that of the next level.

    Attributes:
        role: Of both.
        area: Of both.
        currency: ISO 4217 code of the midpoints.
        lower: Lower level.
        upper: The next level that has a band.
        lower_midpoint: Midpoint of the lower band.
        upper_midpoint: Midpoint of the upper.
        progression: Upper over lower less one; 0.1 is 10%.
        flag: `inversion`, `compression` or empty.
    """

    role: str
    area: str
    currency: str
    lower: str
    upper: str
    lower_midpoint: float
    upper_midpoint: float
    progression: float
    flag: str


@dataclass(frozen=True, slots=True)
class StaffStep:
    """From the median pay of one level to that of the next; no amount, since no table of medians is released.

    Attributes:
        role: Of both.
        area: Of both.
        lower: Lower level.
        upper: The next level that has people.
        flag: `inversion`, `compression`, `too few people` or empty.
    """

    role: str
    area: str
    lower: str
    upper: str
    flag: str


def band_steps(bands: Loaded, *, on: date, levels: Sequence[str]) -> tuple[Step, ...]:
    """Compare each band's midpoint with that of the next level, in one role, area and currency.

    Args:
        bands: What `load_bands` returned.
        on: Day whose bands hold.
        levels: All levels, lowest first; see `unordered`.

    Raises:
        ParameterError: A level stands twice in the order.
    """
    steps = []
    for (role, area, currency), some in _ladders(bands_on(bands, on), levels):
        middles = [float(one) for one in some["midpoint"]]
        names, rises = list(some["level"]), midpoint_progression(middles)
        for (low, high), (lower, upper), rise in zip(pairwise(middles), pairwise(names), rises, strict=True):
            steps.append(Step(role, area, currency, lower, upper, low, high, rise, step_flag(rise)))
    return tuple(steps)


def staff_steps(
    staff: Loaded, *, on: date, levels: Sequence[str], limits: Limits | None = None
) -> tuple[StaffStep, ...]:
    """Say where the median pay of a level is not above that of the level below it, or hardly.

    Args:
        staff: What `load_staff` returned.
        on: Day whose pay counts.
        levels: All levels, lowest first.
        limits: How many people a level needs at least.

    Raises:
        ParameterError: A level stands twice in the order.
    """
    if staff.source.absent:
        return ()
    fewest, steps = (limits or Limits()).people, []
    for (role, area, _), some in _ladders(staff_on(staff, on), levels):
        pays = {level: list(map(float, one["annual_pay"])) for level, one in some.groupby("level", sort=False)}
        for lower, upper in pairwise(pays):
            steps.append(StaffStep(role, area, str(lower), str(upper), _flag(pays[lower], pays[upper], fewest)))
    return tuple(steps)


def unordered(rows: pd.DataFrame, levels: Sequence[str]) -> tuple[str, ...]:
    """Levels of a table that the order does not name, so that their steps are not looked at."""
    return tuple(sorted({level for level in rows["level"] if level not in levels}))


def _flag(lower: Sequence[float], upper: Sequence[float], fewest: int) -> str:
    if min(len(lower), len(upper)) < fewest:
        return TOO_FEW
    return step_flag(median(upper) / median(lower) - 1)


def _ladders(rows: pd.DataFrame, levels: Sequence[str]) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Rows of one role, area and currency, lowest level first; levels outside the order left out."""
    places = {level: place for place, level in enumerate(levels)}
    if len(places) < len(levels):
        raise ParameterError("levels: a level stands twice in the order; name each once, lowest first.")
    known = rows[rows["level"].isin(places)]
    known = known.assign(place=known["level"].map(places)).sort_values(["role", "area", "currency", "place"])
    yield from known.groupby(["role", "area", "currency"])


def years_flags(asked: Mapping[str, tuple[float, float | None]], *, role: str) -> dict[str, str]:
    """Hold the years of experience that each level asks for against the levels below it and against the guide.

    Args:
        asked: Fewest and most years by level, lowest level first; most is None where open.
        role: The role, by which the guide's row is found.

    Returns:
        One flag a level, empty where nothing stands out.

    Raises:
        ParameterError: Most is below fewest, or years are negative.

    >>> years_flags({"specialist": (0, 2), "manager": (5, None), "senior": (4, None)}, role="Product operations")
    {'specialist': '', 'manager': 'the guide asks 2+', 'senior': 'asks no more than manager; the guide asks 5+'}
    """
    wrong = [level for level, (least, most) in asked.items() if least < 0 or (most is not None and most < least)]
    if wrong:
        raise ParameterError(f"years: {', '.join(wrong)} asks for fewer at most than at least, or below 0.")
    below: list[str | None] = [None, *asked]
    return {
        level: "; ".join(_years(level, years, before, asked, role))
        for (level, years), before in zip(asked.items(), below, strict=False)
    }


def _years(
    level: str,
    years: tuple[float, float | None],
    before: str | None,
    asked: Mapping[str, tuple[float, float | None]],
    role: str,
) -> Iterator[str]:
    if before is not None and years[0] <= asked[before][0]:
        yield f"asks no more than {before}"
    row = reference(role, level)
    if row is not None and row.years and years[0] != _least(row.years):
        yield f"the guide asks {row.years}"


def _least(years: str) -> float:
    return float(years.rstrip("+").split("-")[0])
