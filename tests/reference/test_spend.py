"""Published cases of tool spend, through public functions. Later floors of the wing bring the others."""

from __future__ import annotations

import json

import pytest

from prodops_kit.tool_spend import load_charges, review

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
        made = {month: review(charges, month=month, currency="USD", ask_above=500) for month in wanted}
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
