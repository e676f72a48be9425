"""The shipped reports end to end: on the sample company and on real billing data."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import files_of, make_report

from prodops_kit import records
from prodops_kit.money import to_minor


def test_two_fresh_workbooks_publish_the_same_bytes(two_months, tmp_path):
    """The second month, which builds on the first, is made again in another place for the README's commands."""
    make_report(tmp_path / "another place", "last_month-1")
    first, second = files_of(two_months / "reports"), files_of(tmp_path / "another place/reports")
    # For each of two months: tool spend with four side files, experiments with one, feedback with three, salaries
    # with one, the review; and the index.
    assert len(first) == 29
    second.pop("index.html")
    assert len(second) == 14
    assert {name: first[name] for name in second} == second


def test_figures_decisions_blocks_and_sources_reach_the_record(published):
    record = records.last_good("tool_spend/monthly", "2026-10")
    assert record["schema"] == 1
    assert record["sample_data"]
    assert record["headline"].startswith("4 decisions would save $39,090 a year, 1 past its notice deadline; ")
    assert record["figures"][0]["unit"] == "USD cents/month"
    assert record["figures"][0]["previous"] == records.last_good("tool_spend/monthly", "2026-09")["figures"][0]["value"]
    planted = {fact["subject"] for fact in json.loads(Path("data/truth.json").read_text())["facts"] if fact["by"]}
    assert {decision["subject"] for decision in record["decisions"]} <= planted
    assert len(record["decisions"]) == 7
    assert [entry["table"] for entry in record["inputs"]] == [
        "charges",
        "contracts",
        "assignments",
        "roster",
        "aliases",
    ]
    assert [block["kind"] for block in record["blocks"]] == ["chart"]  # shown with lead=True
    assert "<style" not in record["blocks"][0]["html"]
    assert record["inputs"][0]["rows"] == record["inputs"][0]["used"] + record["inputs"][0]["rejected"]


def test_the_review_of_the_month_says_what_the_report_says(published):
    for month in ("2026-09", "2026-10"):
        report, review = (records.last_good(f"{name}/monthly", month) for name in ("tool_spend", "monthly_review"))
        assert review["sample_data"]
        assert review["warnings"] == []
        keys = ("label", "value", "unit", "previous")
        stated = [{key: f[key] for key in keys} for f in report["figures"]]
        repeated = [{key: f[key] for key in keys} for f in review["figures"] if f["name"].startswith("tool_spend/")]
        assert repeated
        assert repeated == stated[: len(repeated)]  # the first ones; each report gets its share of the review
        taken = {d["id"] for d in review["decisions"] if d["id"].startswith("tool_spend.")}
        assert taken
        assert taken <= {d["id"] for d in report["decisions"]}
    page = Path("reports/2026-10/monthly_review-monthly.html").read_text()
    # Of the sources that write every day the one that ends first; interviews are rare, so their last day tells nothing.
    assert "Data complete to 26 October 2026." in page
    assert 'href="tool_spend-monthly.html' in page


def test_a_rise_that_comes_back_is_tagged_with_its_age(published, prodops):
    file = records.folder("tool_spend/monthly", "2026-09") / "run.json"
    september = json.loads(file.read_text())
    october = records.last_good("tool_spend/monthly", "2026-10")["decisions"]
    september["decisions"] = october[:1]
    records.write(file, september)
    prodops("run", "tool_spend", "--month", "2026-10")
    page = Path("reports/2026-10/tool_spend-monthly.html").read_text()
    assert page.count("second month") == 1
    assert page.count('class="pk-tag">new<') == len(october) - 1


def test_real_billing_data_goes_through_the_notebook_with_every_row_and_cent(shipped, shared, prodops):
    focus = shared("data/spend/focus_sample_1.0.csv")
    text = f"month: 2024-09\ncharges_file: {json.dumps(str(focus))}\ncurrency: USD\nask_above: 5\n"
    Path("parameters/tool_spend/cloud.yaml").write_text(text)
    done = prodops("run", "tool_spend/cloud")
    assert done.returncode == 0, done.stderr
    record = records.last_good("tool_spend/cloud", "2024-09")
    entry = record["inputs"][0]
    assert (entry["rows"], entry["used"], entry["rejected"]) == (1000, 1000, 0)
    with focus.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    fractions = [row for row in rows if Decimal(row["BilledCost"]) * 100 % 1]
    assert len(fractions) == 657  # rows with fractions of a cent
    september = sum(Decimal(row["BilledCost"]) for row in rows if row["BillingPeriodStart"].startswith("2024-09"))
    assert record["figures"][0]["value"] == to_minor(september, "USD")
    side = Path("reports/2024-09/tool_spend-cloud.tools.csv").read_text().splitlines()
    shown = sum(Decimal(line.rsplit(",", 2)[-2]) for line in side[1:])
    assert to_minor(shown, "USD") == to_minor(september, "USD")  # the rows add up to the total


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("a,b\n1,2\n", "data-refused", "no column for date (or charge date), tool (or product), amount (or cost)"),
        ("date,tool,amount\n2025-01-31,A,1\n", "data-refused", "no charge for 2026-10"),
        ("date,tool,amount\n2026-09-30,A,1\n2026-11-02,A,1\n", "no-data", "no charge in 2026-10"),
        ("", "data-refused", "empty"),
    ],
)
def test_a_file_that_cannot_answer_is_a_message_and_no_page(shipped, prodops, text, status, words):
    Path("data/charges.csv").write_text(text)
    done = prodops("run", "tool_spend", "--month", "2026-10", "--json")
    outcome = json.loads(done.stdout)["reports"][0]
    assert outcome["status"] == status
    assert words in outcome["reason"]
    assert "Traceback" not in done.stderr
    assert not Path("reports/2026-10/tool_spend-monthly.html").exists()
    assert words.split(" (")[0] in Path("reports/2026-10/tool_spend-monthly.failed.html").read_text()
