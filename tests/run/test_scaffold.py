"""`prodops new`: what it writes runs, checks and tests at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from prodops_kit import records, workbook


@pytest.fixture
def empty(workbook_here):
    shutil.copyfile(REPOSITORY / "pyproject.toml", "pyproject.toml")
    return workbook_here


def python(*arguments):
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("name", ["ideas", "support_tickets"])
def test_a_new_report_checks_runs_and_passes_its_test_at_once(empty, prodops, name):
    made = prodops("new", name)
    assert made.stdout.split() == [
        f"notebooks/{name}.ipynb",
        f"notebooks/{name}_table.py",
        f"parameters/{name}/monthly.yaml",
        f"tests/test_{name}.py",
        f"data/{name}.csv",
    ]
    assert prodops("check").stdout == "1 report checked, nothing wrong.\n"
    assert prodops("run", name).returncode == 0
    tested = python("pytest", "-n", "0", f"tests/test_{name}.py")
    assert tested.returncode == 0, tested.stdout
    for command in (("check",), ("format", "--check")):
        linted = python("ruff", *command, "notebooks", "tests")
        assert linted.returncode == 0, linted.stdout


def test_a_new_report_is_unchanged_until_its_rows_or_its_module_change(empty, prodops):
    prodops("new", "ideas")
    month = workbook.month("last_month")

    def status():
        return json.loads(prodops("run", "--json").stdout)["reports"][0]["status"]

    assert [status(), status()] == ["ok", "unchanged"]
    module = Path("notebooks/ideas_table.py")
    module.write_text(module.read_text().replace("Teams with any", "Teams"))
    assert [status(), status()] == ["ok", "unchanged"]
    record = records.last_good("ideas/monthly", month)
    assert [figure["label"] for figure in record["figures"]][1] == "Teams"
    assert record["sample_data"]
    assert record["modules"] == ["notebooks/ideas_table.py"]


def test_a_page_says_that_its_rows_are_examples_until_they_are_replaced(empty, prodops):
    prodops("new", "ideas")
    month = workbook.month("last_month")
    page = Path(f"reports/{month}/ideas-monthly.html")
    prodops("run")
    assert "Made from sample data" in page.read_text()
    Path("data/ideas.csv").write_text(
        f"Day,Group,Number\n{month}-03,Mobile,4\n{month}-04,Growth,1\n".replace("Day", "date")
    )
    prodops("run")
    assert "Made from sample data" not in page.read_text()
    assert records.last_good("ideas/monthly", month)["figures"][0]["value"] == 5


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Support Tickets", "Write for example support_tickets."),
        ("../x", "Write for example x."),
        ("class", "Write for example support_tickets."),
        ("2026", "Write for example support_tickets."),
        ("definitions", "the name is taken"),
        ("", "Write for example support_tickets."),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_and_nothing_is_written(empty, prodops, name, message):
    before = sorted(Path().rglob("*"))
    done = prodops("new", name)
    assert done.returncode == 2
    assert message in done.stderr
    assert sorted(Path().rglob("*")) == before


def test_nothing_that_is_there_is_written_over(empty, prodops):
    Path("data/ideas.csv").write_text("mine")
    done = prodops("new", "ideas")
    assert done.stderr == "ideas: data/ideas.csv is already there. Choose another name.\n"
    assert Path("data/ideas.csv").read_text() == "mine"
    assert not Path("notebooks/ideas.ipynb").exists()


@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_a_module_beside_the_notebooks_is_found_from_any_folder(workbook_here, folder):
    Path("notebooks/beside_here.py").write_text("ANSWER = 42\n")
    code = "import prodops_kit, beside_here; print(beside_here.ANSWER)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, cwd=folder)
    assert done.stdout == "42\n", done.stderr
