"""Pay offered in certified H-1B labour condition applications (LCA disclosure of the US Department of Labor).

What an employer states is the least it will pay, not what it pays; titles are free text. So every row is a proxy.

Source:
    US Department of Labor, LCA Programs record layout.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from prodops_kit.salary.single import summarised
from prodops_kit.tables import Loaded, Table, column

UNITS = {"hour": 2080, "week": 52, "bi-weekly": 26, "month": 12, "year": 1}
_LARGEST = 5_000_000  # above it, in USD a year, the unit of a filing does not fit its amount


class Filings(Table):
    """One application: an employer, a job, a place, and the wage offered."""

    case_number: str = column("text", "Number of the application", aliases=("CASE_NUMBER",))
    case_status: str = column("text", "Only certified ones count", aliases=("CASE_STATUS",))
    decision_date: date = column("day", "Day it was decided", aliases=("DECISION_DATE",), required=False)
    visa_class: str = column("text", "Kind of visa", aliases=("VISA_CLASS",), required=False)
    job_title: str = column("text", "Job, free text", aliases=("JOB_TITLE",))
    soc_code: str = column("text", "Code of the occupation", aliases=("SOC_CODE",), required=False)
    full_time: str = column("text", "Y for full time", aliases=("FULL_TIME_POSITION",), required=False)
    begin_date: date = column("day", "First day of work", aliases=("BEGIN_DATE",), required=False)
    employer: str = column("text", "Employer; only counted", aliases=("EMPLOYER_NAME",))
    state: str = column("text", "State of the place of work", aliases=("WORKSITE_STATE",), required=False)
    wage_from: Decimal = column("money", "Lower end of the wage offered", aliases=("WAGE_RATE_OF_PAY_FROM",))
    unit: str = column("text", "What the wage is for", aliases=("WAGE_UNIT_OF_PAY",))
    wage_level: str = column("text", "Level of the prevailing wage", aliases=("PW_WAGE_LEVEL",), required=False)

    covers = "decision_date"
    layout = "H-1B LCA disclosure"

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return "market"


def market(loaded: Loaded, as_of: str | None) -> Loaded:
    """Percentiles of certified full-time offers by title, level and state, and by title alone."""
    cases = " ".join(f"when '{unit}' then {times}" for unit, times in UNITS.items())
    annual = f"wage_from * (case lower(unit) {cases} end)"
    rules = {
        "lower(case_status) <> 'certified'": "the application is not certified",
        "upper(full_time) not in ('Y', 'YES')": "the position is not full time",
        f"(case lower(unit) {cases} end) is null": "the unit of the wage is none of Hour, Week, Bi-Weekly, Month, Year",
        f"wage_from <= 0 or {annual} > {_LARGEST}": "the wage does not fit its unit",
        "line not in (from {rows} select min(line) group by case_number)": "the application stands on an earlier line",
    }
    for condition, reason in rules.items():
        if len(loaded.rows.select(f"from {{rows}} where {condition}")):
            loaded = loaded.reject(condition, reason=reason)
    people = loaded.rows.select(
        f"""
        from {{rows}}
        select 'H-1B filings' as source, 'filings' as source_kind, coalesce(decision_date, begin_date) as as_of,
               'year' as as_of_precision, trim(job_title) as job, soc_code as job_code, wage_level as level,
               coalesce(state, 'National') as area, 'USD' as currency, lower(trim(employer)) as organisation,
               {annual} as pay, line
        """
    )
    made = summarised(loaded, people, as_of, flag="proxy")
    return made.warn("Filings state the least that is offered, not what is paid; every figure of them is a proxy.")
