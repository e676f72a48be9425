"""`parameters/reports.toml`: what concerns running a report rather than its content.

[defaults]
cell_timeout = 600

["tool_spend/monthly"]
owner = "Product operations"
total_timeout = 900
fresh_days = { charges_file = 40 }   # the export may be at most this old
secrets = ["LEDGER_TOKEN"]           # environment variables whose values may never be kept

["monthly_review/monthly"]
after = "*"                          # runs when all others of its period have ended

["salary/monthly"]
audience = "people team"             # nobody else's index or review tells of it
"""

from __future__ import annotations

import os
import time
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.each import FILE, KEY, is_safe, line_of, parsed
from prodops_kit.errors import ParameterError, several
from prodops_kit.notebook import tags
from prodops_kit.parameters import Report, Values, hint, read_schema, reports

EVERYONE = "everyone"
RESTRICTED = "restricted"  # the tag of a notebook


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
        after: Reports of the same period that end before this one starts; `*` for all that do not wait for all.
        audience: Who may read the report.
        restricted: Whether it is published nowhere and runs only when named; a cell tagged `restricted` makes it so.
    """

    cell_timeout: int = 600
    start_timeout: int = 60
    total_timeout: int = 1800
    owner: str = ""
    fresh_days: dict[str, int] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    after: str | list[str] = field(default_factory=list)
    audience: str = EVERYONE
    restricted: bool = False

    def secret_values(self) -> list[str]:
        """The secrets and the lines of those with several, longest first; too short to tell from words are left out."""
        values = [os.environ.get(name, "") for name in self.secrets]
        parts = {part for value in values for part in (value, *value.splitlines()) if len(part) >= 4}
        return sorted(parts, key=len, reverse=True)


ALL = "*"
_NAMES_OR_ALL: type = tuple  # how the kind of `after` is known here
_TYPES: dict[str, type] = {
    "int": int,
    "str": str,
    "bool": bool,
    "dict[str, int]": dict,
    "list[str]": list,
    "str | list[str]": _NAMES_OR_ALL,
}
_KINDS = {f.name: _TYPES[str(f.type)] for f in fields(Settings)}


def read_settings(report: str, known: Sequence[Report] | None = None) -> Settings:
    """The settings of one report: its own table over that of the file it is a copy of, over `[defaults]`.

    Args:
        report: The report's name.
        known: The workbook's reports, when the caller has just found them.

    Raises:
        ParameterError: The file is not TOML, or names a report or setting that does not exist.
    """
    known = known if known is not None else reports()
    tables = _read(workbook.root() / FILE, known)
    found = next((one for one in known if one.name == report), None)
    said = _settings(_table(report, found.family if found else "", tables))
    return replace(said, restricted=said.restricted or (found is not None and _is_tagged(found)))


def all_settings() -> dict[str, Settings]:
    """The settings of each report; while the file is faulty, only of those whose notebook is tagged restricted."""
    known = reports()
    tagged = {one.notebook: _is_tagged(one) for one in known}
    try:
        tables = _read(workbook.root() / FILE, known)
    except ParameterError:
        return {one.name: Settings(restricted=True) for one in known if tagged[one.notebook]}
    said = {one: _settings(_table(one.name, one.family, tables)) for one in known}
    return {
        one.name: replace(found, restricted=found.restricted or tagged[one.notebook]) for one, found in said.items()
    }


def _settings(table: Mapping[str, Any]) -> Settings:
    return Settings(**{name: value for name, value in table.items() if name != KEY})


def _is_tagged(report: Report) -> bool:
    """Whether a notebook says of itself that it is restricted; one that cannot be read cannot run either."""
    try:
        return RESTRICTED in tags(report.notebook)
    except ParameterError:
        return False


def _table(report: str, family: str, tables: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return tables.get("defaults", {}) | tables.get(family, {}) | tables.get(report, {})


def reviews() -> frozenset[str]:
    """Reports that run after all others, for they are made of what those say; none while the file is faulty."""
    with suppress(ParameterError):
        known = reports()
        tables = _read(workbook.root() / FILE, known)
        return frozenset(name for name, after in _after(known, tables).items() if after == ALL)
    return frozenset()


def _after(known: Sequence[Report], tables: Mapping[str, dict[str, Any]]) -> dict[str, str | list[str]]:
    """For each report the reports it comes after; a file of copies stands for all of them."""
    copies = {family: [one.name for one in known if one.family == family] for family in {one.family for one in known}}
    said = {one.name: _table(one.name, one.family, tables).get("after", []) for one in known}
    return {
        name: after if isinstance(after, str) else [one for other in after for one in copies.get(other, [other])]
        for name, after in said.items()
    }


def turns(after: Mapping[str, str | list[str]]) -> Iterator[list[str]]:
    """Reports in the turns in which they run: each when those that it comes after have ended.

    Args:
        after: For each report the reports it comes after, or `*`.

    Raises:
        ParameterError: Some wait for each other.

    >>> list(turns({"a": [], "b": ["a", "absent"], "all": "*"}))
    [['a'], ['b'], ['all']]
    """
    waiting = list(after)
    while waiting:
        there = frozenset(waiting)
        ready = [name for name in waiting if not _waits(name, there, after)]
        if not ready:
            raise ParameterError(f"{FILE}: {', '.join(waiting)} wait for each other by after; take one of them out.")
        yield ready
        done = frozenset(ready)
        waiting = [name for name in waiting if name not in done]


def _waits(name: str, others: Collection[str], after: Mapping[str, str | list[str]]) -> bool:
    if after[name] == ALL:
        return any(after[other] != ALL for other in others)
    return any(other in others for other in after[name])


def _read(file: Path, known: Sequence[Report]) -> dict[str, dict[str, Any]]:
    if not file.is_file():
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")
        tables = parsed(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ParameterError(f"{FILE}: not TOML: {fault}") from None
    problems = [problem for name, table in tables.items() for problem in _faults(name, table, known)]
    if problems:
        raise ParameterError(several(problems))
    list(turns(_after(known, tables)))
    problems = list(_audience_faults(known, tables, text))
    if problems:
        raise ParameterError(several(problems))
    return tables


def _audience_faults(known: Sequence[Report], tables: Mapping[str, dict[str, Any]], text: str) -> Iterator[str]:
    """What is wrong with who may read what: an audience is a folder, and a slip of the pen would be another one."""
    written = [table["audience"] for table in tables.values() if "audience" in table]
    first = {folder_of(audience): audience for audience in reversed((EVERYONE, *written))}
    for name, table in tables.items():
        audience, own = table.get("audience", EVERYONE), [one for one in known if name in (one.name, one.family)]
        where = f"{FILE}, line {line_of(text, name, 'audience')}: [{name}] audience '{audience}'"
        if not is_safe(audience):
            yield f"{where} holds more than letters, digits, blanks, - and _, and it names a folder. Rename it."
        elif first[folder_of(audience)] != audience:
            yield f"{where} is written '{first[folder_of(audience)]}' before. Write both alike."
        if table.get(RESTRICTED) is False and any(map(_is_tagged, own)):
            where = f"{FILE}, line {line_of(text, name, RESTRICTED)}: [{name}]"
            yield f"{where} restricted = false, but its notebook is tagged restricted. Take this line out."
    yield from _unheard(known, tables, text)


def _unheard(known: Sequence[Report], tables: Mapping[str, dict[str, Any]], text: str) -> Iterator[str]:
    """Reviews for an audience that no report is for: they would tell no more than a review for everyone."""
    if not any("audience" in table for table in tables.values()):
        return
    said = {one.name: _settings(_table(one.name, one.family, tables)) for one in known}
    others = {one.audience for one in said.values() if one.after != ALL and not one.restricted} | {EVERYONE}
    for report in known:
        own = said[report.name]
        if own.after == ALL and not own.restricted and own.audience not in others:
            holders = [name for name in (report.name, report.family, "defaults") if "audience" in tables.get(name, {})]
            yield (
                f"{FILE}, line {line_of(text, holders[0], 'audience')}: [{holders[0]}] audience '{own.audience}' of a "
                f"review is no other report's; they are for {', '.join(sorted(others))}."
                f"{hint(own.audience, sorted(others))}"
            )


def folder_of(audience: str) -> str:
    """An audience as a folder's name; two that share it are one.

    >>> folder_of("People team")
    'people-team'
    """
    return "-".join(audience.casefold().split())


def _faults(name: str, table: object, known: Sequence[Report]) -> list[str]:
    if name != "defaults" and not any(name in (report.name, report.family) for report in known):
        names = list(dict.fromkeys(report.family or report.name for report in known))
        near = hint(name, ["defaults", *(report.name for report in known), *names])
        return [f"{FILE}: [{name}] is no report; the workbook has {', '.join(names)}.{near}"]
    if not isinstance(table, dict):
        return [f"{FILE}: {name} is not a table. Write ['{name}'] and its settings below."]
    kinds = _KINDS if name == "defaults" else _KINDS | {KEY: None}  # parameters.reports reads it
    unknown = [
        f"{FILE}: [{name}] unknown setting '{key}'. There are {', '.join(_KINDS)}.{hint(key, list(_KINDS))}"
        for key in table
        if key not in kinds
    ]
    mistyped = [
        f"{FILE}: [{name}] {key} is not {_WANTED[kind]}; README.md shows each setting."
        for key, value in table.items()
        if (kind := kinds.get(key)) and not _fits(value, kind)
    ]
    return unknown + mistyped + _unknown_inputs(name, table, known) + _unknown_after(name, table, known)


_WANTED = {
    int: "a whole number of seconds above 0",
    str: "text",
    bool: "true or false",
    list: "a list of names",
    dict: "a number of days for each input, such as { charges_file = 40 }",
    _NAMES_OR_ALL: f"'{ALL}' or a list of reports",
}


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, dict) and kind is dict:
        return all(_fits(days, int) for days in value.values())
    if isinstance(value, list) and kind in (list, _NAMES_OR_ALL):
        return all(isinstance(item, str) for item in value)
    if kind is bool:
        return isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**7
    return isinstance(value, str) and (kind is str or (kind is _NAMES_OR_ALL and value == ALL))


def _unknown_after(name: str, table: dict[str, Any], known: Sequence[Report]) -> list[str]:
    names, there = table.get("after"), [one for report in known for one in (report.name, report.family) if one]
    if name == "defaults" and names is not None:
        return [f"{FILE}: [defaults] after is of one report; write it into that report's table."]
    return [
        f"{FILE}: [{name}] after names '{other}', which is no report.{hint(other, there)}"
        for other in (names if isinstance(names, list) else ())
        if isinstance(other, str) and other not in there
    ]


def _unknown_inputs(name: str, table: dict[str, Any], known: Sequence[Report]) -> list[str]:
    days = table.get("fresh_days")
    if name == "defaults" or not isinstance(days, dict):
        return []
    schema = read_schema(next(report.notebook for report in known if name in (report.name, report.family)))
    return [
        f"{FILE}: [{name}] fresh_days names '{key}', which is no parameter of its notebook.{hint(key, list(schema))}"
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
                f"{name}: {workbook.name(file)} is {age:.0f} days old; {FILE} allows {days}. Export it again."
            )
    return problems
