"""Published cases of tool spend, through public functions. Later floors of the wing bring the others."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from prodops_kit.tool_spend import (
    Rules,
    consolidation,
    load_assignments,
    load_charges,
    load_contracts,
    notice_deadline,
    review,
    spread,
)

EXAMPLES = "data/spend/focus_v1.2_saas_examples"


@pytest.fixture
def case(shared):
    cases = json.loads(shared("reference/spend_salary_reference.json").read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in cases}


@pytest.fixture
def billed(shared, workbook_here):
    """Billed cost by month of an example of FOCUS 1.2, in minor units."""

    def months(example: str, *wanted: str) -> dict[str, int]:
        charges = load_charges(shared(EXAMPLES) / f"{example}.csv")
        made = {month: review(charges, month=month, currency="USD", ask_above=500).spend for month in wanted}
        assert all(one.tax == 0 for one in made.values())
        return {month: one.spent for month, one in made.items()}

    return months


def test_s01_seats_billed_monthly_in_arrears(case, billed):
    expected = {month: round(cost * 100) for month, cost in case["S01"]["expected"]["billed_cost"].items()}
    found = billed("simple_saas_agreements_c", *expected)

    assert found == expected
    assert sum(found.values()) == case["S01"]["expected"]["total"] * 100


def test_s02_an_annual_prepay_is_cash_in_its_month(case, billed):
    expected = {month: round(cost * 100) for month, cost in case["S02"]["expected"]["cash_view"].items()}
    assert billed("simple_saas_agreements_a2", *expected) == expected


def test_s04_tokens_are_cash_when_bought_and_nothing_when_used(case, billed):
    expected = case["S04"]["expected"]
    assert billed("virtual_currency_pricing_model_a1", "2025-04") == {"2025-04": expected["purchase_billed"] * 100}
    assert billed("virtual_currency_pricing_model_a2", "2025-04") == {"2025-04": expected["usage_billed"] * 100}


def test_s08_a_minimum_commitment_is_billed_in_full(case, billed):
    months = [f"2025-{month:02d}" for month in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]
    found = billed("saas_spend_agreements_a2", *months)

    assert found["2025-04"] == 6_000  # 48 used and 12 unused
    assert sum(found.values()) == case["S08"]["expected"]["billed_total"] * 100


def test_s02_an_annual_prepay_is_accrued_over_its_term(case, shared, workbook_here):
    expected = case["S02"]["expected"]
    charges = load_charges(shared(EXAMPLES) / "simple_saas_agreements_a2.csv")
    equal, by_day = (
        dict(spread(charges.rows, currency="USD", basis=basis)[["month", "accrued"]].values)
        for basis in ("equal_months", "by_day")
    )

    assert sum(equal.values()) == sum(by_day.values()) == case["S02"]["inputs"]["billed_cost"] * 100
    assert len(equal) == len(by_day) == 12
    assert all(abs(cents / 100 - expected["accrual_equal_months"]) < 0.005 for cents in list(equal.values())[:-1])
    for month, cost in expected["accrual_by_day"].items():
        assert by_day[month] / 100 == pytest.approx(cost, abs=case["S02"]["tolerance"])


def test_s17_a_prepaid_cost_is_a_straight_line(case, workbook_here):
    inputs, expected = case["S17"]["inputs"], case["S17"]["expected"]
    path = workbook_here.root / "data" / "prepaid.csv"
    path.write_text(
        "date,tool,amount,period_start,period_end\n"
        f"2026-01-01,Rent,{inputs['amount']},2026-01-01,2027-01-01\n2026-02-01,Rent,0.00,,\n"
    )
    months = spread(load_charges(path, currency="USD").rows, currency="USD", basis="equal_months")
    assert list(months["accrued"]) == [expected["per_month"] * 100] * inputs["months"]


def _stack(root, contracts, assignments):
    """A review of small tables; headers come first in each."""
    for name, lines in {"contracts": contracts, "assignments": assignments}.items():
        (root / "data" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    (root / "data" / "charges.csv").write_text("date,tool,amount\n2026-11-23,Mixpanel,1.00\n")
    loaded = [load_charges("data/charges.csv", currency="USD"), load_contracts("data/contracts.csv", currency="USD")]
    return review(
        *loaded,
        load_assignments("data/assignments.csv"),
        month="2026-11",
        currency="USD",
        ask_above=500,
        rules=Rules(inactive_days=60, overlap_limit=0.1),
    )


def test_s19_utilisation_says_its_denominator(case, workbook_here):
    inputs, expected = case["S19"]["inputs"], case["S19"]["expected"]
    assert inputs["window_days"] == 60
    seen = ["2026-11-20"] * inputs["active_in_window"] + ["2026-09-01"] * (
        inputs["assigned"] - inputs["active_in_window"]
    )
    seats = [f"Mixpanel,person{n}@example.com,{day}" for n, day in enumerate(seen)]
    contracts = ["tool,annual_cost,renewal_date,seats_paid", "Mixpanel,30000,2027-02-10,400"]
    one = _stack(workbook_here.root, contracts, ["tool,login,last login", *seats]).seats_by_tool[0]

    assert one.active / one.assigned == pytest.approx(expected["utilisation"], abs=case["S19"]["tolerance"])
    assert one.inactive == expected["seats_to_review"]
    assert (one.active / one.paid, one.never_assigned) == (0.5, 100)  # the other denominator, in a column of its own


def test_s27_the_notice_deadline(case):
    inputs, expected = case["S27"]["inputs"], case["S27"]["expected"]
    renewal, days = date.fromisoformat(inputs["renewal_date"]), inputs["notice_days"]
    deadline = notice_deadline(renewal, notice_days=days)

    assert deadline.isoformat() == expected["notice_deadline"]
    assert (deadline - date(2026, 11, 23)).days == expected["days_left_on_2026-11-23"]
    assert notice_deadline(renewal, notice_days=days, from_end=True) < deadline  # "prior to the end of the term"


def test_s28_people_in_two_tools_count_once(case, workbook_here):
    inputs, expected = case["S28"]["inputs"], case["S28"]["expected"]
    first, second = inputs["A"], inputs["B"]
    people = [*range(first["seats"]), *range(first["seats"] - inputs["users_in_both"], expected["distinct_users"])]
    tools = [first["tool"]] * first["seats"] + [second["tool"]] * second["seats"]
    seats = [f"{tool},person{n}@example.com,2026-11-20" for tool, n in zip(tools, people, strict=True)]
    contracts = [
        f"{one['tool']},Data,{one['seats'] * one['price']},2027-02-10,{one['seats']}" for one in (first, second)
    ]
    header = "tool,category,annual_cost,renewal_date,seats_paid"
    made = _stack(workbook_here.root, [header, *contracts], ["tool,login,last login", *seats])
    pair = made.pairs[0]

    assert made.run_rate == expected["spend_today"] * 100
    assert (pair.distinct, pair.both) == (expected["distinct_users"], inputs["users_in_both"])
    assert pair.jaccard == pytest.approx(expected["overlap_jaccard"], abs=case["S28"]["tolerance"])
    price = Decimal(inputs["volume_price_at_50_plus"])
    saved = consolidation(Decimal(made.run_rate) / 100, people=pair.distinct, unit_price=price)
    assert saved == Decimal(str(expected["saving"]))


SERVED = {"S01", "S02", "S04", "S08", "S17", "S19", "S27", "S28"}
SECOND_FLOOR = {
    "S06": "currencies",  # effective saving on virtual currency
    "S10": "commitments",  # negotiated discount
    "S11": "tiers",
    "S12": "tiers",
    "S13": "tiers",
    "S15": "proration",
    "S21": "concentration",
    "S22": "variance",
    "S24": "forecast",
    "S25": "true-ups",
    "S26": "currencies",
}


def test_every_public_case_is_served_or_listed_for_the_second_floor(case):
    assert {name for name in case if name.startswith("S")} == SERVED | set(SECOND_FLOOR)
    assert not SERVED & set(SECOND_FLOOR)
