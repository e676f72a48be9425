"""The open salaries of ai-jobs: single salaries without an employer, entered twice where a posting stated a range.

Source:
    foorilla/ai-jobs-net-salaries, CC0.
"""

from __future__ import annotations

from decimal import Decimal

from prodops_kit.salary.single import summarised
from prodops_kit.tables import Loaded, Table, column

_ALIKE = (
    "work_year, experience_level, employment_type, job_title, salary_currency, employee_residence, remote_ratio, "
    "company_location, company_size"
)


class Postings(Table):
    """One salary that somebody entered or a posting stated."""

    work_year: int = column("count", "Year of the pay")
    experience_level: str = column("text", "EN, MI, SE or EX")
    employment_type: str = column("text", "FT for full time; others are set aside")
    job_title: str = column("text", "Job")
    salary: Decimal = column("money", "Annual pay", currency="salary_currency")
    salary_currency: str = column("currency", "Its currency")
    employee_residence: str = column("text", "Country of residence", required=False)
    remote_ratio: str = column("text", "Percent worked elsewhere", required=False)
    company_location: str = column("text", "Country of the company")
    company_size: str = column("text", "S, M or L", required=False)

    layout = "ai-jobs salaries"

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return "market"


def market(loaded: Loaded, as_of: str | None) -> Loaded:
    """Percentiles by job, level and country, and by job and level alone in each currency.

    Exact duplicates are set aside. A row followed by one that is alike in everything but a lower salary is the range
    of one posting: the lower end is set aside, and the posting counts once, at the middle of its range.
    """
    loaded = loaded.reject(
        f"line not in (from {{rows}} select min(line) group by {_ALIKE}, salary)",
        reason="an exact duplicate of an earlier row",
    )
    paired = loaded.rows.select(_PAIRED).kept()
    ends = loaded.rows.select("from {rows} where line in (from {paired} select line where lower_end)", paired=paired)
    lines = ", ".join(map(str, ends.query("from {rows} select line")["line"])) or "-1"
    if len(ends):
        loaded = loaded.reject(
            f"line in ({lines})", reason="the lower end of the range above it; the posting counts once, at its middle"
        )
    if len(loaded.rows.select("from {rows} where upper(employment_type) <> 'FT'")):
        loaded = loaded.reject("upper(employment_type) <> 'FT'", reason="not full time")
    people = loaded.rows.select(
        """
        from {rows} r join {paired} p using (line)
        select 'ai-jobs ' || work_year as source, 'postings' as source_kind,
               make_date(work_year::integer, 7, 1) as as_of,
               'year' as as_of_precision, job_title as job,
               null::varchar as job_code, experience_level as level,
               case company_location when 'US' then 'National' else company_location end as area,
               salary_currency as currency, null::varchar as organisation, p.pay, line
        """,
        paired=paired,
    )
    made = summarised(loaded, people, as_of, flag="observed")
    return made.warn("Single salaries without an employer: the publication rule cannot be checked on them.")


# A run of rows alike but for falling salaries is cut into pairs; the second of each is the lower end of the first.
_PAIRED = f"""
    from (from (from (from {{rows}} select *, lag(line) over alike as before, lag(salary) over alike as above,
                      row_number() over (order by line) as place
                      window alike as (partition by {_ALIKE} order by line))
                select *, place - 1 = lag(place) over (partition by {_ALIKE} order by line) and salary < above as falls)
          select *, count_if(not coalesce(falls, false)) over (partition by {_ALIKE} order by line) as run)
    select line, salary, lead(salary) over step as next_salary,
           row_number() over step % 2 = 0 as lower_end,
           case when not lower_end and next_salary is not null then (salary + next_salary) / 2 else salary end
               ::decimal(38,12) as pay
    window step as (partition by {_ALIKE}, run order by line)
"""
