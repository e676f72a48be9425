"""`parameters/reports.toml`: what concerns running a report rather than its content.

[defaults]
cell_timeout = 600

["tool_spend/monthly"]
owner = "Product operations"
total_timeout = 900
fresh_days = { charges_file = 40 }   # the export may be at most this old
secrets = ["LEDGER_TOKEN"]           # environment variables whose values may never be kept
"""

from __future__ import annotations

import os
import time
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import ParameterError, several
from prodops_kit.parameters import Values, hint, read_schema, reports


@dataclass(frozen=True, slots=True)
class Settings:
    """How one report is run.

    Attributes:
        cell_timeout: Longest time for one cell, in seconds.
        start_timeout: Longest time for a kernel to answer, in seconds.
        total_timeout: Longest time for the whole run, in seconds.
        owner: Team that answers for the report.
        fresh_days: Greatest age in days of an input parameter's file.
        secrets: Names of environment variables whose values are removed from everything kept.
    """

    cell_timeout: int = 600
    start_timeout: int = 60
    total_timeout: int = 1800
    owner: str = ""
    fresh_days: dict[str, int] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    def secret_values(self) -> list[str]:
        """The secrets and the lines of those with several, longest first; too short to tell from words are left out."""
        values = [os.environ.get(name, "") for name in self.secrets]
        parts = {part for value in values for part in (value, *value.splitlines()) if len(part) >= 4}
        return sorted(parts, key=len, reverse=True)


_FILE = "parameters/reports.toml"
_TYPES: dict[str, type] = {"int": int, "str": str, "dict[str, int]": dict, "list[str]": list}
_KINDS = {f.name: _TYPES[str(f.type)] for f in fields(Settings)}


def read_settings(report: str) -> Settings:
    """The settings of one report: its own table over `[defaults]`.

    Raises:
        ParameterError: The file is not TOML, or names a report or setting that does not exist.
    """
    tables = _read(workbook.root() / _FILE)
    return Settings(**(tables.get("defaults", {}) | tables.get(report, {})))


def _read(file: Path) -> dict[str, dict[str, Any]]:
    if not file.is_file():
        return {}
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ParameterError(f"{_FILE}: not TOML: {fault}") from None
    known = ["defaults", *(report.name for report in reports())]
    problems = [problem for name, table in tables.items() for problem in _faults(name, table, known)]
    if problems:
        raise ParameterError(several(problems))
    return tables


def _faults(name: str, table: object, known: list[str]) -> list[str]:
    if name not in known:
        return [f"{_FILE}: [{name}] is no report; the workbook has {', '.join(known[1:])}.{hint(name, known)}"]
    if not isinstance(table, dict):
        return [f"{_FILE}: {name} is not a table. Write ['{name}'] and its settings below."]
    unknown = [
        f"{_FILE}: [{name}] unknown setting '{key}'. There are {', '.join(_KINDS)}.{hint(key, list(_KINDS))}"
        for key in table
        if key not in _KINDS
    ]
    mistyped = [
        f"{_FILE}: [{name}] {key} is not {_WANTED[_KINDS[key]]}; README.md shows each setting."
        for key, value in table.items()
        if key in _KINDS and not _fits(value, _KINDS[key])
    ]
    return unknown + mistyped + _unknown_inputs(name, table)


_WANTED = {
    int: "a whole number of seconds above 0",
    str: "text",
    list: "a list of names",
    dict: "a number of days for each input, such as { charges_file = 40 }",
}


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, dict) and kind is dict:
        return all(_fits(days, int) for days in value.values())
    if isinstance(value, list) and kind is list:
        return all(isinstance(item, str) for item in value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**7
    return isinstance(value, str) and kind is str


def _unknown_inputs(name: str, table: dict[str, Any]) -> list[str]:
    days = table.get("fresh_days")
    if name == "defaults" or not isinstance(days, dict):
        return []
    schema = read_schema(next(report.notebook for report in reports() if report.name == name))
    return [
        f"{_FILE}: [{name}] fresh_days names '{key}', which is no parameter of its notebook.{hint(key, list(schema))}"
        for key in days
        if key not in schema
    ]


def stale_inputs(values: Values, settings: Settings) -> list[str]:
    """Inputs older than their freshness limit, as messages."""
    problems = []
    for name, days in settings.fresh_days.items():
        value = str(values.resolved.get(name) or "")
        file = workbook.path(value)
        age = (time.time() - file.stat().st_mtime) / 86_400 if value and workbook.is_file(value) else 0
        if age > days:
            problems.append(
                f"{name}: {workbook.name(file)} is {age:.0f} days old; {_FILE} allows {days}. Export it again."
            )
    return problems
