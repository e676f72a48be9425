"""Small exports, written in one line a charge."""

from __future__ import annotations

import pytest

from prodops_kit import tool_spend
from prodops_kit.tool_spend import load_charges, review
from prodops_kit.tool_spend.spend import review as spend_review

FOCUS = [
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "PricingQuantity",
    "PricingUnit",
    "ServiceCategory",
    "ServiceName",
]


@pytest.fixture
def export(workbook_here):
    """Charges as `date,tool,amount` lines; another header brings more columns."""

    def load(*lines, header="Date,Tool,Amount", **options):
        path = workbook_here.root / "data" / "charges.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return load_charges(path, **({"currency": "USD"} | options))

    return load


@pytest.fixture
def spend(export):
    """What was billed by a small export, of 2026-10 in USD unless said otherwise."""

    def made(*lines, header="Date,Tool,Amount", **options):
        options = {"month": "2026-10", "currency": "USD", "ask_above": 500} | options
        return spend_review(export(*lines, header=header), **options)

    return made


@pytest.fixture
def focus(workbook_here):
    """A FOCUS file: rows as dictionaries over one month's defaults, with the provider's columns of a version."""

    def load(*rows, provider=("ProviderName", "PublisherName"), more=(), without=()):
        names = [name for name in (*FOCUS, *provider, *more) if name not in without]
        usual = dict.fromkeys(names, "NULL") | {
            "BillingPeriodStart": "2026-10-01T00:00:00Z",
            "BillingPeriodEnd": "2026-11-01T00:00:00Z",
            "BillingCurrency": "USD",
            "ChargeCategory": "Usage",
            "EffectiveCost": "999",
            "ServiceName": "Queue",
            "ServiceCategory": "Integration",
            provider[0]: "Acme",
        }
        lines = [",".join(names), *(",".join((usual | row)[name] for name in names) for row in rows)]
        path = workbook_here.root / "data" / "focus.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return load_charges(path)

    return load


HEADERS = {
    "charges": "date,tool,category,amount",
    "contracts": "tool,annual_cost,renewal_date",
    "assignments": "tool,login,assigned on,last login,usage_source",
    "roster": "work email,start date,end date",
    "aliases": "kind,found,canonical",
}


@pytest.fixture
def stack(workbook_here):
    """A review of tables written in lines; `headers` brings other columns, charges are there unless given."""

    def made(*, month="2026-10", headers=(), ask_above=500, rules=None, answers=None, **tables):
        tables = {"charges": ["2026-10-31,Chat,Talk,10"]} | tables
        loaded = {}
        for name, lines in tables.items():
            path = workbook_here.root / "data" / f"{name}.csv"
            path.write_text("\n".join([(HEADERS | dict(headers))[name], *lines]) + "\n", encoding="utf-8")
            options = {"currency": "USD"} if name in ("charges", "contracts") else {}
            loaded[name] = getattr(tool_spend, f"load_{name}")(path, **options)
        return review(**loaded, month=month, currency="USD", ask_above=ask_above, rules=rules, answers=answers)

    return made
