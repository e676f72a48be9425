"""The index leads to every page, however many there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from run.planted import MONTHS, REPORTS, plant

from prodops_kit import records
from prodops_kit.run import index


@pytest.fixture
def drawn(workbook_here):
    return lambda: BeautifulSoup(index.draw({"tool_spend/monthly": "Tool spend"}), "html.parser")


def rows(page):
    return [row.find("th").get_text() for row in page.select("tbody tr")]


def test_thirty_six_months_of_eight_reports_are_all_found(drawn):
    for n, month in enumerate(MONTHS):
        for report in REPORTS:
            plant(report, month, 100_000 + 1000 * n)
    page = drawn()
    wanted = {f"{month}/{report.replace('/', '-')}.html" for month in MONTHS for report in REPORTS}
    assert {link["href"] for link in page.select(".page-grid a")} == wanted
    assert len(str(page)) < 300_000
    assert [len(details.select("tbody tr")) for details in page.select("details")] == [10, 12, 12, 2]
    assert [details.has_attr("open") for details in page.select("details")] == [True, False, False, False]
    names = [link.get_text(" ", strip=True) for link in page.select(".page-grid a")]
    assert len(set(names)) == len(names)  # each tells report and period to those who hear it


def test_only_the_newest_month_is_told_in_full_with_its_figures_over_a_year(drawn):
    for month, value in zip(MONTHS[-15:], range(15), strict=True):
        plant("tool_spend/monthly", month, value)
    section = drawn().section
    assert section.h2.get_text() == "October 2026"
    assert section.find(class_="page-headline").get_text() == "tool_spend/monthly in 2026-10."
    assert len(section.select(".pk-spark")) == 4
    points = re.findall(r"[\d.]+,[\d.]+", section.select_one(".pk-spark path")["d"])
    assert len(points) == records.HISTORY + 1  # the twelve months before, and this one


def test_quarters_and_years_stand_over_their_months(drawn):
    for period in ("2025-12", "2025-Q4", "2025", "2026-01", "2026-Q3", "2026-09", "2026-10"):
        plant("tool_spend/monthly", period)
    assert rows(drawn()) == [
        "October 2026", "Q3 2026", "September 2026", "January 2026", "2025", "Q4 2025", "December 2025",
    ]  # fmt: skip


def test_a_quarter_alone_is_told_in_full(drawn):
    plant("tool_spend/monthly", "2026-Q3")
    assert drawn().section.h2.get_text() == "Q3 2026"


def test_a_late_report_says_so_beside_its_last_good_page(drawn):
    plant("tool_spend/monthly", "2026-10", 123_400)
    plant("tool_spend/monthly", "2026-10", status="timed-out", started="2026-11-03T06:00:00Z", reason="It took long.")
    plant("feedback/monthly", "2026-10", status="no-data", reason="No rows.")
    page = drawn()
    cells = [" ".join(cell.get_text(" ").split()) for cell in page.select("tbody td")]
    assert cells == ["feedback/monthly no data", "Tool spend $1.23k , Tool spend, October 2026 late"]


def test_a_cell_shows_its_column_s_figure_or_none(drawn):
    plant("tool_spend/monthly", "2026-09", name="other")
    plant("tool_spend/monthly", "2026-10", 100)
    assert [link.contents[0] for link in drawn().select(".page-grid a")] == ["$1", "page"]


def test_the_index_is_the_same_for_the_same_records(workbook_here):
    for month in ("2026-10", "2026-Q3"):
        plant("tool_spend/monthly", month)
    assert Path(index.write()).read_bytes() == Path(index.write()).read_bytes()
