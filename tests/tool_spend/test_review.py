"""What a month cost, against the month before, and what is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit.errors import DataError, NoData, ParameterError
from prodops_kit.money import Money, to_minor
from prodops_kit.results import Sentence
from prodops_kit.tool_spend import load_charges, review

CATEGORIES = "Date,Tool,Category,Amount"
LAST = ("2026-09-30,Chat,Talk,100", "2026-09-30,Wiki,Know,50")


def test_spend_is_compared_with_the_month_before(spend):
    made = spend("2026-10-31,Chat,Talk,120", "2026-10-31,Wiki,Know,40", *LAST, header=CATEGORIES)

    assert (made.spent, made.previous, made.change) == (16_000, 15_000, 1_000)  # 120 + 40 against 100 + 50
    assert made.by_tool[["tool", "spent", "previous", "change", "share"]].values.tolist() == [
        ["Chat", 12_000, 10_000, 2_000, 0.75],
        ["Wiki", 4_000, 5_000, -1_000, 0.25],
    ]
    assert list(made.by_category["category"]) == ["Talk", "Know"]


@pytest.mark.parametrize(
    ("now", "template"),
    [
        ("160", "Tool spend rose by {change} on {previous} to {spent} in {month}."),
        ("140", "Tool spend fell by {change} on {previous} to {spent} in {month}."),
        ("150", "Tool spend was unchanged at {spent} in {month}."),
    ],
)
def test_the_headline_says_what_the_sums_say(spend, now, template):
    made = spend(f"2026-10-31,Chat,Talk,{now}", "2026-09-30,Chat,Talk,150", header=CATEGORIES)

    assert made.headline.template.startswith(template)
    assert made.headline.values["spent"] == Money(int(now) * 100, "USD")
    assert made.headline.values["category"] == "Talk"


def test_an_unknown_month_before_is_not_zero(spend):
    made = spend("2026-10-31,Chat,900")

    assert made.previous is None
    assert made.by_tool["change"].tolist() == [None]
    assert made.decisions == ()
    assert [notice.title for notice in made.notices] == ["Nothing to compare with"]
    assert [column.name for column in made.tools.table.columns] == ["tool", "category", "spent", "share"]


def test_a_rise_is_asked_about_from_the_limit_on(spend):
    lines = ("2026-09-01,A,100", "2026-10-31,A,600", "2026-09-01,B,100", "2026-10-31,B,599.99")
    asked = spend(*lines).decisions

    assert [decision.subject for decision in asked] == ["A"]  # 500.00 is the limit, 499.99 below it
    assert asked[0].id == "tool_spend.ask_rise.a"
    assert asked[0].action == "Ask why the charge rose for"
    assert asked[0].by == date(2026, 11, 30)  # end of the following month
    assert asked[0].worth is None  # a question has no price
    assert asked[0].reason.values["now"] == Money(60_000, "USD")
    assert asked[0].reason.values["before"] == Money(10_000, "USD")


def test_a_new_tool_is_asked_about_and_belongs_to_its_team(spend):
    lines = ("2026-09-01,Chat,1,IT", "2026-10-31,Chat,1,IT", "2026-10-31,Spark,700,Growth")
    asked = spend(*lines, header="Date,Tool,Amount,Team").decisions

    assert [(d.action, d.subject, d.owner) for d in asked] == [("Ask who ordered", "Spark", "Growth")]
    assert asked[0].reason == Sentence(
        "First charge: {now} in {month}.", now=Money(70_000, "USD"), month=asked[0].reason.values["month"]
    )


def test_a_yearly_invoice_is_compared_with_last_years(spend):
    yearly = ("2025-10-31,Survey,4800", "2026-10-31,Survey,5000", "2026-09-01,Chat,1", "2026-10-01,Chat,1")
    assert spend(*yearly).decisions == ()  # 200 more than a year ago
    asked = spend(*yearly, ask_above=200).decisions
    assert asked[0].reason.values["then"].text == "2025-10"


def test_at_most_seven_are_asked_and_the_rest_is_one_line(spend):
    names = "ABCDEFGHI"
    lines = [f"2026-09-01,{name},1" for name in names] + [f"2026-10-31,{n},{1001 + i}" for i, n in enumerate(names)]
    made = spend(*lines)

    assert [decision.subject for decision in made.decisions] == list("IHGFEDC")  # rises 1,008 down to 1,002
    left = made.notices[-1]
    assert left.title == "More to ask about"
    assert left.text.values["count"].value == 2
    assert left.text.values["amount"] == Money(200_100, "USD")  # 1,000 + 1,001


def test_other_currencies_are_said_and_not_summed(spend):
    lines = ("2026-10-31,Chat,5,USD", "2026-10-30,Wiki,7,EUR", "2026-10-30,Wiki,8,EUR", "2026-09-30,Chat,5,USD")
    made = spend(*lines, header="Date,Tool,Amount,Currency")

    assert made.spent == 500
    assert made.notices[0].text.values["amount"] == Money(1_500, "EUR")


def test_rows_set_aside_are_said_with_their_money(spend):
    made = spend("2026-10-31,Chat,5", "2026-09-30,Chat,5", "soon,Chat,9")
    notice = made.notices[0]

    assert (notice.title, notice.text.values["rejected"], notice.text.values["money0"]) == (
        "Rows set aside",
        1,
        Money(900, "USD"),
    )


def test_a_quarter_sums_its_months(spend):
    lines = [f"2026-{month:02d}-15,Chat,{month}" for month in range(4, 10)]
    made = spend(*lines, month="2026-Q3")

    assert (made.spent, made.previous) == (2_400, 1_500)  # 7 + 8 + 9 against 4 + 5 + 6
    assert made.figures[0].unit == "USD cents/quarter"


def test_a_month_without_rows_is_a_gap_in_the_trend(spend):
    made = spend("2026-10-31,Chat,5", "2026-08-31,Chat,4")

    assert made.by_month["month"].tolist()[-3:] == ["2026-08", "2026-09", "2026-10"]
    assert made.by_month["spent"].tolist()[-3:] == [400, None, 500]
    assert made.previous is None
    assert made.figures[-1].value is None  # twelve months are not known


def test_a_month_that_stops_early_is_said(spend):
    made = spend("2026-10-12,Chat,5", "2026-09-30,Chat,5")
    assert made.notices[0].title == "The period may not be complete"
    assert made.notices[0].text.values == {"newest": date(2026, 10, 12)}


def test_data_that_ends_before_the_month_is_late(spend):
    with pytest.raises(DataError) as refused:
        spend("2026-08-31,Chat,5", "2026-09-30,Chat,5")
    assert str(refused.value) == (
        "data/charges.csv: no charge for 2026-10; it covers 2026-08-31 to 2026-09-30. "
        "Load a newer export, or change month in the parameters file."
    )


def test_a_quarter_that_is_not_over_in_the_data_is_late(spend):
    with pytest.raises(DataError, match="no charge for 2026-12, the last month of 2026-Q4; it covers 2026-09-30 to"):
        spend("2026-09-30,Chat,5", "2026-11-30,Chat,5", month="2026-Q4")


def test_a_month_without_charges_inside_the_data_is_no_data(spend):
    with pytest.raises(NoData) as stopped:
        spend("2026-09-30,Chat,5", "2026-11-01,Chat,5")
    assert str(stopped.value) == "data/charges.csv: no charge in 2026-10, though the file goes on to 2026-11-01."


def test_charges_in_other_currencies_alone_are_refused(spend):
    with pytest.raises(DataError) as refused:
        spend("2026-10-31,Chat,5", currency="EUR")
    assert str(refused.value) == ("data/charges.csv: no charge in EUR; it has USD. Change currency, or load that file.")


def test_neither_charges_nor_contracts_is_refused():
    with pytest.raises(DataError) as refused:
        review(load_charges(None), month="2026-10", currency="USD", ask_above=500)
    assert str(refused.value) == (
        "charges_file is not set, and contracts_file is not set either; "
        "name a file with charges or with such contracts."
    )


@pytest.mark.parametrize(
    "wrong", [{"ask_above": 0}, {"ask_above": "500"}, {"ask_above": True}, {"currency": "US$"}, {"month": "10/2026"}]
)
def test_a_parameter_out_of_range_is_refused_by_name(spend, wrong):
    with pytest.raises(ParameterError, match=f"^{next(iter(wrong))}: "):
        spend("2026-10-31,Chat,5", **wrong)


CHARGE = st.tuples(
    st.sampled_from(["2026-09-30", "2026-10-01", "2026-10-31"]),
    st.sampled_from("ABCDE"),
    st.sampled_from(["X", "Y"]),
    st.decimals(min_value=-(10**6), max_value=10**6, places=5),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(CHARGE, min_size=1, max_size=40))
def test_money_is_conserved_from_file_to_table(spend, charges):
    charges = [*charges, ("2026-10-31", "A", "X", Decimal("0.00001"))]  # proves the notation and fills the month
    made = spend(*(f"{day},{tool},{category},{amount}" for day, tool, category, amount in charges), header=CATEGORIES)
    total = sum(amount for day, _, _, amount in charges if day.startswith("2026-10"))

    assert made.spent == to_minor(total, "USD")
    for table in (made.tools.table, made.categories.table):
        assert table.frame["spent"].sum() == table.total["spent"] == made.spent
    if made.previous is not None:
        assert made.by_tool["change"].sum() == made.spent - made.previous
    assert made.charges.source.money == (Money(to_minor(sum(c[3] for c in charges), "USD"), "USD"),)


def test_parts_carry_what_the_page_shows(spend):
    months = [f"2026-{month:02d}-28,Chat,Talk,100" for month in range(1, 10)]
    made = spend("2026-10-31,Chat,Talk,110", *months, header=CATEGORIES)

    assert made.categories.chart.labels == made.categories.chart.highlight == ("Talk",)
    assert made.trend.heading.template == "Spend in {month} was {apart} above the average of the {count} before"
    assert made.trend.heading.values["apart"].value == pytest.approx(0.1)  # 110 against 100
    assert made.trend.chart.series[0].values == (None, None, *[10_000] * 9, 11_000)
    assert made.tools.heading.values["fell"] == "none"
