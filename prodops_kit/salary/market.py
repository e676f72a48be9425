"""Market pay as surveys, offices and job boards publish it, in one form: percentiles a job, level and area.

`load_market` tells the layouts apart: a survey, wide or long; OEWS of the US Bureau of Labor Statistics, national or
by area; disclosure of H-1B filings; the open salaries of ai-jobs; averages of several surveys side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from prodops_kit.engines import Relation, literal
from prodops_kit.errors import ParameterError
from prodops_kit.readers import layouts_for
from prodops_kit.results import Rejected, Source
from prodops_kit.salary import averages, filings, oews, postings
from prodops_kit.salary.rows import COLUMNS, NATIONAL, PERCENTILES, dated, named_area, without
from prodops_kit.tables import Loaded, Table, column, read_as

BASES, PERIODS = ("base", "total_cash", "total"), ("annual", "hourly")
KINDS = ("survey", "government", "crowd", "postings", "filings")
_UNSAID = ("*", "**", "-", "--", "n/a", "na", "isd")
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "basis": {
        "base": ("base", "base pay", "base salary", "salary", "fixed pay"),
        "total_cash": ("total_cash", "total cash", "total cash compensation", "tcc", "base and bonus"),
        "total": ("total", "total compensation", "total direct compensation", "tdc", "total pay"),
    },
    "period": {
        "annual": ("annual", "annually", "year", "yearly", "per year"),
        "hourly": ("hourly", "hour", "per hour"),
    },
}
"""How surveys write the words of the kit."""
_TIMES_OFF = 50  # an hourly figure among annual ones is about 2,080 times off


def _pay(meaning: str, *aliases: str, required: bool = False) -> Any:
    """An amount that a source states, withholds with a sign, or does not have."""
    return column(
        "money", meaning, aliases=aliases, required=required, nullable=True, currency="currency", unsaid=_UNSAID
    )


class Market(Table):
    """What one source says of one job at one level in one area, as a row of percentiles."""

    source: str = column("text", "Survey or publication", aliases=("survey", "publisher"))
    source_kind: str = column("text", "Who collected it; a survey where left out", required=False, options=KINDS)
    as_of: date = column(
        "day", "Day the pay is of; without it a row is never aged", aliases=("effective date", "date"), required=False
    )
    as_of_precision: str = column(
        "text", "How exact that day is; day where left out", required=False, options=("day", "month", "year")
    )
    job: str = column("text", "Job as the source names it", aliases=("job title", "survey job", "title", "position"))
    job_code: str = column("text", "The source's code of the job", aliases=("job code", "job id"), required=False)
    level: str = column(
        "text", "Level as the source names it", aliases=("career level", "job level", "grade"), required=False
    )
    area: str = column(
        "text",
        f"Where; {NATIONAL} where left out",
        aliases=("region", "location", "market", "geography", "scope"),
        required=False,
    )
    currency: str = column("currency", "Currency of the amounts; needed unless the parameter names one")
    basis: str = column(
        "text",
        "Which pay: base, total_cash (with bonus) or total (with equity); never mixed",
        aliases=("pay element", "component"),
    )
    period: str = column("text", "Whether amounts are annual or hourly", aliases=("pay period",))
    organisations: int = column(
        "count",
        "Organisations behind the row; without it the publication rule cannot be checked",
        aliases=("organizations", "companies", "orgs", "number of organizations", "# orgs"),
        required=False,
    )
    people: int = column(
        "count", "People behind the row", aliases=("incumbents", "employees", "n", "# incumbents"), required=False
    )
    largest_share: float = column(
        "number", "Part of the people, 0 to 1, in the largest organisation", aliases=("largest share",), required=False
    )
    p10: Decimal = _pay("Pay that one in ten is below", "10th percentile", "10th")
    p25: Decimal = _pay("Lower quartile", "25th percentile", "25th")
    p50: Decimal = _pay("Median", "50th percentile", "50th", "median", required=True)
    p75: Decimal = _pay("Upper quartile", "75th percentile", "75th")
    p90: Decimal = _pay("Pay that one in ten is above", "90th percentile", "90th")
    mean: Decimal = _pay("Average", "average")
    minimum: Decimal = _pay("Lowest pay; only checked, never shown", "min")
    maximum: Decimal = _pay("Highest pay; only checked, never shown", "max")
    flag: str = column(
        "text", "What the source says of its figures", required=False, options=("observed", "aged", "modelled", "proxy")
    )

    layout = "Pay survey"


class MarketPercentiles(Table):
    """What one source says of one job at one level in one area, a row for each percentile."""

    source, source_kind, as_of, as_of_precision, job, job_code, level, area, currency, basis, period = Market.fields[
        :11
    ]
    organisations, people, largest_share = Market.fields[11:14]
    percentile: str = column("text", "Which percentile, or the mean", options=())
    value: Decimal = column("money", "The amount", aliases=("amount", "pay"), currency="currency", unsaid=_UNSAID)
    flag = Market.fields[-1]

    layout = "Pay survey, a row a percentile"

    @classmethod
    def called(cls) -> str:
        """The same table in another layout."""
        return Market.called()


@dataclass(frozen=True, slots=True)
class Markets(Loaded):
    """Rows of one or more market files in one form.

    Attributes:
        sources: Each file as the page states it; `source` is their sum.
    """

    sources: tuple[Source, ...] = ()


def load_market(
    paths: str | Path | Sequence[str | Path] | None,
    *,
    currency: str | None = None,
    period: str | None = None,
    basis: str | None = None,
    as_of: str | None = None,
    money: str | None = None,
    dates: str | None = None,
) -> Markets:
    """Read market pay from one or more files, each told by its headers.

    Args:
        paths: A file or a list of files: surveys, OEWS, H-1B disclosure, ai-jobs, averages of surveys; None for none.
        currency: ISO 4217 code of the amounts where a file has no column for it.
        period: `annual` or `hourly`, where a file does not say.
        basis: `base`, `total_cash` or `total`, where a file does not say.
        as_of: Day the pay is of, as 2026-03-31, where a file does not say.
        money: How amounts are written, `1,234.56` or `1.234,56`; proved from each file when None.
        dates: `iso`, `mdy` or `dmy`; proved from each file when None.

    Returns:
        One row per source, job, level and area: source, source_kind, as_of, as_of_precision, job, job_code, level,
        area, currency, basis, period, organisations, people, largest_share, p10 to p90 and mean (exact, in the
        stated period), p50_low and p50_high (95% interval from single salaries), censored (percentiles that are lower
        bounds), flag, line.

    Raises:
        DataError: A file cannot be read as market pay. Single bad rows are set aside and counted: percentiles out of
            order, minimum above maximum, an hourly figure among annual ones.
        ParameterError: A parameter is not one of its forms.

    Example:
        market = pk.salary.load_market("data/salary_survey_tech.csv")
    """
    _check(period, basis, as_of)
    given = {"currency": currency, "period": period, "basis": basis, "as_of": as_of}
    said = {name: text for name, text in given.items() if text}
    files = [] if paths is None else [paths] if isinstance(paths, str | Path) else list(paths)
    if not files:
        empty = Loaded.left_out(Market, "market_files is not set")
        return _together([replace(empty, rows=empty.rows.select(_AS_MARKET))])
    return _together([_load_one(path, said, money, dates) for path in files])


def _check(period: str | None, basis: str | None, as_of: str | None) -> None:
    for name, text, known in (("period", period, PERIODS), ("basis", basis, BASES)):
        if text is not None and text not in known:
            raise ParameterError(f"{name}: '{text}' is unknown; write {', '.join(known)}.")
    try:
        date.fromisoformat(as_of or "2026-01-01")
    except ValueError:
        raise ParameterError(f"as_of: '{as_of}' is not a day; write it as 2026-03-31.") from None


_OTHERS = {
    oews.OewsNational: oews.national,
    oews.OewsAreas: oews.areas,
    filings.Filings: filings.market,
    postings.Postings: postings.market,
    averages.SurveyAverages: averages.market,
}


def _load_one(path: str | Path, said: dict[str, str], money: str | None, dates: str | None) -> Loaded:
    loaded = read_as(path, layouts_for(Market, MarketPercentiles, *_OTHERS, given=said), money=money, dates=dates)
    if loaded.table in _OTHERS:
        found = _OTHERS[loaded.table](loaded, said.get("as_of"))
        return _newest(found)
    if loaded.table is MarketPercentiles:
        loaded = _wide(loaded)
    return _newest(_checked(loaded).select(_AS_MARKET))


def _newest(loaded: Loaded) -> Loaded:
    """A source is as new as the latest day of its rows, wherever that was said."""
    return dated(loaded, loaded.rows.bounds("as_of")[1])


def _meant(name: str) -> str:
    """SQL for the kit's word, or NULL where the text is none that is known."""
    cases = (
        f"when lower({name}) in ({', '.join(map(literal, texts))}) then '{word}'"
        for word, texts in _WORDS[name].items()
    )
    return f"(case {' '.join(cases)} end)"


_ORDER = ["minimum", *PERCENTILES, "maximum"]


def _checked(loaded: Loaded) -> Loaded:
    """Set aside the rows that contradict themselves."""
    pays = [*_ORDER, "mean"]
    falls = " or ".join(
        f"{low} > {high}"
        for place, low in enumerate(PERCENTILES)
        for high in PERCENTILES[place + 1 :]
    )  # fmt: skip
    middle = f"coalesce({', '.join(PERCENTILES[i] for i in (2, 1, 3, 0, 4))}, mean)"
    usual = f"from {{rows}} select source, currency, period, median({middle}) as usual group by all"
    off = f"""line in (from {{rows}} r join ({usual}) u using (source, currency, period) select r.line
                       where {middle} * {_TIMES_OFF} < u.usual or {middle} > u.usual * {_TIMES_OFF})"""
    rules = {
        f"{_meant('basis')} is null": f"'basis' is not one of {', '.join(BASES)}, in words that are known",
        f"{_meant('period')} is null": f"'period' is not one of {', '.join(PERIODS)}",
        f"coalesce({', '.join(pays)}) is null": "the row states no pay",
        " or ".join(f"{name} <= 0" for name in pays): "a pay is not above 0",
        "minimum > maximum": "the minimum is above the maximum",
        falls: "the percentiles are out of order; correct them in the export",
        f"minimum > {middle} or maximum < {middle}": "the middle lies outside minimum and maximum",
        "largest_share > 1 or largest_share < 0": "largest_share is no part from 0 to 1; 0.25 is 25%",
        off: "the pay looks hourly among annual ones, or annual among hourly ones; correct its period",
    }
    return without(loaded, rules.items())


def _wide(loaded: Loaded) -> Loaded:
    """One row for the percentiles of one job, level and area; a percentile stated twice counts once."""
    word = "replace(replace(lower(percentile), 'th', ''), 'p', '')"
    named = f"case {word} when 'median' then '50' when 'average' then 'mean' else {word} end"
    known = ", ".join(literal(name) for name in ("10", "25", "50", "75", "90", "mean"))
    columns = [field.name for field in MarketPercentiles.fields if field.name not in ("percentile", "value")]
    same = f"{', '.join(columns)}, {named}"
    rules = {
        f"{named} not in ({known})": "the percentile is none of 10, 25, 50, 75, 90 and mean",
        f"line not in (from {{rows}} select min(line) group by {same})": "the percentile stands on an earlier line",
    }
    loaded = without(loaded, rules.items())
    picks = [f"max(value) filter ({named} = '{name[1:]}') as {name}" for name in PERCENTILES]
    picks += [f"max(value) filter ({named} = 'mean') as mean", "null::decimal(38,12) as minimum"]
    sql = f"""from {{rows}} select {", ".join(columns)}, {", ".join(picks)}, null::decimal(38,12) as maximum,
              min(line) as line group by {", ".join(columns)}"""
    return _checked_rows(loaded.select(sql))


def _checked_rows(loaded: Loaded) -> Loaded:
    """Rows that a query made are computed once, so that lines stay the same."""
    return replace(loaded, rows=loaded.rows.kept())


_AS_MARKET = f"""
    from {{rows}}
    select source, coalesce(source_kind, 'survey') as source_kind, as_of,
           case when as_of is not null then coalesce(as_of_precision, 'day') end as as_of_precision, job, job_code,
           level, {named_area("area")} as area, currency, {_meant("basis")} as basis, {_meant("period")} as period,
           organisations, people, largest_share,
           p10, p25, p50, p75, p90, mean, null::double as p50_low, null::double as p50_high,
           null::varchar as censored, coalesce(flag, 'observed') as flag, line
    order by line
"""


def _together(files: list[Loaded]) -> Markets:
    import pandas as pd

    first = files[0]
    names = ", ".join(COLUMNS)
    others: dict[str, Relation] = {f"r{n}": loaded.rows for n, loaded in enumerate(files)}
    parts = " union all ".join(f"from {{{name}}} select {names}" for name in others)
    rows = first.rows.select(f"from ({parts})", **others).kept()
    rejects = pd.concat([loaded.rejects for loaded in files], ignore_index=True)
    sources = tuple(loaded.source for loaded in files)
    set_aside = tuple(money for loaded in files for money in loaded.set_aside)
    return Markets(rows, rejects, _sum(sources), Market, set_aside, sources)


def _sum(sources: tuple[Source, ...]) -> Source:
    if len(sources) == 1:
        return sources[0]
    reasons: tuple[Rejected, ...] = tuple(reason for source in sources for reason in source.reasons)
    counts = [sum(getattr(source, name) for source in sources) for name in ("rows", "used", "rejected")]
    newest = max((source.newest for source in sources if source.newest), default=None)
    return replace(
        sources[0],
        path=", ".join(source.path for source in sources),
        sha256=",".join(source.sha256 for source in sources),
        layout=", ".join(dict.fromkeys(source.layout for source in sources)),
        rows=counts[0],
        used=counts[1],
        rejected=counts[2],
        reasons=reasons,
        newest=newest,
        warnings=tuple(warning for source in sources for warning in source.warnings),
        sample=all(source.sample for source in sources),
    )
