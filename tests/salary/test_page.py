"""The shipped report on the sample: what was planted is found again, and nobody can be told from any file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from salary.searching import told

from prodops_kit import records

MONTH = "2026-10"


@pytest.fixture(scope="module")
def page(reported):
    return BeautifulSoup((reported / "reports" / MONTH / "salary-monthly.html").read_text(), "html.parser")


@pytest.fixture(scope="module")
def record(reported):
    return records.last_good("salary/monthly", MONTH)


@pytest.fixture(scope="module")
def truth(reported):
    facts = json.loads((reported / "data" / "truth.json").read_text())["facts"]
    return {fact["kind"]: fact for fact in facts if fact["question"] == "salary"}


def cells(page, summary):
    table = page.find("summary", string=re.compile(summary)).find_parent("details").find("table")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]


def test_the_level_under_the_market_leads_with_its_declined_offers(record, truth):
    subject = truth["under_market"]["subject"]
    assert record["headline"].startswith(f"{subject} is 9.8% under the market: our midpoint is $121,000")
    assert f"{truth['declined_low']['quantity']} of its 7 answered offers were declined." in record["headline"]
    first = record["decisions"][0]
    assert (first["action"], first["subject"]) == ("Raise the midpoint of", subject)
    assert first["worth"] < 0


def test_the_compressed_step_is_asked_about_and_no_other_is(record, truth):
    asked = [one["subject"] for one in record["decisions"] if one["id"].startswith("salary.relevel")]
    assert asked == [truth["compressed"]["subject"]]
    assert len(record["decisions"]) == 2


def test_every_part_that_a_decision_leads_to_is_on_the_page(record, page):
    links = {one["link"].partition("#")[2] for one in record["decisions"]}
    assert links
    assert not [link for link in links if page.find(id=link) is None]


def test_small_cells_are_hidden_together_with_what_would_tell_them(reported, page):
    facts = json.loads((reported / "data" / "truth.json").read_text())["facts"]
    small = {fact["subject"] for fact in facts if fact["kind"] == "suppressed"}
    rows = cells(page, "^Own pay by level and area$")
    hidden = {f"{name}, {area}" for name, area, _, amount, *_ in rows if amount == "hidden"}
    assert small
    assert small < hidden  # and others with them
    assert all(row[2] == "" for row in rows if row[3] == "hidden")  # nor is it told how many they are


def test_the_newcomers_cell_keeps_what_it_said_before(page, truth):
    name, area = truth["newcomer"]["subject"].rsplit(", ", 1)
    (row,) = [row for row in cells(page, "^Own pay by level and area$") if row[:2] == [name, area]]
    assert row[2] == str(truth["newcomer"]["quantity"] - 1)
    assert row[-1] == "of September 2026"


def test_the_review_of_the_month_takes_the_report_in(record):
    review = records.last_good("monthly_review/monthly", MONTH)
    taken = [one for one in review["figures"] if one["name"].startswith("salary/")]
    assert taken
    assert [one["value"] for one in taken] == [one["value"] for one in record["figures"]][: len(taken)]
    assert record["decisions"][0]["id"] in {one["id"] for one in review["decisions"]}  # of each question some


def test_a_page_runs_without_a_warning(record):
    assert record["warnings"] == []


def test_no_person_is_in_any_file_that_is_kept(reported):
    people = re.compile(rb"Person \d{3}|\bE\d{4}\b")
    kept = [file for folder in ("reports", ".prodops") for file in (reported / folder).rglob("*") if file.is_file()]
    assert any(file.suffix == ".ipynb" for file in kept)
    assert [file.relative_to(reported).as_posix() for file in kept if people.search(file.read_bytes())] == []


@pytest.fixture
def to_the_cent(shipped):
    """The sample company with pay that nothing else on a page can be taken for, and what each person is paid."""
    file = Path("data/salary_staff.csv")
    head, *rows = list(csv.reader(file.read_text().splitlines()))
    place, paid = head.index("Base Salary"), []
    for number, row in enumerate(rows):
        paid.append(round(float(row[place].replace(",", "")) + 11 + number * 7 % 79 + 0.13 + number % 80 / 100, 2))
        row[place] = f"{paid[-1]:.2f}"
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return paid


def test_what_a_person_is_paid_is_in_no_file_of_a_run(to_the_cent, prodops):
    done = prodops("run", "salary", "--month", MONTH)
    assert done.returncode == 0, done.stderr
    assert "Own pay" in Path("reports", MONTH, "salary-monthly.html").read_text()
    for folder in ("reports", ".prodops"):
        assert told(Path(folder), to_the_cent, digits=(2, 1, 0)) == []


def test_the_csv_beside_the_page_holds_market_figures_only(reported):
    (saved,) = (reported / "reports" / MONTH).glob("salary-monthly.*.csv")
    head, *lines = saved.read_text().splitlines()
    assert head.startswith("Role and level,Area,P10,P25,P50,P75,P90,")
    assert len(lines) == 27  # nine levels in three areas
