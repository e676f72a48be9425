"""What stands in a notebook's way, or soon will: house rules as advice, secrets as faults. Read, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.notebook import opening, read_cells
from prodops_kit.run import fingerprint

_WIDGETS = re.compile(r"\b(import\s+ipywidgets|from\s+ipywidgets|@?interact(_manual)?\s*\()")
_MAGIC = re.compile(r"^\s*[%!]", re.MULTILINE)
_HOME = re.compile(r"(/(home|Users|mnt|media|tmp|var|opt|srv)/|~/|[A-Za-z]:[\\/]|\\\\\w)")
_VIEW = "application/vnd.jupyter.widget-view+json"
_LONGEST = 12  # lines of a cell

# Forms that the services below give to their keys; what is found is never shown.
_SECRETS = {
    "an AWS access key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,})",
    "a GitLab token": r"\bglpat-[\w-]{20}",
    "a Slack token": r"\bxox[abprs]-[\w-]{10,}",
    "a Google API key": r"\bAIza[\w-]{35}\b",
    "an API key": r"\b[rs]k[-_](live_|test_|proj-|ant-)?[A-Za-z0-9_-]{20,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a web token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}]+:[^\s/:@'\"{}]+@",
    "a password": r"(?i)\b\w*(password|passwd|secret|api_?key|token)[\"']?\s*[=:]\s*[\"'][^\"'\s{}]{8,}[\"']",
}
_SECRET_FORMS = {what: re.compile(form) for what, form in _SECRETS.items()}
_HINTS = re.compile(  # a text without any of these holds none of the forms
    r"A[KS]IA|gh[pousr]_|github_pat_|glpat-|xox|AIza|[rs]k[-_]|PRIVATE KEY|eyJ|://|password|passwd|secret|key|token",
    re.IGNORECASE,
)

_MEND = (
    "Put the value into an environment variable, name that under secrets in parameters/reports.toml, and read it "
    "with os.environ; the key itself is no longer safe."
)

Cell = Mapping[str, Any]


def in_file(text: str, where: str) -> list[str]:
    """Secrets pasted into a parameters file."""
    return [f"{where}, line {line}: looks like {what}. {_MEND}" for line, what in secrets(text)]


def secrets(text: str) -> Iterator[tuple[int, str]]:
    """Lines on which something looks like a key or password, with what it looks like; never the value."""
    if not _HINTS.search(text):
        return
    for number, line in enumerate(text.splitlines(), 1):
        found = (what for what, form in _SECRET_FORMS.items() if form.search(line))
        what = next(found, None)
        if what:
            yield number, what


def faults(cells: Sequence[Cell], where: str) -> list[str]:
    """Secrets pasted into a notebook's cells or outputs."""
    found = []
    for number, cell in enumerate(cells, 1):
        found += [f"{where}, cell {number}, line {line}: looks like {what}" for line, what in secrets(cell["source"])]
        found += [f"{where}, cell {number}, its output: looks like {what}" for _, what in secrets(_outputs(cell))]
    return [f"{words}. {_MEND}" for words in dict.fromkeys(found)]


def kept_outputs(notebook: Path) -> list[str]:
    """A restricted notebook that was saved with what it shows, where whoever has the workbook can read it."""
    if not any(cell.get("outputs") for cell in read_cells(notebook)):
        return []
    return [
        f"{workbook.name(notebook)}: restricted, and saved with outputs. Clear them (Edit, Clear Outputs of All Cells) "
        f"and save it before anybody else gets the file."
    ]


def advice(cells: Sequence[Cell], where: str) -> list[str]:
    """House rules that a notebook breaks; they never stop a run."""
    numbered = [(number, cell) for number, cell in enumerate(cells, 1) if cell["cell_type"] == "code"]
    rest = [(number, cell) for number, cell in numbered if "parameters" not in cell["metadata"].get("tags", [])]
    found = []
    if any(cell.get("outputs") for _, cell in numbered):
        found.append(f"{where}: stored with outputs, which may hold data. Clear them before committing.")
    if not opening(cells)[0]:
        found.append(f"{where}: the first cell is not '# Title' with the question below it; the page has no title.")
    for holds, what, mend in _RULES:
        numbers = [str(number) for number, cell in rest if holds(cell)]
        if numbers:
            cell = f"cell {numbers[0]}" if len(numbers) == 1 else f"cells {', '.join(numbers)}"
            found.append(f"{where}: {what} in {cell}; {mend}.")
    return found


def past_loaders(cells: Sequence[Cell], where: str) -> list[str]:
    """What makes a report run every time: files and services read past the kit's loaders."""
    calls = fingerprint.readers_in_code(cells)
    if not calls:
        return []
    return [
        f"{where}: reads by {', '.join(calls)}, past the kit's loaders, so the report runs every time and its page "
        f"names no source. A table of your own mends that; prodops new shows one."
    ]


def _outputs(cell: Cell) -> str:
    return "\n".join(str(output.get("text") or output.get("data") or "") for output in cell.get("outputs", []))


def _is_long(cell: Cell) -> bool:
    return str(cell["source"]).count("\n") >= _LONGEST


def _has_widgets(cell: Cell) -> bool:
    shown = any(_VIEW in output.get("data", {}) for output in cell.get("outputs", []))
    return shown or bool(_WIDGETS.search(cell["source"]))


def _has_magic(cell: Cell) -> bool:
    return bool(_MAGIC.search(cell["source"])) and _tree(cell) is None


def _asks(cell: Cell) -> bool:
    return any(name == "input" for name, _ in _calls(cell))


def _takes_by_name(cell: Cell) -> bool:
    return any(name == "take_parameters" and (call.args or call.keywords) for name, call in _calls(cell))


def _names_a_machine(cell: Cell) -> bool:
    tree = _tree(cell)
    nodes = ast.walk(tree) if tree else ()
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) and bool(_HOME.match(n.value)) for n in nodes)


def _calls(cell: Cell) -> Iterator[tuple[str, ast.Call]]:
    tree = _tree(cell)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def _tree(cell: Cell) -> ast.Module | None:
    try:
        return ast.parse(str(cell["source"]))
    except (SyntaxError, ValueError):  # magics, or bytes that Python does not read
        return None


_RULES: tuple[tuple[Callable[[Cell], bool], str, str], ...] = (
    (_is_long, f"more than {_LONGEST} lines", "move code into a module"),
    (_has_widgets, "a widget", "a page cannot show it; make its value a parameter"),
    (_has_magic, "a magic or shell command", "a run on another machine may lack it; write Python instead"),
    (_asks, "input()", "nobody answers in a run; make it a parameter"),
    (_names_a_machine, "a place on one machine", "write paths from the workbook's root, such as data/file.csv"),
    (_takes_by_name, "a parameters file taken by name", "leave the name out before saving"),
)
