"""What goes wrong around a run: damaged files, odd names, killed parents, hand-made records."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import alive, wait_for

from prodops_kit import inspection, parameters, records, workbook
from prodops_kit.run import payloads, publish

PAGE = Path("reports/2026-10/probe-monthly.html")
MIME = records.MIME


@pytest.fixture
def probe(workbook_here):
    workbook_here.report("# Probe\n\nWhat?", "1 + 1")
    return workbook_here


def outcome(done):
    return json.loads(done.stdout)["reports"][0]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": 2}', "\x00"])
def test_a_damaged_record_is_no_record(probe, prodops, text):
    prodops("run")
    folder = records.folder("probe/monthly", "2026-10")
    for file in (folder / "run.json", folder / "attempts/20260101T000000000000-1.json"):
        file.write_text(text)
    assert outcome(prodops("run", "--json"))["status"] == "ok"
    for command in ("list", "index"):
        done = prodops(command)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', '{"files": 1, "month": "x"}'])
def test_a_damaged_truth_file_is_no_sample(probe, text):
    (probe.root / "data/truth.json").write_text(text)
    assert workbook.sample() == {}


def test_one_broken_notebook_stops_no_other_report(probe, prodops):
    probe.report("# Other\n\nWhat?", "1", name="bad/monthly")
    (probe.root / "notebooks/bad.ipynb").write_text("<<<<<<< HEAD\n{}")
    found = {o["report"]: o["status"] for o in json.loads(prodops("run", "--json").stdout)["reports"]}
    assert found == {"bad/monthly": "invalid", "probe/monthly": "ok"}
    assert "not a notebook of format 4, or damaged" in prodops("check").stderr


def test_names_that_cannot_be_pages_are_told_and_left_out(probe, prodops):
    probe.parameters("probe/a.b", "number: 3\n")
    probe.parameters("probe/ok name", "number: 3\n")
    (probe.root / "parameters/probe/other.yml").write_text("number: 3\n")
    probe.notebook("probe-ok name")
    probe.notebook("probe-ok")
    probe.parameters("probe-ok/name", "number: 3\n")
    probe.parameters("probe-ok name/x", "number: 3\n")
    probe.notebook("probe-ok name-x")
    found = parameters.left_out()
    assert [line.split(": ")[0] for line in found] == ["parameters/probe/a.b.yaml", "parameters/probe/other.yml"]
    probe.notebook("a-b")
    probe.notebook("a")
    probe.parameters("a/b-c", "number: 3\n")
    probe.parameters("a-b/c", "number: 3\n")
    assert parameters.left_out()[0].endswith("its page would have the name of another report's. Rename it.")
    assert "parameters/probe/a.b.yaml" in prodops("check").stderr


def test_a_failure_that_is_mended_is_history(probe, prodops):
    prodops("run")
    good = (probe.root / "notebooks/probe.ipynb").read_bytes()
    probe.report("# Probe\n\nWhat?", "raise ValueError")
    prodops("run")
    assert "late: the analysis stopped" in Path("reports/index.html").read_text()
    (probe.root / "notebooks/probe.ipynb").write_bytes(good)
    assert outcome(prodops("run", "--json"))["status"] == "unchanged"
    assert "late" not in Path("reports/index.html").read_text().split("</style>")[1]
    assert not Path("reports/2026-10/probe-monthly.failed.html").exists()


def test_a_refusal_is_filed_under_the_periods_own_month(probe, prodops):
    probe.parameters("probe/monthly", 'month: "2026-03"\nnmber: 3\n')
    assert outcome(prodops("run", "--json"))["month"] == "2026-03"


def test_the_same_month_twice_runs_once(probe, prodops):
    done = prodops("run", "--json", "--month", "2026-10", "--month", "2026-10")
    assert [o["status"] for o in json.loads(done.stdout)["reports"]] == ["ok"]


@pytest.mark.parametrize("month", ["month = 10", "month: int | None = None"])
def test_a_month_that_is_no_text_is_refused(workbook_here, prodops, month):
    workbook_here.notebook("probe", "# P\n\nQ?", parameters=month)
    workbook_here.parameters("probe/monthly", "")
    done = prodops("run")
    assert done.returncode == 2
    assert 'periods are text: month = "last_month"' in done.stderr


def test_a_notebook_without_a_month_is_a_report_of_the_last_one(workbook_here, prodops):
    workbook_here.notebook("probe", "# P\n\nQ?", parameters="number = 1")
    workbook_here.parameters("probe/monthly", "")
    assert outcome(prodops("run", "--json", SOURCE_DATE_EPOCH="1793577840"))["month"] == "2026-10"
    assert outcome(prodops("run", "--json", SOURCE_DATE_EPOCH="1793577840"))["status"] == "unchanged"


def test_a_changed_module_of_the_teams_own_runs_the_report_again(probe, prodops):
    (probe.root / "helper.py").write_text("x = 1\n")
    probe.report("# Probe\n\nWhat?", "import prodops_kit", "import helper\nhelper.x")
    assert [outcome(prodops("run", "--json"))["status"] for _ in range(2)] == ["ok", "unchanged"]
    (probe.root / "helper.py").write_text("x = 2\n")
    assert outcome(prodops("run", "--json"))["status"] == "ok"


@pytest.mark.parametrize("secret", ["s3cret-value", "-----BEGIN KEY-----\nMIIabcdef\nZZZZ9999\n-----END KEY-----"])
def test_a_secret_in_a_parameter_or_of_several_lines_is_kept_nowhere(workbook_here, prodops, secret):
    workbook_here.report(
        "# Probe\n\nWhat?", "import os\nos.environ['LEDGER']", "raise ValueError(os.environ['LEDGER'])"
    )
    workbook_here.notebook("plain", "# Plain\n\nQ?", "1", parameters='month = "2026-10"\ntitle = ""')
    workbook_here.parameters("plain/monthly", f'month: "2026-10"\ntitle: {json.dumps(secret)}\n')
    Path("parameters/reports.toml").write_text("[defaults]\nsecrets = ['LEDGER']\n")
    prodops("run", LEDGER=secret)
    kept = [f.read_text(errors="replace") for d in ("reports", ".prodops") for f in Path(d).rglob("*") if f.is_file()]
    assert len(kept) > 6
    for line in secret.splitlines():
        assert not any(line in text for text in kept)


HAND_MADE = [
    {"kind": "figures", "figures": [{"name": "x"}]},
    {
        "kind": "figures",
        "figures": [{"name": "x", "label": "X", "value": "a", "unit": "count", "better": None, "previous": None}],
    },
    {"kind": "decisions"},
    {
        "kind": "decisions",
        "decisions": [{"id": "a", "action": "b", "subject": "c", "by": "soon", "worth": None, "owner": "d"}],
    },
    {"kind": "chart", "lead": True},
    {"x": 1},
    ["a"],
    {"kind": "headline"},
]


@pytest.mark.parametrize("payload", HAND_MADE)
def test_a_hand_made_record_that_cannot_be_kept_is_told_apart(payload):
    assert payloads.fault([{"kind": "heading", "text": "x"}, payload])


def test_a_hand_made_record_fails_its_own_report_only(probe, prodops):
    probe.report("# P\n\nQ?", f"from IPython.display import display\ndisplay({{'{MIME}': ['a']}}, raw=True)")
    found = outcome(prodops("run", "--json"))
    assert found["status"] == "failed"
    assert "a cell displays a record that cannot be kept: it has no kind" in found["reason"]
    assert prodops("index").returncode == 0


def test_a_publication_that_cannot_finish_blocks_no_command(probe, prodops):
    Path("reports").mkdir()
    Path("reports/2026-10").write_text("in the way")
    assert outcome(prodops("run", "--json"))["status"] == "publish-failed"
    done = prodops("index")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    Path("reports/2026-10").unlink()
    assert "finished a publication that was cut off" in prodops("index").stderr
    assert PAGE.is_file()


def test_leftovers_of_others_are_left_alone(probe, prodops):
    for name in ("reports/.foo.part", "reports/.staging/foo/x"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x")
    assert prodops("run").returncode == 0
    assert Path("reports/.foo.part").exists()


def test_a_reports_folder_that_is_a_file_is_a_message(probe, prodops):
    Path("reports").write_text("in the way")
    done = prodops("run")
    assert done.returncode == 6
    assert "Traceback" not in done.stderr


def test_when_the_parent_is_killed_worker_and_kernel_end(workbook_here):
    cell = "import os, pathlib, time\npathlib.Path('pid').write_text(f'{os.getpid()} {os.getppid()}')\ntime.sleep(60)"
    workbook_here.report("# Probe\n\nWhat?", cell)
    process = subprocess.Popen([sys.executable, "-m", "prodops_kit", "run"], stderr=subprocess.DEVNULL)
    pids = wait_for(lambda: Path("pid").is_file() and Path("pid").read_text().split())
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert wait_for(lambda: not any(alive(int(pid)) for pid in pids))


def test_processes_that_a_notebook_started_end_with_it(workbook_here, prodops):
    cell = (
        "import subprocess, pathlib\np = subprocess.Popen(['sleep', '60'])\npathlib.Path('pid').write_text(str(p.pid))"
    )
    workbook_here.report("# Probe\n\nWhat?", cell)
    prodops("run")
    assert wait_for(lambda: not alive(int(Path("pid").read_text())))


def test_what_is_kept_is_for_the_owner_only(probe, prodops):
    prodops("run")
    if os.name == "posix":
        assert Path(".prodops").stat().st_mode & 0o077 == 0


def test_an_address_in_a_message_is_masked(workbook_here, prodops):
    raised = "from prodops_kit.errors import DataError\nraise DataError('a.csv: asked by jane@example.com.')"
    workbook_here.report("# Probe\n\nWhat?", raised)
    done = prodops("run", "--json")
    page = Path("reports/2026-10/probe-monthly.failed.html").read_text()
    assert "asked by [address]." in done.stdout + page
    assert "jane@example.com" not in done.stdout + done.stderr + page


def page_with(body):
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>t</title></head><body><h1>H</h1>{body}</body></html>"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<script>1</script>",
        "<!-- swallowed",
        "</main></div>",
        "<div>",
        "<textarea>",
        "<meta http-equiv=refresh content='0;url=https://x.test'>",
        "<title>x</title>",
        "<p onclick='x()'>",
        "<a href=' JavaScript:x()'>x</a>",
        "<img alt=x src=//x.test/a.png>",
        "<img src='data:image/png;base64,AA'>",
        "<p style='background: url(x)'>x</p>",
        "<style>@import 'x'</style>",
        "<iframe srcdoc='x'></iframe>",
    ],
)
def test_a_page_that_runs_loads_or_swallows_something_is_not_published(body):
    assert inspection.faults(page_with(body))


@pytest.mark.parametrize(
    "body",
    [
        "<p>one<p>two",
        "<ul><li>a<li>b</ul>",
        "<table><tr><td>a<tr><td>b</table>",
        "<svg><title>x</title></svg>",
        "<img alt=x src='data:image/png;base64,AA'>",
        "<a href='https://x.test'>x</a><br><hr/>",
        "<!-- a comment -->",
    ],
)
def test_ordinary_html_is_published(body):
    assert inspection.faults(page_with(body)) == []


def test_each_heading_gets_an_id_of_its_own_however_it_is_written():
    from prodops_kit.run import export

    named = export._name_headings('<h2>A</h2><h3 class="a" id="a">A</h3><H2>A</H2><h2 id=main>M</h2><h2>' * 2)
    ids = [part.split('"')[0] for part in named.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 10
    assert ids[:4] == ["a", "a-2", "a-3", "main-2"]


def test_a_page_path_is_the_reports_name():
    assert publish.page_path("a/b", "2026-10") == "2026-10/a-b.html"
