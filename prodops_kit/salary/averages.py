"""Averages of up to five surveys side by side, with the people behind each, as teaching sets and sheets of HR have."""

from __future__ import annotations

from decimal import Decimal

from prodops_kit.engines import literal
from prodops_kit.tables import Loaded, Table, column

_HOURLY_BELOW = 1_000  # no annual pay is so small in the currencies of such sheets


def _survey(number: int) -> Decimal:
    made: Decimal = column(
        "money", f"Average of survey {number}", aliases=(f"Survey {number}",), required=number == 1, currency="currency"
    )
    return made


def _people(number: int) -> int:
    made: int = column("count", f"People in survey {number}", aliases=(f"SS Survey {number}",), required=number == 1)
    return made


class SurveyAverages(Table):
    """One job with the average pay of several surveys."""

    job_id: str = column("text", "Code of the job", aliases=("Job_ID",))
    job_title: str = column("text", "Job", aliases=("Job_Title",))
    currency: str = column("currency", "Currency of the amounts; USD where left out", required=False)
    survey_1, survey_2, survey_3, survey_4, survey_5 = map(_survey, range(1, 6))
    ss_survey_1, ss_survey_2, ss_survey_3, ss_survey_4, ss_survey_5 = map(_people, range(1, 6))

    layout = "Averages of surveys"

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return "market"


def market(loaded: Loaded, as_of: str | None) -> Loaded:
    """One market row a job and survey; an average below 1,000 is hourly. Averages are means, not medians."""
    when = f"{literal(as_of)}::date" if as_of else "null::date"
    none = ", ".join(f"null::decimal(38,12) as {name}" for name in ("p10", "p25", "p50", "p75", "p90"))
    parts = " union all ".join(
        f"""
        from {{rows}}
        select 'Survey {n}' as source, 'survey' as source_kind, {when} as as_of,
               case when {when} is not null then 'day' end as as_of_precision, job_title as job, job_id as job_code,
               null::varchar as level, 'National' as area, coalesce(currency, 'USD') as currency, 'base' as basis,
               case when survey_{n} < {_HOURLY_BELOW} then 'hourly' else 'annual' end as period,
               null::bigint as organisations, ss_survey_{n} as people, null::double as largest_share, {none},
               survey_{n} as mean, null::double as p50_low, null::double as p50_high, null::varchar as censored,
               'observed' as flag, line
        where survey_{n} is not null
        """
        for n in range(1, 6)
    )
    return loaded.select(f"from ({parts}) order by line, source").warn(
        "The file states averages without a date and without organisations; they are means, not medians."
    )
