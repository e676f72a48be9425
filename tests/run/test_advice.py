"""What `prodops check` finds in notebooks and parameters files without running them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from prodops_kit.run import advice

# Put together here, so that no file holds anything that looks like a key.
PASTED = {
    "an AWS access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a GitHub token": "ghp_" + "a1" * 18,
    "a GitLab token": "glpat-" + "a1" * 10,
    "a Slack token": "xoxb-" + "1234567890-abc",
    "a Google API key": "AIza" + "b" * 35,
    "an API key": "sk-" + "c3" * 12,
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a web token": "eyJ" + "a" * 12 + ".eyJ" + "b" * 12 + "." + "c" * 12,
    "a password in an address": "postgresql://ledger:" + "hunter22@db/ledger",
    "a password": "db_password = '" + "hunter22-hunter" + "'",
}


@pytest.mark.parametrize(("what", "text"), PASTED.items())
def test_a_pasted_secret_is_found_by_its_form_and_never_shown(workbook_here, prodops, what, text):
    workbook_here.report("# Probe\n\nWhat is it?", f"x = 1\n# {text}")
    workbook_here.parameters("probe/monthly", f'month: "2026-10"\nnumber: 3  # {text}\n')
    done = prodops("check")
    assert done.returncode == 2
    assert [line.split(". ")[0] for line in done.stderr.splitlines() if "looks like" in line] == [
        f"parameters/probe/monthly.yaml, line 2: looks like {what}",
        f"notebooks/probe.ipynb, cell 3, line 2: looks like {what}",
    ]
    assert text not in done.stderr


def test_a_secret_in_a_stored_output_is_found(workbook_here, prodops):
    workbook_here.report()
    file = Path("notebooks/probe.ipynb")
    notebook = json.loads(file.read_text())
    text = {"output_type": "stream", "name": "stdout", "text": [PASTED["an AWS access key"]]}
    notebook["cells"][2]["outputs"] = [text]
    file.write_text(json.dumps(notebook))
    assert "cell 3, its output: looks like an AWS access key" in prodops("check").stderr


@pytest.mark.parametrize(
    "text",
    [
        "https://docs.example.com/token?key=a",
        "password = os.environ['LEDGER_PASSWORD']",
        "secrets = ['LEDGER_TOKEN']",
        "tokens = 3",
        "task-force-of-the-whole-organisation",
        "key = 'month'",
        "token = f'{token_of_the_day}'",
    ],
)
def test_ordinary_text_is_no_secret(text):
    assert list(advice.secrets(text)) == []


def test_a_parameters_file_taken_by_name_is_advice(workbook_here, prodops):
    workbook_here.report("# Probe\n\nWhat is it?", "import prodops_kit as pk\npk.take_parameters('emea')")
    assert (
        "Advice: notebooks/probe.ipynb: a parameters file taken by name in cell 3; leave the name out before saving."
    ) in prodops("check").stdout
    workbook_here.notebook("probe", "# Probe\n\nWhat is it?", "import prodops_kit as pk\npk.take_parameters()")
    assert "by name" not in prodops("check").stdout


def test_a_notebook_that_is_no_report_is_advice(workbook_here, prodops):
    workbook_here.report()
    workbook_here.notebook("other", "# Other")
    done = prodops("check")
    assert done.returncode == 0
    assert "Advice: notebooks/other.ipynb: no report; prodops adopt notebooks/other.ipynb makes it one." in done.stdout


def test_checking_the_shipped_workbook_is_quick(shipped, fresh_prodops):
    took = []
    for _ in range(3):
        began = time.monotonic()
        assert fresh_prodops("check").returncode == 0
        took.append(time.monotonic() - began)
    assert min(took) < 2, took  # 0.3 s on an idle machine; this only tells it from a kernel's start
