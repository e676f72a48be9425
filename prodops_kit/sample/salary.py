"""Writes what the report of hiring salaries reads: two surveys, matches, bands, staff, offers, requisitions, openings.

Planted: a level whose band is a tenth below the market and whose low offers were declined, two levels with hardly a
step between them, a cell of three people that a total would tell, and a level of two people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

from prodops_kit.periods import Period
from prodops_kit.sample import surveys
from prodops_kit.sample.facts import Dice, Fact
from prodops_kit.sample.ladder import COMPRESSED, MANAGEMENT, OFFICES, OPERATIONS, RUNGS, UNDER_MARKET, Rung

QUESTION = "salary"
CURRENCY = "USD"
_STAFF = (
    "Employee ID,Full Name,Role,Level,Location,Base Salary,Currency,FTE,Effective Date,Gender,"
    "Years in Level,Performance"
)
_OFFERS = "Offer ID,Role,Level,Location,Base Salary,Currency,Offer Date,Status"
_REQUISITIONS = "Requisition ID,Role,Level,Location,Opened,Filled,Cancelled,Budget,Currency"
NEWCOMER = (f"{MANAGEMENT}, {COMPRESSED}", "New York")  # six people there in the month, five in the month before
_DECLINED = 5  # offers to the level under the market, all of them low
_GAP = 40  # thousandths by which women are paid less for the same


def write(folder: Path, *, month: Period, seed: int) -> tuple[list[str], list[Fact]]:
    """Write all files until `month`, and say what is planted."""
    dice = Dice(seed, QUESTION)
    files = {
        "salary_survey_tech.csv": surveys.first(month, dice),
        "salary_survey_operations.csv": surveys.second(month, dice),
        "salary_matches.csv": surveys.matches(),
        "salary_bands.csv": surveys.bands(month),
        "salary_geo.csv": surveys.geo(month),
        "salary_staff.csv": "\n".join([_STAFF, *_staff(month, dice)]) + "\n",
        "salary_offers.csv": "\n".join([_OFFERS, *_offers(month, dice)]) + "\n",
        "salary_requisitions.csv": "\n".join([_REQUISITIONS, *_requisitions(month, dice)]) + "\n",
        "salary_openings.csv": "\n".join(["month,source,query,count", *_openings(month, dice)]) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return list(files), list(_facts())


def _staff(month: Period, dice: Dice) -> Iterator[str]:
    """Everybody at the ends of two months as the HR system exports it; pay goes around the midpoint."""
    people = list(_people(dice))
    for day in (month.previous.last_day, month.last_day):
        for number, (rung, area, pay, about) in enumerate(people, start=1):
            newcomer = (rung.name, area) == NEWCOMER and people[number : number + 1][0][:2] != (rung, area)
            if newcomer and day < month.start:
                continue
            who = f"E{number:04d},Person {number:03d},{rung.role},{rung.level},{area}"
            yield f'{who},"{pay:,.2f}",{CURRENCY},1.0,{day},{about}'


def _people(dice: Dice) -> Iterator[tuple[Rung, str, int, str]]:
    """Level, area, pay, and what else is known of each person."""
    for rung, area in product(RUNGS, OFFICES):
        for _ in range(rung.people(area)):
            gender = "Woman" if dice.whole(0, 1) else "Man"
            years, rating = dice.whole(0, 7), dice.whole(2, 5)
            moved = dice.whole(-70, 70) + dice.whole(-50, 50) + 8 * (years - 3) - (_GAP if gender == "Woman" else 0)
            pay = surveys.band(rung, area)[1] * (1015 + moved) // 1000 // 100 * 100
            yield rung, area, pay, f"{gender},{years},{rating}"


def _offers(month: Period, dice: Dice) -> Iterator[str]:
    """Offers of a year: those near the middle are mostly accepted; the level under the market declines low ones."""
    short = _rung(OPERATIONS, UNDER_MARKET)
    others = [rung for rung in RUNGS if rung is not short and rung.level != "director"]
    low = [(short, percent, "Declined") for percent in (26, 27, 29, 31, 33)]
    fair = [(short, 52, "Accepted"), (short, 55, "Accepted"), (short, 50, "Open")]
    rest = [(dice.one_of(others), dice.whole(44, 66), "Accepted") for _ in range(22)]
    lost = [(dice.one_of(others), dice.whole(30, 45), "Declined") for _ in range(4)]
    for number, (rung, percent, outcome) in enumerate([*rest, *lost, *low, *fair], start=1):
        area = dice.one_of(OFFICES)
        back = dice.whole(5, 40) if outcome == "Open" else dice.whole(20, 170 if rung is short else 340)
        pay = round(_at(rung, area, percent) / 500) * 500
        day = month.last_day - timedelta(days=back)
        yield f'O-{number:03d},{rung.role},{rung.level},{area},"{pay:,.2f}",{CURRENCY},{day},{outcome}'


def _at(rung: Rung, area: str, percent: int) -> float:
    """Pay at a percentile between the quartiles of the market."""
    low, middle, high = (surveys.market(rung, area, of) for of in (25, 50, 75))
    if percent <= 50:
        return low + (middle - low) * (percent - 25) / 25
    return middle + (high - middle) * (percent - 50) / 25


def _requisitions(month: Period, dice: Dice) -> Iterator[str]:
    """Fourteen filled, two open for long at the level under the market, three open, one given up."""
    short = _rung(OPERATIONS, UNDER_MARKET)
    others = [rung for rung in RUNGS if rung is not short and rung.level != "director"]
    for number in range(1, 21):
        late = number in (15, 16)
        rung, area = short if late else dice.one_of(others), dice.one_of(OFFICES)
        days = dice.whole(150, 190) if late else dice.whole(25, 80) if number > 16 else dice.whole(110, 360)
        opened = month.last_day - timedelta(days=days)
        filled = str(opened + timedelta(days=dice.whole(32, 96))) if number <= 14 else ""
        cancelled = str(opened + timedelta(days=20)) if number == 20 else ""
        budget = surveys.band(rung, area)[1]
        who = f"R-{number:03d},{rung.role},{rung.level},{area},{opened},{filled},{cancelled}"
        yield f'{who},"{budget:,.2f}",{CURRENCY}'


def _openings(month: Period, dice: Dice) -> Iterator[str]:
    """Postings of fourteen months that a job board counted."""
    for back in range(13, -1, -1):
        for query, base in ((OPERATIONS, 7_400), (MANAGEMENT, 16_800)):
            count = base + (13 - back) * base // 200 + dice.whole(-base // 40, base // 40)
            yield f"{month.shift(-back)},Job board,{query.lower()},{count}"


def _facts() -> Iterator[Fact]:
    short, tight = _rung(OPERATIONS, UNDER_MARKET), _rung(MANAGEMENT, COMPRESSED)
    gap = (short.market - short.midpoint) * 100
    yield Fact(QUESTION, "under_market", short.name, worth=gap, currency=CURRENCY)
    yield Fact(QUESTION, "declined_low", short.name, quantity=_DECLINED)
    yield Fact(QUESTION, "compressed", tight.name)
    for rung in RUNGS:
        for area in OFFICES:
            if 0 < rung.people(area) < 5:
                yield Fact(QUESTION, "suppressed", f"{rung.name}, {area}", quantity=rung.people(area))
    yield Fact(QUESTION, "newcomer", ", ".join(NEWCOMER), quantity=6)


def _rung(role: str, level: str) -> Rung:
    return next(rung for rung in RUNGS if (rung.role, rung.level) == (role, level))
