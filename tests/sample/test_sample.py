"""The sample company is the same everywhere, and every report finds what was planted."""

from __future__ import annotations

import json

import pytest

from prodops_kit import sample, workbook
from prodops_kit.money import Money
from prodops_kit.tool_spend import load_charges, review


def test_the_same_seed_gives_the_same_bytes(workbook_here):
    first, second = sample.write("one"), sample.write("two")

    assert first.read_bytes() == second.read_bytes()
    # Made on Linux with Python 3.11; another platform or version must come to the same.
    assert json.loads(first.read_text())["files"] == {
        "charges.csv": "0699f14df7d9ebf4e40b26171c9f9516fb90c6f227ba649c8231878228c59a7f"
    }
    assert b"\r" not in first.read_bytes() + (workbook_here.root / "one" / "charges.csv").read_bytes()


def test_another_seed_is_another_company(workbook_here):
    assert sample.write("one", seed=1).read_bytes() != sample.write("two", seed=2).read_bytes()


def test_the_workbook_knows_its_sample_and_its_month(workbook_here):
    sample.write("data", month="2026-07")
    charges = load_charges("data/charges.csv")

    assert charges.source.sample
    assert workbook.month("last_month") == "2026-07"


@pytest.mark.parametrize("seed", range(1, 11))
def test_every_planted_fact_is_found_again(workbook_here, seed):
    truth = json.loads(sample.write("data", seed=seed).read_text())
    charges = load_charges("data/charges.csv")
    made = review(charges, month="2026-10", currency="USD", ask_above=500)
    facts = [fact for fact in truth["facts"] if fact["question"] == "tool_spend"]
    rise = made.by_tool.set_index("tool")["change"]
    asked = {(d.id.split(".")[1], d.subject, rise[d.subject], made.currency, d.by.isoformat()) for d in made.decisions}

    planted = [fact for fact in facts if fact["kind"].startswith("ask_")]
    assert asked == {(f["kind"], f["subject"], f["worth"], f["currency"], f["by"]) for f in planted}
    told = {fact["kind"]: (fact["subject"], fact["worth"]) for fact in facts if fact not in planted}
    assert told["spent"] == (made.month, made.spent)
    assert told["largest_category"] == tuple(made.by_category.iloc[0][["category", "spent"]])
    assert charges.source.rejected == 0
    assert made.notices == ()
    assert 4_500_000 < made.spent < 6_000_000  # about 50,000 USD a month


def test_the_month_before_asks_about_nothing(workbook_here):
    sample.write("data")
    made = review(load_charges("data/charges.csv"), month="2026-09", currency="USD", ask_above=500)

    assert made.decisions == ()
    assert made.figures[0].value == made.spent == Money(made.spent, "USD").minor
