"""Public pay data through the notebook: shown for what they are, and nothing follows from them."""

from __future__ import annotations

import shutil
from pathlib import Path

from bs4 import BeautifulSoup
from salary.conftest import MATCH

from prodops_kit import records

FILES = ("bls_oews_national_M2023.csv", "rforhr/MarketSurveyData.csv")
MATCHES = (
    "Product operations,manager,OEWS,13-1082,,,1,,project management",
    "Product operations,director,OEWS,11-3021,,,1,,systems managers",
    "Product management,vp,OEWS,11-1011,,,1,,chief executives",
    "Packaging,operator,Survey 1,FE10,,0.9,5,,",
    "Packaging,operator,Survey 2,FE10,,0.9,5,,",
)
NONE = ("geo", "bands", "staff", "offers", "requisitions", "openings")


def test_proxies_and_undated_averages_give_labelled_ranges_and_no_decision_on_pay(shipped, prodops, shared):
    for file in FILES:
        shutil.copyfile(shared(f"data/salaries/{file}"), Path("data") / Path(file).name)
    Path("data/matches.csv").write_text("\n".join([MATCH, *MATCHES]) + "\n")
    lines = ["month: 2026-10", f"market_files: [{', '.join(f'data/{Path(file).name}' for file in FILES)}]"]
    lines += ["matches_file: data/matches.csv", *(f"{name}_file: null" for name in NONE)]
    Path("parameters/salary/real.yaml").write_text("\n".join(lines) + "\n")
    done = prodops("run", "salary/real", "--month", "2026-10")
    assert done.returncode == 0, done.stderr

    record = records.last_good("salary/real", "2026-10")
    assert [one["id"] for one in record["decisions"]] == ["salary.collect.market"]
    assert record["headline"].startswith("No decision follows: no current source covers a level.")
    page = BeautifulSoup(Path("reports/2026-10/salary-real.html").read_text(), "html.parser")
    assert ">= 239,200" in page.get_text()  # P75 and P90 of chief executives, top-coded
    saved = Path("reports/2026-10/salary-real.ranges.csv").read_text().splitlines()
    (director,) = [line for line in saved if line.startswith('"Product operations, director"')]
    assert "169500" in director  # 169,510 in May 2023: older than 24 months, so no longer aged
    assert "proxy, censored" in director
    (packaging,) = [line for line in saved if line.startswith('"Packaging, operator"')]
    assert ",D," in packaging
    assert "proxy" in packaging  # a mean stands in for the median
