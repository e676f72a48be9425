"""Periods that have passed: made later, compared, and removed without ever losing the last good page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Workbook

from prodops_kit import records
from prodops_kit.periods import Period
from prodops_kit.run import differences, pruning, publish

SHOWS = """
import prodops_kit as pk
from datetime import date
from types import SimpleNamespace
from prodops_kit.money import Money
from prodops_kit.results import Decision, Figure, Sentence

spent = {"2026-08": 10000, "2026-09": 12000}.get(month, 9000)
asked = {"2026-08": [("Miro", 9, 99000), ("Loom", 7, 1000)], "2026-09": [("Miro", 11, 121000), ("Figma", 2, None)]}
pk.show.headline(Sentence("Spent {n}.", n=spent))
figures = [Figure("spent", "Spend", spent, "USD cents/month", "lower"), Figure("n", "Tools", number, "count")]
decisions = [
    Decision(tool, "Release", tool, seats, date(2026, 10, 31), worth and Money(worth, "USD"), "IT",
             Sentence("Idle."), "high", "They come back.", noun="seats")
    for tool, seats, worth in asked.get(month, [])
]
pk.show.figures(SimpleNamespace(month=month, figures=figures))
pk.show.decisions(SimpleNamespace(month=month, decisions=decisions))
"""


@pytest.fixture
def probe(workbook_here):
    workbook_here.notebook("probe", "# Probe\n\nWhat is it?", SHOWS)
    workbook_here.parameters("probe/monthly", 'month: "2026-10"\nnumber: 3\n')
    return workbook_here


def statuses(done):
    return [(entry["month"], entry["status"]) for entry in json.loads(done.stdout)["reports"]]


def good(month, report="probe/monthly"):
    return records.last_good(report, month)


def test_backfill_makes_what_is_missing_oldest_first_and_leaves_what_is_good(probe, prodops):
    prodops("run", "--month", "2026-09")
    before = good("2026-09")
    probe.parameters("probe/monthly", 'month: "2026-10"\nnumber: 4\n')
    made = prodops("backfill", "probe", "--from", "2026-08", "--to", "2026-10", "--json")
    assert statuses(made) == [("2026-08", "ok"), ("2026-10", "ok")]
    assert good("2026-09") == before
    assert good("2026-10")["figures"][0]["previous"] == 12000  # September's, so it was there first
    forced = prodops("backfill", "probe", "--from", "2026-08", "--to", "2026-09", "--force", "--json")
    assert statuses(forced) == [("2026-08", "ok"), ("2026-09", "ok")]
    assert good("2026-09")["figures"][0]["previous"] == 10000


def test_a_page_that_was_made_later_says_so(probe, prodops):
    november = {"SOURCE_DATE_EPOCH": "1793577840"}  # 2 November 2026, 00:04 UTC
    prodops("backfill", "--from", "2026-09", "--to", "2026-10", **november)
    stamps = [Path(f"reports/{month}/probe-monthly.html").read_text() for month in ("2026-09", "2026-10")]
    assert "00:04 UTC, later than its month, with the data and code of that day." in stamps[0]
    assert "00:04 UTC. " in stamps[1]  # October's page, made when October had just ended
    assert good("2026-09")["built"] == "2026-11-02T00:04:00Z"


@pytest.mark.parametrize(("first", "last"), [("2026-10", "2026-09"), ("2026-Q1", "2026-09"), ("x", "2026-09")])
def test_backfill_refuses_periods_that_are_no_range(probe, prodops, first, last):
    done = prodops("backfill", "--from", first, "--to", last)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory, prodops):
    """A report run for two months with another number each: to be copied."""
    made = Workbook(tmp_path_factory.mktemp("made"))
    made.notebook("probe", "# Probe\n\nWhat is it?", SHOWS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        for month, number in (("2026-08", 3), ("2026-09", 5)):
            made.parameters("probe/monthly", f'month: "2026-10"\nnumber: {number}\n')
            assert prodops("run", "--month", month).returncode == 0
    return made.root


@pytest.fixture
def two(made, workbook_here):
    shutil.copytree(made, workbook_here.root, dirs_exist_ok=True)


def test_diff_tells_figures_decisions_and_what_may_explain_them(two, prodops):
    assert prodops("diff", "probe", "2026-08", "2026-09").stdout == (
        "probe/monthly: 2026-08 and 2026-09\n"
        "\n"
        "2026-08  Spent 10,000.\n"
        "2026-09  Spent 12,000.\n"
        "\n"
        "Figures\n"
        "  Spend: $100 → $120 (+$20)\n"
        "  Tools: 3 → 5 (+2)\n"
        "\n"
        "Decisions\n"
        "  changed Release 11 Miro seats\n"
        "          quantity: 9 → 11\n"
        "          worth: $990 → $1.21k\n"
        "  gone    Release 7 Loom seats\n"
        "  come    Release 2 Figma seats\n"
        "\n"
        "Parameters\n"
        "  month: 2026-08 → 2026-09\n"
        "  number: 3 → 5\n"
        "\n"
        "Inputs\n"
        "  no difference\n"
        "\n"
        "Code\n"
        "  no difference\n"
    )


def test_diff_as_json_has_numbers_and_units(two, prodops):
    found = json.loads(prodops("diff", "probe/monthly", "2026-08", "2026-09", "--json").stdout)
    assert found["figures"][0] == {
        "name": "spent",
        "label": "Spend",
        "unit": "USD cents/month",
        "before": 10000,
        "after": 12000,
        "before_unit": "USD cents/month",
        "delta": 2000,
    }
    assert [(change["name"], change["change"]) for change in found["decisions"]] == [
        ("Miro", "changed"),
        ("Loom", "gone"),
        ("Figma", "come"),
    ]


def test_a_figure_whose_unit_changed_is_not_compared(two):
    file = records.folder("probe/monthly", "2026-08") / "run.json"
    record = json.loads(file.read_text())
    record["figures"][0]["unit"] = "EUR cents/month"
    records.write(file, record)
    found = differences.compare("probe", "2026-08", "2026-09")
    assert found["figures"][0]["delta"] is None
    assert "Spend: €100 → $120 (not comparable)" in differences.as_text(found)


def test_diff_works_from_records_alone_and_says_which_periods_there_are(two, prodops):
    Path("parameters/probe/monthly.yaml").unlink()
    assert prodops("diff", "probe/monthly", "2026-08", "2026-09").returncode == 0
    done = prodops("diff", "probe/monthly", "2026-08", "2026-07")
    assert done.returncode == 2
    assert done.stderr.startswith("probe/monthly: no good run for 2026-07. It has 2026-08, 2026-09. Run it with ")


def record_of(month, status="ok", report="probe/monthly"):
    """A good run of a period with its page, without a notebook."""
    name = publish.page_path(report, month)
    record = json.loads(TEMPLATE) | {"report": report, "month": month, "status": status}
    publish.publish(record, {name: b"<p>page</p>", name.replace(".html", ".tools.csv"): b"a"}, None)
    (records.folder(report, month) / "run.ipynb").write_text("{}")
    with publish.locked(report, month):
        pass


def attempt(month, name, started, status="failed"):
    place = records.folder("probe/monthly", month) / "attempts"
    record = json.loads(TEMPLATE) | {"month": month, "status": status, "started": started}
    records.write(place / f"{name}.json", record)
    (place / f"{name}.ipynb").write_text("{}")
    (place / name).mkdir()
    (place / name / "probe-monthly.html").write_text("trial")


TEMPLATE = json.dumps(
    {
        "schema": 1,
        "report": "probe/monthly",
        "month": "2026-10",
        "status": "ok",
        "reason": None,
        "trial": False,
        "started": "2026-11-02T06:00:00Z",
        "headline": "",
        "figures": [],
        "decisions": [],
        "inputs": [],
        "published": [],
        "sample_data": False,
    }
)


@pytest.fixture
def archive(workbook_here):
    for month in ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10"):
        record_of(month)
    return workbook_here


def everything():
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


def test_prune_lists_and_removes_nothing_without_yes(archive, prodops):
    before = everything()
    done = prodops("prune", "--keep", "2")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        "probe/monthly 2026-06",
        "probe/monthly 2026-07",
        "probe/monthly 2026-08",
    ]
    assert "Nothing was removed; prodops prune --yes removes what is listed." in done.stderr
    assert everything() == before


def test_prune_removes_pages_records_locks_and_folders_beyond_the_newest(archive, prodops):
    assert prodops("prune", "--keep", "2", "--yes").returncode == 0
    for month in ("2026-06", "2026-07", "2026-08"):
        assert not Path("reports", month).exists()
        assert not Path(".prodops/records", month).exists()
    assert [record["month"] for record in records.good()] == ["2026-10", "2026-09"]
    assert all(publish.is_intact(record) for record in records.good())
    assert len(list(Path(".prodops/locks").glob("*"))) == 2
    assert "2026-08" not in Path("reports/index.html").read_text()
    assert prodops("prune", "--keep", "2", "--yes").stdout == "Nothing to remove.\n"


def test_the_last_good_run_stays_however_many_failures_are_newer(archive, prodops):
    for month in ("2026-11", "2026-12", "2027-01"):
        attempt(month, "a", "2027-02-01T00:00:00Z")
    prodops("prune", "--keep", "1", "--yes")
    assert [record["month"] for record in records.good()] == ["2026-10"]
    assert publish.is_intact(good("2026-10"))


def test_attempts_before_a_good_run_go_and_later_ones_stay(archive, prodops):
    attempt("2026-10", "old", "2026-11-01T00:00:00Z")
    attempt("2026-10", "new", "2026-11-03T00:00:00Z")
    done = prodops("prune", "--yes")
    assert "2026-10: 1 old attempt (" in done.stdout
    place = records.folder("probe/monthly", "2026-10") / "attempts"
    assert sorted(path.name for path in place.iterdir()) == ["new", "new.ipynb", "new.json"]


def test_notebooks_without_a_record_and_locks_without_a_period_go(archive, prodops):
    stray = records.folder("probe/monthly", "2026-10") / "attempts" / "x.ipynb"
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("{}")
    with publish.locked("gone/monthly", "2020-01"):
        pass
    prodops("prune", "--yes")
    assert not stray.exists()
    assert not publish.lock_file("gone/monthly", "2020-01").exists()
    assert publish.lock_file("probe/monthly", "2026-10").exists()


def test_a_period_that_a_run_holds_is_left_alone(archive, prodops):
    with publish.locked("probe/monthly", "2026-07"):
        done = prodops("prune", "--keep", "2", "--yes")
    assert done.returncode == 7
    assert "probe/monthly 2026-07: a run is at work; left alone." in done.stderr
    assert publish.is_intact(good("2026-07"))
    assert not Path("reports/2026-06").exists()


class Killed(BaseException):
    """Stands for a kill: nothing after it happens."""


STEPS = ("replace", "unlink", "rmdir")


@pytest.mark.parametrize("step", range(12))
@pytest.mark.parametrize("keep", [2, 24])
def test_killed_at_any_step_no_record_leads_to_a_missing_page_and_the_next_prune_ends_it(
    archive, monkeypatch, step, keep
):
    attempt("2026-06", "old", "2026-11-01T00:00:00Z")
    left = [step]

    def counted(call):
        def killing(self, *arguments, **options):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return call(self, *arguments, **options)

        return killing

    with monkeypatch.context() as patched:
        for name in STEPS:
            patched.setattr(Path, name, counted(getattr(Path, name)))
        try:
            for removal in pruning.plan(2):
                removal.remove()
        except Killed:
            pass
    assert all(publish.is_intact(record) for record in records.good())
    for removal in pruning.plan(keep):
        removal.remove()
    pages = {file.parent.name for file in Path("reports").rglob("*.html")}
    assert pages == {record["month"] for record in records.good()}
    assert not list(Path(".prodops").rglob("pruned.json"))
    assert {"2026-09", "2026-10"} <= pages


def test_a_page_made_again_while_its_removal_was_cut_off_stays(archive):
    folder = records.folder("probe/monthly", "2026-06")
    shutil.copy(folder / "run.json", folder / "pruned.json")
    record_of("2026-06")
    for removal in pruning.plan(24):
        removal.remove()
    assert publish.is_intact(good("2026-06"))
    assert not (folder / "pruned.json").exists()


def test_periods_of_every_kind_are_kept_by_their_end(workbook_here):
    for month in ("2026-Q3", "2026-09", "2026", "2025-12"):
        record_of(month)
    gone = {removal.month for removal in pruning.plan(2)}
    assert gone == {"2025-12", "2026-Q3"}  # what goes: the year ends last, the quarter begins before its month
    assert Period("2026").end > Period("2026-Q3").end


def test_keeping_nothing_is_refused(archive, prodops):
    assert prodops("prune", "--keep", "0").returncode == 2
