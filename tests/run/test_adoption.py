"""`prodops adopt`: a notebook of one's own becomes a report, and what stands in its way is told."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from prodops_kit import parameters, records
from prodops_kit.yaml import read_yaml, written

SHOWS = """
import prodops_kit as pk
from types import SimpleNamespace
from prodops_kit.results import Figure
rows = []
for line in open("data/own.csv"):
    rows.append(line)
pk.show.figures(SimpleNamespace(month="2026-10", figures=[Figure("rows", "Rows read", len(rows), "count")]))
"""


@pytest.fixture
def outside(workbook_here, tmp_path_factory):
    """Write a notebook elsewhere; the path comes back."""

    def write(*cells, name="churn", minor=5, kernel="python"):
        made = [new_markdown_cell(c) if c.startswith("#") else new_code_cell(c) for c in cells]
        for cell in made:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [new_output("stream", text="customer words")], 7
        spec = {"name": "python3", "display_name": "P", "language": kernel}
        notebook = new_notebook(cells=made, metadata={"kernelspec": spec})
        notebook.nbformat_minor = minor
        for cell in notebook.cells if minor < 5 else ():
            del cell["id"]
        file = tmp_path_factory.mktemp("elsewhere") / f"{name}.ipynb"
        file.write_text(json.dumps(notebook))
        return file

    return write


def adopted(name="churn"):
    return nbformat.from_dict(json.loads(Path(f"notebooks/{name}.ipynb").read_text()))


def test_a_notebook_elsewhere_is_copied_tagged_and_cleared_and_stays_as_it_is(outside, prodops):
    file = outside(
        "# Churn\n\nWho leaves?", "import os", 'month = "last_month"\nlimit = 0.1\ncodes = ["010", None]', "1"
    )
    before = file.read_bytes()
    done = prodops("adopt", str(file))
    assert done.stdout.split() == ["notebooks/churn.ipynb", "parameters/churn/monthly.yaml"]
    assert done.stderr == (
        "Cell 3 is tagged as its parameters cell: it holds plain values only.\n"
        "Outputs of 3 cells are cleared.\n"
        "Now: prodops run churn\n"
    )
    assert file.read_bytes() == before
    notebook = adopted()
    assert [cell.metadata.get("tags") for cell in notebook.cells] == [None, None, ["parameters"], None]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    assert Path("parameters/churn/monthly.yaml").read_text().splitlines()[1:] == [
        "month: last_month",
        "limit: 0.1",
        'codes: ["010", null]',
    ]
    assert prodops("check").stdout == "1 report checked, nothing wrong.\n"
    assert prodops("run", "churn").returncode == 0


@pytest.mark.parametrize("minor", [4, 5])
def test_without_a_cell_of_plain_values_an_empty_one_is_put_in_and_what_to_move_is_told(outside, prodops, minor):
    done = prodops("adopt", str(outside("# T\n\nQ?", "import os\nlimit = 3\nnote = 'x'\nlimit + 1", minor=minor)))
    assert done.stderr.startswith(
        "No cell holds plain values only, so an empty parameters cell stands as cell 2. "
        "Move into it what should differ between reports: limit (cell 2), note (cell 2).\n"
    )
    assert adopted().cells[1].metadata.tags == ["parameters"]
    nbformat.validate(adopted())
    assert prodops("run", "churn").returncode == 0


def test_a_notebook_in_its_place_is_changed_there_and_its_parameters_file_stays(outside, workbook_here, prodops):
    outside("# T\n\nQ?", "a = 1").rename("notebooks/churn.ipynb")
    workbook_here.parameters("churn/monthly", "a: 2\n")
    done = prodops("adopt", "notebooks/churn.ipynb")
    assert done.stdout == "notebooks/churn.ipynb\n"
    assert "parameters/churn/monthly.yaml was there and stays as it is." in done.stderr
    assert parameters.read_values(parameters.reports()[0]).resolved == {"a": 2}
    again = prodops("adopt", "notebooks/churn.ipynb")
    assert "Cell 2 is its parameters cell; it was tagged already." in again.stderr


def test_what_stands_in_the_way_is_advice(outside, prodops):
    file = outside(
        "a = 1",
        "%matplotlib inline",
        "name = input('who')",
        "from ipywidgets import interact",
        "import pandas as pd\npd.read_csv('/home/me/x.csv')",
        "\n".join(f"a{n} = {n} + a" for n in range(14)),
    )
    advice = [line for line in prodops("adopt", str(file)).stderr.splitlines() if line.startswith("Advice")]
    where = "Advice: notebooks/churn.ipynb"
    assert advice == [
        f"{where}: the first cell is not '# Title' with the question below it; the page has no title.",
        f"{where}: more than 12 lines in cell 6; move code into a module.",
        f"{where}: a widget in cell 4; a page cannot show it; make its value a parameter.",
        f"{where}: a magic or shell command in cell 2; a run on another machine may lack it; write Python instead.",
        f"{where}: input() in cell 3; nobody answers in a run; make it a parameter.",
        f"{where}: a place on one machine in cell 5; write paths from the workbook's root, such as data/file.csv.",
        f"{where}: reads by a shell command or magic, read_csv, past the kit's loaders, so the report runs every "
        f"time and its page names no source. A table of your own mends that; prodops new shows one.",
    ]


def test_an_adopted_notebook_is_in_the_index_and_runs_every_time_saying_why(outside, prodops):
    Path("data/own.csv").write_text("a\nb\n")
    prodops("adopt", str(outside("# Churn\n\nWho leaves?", 'month = "2026-10"', SHOWS)))
    for _ in range(2):
        assert json.loads(prodops("run", "--json").stdout)["reports"][0]["status"] == "ok"
    record = records.last_good("churn/monthly", "2026-10")
    assert record["figures"][0]["value"] == 2
    assert record["warnings"] == [
        "Always runs again: it reads data/own.csv past the kit's loaders, so a change there cannot be seen."
    ]
    index = Path("reports/index.html").read_text()
    assert "Churn" in index
    assert "Rows read" in index


@pytest.mark.parametrize(
    ("cells", "options", "message"),
    [
        (("# T", "a = 1"), {"name": "a;b"}, "letters, digits, blanks, - and _ only. Add --name NAME."),
        (("# T", "a = 1"), {"kernel": "R"}, "a notebook in R; the kit reads the parameters of Python ones only."),
        (("# T", 'key = "AKIA' + 'ABCDEFGHIJKLMNOP"'), {}, "cell 2, line 1: looks like an AWS access key."),
    ],
)
def test_a_notebook_that_cannot_be_a_report_is_refused_and_nothing_is_written(
    outside, prodops, cells, options, message
):
    done = prodops("adopt", str(outside(*cells, **options)))
    assert done.returncode == 2
    assert message in done.stderr
    assert "ABCDEFGH" not in done.stderr
    assert not list(Path("notebooks").iterdir())
    assert not list(Path("parameters").iterdir())


def test_another_notebook_of_the_name_is_never_written_over(outside, workbook_here, prodops):
    workbook_here.notebook("churn", "# Mine")
    before = Path("notebooks/churn.ipynb").read_bytes()
    file = str(outside("# T\n\nQ?", "a = 1"))
    assert "is another notebook. Add --name NAME for another name." in prodops("adopt", file).stderr
    assert Path("notebooks/churn.ipynb").read_bytes() == before
    assert prodops("adopt", file, "--name", "churn_2").stdout.split()[0] == "notebooks/churn_2.ipynb"


def test_a_file_that_is_no_notebook_is_a_message(workbook_here, prodops):
    Path("x.ipynb").write_text("{")
    assert "not a notebook of format 4, or damaged" in prodops("adopt", "x.ipynb").stderr
    assert prodops("adopt", "gone.ipynb").returncode == 2


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text() | st.floats(1e-30, 1e30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex("k_[a-z]{1,4}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(plain)
def test_a_value_is_written_so_that_it_is_read_back_the_same(value):
    entries, problems = read_yaml(f"value: {written(value)}\n", "x.yaml")
    assert not problems
    assert entries["value"].value == value
    assert type(entries["value"].value) is type(value)
