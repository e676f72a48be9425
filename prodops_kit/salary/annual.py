"""Pay of any period as pay a year of full-time work.

One amount is a number and the period it is for: an hour, a month, a year. `yearly` says in SQL what it is a year.
"""

from __future__ import annotations

from prodops_kit.engines import MONEY
from prodops_kit.tables import Loaded

HOURS = 2080  # of a full-time year, where a file does not say: 52 weeks of 40 hours

PERIODS = {
    "hour": (HOURS, ("hour", "hourly", "per hour", "hours", "hr", "h")),
    "day": (260, ("day", "daily", "per day")),
    "week": (52, ("week", "weekly", "per week")),
    "two weeks": (26, ("two weeks", "bi-weekly", "biweekly", "bi weekly", "every two weeks", "every other week")),
    "half month": (24, ("half month", "semi-monthly", "semimonthly", "semi monthly", "twice a month")),
    "month": (12, ("month", "monthly", "per month")),
    "quarter": (4, ("quarter", "quarterly", "per quarter")),
    "year": (1, ("year", "yearly", "annual", "annually", "annum", "per year", "per annum", "salary", "salaried")),
}
PERIOD_HEADERS = ("pay per", "paid per", "per", "frequency", "compensation frequency", "pay rate type", "pay type")
ASSUMED_HOURS = "hours assumed"


def _cases(values: dict[str, str]) -> str:
    words = (
        f"when lower(period) in ({', '.join(repr(word) for word in PERIODS[name][1])}) then {value}"
        for name, value in values.items()
    )
    return f"case when period is null then {values['year']} {' '.join(words)} end"


TIMES_A_YEAR = _cases({name: str(times) for name, (times, _) in PERIODS.items()})
PERIOD = _cases({name: f"'{name}'" for name in PERIODS})


def yearly(amount: str) -> str:
    """SQL for what an amount of the row's `period` is a year; an hour counts 2,080 times."""
    return f"cast({amount} * ({TIMES_A_YEAR}) as {MONEY})"


def with_known_periods(loaded: Loaded) -> Loaded:
    """The same rows without those whose period is no word for one."""
    return loaded.reject(
        f"({TIMES_A_YEAR}) is null",
        reason=f"the period of its pay is not one of {', '.join(PERIODS)}",
        column="period",
    )


def without_mixed_periods(loaded: Loaded, amount: str) -> Loaded:
    """The same rows without amounts a hundred times smaller or larger than usual where no period is named.

    An hourly rate among annual salaries is about 2,000 times smaller; no two salaries of one list differ so.
    """
    return loaded.reject(
        f"""
        line in (
            select line
            from (from {{rows}} select line, period, {amount}, median({amount}) over (partition by currency) as usual)
            where period is null and ({amount} * 100 < usual or {amount} > usual * 100)
        )
        """,  # noqa: S608
        reason=f"{amount} is over a hundred times off the others, as an hourly rate among annual pay is; "
        "add a column period that says hour, month or year",
        column=amount,
    )
