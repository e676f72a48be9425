"""Charges come in as plain lists and as FOCUS files of three versions."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.money import Money
from prodops_kit.tables import dictionary
from prodops_kit.tool_spend import Charges, load_charges, review


def test_date_tool_and_amount_are_enough(export):
    charges = export("2026-10-31,Chat,12.50")

    assert charges.rows.frame().to_dict("records") == [
        {
            "date": date(2026, 10, 31),
            "tool": "Chat",
            "amount": Decimal("12.5"),
            "vendor": None,
            "category": "Uncategorised",
            "currency": "USD",
            "invoice": None,
            "team": None,
            "kind": "Charge",
            "period_start": None,
            "period_end": None,
            "line": 2,
        }
    ]
    assert charges.source.layout == "Date, tool, amount"


def test_a_file_without_currency_needs_the_parameter(export):
    with pytest.raises(ParameterError) as refused:
        export("2026-10-31,Chat,1", currency=None)
    assert str(refused.value) == "currency: data/charges.csv has no currency column; name one, for example USD."


def test_a_currency_in_the_file_comes_before_the_parameter(export):
    charges = export("2026-10-31,Chat,1,EUR", header="Date,Tool,Amount,Currency")
    assert charges.source.money == (Money(100, "EUR"),)


def test_an_amount_in_another_currency_than_the_files_is_set_aside(export):
    charges = export("2026-10-31,Chat,1", "2026-10-31,Chat,€2", "2026-10-31,Chat,GBP 3", "2026-10-31,Chat,$4")
    assert list(charges.rejects["line"]) == [3, 4]
    assert charges.source.money == (Money(500, "USD"),)


def test_the_billed_cost_counts_in_its_billing_period(focus):
    charges = focus({"BilledCost": "1.005"}, {"BilledCost": "0", "ChargePeriodStart": "2026-09-01T00:00:00Z"})
    rows = charges.rows.frame()

    assert list(rows["amount"]) == [Decimal("1.005"), 0]  # EffectiveCost, 999 each, is never added
    assert list(rows["date"]) == [date(2026, 10, 1)] * 2
    assert charges.source.newest == date(2026, 10, 31)  # the period's end is exclusive


@pytest.mark.parametrize(
    ("provider", "more", "layout"),
    [
        (("ProviderName", "PublisherName"), (), "FOCUS 1.0"),
        (("ProviderName", "PublisherName"), ("InvoiceId", "PricingCurrency"), "FOCUS 1.2"),
        (("ServiceProviderName", "ProviderName", "PublisherName"), ("InvoiceId",), "FOCUS 1.3"),
        (("ServiceProviderName", "HostProviderName"), ("InvoiceId", "InvoiceDetailId"), "FOCUS 1.4"),
    ],
)
def test_the_version_is_recognised_by_its_columns(focus, provider, more, layout):
    charges = focus({"BilledCost": "1"}, provider=provider, more=more)
    assert charges.source.layout == layout
    assert charges.rows.frame()["vendor"].item() == "Acme"


def test_the_publisher_is_not_the_provider(focus):
    with pytest.raises(DataError, match="no cost-and-usage file: ProviderName not found"):
        focus({"BilledCost": "1"}, provider=("PublisherName",))


def test_a_charge_without_service_is_named_after_its_provider_and_said(focus):
    charges = focus({"BilledCost": "1", "ServiceName": "NULL"}, {"BilledCost": "1", "ServiceCategory": ""})

    assert list(charges.rows.frame()["tool"]) == ["Acme", "Queue"]
    assert list(charges.rows.frame()["category"]) == ["Integration", "Uncategorised"]
    assert charges.source.warnings == (
        "1 of 2 rows have no ServiceName and are named after the provider.",
        "1 of 2 rows have no ServiceCategory and are uncategorised.",
    )


def test_a_file_without_service_category_is_read(focus):
    assert focus({"BilledCost": "1"}, without=("ServiceCategory",)).rows.frame()["category"].item() == "Uncategorised"


def test_an_unknown_charge_category_is_set_aside(focus):
    charges = focus({"BilledCost": "1", "ChargeCategory": "usage"}, {"BilledCost": "1", "ChargeCategory": "Refund"})
    assert list(charges.rows.frame()["kind"]) == ["Usage"]
    assert charges.source.reasons[0].reason == (
        "'ChargeCategory' is not one of Usage, Purchase, Tax, Credit, Adjustment"
    )


def test_tax_stands_apart_and_credits_reduce_the_spend(focus):
    kinds = {"Usage": "10", "Purchase": "100", "Tax": "7", "Credit": "-3", "Adjustment": "1"}
    charges = focus(*({"BilledCost": cost, "ChargeCategory": kind} for kind, cost in kinds.items()))
    made = review(charges, month="2026-10", currency="USD", ask_above=500).spend

    assert made.spent == 10_800  # 10 + 100 - 3 + 1
    assert made.tax == 700
    assert made.credits == -200  # -3 + 1
    assert made.spent + made.tax == charges.source.money[0].minor
    assert [figure.name for figure in made.figures] == ["spent", "tools", "largest_share", "tax"]


def test_the_public_sample_loses_no_row_and_no_cent(shared, workbook_here):
    charges = load_charges(shared("data/spend/focus_sample_1.0.csv"))
    months = [review(charges, month=month, currency="USD", ask_above=500).spend for month in ("2024-09", "2024-10")]

    assert (charges.source.layout, charges.source.rows, charges.source.rejected) == ("FOCUS 1.0", 1000, 0)
    fractions = charges.rows.query("from {rows} select count(*) as n where amount * 100 <> round(amount * 100)")
    assert fractions["n"].item() == 657
    # As the file states it: 2024-09 20.279..., 2024-10 0.24...; together 20.52 USD.
    exact = charges.rows.query("from {rows} select sum(amount) as total")["total"].item()
    assert sum(made.spent + made.tax for made in months) == charges.source.money[0].minor == round(exact * 100)
    for made in months:
        assert made.by_tool["spent"].sum() == made.by_category["spent"].sum() == made.spent


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_fragments_of_the_specification_are_refused(shared, workbook_here, number):
    folder = shared("data/spend/focus_v1.2_saas_examples")
    with pytest.raises(DataError) as refused:
        load_charges(folder / f"commitment_discount_usage_scenario_{number}.csv")
    assert str(refused.value).endswith(
        "has FOCUS columns but is no cost-and-usage file: BillingCurrency, ServiceName, ProviderName not found. "
        "Export the whole FOCUS table, with all its mandatory columns."
    )


def test_every_example_of_the_specification_that_is_a_file_is_read(shared, workbook_here):
    files = sorted(shared("data/spend/focus_v1.2_saas_examples").glob("[sv]*.csv"))
    loaded = [load_charges(file) for file in files]

    assert len(loaded) == 15
    assert {charges.source.layout for charges in loaded} == {"FOCUS 1.2"}
    assert not any(charges.source.rejected for charges in loaded)


@pytest.mark.parametrize("version", ["FOCUS 1.0", "FOCUS 1.2", "FOCUS 1.4"])
def test_a_file_with_all_columns_of_a_version_is_recognised(shared, workbook_here, version):
    listed = json.loads(shared("data/spend/focus_columns_by_version.json").read_text())[version]["Cost and Usage"]
    said = {
        "BilledCost": "12.34",
        "BillingCurrency": "EUR",
        "BillingPeriodStart": "2026-10-01T00:00:00Z",
        "BillingPeriodEnd": "2026-11-01T00:00:00Z",
        "ChargeCategory": "Purchase",
        "ServiceName": "Wiki",
        "ProviderName": "Acme",
        "ServiceProviderName": "Acme",
    }
    path = workbook_here.root / "all.csv"
    path.write_text(",".join(listed) + "\n" + ",".join(said.get(name, "NULL") for name in listed) + "\n")
    charges = load_charges(path)

    assert charges.source.layout == version
    assert charges.source.money == (Money(1234, "EUR"),)


def test_the_declaration_documents_itself():
    assert "| tool | text | yes | Product that was charged |" in dictionary(Charges)


def test_one_column_may_name_both_the_tool_and_its_vendor(workbook_here):
    (workbook_here.root / "data" / "c.csv").write_text("date,vendor,amount,currency\n2026-10-31,Chat,3.50,USD\n")
    row = load_charges("data/c.csv").rows.frame().iloc[0]
    assert (row["tool"], row["vendor"]) == ("Chat", "Chat")
