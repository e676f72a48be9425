"""One parameters file for many: `each` in `parameters/reports.toml` makes a report for every team it lists.

["tool_spend/team"]
each = [{ name = "emea", team = "EMEA" }, { name = "apac", team = "APAC", ask_above = 200 }]
each = "data/teams.csv"    # or a file: one row a copy, one column a parameter; an empty cell leaves the file's value

`name` names the copy: tool_spend/team-emea is a report of its own, with its own record, page and lock.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.schema import Parameter
from prodops_kit.yaml import Entry, scalar

FILE = "parameters/reports.toml"
KEY = "each"


@dataclass(frozen=True, slots=True)
class Copy:
    """One report made from a parameters file.

    Attributes:
        name: What follows the file's name and a dash.
        where: The file that lists it.
        line: Where it stands there.
        values: What it overrides, by parameter.
        as_text: Whether the values are cells of a text file, still to be read as what the notebook declares.
    """

    name: str
    where: str
    line: int
    values: Mapping[str, Entry]
    as_text: bool = False

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.where}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Family:
    """All copies of a parameters file, or why there can be none."""

    copies: tuple[Copy, ...] = ()
    problems: tuple[str, ...] = field(default=())


def families() -> dict[str, Family]:
    """The reports of which `parameters/reports.toml` makes copies, by name; a file that is no TOML has none."""
    try:
        text = (workbook.root() / FILE).read_text(encoding="utf-8-sig")
        tables = parsed(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    listed = {name: table[KEY] for name, table in tables.items() if isinstance(table, dict) and KEY in table}
    return {name: _family(each, text, name) for name, each in listed.items() if name != "defaults"}


@lru_cache(maxsize=4)
def parsed(text: str) -> dict[str, Any]:
    """The tables of a settings file's text, by name.

    Raises:
        tomllib.TOMLDecodeError: It is not TOML.
    """
    return tomllib.loads(text)


def is_safe(name: str) -> bool:
    """Whether a name can be a part of a page's file name: letters, digits, blanks, - and _."""
    return bool(re.fullmatch(r"\w[\w -]*", name)) and name == name.encode(errors="replace").decode()


def typed(copy: Copy, schema: Mapping[str, Parameter]) -> tuple[Mapping[str, Entry], list[str]]:
    """What a copy overrides, cells of a text file read as the types that the notebook declares.

    Returns:
        The entries by name, and what is wrong with them, each with file and line.
    """
    if not copy.as_text:
        return copy.values, []
    read = {name: _cell(entry, schema[name].kinds) for name, entry in copy.values.items() if name in schema}
    problems = [f"{copy.place}: {copy.name}: {name}: {problem}" for name, (_, problem) in read.items() if problem]
    # A column that is no parameter is the header's fault, the same for every row.
    unknown = {name: replace(entry, line=1) for name, entry in copy.values.items() if name not in schema}
    return {name: entry for name, (entry, _) in read.items()} | unknown, problems


def _cell(entry: Entry, kinds: tuple[str, ...]) -> tuple[Entry, str]:
    read, problem = scalar(str(entry.value), entry.line)
    if "str" in kinds and not (read.value is None and "None" in kinds):
        return entry, ""
    return read, problem


def _family(each: object, text: str, report: str) -> Family:
    if isinstance(each, str):
        return _from_file(each, report)
    if not isinstance(each, list) or not all(isinstance(one, dict) for one in each):
        line = line_of(text, report)
        return Family(
            problems=(
                f'{FILE}, line {line}: [{report}] each is no list of tables; write each = [{{ name = "emea" }}] '
                f"or the name of a CSV file.",
            )
        )
    return _checked(report, list(_from_tables(each, text, report)))


def _from_tables(each: list[dict[str, Any]], text: str, report: str) -> Iterator[Copy]:
    lines, start = text.splitlines(), line_of(text, report)
    line = start
    for table in each:
        name = str(table.get("name", ""))
        said = re.compile(rf"""\bname["']?\s*=\s*["']{re.escape(name)}["']""")
        line = next((n for n in range(line, len(lines) + 1) if said.search(lines[n - 1])), start)
        values = {key: Entry(value, line) for key, value in table.items() if key != "name"}
        yield Copy(name, FILE, line, values)


def line_of(text: str, table: str, key: str = KEY) -> int:
    """The line of a settings file's text on which a key of a table stands; 1 where it cannot be told."""
    inside, wanted = False, re.sub(r"\s", "", table)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("["):
            inside = re.sub(r"[\[\]\"'\s]", "", line.split("#")[0]) == wanted if _is_header(line) else inside
        if inside and re.match(rf"\s*{key}\s*=", line):
            return number
    return 1


def _is_header(line: str) -> bool:
    return bool(re.fullmatch(r"""\s*\[\s*["']?[^"'\[\]]+["']?\s*\]\s*(#.*)?""", line))


def _from_file(name: str, report: str) -> Family:
    file, where = workbook.path(name), workbook.name(name)
    try:
        status = file.stat()
        header, rows = _rows(file, status.st_mtime_ns, status.st_size)
    except OSError as fault:
        return Family(problems=(f"{FILE}: [{report}] each: {where} cannot be read ({fault.strerror}).",))
    except (UnicodeDecodeError, csv.Error):
        return Family(problems=(f"{where}: not a CSV file in UTF-8. Save it as one.",))
    twice = [column for column, count in Counter(header).items() if count > 1]
    if "name" not in header or twice:
        wrong = "no column 'name', which names each copy" if "name" not in header else f"two columns '{twice[0]}'"
        return Family(problems=(f"{where}, line 1: {wrong}. Correct the header.",))
    uneven = [
        f"{where}, line {line}: has {len(row)} cells, the header {len(header)}. Correct the row."
        for line, row in rows
        if len(row) != len(header)
    ]
    if uneven:
        return Family(problems=tuple(uneven))
    return _checked(report, [_copy(header, row, where, line) for line, row in rows])


@lru_cache(maxsize=8)
def _rows(file: Path, modified: int, size: int) -> tuple[list[str], list[tuple[int, list[str]]]]:  # noqa: ARG001
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        return header, [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]


def _copy(header: list[str], row: list[str], where: str, line: int) -> Copy:
    cells = dict(zip(header, row, strict=True))
    values = {key: Entry(cell, line) for key, cell in cells.items() if key != "name" and cell}
    return Copy(cells["name"], where, line, values, as_text=True)


def _checked(report: str, copies: list[Copy]) -> Family:
    """Names are pages, so each is safe and the only one of its kind, in small and capital letters alike."""
    problems, first = [], dict[str, Copy]()
    for copy in copies:
        before = first.setdefault(copy.name.casefold(), copy)
        if not copy.name:
            problems.append(f"{copy.place}: no name. Name each copy of {report}.")
        elif not is_safe(copy.name):
            problems.append(f"{copy.place}: a name holds letters, digits, blanks, - and _ only. Rename it.")
        elif before is not copy:
            problems.append(f"{copy.place}: '{copy.name}' stands there twice, first in line {before.line}. Rename one.")
    if not copies:
        problems.append(f"{FILE}: [{report}] each lists nothing; name at least one copy, or take the line away.")
    return Family(tuple(copies), tuple(problems))
