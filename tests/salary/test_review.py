"""The review as a whole on small files: what it says and decides, and what it answers when little is known."""

from __future__ import annotations

import re

import pytest
from conftest import SHARED
from salary.conftest import MATCH, MONTH, TWO, band, opened, said, survey

import prodops_kit as pk
from prodops_kit.answered import Answers
from prodops_kit.decision_log import Entry
from prodops_kit.errors import ParameterError
from prodops_kit.money import Money
from prodops_kit.show import text

OEWS = SHARED / "data" / "salaries" / "bls_oews_national_M2023.csv"
PARTS = (
    "bands",
    "levels",
    "ranges",
    "own_pay",
    "own_table",
    "offers",
    "offers_by_level",
    "widths",
    "families",
    "hiring",
)
CARDS = ("level_cards", "hiring_cards", "evidence_cards")


def offered(number, pay, outcome):
    return f"O-{number},Product operations,manager,National,{pay},USD,2026-10-10,{outcome}"


def person(number, pay, level="manager", area="National"):
    return f"p{number},Product operations,{level},{area},{pay},USD,1"


def every_part(review):
    parts = [getattr(review, name) for name in PARTS] + [review.evidence]
    return parts + [part for name in CARDS for fold in getattr(review, name) for part in fold.parts]


def test_a_midpoint_below_what_the_market_can_be_is_to_be_raised(reviewed):
    found = reviewed(*TWO, bands=[band(low=64_000, middle=80_000, high=96_000)])

    (decision,) = found.decisions
    assert (decision.id, decision.action) == (
        "salary.raise.product-operations-manager",
        "Raise the midpoint of",
    )
    assert str(decision.by) == "2026-11-30"
    assert said(decision.reason).startswith("From $80,000 to $102,000: the market’s middle is $")
    assert "2 sources, grade A" in said(decision.reason)
    assert said(found.headline).startswith("Product operations, manager is 2")
    assert decision.worth is None  # without open positions nothing says for how many


def test_a_raise_costs_what_the_open_positions_cost_more(reviewed):
    found = reviewed(*TWO, bands=[band(low=64_000, middle=80_000, high=96_000)], requisitions=[opened(1), opened(2)])

    row = found.standings[0].market
    raised = next(one for one in found.decisions if one.id.startswith("salary.raise"))
    assert raised.worth == Money(-round(2 * (row["p50"] - 80_000) / 100) * 10_000, "USD")
    assert raised.low.minor < raised.worth.minor < raised.high.minor < 0
    assert "2 positions are open, for up to 91 days." in said(raised.reason)  # 1 August to 31 October
    assert not [one for one in found.decisions if "budget" in one.id]  # its budget is the same money


def test_a_midpoint_inside_the_interval_is_left_as_it_is(reviewed):
    found = reviewed(*TWO, bands=[band(middle=104_000)])

    assert found.decisions == ()
    assert found.standings[0].verdict == "inside"
    assert said(found.headline).startswith("All midpoints lie inside what the market’s middle can be")


def test_a_midpoint_above_what_the_market_can_be_is_held(reviewed):
    found = reviewed(*TWO, bands=[band(low=100_000, middle=130_000, high=160_000)])

    assert [one.action for one in found.decisions] == ["Hold the midpoint of"]
    assert "over the market" in said(found.headline)


def test_a_budget_below_what_the_market_can_be_is_to_be_raised(reviewed):
    found = reviewed(*TWO, bands=[band()], requisitions=[opened(1, budget="70000")])

    (decision,) = found.decisions
    assert decision.id == "salary.budget.product-operations-manager-national"
    assert decision.worth == Money(-round((found.standings[0].market["p50"] - 70_000) / 100) * 10_000, "USD")


def test_a_level_hardly_above_the_one_below_is_asked_about(reviewed, benchmarked):
    made = benchmarked(
        *(
            survey(name, p50=p50, job=job)
            for name in ("First", "Second")
            for job, p50 in (("PO", 100_000), ("SPO", 110_000))
        ),
        matches=[
            f"Product operations,{level},{name},{job},manager,0.9,5,,"
            for level, job in (("manager", "PO"), ("senior", "SPO"))
            for name in ("First", "Second")
        ],
    )
    rows = [band(middle=100_000), band("senior", 88_000, 108_000, 130_000)]
    found = reviewed(bands=rows, benchmark=made)

    (decision,) = found.decisions
    assert decision.id == "salary.relevel.product-operations-senior"
    assert said(decision.reason) == (
        "Its midpoint is 8% above that of manager; 10% or less is compression. The market’s own step is +10%."
    )
    assert "senior is hardly above the level below" in said(found.widths.heading)


def test_one_source_decides_nothing_and_says_what_a_second_would_change(reviewed):
    found = reviewed(TWO[0], bands=[band(low=64_000, middle=80_000, high=96_000)])

    assert [one.id for one in found.decisions] == ["salary.collect.market"]
    assert said(found.headline).startswith("No decision follows yet: 1 level rests on too little")
    (limit,) = found.evidence_cards[0].parts[0].table.frame["note"]
    assert "A second one like it would narrow the interval from " in said(limit)


def test_the_guide_alone_gives_a_range_its_age_and_no_decision_on_pay(reviewed):
    found = reviewed(bands=[band(middle=60_000, low=48_000, high=72_000)])

    assert [one.id for one in found.decisions] == ["salary.collect.market"]
    assert said(found.headline) == (
        "No decision follows: no current source covers a level. The best range for Product operations, specialist is "
        "$45,400 to $86,500, grade D; it rests on guide/Glassdoor: historic reference, never the current market, 52 "
        "months old."
    )
    assert set(found.levels.table.frame["grade"]) == {"D"}
    assert set(found.levels.table.frame["months"]) == {52}  # July 2022 to November 2026
    guide = found.evidence_cards[-1]
    assert said(guide.heading).startswith("The guide’s figures are 52 months old")
    assert "geometric middle of low and high, within 0.3%" in said(guide.text)


def test_our_midpoint_stands_in_the_guides_range_by_three_readings(reviewed):
    found = reviewed(bands=[band(middle=130_000, low=104_000, high=156_000)])

    rows = found.evidence_cards[-1].parts[0].table.frame.set_index("name")
    assert rows.loc["Product operations, manager", "ours"] == "P76 (5/95), P71 (10/90), P62 (25/75)"


@pytest.mark.skipif(not OEWS.exists(), reason="the real data are not at hand")
def test_an_occupation_that_stands_in_is_labelled_top_coded_and_raises_nothing(reviewed, written):
    rows = [
        f"Product operations,{level},OEWS,{code},,,1,," for level, code in (("manager", "13-1082"), ("vp", "11-1011"))
    ]
    market = pk.salary.load_market(OEWS)
    matches = pk.salary.load_matches(written("matches.csv", MATCH, *rows))
    made = pk.salary.benchmark(market, matches, month=MONTH, currency="USD")
    found = reviewed(bands=[band(middle=60_000, low=48_000, high=72_000)], benchmark=made)

    assert [one.id for one in found.decisions] == ["salary.collect.market"]
    frame = found.ranges.table.frame.set_index("name")
    assert said(frame.loc["Product operations, vp", "p75"]) == ">= 239,200"
    assert said(frame.loc["Product operations, vp", "p90"]) == ">= 239,200"
    assert frame.loc["Product operations, manager", "p50"] == 98_600  # 98,580 in May 2023, no longer aged
    assert set(frame["flag"]) == {"observed, proxy", "observed, proxy, censored"}
    assert set(frame["months"]) == {42}


def test_without_any_file_every_part_still_answers(reviewed):
    found = reviewed()
    for part in every_part(found):
        assert part.text or part.chart or part.table is not None, part.name
    for fold in (fold for name in CARDS for fold in getattr(found, name)):
        assert fold.text or fold.parts, fold.name


def test_what_is_left_out_is_named_with_its_parameter(reviewed):
    (notice,) = reviewed(bands=[band()]).notices[-1:]
    assert said(notice.text).startswith("Without their files the page does not show own pay by level (staff_file), ")


def test_own_pay_of_few_people_is_hidden_and_so_is_what_would_tell_it(reviewed):
    staff = [person(n, 90_000 + n, "manager", "Austin") for n in range(8)]
    staff += [person(10 + n, 95_000, "manager", "Boston") for n in range(3)]
    staff += [person(20 + n, 120_000, "senior", "Austin") for n in range(6)]
    found = reviewed(*TWO, staff=staff)

    table = found.own_table.table.frame
    states = {(row.name, row.area): row.amount for row in table.itertuples(index=False)}
    assert states["Product operations, manager", "Boston"] == "hidden"
    visible = {place for place, amount in states.items() if amount != "hidden"}
    # The total of the row or of the column minus what is shown would give the three away.
    assert not {("Product operations, manager", "Austin"), ("Product operations, manager", "All")} <= visible
    assert "Austin" in found.own_pay.table.columns[1].label


def test_people_of_other_roles_and_currencies_are_in_no_table(reviewed):
    staff = [person(n, 90_000) for n in range(6)] + [f"q{n},Sales,rep,National,50000,USD,1" for n in range(7)]
    found = reviewed(*TWO, staff=staff)

    assert found.own.others == 7
    assert {row.row for row in found.own.released.frame.itertuples()} == {"Product operations, manager", "All"}
    assert "7 people of the staff file" in said(found.notices[-1].text)


def test_offers_are_told_below_and_above_the_middle_only(reviewed):
    rows = [offered(n, 95_000, "declined" if n < 4 else "accepted") for n in range(5)]
    rows += [offered(10 + n, 110_000, "accepted") for n in range(6)]
    found = reviewed(*TWO, offers=rows)

    assert said(found.offers.heading) == "Below the market’s middle 20% of offers are accepted, above it 100%"
    assert [row.verdict for row in found.offers.chart.rows] == ["1 of 5", "6 of 6"]
    below = found.offers.chart.rows[0]
    # Wilson (1927) for 1 of 5 by hand: (0.2 + 1.9208/5 -+ 1.96 sqrt(0.2*0.8/5 + 0.9604/25)) / (1 + 3.8416/5)
    assert (below.low, below.high) == pytest.approx((0.0362, 0.6245), abs=5e-4)


def test_a_side_of_fewer_than_five_offers_is_not_told_apart(reviewed):
    rows = [offered(n, 95_000, "accepted") for n in range(2)] + [offered(10 + n, 110_000, "accepted") for n in range(6)]
    found = reviewed(*TWO, offers=rows)

    assert found.offers.chart is None
    assert said(found.offers.heading) == "8 of 8 answered offers were accepted"


def test_the_offer_sheet_of_an_open_position_has_range_confidence_and_budget(reviewed):
    found = reviewed(*TWO, bands=[band()], requisitions=[opened(1)], requisition="R-1")

    sheet = found.hiring_cards[1]
    assert said(sheet.heading) == "Offer sheet R-1: Product operations, manager, National"
    rows = {row.what: text.as_text(row.value) for row in sheet.parts[0].table.frame.itertuples()}
    assert rows["Budget"] == "$95,000"
    assert rows["Band"] == "$80,000 to $120,000, midpoint $100,000"
    assert rows["Confidence"].startswith("grade A, 2 sources, 6 months old")


def test_the_sheet_of_a_filled_position_would_tell_somebodys_pay_and_is_refused(reviewed):
    rows = [opened(1), opened(2, filled="2026-10-01")]
    with pytest.raises(ParameterError, match="'R-2' is not open on 2026-10-31; the sheet of a filled position would"):
        reviewed(*TWO, requisitions=rows, requisition="R-2")
    with pytest.raises(ParameterError, match="there is no 'R-9'"):
        reviewed(*TWO, requisitions=rows, requisition="R-9")
    with pytest.raises(ParameterError, match="requisitions_file is not set"):
        reviewed(*TWO, requisition="R-1")


def test_what_was_declined_is_not_among_the_open_decisions_and_stays_in_the_fold(reviewed):
    entry = Entry("salary.raise.product-operations-manager", "2026-09", "declined", "", "", None, 2)
    rows = [band(low=64_000, middle=80_000, high=96_000)]
    found = reviewed(*TWO, bands=rows, answers=Answers({entry.id: entry}))

    assert [found.answers.is_settled(one) for one in found.decisions] == [True]


def test_a_benchmark_of_another_month_or_of_total_pay_is_refused(reviewed, benchmarked):
    with pytest.raises(ParameterError, match="the benchmark is of 2026-09, the review of 2026-10"):
        reviewed(benchmark=benchmarked(*TWO, month="2026-09"))
    with pytest.raises(ParameterError, match="benchmark: it is of total"):
        reviewed(benchmark=benchmarked(*TWO, basis="total"))


def test_leaving_one_source_out_is_stated_for_each(reviewed):
    found = reviewed(*TWO, bands=[band()])

    columns = [column.label for column in found.evidence_cards[1].parts[0].table.columns]
    assert columns[1:] == [
        "Compound ageing",
        "Sources alike",
        "By people",
        "By organisations",
        "Without First",
        "Without Second",
    ]


def test_the_weight_that_would_reverse_a_raise_is_said(reviewed):
    lines = [survey("Low", p50=98_000), survey("High", p50=106_000)]
    found = reviewed(*lines, bands=[band(low=74_000, middle=92_000, high=110_000)])

    (decision,) = [one for one in found.decisions if one.id.startswith("salary.raise")]
    said_so = re.fullmatch(r"the weight of (Low|High) should be (above|below) (\d+)%", decision.wrong_if)
    pays = {row.source: row.p50 for row in found.benchmark.used.itertuples()}
    source, weight = said_so[1], int(said_so[3]) / 100
    (other,) = set(pays) - {source}
    middle = weight * pays[source] + (1 - weight) * pays[other]
    row = found.standings[0].market
    assert middle * row["low"] / row["p50"] == pytest.approx(92_000, rel=0.001)  # the interval now begins there


def test_a_quarter_is_reviewed_at_its_last_day(reviewed, benchmarked):
    found = reviewed(benchmark=benchmarked(*TWO, month="2026-Q3"), month="2026-Q3", bands=[band()])
    assert str(found.period.last_day) == "2026-09-30"
    assert said(found.headline)


def test_whatever_cannot_be_used_is_named_on_the_page(reviewed, benchmarked, own):
    lines = [
        *TWO,
        survey("Cash", basis="total"),
        survey("Euro", currency="EUR"),
        survey("Undated", as_of=""),
        survey("Uncounted", organisations="", people=""),
        survey("Disordered", pays=[90_000, 80_000, 100_000, 110_000, 120_000]),
        survey("Hourly", pays=[37, 42, 48, 55, 62]),
    ]
    made = benchmarked(*lines, areas=["National", "Austin"])
    offers = [offered(1, 95_000, ""), offered(2, 96_000, "accepted")]
    staff = [person(n, 90_000) for n in range(6)] + [person(10 + n, 150_000, "director") for n in range(2)]
    found = reviewed(
        benchmark=made, bands=[band(), band("senior", 120_000, 130_000, 110_000)], offers=offers, staff=staff
    )

    dropped = found.evidence_cards[3].parts[0].table.frame
    reasons = {row.source: row.reason for row in dropped[dropped["area"] == "National"].itertuples()}
    assert reasons["Cash"] == "it states total pay; base pay is benchmarked, and they are never mixed"
    assert reasons["Euro"] == "it is in EUR and there is no rate to USD; give rates"
    assert reasons["Undated"] == "it has no date, so it cannot be aged"
    assert reasons["Hourly"].startswith("over twenty times off the other sources")
    rejected = {reason.reason for source in found.sources for reason in source.reasons}
    for words in ("percentiles are out of order", "minimum is above", "has no outcome"):
        assert any(words in reason for reason in rejected), words
    assert [notice.title for notice in found.notices].count("Rows set aside") == 3  # market, bands, offers
    austin = next(one for one in found.standings if one.area == "Austin")
    assert "there is no factor for Austin" in austin.market["rests_on"]
    grades = {one.area: one.market["grade"] for one in found.standings}
    assert grades == {"National": "D", "Austin": "D"}  # one of its sources does not say how many organisations it has
    assert not any(one.id.startswith("salary.raise") for one in found.decisions)
    two = found.own_table.table.frame.query("name == 'Product operations, director'")
    assert set(two["amount"]) == {"hidden"}


def test_a_step_in_own_pay_is_told_between_shown_cells_only(reviewed, benchmarked):
    levels = ("manager", "senior", "director")
    rows = [f"Product operations,{level},First,PO,manager,0.9,5,," for level in levels]
    made = benchmarked(TWO[0], matches=rows)
    staff = [person(n, 100_000) for n in range(6)] + [person(10 + n, 104_000, "senior") for n in range(6)]
    found = reviewed(benchmark=made, staff=staff)

    assert [(step.upper, step.flag) for step in found.own.steps] == [("senior", "compression")]  # 4% above
    assert said(found.own_pay.text) == (
        "Median pay is hardly above the level below, or under it: Product operations, senior in National."
    )
    few = [person(20, 90_000, "director"), person(21, 90_000, "director")]
    hiding = reviewed(benchmark=made, staff=[*staff, *few])
    assert hiding.own.steps == ()  # two directors hide another level with them, and no step leads to it
