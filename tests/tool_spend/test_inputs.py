"""What can be computed is computed: each input alone, together, and in another currency."""

from __future__ import annotations

from datetime import date

import pytest

from prodops_kit.errors import DataError
from prodops_kit.money import Money
from prodops_kit.tool_spend import load_charges, load_contracts, review

CHARGES = "date,tool,amount,currency"
CONTRACTS = "tool,annual_cost,renewal_date,notice_days,seats_paid,currency"


@pytest.fixture
def loaded(workbook_here):
    """Inputs written in lines, and the review of them in a currency."""

    def made(*, charges=None, contracts=None, currency="USD", month="2026-10"):
        def path(name, header, lines):
            if lines is None:
                return None
            file = workbook_here.root / "data" / f"{name}.csv"
            file.write_text("\n".join([header, *lines]) + "\n")
            return file

        billed = load_charges(path("charges", CHARGES, charges), currency=currency)
        agreed = load_contracts(path("contracts", CONTRACTS, contracts), currency=currency)
        return review(billed, agreed, month=month, currency=currency, ask_above=500)

    return made


CHAT = "Chat,1200,2027-02-10,60,10,USD"


def test_contracts_alone_give_a_page(loaded):
    made = loaded(contracts=[CHAT, "Wiki,600,2026-12-01,60,,USD"])

    assert [(f.name, f.value) for f in made.figures] == [("run_rate", 180_000), ("due", 2)]
    assert made.headline.values["cost"] == Money(180_000, "USD")
    assert (made.headline.values["next"], made.headline.values["late"]) == (date(2026, 12, 11), 1)
    assert [span.label for span in made.renewals.chart.rows] == ["Wiki", "Chat"]
    assert [(d.action, d.subject) for d in made.decisions] == [("Ask for an exit from", "Wiki")]
    assert made.notices == ()


@pytest.mark.parametrize("part", ["categories", "trend", "tools"])
def test_what_charges_would_have_shown_is_said_where_it_would_stand(loaded, part):
    made = getattr(loaded(contracts=[CHAT]), part)

    assert made.heading.template.endswith("not known")
    assert made.text.values["reason"] == "charges_file is not set"
    assert (made.chart, made.table) == (None, None)


def test_tables_to_take_along_are_empty_without_charges(loaded):
    made = loaded(contracts=[CHAT])
    assert [len(part.table.frame) for part in (made.months, made.all_tools)] == [0, 0]


def test_charges_alone_give_a_page(loaded):
    made = loaded(charges=["2026-10-31,Chat,5,USD"])
    assert [figure.name for figure in made.figures] == ["spent", "tools", "largest_share", "last_twelve_months"]
    assert made.joins.heading.template == "There is nothing to compare names of tools with"


def test_contracts_in_one_currency_and_charges_in_another_do_not_block(loaded):
    lines = ["2026-10-31,Chat,5,USD", "2026-10-30,Chat,2,USD", "2026-09-30,Chat,5,USD"]
    made = loaded(charges=lines, contracts=["Chat,1200,2027-02-10,60,10,EUR"], currency="EUR")

    assert made.run_rate == 120_000
    assert made.categories.text.values["others"].values == ("USD",)
    notice = made.notices[0]
    assert (notice.title, notice.text.values["amount"]) == ("Another currency", Money(700, "USD"))
    assert notice.text.values["count"].value == 2


def test_contracts_in_another_currency_leave_the_charges(loaded):
    made = loaded(charges=["2026-10-31,Chat,5,USD"], contracts=["Chat,1200,2027-02-10,60,10,EUR"])
    assert (made.spend.spent, made.run_rate) == (500, None)
    assert [n.title for n in made.notices] == ["Nothing to compare with", "Another currency"]


def test_nothing_in_the_currency_is_refused(loaded):
    with pytest.raises(DataError, match=r"no charge in GBP; it has USD"):
        loaded(charges=["2026-10-31,Chat,5,USD"], contracts=[CHAT], currency="GBP")
    with pytest.raises(DataError) as refused:
        loaded(contracts=[CHAT], currency="GBP")
    assert str(refused.value) == (
        "charges_file is not set, and data/contracts.csv has no contract in GBP that is in force at the end of "
        "2026-10; name a file with charges or with such contracts."
    )


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_late_charges_are_refused_although_contracts_would_give_a_page(loaded, currency):
    with pytest.raises(DataError, match="no charge for 2026-10; it covers 2026-09-01 to 2026-09-30"):
        loaded(
            charges=["2026-09-01,Chat,5,USD", "2026-09-30,Chat,5,USD"],
            contracts=[f"Chat,1200,2027-02-10,60,10,{currency}"],
            currency=currency,
        )
