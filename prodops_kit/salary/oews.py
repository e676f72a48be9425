"""Wages by occupation of the US Bureau of Labor Statistics (OEWS), national or by area.

`#` is at or above the top code: the wage is a lower bound, neither missing nor zero. `*` is not released. Occupations
stand in for jobs that have no code of their own, as product operations and product management have none.

Source:
    BLS, OEWS technical notes and the field descriptions of the May 2023 national file.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from prodops_kit.engines import literal
from prodops_kit.salary.rows import PERCENTILES, amount, named_area
from prodops_kit.tables import Loaded, Table, column

TOP_CODES = {2023: (Decimal(239_200), Decimal(115)), 2022: (Decimal(239_200), Decimal(115))}
"""Annual and hourly wage from which on `#` is printed, by year of release."""
SOURCE = "OEWS"


class OewsNational(Table):
    """One occupation or group of occupations in the United States."""

    area_title: str = column("text", "Area", aliases=("AREA_TITLE",), required=False)
    occ_code: str = column("text", "Code of the occupation", aliases=("OCC_CODE",))
    occ_title: str = column("text", "Occupation", aliases=("OCC_TITLE",))
    o_group: str = column("text", "Only detailed ones are kept; groups repeat them", aliases=("O_GROUP",))
    tot_emp: str = column("text", "Employees", aliases=("TOT_EMP",), required=False)
    a_mean: str = column("text", "Mean annual wage", aliases=("A_MEAN",), required=False)
    a_pct10: str = column("text", "Annual P10; # is top-coded, * not released", aliases=("A_PCT10",), required=False)
    a_pct25: str = column("text", "Annual P25", aliases=("A_PCT25",), required=False)
    a_median: str = column("text", "Annual P50", aliases=("A_MEDIAN",))
    a_pct75: str = column("text", "Annual P75", aliases=("A_PCT75",), required=False)
    a_pct90: str = column("text", "Annual P90", aliases=("A_PCT90",), required=False)
    h_mean: str = column("text", "Mean hourly wage", aliases=("H_MEAN",), required=False)
    h_pct10: str = column("text", "Hourly P10", aliases=("H_PCT10",), required=False)
    h_pct25: str = column("text", "Hourly P25", aliases=("H_PCT25",), required=False)
    h_median: str = column("text", "Hourly P50", aliases=("H_MEDIAN",), required=False)
    h_pct75: str = column("text", "Hourly P75", aliases=("H_PCT75",), required=False)
    h_pct90: str = column("text", "Hourly P90", aliases=("H_PCT90",), required=False)
    annual: str = column("text", "TRUE where only annual wages are released", aliases=("ANNUAL",), required=False)
    hourly: str = column("text", "TRUE where only hourly wages are released", aliases=("HOURLY",), required=False)

    layout = "OEWS national"

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return "market"


class OewsAreas(Table):
    """One occupation in one area, with hourly wages beside an annual mean, as Washington State publishes them."""

    year: int = column("count", "Year of the wages")
    area_name: str = column("text", "State or metropolitan area", aliases=("Area name",))
    soc_code: str = column("text", "Code of the occupation", aliases=("SOC code",))
    occupation: str = column("text", "Occupation", aliases=("Occupational title",))
    employment: str = column("text", "Employees", aliases=("Employment",), required=False)
    average: str = column("text", "Mean hourly wage", aliases=("Average wage",), required=False)
    p25: str = column("text", "Hourly P25", aliases=("25th Percentile",), required=False)
    p50: str = column("text", "Hourly P50", aliases=("50th Percentile",))
    p75: str = column("text", "Hourly P75", aliases=("75th Percentile",), required=False)

    layout = "OEWS by area"

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return "market"


_ENDS = dict(zip(PERCENTILES, ("pct10", "pct25", "median", "pct75", "pct90"), strict=True))


def national(loaded: Loaded, as_of: str | None) -> Loaded:
    """The detailed occupations of a national file; its day is read from a name such as `national_M2023_dl.csv`."""
    released = re.search(r"M(20\d\d)", loaded.source.path)
    year = int(as_of[:4]) if as_of else int(released[1]) if released else None
    day = as_of or (f"{year}-05-01" if year else None)
    annual, hourly = TOP_CODES.get(year or 0, next(iter(TOP_CODES.values())))
    kept = loaded.reject(
        "lower(o_group) <> 'detailed'", reason="a group, which repeats the detailed occupations under it"
    )
    columns = ", ".join(_wage(name, end, annual, hourly) for name, end in _ENDS.items())
    bounds = " , ".join(f"case when {_said(end)} = '#' then '{name}' end" for name, end in _ENDS.items())
    when = f"{literal(day)}::date" if day else "null::date"
    made = kept.select(
        f"""
        from {{rows}}
        select 'OEWS' || coalesce(strftime({when}, ' %B %Y'), '') as source, 'government' as source_kind,
               {when} as as_of, case when {when} is not null then 'month' end as as_of_precision, occ_title as job,
               occ_code as job_code, null::varchar as level, {named_area("area_title")} as area, 'USD' as currency,
               'base' as basis, case when {_HOURLY} then 'hourly' else 'annual' end as period,
               null::bigint as organisations, {amount("tot_emp")}::bigint as people, null::double as largest_share,
               {columns}, case when {_HOURLY} then {amount("h_mean")} else {amount("a_mean")} end as mean,
               null::double as p50_low, null::double as p50_high, nullif(concat_ws(',', {bounds}), '') as censored,
               'observed' as flag, line
        """
    )
    return made.warn(*_told(loaded, annual, day))


def areas(loaded: Loaded, as_of: str | None) -> Loaded:
    """Occupations by area; hourly wages only, without P10 and P90."""
    when = f"{literal(as_of)}::date" if as_of else "make_date(year::integer, 7, 1)"
    precision = "day" if as_of else "year"
    return loaded.select(
        f"""
        from {{rows}}
        select 'OEWS by area ' || year as source, 'government' as source_kind, {when} as as_of,
               '{precision}' as as_of_precision, occupation as job, soc_code as job_code, null::varchar as level,
               {named_area("area_name")} as area, 'USD' as currency, 'base' as basis, 'hourly' as period,
               null::bigint as organisations, {amount("employment")}::bigint as people, null::double as largest_share,
               null::decimal(38,12) as p10, {amount("p25")} as p25, {amount("p50")} as p50, {amount("p75")} as p75,
               null::decimal(38,12) as p90, {amount("average")} as mean, null::double as p50_low,
               null::double as p50_high, null::varchar as censored, 'observed' as flag, line
        """
    )


_HOURLY = "lower(coalesce(hourly, '')) = 'true'"


def _said(end: str) -> str:
    return f"(case when {_HOURLY} then h_{end} else a_{end} end)"


def _wage(name: str, end: str, annual: Decimal, hourly: Decimal) -> str:
    top = f"case when {_HOURLY} then {hourly}::decimal(38,12) else {annual}::decimal(38,12) end"
    return f"case when {_said(end)} = '#' then {top} else {amount(_said(end))} end as {name}"


def _told(loaded: Loaded, top: Decimal, day: str | None) -> list[str]:
    wages = [field.name for field in OewsNational.fields if field.name[:2] in ("a_", "h_")]
    marks = {mark: " + ".join(f"count_if({name} = '{mark}')" for name in wages) for mark in "#*"}
    found = loaded.rows.query(f"from {{rows}} select {marks['#']} as top, {marks['*']} as withheld").iloc[0]
    said = [
        f"{found['top']} wages are top-coded (#): {top:,} USD a year or more; {found['withheld']} are not released (*)."
    ]
    if day is None:
        said.append("The file says no date; name it M2023 as BLS does, or give as_of.")
    elif date.fromisoformat(day).year not in TOP_CODES:
        said.append(f"The top code of that release is not known; {top:,} USD a year was taken.")
    return said
