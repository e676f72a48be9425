"""A report for fewer readers is told to them alone: on no other page, in no other index, review or record."""

import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import REPOSITORY, Workbook

from prodops_kit import records
from prodops_kit.cli import running
from prodops_kit.errors import ParameterError
from prodops_kit.run import doctor, listing, pruning, publish
from prodops_kit.settings import read_settings

SAYS = """
import prodops_kit as pk
from datetime import date
from types import SimpleNamespace
from prodops_kit.money import Money
figure = pk.results.Figure("n", f"Number of {word}", number, "count")
asked = pk.results.Decision(f"{word}.raise", "Raise", word, None, date(2026, 12, 1), Money(number, "USD"), "HR",
                            pk.results.Sentence(f"Reason of {word}."), "high", "")
said = SimpleNamespace(month=month, headline=pk.results.Sentence(f"Headline of {word}."), figures=(figure,),
                       decisions=(asked,))
pk.show.headline(said)
pk.show.figures(said)
pk.show.decisions(said)
pk.show.chart(pk.results.Bars(pk.results.Sentence(f"Bars of {word}"), "count", ("a",), (number,)), lead=True)
pk.save("rows.txt", f"Rows of {word}")
"""
OPEN, NARROW, CLOSED = "Zebra", "Paygrade", "Vaultword"  # no page for others holds the last two
PEOPLE = Path("audiences/people-team")
FOR_PEOPLE = 'audience = "People team"'


def says(house, notebook, word, number):
    house.notebook(notebook, f"# Title of {word}\n\nWhat?", SAYS, parameters=f'month = "2026-10"\n{DEFAULTS}')
    house.parameters(f"{notebook}/monthly", f"month: 2026-10\nword: {word}\nnumber: {number}\n")


DEFAULTS = 'word = "none"\nnumber = 1'


def settings(house, **said):
    """Reviews for everyone and for the people team, and what is said of other reports."""
    tables = {"monthly_review/monthly": "after = '*'", "monthly_review/people": f"after = '*'\n{FOR_PEOPLE}"}
    tables |= {f"{name}/monthly": line for name, line in said.items()}
    write(house, "\n".join(f'["{name}"]\n{lines}' for name, lines in tables.items()))


def write(house, text):
    (house.root / "parameters/reports.toml").write_text(text)


def furnished(house):
    """The shipped review twice, and an open, a narrower and a restricted report."""
    for folder in ("notebooks", "parameters/monthly_review"):
        (house.root / folder).mkdir(exist_ok=True)
    shutil.copy(REPOSITORY / "notebooks/monthly_review.ipynb", house.root / "notebooks")
    for name in ("monthly", "people"):
        house.parameters(f"monthly_review/{name}", "month: 2026-10\n")
    settings(house, pay=FOR_PEOPLE)
    says(house, "zebra", OPEN, 1111)
    says(house, "pay", NARROW, 987654321)
    says(house, "vault", CLOSED, 876543219)
    tag(house, "vault")
    return house


@pytest.fixture
def house(workbook_here):
    return furnished(workbook_here)


@pytest.fixture
def index(capsys):
    """What `prodops index` says on standard error, without a process of its own."""

    def rebuild():
        running.recover()
        running.write_index()
        return capsys.readouterr().err

    return rebuild


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """All of them run once, the restricted one first."""
    house = furnished(Workbook(tmp_path_factory.mktemp("house")))
    command = [sys.executable, "-m", "prodops_kit", "run", "--json", "--jobs", "2"]
    return house, [
        subprocess.run([*command, *named], capture_output=True, text=True, cwd=house.root) for named in (["vault"], [])
    ]


@pytest.fixture
def made(once, monkeypatch):
    """That workbook as the working directory, and what its two runs said."""
    house, said = once
    monkeypatch.chdir(house.root)
    return said


def tag(house, notebook):
    file = house.root / f"notebooks/{notebook}.ipynb"
    file.write_text(file.read_text().replace('"parameters"', '"parameters",\n     "restricted"', 1))


def holding(place, *words):
    """Files at or below a place that hold one of the words in their name or bytes."""
    files = [file for file in Path(place).rglob("*") if file.is_file()]
    wanted = [word.encode() for word in words]
    return sorted(str(f) for f in files if any(word in f.read_bytes() or word in str(f).encode() for word in wanted))


def dead_links(place):
    pages = list(Path(place).rglob("*.html"))
    links = [(file, link) for file in pages for link in re.findall(r'href="([^"#]+)', file.read_text())]
    return [(str(file), link) for file, link in links if not (file.parent / unquote(link)).resolve().is_file()]


def test_what_is_for_an_audience_is_told_to_it_and_to_nobody_else(made):
    assert [done.returncode for done in made] == [0, 0], made[1].stderr
    assert holding("reports", NARROW, "987654321", "987,654,321", "pay-monthly", "pay/monthly", "People team") == []
    assert holding(".prodops/records/2026-10/monthly_review/monthly", NARROW, "987654321", "pay/monthly") == []
    people = records.last_good("monthly_review/people", "2026-10")
    assert [decision["id"] for decision in people["decisions"]] == [f"{NARROW}.raise", f"{OPEN}.raise"]
    page = (PEOPLE / "2026-10/monthly_review-people.html").read_text()
    for said in (f"Headline of {NARROW}.", f"Headline of {OPEN}.", f"Bars of {NARROW}", "For People team only"):
        assert said in page
    assert page.count('href="../../../reports/2026-10/zebra-monthly.html') == 2  # of its decision and its section
    index = (PEOPLE / "index.html").read_text()
    assert f"Headline of {NARROW}." in index
    assert f"Headline of {OPEN}." in index
    assert [*dead_links("reports"), *dead_links("audiences")] == []
    assert stat.S_IMODE(PEOPLE.stat().st_mode) == 0o700
    assert Path("audiences/.gitignore").read_text() == "*\n"


def test_decisions_are_listed_for_those_who_may_read_them(made, prodops):
    everyone = prodops("decide")
    assert NARROW not in everyone.stdout + everyone.stderr
    assert 'prodops decide --audience "People team"' in everyone.stderr
    people = json.loads(prodops("decide", "--audience", "People team", "--json").stdout)["decisions"]
    assert [row["id"] for row in people] == [f"{NARROW}.raise", f"{OPEN}.raise"]
    refused = prodops("decide", "--audience", "Peple team")
    said = "no report is for 'Peple team'; they are for everyone, People team. Did you mean 'People team'?"
    assert (refused.returncode, said in refused.stderr) == (2, True)


def test_a_restricted_report_runs_when_named_is_published_nowhere_and_named_on_no_page(made, prodops):
    first, second = ([entry["report"] for entry in json.loads(done.stdout)["reports"]] for done in made)
    assert first == ["vault/monthly"]
    assert second == ["monthly_review/monthly", "monthly_review/people", "pay/monthly", "zebra/monthly"]
    for place in ("reports", "audiences", ".prodops/records/2026-10/monthly_review"):
        assert holding(place, CLOSED, "876543219", "vault") == []
    page = Path(".prodops/restricted/2026-10/vault-monthly.html")
    assert "Restricted: not to be passed on" in page.read_text()
    assert dead_links(".prodops/restricted") == []
    closed = [page.parent.parent, page.parent, records.folder("vault/monthly", "2026-10")]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in closed] == [0o700] * 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in page.parent.iterdir()} == {0o600}
    assert len(list(page.parent.iterdir())) == 2  # the page and what it saves
    listed = {row["report"]: row for row in json.loads(prodops("list", "--json").stdout)["reports"]}["vault/monthly"]
    assert (listed["page"], listed["headline"]) == (str(page), None)


def test_a_preview_of_a_restricted_report_is_for_its_author_alone(house, prodops):
    seen = prodops("preview", "vault", "--once")
    assert seen.returncode == 0, seen.stderr
    assert stat.S_IMODE(Path(".prodops/preview/vault-monthly.html").stat().st_mode) == 0o600


def test_a_restricted_report_that_fails_says_why_to_nobody_else(house, prodops):
    house.notebook("vault", f"# {CLOSED}\n\nWhat?", "raise pk.errors.DataError('x')", parameters='month = "2026-10"')
    tag(house, "vault")
    house.parameters("vault/monthly", "month: 2026-10\n")
    assert prodops("run", "vault").returncode == 3
    assert [*holding("reports", CLOSED, "vault"), *holding("audiences", CLOSED, "vault")] == []
    failed = Path(".prodops/restricted/2026-10/vault-monthly.failed.html")
    assert stat.S_IMODE(failed.stat().st_mode) == 0o600


def planted(report, month="2026-10", audience=None, others=None):
    """A page and its record, as a run leaves them."""
    record = {
        "schema": 1, "report": report, "month": month, "status": "ok", "trial": False, "reason": None,
        "started": "2026-11-02T06:00:00Z", "headline": f"Headline of {report}.", "inputs": [], "published": [],
        "figures": [], "decisions": [], "sample_data": False, "fingerprint": None,
    }  # fmt: skip
    record |= {"audience": audience} if audience else {}
    record |= {"others": [{"month": month, "digest": "x", "reports": others}]} if others else {}
    name = report.replace("/", "-")
    files = {f"{month}/{name}.html": f"<p>{report} {others}</p>".encode(), f"{month}/{name}.rows.csv": b"rows\n"}
    publish.publish(record, files, None)


@pytest.mark.parametrize(
    ("setting", "place", "removed"),
    [
        (FOR_PEOPLE, "audiences/people-team", ["monthly_review/monthly"]),
        ("restricted = true", ".prodops/restricted", ["monthly_review/monthly", "monthly_review/people"]),
    ],
)
def test_pages_of_a_report_go_with_its_readers_and_reviews_that_told_of_it_go_away(
    house, index, prodops, setting, place, removed
):
    settings(house, zebra=FOR_PEOPLE)
    planted("pay/monthly", "2026-09")
    planted("pay/monthly")
    planted("monthly_review/monthly", others=["pay/monthly"])
    planted("monthly_review/people", audience="People team", others=["pay/monthly", "zebra/monthly"])
    publish.replace_page(publish.failure_path("pay/monthly", "2026-11"), b"pay/monthly failed")
    failed = records.last_good("pay/monthly", "2026-10") | {"status": "failed", "month": "2026-11", "published": []}
    records.write(records.folder("pay/monthly", "2026-11") / "attempts/20261102T070000000000-1.json", failed)
    index()
    assert len(holding("reports", "pay/monthly", "pay-monthly")) == 7  # two pages, their files, review, failure, index

    settings(house, zebra=FOR_PEOPLE, pay=setting)
    assert f"{2 + len(removed)} pages stand where it may no longer be read" in doctor._publications().text
    done = prodops("index")
    assert holding("reports", "pay/monthly", "pay-monthly") == []
    for month in ("2026-09", "2026-10"):
        moved = f"{place}/{month}/pay-monthly.html"
        assert f"reports/{month}/pay-monthly.html: its report is for others now; moved to {moved}." in done.stderr
        assert Path(f"{place}/{month}/pay-monthly.rows.csv").read_bytes() == b"rows\n"
        assert publish.page_file(records.last_good("pay/monthly", month)) == Path(moved).absolute()
    for review in removed:
        assert "told of pay/monthly, not for its readers now; removed." in done.stderr
        assert f"prodops run {review} --month 2026-10" in done.stderr
        assert records.last_good(review, "2026-10") is None
    assert index() == ""


def test_a_move_that_was_cut_off_is_finished_by_the_next_command(house, index):
    planted("pay/monthly")
    (PEOPLE / "2026-10").mkdir(parents=True)
    shutil.move("reports/2026-10/pay-monthly.html", PEOPLE / "2026-10/pay-monthly.html")
    index()
    assert publish.is_intact(records.last_good("pay/monthly", "2026-10"))
    assert holding("reports", "pay") == []


def test_a_review_of_an_earlier_kit_goes_away_only_when_it_can_have_told_of_the_report(house, index):
    settings(house, zebra="restricted = true")
    planted("monthly_review/monthly", others=["pay/monthly"])
    planted("pay/monthly")
    file = records.folder("monthly_review/monthly", "2026-10") / "run.json"
    earlier = json.loads(file.read_text())
    del earlier["others"][0]["reports"]
    file.write_text(json.dumps(earlier))
    assert index() == ""  # there is no page of the restricted report
    settings(house, pay=FOR_PEOPLE)
    assert "reports/2026-10/monthly_review-monthly.html: told of pay/monthly" in index()


def test_a_record_cannot_lead_its_index_out_of_the_workbook(house, index):
    planted("pay/monthly")
    file = records.folder("pay/monthly", "2026-10") / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"audience": "../../elsewhere"}))
    index()
    assert not (house.root.parent / "elsewhere").exists()
    assert "pay" not in Path("reports/index.html").read_text().partition("</style>")[2]


def test_opening_a_report_does_not_open_what_it_said_for_fewer(house, index, prodops):
    planted("pay/monthly", audience="People team")
    settings(house, zebra=FOR_PEOPLE)
    index()
    assert holding("reports", "pay/monthly") == []
    assert (PEOPLE / "2026-10/pay-monthly.html").is_file()
    prodops("run", "pay")
    assert holding("reports", f"Headline of {NARROW}") == ["reports/2026-10/pay-monthly.html", "reports/index.html"]
    assert not PEOPLE.joinpath("2026-10/pay-monthly.html").exists()


def test_old_pages_are_removed_from_where_their_readers_look(house, index):
    for month in ("2026-09", "2026-10"):
        planted("pay/monthly", month, audience="People team")
    for removal in pruning.plan(1):
        removal.remove()
    index()
    assert holding("audiences", "pay/monthly") == [
        f"{PEOPLE}/2026-10/pay-monthly.html",
        f"{PEOPLE}/index.html",
    ]
    assert not (PEOPLE / "2026-09").exists()


def test_an_audience_without_reports_keeps_no_index(house, index):
    planted("pay/monthly", audience="Board")
    index()
    assert not Path("audiences/board").exists()  # its report is for the people team today
    assert (PEOPLE / "2026-10/pay-monthly.html").is_file()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "['monthly_review/people']\nafter = '*'\naudience = 'Peple team'\n"
            "['pay/monthly']\naudience = 'People team'\n",
            "parameters/reports.toml, line 3: [monthly_review/people] audience 'Peple team' of a review is no other "
            "report's; they are for People team, everyone. Did you mean 'People team'?",
        ),
        (
            "['pay/monthly']\naudience = 'People team'\n['zebra/monthly']\naudience = 'people  team'\n",
            "parameters/reports.toml, line 4: [zebra/monthly] audience 'people  team' is written 'People team' before. "
            "Write both alike.",
        ),
        (
            "['pay/monthly']\naudience = '../people'\n",
            "parameters/reports.toml, line 2: [pay/monthly] audience '../people' holds more than letters, digits, "
            "blanks, - and _, and it names a folder. Rename it.",
        ),
        (
            "['vault/monthly']\nrestricted = false\n",
            "parameters/reports.toml, line 2: [vault/monthly] restricted = false, but its notebook is tagged "
            "restricted. Take this line out.",
        ),
        (
            "['pay/monthly']\nrestricted = 'yes'\n",
            "parameters/reports.toml: [pay/monthly] restricted is not true or false",
        ),
        ("['pay/monthly']\naudience = ['a']\n", "parameters/reports.toml: [pay/monthly] audience is not text"),
    ],
)
def test_a_wrong_audience_is_refused_with_its_line(house, text, words):
    write(house, text)
    with pytest.raises(ParameterError) as caught:
        read_settings("pay/monthly")
    assert str(caught.value).startswith(words)


def test_while_the_settings_are_faulty_what_was_for_fewer_stays_with_them(house, prodops):
    planted("pay/monthly", audience="People team")
    write(house, "[defaults\n")
    done = prodops("run", "pay", "vault", "--json")
    assert [entry["status"] for entry in json.loads(done.stdout)["reports"]] == ["invalid", "invalid"]
    assert holding("reports", "pay/monthly", "Headline of pay", "vault", CLOSED) == []
    assert "vault" not in prodops("run").stderr


def test_check_asks_for_no_input_of_a_restricted_report_and_refuses_its_outputs(house):
    house.notebook("vault", "# V\n\nWhat?", "1", parameters='month = "2026-10"\nx_file = "data/none.csv"')
    tag(house, "vault")
    house.parameters("vault/monthly", "month: 2026-10\nx_file: data/none.csv\n")
    assert listing.check(()).exit_code == 0
    assert listing.check(("vault",)).exit_code == 1  # named, it would run
    file = house.root / "notebooks/vault.ipynb"
    notebook = json.loads(file.read_text())
    notebook["cells"][-1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    file.write_text(json.dumps(notebook))
    done = listing.check(())
    assert done.exit_code == 2
    assert "notebooks/vault.ipynb: restricted, and saved with outputs. Clear them" in done.as_text()
