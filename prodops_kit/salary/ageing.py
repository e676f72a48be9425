"""What a figure of some months ago is today: simple, compound or by an index, and to which day.

Source:
    The methods and the published examples that the tests hold them against: reference cases P05, P07, P08, P09.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from prodops_kit.errors import ParameterError
from prodops_kit.periods import Period
from prodops_kit.salary.rules import METHODS

LEAD_LAG = {"lag": 1, "lead-lag": 7, "lead": 12}
"""Month of the plan year to whose start (lead: to whose end) figures are aged."""


def age(value: float, *, months: float, annual: float, method: str = "simple") -> float:
    """Bring a figure forward by so many months.

    Args:
        value: Pay, in any unit.
        months: How far; 0 or more.
        annual: Rise a year: 0.03 is 3%.
        method: `simple` adds the same amount each month of a year and starts anew from the raised figure after each
            full year; `compound` multiplies.

    Raises:
        ParameterError: `months` is negative, or the method is unknown.

    >>> age(52_000, months=9, annual=0.03), round(age(90_000, months=6, annual=0.03, method="compound"), 2)
    (53170.0, 91340.02)
    """
    return value * factor(months, annual=annual, method=method)


def factor(months: float, *, annual: float, method: str = "simple") -> float:
    """Compute what a figure is multiplied with to bring it forward; see `age`.

    >>> round(factor(10, annual=0.03), 6), round(factor(18, annual=0.03), 6)
    (1.025, 1.04545)
    """
    if months < 0:
        raise ParameterError(f"months: {months} is negative; a figure is aged forward only.")
    if method not in METHODS:
        raise ParameterError(f"method: '{method}' is unknown; write {' or '.join(METHODS)}.")
    years, rest = divmod(months, 12)
    raised: float = (1 + annual) ** years
    return raised * (1 + annual * rest / 12) if method == "simple" else float((1 + annual) ** (months / 12))


def index_factor(index_from: float, index_to: float) -> float:
    """Compute the factor between two values of an index, such as the US Employment Cost Index.

    Raises:
        ParameterError: An index is not above 0.

    >>> round(index_factor(152.0, 158.2), 4)
    1.0408
    """
    if index_from <= 0 or index_to <= 0:
        raise ParameterError(f"index: {index_from} and {index_to} must be above 0; look at the series again.")
    return index_to / index_from


def months_between(first: date, last: date) -> int:
    """Count the calendar months from one day's month to another's; negative when the first is later.

    >>> months_between(date(2005, 12, 1), date(2006, 10, 1))
    10
    """
    return (last.year - first.year) * 12 + last.month - first.month


def target_day(month: str, lead_lag: str | None = None) -> date:
    """The day to which figures are aged: the end of the month, or a day of next year that a policy names.

    Args:
        month: Period reviewed.
        lead_lag: `lag` ages to the start of the plan year, `lead-lag` to its middle, `lead` to its end; None to the
            day after the period.

    >>> target_day("2026-10"), target_day("2026-10", "lead-lag"), target_day("2026-10", "lead")
    (datetime.date(2026, 11, 1), datetime.date(2027, 7, 1), datetime.date(2027, 12, 31))
    """
    period = Period(month)
    if lead_lag is None:
        return period.end
    if lead_lag not in LEAD_LAG:
        raise ParameterError(f"lead_lag: '{lead_lag}' is unknown; write {', '.join(LEAD_LAG)}.")
    plan = period.start.year + 1
    return date(plan, 12, 31) if lead_lag == "lead" else date(plan, LEAD_LAG[lead_lag], 1)


def rate_in(steps: Any, first: date, last: date) -> float | None:
    """The factor between two months by a table of rates or index values, or None where it does not cover them.

    Args:
        steps: Rows of `load_ageing`, of one series: from_month, to_month, annual_rate, index; oldest first.
    """
    months = {int(_month_number(row.to_month)): row for row in steps.itertuples()}
    start, end = first.year * 12 + first.month, last.year * 12 + last.month
    if start >= end:
        return 1.0 if start == end else None
    if start in months and end in months and not _missing(months[start].index) and not _missing(months[end].index):
        return index_factor(float(months[start].index), float(months[end].index))
    return _by_rates(steps, start, end)


def _by_rates(steps: Any, start: int, end: int) -> float | None:
    made, reached = 1.0, start
    for row in steps.itertuples():
        low, high = _month_number(row.from_month), _month_number(row.to_month)
        if _missing(row.annual_rate) or high <= reached or low > reached:
            continue
        upto = min(high, end)
        made *= factor(upto - reached, annual=float(row.annual_rate))
        reached = upto
    return made if reached >= end else None


def _month_number(text: str) -> int:
    day = Period(text).start
    return day.year * 12 + day.month


def _missing(value: Any) -> bool:
    return value is None or value != value
