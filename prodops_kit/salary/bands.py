"""Pay bands: what the company means to pay for a role at a level in an area.

One row is one band from a day on. The midpoint is a policy, not the market.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from prodops_kit.salary.annual import PERIOD_HEADERS, with_known_periods, yearly
from prodops_kit.tables import Loaded, Table, column, read_table

if TYPE_CHECKING:
    import pandas as pd

ROLE = ("job title", "job profile", "job profile name", "position", "position title", "title", "job", "job name")
LEVEL = (
    "job level",
    "position level",
    "career level",
    "management level",
    "compensation grade",
    "pay grade",
    "job grade",
    "grade",
)
AREA = ("work location", "location", "office", "site", "geo zone", "zone", "region", "compensation zone", "country")
CURRENCY = (
    "total base pay annualized - currency",
    "total base pay - currency",
    "pay rate currency",
    "pay rate - currency code",
    "currency code",
    "pay currency",
    "compensation currency",
    "salary currency",
)


class Bands(Table):
    """One pay band: a role at a level in an area, from a day on."""

    role: str = column("text", "Role, as in the other files", aliases=ROLE)
    level: str = column("text", "Level, as in the other files", aliases=LEVEL)
    area: str = column("text", "Area whose pay it is", aliases=AREA)
    minimum: Decimal = column(
        "money",
        "Lowest pay of the band",
        aliases=("pay range minimum", "pay range - minimum", "range minimum", "salary minimum", "band minimum", "min"),
        currency="currency",
    )
    midpoint: Decimal = column(
        "money",
        "Centre of the band; half way from minimum to maximum where empty",
        aliases=("pay range midpoint", "pay range - midpoint", "range midpoint", "reference point", "mid"),
        required=False,
        currency="currency",
    )
    maximum: Decimal = column(
        "money",
        "Highest pay of the band",
        aliases=("pay range maximum", "pay range - maximum", "range maximum", "salary maximum", "band maximum", "max"),
        currency="currency",
    )
    currency: str = column("currency", "Currency of the amounts; needed unless they share one", aliases=CURRENCY)
    period: str = column("text", "What the amounts are for; a year where empty", aliases=PERIOD_HEADERS, required=False)
    valid_from: date = column(
        "day", "First day it holds; always where empty", aliases=("effective date", "effective from"), required=False
    )


def load_bands(
    path: str | Path | None, *, currency: str | None = None, area: str | None = None, dates: str | None = None
) -> Loaded:
    """Read the pay bands.

    Args:
        path: File with role, level, area, minimum, maximum and, where it has one, midpoint; None for none.
        currency: Currency of the amounts, where the file has no column for it.
        area: Area of every band, where the file has no column for it.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per band, columns as in `Bands`; amounts a year.

    Raises:
        DataError: The file cannot be read as bands. Bands whose minimum lies above the maximum, whose midpoint lies
            outside, or that stand twice are set aside with their lines.

    Example:
        bands = pk.salary.load_bands("data/bands.csv")
    """
    if path is None:
        return Loaded.left_out(Bands, "bands_file is not set")
    given = {"currency": currency, "area": area}
    bands = read_table(path, Bands, defaults={name: text for name, text in given.items() if text}, dates=dates)
    for condition, reason in _FAULTS:
        bands = bands.reject(condition, reason=reason)
    return with_known_periods(bands).select(
        f"""
        from {{rows}}
        select role, level, area, {yearly("minimum")} as minimum,
               {yearly("coalesce(midpoint, (minimum + maximum) / 2)")} as midpoint, {yearly("maximum")} as maximum,
               currency, 'year' as period, valid_from, line
        """
    )


_FAULTS = (
    ("minimum <= 0", "the minimum is not above 0"),
    ("minimum > maximum", "the minimum is above the maximum"),
    ("midpoint < minimum or midpoint > maximum", "the midpoint is not between minimum and maximum"),
    (
        "line not in (from {rows} select max(line) group by role, level, area, valid_from)",
        "the same band stands again on a later line, which is used",
    ),
)


def bands_on(bands: Loaded, day: date) -> pd.DataFrame:
    """The band of each role, level and area that holds on a day: the newest that has begun.

    Returns:
        Columns as in `Bands`, by role, level and area.
    """
    return bands.rows.query(
        """
        select role, level, area, minimum, midpoint, maximum, currency, valid_from
        from {rows}
        where coalesce(valid_from <= $day, true)
        qualify row_number() over (partition by role, level, area order by valid_from desc nulls last) = 1
        order by role, level, area
        """,
        day=day,
    )
