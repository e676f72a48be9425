"""What the sample company buys from two pay surveys, how its levels match theirs, and its bands."""

from __future__ import annotations

import math
from collections.abc import Iterator

from prodops_kit.periods import Period
from prodops_kit.sample.facts import Dice
from prodops_kit.sample.ladder import AREAS, OPERATIONS, RUNGS, Rung

ANNUAL_RATE = 35  # thousandths by which pay grows in a year
_Z = {10: -1.281552, 25: -0.674490, 50: 0.0, 75: 0.674490, 90: 1.281552}
_FIRST = "source,source_kind,as_of,job,level,area,currency,basis,period,organisations,people,largest_share," + ",".join(
    f"p{percent}" for percent in _Z
)
_SECOND = (
    "Survey;Survey Job;Career Level;Region;Currency;Effective Date;Pay Element;Pay Period;Organizations;Incumbents;"
    "10th Percentile;25th Percentile;50th Percentile;75th Percentile;90th Percentile"
)
_SECOND_NAME = "Operations pay survey"
_MATCHES = "role,level,source,source_job,source_level,duties_share,quality,level_adjustment,note"
_BANDS = "role,level,area,minimum,midpoint,maximum,currency,valid_from"


def first(month: Period, dice: Dice) -> str:
    """A survey in the columns that the kit declares: seven months old, a little above the market."""
    day = month.shift(-7).last_day
    lines = [_FIRST]
    for rung in RUNGS:
        for area in AREAS:
            firms = dice.whole(18, 46) if rung.level != "director" else dice.whole(11, 16)
            who = f"Tech pay survey,survey,{day},{rung.role},{rung.level},{area},USD,base,annual"
            sample = f"{firms},{firms * dice.whole(6, 11)},0.{dice.whole(8, 19):02d}"
            lines.append(f"{who},{sample},{','.join(map(str, _paid(rung, area, months=7, above=1)))}")
    return "\n".join(lines) + "\n"


def second(month: Period, dice: Dice) -> str:
    """A survey as its vendor exports it, with thousands commas and semicolons: five months old, a little below."""
    day = month.shift(-5).last_day
    lines = [_SECOND_NAME, "Confidential, for participants", "", _SECOND]
    for rung in RUNGS:
        firms = dice.whole(12, 30)
        who = f"{_SECOND_NAME};{_as_second(rung)};{rung.level};National;USD;{day:%m/%d/%Y};Base salary;Annual"
        paid = ";".join(f"{amount:,.2f}" for amount in _paid(rung, "National", months=5, above=-1))
        lines.append(f"{who};{firms};{firms * dice.whole(5, 9)};{paid}")
    return "\r\n".join(lines) + "\r\n"


def matches() -> str:
    """Which job of each survey is which level here."""
    lines = [_MATCHES]
    for rung in RUNGS:
        jobs = {"Tech pay survey": rung.role, _SECOND_NAME: _as_second(rung)}
        for (source, job), quality in zip(jobs.items(), rung.quality, strict=True):
            share = {5: "0.90", 4: "0.75", 3: "0.70"}[quality]
            adjustment, note = ("0.05", "one level lower there") if quality == 3 else ("", "")
            lines.append(f"{rung.role},{rung.level},{source},{job},{rung.level},{share},{quality},{adjustment},{note}")
    return "\n".join(lines) + "\n"


def bands(month: Period) -> str:
    """The band of each level in each area; half as much again from its minimum to its maximum."""
    valid_from = Period(f"{month.start.year}-01").start
    lines = [_BANDS]
    for rung in RUNGS:
        for area in AREAS:
            low, middle, high = band(rung, area)
            lines.append(f"{rung.role},{rung.level},{area},{low},{middle},{high},USD,{valid_from}")
    return "\n".join(lines) + "\n"


def geo(month: Period) -> str:
    """What pay in an area is of the national pay."""
    day = month.shift(-7).last_day
    rows = [f"{area},{percent / 100:.2f},Tech pay survey,{day}" for area, percent in AREAS.items()]
    return "\n".join(["area,factor,source,as_of", *rows]) + "\n"


def band(rung: Rung, area: str) -> tuple[int, int, int]:
    """Minimum, midpoint and maximum in whole USD a year."""
    middle = rung.midpoint * AREAS[area] // 100
    low = round(middle / 1.25 / 100) * 100
    return low, middle, low * 3 // 2


def market(rung: Rung, area: str, percent: int) -> float:
    """A percentile of the market on the last day of the month, in USD a year."""
    return rung.market * AREAS[area] / 100 * math.exp(_Z[percent] * rung.spread / 1000)


def _paid(rung: Rung, area: str, *, months: int, above: int) -> Iterator[int]:
    """The percentiles as they were so many months ago, in hundreds, so many percent above the market."""
    grown = 1 + ANNUAL_RATE / 1000 * months / 12
    for percent in _Z:
        yield round(market(rung, area, percent) * (1 + above / 100) / grown / 100) * 100


def _as_second(rung: Rung) -> str:
    return "Product Ops" if rung.role == OPERATIONS else "Product Mgmt"
