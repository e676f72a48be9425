"""What an analyst may type explains itself under Shift-Tab: an order, the arguments, an example that runs."""

from __future__ import annotations

import inspect
import re
import textwrap

import IPython
import pytest

import prodops_kit as pk

PLACES = {"pk": pk, "pk.show": pk.show, "pk.tool_spend": pk.tool_spend}
FUNCTIONS = {
    f"{place}.{name}": getattr(owner, name)
    for place, owner in PLACES.items()
    for name in owner.__all__
    if inspect.isfunction(getattr(owner, name))
}
NO_ORDER = {"A", "An", "The", "This", "What", "Which", "Whether", "How", "Last", "First", "One", "Returns", "It"}


def test_the_verbs_are_found():
    assert {"pk.month", "pk.save", "pk.take_parameters", "pk.show.chart", "pk.tool_spend.review"} <= set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_begins_with_an_order_on_one_line(name):
    first, _, rest = inspect.getdoc(FUNCTIONS[name]).partition("\n")
    assert re.fullmatch(r"[A-Z][a-z]+ .*[.:;,\w]", first)
    assert first.split()[0] not in NO_ORDER
    assert not rest or rest.startswith("\n")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_names_each_argument_and_has_an_example(name):
    text = inspect.getdoc(FUNCTIONS[name])
    told = re.search(r"^Args:\n(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)[1]
    for parameter in inspect.signature(FUNCTIONS[name]).parameters:
        assert re.search(rf"^    [\w, ]*\b{parameter}\b[\w, ]*:", told, re.MULTILINE), parameter
    assert "Example:\n" in text or ">>> " in text


def test_the_examples_run_in_the_order_of_a_notebook(shipped, monkeypatch):
    monkeypatch.setattr(IPython.display, "display", lambda *shown, **options: None)
    here = {"pk": pk}
    names = sorted(FUNCTIONS, key=lambda name: (".load_" not in name, name != "pk.tool_spend.review", name))
    run = 0
    for name in names:
        found = re.search(r"^Example:\n((?:    .*\n?)+)", inspect.getdoc(FUNCTIONS[name]), re.MULTILINE)
        if found and ">>>" not in found[1]:
            exec(textwrap.dedent(found[1]), here)
            run += 1
    assert run >= 15
    assert here["month"] == "2026-10"
    assert (shipped / ".prodops/saved/tools.csv").is_file()
