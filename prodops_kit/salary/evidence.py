"""One market row as evidence for one role, level and area: what it says today, or why it is not used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

from prodops_kit.salary import publication
from prodops_kit.salary.ageing import factor, months_between, rate_in
from prodops_kit.salary.lognormal import fit_lognormal
from prodops_kit.salary.publication import Publication
from prodops_kit.salary.rows import NATIONAL, PERCENTILES
from prodops_kit.salary.rules import Rules

_Q = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is decided for the whole benchmark.

    Attributes:
        reported: First day after the period: ages are counted to it.
        target: Day to which pay is aged.
        rates: What one unit of another currency is in `currency`.
        factors: Pay in an area over national pay.
        steps: Rows of the ageing table, or None.
    """

    currency: str
    basis: str
    reported: date
    target: date
    rules: Rules
    rates: Mapping[str, float]
    factors: Mapping[str, float]
    steps: Any = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says of a role, level and area, per year in the currency of the benchmark, aged.

    Attributes:
        values: Pay by percentile, `p50` always.
        bounds: Percentiles that are lower bounds, and not in a composite.
        months: Age at the end of the period; None without a date.
        factor: Of ageing.
        interval: Of the P50, from single salaries; else None.
        stand_in: Why it enters no composite; empty when it does.
        flags: Of its figures.
        remarks: What was done to it, as clauses.
    """

    source: str
    source_kind: str
    as_of: date | None
    months: int | None
    quality: int
    values: Mapping[str, float]
    bounds: tuple[str, ...]
    people: int | None
    organisations: int | None
    factor: float
    interval: tuple[float, float] | None
    publication: Publication
    flags: tuple[str, ...]
    remarks: tuple[str, ...]
    stand_in: str = ""

    @property
    def p50(self) -> float:
        """The aged median."""
        return self.values["p50"]

    @property
    def spread(self) -> float | None:
        """Standard deviation of log pay, where two percentiles or more are known."""
        known = {_Q[name]: pay for name, pay in self.values.items() if name not in self.bounds}
        ordered = sorted(known.items())
        if len(known) < 2 or [pay for _, pay in ordered] != sorted(known.values()):
            return None
        return fit_lognormal(known).sigma


_STANDS_IN = {"proxy": "the source states what stands in for pay, not pay"}


def weigh(row: Any, match: Any, area: str, terms: Terms) -> Evidence | str:
    """Turn a market row into evidence for a match and area, or say why it is left out."""
    months = months_between(row.as_of, terms.reported) if _is(row.as_of) else None
    shown = _published(row, months, terms.rules)
    reason = _refused(row, area, terms) or ("; ".join(shown.reasons) if shown.checkable and not shown.passes else "")
    if reason:
        return reason
    values, stand_in, more = _stated(row, shown)
    if not values:
        return "it states neither median nor mean"
    scaled = _scale(row, match, area, terms)
    return _weighed(row, int(match.quality), terms, shown, months, values, stand_in, more, scaled)


def _weighed(
    row: Any, quality: int, terms: Terms, shown: Publication, months: int | None, values: Mapping[str, float],
    stand_in: str, more: list[str], scaled: tuple[float, list[str], list[str]],
) -> Evidence:  # fmt: skip
    """The evidence of a row that is used: aged, with its flags, and why it enters no composite, if so."""
    scale, flags, remarks = scaled
    bounds = tuple((row.censored or "").split(",")) if _is(row.censored) else ()
    stand_in = stand_in or _stand_in(quality, months, bounds, terms.rules) or _STANDS_IN.get(row.flag, "")
    aged = 1.0 if months is None or months > terms.rules.oldest_months else ageing_factor(row.as_of, terms)
    said = {"aged": aged != 1, "censored": bool(bounds), "proxy": quality < terms.rules.composite_quality}
    flags = [row.flag, *flags, *more, *(flag for flag, is_so in said.items() if is_so)]
    return Evidence(
        source=row.source,
        source_kind=row.source_kind,
        as_of=row.as_of if _is(row.as_of) else None,
        months=months,
        quality=quality,
        values={name: value * scale * aged for name, value in values.items()},
        bounds=tuple(name for name in bounds if name in values),
        people=_whole(row.people),
        organisations=_whole(row.organisations),
        factor=aged,
        interval=(row.p50_low * scale * aged, row.p50_high * scale * aged) if _is(row.p50_low) else None,
        publication=shown,
        flags=tuple(dict.fromkeys(flags)),
        remarks=(*remarks, *shown.reasons, *filter(None, [stand_in])),
        stand_in=stand_in,
    )


def _published(row: Any, months: int | None, rules: Rules) -> Publication:
    return publication.publish(
        organisations=_whole(row.organisations),
        largest_share=_number(row.largest_share),
        months=months,
        source_kind=row.source_kind,
        rules=rules,
    )


def _stated(row: Any, shown: Publication) -> tuple[dict[str, float], str, list[str]]:
    """What of the row may be shown, with a median; what that median stands in for, and its flags."""
    values = {name: float(getattr(row, name)) for name in PERCENTILES if _is(getattr(row, name))}
    if shown.checkable and row.source_kind not in publication.PUBLIC:
        values = {name: value for name, value in values.items() if name in shown.shown}
    return (values, "", []) if "p50" in values else _middle(values, row)


def ageing_factor(as_of: date, terms: Terms) -> float:
    """What a figure of a day is multiplied with, by the ageing table where it covers the time, else by the rate."""
    if terms.steps is not None:
        found = rate_in(terms.steps, as_of, terms.target)
        if found is not None:
            return found
    months = max(0, months_between(as_of, terms.target))
    return factor(months, annual=terms.rules.annual_rate, method=terms.rules.ageing_method)


def error_of(evidence: Evidence) -> float:
    """Standard error of the logarithm of its median.

    Where organisations are known they are what was sampled: people of one organisation are paid alike.

    Source:
        The median of n lognormal values has a log error of sigma * sqrt(pi / 2 / n).
    """
    if evidence.interval:
        low, high = evidence.interval
        return log(high / low) / 2 / 1.959964
    n = evidence.organisations or evidence.people
    sigma = evidence.spread
    return (sigma if sigma is not None else 0.25) * (1.5707963 / n) ** 0.5 if n else 0.0


def _refused(row: Any, area: str, terms: Terms) -> str:
    if row.basis != terms.basis:
        return f"it states {row.basis} pay; {terms.basis} pay is benchmarked, and they are never mixed"
    if row.currency != terms.currency and row.currency not in terms.rates:
        return f"it is in {row.currency} and there is no rate to {terms.currency}; give rates"
    if _is(row.as_of) and row.as_of >= terms.reported:
        return "it is dated after the period"
    if row.area not in (area, NATIONAL):
        return f"it is for {row.area}"
    if row.area != area and area not in terms.factors:
        return f"it is national, and there is no factor for {area}"
    return ""


def _scale(row: Any, match: Any, area: str, terms: Terms) -> tuple[float, list[str], list[str]]:
    """What a figure is multiplied with before it is aged, and why."""
    scale, flags, remarks = 1.0, list[str](), list[str]()
    if row.currency != terms.currency:
        scale *= float(terms.rates[row.currency])
        remarks.append(f"{row.currency} at {terms.rates[row.currency]:g}")
    if row.period == "hourly":
        scale *= terms.rules.hours_per_year
        remarks.append(f"hourly x {terms.rules.hours_per_year:,}")
    adjustment = _number(match.level_adjustment)
    if adjustment:
        scale *= 1 + adjustment
        flags.append("modelled")
        remarks.append(f"level adjusted by {adjustment:+.0%}")
    if row.source_kind not in publication.PUBLIC and _is(row.organisations) and not _is(row.largest_share):
        remarks.append("the share of its largest organisation is not stated")
    if row.area != area:
        scale *= terms.factors[area]
        flags.append("modelled")
        remarks.append(f"national x {terms.factors[area]:g}")
    return scale, flags, remarks


def _middle(values: Mapping[str, float], row: Any) -> tuple[dict[str, float], str, list[str]]:
    """A median where the row states none: between the percentiles it has, or its mean."""
    known = {_Q[name]: pay for name, pay in values.items()}
    if len(known) >= 2:
        return {**values, "p50": fit_lognormal(known).median}, "", ["modelled"]
    if _is(row.mean):
        return {"p50": float(row.mean)}, "a mean stands in for the median", ["proxy"]
    return {}, "", []


def _stand_in(quality: int, months: int | None, bounds: tuple[str, ...], rules: Rules) -> str:
    if quality < rules.composite_quality:
        return f"match quality {quality}, {rules.composite_quality} needed"
    if months is None:
        return "it has no date, so it cannot be aged"
    if months > rules.oldest_months:
        return f"{months} months old: history, not the market"
    return "its median is top-coded" if "p50" in bounds else ""


def _is(value: Any) -> bool:
    return value is not None and value == value


def _whole(value: Any) -> int | None:
    return int(value) if _is(value) else None


def _number(value: Any) -> float | None:
    return float(value) if _is(value) else None
