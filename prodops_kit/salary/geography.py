"""What the same work is paid in an area, over national pay: factors derived from OEWS where the team states none.

A factor is cost of labour, not of living: the wage of the same occupation there and in the whole country.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import exp, log
from typing import Any

from prodops_kit.engines import store
from prodops_kit.salary.ageing import factor, months_between
from prodops_kit.salary.annual import HOURS
from prodops_kit.salary.matches import Geo
from prodops_kit.salary.rows import NATIONAL
from prodops_kit.salary.rules import Rules
from prodops_kit.tables import Loaded

HALF_EMPLOYMENT = 1_000
"""Employees in the chosen occupations of an area from which on their own ratio counts more than the area's."""
_KINDS = {
    "area": "varchar",
    "factor": "double",
    "source": "varchar",
    "as_of": "date",
    "flag": "varchar",
    "line": "bigint",
}


def derive_geo(
    market: Loaded,
    *,
    occupations: Sequence[str] = (),
    areas: Sequence[str] | None = None,
    geo: Loaded | None = None,
    rules: Rules | None = None,
) -> Loaded:
    """Derive the factors of areas from OEWS, for those that no file of factors has.

    The wages of an occupation there and in the country are compared at the P50, both a year and of the same day. The
    factor of the chosen occupations is shrunk to that of all occupations at hand, the more so the fewer people work
    in them there; both are geometric means, weighted by employment there.

    Args:
        market: What `load_market` returned of a national OEWS file and one by area.
        occupations: Codes of the occupations that are most like the work, such as `13-1111`; none for all at hand.
        areas: Areas as bands and staff name them: as OEWS does, or by the first city of its name; those of OEWS when
            None.
        geo: What `load_geo` returned; its factors stay as they are.
        rules: `annual_rate` and `ageing_method` bring an older wage to the day of the newer one.

    Returns:
        Rows as of `load_geo`, with `flag`: `modelled` where a factor was derived. Areas without one are named among
        the warnings of its source; `benchmark` answers them with the national figure, as a proxy.

    Source:
        Shrinkage by n / (n + k): Efron and Morris (1975), Journal of the American Statistical Association 70,
        311-319; k is `HALF_EMPLOYMENT`.

    Example:
        geo = pk.salary.derive_geo(market, occupations=["13-1111"])
    """
    stated = geo.rows.frame().to_dict("records") if geo else []
    ratios = _ratios(market, rules or Rules())
    known = {row["area"].casefold() for row in stated} | {NATIONAL.casefold()}
    wanted = [area for area in (ratios if areas is None else areas) if area.casefold() not in known]
    found = {area: _named(area, ratios) for area in dict.fromkeys(wanted)}
    rows: list[tuple[Any, ...]] = [
        (row["area"], row["factor"], row["source"], row["as_of"], None, row["line"]) for row in stated
    ]
    for area, name in found.items():
        if name:
            made, newest = _shrunk(ratios[name], occupations)
            rows.append((area, made, f"derived from OEWS, {name}", newest, "modelled", 0))
    base = geo or Loaded.left_out(Geo, "geo_file is not set; factors are derived from OEWS")
    missing = sorted(area for area, name in found.items() if not name)
    cells = [[None if value != value else value for value in column] for column in zip(*rows, strict=True)]
    return replace(base, rows=store(_KINDS, [cells] if rows else [])).warn(*_told(missing))


def _told(missing: Sequence[str]) -> Iterator[str]:
    if missing:
        yield (
            f"No factor for {', '.join(missing)}: neither a file of factors nor OEWS has it under this name. National "
            "pay is shown there as a proxy; add the area with its factor to the file."
        )


_WAGES = f"""
    from {{rows}}
    select area, job_code, as_of, people, (p50 * case when period = 'hourly' then {HOURS} else 1 end)::double as wage
    where source_kind = 'government' and job_code is not null and p50 is not null
      and not list_contains(string_split(coalesce(censored, ''), ','), 'p50')
    qualify row_number() over (partition by area, job_code order by as_of desc nulls last, line) = 1
    order by area, job_code
"""

Ratio = tuple[str, float, float, Any]


def _ratios(market: Loaded, rules: Rules) -> dict[str, list[Ratio]]:
    """By area: occupation, logarithm of its wage over the national one, employees there, day."""
    wages = list(market.rows.query(_WAGES).itertuples())
    country = {row.job_code: row for row in wages if row.area == NATIONAL}
    found: dict[str, list[Ratio]] = {}
    for row in wages:
        if row.area != NATIONAL and row.job_code in country:
            one = country[row.job_code]
            ratio = log(row.wage / one.wage) + _rise(row.as_of, one.as_of, rules)
            people = float(row.people) if row.people == row.people and row.people else 1.0
            found.setdefault(row.area, []).append((row.job_code, ratio, people, row.as_of))
    return found


def _rise(first: Any, last: Any, rules: Rules) -> float:
    """Logarithm of how much pay rises from one day to another; negative when the first is later."""
    if not (isinstance(first, date) and isinstance(last, date)) or first != first or last != last:
        return 0.0
    months = months_between(first, last)
    risen = log(factor(abs(months), annual=rules.annual_rate, method=rules.ageing_method))
    return risen if months > 0 else -risen


def _shrunk(ratios: Sequence[Ratio], occupations: Sequence[str]) -> tuple[float, Any]:
    every = _mean(ratios)
    own = [one for one in ratios if one[0] in occupations]
    people = sum(one[2] for one in own)
    share = people / (people + HALF_EMPLOYMENT)
    made = share * _mean(own) + (1 - share) * every if own else every
    return float(f"{exp(made):.10g}"), max((one[3] for one in ratios if one[3] == one[3]), default=None)


def _mean(ratios: Sequence[Ratio]) -> float:
    return sum(ratio * people for _, ratio, people, _ in ratios) / sum(people for _, _, people, _ in ratios)


def _named(area: str, ratios: Mapping[str, Any]) -> str | None:
    """The area of OEWS that a name means: the same one, or the only one that begins with the city."""
    same = [name for name in ratios if name.casefold() == area.casefold()]
    cities = [name for name in ratios if _city(name) == _city(area) and "," in name]
    return same[0] if same else cities[0] if len(cities) == 1 else None


def _city(name: str) -> str:
    return name.partition(",")[0].partition("-")[0].strip().casefold()
