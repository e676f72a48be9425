"""Parameters files and the notebooks they belong to: strict, so that no run starts on a misspelt word.

A report is one flat YAML file, `parameters/<notebook>/<report>.yaml`. The notebook's cell tagged
`parameters` is its schema, read as text and never run: names, defaults, and types from annotations or,
without one, from the default.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.each import Copy, Family, families, is_safe, typed
from prodops_kit.errors import KitError, ParameterError, several
from prodops_kit.schema import WORDS, Parameter, read_schema
from prodops_kit.yaml import Entry, read_yaml

__all__ = [
    "Parameter",
    "Report",
    "Values",
    "current_report",
    "differing",
    "hint",
    "left_out",
    "missing_inputs",
    "notebook_variables",
    "read_schema",
    "read_values",
    "reports",
    "session_notebook",
    "take",
    "written_month",
]

_SECRETS = {"token", "secret", "password", "passwd", "key", "apikey", "credential", "credentials"}


@dataclass(frozen=True, slots=True)
class Report:
    """One recurring report.

    Attributes:
        name: `<notebook>/<report>`, as in records.
        notebook: Path of the notebook.
        file: Path of the parameters file.
        family: For one of several copies of a file (`each` in reports.toml), the file's own name; else empty.
        copy: What this copy overrides.
        problems: Why no copy of the file can run; such a report is always refused.
    """

    name: str
    notebook: Path
    file: Path
    family: str = ""
    copy: Copy | None = field(default=None, compare=False)
    problems: tuple[str, ...] = ()


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
        names: `<notebook>` or `<notebook>/<report>`, which stands for all copies of a file; empty for all.

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
    copied = families()
    for file in sorted((root / "parameters").glob("*/*.yaml")):
        notebook, page = root / "notebooks" / f"{file.parent.name}.ipynb", f"{file.parent.name}-{file.stem}"
        if notebook.is_file() and not _misnamed(file) and page not in pages:
            report = Report(f"{file.parent.name}/{file.stem}", notebook, file)
            found = _copies(report, copied[report.name], pages) if report.name in copied else [report]
            pages.update(one.name.replace("/", "-") for one in found)
            yield from found


def _copies(report: Report, family: Family, pages: set[str]) -> list[Report]:
    """One report a copy; a single refused one when anything is wrong with what they are made of."""
    found = [
        replace(report, name=f"{report.name}-{copy.name}", family=report.name, copy=copy) for copy in family.copies
    ]
    taken = [one.copy for one in found if one.copy and one.name.replace("/", "-") in pages]
    problems = (*family.problems, *(f"{c.place}: '{c.name}' is another report's page. Rename it." for c in taken))
    return [replace(report, problems=problems)] if problems else found


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
    return not (is_safe(file.parent.name) and is_safe(file.stem))


def _named(report: Report, name: str) -> bool:
    told = (report.name, report.family, report.notebook.stem)
    return bool(name) and (name in told or name in (workbook.name(report.file), workbook.name(report.notebook)))


def _unknown_report(name: str, known: list[Report]) -> str:
    names = list(dict.fromkeys(report.family or report.name for report in known))
    has = f"The workbook has {', '.join(names)}." if names else "The workbook has no report yet."
    return f"{name}: no such report. {has}{hint(name, [report.name for report in known])}"


def read_values(report: Report, *, month: str | None = None, trial: tuple[str, ...] = ()) -> Values:
    """Read and check a report's parameters against its notebook; every problem at once.

    Args:
        month: Period that replaces the file's, or None.
        trial: `name=value` texts from the command line.

    Raises:
        ParameterError: Unknown, duplicate, mistyped or secret-like names, or values that YAML versions
            read differently: with file, line, truth and near names.
    """
    if report.problems:
        raise ParameterError(several(list(report.problems)))
    schema = read_schema(report.notebook)
    where, notebook = workbook.name(report.file), workbook.name(report.notebook)
    entries, problems = _read_entries(report.file, where)
    problems = [*problems, *_all_faults(entries, schema, notebook, where)]
    if report.copy:
        over, faults = typed(report.copy, schema)
        problems += [*faults, *_all_faults(over, schema, notebook, report.copy.where, report.copy)]
        entries = {**entries, **over}
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


def _all_faults(
    entries: Mapping[str, Entry], schema: Mapping[str, Parameter], notebook: str, where: str, copy: Copy | None = None
) -> list[str]:
    whose = f"{copy.name}: " if copy else ""
    return [
        f"{where}, line {entry.line}: {whose if name in schema else ''}{problem}"
        for name, entry in entries.items()
        for problem in _faults(name, entry, schema, notebook)
    ]


def _read_entries(file: Path, where: str) -> tuple[Mapping[str, Entry], Sequence[str]]:
    try:
        return _entries_of(file.read_text(encoding="utf-8-sig"), where)
    except UnicodeDecodeError:
        return {}, [f"{where}: not UTF-8 text. Save it as UTF-8."]
    except OSError as fault:
        return {}, [f"{where}: cannot be read ({fault.strerror})."]


@lru_cache(maxsize=64)  # the copies of one file share its text
def _entries_of(text: str, where: str) -> tuple[Mapping[str, Entry], Sequence[str]]:
    return read_yaml(text, where)


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
            f"{name} is {WORDS.get(_kind(entry.value), 'something else')}, where {notebook} wants "
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
    over = report.copy.values if report.copy else {}
    try:
        return workbook.month(str({**entries, **over}["month"].value))
    except (KeyError, ParameterError):
        return workbook.month("last_month")


def missing_inputs(values: Values) -> list[str]:
    """Names of input parameters whose file does not exist, with the path looked for."""
    return [
        f"{name}: {workbook.name(file)} does not exist. Put the export there, or change {name} in the parameters file."
        for name, value in values.resolved.items()
        if name.endswith(("_file", "_files"))
        for file in (value if isinstance(value, list) else [value])
        if isinstance(file, str) and not workbook.is_file(file)
    ]


def current_report() -> str | None:
    """The report a notebook is running as: told by the runner, else the one whose values match.

    In JupyterLab and plain papermill the notebook's variables are compared with each parameters file,
    periods resolved; none or several that match mean None, unless one of them was taken by name.
    """
    named = os.environ.get(workbook.REPORT_VARIABLE)
    if named:
        return named
    variables = notebook_variables()
    return _matching(json.dumps(variables, sort_keys=True, default=repr), _taken) if variables else None


def current_month() -> str | None:
    """The period a notebook is running for: told by the runner, else its variable `month`, else None."""
    named = os.environ.get(workbook.MONTH_VARIABLE)
    written = notebook_variables().get("month")
    return named or (workbook.month(written) if isinstance(written, str) else None)


_taken = ""


def take(report: Report) -> None:
    """Set the variables of this notebook from a report's file, and be that report where several match.

    Raises:
        ParameterError: The file is wrong, as before a run.
    """
    global _taken
    values = read_values(report)
    sys.modules["IPython"].get_ipython().push(dict(values.resolved))
    _taken = report.name


def session_notebook() -> str:
    """Name of the notebook in which a person types; empty in a run, under papermill, and outside of notebooks."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or workbook.run_folder() or any(map(_is_injected, shell.user_ns.get("_ih", ()))):
        return ""
    named = shell.user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")
    return Path(named).stem


def _is_injected(source: str) -> bool:
    """Papermill puts its parameters into a cell that begins so."""
    return source.startswith("# Parameters\n")


def notebook_variables() -> dict[str, Any]:
    """The plain values among the variables of the notebook that asks; empty outside of one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    plain = (str, int, float, bool, list, dict, type(None))
    names = shell.user_ns if shell else {}
    return {name: value for name, value in names.items() if not name.startswith("_") and isinstance(value, plain)}


@cache
def _matching(variables: str, taken: str = "") -> str | None:
    here = json.loads(variables)
    session = Path(os.environ.get("JPY_SESSION_NAME", "")).stem
    found = [report for report in reports() if differing(report, here) == []]
    named = [report for report in found if report.notebook.stem == session]
    candidates = [report for report in found if report.name == taken] or named or _saying_most(found)
    return candidates[0].name if len(candidates) == 1 else None


def _saying_most(found: list[Report]) -> list[Report]:
    """A file with a month and nothing else fits every notebook; the one that says most is the notebook's own."""
    sizes = [len(read_schema(report.notebook)) for report in found]
    return [report for report, size in zip(found, sizes, strict=True) if size == max(sizes)]


def differing(report: Report, here: Mapping[str, Any]) -> list[str] | None:
    """Parameters of which a notebook's variables have another value than a report's file; None when it is wrong."""
    try:
        wanted = read_values(report).resolved
        if isinstance(here.get("month"), str):
            here = {**here, "month": workbook.month(here["month"])}
    except KitError:
        return None
    return [name for name, value in wanted.items() if name not in here or here[name] != value]
