"""What each person earns and what it may depend on: read by the restricted notebook on pay equity, and by no other.

One row is what one person earns from a day on, as in `Staff`, with the group whose pay is compared.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from prodops_kit.errors import NoData
from prodops_kit.salary.staff import Staff, with_annual_pay
from prodops_kit.tables import Loaded, Table, column, read_table

if TYPE_CHECKING:
    import pandas as pd

KNOWN = ("role", "level", "area", "years", "performance")  # what pay may depend on


class People(Table):
    """One person's pay from a day on, with what it may depend on; for the restricted notebook on pay equity."""

    person_key: str = Staff.person_key
    group: str = column(
        "text",
        "Group whose pay is compared",
        aliases=("gender", "sex", "legal sex", "gender identity"),
        nullable=True,
        private=True,
    )
    role: str = Staff.role
    level: str = Staff.level
    area: str = Staff.area
    base_pay: Decimal = Staff.base_pay
    currency: str = Staff.currency
    years: float = column(
        "number",
        "Years in the level, or of work",
        aliases=("years in level", "years in role", "tenure", "years of service", "seniority", "years of experience"),
        required=False,
        private=True,
    )
    performance: str = column(
        "text",
        "Last rating",
        aliases=("performance rating", "rating", "review rating", "last rating"),
        required=False,
        private=True,
    )
    team: str = column(
        "text", "Team, within which pay is alike", aliases=("department", "cost center", "cost centre"), required=False
    )
    period: str = Staff.period
    fte: float = Staff.fte
    weekly_hours: float = Staff.weekly_hours
    as_of: date = Staff.as_of

    covers = "as_of"
    aside = True


def load_people(
    path: str | Path,
    *,
    currency: str | None = None,
    area: str | None = None,
    pay_is: str | None = None,
    dates: str | None = None,
) -> Loaded:
    """Read what people are paid with their group and what pay may depend on; persons become keys.

    Only a restricted notebook may show what comes of it.

    Args:
        path: File with one row per person, such as an HRIS exports, with a column for the group.
        currency: Currency of the pay, where the file has no column for it.
        area: Area of everybody, where the file has no column for it.
        pay_is: As for `load_staff`.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per person and day, columns as in `People`, then `annual_pay` (a full-time year) and `flag`.

    Raises:
        DataError: The file cannot be read so. Single bad rows are set aside; no message tells an amount or a group.
        ParameterError: `pay_is` is neither `actual` nor `full_time`.

    Example:
        people = pk.salary.load_people("data/staff.csv", pay_is="actual")
    """
    given = {"currency": currency, "area": area}
    defaults = {name: text for name, text in given.items() if text}
    return with_annual_pay(read_table(path, People, defaults=defaults, dates=dates), pay_is)


def people_on(people: Loaded, day: date) -> pd.DataFrame:
    """What each person earns on a day: the newest row that has begun. Not for a page: one row is one person.

    Returns:
        group, role, level, area, years, performance, team, annual_pay (a number), currency, in a fixed order.

    Raises:
        NoData: Nobody's pay has begun by then.
    """
    found = people.rows.query(
        """
        select "group", role, level, area, years, performance, team, cast(annual_pay as double) as annual_pay, currency
        from {rows}
        where coalesce(as_of <= $day, true)
        qualify row_number() over (partition by person_key order by as_of desc nulls last) = 1
        order by all
        """,
        day=day,
    )
    if found.empty:
        raise NoData(f"{people.source.path}: nobody's pay has begun by {day}; run it for a later month.")
    return found
