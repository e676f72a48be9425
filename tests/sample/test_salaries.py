"""What is planted in the sample company's salaries is there: in surveys against bands, in offers, in the staff."""

from __future__ import annotations

import pytest

from prodops_kit import salary
from prodops_kit.periods import Period
from prodops_kit.salary.ranges import COMPRESSED, midpoint_progression
from prodops_kit.sample import salary as writer
from prodops_kit.sample.ladder import COMPRESSED as TIGHT
from prodops_kit.sample.ladder import MANAGEMENT, OPERATIONS, UNDER_MARKET

SURVEYS = ["data/salary_survey_tech.csv", "data/salary_survey_operations.csv"]


@pytest.fixture
def truth(workbook_here):
    _, facts = writer.write(workbook_here.root / "data", month=Period("2026-10"), seed=1)
    return {(fact.kind, fact.subject): fact.as_json() for fact in facts}


def test_one_band_lies_below_what_the_market_can_be_and_no_other_does(truth):
    market = salary.load_market(SURVEYS)
    found = salary.benchmark(market, salary.load_matches("data/salary_matches.csv"), month="2026-10", currency="USD")
    frame = found.frame.merge(salary.load_bands("data/salary_bands.csv").rows.frame(), on=["role", "level", "area"])
    low = frame[(frame["midpoint"].astype(float) < frame["low"]) & frame["grade"].isin(["A", "B"])]

    assert {f"{row.role}, {row.level}" for row in low.itertuples()} == {f"{OPERATIONS}, {UNDER_MARKET}"}
    assert ("under_market", f"{OPERATIONS}, {UNDER_MARKET}") in truth


def test_one_step_of_the_ladder_is_compressed(truth):
    bands = salary.load_bands("data/salary_bands.csv").rows.frame().query("area == 'National'")
    steps = {}
    for role in (OPERATIONS, MANAGEMENT):
        ladder = bands[bands["role"] == role].sort_values("midpoint")
        steps |= dict(zip(ladder["level"][1:], midpoint_progression(ladder["midpoint"].astype(float)), strict=True))

    assert [level for level, step in steps.items() if step <= COMPRESSED] == [TIGHT]
    assert ("compressed", f"{MANAGEMENT}, {TIGHT}") in truth


def test_small_cells_and_the_newcomer_are_as_planted(truth):
    staff = salary.load_staff("data/salary_staff.csv").rows.frame()
    counted = staff.groupby(["as_of", "role", "level", "area"]).size()
    before, now = (counted[day] for day in sorted(counted.index.unique(0)))

    small = {", ".join(cell): count for cell, count in now.items() if count < 5}
    assert small == {subject: fact["quantity"] for (kind, subject), fact in truth.items() if kind == "suppressed"}
    more = {", ".join(cell): int(count) for cell, count in now.items() if count != before[cell]}
    assert more == {subject: fact["quantity"] for (kind, subject), fact in truth.items() if kind == "newcomer"}


def test_low_offers_of_the_level_under_the_market_were_declined(truth):
    offers = salary.load_offers("data/salary_offers.csv").rows.frame()
    lost = offers[
        (offers["level"] == UNDER_MARKET) & (offers["role"] == OPERATIONS) & (offers["outcome"] == "declined")
    ]

    assert len(lost) == truth["declined_low", f"{OPERATIONS}, {UNDER_MARKET}"]["quantity"]
