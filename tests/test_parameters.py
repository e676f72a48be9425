import json

import pytest

from prodops_kit import parameters, workbook
from prodops_kit.errors import ParameterError

CELL = """\
month = "last_month"      # period
charges_file = "data/charges.csv"
currency = "EUR"
limit: float = 0.1
team: str | None = None
tools: list[str] = []
"""
GOOD = "month: 2026-10\ncharges_file: data/c.csv\ncurrency: USD\nlimit: 1\nteam: null\ntools: [a, b]\n"


@pytest.fixture
def report(workbook_here):
    def make(text, cell=CELL):
        workbook_here.notebook("spend", "# Spend\n\nHow much?", parameters=cell)
        workbook_here.parameters("spend/monthly", text)
        return parameters.reports()[0]

    return make


def problems(report):
    with pytest.raises(ParameterError) as caught:
        parameters.read_values(report)
    return str(caught.value).split("\n")


def test_the_file_wins_and_what_it_leaves_out_takes_the_notebooks_default(report):
    values = parameters.read_values(report("month: 2026-10\nlimit: 2\n"))
    assert values.resolved == {
        "month": "2026-10",
        "charges_file": "data/charges.csv",
        "currency": "EUR",
        "limit": 2,
        "team": None,
        "tools": [],
    }
    assert values.defaults == ("charges_file", "currency", "team", "tools")


def test_every_problem_of_a_file_is_told_at_once_with_its_line(report):
    text = "mnth: 2026-11\ncurrency: 12\nlimit: true\nlimit: 2\napi_token: abc\nteam: no\n"
    assert problems(report(text)) == [
        "parameters/spend/monthly.yaml, line 4: 'limit' stands there twice, first in line 3.",
        "parameters/spend/monthly.yaml, line 6: team: no is read as different values by different YAML versions; "
        "write 'no' for the text, or true or false.",
        "parameters/spend/monthly.yaml, line 1: unknown parameter 'mnth'. notebooks/spend.ipynb has month, "
        "charges_file, currency, limit, team, tools. Did you mean 'month'?",
        "parameters/spend/monthly.yaml, line 2: currency is a whole number, where notebooks/spend.ipynb wants text. "
        'Write for example currency: "EUR".',
        "parameters/spend/monthly.yaml, line 3: limit is true or false, where notebooks/spend.ipynb wants a number. "
        "Write for example limit: 0.1.",
        "parameters/spend/monthly.yaml, line 5: parameter 'api_token' looks like a secret. Parameters are printed on "
        "the page: put the value into an environment variable and its name into parameters/reports.toml.",
        "parameters/spend/monthly.yaml, line 5: unknown parameter 'api_token'. notebooks/spend.ipynb has month, "
        "charges_file, currency, limit, team, tools.",
    ]


def test_a_month_that_is_none_is_refused(report):
    assert problems(report("month: October\n"))[0].startswith(
        "parameters/spend/monthly.yaml: month: 'October' is not a period"
    )


def test_a_file_that_is_not_utf8_is_refused(report, workbook_here):
    made = report(GOOD)
    made.file.write_bytes(b"currency: \xff\xfe")
    assert problems(made) == ["parameters/spend/monthly.yaml: not UTF-8 text. Save it as UTF-8."]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("import os", "its line 1 is something else"),
        ("a = 1\nb = a + 1", "parameter b has a computed default"),
        ("a = None", "parameter a does not say its type"),
        ("a: Path = 'x'", "parameter a does not say its type"),
        ("a = (", "the parameters cell is not Python in its line 1"),
    ],
)
def test_a_parameters_cell_holds_literals_with_types_only(report, cell, message):
    assert message in problems(report("", cell))[0]


def test_the_parameters_cell_is_read_and_never_run(report, workbook_here):
    made = report("", "a = __import__('pathlib').Path('ran').touch()")
    assert "computed default" in problems(made)[0]
    assert not (workbook_here.root / "ran").exists()


def test_a_notebook_without_the_tag_is_refused_with_what_to_do(report):
    made = report(GOOD)
    notebook = json.loads(made.notebook.read_text())
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    made.notebook.write_text(json.dumps(notebook))
    assert problems(made)[0].startswith("notebooks/spend.ipynb: no cell tagged 'parameters'. Tag the one cell")


def test_a_month_on_the_command_line_replaces_the_files(report):
    assert parameters.read_values(report(GOOD), month="2025-01").resolved["month"] == "2025-01"


def test_a_trial_value_is_checked_like_a_files_value(report):
    made = report(GOOD)
    assert parameters.read_values(made, trial=("limit=0.5", "team=Growth")).trial == ("limit", "team")
    with pytest.raises(ParameterError) as caught:
        parameters.read_values(made, trial=("limit=much", "lmit=1", "tools", "team=no"))
    assert [line[:24] for line in str(caught.value).split("\n")] == [
        "--set limit: limit is te",
        "--set lmit: unknown para",
        "--set tools: write name=",
        "--set team: no is read a",
    ]


def test_a_folder_counts_only_if_its_notebook_exists(workbook_here):
    workbook_here.parameters("definitions/taxonomy", "a: 1\n")
    assert parameters.reports() == []


def test_an_unknown_report_is_refused_with_a_near_name(report):
    report(GOOD)
    with pytest.raises(ParameterError, match=r"spend/montly: no such report.*Did you mean 'spend/monthly'\?"):
        parameters.reports(("spend/montly",))


@pytest.mark.parametrize("name", ["spend", "spend/monthly", "parameters/spend/monthly.yaml", "notebooks/spend.ipynb"])
def test_a_report_can_be_named_by_notebook_file_or_name(report, name):
    report(GOOD)
    assert [found.name for found in parameters.reports((name,))] == ["spend/monthly"]


def test_an_input_that_is_not_there_is_told_with_the_path_looked_for(report):
    made = parameters.missing_inputs(parameters.read_values(report(GOOD)))
    assert made == [
        "charges_file: data/c.csv does not exist. Put the export there, or change charges_file in the parameters file."
    ]


def test_each_file_of_a_list_is_looked_for(workbook_here):
    values = parameters.Values({}, {"market_files": ["data/a.csv", "data/b.csv"], "words": ["data/c.csv"]}, ())
    (workbook_here.root / "data" / "a.csv").write_text("x\n")
    (missing,) = parameters.missing_inputs(values)
    assert missing.startswith("market_files: data/b.csv does not exist.")


class _Shell:
    def __init__(self, **names):
        self.user_ns = names


@pytest.fixture
def typed(monkeypatch):
    """The variables of a notebook in JupyterLab."""

    def set_to(**names):
        import IPython

        monkeypatch.setattr(IPython, "get_ipython", lambda: _Shell(**names))
        parameters._matching.cache_clear()
        return parameters.current_report()

    yield set_to
    parameters._matching.cache_clear()


def test_a_notebook_in_jupyterlab_is_the_report_whose_values_match(report, workbook_here, typed):
    report(GOOD)
    workbook_here.parameters("spend/emea", GOOD.replace("USD", "EUR"))
    here = {"month": "2026-10", "charges_file": "data/c.csv", "currency": "USD", "limit": 1, "team": None}
    assert typed(**here, tools=["a", "b"]) == "spend/monthly"
    assert typed(**(here | {"currency": "EUR"}), tools=["a", "b"]) == "spend/emea"
    assert typed(**(here | {"currency": "GBP"}), tools=["a", "b"]) is None
    assert typed(**here) is None


def test_last_month_in_a_notebook_matches_last_month_in_the_file(report, typed):
    report(GOOD.replace("2026-10", "last_month"))
    here = {"charges_file": "data/c.csv", "currency": "USD", "limit": 1, "team": None, "tools": ["a", "b"]}
    assert typed(month="last_month", **here) == "spend/monthly"
    assert typed(month=workbook.month("last_month"), **here) == "spend/monthly"


def test_the_runner_tells_a_notebook_its_report(workbook_here, monkeypatch):
    monkeypatch.setenv(workbook.REPORT_VARIABLE, "spend/emea")
    assert parameters.current_report() == "spend/emea"
