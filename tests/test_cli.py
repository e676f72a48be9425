import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prodops_kit import workbook


def test_help_names_every_command_and_starts_nothing_heavy(prodops):
    done = prodops("--help")
    for command in (
        "run",
        "list",
        "check",
        "index",
        "doctor",
        "sample",
        "new",
        "adopt",
        "preview",
        "backfill",
        "diff",
        "prune",
    ):
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE)
    code = (
        "import sys, prodops_kit.cli; print(*{'pandas', 'duckdb', 'papermill', 'IPython', 'babel'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "\n"


def test_importing_the_kit_loads_nothing_heavy():
    code = "import sys, prodops_kit; print(*{'pandas', 'numpy', 'duckdb', 'IPython', 'json', 're'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split()
    assert set(loaded) <= {"json", "re"}


def test_an_unknown_report_is_a_message_with_exit_code_2(workbook_here, prodops):
    workbook_here.report()
    done = prodops("run", "prob/monthly")
    assert done.returncode == 2
    assert done.stderr == (
        "prob/monthly: no such report. The workbook has probe/monthly. Did you mean 'probe/monthly'?\n"
    )


def test_a_folder_that_is_no_workbook_is_a_message(tmp_path, monkeypatch, prodops):
    monkeypatch.chdir(tmp_path)
    done = prodops("list")
    assert done.returncode == 2
    assert "no workbook here or above" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refusal_is_fast_and_starts_no_kernel(workbook_here, fresh_prodops):
    workbook_here.report()
    workbook_here.parameters("probe/monthly", "mnth: 2026-10\n")
    began = time.monotonic()
    done = fresh_prodops("run")
    assert done.returncode == 2
    assert "Did you mean 'month'?" in done.stderr
    assert "running" not in done.stderr
    assert time.monotonic() - began < 5  # the benchmark measures it; this only tells a kernel from none


def test_list_tells_each_report_with_its_newest_page(workbook_here, prodops):
    workbook_here.report()
    assert prodops("list").stdout == "probe/monthly  never run\n"
    prodops("run")
    assert prodops("list").stdout == "probe/monthly  2026-10    reports/2026-10/probe-monthly.html\n"
    assert json.loads(prodops("list", "--json").stdout)["reports"][0]["month"] == "2026-10"


def test_check_tells_everything_wrong_at_once(workbook_here, prodops):
    workbook_here.report()
    assert prodops("check").stdout == "1 report checked, nothing wrong.\n"
    workbook_here.parameters("probe/emea", "mnth: 1\nnumber: x\n")
    workbook_here.parameters("lonely/monthly", "a: 1\n")
    done = prodops("check")
    assert done.returncode == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "parameters/lonely/monthly.yaml",
        "parameters/probe/emea.yaml, line 1",
        "parameters/probe/emea.yaml, line 2",
    ]
    assert json.loads(prodops("check", "--json").stdout)["exit_code"] == 2


def test_check_finds_a_missing_input(workbook_here, prodops):
    workbook_here.notebook("probe", "# P\n\nQ?", parameters='x_file = "data/x.csv"')
    workbook_here.parameters("probe/monthly", "x_file: data/x.csv\n")
    done = prodops("check")
    assert done.returncode == 1
    assert done.stderr.startswith("parameters/probe/monthly.yaml: x_file: data/x.csv does not exist.")


def test_house_rules_are_advice_and_no_exit_code(workbook_here, prodops):
    workbook_here.report("## No title", "\n".join(f"a{n} = {n}" for n in range(14)))
    workbook_here.parameters("probe/monthly", "number: 4\n")
    done = prodops("check")
    assert done.returncode == 0
    advice = [line for line in done.stdout.splitlines() if line.startswith("Advice: ")]
    assert len(advice) == 3
    assert "more than 12 lines in cell 3; move code into a module." in done.stdout
    assert "differs from the notebook's defaults in month, number" in done.stdout


def test_index_is_rebuilt_from_records_alone(workbook_here, prodops):
    workbook_here.report()
    prodops("run")
    before = Path("reports/index.html").read_bytes()
    Path("reports/index.html").unlink()
    assert prodops("index").stdout == "reports/index.html\n"
    assert Path("reports/index.html").read_bytes() == before


def test_doctor_looks_at_kernel_folders_and_versions(workbook_here, prodops):
    workbook_here.report()
    found = json.loads(prodops("doctor", "--json").stdout)["findings"]
    texts = " ".join(finding["text"] for finding in found)
    assert "kernel python3 is this environment's" in texts
    assert "reports/ can be written" in texts
    assert ".ci/lock.txt is missing" in texts  # this workbook is no repository


def test_a_month_that_is_none_is_refused(workbook_here, prodops):
    workbook_here.report()
    done = prodops("run", "--month", "october")
    assert done.returncode == 2
    assert done.stderr.startswith("month: 'october' is not a period; write a month as 2026-10")


def test_the_sample_is_written_once_and_never_over_other_files(workbook_here, prodops):
    assert prodops("sample").stdout == "data\n"
    assert workbook.sample()["month"] == "2026-10"
    first = {file.name: file.read_bytes() for file in Path("data").rglob("*") if file.is_file()}
    assert prodops("sample").returncode == 0
    assert {file.name: file.read_bytes() for file in Path("data").rglob("*") if file.is_file()} == first
    Path("data/charges.csv").write_text("mine")
    done = prodops("sample")
    assert done.returncode != 0
    assert "charges.csv" in done.stderr
    assert Path("data/charges.csv").read_text() == "mine"


def test_a_command_started_from_nothing_does_what_the_forked_ones_of_these_tests_do(
    workbook_here, prodops, fresh_prodops
):
    workbook_here.report()
    for arguments in (["--help"], ["check"], ["run", "prob"]):
        forked, fresh = prodops(*arguments), fresh_prodops(*arguments)
        assert (forked.returncode, forked.stdout, forked.stderr) == (fresh.returncode, fresh.stdout, fresh.stderr)
    prodops("run")
    page = Path("reports/2026-10/probe-monthly.html").read_bytes()
    assert json.loads(fresh_prodops("run", "--json").stdout)["reports"][0]["status"] == "unchanged"
    assert fresh_prodops("run", "--force").returncode == 0
    assert Path("reports/2026-10/probe-monthly.html").read_bytes() == page


@pytest.mark.parametrize("command", ["run", "list", "check", "index", "doctor", "sample"])
def test_each_command_explains_itself(prodops, command):
    assert prodops(command, "--help").stdout.startswith(f"Usage: prodops {command}")
