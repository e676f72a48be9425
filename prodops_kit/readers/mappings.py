"""The team's own words for the columns of a file: mappings under `parameters/definitions/`, one file a layout.

    table: contracts
    columns:                     # declared name: header in the file
      tool: App
      annual_cost: Yearly €
    money: "1.234,56"            # or decimal: ","
    dates: dmy
    currency: EUR
    defaults:
      billing: annual_upfront
    sheet: Contracts
    skip_rows: 3

A mapping applies to a file that has all its columns. Other definitions of the team in the same folder are left alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import ParameterError, several
from prodops_kit.readers import forms
from prodops_kit.readers.declarations import Table, declared_as
from prodops_kit.readers.headers import plain
from prodops_kit.yaml import Entry, read_yaml

FOLDER = "parameters/definitions"
KEYS = ("table", "columns", "money", "decimal", "dates", "currency", "defaults", "sheet", "skip_rows")
SKIPPED_AT_MOST = 29
_MARKS = re.compile(r"^(table|columns)\s*:", re.MULTILINE)
_DECIMALS = {".": forms.POINT, ",": forms.COMMA}


@dataclass(frozen=True, slots=True)
class Mapped:
    """How the files of one layout write a table; see the head of this module.

    Attributes:
        file: Where it is written, relative to the workbook's root.
        columns: Headers by declared name.
        defaults: Text for fields without a column.
        sheet: The sheet it is for, or empty.
        skip_rows: Rows above the header, or None to look for it.
    """

    file: str
    sha256: str
    table: str
    columns: Mapping[str, tuple[str, ...]]
    money: str | None
    dates: str | None
    defaults: Mapping[str, str]
    sheet: str
    skip_rows: int | None

    def fits(self, cells: Sequence[str], sheet: str, line: int) -> bool:
        """Whether a row is the header that this mapping describes."""
        if (self.sheet and sheet and self.sheet != sheet) or self.skip_rows not in (None, line - 1):
            return False
        known = {plain(cell) for cell in cells}
        return all(known & {plain(text) for text in texts} for texts in self.columns.values())


def mappings(table: type[Table]) -> list[Mapped]:
    """The team's mappings for a table.

    Raises:
        ParameterError: One of them is written wrongly: every problem with file and line.
    """
    found, problems = [], []
    for file in _files():
        entries, wrong = read_yaml(_text(file), workbook.name(file))
        if "table" in entries and entries["table"].value != table.called():
            continue  # another table's; its own loader says what is wrong there
        wrong += list(_faults(entries, workbook.name(file), declared_as(table.called())))
        problems += wrong
        if not wrong and _belongs(entries, table):
            found.append(_mapped(file, entries))
    if problems:
        raise ParameterError(several(problems))
    return found


def check_tables(known: Sequence[str]) -> list[str]:
    """What is wrong with mappings of tables that no wing declares."""
    problems = []
    for file in _files():
        entry = read_yaml(_text(file), workbook.name(file))[0].get("table")
        if entry and entry.value not in known:
            where = f"{workbook.name(file)}, line {entry.line}: table: there is no table '{entry.value}'"
            problems.append(f"{where}; the kit has {', '.join(known)}.{_hint(str(entry.value), known)}")
    return problems


def _files() -> list[Path]:
    folder = workbook.root() / FOLDER
    return [file for file in sorted(folder.glob("*.yaml")) if _MARKS.search(_text(file))]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ParameterError(f"{workbook.name(file)}: not UTF-8 text. Save it as UTF-8.") from None
    except OSError as fault:
        raise ParameterError(f"{workbook.name(file)}: cannot be read ({fault.strerror}).") from None


def _belongs(entries: Mapping[str, Entry], table: type[Table]) -> bool:
    """Tables of one name have several layouts; a mapping is for the one that declares its columns."""
    return set(entries["columns"].value) <= {field.name for field in table.fields}


def _mapped(file: Path, entries: Mapping[str, Entry]) -> Mapped:
    value = {name: entry.value for name, entry in entries.items()}
    currency = {"currency": value["currency"]} if "currency" in value else {}
    return Mapped(
        file=workbook.name(file),
        sha256=workbook.sha256(file),
        table=value["table"],
        columns={name: _as_tuple(said) for name, said in value["columns"].items()},
        money=value.get("money") or _DECIMALS.get(value.get("decimal", "")),
        dates=value.get("dates"),
        defaults={name: str(text) for name, text in {**value.get("defaults", {}), **currency}.items()},
        sheet=value.get("sheet", ""),
        skip_rows=value.get("skip_rows"),
    )


def _as_tuple(said: Any) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _faults(entries: Mapping[str, Entry], where: str, tables: Sequence[type[Table]]) -> Iterator[str]:
    for name, entry in entries.items():
        at = f"{where}, line {entry.line}"
        if name not in KEYS:
            yield f"{at}: unknown key '{name}'. A mapping has {', '.join(KEYS)}.{_hint(name, KEYS)}"
        elif not _WANTED[name][0](entry.value):
            yield f"{at}: {name} is not {_WANTED[name][1]}."
        elif name in ("columns", "defaults"):
            yield from _unknown_fields(name, entry, where, tables)
    for name in ("table", "columns"):
        if name not in entries:
            yield f"{where}: '{name}' is missing. A mapping has {', '.join(KEYS)}; the first two are needed."
    if "money" in entries and "decimal" in entries:
        yield f"{where}, line {entries['decimal'].line}: decimal and money say the same; remove one of them."


def _unknown_fields(key: str, entry: Entry, where: str, tables: Sequence[type[Table]]) -> Iterator[str]:
    known = list(dict.fromkeys(field.name for table in tables for field in table.fields))
    for name in entry.value:
        if known and name not in known:
            at = f"{where}, line {entry.lines.get(name, entry.line)}"
            has = f"{tables[0].called()}. It has {', '.join(known)}.{_hint(name, known)}"
            yield f"{at}: {key}: no column '{name}' in {has}"


def _hint(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" Did you mean '{near[0]}'?" if near else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_headers(value: Any) -> bool:
    each = [said if isinstance(said, list) else [said] for said in value.values()] if isinstance(value, dict) else []
    return bool(each) and all(texts and all(isinstance(t, str | int | float) for t in texts) for texts in each)


def _are_plain(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str | int | float) for text in value.values())


_WANTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "table": (_is_text, "the name of a table"),
    "columns": (_are_headers, "a list of 'declared name: header' lines, indented under it"),
    "money": (lambda value: value in _DECIMALS.values(), f"'{forms.POINT}' or '{forms.COMMA}', in quotes"),
    "decimal": (lambda value: value in _DECIMALS, "'.' or ',', in quotes"),
    "dates": (lambda value: value in forms.ORDERS, f"one of {', '.join(forms.ORDERS)}"),
    "currency": (
        lambda value: isinstance(value, str) and bool(re.fullmatch("[A-Z]{3}", value)),
        "an ISO 4217 code such as EUR",
    ),
    "defaults": (_are_plain, "a list of 'declared name: text' lines, indented under it"),
    "sheet": (_is_text, "the name of a sheet"),
    "skip_rows": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= SKIPPED_AT_MOST,
        f"a whole number from 0 to {SKIPPED_AT_MOST}",
    ),
}
