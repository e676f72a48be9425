"""`prodops preview`: the page again at each save, and nothing that leaders see."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import wait_for

PAGE = Path(".prodops/preview/probe-monthly.html")


@pytest.fixture
def watching(workbook_here):
    """A preview at work; what it has printed so far comes back from a call."""
    workbook_here.report("# Probe\n\nWhat is it?", "print('first')")
    command = [sys.executable, "-u", "-m", "prodops_kit", "preview", "notebooks/probe.ipynb"]
    with Path("out.txt").open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)

    def shows(text):
        return wait_for(lambda: PAGE.is_file() and text in PAGE.read_text(), 60)

    yield workbook_here, process, shows
    process.kill()
    process.wait()


def test_the_page_follows_each_save_and_ends_with_an_interrupt(watching):
    workbook, process, shows = watching
    assert shows("first")
    workbook.notebook("probe", "# Probe\n\nWhat is it?", "print('second')")
    assert shows("second")
    notebook = Path("notebooks/probe.ipynb")
    whole = notebook.read_text()
    notebook.write_text(whole[: len(whole) // 2])  # half of a save
    assert not wait_for(lambda: len(Path("out.txt").read_text().splitlines()) > 2, 1)
    assert process.poll() is None
    workbook.notebook("probe", "# Probe\n\nWhat is it?", "1 / 0")
    assert shows("late: the analysis stopped".capitalize())
    workbook.parameters("probe/monthly", "nmber: 3\n")
    assert wait_for(lambda: "unknown parameter 'nmber'" in Path("out.txt").read_text(), 30)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    lines = Path("out.txt").read_text().splitlines()
    assert lines[0].startswith(".prodops/preview/probe-monthly.html in ")
    assert "failed: ZeroDivisionError in cell 3, under 'Probe'." in lines[2]
    assert "Traceback" not in " ".join(lines)
    assert not Path("reports").exists()
    assert not list(Path(".prodops").glob("records/**/*.json"))


def test_once_makes_one_page_and_says_by_its_code_whether_it_is_good(workbook_here, prodops):
    workbook_here.report("# Probe\n\nWhat is it?", "import prodops_kit as pk\npk.save('a.txt', 'x')\nprint(number)")
    workbook_here.parameters("probe/emea", "number: 41\n")
    done = prodops("preview", "probe", "emea", "--once")
    assert done.returncode == 0
    assert done.stdout.startswith(".prodops/preview/probe-emea.html in ")
    assert "41" in Path(".prodops/preview/probe-emea.html").read_text()
    assert Path(".prodops/preview/probe-emea.a.txt").read_text() == "x"
    workbook_here.notebook("probe", "# Probe\n\nWhat is it?", "raise SystemError")
    assert prodops("preview", "notebooks/probe.ipynb", "--once").returncode == 3


def test_a_secret_is_in_no_preview(workbook_here, prodops):
    workbook_here.report("# Probe\n\nWhat is it?", "import os\nprint(os.environ['LEDGER'])\n1 / 0")
    Path("parameters/reports.toml").write_text("[defaults]\nsecrets = ['LEDGER']\n")
    done = prodops("preview", "probe", "--once", LEDGER="hunter2-hunter2")
    kept = b"".join(file.read_bytes() for file in Path(".prodops").rglob("*") if file.is_file())
    assert b"hunter2" not in kept + done.stdout.encode() + done.stderr.encode()


@pytest.mark.parametrize("words", [("gone",), ("probe", "emea")])
def test_a_report_that_is_not_there_is_a_message(workbook_here, prodops, words):
    workbook_here.report()
    done = prodops("preview", *words, "--once")
    assert done.returncode == 2
    assert "monthly" in done.stderr
