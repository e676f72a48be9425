"""Bands are held against the percentile of the market that the company's policy aims at."""

from __future__ import annotations

import pytest
from salary.conftest import TWO, band, opened, said, survey

import prodops_kit as pk
from prodops_kit.show import ranges


@pytest.fixture
def aiming(benchmarked, written):
    """A benchmark of two sources whose policy aims at a percentile of the market."""

    def at(percentile):
        policy = pk.salary.load_policy(written("policy.csv", "lead_lag,target_percentile", f",{percentile}"))
        return benchmarked(*TWO, policy=policy)

    return at


def test_bands_are_held_against_the_percentile_that_the_policy_aims_at(reviewed, aiming):
    at_middle = reviewed(benchmark=aiming(50), bands=[band()], requisitions=[opened(1)])
    found = reviewed(benchmark=aiming(70), bands=[band()], requisitions=[opened(1)])
    middle, aimed = at_middle.standings[0], found.standings[0]

    assert (middle.verdict, aimed.verdict) == ("inside", "under")
    assert aimed.aim == pytest.approx(middle.p50 * 1.1106, rel=5e-4)  # exp(0.2 x 0.5244), the z of P70
    assert aimed.low / aimed.aim == pytest.approx(middle.low / middle.p50)
    assert "the market’s P70 is" in said(found.decisions[0].reason)
    assert found.decisions[0].worth.minor == -round(aimed.aim - 100_000, -2) * 100
    assert "under the market: our midpoint is $100,000, the market’s P70" in said(found.headline)
    assert "What midpoints aim at" in [notice.title for notice in found.notices]
    assert found.levels.table.columns[1].label == "Market’s P70"


def test_a_percentile_that_sources_state_is_aimed_at_as_they_state_it(reviewed, aiming):
    found = reviewed(benchmark=aiming(75), bands=[band(low=90_000, middle=117_000, high=140_000)]).standings[0]
    assert found.aim == pytest.approx(float(found.market["p75"]))
    assert found.verdict == "inside"


def test_a_percentile_that_cannot_be_known_decides_nothing_and_is_said_to_be_unknown(reviewed, benchmarked, written):
    policy = pk.salary.load_policy(written("policy.csv", "target_percentile", "60"))
    lines = [survey(name, pays=["", "", 100_000, "", ""]) for name in ("First", "Second")]
    found = reviewed(
        benchmark=benchmarked(*lines, policy=policy), bands=[band(middle=85_000)], requisitions=[opened(1)]
    )
    (one,) = found.standings

    assert (one.aim, one.verdict, found.decisions) == (None, "not sure", ())
    assert said(found.headline).endswith("in National; its P60, which bands aim at, is not.")
    assert found.levels.table.frame["aim"].tolist() == [None]  # and not the P50 below the heading of the P60
    notice = next(notice for notice in found.notices if notice.title == "What midpoints aim at")
    assert "Too few are stated for Product operations, manager" in said(notice.text)
    assert "<svg" in str(ranges.draw(found.bands.chart))


def test_a_weighed_source_whose_name_is_nowhere_is_said_on_the_page(reviewed, benchmarked, written):
    weights = pk.salary.load_weights(written("weights.csv", "source,weight,reason", "Frist,0.2,a slip"))
    found = reviewed(benchmark=benchmarked(*TWO, weights=weights))
    notice = next(notice for notice in found.notices if notice.title == "Weights without a source")
    assert said(notice.text).startswith("weights_file names Frist, and no range rests on it")


def test_the_page_says_by_which_rate_or_table_pay_was_aged(reviewed, benchmarked, written):
    rules = pk.salary.Rules(annual_rate=0.05, ageing_method="compound")
    table = pk.salary.load_ageing(written("a.csv", "from_month,to_month,annual_rate", "2026-01,2027-01,0.06"))
    by_rate, by_table = (
        next(
            part.table.caption
            for fold in reviewed(benchmark=benchmarked(*TWO, rules=rules, ageing=ageing)).evidence_cards
            for part in fold.parts
            if part.name == "used"
        )
        for ageing in (None, table)
    )
    assert said(by_rate).endswith("(compound, 5% a year).")
    assert said(by_table).endswith("(by ageing_file; compound, 5% a year where it says nothing).")


def test_the_offer_sheet_names_what_the_policy_aims_at(reviewed, aiming):
    asked = {"bands": [band()], "requisitions": [opened(1)], "requisition": "R-1"}
    without, found = (reviewed(benchmark=aiming(percentile), **asked) for percentile in (50, 70))
    new = {row.what for row in sheet_of(found).itertuples()} - {row.what for row in sheet_of(without).itertuples()}
    assert new == {"Market P70, aimed at"}


def sheet_of(review):
    parts = [part for fold in review.hiring_cards for part in fold.parts]
    return next(part.table.frame for part in parts if part.name == "offer")
