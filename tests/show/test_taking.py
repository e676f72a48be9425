"""The line under the parameters cell: which file the values are, and another's taken by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import IPython
import pytest

from prodops_kit import parameters, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.show import taking

CELL = 'month = "2026-10"\nnumber = 3\nteam = "All"'


class Shell:
    """A notebook in JupyterLab, as far as IPython shows it."""

    def __init__(self, **names):
        self.user_ns = names

    def push(self, names):
        self.user_ns.update(names)


@pytest.fixture
def lab(workbook_here, monkeypatch):
    """Type in a notebook of JupyterLab; what it shows comes back as text."""
    workbook_here.notebook("spend", "# Spend\n\nHow much?", parameters=CELL)
    workbook_here.parameters("spend/monthly", "number: 3\n")
    workbook_here.parameters("spend/emea", "number: 4\nteam: EMEA\n")
    shell, shown = Shell(month="2026-10", number=3, team="All", _ih=[""]), []
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: shown.append(data["text/plain"]))
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/spend.ipynb")
    monkeypatch.setattr(parameters, "_taken", "")
    parameters._matching.cache_clear()

    def take(name=""):
        taking.take_parameters(name)
        return shown[-1] if shown else None

    take.shell = shell
    yield take
    parameters._matching.cache_clear()


def test_the_line_names_the_file_and_the_others(lab):
    assert lab() == (
        'These are the values of parameters/spend/monthly.yaml. Others: emea. pk.take_parameters("emea") takes one.'
    )


def test_values_of_no_file_are_told_with_what_differs_from_the_nearest(lab):
    lab.shell.user_ns["number"] = 9
    assert lab().startswith("parameters/spend/monthly.yaml differs in number. ")


def test_a_named_file_is_taken_and_the_notebook_is_its_report(lab):
    assert lab("emea").startswith("Taken from parameters/spend/emea.yaml. It sets number, team. Others: monthly.")
    assert (lab.shell.user_ns["number"], lab.shell.user_ns["team"]) == (4, "EMEA")
    assert parameters.current_report() == "spend/emea"


def test_of_two_files_with_the_same_values_the_one_taken_is_the_report(lab, workbook_here):
    workbook_here.parameters("spend/copy", "number: 3\n")
    assert parameters.current_report() is None
    lab("copy")
    assert parameters.current_report() == "spend/copy"


def test_a_copy_of_a_file_can_be_taken(lab):
    Path("parameters/reports.toml").write_text('["spend/emea"]\neach = [{ name = "uk", team = "UK" }]\n')
    assert lab("emea-uk").startswith("Taken from parameters/spend/emea.yaml, uk. It sets number, team.")
    assert lab.shell.user_ns["team"] == "UK"


def test_a_name_that_no_file_has_is_refused_with_a_near_one(lab):
    with pytest.raises(ParameterError, match=r"no parameters file 'emae'. It has emea, monthly. Did you mean 'emea'"):
        lab("emae")


def test_a_wrong_file_is_refused_as_before_a_run_and_changes_nothing(lab, workbook_here):
    workbook_here.parameters("spend/emea", "nmber: 4\n")
    with pytest.raises(ParameterError, match="line 1: unknown parameter 'nmber'"):
        lab("emea")
    assert lab.shell.user_ns["number"] == 3


@pytest.mark.parametrize("where", ["run", "papermill", "script", "terminal"])
def test_in_a_run_and_under_papermill_it_shows_and_changes_nothing(lab, monkeypatch, tmp_path, where):
    if where == "run":
        monkeypatch.setenv(workbook.RUN_VARIABLE, str(tmp_path))
    if where == "papermill":
        lab.shell.user_ns["_ih"] = ["", "month = 1", '# Parameters\nmonth = "2026-10"\n']
    if where == "script":
        monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    if where == "terminal":
        monkeypatch.delenv("JPY_SESSION_NAME")
    assert lab("emea") is None
    assert lab.shell.user_ns["number"] == 3


def test_a_page_is_the_same_with_and_without_the_line(workbook_here, prodops):
    page = Path("reports/2026-10/spend-monthly.html")
    workbook_here.parameters("spend/monthly", "number: 3\n")
    workbook_here.parameters("spend/emea", "number: 4\n")
    bodies = []
    for cell in ("import prodops_kit as pk", 'import prodops_kit as pk\npk.take_parameters("emea")'):
        workbook_here.notebook("spend", "# Spend\n\nHow much?", cell, "print(number)")
        prodops("run", "spend/monthly", SOURCE_DATE_EPOCH="1793577840")
        bodies.append(page.read_text().partition("<footer")[0])
    assert ">3" in bodies[0]
    assert bodies[0] == bodies[1]


def test_a_script_may_call_it():
    code = "import prodops_kit as pk; print(pk.take_parameters('x'))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "None\n"
