"""Runs as a schedule sees them: repeated, tried, interrupted, kept from telling secrets."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import alive, wait_for

from prodops_kit import records, snapshots
from prodops_kit.run import publish

PAGE = Path("reports/2026-10/probe-monthly.html")
SAYS = """
from IPython.display import display
payload = {"kind": "figures", "figures": [
    {"name": "n", "label": "N", "value": number, "unit": "count", "better": None, "previous": None}]}
display({"application/vnd.prodops.v1+json": payload, "text/html": f"<p>{number} of them</p>"}, raw=True)
"""


@pytest.fixture
def probe(workbook_here):
    workbook_here.report("# Probe\n\nWhat is it?", "print('seen')", "## A part", SAYS)
    return workbook_here


def last():
    return records.last_good("probe/monthly", "2026-10")


def statuses(done):
    return [entry["status"] for entry in json.loads(done.stdout)["reports"]]


def test_a_good_run_prints_the_page_and_the_index_on_standard_output_only(probe, prodops):
    done = prodops("run")
    assert done.stdout == "reports/2026-10/probe-monthly.html\nreports/index.html\n"
    assert done.stderr.startswith("probe/monthly 2026-10: running\nprobe/monthly 2026-10: ok in ")
    assert done.returncode == 0
    assert last()["figures"][0]["value"] == 3


def test_a_second_run_changes_nothing_and_any_change_runs_again(probe, prodops):
    prodops("run")
    bytes_before, record = PAGE.read_bytes(), last()
    assert statuses(prodops("run", "--json")) == ["unchanged"]
    assert (PAGE.read_bytes(), last()) == (bytes_before, record)
    PAGE.write_text("touched")
    assert statuses(prodops("run", "--json")) == ["ok"]
    assert PAGE.read_bytes() == bytes_before
    probe.parameters("probe/monthly", 'month: "2026-10"\nnumber: 4\n')
    assert statuses(prodops("run", "--json")) == ["ok"]
    assert last()["fingerprint"] != record["fingerprint"]


def test_a_file_that_a_parameter_names_and_that_was_not_there_runs_the_report_again(workbook_here, prodops):
    workbook_here.notebook("probe", "# Probe\n\nWhat is it?", "1 + 1", parameters='month = "2026-10"\nwords_path = "x"')
    workbook_here.parameters("probe/monthly", 'month: "2026-10"\nwords_path: data/words.csv\n')
    prodops("run")
    assert statuses(prodops("run", "--json")) == ["unchanged"]
    (workbook_here.root / "data/words.csv").write_text("a\n")
    assert statuses(prodops("run", "--json")) == ["ok"]
    assert statuses(prodops("run", "--json")) == ["unchanged"]


def test_equal_fingerprint_equal_bytes_even_days_later(probe, prodops):
    prodops("run", SOURCE_DATE_EPOCH="1793577840")
    before, index = PAGE.read_bytes(), Path("reports/index.html").read_bytes()
    prodops("run", "--force", SOURCE_DATE_EPOCH="1793900000")
    assert PAGE.read_bytes() == before
    assert Path("reports/index.html").read_bytes() == index
    assert b"Built 2 November 2026, 00:04 UTC" in before


def test_a_trial_is_marked_and_never_replaces_the_page(probe, prodops):
    prodops("run")
    before, record = PAGE.read_bytes(), last()
    done = prodops("run", "--set", "number=9")
    assert (PAGE.read_bytes(), last()) == (before, record)
    trial = Path(done.stdout.splitlines()[0])
    assert trial.parts[0] == ".prodops"
    assert "Trial with number = 9; not the published report." in trial.read_text()
    assert "9 of them" in trial.read_text()


def test_a_snapshot_is_kept_when_the_page_is_published_and_not_by_a_trial(workbook_here, prodops):
    workbook_here.report(
        "# Probe\n\nWhat is it?", "from prodops_kit import snapshots\nsnapshots.note('seen', {'n': number})"
    )
    assert prodops("run", "--set", "number=9").returncode == 0
    assert snapshots.read("seen") == ()
    assert prodops("run").returncode == 0
    assert snapshots.read("seen") == ({"n": 3},)


def test_a_report_that_is_being_made_is_busy(probe, prodops):
    with publish.locked("probe/monthly", "2026-10"):
        done = prodops("run", "--json")
    assert (statuses(done), done.returncode) == (["busy"], 7)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_reaches_the_kernel_and_is_the_exit_code(workbook_here, number, code):
    cell = "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)"
    workbook_here.report("# Probe\n\nWhat?", cell)
    command = [sys.executable, "-m", "prodops_kit", "run", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    pid = wait_for(lambda: Path("pid").is_file() and Path("pid").read_text())
    process.send_signal(number)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == code
    assert json.loads(out)["reports"][0]["status"] == "interrupted"
    assert wait_for(lambda: not alive(int(pid)))


def test_a_run_whose_process_was_killed_is_found_as_lost(workbook_here, prodops):
    workbook_here.report("# Probe\n\nWhat?", "import pathlib, time\npathlib.Path('on').touch()\ntime.sleep(60)")
    process = subprocess.Popen([sys.executable, "-m", "prodops_kit", "run"], stderr=subprocess.DEVNULL)
    wait_for(Path("on").is_file)
    process.kill()
    process.wait()
    workbook_here.report("# Probe\n\nWhat?", "1 + 1")
    assert wait_for(lambda: prodops("run").returncode == 0)
    assert [attempt["status"] for attempt in records.attempts("probe/monthly", "2026-10")] == ["lost"]


SECRET = 'p&ss"wörd-1234'


@pytest.mark.parametrize("ending", ["1", "raise ValueError(os.environ['LEDGER'])"])
def test_a_secret_is_in_nothing_that_is_kept(workbook_here, prodops, ending):
    cell = (
        "import os, sys\nprint(os.environ['LEDGER'])\nprint(os.environ['LEDGER'], file=sys.stderr)\n"
        f"from IPython.display import HTML, display\ndisplay(HTML('<b>' + os.environ['LEDGER'] + '</b>'))\n{ending}"
    )
    workbook_here.report("# Probe\n\nWhat?", cell)
    (workbook_here.root / "parameters/reports.toml").write_text("[defaults]\nsecrets = ['LEDGER']\n")
    done = prodops("run", LEDGER=SECRET)
    kept = [file for file in workbook_here.root.rglob("*") if file.is_file()]
    texts = [done.stdout, done.stderr, *(file.read_text(errors="replace") for file in kept)]
    assert len(kept) > 5
    for form in (SECRET, json.dumps(SECRET)[1:-1], "p&amp;ss", "wörd-1234", "w\\u00f6rd-1234"):
        assert not any(form in text for text in texts)
    assert any("[secret removed]" in text for text in texts)


def test_a_file_read_past_the_loaders_makes_a_report_run_each_time_and_say_why(probe, prodops):
    (probe.root / "data/own.json").write_text("{}")
    probe.report("# Probe\n\nWhat?", "import prodops_kit", "x = __import__('io').open('data/own.json').read()")
    assert [statuses(prodops("run", "--json")) for _ in range(2)] == [["ok"], ["ok"]]
    assert "Always runs again: it reads data/own.json past the kit's loaders" in last()["warnings"][0]
    assert "data/own.json" in PAGE.read_text()


def test_a_reader_named_in_the_code_counts_even_when_no_file_is_seen_to_open(probe, prodops):
    (probe.root / "data/own.csv").write_text("a\n1\n")
    probe.report("# Probe\n\nWhat?", "import duckdb\nduckdb.read_csv('data/own.csv').fetchall()")
    prodops("run")
    assert "what duckdb, read_csv can reach past" in last()["warnings"][0]
    assert statuses(prodops("run", "--json")) == ["ok"]


def test_standard_error_stays_out_of_the_page_and_is_counted(workbook_here, prodops):
    workbook_here.report("# Probe\n\nWhat?", "import sys; print('internal path', file=sys.stderr)", "print('for all')")
    prodops("run")
    assert "internal path" not in PAGE.read_text()
    assert "for all" in PAGE.read_text()
    assert last()["warnings"] == ["1 cell wrote warnings; the executed notebook has them."]


def test_every_kind_of_output_in_the_notebook_is_in_the_page(workbook_here, prodops):
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    cells = [
        "print('from-stdout')",
        "'from-last-value'",
        "import pandas as pd; pd.DataFrame({'from-table': ['<b>x</b>']})",
        "from IPython.display import HTML, Markdown, Image, SVG, Latex; HTML('<i>from-html</i>')",
        "Markdown('**from-markdown**')",
        "## Above the picture",
        f"import base64; Image(base64.b64decode('{picture}'))",
        "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
        "Latex('$from-latex$')",
    ]
    workbook_here.report("# Probe\n\nWhat?", *cells)
    prodops("run")
    page = PAGE.read_text()
    for mark in ("stdout", "last-value", "table", "html", "markdown", "latex"):
        assert f"from-{mark}" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert page.count("<img alt=") == 2
    assert 'alt="Picture: Above the picture"' in page
    assert "No description has been provided" not in page


def test_headings_are_in_the_contents_with_ids_of_their_own(workbook_here, prodops):
    computed = "from IPython.display import HTML; HTML('<h2 id=\"c\">Computed &amp; shown</h2>')"
    workbook_here.report("# Probe\n\nWhat?", "## Same", "## Same", computed)
    prodops("run")
    page = PAGE.read_text()
    for link in ('href="#same"', 'href="#same-2"', 'href="#c"'):
        assert link in page
    assert "Computed &amp; shown</a>" in page


def test_later_periods_see_the_figures_of_earlier_ones(probe, prodops):
    prodops("run", "--month", "2026-09")
    first = last_fingerprint = None
    for _ in range(2):
        prodops("run", "--month", "2026-10")
        first, last_fingerprint = last_fingerprint, last()["fingerprint"]
    assert first == last_fingerprint
    probe.parameters("probe/monthly", 'month: "2026-10"\nnumber: 7\n')
    prodops("run", "--month", "2026-09")
    probe.parameters("probe/monthly")
    prodops("run", "--month", "2026-10")
    assert last()["fingerprint"] != first  # September's figure has changed


def test_several_months_in_one_command_run_oldest_first(probe, prodops):
    done = prodops("run", "--month", "2026-10", "--month", "2026-08", "--month", "2026-Q3")
    lines = [line for line in done.stderr.splitlines() if line.endswith("running")]
    assert [line.split()[1] for line in lines] == ["2026-08:", "2026-Q3:", "2026-10:"]


def test_saved_files_are_published_with_the_page_and_removed_with_it(workbook_here, prodops):
    cell = "import pandas as pd, prodops_kit as pk\npk.save('tools.csv', pd.DataFrame({'tool': ['=1+1', 'B']}))"
    workbook_here.report("# Probe\n\nWhat?", cell)
    prodops("run")
    side = PAGE.with_name("probe-monthly.tools.csv")
    assert side.read_text() == "tool\n'=1+1\nB\n"
    assert 'href="probe-monthly.tools.csv"' in PAGE.read_text()
    workbook_here.report("# Probe\n\nWhat?", "1 + 1")
    prodops("run")
    assert not side.exists()


SIDE = """
import prodops_kit as pk
from prodops_kit.results import Part, Quote, Sentence, SidePage
said = Quote("Slow <b>again</b> {secret}", Sentence("Tickets"), ((0, 4),))
pk.save("words.html", SidePage(Sentence("All words"), None, (Part(Sentence("Speed"), quotes=(said,), name="t-speed"),)))
"""


def test_a_side_page_is_framed_published_recorded_and_withdrawn_with_the_page(workbook_here, prodops):
    workbook_here.report("# Probe\n\nWhat?", SIDE)
    prodops("run")
    side = PAGE.with_name("probe-monthly.words.html")
    text = side.read_text()
    assert "default-src 'none'" in text[: text.index("<title>All words, Probe, October 2026</title>")]
    assert '<a href="#t-speed">Speed</a>' in text
    assert '<a href="probe-monthly.html">Probe, October 2026</a>' in text
    assert "<mark>Slow</mark> &lt;b&gt;again" in text
    assert 'href="probe-monthly.words.html"' in PAGE.read_text()
    record = json.loads(Path(".prodops/records/2026-10/probe/monthly/run.json").read_text())
    assert [entry["path"] for entry in record["published"]] == [
        "2026-10/probe-monthly.html", "2026-10/probe-monthly.words.html",
    ]  # fmt: skip
    workbook_here.report("# Probe\n\nWhat?", "1 + 1")
    prodops("run")
    assert not side.exists()


def test_a_page_among_the_saved_files_that_holds_a_script_is_not_published(workbook_here, prodops):
    cell = (
        "import os, pathlib\n(pathlib.Path(os.environ['PRODOPS_RUN']) / 'files/x.html').write_text('<script></script>')"
    )
    workbook_here.report("# Probe\n\nWhat?", cell)
    done = prodops("run")
    assert done.returncode != 0
    assert "x.html: the page has a <script> element" in done.stderr
    assert not PAGE.exists()
