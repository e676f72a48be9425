"""Which job of which source is which role and level here, how well it fits, and what else is decided beside the data.

Source:
    Match quality as the reference of the wing states it: 5 is 90% of duties at the same level, 4 is 70%, 3 one level
    off and adjusted by at most 15%, 2 partial, 1 an occupation that stands in.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from prodops_kit.errors import DataError
from prodops_kit.periods import Period
from prodops_kit.salary.rows import dated, named_area, without
from prodops_kit.tables import Loaded, Table, column, read_table

LARGEST_ADJUSTMENT = 0.15


class Matches(Table):
    """One job of a source that is one role and level here."""

    role: str = column("text", "Role as bands and staff name it", aliases=("job family", "family"))
    level: str = column("text", "Level as bands and staff name it", aliases=("job level",), required=False)
    source: str = column("text", "Source as the market file names it", aliases=("survey",))
    source_job: str = column("text", "Its job, by name or code", aliases=("survey job", "source job"))
    source_level: str = column("text", "Its level; any where left out", aliases=("survey level",), required=False)
    duties_share: float = column("number", "Part of the duties that are the same, 0 to 1", required=False)
    quality: int = column(
        "count", "5 to 1, as the match deserves; else it follows from duties and levels", required=False
    )
    level_adjustment: float = column(
        "number", "By how much the source's pay is changed because its level differs: 0.05 adds 5%", required=False
    )
    note: str = column("text", "Why", required=False)


class Geo(Table):
    """What the same work is paid in one area, as a part of the national pay."""

    area: str = column("text", "Area as bands and staff name it", aliases=("location", "region"))
    factor: float = column("number", "Pay there over national pay; cost of labour, not of living", aliases=("index",))
    source: str = column("text", "Where the factor comes from", required=False)
    as_of: date = column("day", "Day it is of", aliases=("date",), required=False)


class Ageing(Table):
    """How much pay rose between two months."""

    series: str = column("text", "Name of the series", required=False)
    from_month: str = column("text", "First month, as 2026-01")
    to_month: str = column("text", "Last month; the rate is for the time between")
    annual_rate: float = column("number", "Rise a year: 0.03 is 3%", required=False)
    index: float = column("number", "Value of an index in the last month", required=False)


class Weights(Table):
    """How much a source counts because the team says so."""

    source: str = column("text", "Source as the market file names it")
    weight: float = column("number", "Its part of the composite, 0 to 1")
    reason: str = column("text", "Why; stated on the page")


class Policy(Table):
    """Where the company wants to stand."""

    lead_lag: str = column(
        "text", "Day of the plan year that pay is set for", required=False, options=("lead", "lead-lag", "lag")
    )
    target_percentile: float = column(
        "number", "Percentile of the market that a midpoint aims at, 10 to 90; 50 when empty", required=False
    )


class Openings(Table):
    """How many postings a board counted for a query in a month."""

    month: str = column("text", "Month, as 2026-10")
    source: str = column("text", "Board", aliases=("board",))
    query: str = column("text", "What was searched for", aliases=("search",))
    count: int = column("count", "Postings", aliases=("postings", "openings"))


def load_matches(path: str | Path | None) -> Loaded:
    """Read which job of each source is which role and level here.

    Args:
        path: File with the columns of `Matches`; None for none.

    Returns:
        One row per role, level and source job; `quality` is what duties, levels and adjustment allow, or what the
        file says where that is less.

    Raises:
        DataError: The file cannot be read as matches. Single bad rows are set aside and counted.

    Example:
        matches = pk.salary.load_matches("data/salary_matches.csv")
    """
    if path is None:
        return Loaded.left_out(Matches, "matches_file is not set")
    found = without(
        read_table(path, Matches),
        {
            f"abs(level_adjustment) > {LARGEST_ADJUSTMENT}": "adjusted by more than 15%; match another job",
            "quality < 1 or quality > 5": "quality is none of 1, 2, 3, 4, 5",
            "duties_share < 0 or duties_share > 1": "duties_share is no part from 0 to 1; 0.9 is 90%",
        }.items(),
    )
    lowered = len(found.rows.select(f"from {{rows}} where quality > {_ALLOWED}"))
    if lowered:
        found = found.warn(f"{lowered} matches claim more quality than duties and levels allow; it was lowered.")
    return found.select(f"from {{rows}} select * replace (least(coalesce(quality, {_ALLOWED}), {_ALLOWED}) as quality)")


_ALLOWED = """
    (case when coalesce(level_adjustment, 0) <> 0 then case when coalesce(duties_share, 1) >= 0.7 then 3 else 2 end
          when duties_share is null then coalesce(quality, 2) when duties_share >= 0.9 then 5
          when duties_share >= 0.7 then 4 else 2 end)::bigint
"""


def load_geo(path: str | Path | None) -> Loaded:
    """Read what the same work is paid in each area, as a part of the national pay.

    Args:
        path: File with area and factor; None for none.

    Raises:
        DataError: The file cannot be read as factors. Rows with a factor outside 0.3 to 3 are set aside.

    Example:
        geo = pk.salary.load_geo("data/salary_geo.csv")
    """
    if path is None:
        return Loaded.left_out(Geo, "geo_file is not set")
    found = without(
        read_table(path, Geo),
        {
            "factor < 0.3 or factor > 3": "the factor is not between 0.3 and 3; 1.14 is 14% above national pay",
            "line not in (from {rows} select max(line) group by lower(area))": "the area stands on a later line",
        }.items(),
    )
    return found.select(f"from {{rows}} select * replace ({named_area('area')} as area)")


def load_ageing(path: str | Path | None) -> Loaded:
    """Read how much pay rose between months, as rates or as an index.

    Args:
        path: File with from_month, to_month and annual_rate or index; None for none.

    Raises:
        DataError: The file cannot be read so. Rows whose months are out of order are set aside.

    Example:
        ageing = pk.salary.load_ageing(None)
    """
    if path is None:
        return Loaded.left_out(Ageing, "ageing_file is not set")
    month = "regexp_full_match({}, '[12][0-9]{{{{3}}}}-(0[1-9]|1[0-2])')"
    return without(
        read_table(path, Ageing),
        {
            f"not {month.format('from_month')} or not {month.format('to_month')}": "a month is not written as 2026-01",
            "from_month >= to_month": "from_month is not before to_month",
            "annual_rate is null and index is null": "the row has neither annual_rate nor index",
            "abs(annual_rate) > 0.5": "annual_rate is above 50%; 0.03 is 3%",
        }.items(),
    )


def load_weights(path: str | Path | None) -> Loaded:
    """Read how much sources count because the team says so, and why.

    Args:
        path: File with source, weight and reason; None for none.

    Example:
        weights = pk.salary.load_weights(None)
    """
    if path is None:
        return Loaded.left_out(Weights, "weights_file is not set")
    return without(read_table(path, Weights), [("weight < 0 or weight > 1", "the weight is no part from 0 to 1")])


def load_policy(path: str | Path | None) -> Loaded:
    """Read where the company wants to stand: lead or lag, and the target percentile.

    Args:
        path: File with one row; None for none.

    Raises:
        DataError: It has more than one row, or the percentile is not between 10 and 90.

    Example:
        policy = pk.salary.load_policy(None)
    """
    if path is None:
        return Loaded.left_out(Policy, "policy_file is not set")
    found = read_table(path, Policy)
    if found.source.used > 1:
        raise DataError(f"{found.source.path}: {found.source.used} rows; a company has one policy. Keep one row.")
    for row in found.rows.query("from {rows} where target_percentile not between 10 and 90").itertuples():
        raise DataError(
            f"{found.source.path}: line {row.line}: target_percentile {row.target_percentile:g} is not between 10 and "
            "90; 60 aims at what 60% of the market are paid less than."
        )
    return found


def load_openings(path: str | Path | None) -> Loaded:
    """Read how many postings a board counted, month by month.

    Args:
        path: File with month, source, query and count; None for none.

    Example:
        openings = pk.salary.load_openings("data/salary_openings.csv")
    """
    if path is None:
        return Loaded.left_out(Openings, "openings_file is not set")
    found = read_table(path, Openings)
    form = "not regexp_full_match(month, '[12][0-9]{{3}}-(0[1-9]|1[0-2])')"
    found = without(found, [(form, "the month is not written as 2026-10")])
    newest = found.rows.bounds("month")[1]
    return dated(found, Period(newest).last_day if newest else None)
