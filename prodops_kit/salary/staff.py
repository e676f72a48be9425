"""Who is paid what: read with each person as a key, and never shown person by person.

One row is what one person earns from a day on. Files of BambooHR, Personio and Workday are read under their own
headers. `annual_pay` is what a full-time year at that pay comes to, so that people can be compared.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from prodops_kit.engines import MONEY
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.annual import (
    ASSUMED_HOURS,
    HOURS,
    PERIOD,
    PERIOD_HEADERS,
    with_known_periods,
    without_mixed_periods,
    yearly,
)
from prodops_kit.salary.bands import AREA, CURRENCY, LEVEL, ROLE
from prodops_kit.tables import Loaded, Table, column, read_table

if TYPE_CHECKING:
    import pandas as pd

PERSON = (
    "employee id",
    "employee #",
    "employee number",
    "employee no",
    "personnel number",
    "worker id",
    "emp_id",
    "person",
    "work email",
    "email",
    "employee",
    "worker",
)
BASE_PAY = (
    "total base pay annualized - amount",
    "total base pay annualized",
    "total base pay - amount",
    "total base pay",
    "annual base salary",
    "base salary",
    "annual salary",
    "salary",
    "pay rate",
    "compensation amount",
    "hourly rate",
    "amount",
)
PAY_IS = ("actual", "full_time")
SHOWN_LINES = 5


class Staff(Table):
    """One person's pay from a day on."""

    person_key: str = column("person", "Number or work address of the person; kept as a key", aliases=PERSON)
    role: str = column("text", "Role, as in the bands", aliases=ROLE)
    level: str = column("text", "Level, as in the bands", aliases=LEVEL)
    area: str = column("text", "Area, as in the bands", aliases=AREA)
    base_pay: Decimal = column("money", "Base pay of the period", aliases=BASE_PAY, currency="currency", private=True)
    currency: str = column("currency", "Currency of the pay; needed unless all share one", aliases=CURRENCY)
    period: str = column("text", "What the pay is for; a year where empty", aliases=PERIOD_HEADERS, required=False)
    fte: float = column(
        "number",
        "Part of full time, 1 where empty",
        aliases=("fte ratio", "full-time equivalent", "full time equivalent", "working time ratio"),
        required=False,
    )
    weekly_hours: float = column(
        "number",
        "Hours a week; with fte they say how long a full week is",
        aliases=("weekly working hours", "scheduled weekly hours", "weekly hours", "hours per week"),
        required=False,
    )
    as_of: date = column(
        "day",
        "First day of this pay, or day of the export",
        aliases=("compensation effective date", "effective date", "snapshot", "export date", "data_retrieval_date"),
        required=False,
    )

    covers = "as_of"


def load_staff(
    path: str | Path | None,
    *,
    currency: str | None = None,
    area: str | None = None,
    pay_is: str | None = None,
    dates: str | None = None,
) -> Loaded:
    """Read what people are paid; persons become keys before anything is stored.

    Args:
        path: File with one row per person, such as an HRIS exports; None for none.
        currency: Currency of the pay, where the file has no column for it.
        area: Area of everybody, where the file has no column for it.
        pay_is: `actual` where part-timers' pay is what they get, `full_time` where it is what full time would pay;
            needed where somebody works part time. Hourly rates are the same in both.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per person and day, columns as in `Staff`, then `annual_pay` (a full-time year) and `flag`
        (`hours assumed` where an hourly rate was taken 2,080 times).

    Raises:
        DataError: The file cannot be read as staff, or part-time pay can be understood in two ways. Single bad rows
            are set aside with their lines; no message tells an amount.
        ParameterError: `pay_is` is neither.

    Example:
        staff = pk.salary.load_staff("data/staff.csv", pay_is="actual")
    """
    if path is None:
        return Loaded.left_out(Staff, "staff_file is not set")
    given = {"currency": currency, "area": area}
    defaults = {name: text for name, text in given.items() if text}
    return with_annual_pay(read_table(path, Staff, defaults=defaults, dates=dates), pay_is)


def with_annual_pay(staff: Loaded, pay_is: str | None) -> Loaded:
    """Rows of people with what a full-time year at their pay comes to; see `load_staff`."""
    if pay_is not in (None, *PAY_IS):
        raise ParameterError(f"pay_is: '{pay_is}' is not a way to state part-time pay; write {' or '.join(PAY_IS)}.")
    staff = with_known_periods(staff)
    for condition, reason, where in _FAULTS:
        staff = staff.reject(condition, reason=reason, column=where)
    staff = without_mixed_periods(staff, "base_pay")
    _check_part_time(staff, pay_is)
    part = f"case when coalesce(fte, 1) = 1 then {yearly('base_pay')} else {_GROSSED} end"
    salaried = part if pay_is == "actual" else yearly("base_pay")
    return staff.select(
        f"""
        from {{rows}}
        select *, case when {PERIOD} <> 'hour' then {salaried} when {_HOURS_KNOWN} then {_BY_HOURS}
                       else {yearly("base_pay")} end as annual_pay,
               case when {PERIOD} = 'hour' and not {_HOURS_KNOWN} then '{ASSUMED_HOURS}' end as flag
        """
    )


_FAULTS = (
    ("base_pay <= 0", "the pay is not above 0", "base_pay"),
    ("fte <= 0 or fte > 1.5", "fte is not a part of full time; write 0.8 for 80%", "fte"),
    ("weekly_hours <= 0 or weekly_hours > 80", "weekly_hours is not between 0 and 80", "weekly_hours"),
    (
        "line not in (from {rows} select max(line) group by person_key, as_of)",
        "the person stands again on a later line, which is used",
        "",
    ),
)
_GROSSED = f"cast(round({yearly('base_pay')} / fte, 2) as {MONEY})"
_HOURS_KNOWN = "(weekly_hours is not null and fte is not null)"
_BY_HOURS = f"cast(round(base_pay * 52 * weekly_hours / fte, 2) as {MONEY})"


def _check_part_time(staff: Loaded, pay_is: str | None) -> None:
    part = staff.rows.query(f"from {{rows}} select line where fte <> 1 and {PERIOD} <> 'hour' order by line")["line"]
    if pay_is is None and len(part):
        more = f" and {len(part) - SHOWN_LINES} more" if len(part) > SHOWN_LINES else ""
        raise DataError(
            f"{staff.source.path}: {len(part)} of its rows are not full time (line "
            f"{', '.join(map(str, part[:SHOWN_LINES]))}{more}), and nothing says what base_pay is there. Set pay_is to "
            f"'actual' where it is what is paid, to 'full_time' where it is what full time would pay."
        )


def staff_on(staff: Loaded, day: date) -> pd.DataFrame:
    """What each person earns on a day: the newest row that has begun. Not for a page: one row is one person.

    Returns:
        person_key, role, level, area, annual_pay, currency, flag, by person.
    """
    return staff.rows.query(
        """
        select person_key, role, level, area, annual_pay, currency, flag
        from {rows}
        where coalesce(as_of <= $day, true)
        qualify row_number() over (partition by person_key order by as_of desc nulls last) = 1
        order by person_key
        """,
        day=day,
    )


def assumptions(staff: Loaded) -> tuple[str, ...]:
    """What was assumed on the way to a year of full-time pay, as sentences without an amount."""
    found = staff.rows.query("from {rows} select count(*) as n where flag is not null")["n"].item()
    rows = "1 hourly rate was" if found == 1 else f"{found:,} hourly rates were"
    return (f"{rows} taken {HOURS:,} times for a year, because the hours of a full week are not known.",) * bool(found)
