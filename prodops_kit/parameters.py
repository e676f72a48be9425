"""Parameters files and the notebooks they belong to: strict, so that no run starts on a misspelt word.

A report is one flat YAML file, `parameters/<notebook>/<report>.yaml`. The notebook's cell tagged
`parameters` is its schema, read as text and never run: names, defaults, and types from annotations or,
without one, from the default.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import KitError, ParameterError, several
from prodops_kit.notebook import read_cells
from prodops_kit.yaml import Entry, read_yaml

_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping",
    "None": "nothing (null)",
}
_SECRETS = {"token", "secret", "password", "passwd", "key", "apikey", "credential", "credentials"}


@dataclass(frozen=True, slots=True)
class Report:
    """One recurring report.

    Attributes:
        name: `<notebook>/<report>`, as in records.
        notebook: Path of the notebook.
        file: Path of the parameters file.
    """

    name: str
    notebook: Path
    file: Path


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a notebook's parameters cell.

    Attributes:
        kinds: Names of accepted types: str, int, float, bool, list, dict, None.
        default: The notebook's own value.
    """

    name: str
    kinds: tuple[str, ...]
    default: Any

    def accepts(self, value: object) -> bool:
        """Whether a value has an accepted type; a whole number is a number, true is not 1."""
        kind = "None" if value is None else type(value).__name__
        return kind in self.kinds or (kind == "int" and "float" in self.kinds)

    @property
    def wanted(self) -> str:
        """The accepted types in words."""
        return " or ".join(_WORDS[kind] for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Values:
    """The parameters of one run.

    Attributes:
        written: As the file and the command line say.
        resolved: What the notebook gets: every parameter, periods resolved.
        defaults: Names the file leaves out, in the notebook's order.
        trial: Names set on the command line.
    """

    written: Mapping[str, Any]
    resolved: Mapping[str, Any]
    defaults: tuple[str, ...]
    trial: tuple[str, ...] = field(default=())


def reports(names: tuple[str, ...] = ()) -> list[Report]:
    """The workbook's reports, sorted by name; a folder counts only if its notebook exists.

    Args:
        names: `<notebook>` or `<notebook>/<report>`; empty for all.

    Raises:
        ParameterError: A name fits no report; near names are hinted at.
    """
    known = list(_discover(workbook.root()))
    unknown = [name for name in names if not any(_named(report, name) for report in known)]
    if unknown:
        raise ParameterError(several([_unknown_report(name, known) for name in unknown]))
    return [report for report in known if not names or any(_named(report, name) for name in names)]


def _discover(root: Path) -> Iterator[Report]:
    pages: set[str] = set()
    for file in sorted((root / "parameters").glob("*/*.yaml")):
        notebook, page = root / "notebooks" / f"{file.parent.name}.ipynb", f"{file.parent.name}-{file.stem}"
        if notebook.is_file() and not _misnamed(file) and page not in pages:
            pages.add(page)
            yield Report(f"{file.parent.name}/{file.stem}", notebook, file)


def left_out() -> list[str]:
    """Parameters files that are no report, and what to do about each."""
    root, found = workbook.root(), {report.file for report in reports()}
    files = (f for f in sorted((root / "parameters").glob("*/*")) if f.suffix in (".yaml", ".yml"))
    return [_why_left_out(file, root) for file in files if file not in found and file.parent.name != "definitions"]


def _why_left_out(file: Path, root: Path) -> str:
    name = workbook.name(file)
    if not (root / "notebooks" / f"{file.parent.name}.ipynb").is_file():
        return f"{name}: there is no notebooks/{file.parent.name}.ipynb, so it is no report. Name the folder after it."
    if file.suffix == ".yml":
        return f"{name}: a parameters file ends in .yaml. Rename it."
    if _misnamed(file):
        return f"{name}: a report's name holds letters, digits, blanks, - and _ only. Rename it."
    return f"{name}: its page would have the name of another report's. Rename it."


def _misnamed(file: Path) -> bool:
    return not all(re.fullmatch(r"\w[\w -]*", part) and _is_utf8(part) for part in (file.parent.name, file.stem))


def _is_utf8(text: str) -> bool:
    return text == text.encode(errors="replace").decode()


def _named(report: Report, name: str) -> bool:
    return name in (report.name, report.notebook.stem, workbook.name(report.file), workbook.name(report.notebook))


def _unknown_report(name: str, known: list[Report]) -> str:
    names = [report.name for report in known]
    has = f"The workbook has {', '.join(names)}." if names else "The workbook has no report yet."
    return f"{name}: no such report. {has}{hint(name, names)}"


def read_schema(notebook: Path) -> dict[str, Parameter]:
    """Read a notebook's parameters cell without running it.

    Returns:
        Parameters by name, in the order of the cell.

    Raises:
        ParameterError: There is no notebook or no tagged cell, or it holds more than literals.
    """
    cells = [cell for cell in read_cells(notebook) if "parameters" in cell.get("metadata", {}).get("tags", [])]
    where = workbook.name(notebook)
    if len(cells) != 1:
        raise ParameterError(
            f"{where}: {'no cell' if not cells else f'{len(cells)} cells'} tagged 'parameters'. Tag the one cell that "
            f"sets the defaults, in JupyterLab under Property Inspector > Cell Tags."
        )
    try:
        body = ast.parse(cells[0]["source"]).body
    except SyntaxError as fault:
        raise ParameterError(f"{where}: the parameters cell is not Python in its line {fault.lineno}.") from None
    return {parameter.name: parameter for parameter in (_declared(node, where) for node in body)}


def _declared(node: ast.stmt, where: str) -> Parameter:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        name, annotation, value = node.target.id, ast.unparse(node.annotation), node.value
    elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        name, annotation, value = node.targets[0].id, "", node.value
    else:
        raise ParameterError(
            f"{where}: the parameters cell may hold only lines such as name = 'value'; its line {node.lineno} is "
            f"something else. Move that line to the next cell."
        )
    try:
        default = ast.literal_eval(value)
        json.dumps(default)
    except (ValueError, TypeError, RecursionError):
        raise ParameterError(
            f"{where}: parameter {name} has a computed default; write a plain value and compute in the next cell."
        ) from None
    parameter = Parameter(name, _kinds(name, annotation, default, where), default)
    if not parameter.accepts(default):
        raise ParameterError(f"{where}: parameter {name} is declared as {parameter.wanted}, and its default is not.")
    return parameter


def _kinds(name: str, annotation: str, default: object, where: str) -> tuple[str, ...]:
    written = annotation or ("None" if default is None else type(default).__name__)
    kinds = tuple(re.sub(r"\[.*", "", part).strip() for part in re.split(r"\|(?![^\[]*\])", written))
    if kinds == ("None",) or not set(kinds) <= set(_WORDS):
        raise ParameterError(
            f"{where}: parameter {name} does not say its type. Annotate it with str, int, float, bool, list or dict, "
            f"such as {name}: str | None = None."
        )
    return kinds


def read_values(report: Report, *, month: str | None = None, trial: tuple[str, ...] = ()) -> Values:
    """Read and check a report's parameters against its notebook; every problem at once.

    Args:
        month: Period that replaces the file's, or None.
        trial: `name=value` texts from the command line.

    Raises:
        ParameterError: Unknown, duplicate, mistyped or secret-like names, or values that YAML versions
            read differently: with file, line, truth and near names.
    """
    schema = read_schema(report.notebook)
    where, notebook = workbook.name(report.file), workbook.name(report.notebook)
    entries, problems = _read_entries(report.file, where)
    problems += [
        f"{where}, line {entry.line}: {problem}"
        for name, entry in entries.items()
        for problem in _faults(name, entry, schema, notebook)
    ]
    asked = {} if month is None else {"month": month}
    set_values, set_problems = _read_trial(trial, schema, notebook)
    period = schema.get("month")
    if period and not {"str"} <= set(period.kinds):
        problems.append(f'{notebook}: month is {period.wanted}; periods are text: month = "last_month".')
    if month and "month" not in schema:
        problems.append(f"--month: {notebook} has no parameter month, so its period cannot be set.")
    if problems or set_problems:
        raise ParameterError(several(problems + set_problems))
    written = {name: entry.value for name, entry in entries.items()}
    resolved = {name: parameter.default for name, parameter in schema.items()} | written | asked | set_values
    defaults = tuple(name for name in schema if name not in written | asked | set_values)
    return Values(written | set_values, _resolve(resolved, where), defaults, tuple(set_values))


def _read_entries(file: Path, where: str) -> tuple[dict[str, Entry], list[str]]:
    try:
        return read_yaml(file.read_text(encoding="utf-8-sig"), where)
    except UnicodeDecodeError:
        return {}, [f"{where}: not UTF-8 text. Save it as UTF-8."]
    except OSError as fault:
        return {}, [f"{where}: cannot be read ({fault.strerror})."]


def _resolve(values: dict[str, Any], where: str) -> dict[str, Any]:
    if not isinstance(values.get("month"), str):
        return values
    try:
        return values | {"month": workbook.month(values["month"])}
    except ParameterError as fault:
        raise ParameterError(f"{where}: {fault}") from None


def _faults(name: str, entry: Entry, schema: Mapping[str, Parameter], notebook: str) -> Iterator[str]:
    if _SECRETS & set(name.casefold().split("_")):
        yield (
            f"parameter '{name}' looks like a secret. Parameters are printed on the page: put the value into an "
            f"environment variable and its name into parameters/reports.toml."
        )
    if name not in schema:
        yield f"unknown parameter '{name}'. {notebook} has {', '.join(schema)}.{hint(name, list(schema))}"
    elif not schema[name].accepts(entry.value):
        yield (
            f"{name} is {_WORDS.get(_kind(entry.value), 'something else')}, where {notebook} wants "
            f"{schema[name].wanted}. Write for example {name}: {_example(schema[name])}."
        )


def _kind(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _example(parameter: Parameter) -> str:
    samples = {"str": '"text"', "int": "12", "float": "0.5", "bool": "true", "list": "[a, b]", "dict": "{a: b}"}
    default = parameter.default
    if default is None:
        return samples[next(kind for kind in parameter.kinds if kind != "None")]
    return json.dumps(default, ensure_ascii=False)


def _read_trial(
    texts: tuple[str, ...], schema: Mapping[str, Parameter], notebook: str
) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    problems = []
    for text in texts:
        name, found, value = text.partition("=")
        entries, faults = read_yaml(f"value: {value.strip()}", f"--set {name}")
        if not found:
            problems.append(f"--set {text}: write name=value.")
        elif faults:
            problems += [fault.replace(", line 1: value:", ":") for fault in faults]
        else:
            problems += [f"--set {name}: {fault}" for fault in _faults(name, entries["value"], schema, notebook)]
            values[name] = entries["value"].value
    return values, problems


def hint(name: str, known: list[str]) -> str:
    """A question after the nearest of the known names, or nothing."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" Did you mean '{near[0]}'?" if near else ""


def written_month(report: Report) -> str:
    """The period of a report whose parameters are wrong: its file's when that can be read, else the last month."""
    entries, _ = _read_entries(report.file, "")
    try:
        return workbook.month(str(entries["month"].value))
    except (KeyError, ParameterError):
        return workbook.month("last_month")


def missing_inputs(values: Values) -> list[str]:
    """Names of input parameters whose file does not exist, with the path looked for."""
    return [
        f"{name}: {workbook.name(value)} does not exist. Put the export there, or change {name} in the parameters file."
        for name, value in values.resolved.items()
        if name.endswith("_file") and isinstance(value, str) and not workbook.is_file(value)
    ]


def current_report() -> str | None:
    """The report a notebook is running as: told by the runner, else the one whose values match.

    In JupyterLab and plain papermill the notebook's variables are compared with each parameters file,
    periods resolved; none or several that match mean None.
    """
    named = os.environ.get(workbook.REPORT_VARIABLE)
    if named:
        return named
    variables = _notebook_variables()
    return _matching(json.dumps(variables, sort_keys=True, default=repr)) if variables else None


def _notebook_variables() -> dict[str, Any]:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    plain = (str, int, float, bool, list, dict, type(None))
    names = shell.user_ns if shell else {}
    return {name: value for name, value in names.items() if not name.startswith("_") and isinstance(value, plain)}


@cache
def _matching(variables: str) -> str | None:
    here = json.loads(variables)
    session = Path(os.environ.get("JPY_SESSION_NAME", "")).stem
    found = [report for report in reports() if _fits(report, here)]
    named = [report for report in found if report.notebook.stem == session]
    candidates = named or found
    return candidates[0].name if len(candidates) == 1 else None


def _fits(report: Report, here: dict[str, Any]) -> bool:
    try:
        wanted = dict(read_values(report).resolved)
        if isinstance(here.get("month"), str):
            here = here | {"month": workbook.month(here["month"])}
    except KitError:
        return False
    return all(name in here and here[name] == value for name, value in wanted.items())
