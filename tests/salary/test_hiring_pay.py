"""Offers by where they stood, time to fill with what is still open, and what positions will cost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from salary.conftest import survey

from prodops_kit import salary
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.lognormal import Lognormal
from prodops_kit.salary.offers import acceptance, place_offers
from prodops_kit.salary.plan import offer_sheet, plan_cost
from prodops_kit.salary.positions import Position, pay_at, position
from prodops_kit.salary.time_to_fill import fill_time, kaplan_meier
from prodops_kit.statistics import proportions

ROLE = "Product operations,manager,National"
MARKET = {0.1: 80_000.0, 0.25: 90_000.0, 0.5: 100_000.0, 0.75: 112_000.0, 0.9: 125_000.0}
DAY = date(2026, 10, 31)


@given(st.floats(20_000, 400_000), st.floats(20_000, 400_000))
def test_a_higher_pay_never_stands_lower(one, other):
    low, high = (position(pay, MARKET) for pay in sorted((one, other)))
    assert low.low <= high.low
    assert low.high <= high.high


@given(st.floats(0.11, 0.89))
def test_between_percentiles_of_a_lognormal_the_position_is_the_lognormals(part):
    made = Lognormal(11.5, 0.3)
    found = position(made.quantile(part), {q: made.quantile(q) for q in (0.1, 0.25, 0.5, 0.75, 0.9)})
    assert found.percentile == pytest.approx(100 * part, abs=1e-6)


@given(st.floats(0.1, 0.9))
def test_the_pay_at_a_percentile_stands_at_that_percentile(part):
    found = pay_at(part, MARKET)
    placed = position(found, MARKET)
    assert placed.percentile == pytest.approx(100 * part, abs=1e-7)


@pytest.mark.parametrize("part", [0.05, 0.95])
def test_beyond_the_percentiles_no_pay_is_known(part):
    assert pay_at(part, MARKET) is None


@pytest.mark.parametrize(
    ("pay", "text"), [(79_999, "<P10"), (80_000, "P10"), (100_000, "P50"), (125_000, "P90"), (125_001, ">P90")]
)
def test_outside_the_published_percentiles_there_is_no_number(pay, text):
    found = position(pay, MARKET)
    assert found.text == text
    assert (found.percentile is None) == (text[0] in "<>")


def test_percentiles_of_one_pay_give_bounds():
    assert position(100.0, {0.25: 100.0, 0.5: 100.0, 0.9: 130.0}) == Position(0.25, 0.5)
    assert position(101.0, {0.25: 100.0, 0.5: 100.0, 0.9: 130.0}).low > 0.5


@pytest.mark.parametrize(("pay", "market"), [(0, MARKET), (100, {}), (100, {0.1: 90, 0.5: 80}), (100, {0.5: 0})])
def test_a_position_needs_percentiles_in_order_and_a_pay(pay, market):
    with pytest.raises(DataError, match="in order"):
        position(pay, market)


def offer(number, pay, outcome, day="2026-10-05", currency="USD", level="manager"):
    return f"O{number},Product operations,{level},National,{pay},{currency},{day},{outcome}"


def test_low_offers_are_declined_and_the_rate_has_wilsons_interval(own, benchmarked):
    pays = [(85_000, "declined")] * 3 + [(95_000, "accepted"), (130_000, "accepted"), (200_000, "open")]
    offers = own("offers", *(offer(n, pay, outcome) for n, (pay, outcome) in enumerate(pays)))
    placed = place_offers(offers, benchmarked(survey()), since=date(2026, 1, 1), until=DAY)
    found = acceptance(placed)
    assert [(one.accepted, one.declined, one.open) for one in found.buckets] == [
        (0, 3, 0),
        (1, 0, 0),
        (0, 0, 0),
        (1, 0, 1),
    ]
    assert found.buckets[0].interval == proportions.wilson(0, 3)
    assert (found.buckets[2].rate, found.buckets[2].interval, found.unplaced) == (None, None, 0)
    assert placed[-1].position.text == ">P90"


def test_an_older_offer_is_aged_to_the_day_of_the_market(own, benchmarked):
    offers = own("offers", offer(1, 101_500, "accepted", "2026-05-02"), offer(2, 101_500, "open", "2026-10-02"))
    old, new = place_offers(offers, benchmarked(survey()), since=date(2026, 1, 1), until=DAY)
    assert new.position.percentile == pytest.approx(50, abs=1)  # a month before the day of the market
    assert old.position.percentile - new.position.percentile == pytest.approx(2.5, abs=0.6)  # five months more


def test_offers_without_a_market_are_counted_and_say_why(own, benchmarked):
    offers = own(
        "offers",
        offer(1, 90_000, "open", currency="EUR"),
        offer(2, 90_000, "open", level="chief"),
        offer(3, 90_000, "open", day="2025-01-05"),
    )
    placed = place_offers(offers, benchmarked(survey()), since=date(2026, 1, 1), until=DAY)
    assert [one.reason for one in placed] == [
        "it is in EUR, the market in USD",
        "no market figure for its role, level and area",
    ]
    assert acceptance(placed).unplaced == 2


def test_no_offers_are_no_offers_and_another_basis_is_refused(benchmarked):
    span = {"since": date(2026, 1, 1), "until": DAY}
    assert place_offers(salary.load_offers(None), benchmarked(survey()), **span) == ()
    with pytest.raises(ParameterError, match="benchmark base pay"):
        place_offers(salary.load_offers(None), benchmarked(survey(basis="total"), basis="total"), **span)
    with pytest.raises(ParameterError, match="do not rise"):
        acceptance((), edges=(0.5, 0.25))


# Gehan's remission times of acute leukaemia, as in Freireich et al. (1963): 6-MP and placebo.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


@pytest.mark.parametrize(("times", "expected"), [(TREATED, (23, 13, None)), (PLACEBO, (8, 4, 11))])
def test_kaplan_meier_gives_the_published_median_and_interval(times, expected):
    words = times.split()
    found = kaplan_meier([int(word.rstrip("+")) for word in words], [not word.endswith("+") for word in words])
    assert found[:3] == expected


def test_the_published_curve_of_remissions():
    words = TREATED.split()
    curve = kaplan_meier([int(word.rstrip("+")) for word in words], [not word.endswith("+") for word in words])[3]
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert dict(curve) == pytest.approx(published, abs=5e-4)


def requisition(number, opened, filled="", cancelled="", budget="", currency="USD", level="manager"):
    return f"R{number},Product operations,{level},National,{opened},{filled},{cancelled},{budget},{currency}"


def test_open_and_cancelled_positions_count_as_not_filled_so_far(own):
    rows = own(
        "requisitions",
        requisition(1, "2026-01-01", "2026-01-31"),
        requisition(2, "2026-01-01", "2026-03-02"),
        requisition(3, "2026-01-01", cancelled="2026-01-11"),
        requisition(4, "2026-07-23"),
        requisition(5, "2026-10-01", "2026-11-15"),
        requisition(6, "2026-11-01"),
    )
    found = fill_time(rows, on=DAY)
    assert (found.filled, found.open, found.cancelled, found.oldest_open) == (2, 2, 1, 100)
    # One of four is filled on day 30, when one more drops out; one of the two left on day 60.
    assert found.curve == ((30, 3 / 4), (60, 3 / 8))
    assert found.median == 60
    assert fill_time(rows, on=date(2026, 1, 20)).median is None
    assert fill_time(rows, on=DAY, level="chief").filled == 0


def test_leaving_open_positions_out_would_look_quicker(own):
    filled = [requisition(n, "2026-01-01", f"2026-02-{n + 1:02}") for n in range(1, 7)]
    waiting = [requisition(n, "2026-01-01") for n in range(7, 12)]
    assert (
        fill_time(own("requisitions", *filled, *waiting), on=DAY).median
        > fill_time(own("requisitions", *filled), on=DAY).median
    )


def test_one_filled_position_has_no_interval():
    assert kaplan_meier([5], [True])[:3] == (5, None, None)
    assert kaplan_meier([5], [False]) == (None, None, None, ())
    with pytest.raises(DataError, match="0 or more"):
        kaplan_meier([-1], [True])


def test_the_plan_costs_open_positions_and_counts_those_without_a_market(own, benchmarked):
    rows = own(
        "requisitions",
        requisition(1, "2026-01-01", budget="100000"),
        requisition(2, "2026-01-01", budget="90000", currency="EUR"),
        requisition(3, "2026-01-01", level="chief", budget="150000"),
        requisition(4, "2026-01-01", "2026-02-01", budget="100000"),
    )
    made = benchmarked(survey())
    plan = plan_cost(rows, made, on=DAY)
    assert (plan.positions, plan.priced, plan.budget) == (3, 2, 250_000)
    market = made.row("Product operations", "manager", "National")
    assert plan.cost == {name: 2 * market[name] for name in ("p25", "p50", "p75")}
    assert plan_cost(salary.load_requisitions(None), made, on=DAY).lines == ()


def test_an_offer_sheet_has_market_band_and_budget_and_how_sure_they_are(own, benchmarked):
    rows = own("requisitions", requisition(1, "2026-01-01", budget="101500"), requisition(2, "2026-01-01"))
    bands = own("bands", f"{ROLE},80000,100000,120000,USD")
    made = benchmarked(survey("First"), survey("Second"))
    sheet = offer_sheet("R1", rows, made, bands=bands, on=DAY)
    assert (sheet.role, sheet.level, sheet.area) == tuple(ROLE.split(","))
    assert sheet.in_market.text == "P50"
    assert sheet.in_band == pytest.approx(21_500 / 40_000)
    assert (sheet.grade, sheet.sources, sheet.can_decide, sheet.gaps) == ("A", 2, True, ())
    assert sheet.low < sheet.percentiles[0.5] < sheet.high
    without = offer_sheet("R2", rows, made, on=DAY)
    assert (without.budget, without.in_market, without.in_band, len(without.gaps)) == (None, None, None, 2)
    with pytest.raises(ParameterError, match="there is no 'R9'"):
        offer_sheet("R9", rows, made, on=DAY)


def test_a_sheet_without_a_market_says_so_and_decides_nothing(own, benchmarked):
    rows = own("requisitions", requisition(1, "2026-01-01", budget="150000", level="chief"))
    sheet = offer_sheet("R1", rows, benchmarked(survey()), bands=salary.load_bands(None), on=DAY)
    assert (sheet.percentiles, sheet.grade, sheet.can_decide, sheet.in_market) == ({}, "", False, None)
    assert len(sheet.gaps) == 2


def test_a_single_source_decides_nothing(own, benchmarked):
    rows = own("requisitions", requisition(1, "2026-01-01"))
    assert not offer_sheet("R1", rows, benchmarked(survey()), on=DAY).can_decide
