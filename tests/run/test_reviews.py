"""A report made of the others: it runs after them, stays while they say the same, and stands when they fail."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY

from prodops_kit import records
from prodops_kit.errors import ParameterError
from prodops_kit.settings import read_settings, reviews, turns

PAGE = Path("reports/2026-10/monthly_review-monthly.html")
SAYS = """
import prodops_kit as pk
from types import SimpleNamespace
figure = pk.results.Figure("n", "Number", number, "count")
said = SimpleNamespace(month=month, headline=pk.results.Sentence("It is {n}.", n=number), figures=(figure,))
pk.show.headline(said)
pk.show.figures(said)
pk.show.chart(pk.results.Bars(pk.results.Sentence("Bars"), "count", ("a",), (number,)), lead=True)
"""


@pytest.fixture
def house(workbook_here):
    """The shipped review beside two notebooks of a user."""
    for folder in ("notebooks", "parameters/monthly_review"):
        (workbook_here.root / folder).mkdir(exist_ok=True, parents=True)
    shutil.copy(REPOSITORY / "notebooks/monthly_review.ipynb", "notebooks")
    workbook_here.parameters("monthly_review/monthly", "month: 2026-10\n")
    settings = "['monthly_review/monthly']\nafter = '*'\n"
    (workbook_here.root / "parameters/reports.toml").write_text(settings)
    workbook_here.report("# Zebra\n\nHow many?", SAYS, name="zebra/monthly")
    workbook_here.report("# Ant\n\nHow many?", SAYS, name="ant/monthly")
    return workbook_here


def found(done):
    return {entry["report"].partition("/")[0]: entry["status"] for entry in json.loads(done.stdout)["reports"]}


def review():
    return records.last_good("monthly_review/monthly", "2026-10")


def test_the_review_runs_when_the_others_have_ended_and_again_only_when_they_say_something_else(house, prodops):
    done = prodops("run", "--jobs", "2")
    begun = [line.split("/")[0] for line in done.stderr.splitlines() if line.endswith("running")]
    assert (sorted(begun[:2]), begun[2:]) == (["ant", "zebra"], ["monthly_review"])
    assert [figure["name"] for figure in review()["figures"]] == ["ant/monthly.n", "zebra/monthly.n"]
    assert review()["warnings"] == []
    before = PAGE.read_bytes()

    # what says the same, only later, leaves the review as it is
    assert found(prodops("run", "ant", "--force", "--json")) == {"ant": "ok"}
    same = {"ant": "unchanged", "zebra": "unchanged", "monthly_review": "unchanged"}
    assert found(prodops("run", "--json")) == same
    assert PAGE.read_bytes() == before

    # one changed figure makes it again; named alone, a report runs alone
    house.parameters("ant/monthly", 'month: "2026-10"\nnumber: 4\n')
    assert found(prodops("run", "ant", "--json")) == {"ant": "ok"}
    assert PAGE.read_bytes() == before
    assert found(prodops("run", "--json"))["monthly_review"] == "ok"
    assert [figure["value"] for figure in review()["figures"]] == [4, 3]


def test_the_review_is_published_when_others_fail_or_were_never_run_and_says_so(house, prodops):
    house.report("# Bee\n\nHow many?", "raise ValueError", name="bee/monthly")
    house.report("# Cat\n\nHow many?", "1", name="cat/monthly")
    house.notebook("cat")  # its parameters cell stands, its file is wrong
    house.parameters("cat/monthly", "numbr: 3\n")
    done = prodops("run", "--json")
    assert done.returncode == 3
    assert found(done) == {"ant": "ok", "bee": "failed", "cat": "invalid", "monthly_review": "ok", "zebra": "ok"}
    assert review()["headline"].endswith("Bee and cat are late.")
    page = PAGE.read_text()
    assert "Bee: late" in page
    assert "unknown parameter" in page
    house.report("# Bee\n\nHow many?", SAYS, name="bee/monthly")
    (house.root / "parameters/cat/monthly.yaml").unlink()
    house.report("# Dog\n\nHow many?", SAYS, name="dog/monthly")
    prodops("run", "ant", "bee", "monthly_review")
    assert review()["headline"].endswith("Dog was not run.")


def test_the_first_run_without_any_other_report_says_what_to_do(house, prodops):
    done = prodops("run", "monthly_review", "--json")
    assert (found(done), done.returncode) == ({"monthly_review": "no-data"}, 99)
    assert (
        "Run prodops run --month 2026-10: it makes the others first." in json.loads(done.stdout)["reports"][0]["reason"]
    )


def test_a_record_that_was_tampered_with_cannot_break_the_page(house, prodops):
    prodops("run")
    file = records.folder("ant/monthly", "2026-10") / "run.json"
    record = json.loads(file.read_text())
    record["blocks"] += [{"kind": "chart", "heading": "Evil", "html": "</main><script>alert(1)</script>"}]
    record["blocks"] += [{"kind": "chart", "heading": "<b>", "html": '<img alt="x" src="x" onerror="alert(1)">'}]
    record["headline"] = "<script>alert(1)</script>"
    file.write_text(json.dumps(record))
    assert found(prodops("run", "--json"))["monthly_review"] == "ok"
    page = PAGE.read_text()
    assert "<script" not in page
    assert "onerror" not in page
    assert page.count("cannot be shown here") == 2


def test_the_review_comes_first_in_the_index_and_in_the_list(house, prodops):
    prodops("run")
    index = Path("reports/index.html").read_text()
    places = [index.index(f"{name}-monthly.html") for name in ("monthly_review", "ant", "zebra")]
    assert places == sorted(places)
    listed = [line.split("/")[0] for line in prodops("list").stdout.splitlines()]
    assert listed == ["monthly_review", "ant", "zebra"]


def test_a_quarter_runs_after_its_months_and_is_made_of_them(house, prodops):
    done = prodops("run", "--month", "2026-Q3", "--month", "2026-09", "--jobs", "2")
    lines = [line.split()[1] for line in done.stderr.splitlines() if line.endswith("running")]
    assert lines == ["2026-09:"] * 3 + ["2026-Q3:"] * 3


def test_reports_run_in_turns_and_never_wait_for_each_other():
    after = {"a": [], "all": "*", "b": ["c"], "c": ["a"], "too": "*", "last": ["all"]}
    assert list(turns(after | {"last": []})) == [["a", "last"], ["c"], ["b"], ["all", "too"]]
    with pytest.raises(ParameterError, match="all, too, last wait for each other"):
        list(turns(after))
    with pytest.raises(ParameterError, match="wait for each other"):
        list(turns({"a": ["b"], "b": ["a"]}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("['ant/monthly']\nafter = ['zebra/montly']\n", "after names 'zebra/montly', which is no report"),
        ("['ant/monthly']\nafter = 'zebra/monthly'\n", "after is not '*' or a list of reports"),
        ("['ant/monthly']\nafter = ['ant/monthly']\n", "wait for each other"),
        ("[defaults]\nafter = '*'\n", "after is of one report"),
    ],
)
def test_a_wrong_after_is_told_and_hides_no_report(house, text, words):
    (house.root / "parameters/reports.toml").write_text(text)
    with pytest.raises(ParameterError, match=words.replace("*", r"\*")):
        read_settings("ant/monthly")
    assert reviews() == frozenset()
