"""The shipped report on the sample: what was planted stands on the page, and nobody's personal data anywhere."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from ruamel.yaml import YAML

from prodops_kit import records
from prodops_kit.periods import Period
from prodops_kit.sample import feedback as writer

MONTH = "2026-10"


@pytest.fixture(scope="module")
def page(reported):
    return BeautifulSoup((reported / "reports" / MONTH / "feedback-monthly.html").read_text(), "html.parser")


@pytest.fixture(scope="module")
def record(reported):
    return records.last_good("feedback/monthly", MONTH)


def readings(page):
    rows = page.find(string="Every theme").find_parent("details").select("tbody tr")
    return {row.find(["th", "td"]).get_text(strip=True): row.get_text(" ") for row in rows}


def test_the_planted_rise_and_fall_are_told_first(record, page):
    assert record["headline"].startswith("Payment fails rose from ")
    assert "Late delivery fell from " in record["headline"]
    found = readings(page)
    assert {name for name, text in found.items() if "Rising" in text} == {"Payment fails"}
    assert {name for name, text in found.items() if "Falling" in text} == {"Delivery", "Late delivery"}


def test_more_reviews_are_not_taken_for_more_crashes(record, page):
    assert "App crashes" not in record["headline"]
    assert re.search("Other mix|Within chance", readings(page)["App crashes"])


def test_what_nobody_has_named_yet_is_asked_about_with_lines_to_copy(record, page):
    (asked,) = [one for one in record["decisions"] if one["link"].endswith("#emerging")]
    assert "locker" in asked["subject"]
    fold = page.find(id="emerging").find_parent("details")
    assert "New" in fold.get_text()
    (stanza,) = YAML().load(fold.find("pre").get_text())
    assert stanza["id"].startswith("locker-")
    assert stanza["examples"]


def test_every_part_that_a_decision_leads_to_is_on_the_page(record, page):
    links = {one["link"].partition("#")[2] for one in record["decisions"]}
    assert links
    assert not [link for link in links if page.find(id=link) is None]


def test_each_theme_leads_to_all_its_words_on_a_page_beside(reported, page):
    words = BeautifulSoup((reported / "reports" / MONTH / "feedback-monthly.words.html").read_text(), "html.parser")
    links = [a["href"] for a in page.select("a[href*='words.html#']")]
    assert len(links) >= 4
    assert all(link.startswith("feedback-monthly.words.html#") for link in links)
    assert [link for link in links if words.find(id=link.partition("#")[2]) is None] == []
    with (reported / "reports" / MONTH / "feedback-monthly.words.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    said = " ".join(footer.get_text() for footer in words.select("blockquote footer"))
    assert len(rows) > 300
    assert [row["Id"] for row in rows if row["Id"].lstrip("'") not in said] == []
    assert len(words.find_all("mark")) > 100


def test_data_are_complete_to_the_day_that_the_sources_of_every_day_tell(record, page):
    assert [Path(one["path"]).name for one in record["inputs"] if one.get("rare")] == ["feedback_interviews.csv"]
    newest = {Path(one["path"]).name: one["newest"] for one in record["inputs"]}
    assert newest["feedback_interviews.csv"] < newest["feedback_reviews.tsv"] == "2026-10-26"
    assert page.find(class_="page-stamp").get_text().startswith("Data complete to 26 October 2026.")


def test_the_review_of_the_month_takes_the_report_in(record):
    review = records.last_good("monthly_review/monthly", MONTH)
    taken = [one for one in review["figures"] if one["name"].startswith("feedback/")]
    assert taken
    assert [one["value"] for one in taken] == [one["value"] for one in record["figures"]][: len(taken)]  # its share
    assert record["decisions"][0]["id"] in {one["id"] for one in review["decisions"]}  # of each question some


def test_a_page_runs_only_when_something_changed(record):
    assert record["warnings"] == []


def test_no_planted_personal_data_is_in_any_file_that_is_kept(reported):
    planted = {given.encode() for row in writer.truth(Period(MONTH), 1) for given in row.personal if len(given) > 3}
    assert len(planted) > 100
    kept = [file for folder in ("reports", ".prodops") for file in (reported / folder).rglob("*") if file.is_file()]
    assert any(file.suffix == ".ipynb" for file in kept)
    escaped = {json.dumps(one.decode())[1:-1].encode() for one in planted}
    holding = [file.relative_to(reported).as_posix() for file in kept if _any(planted | escaped, file.read_bytes())]
    assert holding == []


def _any(wanted, content):
    return any(one in content for one in wanted)


def test_whom_to_tell_is_named_by_keys_only_and_not_published(reported):
    assert not list((reported / "reports").rglob("tell-*"))
    (told,) = (reported / ".prodops").rglob(f"tell-{MONTH}.csv")
    assert "@" not in Path(told).read_text()
