"""The README is true: its commands run, its page is the sample's, its tables are the code's."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import textwrap
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY

from prodops_kit import records
from prodops_kit.periods import Period
from prodops_kit.run import settings, statuses
from prodops_kit.show.cards import short
from prodops_kit.show.text import as_text
from prodops_kit.tables import dictionary
from prodops_kit.tool_spend import Aliases, Assignments, Charges, Contracts, FocusCharges, Roster
from prodops_kit.tool_spend.people import GoogleUsers

TABLES = (Charges, FocusCharges, Contracts, Assignments, GoogleUsers, Roster, Aliases)
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(language):
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)


def commands():
    lines = [line.split("  #")[0].strip() for block in blocks("bash") for line in block.splitlines()]
    return list(dict.fromkeys([*filter(None, lines), *re.findall(r"\| `(prodops [^`]+)` \|", README)]))


def said(decision):
    return " ".join(str(part) for name in ("action", "quantity", "subject", "noun") if (part := decision.get(name)))


def first_screen(record):
    """The first screen of a page as plain text, as the README shows it."""
    month = as_text(Period(record["month"]))
    figures = [short(figure, record["month"]) for figure in record["figures"]]
    label, number = (max(len(figure[key]) for figure in figures) for key in ("label", "text"))
    shown = [f"{f['label']:<{label}} {f['text']:<{number + 1}} {f['delta']}" for f in figures]
    asked = [f"{said(d)} {d['owner']} by {as_text(date.fromisoformat(d['by']))}" for d in record["decisions"]]
    lede = textwrap.fill(record["headline"], 117)
    return "\n\n".join([f"Tool spend, {month}", lede, "\n".join(shown), "\n".join(asked)])


@pytest.mark.parametrize("command", [c for c in commands() if c.startswith("make")])
def test_each_make_command_is_known(command):
    done = subprocess.run([*shlex.split(command), "-n"], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [c for c in commands() if not c.startswith("make")])
def test_each_other_command_runs(shipped, tmp_path_factory, command):
    program, *arguments = shlex.split(command.replace("/tmp/", f"{tmp_path_factory.mktemp('out')}/"))
    done = subprocess.run([BIN / program, *arguments], capture_output=True, text=True, timeout=120)
    allowed = (0, 1) if "doctor" in command else (0,)  # a test's folder has no lock file
    assert done.returncode in allowed, done.stderr


def test_the_commands_are_found():
    assert len([c for c in commands() if c.startswith("prodops")]) >= 10


def test_the_python_example_runs(shipped):
    done = subprocess.run([sys.executable, "-c", blocks("python")[0]], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    query = re.search(r'`charges\.rows\.query\((".*?")\)`', README)[1]
    code = f"import prodops_kit as pk\nc = pk.tool_spend.load_charges('data/charges.csv')\nprint(c.rows.query({query}))"
    assert "Figma" in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout


def test_the_parameters_example_is_the_shipped_file(shipped, prodops):
    shown = [line.split() for block in blocks("yaml") for line in block.splitlines() if line.strip()]
    file = (REPOSITORY / "parameters/tool_spend/monthly.yaml").read_text().splitlines()
    assert shown == [line.split("#")[0].split() for line in file if line.split("#")[0].strip()]


def test_the_first_screen_is_the_samples(shipped, prodops):
    prodops("run", "--month", "2026-09", "--month", "2026-10")
    shown = re.search(r"<!-- first screen.*?```text\n(.*?)\n```", README, re.DOTALL)[1]
    made = first_screen(records.last_good("tool_spend/monthly", "2026-10"))
    assert [line.split() for line in shown.splitlines()] == [line.split() for line in made.splitlines()]


def test_the_data_dictionary_is_the_declarations():
    shown = re.search(r"<!-- data dictionary:.*?-->\n(.*?)<!-- end", README, re.DOTALL)[1]
    assert shown.strip() == "\n\n".join(dictionary(table).strip() for table in TABLES)


def test_the_exit_codes_are_those_of_the_runner():
    shown = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", README, re.MULTILINE) for code in row.split(",")}
    assert shown == {status.code for status in statuses.STATUSES.values()} | {statuses.TERMINATED}
    order = re.search(r"in the order ([\d, ]+)\.", README)[1]
    assert tuple(map(int, order.split(","))) == statuses._WORST_FIRST


def test_each_setting_is_explained():
    for setting in fields(settings.Settings):
        assert f"`{setting.name}`" in README


def test_windows_installs_what_make_installs():
    make = (REPOSITORY / "Makefile").read_text()
    for option in ("--editable .", "--editable '.[test]'", "--editable '.[lab]'"):
        assert option in make
        assert option.replace("'", "") in README
    assert make.count("--constraint $(LOCK)") == README.count("--constraint .ci\\lock.txt") == 3


def test_the_lock_file_names_packages_and_versions_only():
    lines = (REPOSITORY / ".ci/lock.txt").read_text().splitlines()
    assert all(re.fullmatch(r"[a-z0-9.-]+==[\w.]+|#.*", line) for line in lines)
    assert len(lines) > 100


def test_notebooks_are_stored_without_outputs_and_their_defaults_equal_the_monthly_file(shipped, prodops):
    done = prodops("check")
    assert done.stdout == "1 report checked, nothing wrong.\n"  # no advice either
