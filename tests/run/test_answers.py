"""Answers and notes reach the pages they are about, and no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Workbook

from prodops_kit import decision_log, records

CELLS = (
    "# Probe\n\nWhat is it?",
    "import prodops_kit as pk\nfrom datetime import date\nfrom types import SimpleNamespace\n"
    "from prodops_kit.results import Decision, Line, Lines, Sentence\nmonth = pk.month(month)",
    "ids = ['probe.ask.one', 'probe.ask.two']",
    "ask = [Decision(i, 'Ask', i[-3:], None, date(2026, 12, 1), None, 'IT', Sentence('So.'), 'high', '') for i in ids]",
    "pk.show.decisions(SimpleNamespace(month=month, decisions=ask))",
    "pk.show.chart(Lines(Sentence('Cost'), 'count', ('2026-09', '2026-10'), (Line('a', (1, 2)),)))",
)
PAGE = Path("reports/2026-10/probe-monthly.html")


@pytest.fixture(scope="module")
def made(tmp_path_factory, prodops):
    """A report that asks for two decisions, run for two months: to be copied."""
    made = Workbook(tmp_path_factory.mktemp("made"))
    made.report(*CELLS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        assert prodops("run", "--month", "2026-09", "--month", "2026-10").returncode == 0
    return made.root


@pytest.fixture
def probe(made, workbook_here, prodops):
    shutil.copytree(made, workbook_here.root, dirs_exist_ok=True)

    def run(*more):
        done = prodops("run", "--month", "2026-09", "--month", "2026-10", "--json", *more)
        return [outcome["status"] for outcome in json.loads(done.stdout)["reports"]]

    return run


def test_an_answer_rebuilds_only_the_pages_concerned(probe, prodops):
    assert probe() == ["unchanged", "unchanged"]
    done = prodops("decide", "probe.ask.one", "declined", "--note", "no need", "--owner", "IT")
    assert done.stdout == "data/decisions.csv, line 2: probe.ask.one declined (no need), 2026-10\n"
    assert probe() == ["unchanged", "ok"]
    assert "Declined, snoozed or done (1)" in PAGE.read_text()
    kept = records.last_good("probe/monthly", "2026-10")
    assert [decision["state"] for decision in kept["decisions"]] == ["declined", "open"]
    assert not kept["warnings"]
    prodops("decide", "probe.ask.two", "done", "--period", "2026-11")
    assert probe() == ["unchanged", "unchanged"]  # later months' answers are not on these pages


def test_open_decisions_are_listed_with_their_ids(probe, prodops):
    prodops("decide", "probe.ask.one", "snoozed", "--until", "5.1.2027")
    prodops("decide", "probe.ask.two", "accepted")
    assert prodops("decide").stdout == "probe.ask.two  accepted  by 1 December 2026  Ask two\n"
    assert [row["id"] for row in json.loads(prodops("decide", "--json").stdout)["decisions"]] == ["probe.ask.two"]
    prodops("decide", "probe.ask.two", "done")
    assert prodops("decide").stdout == "No open decision.\n"


def test_cells_cannot_write_on_a_terminal(workbook_here, prodops):
    workbook_here.report(*(cell.replace("'Ask', i[-3:]", "'Ask', '\\x1b[31mred\\x07'") for cell in CELLS))
    prodops("run", "--month", "2026-09", "--month", "2026-10")
    said = prodops("decide").stdout + prodops("diff", "probe", "2026-09", "2026-10").stdout
    assert "[31mred" in said
    assert all(character.isprintable() or character == "\n" for character in said)


WRONG = {
    ("probe.ask.on", "done"): "probe.ask.on: no record asks for this decision. Did you mean 'probe.ask.one'?",
    ("probe.ask.one", "maybe"): "Invalid value",
    ("probe.ask.one",): "STATE is missing",
    ("probe.ask.one", "snoozed"): "--until: missing; write when the decision comes back, such as 2026-12-31.",
    ("probe.ask.one", "snoozed", "--until", "12/01/2026"): "--until: '12/01/2026' is no day",
    ("probe.ask.one", "snoozed", "--until", "2026-10-31"): "--until: 2026-10-31 is not after 2026-10",
    ("probe.ask.one", "done", "--until", "2026-12-31"): "--until: only a snoozed decision comes back",
    ("probe.ask.one", "done", "--period", "autumn"): "'autumn' is not a period",
}


def test_what_is_no_answer_is_refused_and_nothing_written(probe, prodops):
    for arguments, said in WRONG.items():
        done = prodops("decide", *arguments)
        assert done.returncode == 2
        assert said in done.stderr
    assert not decision_log.file().exists()


def test_a_faulty_log_stops_no_report_and_check_says_it(probe, prodops):
    decision_log.file().write_text("id,period,state,owner,note,until\nx,never,done,,,\n")
    assert probe() == ["ok", "ok"]
    assert "decision log cannot be read" in PAGE.read_text()
    done = prodops("check")
    assert done.returncode == 1
    assert "data/decisions.csv, line 2: 'never' is not a period." in done.stderr
    assert prodops("decide", "probe.ask.one", "done").returncode == 1
    decision_log.file().unlink()
    assert probe() == ["ok", "ok"]
    assert "decision log" not in PAGE.read_text()


def test_a_note_is_on_its_page_until_it_changes(probe, prodops):
    note = Path("data/notes/2026-10/probe-monthly.md")
    note.parent.mkdir(parents=True)
    note.write_text("2026-11-03\nIt **rose** <b>so</b>.\n\n@2026-10-14: New pricing\n")
    assert probe() == ["unchanged", "ok"]
    page = PAGE.read_text()
    assert "<p>It <strong>rose</strong> &lt;b&gt;so&lt;/b&gt;.</p>" in page
    assert "Note of 3 November 2026" in page
    assert page.count("14 Oct: New pricing") == 1
    assert probe() == ["unchanged", "unchanged"]
    assert probe("--force") == ["ok", "ok"]
    assert PAGE.read_text() == page
    note.write_text("x" * 20_001)
    assert probe() == ["unchanged", "ok"]
    assert "The note for this page is not shown. data/notes/2026-10/probe-monthly.md: 20,001 bytes" in PAGE.read_text()
    assert prodops("check").returncode == 1


def test_a_trial_says_for_which_page_its_note_was_written(probe, prodops):
    note = Path("data/notes/2026-10/probe-monthly.md")
    note.parent.mkdir(parents=True)
    note.write_text("It rose.")
    done = prodops("run", "--set", "number=4")
    trial = Path(done.stdout.splitlines()[0]).read_text()
    assert "It rose." in trial
    assert "The note was written for the published page, not for this trial." in trial
