"""Until when each contract can still be changed, and what is said where the terms are not known."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodops_kit.errors import DataError
from prodops_kit.money import Money
from prodops_kit.show.text import plain
from prodops_kit.tool_spend import act_by, load_contracts, notice_deadline

DAYS = st.dates(date(2023, 1, 1), date(2033, 12, 31))
TERMS = (
    "tool,annual_cost,renewal_date,notice_days,notice_months,auto_renew,owner_team,end_date,notice_counts_from,"
    "billing,start_date"
)


@pytest.mark.parametrize(
    ("terms", "deadline"),
    [
        ({"notice_days": 60}, date(2026, 12, 12)),
        ({"notice_days": 60, "from_end": True}, date(2026, 12, 11)),  # the term ends a day before the renewal
        ({"notice_months": 2}, date(2026, 12, 10)),
        ({"notice_days": 60, "notice_months": 3}, date(2026, 11, 10)),  # the earlier of the two
        ({}, None),
    ],
)
def test_notice_is_counted_in_calendar_days_or_months(terms, deadline):
    assert notice_deadline(date(2027, 2, 10), **terms) == deadline


def test_months_are_clamped_to_the_end_of_the_month():
    assert notice_deadline(date(2028, 5, 31), notice_months=3) == date(2028, 2, 29)
    assert notice_deadline(date(2027, 5, 31), notice_months=3) == date(2027, 2, 28)


def test_an_end_date_alone_is_a_day_earlier_than_the_renewal():
    assert notice_deadline(None, end_date=date(2027, 2, 9), notice_days=60) == date(2026, 12, 11)


@given(DAYS, st.integers(0, 400))
def test_days_of_notice_are_days_and_a_renewal_is_never_later_than_its_notice(renewal, days):
    deadline = notice_deadline(renewal, notice_days=days)
    assert (renewal - deadline).days == days
    assert notice_deadline(renewal, notice_days=days, from_end=True) == deadline - timedelta(days=1)


@given(DAYS, st.integers(0, 24))
def test_months_of_notice_keep_the_day_or_fall_on_the_last_one(renewal, months):
    deadline = notice_deadline(renewal, notice_months=months)
    assert (renewal.year - deadline.year) * 12 + renewal.month - deadline.month == months
    last = calendar.monthrange(deadline.year, deadline.month)[1]
    assert deadline.day == min(renewal.day, last)


@given(DAYS)
def test_a_deadline_is_acted_on_at_a_working_day_and_never_later(deadline):
    acted = act_by(deadline)
    assert acted.weekday() < 5
    assert 0 <= (deadline - acted).days <= 2
    assert acted == deadline or deadline.weekday() >= 5


def test_tool_cost_and_renewal_are_enough(stack):
    made = stack(contracts=["Chat,1200,2027-02-10", "Wiki,600.50,2027-08-01"])

    assert made.run_rate == 180_050
    # What could be saved is not known without use of seats: unknown is not zero.
    assert [figure.name for figure in made.figures] == ["spent", "run_rate", "due", "tools"]
    assert "state no notice period" in made.renewals.text.template
    assert "name no owner" in made.renewals.text.template
    # No terms are urgent, not absent: Chat renews within the window.
    assert [(d.action, d.subject, d.by) for d in made.decisions] == [
        ("Ask for the notice terms of", "Chat", date(2026, 10, 31))
    ]


def test_seats_and_price_do_instead_of_a_yearly_cost(stack):
    headers = {"contracts": "tool,seats,unit price,price_basis,renewal_date"}
    made = stack(
        contracts=["Chat,10,5,per_seat_month,2027-08-01", "Wiki,3,70,per_seat_year,2027-08-01"], headers=headers
    )
    assert made.run_rate == 81_000  # 10 * 5 * 12 + 3 * 70


def test_a_contract_not_in_force_costs_nothing(stack):
    headers = {"contracts": "tool,annual_cost,start_date,renewal_date,end_date,auto_renew,status"}
    lines = [
        "Now,1,2026-01-01,2027-06-01,,yes,active",
        "Later,10,2026-11-01,2027-06-01,,yes,active",
        "Cancelled,100,2026-01-01,2027-06-01,,yes,cancelled",
        "Ended,1000,2025-01-01,,2026-10-30,,",
        "Let go,10000,2025-01-01,2026-10-01,,no,",
        "Rolled on,100000,2025-01-01,2026-10-01,,yes,",
    ]
    made = stack(contracts=lines, headers=headers)
    assert [c.tool for c in made.contracts_in_force] == ["Rolled on", "Now"]
    assert made.renewals.text.values["over"].value == 1  # past its renewal and said so


def test_contracts_by_state_and_deadline(stack):
    lines = [
        "Missed,5000,2026-12-10,60,,yes,IT,,,,",
        "Close,4000,2027-01-10,60,,yes,IT,,,,",  # 11 Nov 2026
        "Weekend,3000,2027-02-10,60,,yes,IT,,,,",  # Saturday 12 Dec, so Friday
        "No terms,2000,2026-12-01,,,yes,IT,,,,",
        "Ends,1000,2026-12-15,,,no,IT,,,,",
        "Plan,900,,,,yes,IT,,,monthly,2026-03-31",
    ]
    made = stack(contracts=lines, headers={"contracts": TERMS})
    rows = {row.tool: row for row in made.all_renewals.table.frame.itertuples()}

    assert {tool: (row.state, row.act_by) for tool, row in rows.items()} == {
        "Missed": ("missed", date(2026, 10, 31)),
        "Close": ("open", date(2026, 11, 11)),
        "Weekend": ("open", date(2026, 12, 11)),
        "No terms": ("no notice terms", date(2026, 10, 31)),
        "Ends": ("ends by itself", date(2026, 12, 14)),
        "Plan": ("monthly plan", date(2026, 11, 30)),  # next charge, clamped
    }
    assert [span.label for span in made.renewals.chart.rows][:2] == ["Missed", "No terms"]
    assert sum(made.all_renewals.table.frame["annual"]) == made.all_renewals.table.total["annual"] == made.run_rate


@pytest.mark.parametrize(
    ("notice", "heading"),
    [
        ("", "No notice deadline is known, 3 have no notice terms on file"),
        ("30", "No notice deadline falls in the next 30 days, 2 have no notice terms on file"),
    ],
)
def test_the_heading_counts_contracts_without_terms_as_the_table_does(stack, notice, heading):
    terms = {"contracts": "tool,annual_cost,renewal_date,notice_days"}
    contracts = [f"Chat,10,2027-01-15,{notice}", "Wiki,10,2027-01-20,", "Later,10,2027-09-01,"]
    made = stack(contracts=contracts, headers=terms)

    assert plain(made.renewals.heading) == heading
    states = list(made.all_renewals.table.frame["state"])
    assert states.count("no notice terms") == made.renewals.heading.values["without"].value


def test_contracts_without_price_date_or_twice_are_set_aside(stack):
    headers = {"contracts": "contract_id,tool,annual_cost,renewal_date"}
    made = stack(contracts=["1,A,10,2027-01-01", "1,A,10,2027-01-01", "2,B,,2027-01-01", "3,C,5,"], headers=headers)

    assert made.run_rate == 1_000
    assert sorted(made.inputs.contracts.rejects["line"]) == [3, 4, 5]
    assert made.inputs.contracts.source.rows == 4


def test_a_file_without_price_and_date_is_one_message(workbook_here):
    path = workbook_here.root / "data" / "contracts.csv"
    path.write_text("tool,currency\nChat,USD\n")
    with pytest.raises(DataError) as refused:
        load_contracts(path)
    assert str(refused.value) == (
        "data/contracts.csv: no column for what a contract costs (annual_cost, or seats_paid and unit_price) and none "
        "for when it renews (renewal_date, or end_date). Add one in the export."
    )


def test_contracts_of_another_currency_are_said_and_not_summed(stack):
    headers = {"contracts": "tool,annual_cost,renewal_date,currency"}
    made = stack(contracts=["Chat,10,2027-09-01,USD", "Wiki,99,2027-09-01,EUR"], headers=headers)

    assert made.run_rate == 1_000
    assert made.notices[-1].text.values["money0"] == Money(9_900, "EUR") or any(
        notice.title == "Another currency" for notice in made.notices
    )


def test_what_is_left_out_is_said_where_it_would_stand(stack):
    made = stack()

    assert made.renewals.heading.template == "Renewals are not known"
    assert made.renewals.text.values["reason"] == "contracts_file is not set"
    assert "contracts_file" in made.seats.text.values["reason"]
    assert [source.absent for source in made.sources[1:]] == [
        f"{name}_file is not set" for name in ("contracts", "assignments", "roster", "aliases")
    ]
    assert [figure.name for figure in made.figures] == ["spent", "tools", "largest_share", "last_twelve_months"]
