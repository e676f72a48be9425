"""What a team defines in YAML (experiments, themes): fields declared once, which read, check and explain a file.

A field is written as its name. Numbers have a decimal point, days are written 2026-10-31, months 2026-10.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date
from pathlib import Path
from typing import Any, Literal

from prodops_kit import workbook
from prodops_kit.errors import ParameterError
from prodops_kit.money import digits
from prodops_kit.parameters import hint
from prodops_kit.yaml import Entry, read_yaml

Kind = Literal["text", "day", "month", "count", "number", "yesno", "names", "texts", "days", "weights"]

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a definition.

    Attributes:
        name: As it is written.
        kind: `text`, `day`, `month`, `count` (a whole number), `number`, `yesno` (true or false), `names`, `texts` or
            `days` (a list), or `weights` (a mapping of arm to number).
        meaning: What it says, for the data dictionary and the files that a wing's commands write.
        needed: Whether a row without it is refused.
        options: The only values allowed.
        least: The smallest value allowed.
        above: What a value must exceed.
        below: What a value must stay under.
        to: The attribute of the wing's value, where it has another name.
    """

    name: str
    kind: Kind
    meaning: str
    needed: bool = False
    options: tuple[str, ...] = ()
    least: float | None = None
    above: float | None = None
    below: float | None = None
    to: str = ""

    @property
    def attribute(self) -> str:
        """The attribute that holds the value."""
        return self.to or self.name

    @property
    def limits(self) -> str:
        """Which values are allowed, in words; empty where all of the kind are."""
        if self.options:
            return ", ".join(self.options)
        least = f"{self.least:g} or more" if self.least is not None else ""
        between = f"between {self.above:g} and {self.below:g}" if self.below is not None else ""
        return least or between or (f"above {self.above:g}" if self.above is not None else "")


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of one thing, such as an experiment or a theme; empty ones are left out.

    Attributes:
        lines: The line of each field, and as `include 2` that of the second text of a list.
    """

    file: str
    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int] = member(default_factory=dict)

    def at(self, name: str = "") -> str:
        """Where a field stands, for a message."""
        return f"{self.file}, line {self.lines.get(name, self.line)}"

    def checked(self, known: Sequence[Field], *others: str) -> tuple[dict[str, Any], list[str]]:
        """The values without fault by field, and every problem; `others` are fields that stand elsewhere."""
        by_name = {field.name: field for field in known}
        names = [*by_name, *others]
        problems = [
            f"{self.at(name)}: unknown field '{name}'. There are {', '.join(names)}.{hint(name, names)}"
            for name in self.values
            if name not in by_name
        ]
        faults = {name: fault(by_name[name], value) for name, value in self.values.items() if name in by_name}
        problems += [f"{self.at(name)}: {name} {found}" for name, found in faults.items() if found]
        lacking = [field.name for field in known if field.needed and field.name not in self.values]
        problems += [f"{self.at()}: {name} is missing; write it." for name in lacking]
        return {name: stored(by_name[name], self.values[name]) for name, found in faults.items() if not found}, problems


@dataclass(frozen=True, slots=True)
class Definition:
    """A kind of definition file that a wing reads; its package lists them as `definitions`.

    Attributes:
        name: As the team calls it, such as taxonomy.
        mark: The field that no other definition has.
        load: Reads it, or raises what is wrong; its value has `warnings` and a `source`.
    """

    name: str
    mark: str
    load: Callable[[Path], Any]


def read_file(file: Path) -> tuple[dict[str, Entry], list[str]]:
    """What a YAML file holds by name, and why it cannot be read."""
    where = workbook.name(file)
    try:
        return read_yaml(file.read_text(encoding="utf-8-sig"), where)
    except UnicodeDecodeError:
        return {}, [f"{where}: not UTF-8 text. Save it as UTF-8."]
    except OSError as fault:
        return {}, [f"{where}: cannot be read ({fault.strerror}). Make it readable."]


def as_block(where: str, entries: Mapping[str, Entry]) -> Block:
    """The fields that a file itself holds."""
    lines = {name: entry.line for name, entry in entries.items()}
    values = {name: entry.value for name, entry in entries.items()}
    return _block(where, Entry(values, 1, lines, tuple(entries.values())))


def as_blocks(where: str, name: str, entry: Entry, problems: list[str]) -> tuple[Block, ...]:
    """A list of things with fields each; another form is added to the problems."""
    if entry.value is None:
        return ()
    if not isinstance(entry.value, list) or any(not isinstance(item, dict) for item in entry.value):
        problems.append(
            f"{where}, line {entry.line}: {name} is not a list; begin each with '- ' and indent its fields."
        )
        return ()
    return tuple(_block(where, item) for item in entry.items)


def _block(where: str, entry: Entry) -> Block:
    values = {name: value for name, value in entry.value.items() if value not in (None, "")}
    inner = {
        f"{name} {number}": text.line
        for name, held in zip(entry.value, entry.items, strict=True)
        for number, text in enumerate(held.items, 1)
    }
    return Block(where, entry.line, values, {**inner, **entry.lines})


_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda value: isinstance(value, str), "text; write it in quotes"),
    "day": (lambda value: isinstance(value, str) and _as_day(value) is not None, "a day; write it as 2026-10-31"),
    "month": (
        lambda value: isinstance(value, str) and bool(_MONTH.fullmatch(value)),
        "a month; write it as 2026-10",
    ),
    "count": (lambda value: _is_number(value) and isinstance(value, int), "a whole number"),
    "number": (lambda value: _is_number(value), "a number; write it as 0.05"),
    "yesno": (lambda value: isinstance(value, bool), "true or false"),
    "names": (
        lambda value: isinstance(value, list) and all(isinstance(name, str) and name for name in value),
        "a list of names; write [visits_before, orders_before]",
    ),
    "texts": (
        lambda value: isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value),
        'a list of texts; write ["missing rows", "export fails"], each in quotes',
    ),
    "days": (
        lambda value: isinstance(value, list) and all(isinstance(day, str) and _as_day(day) for day in value),
        "a list of days; write [2026-10-14, 2026-10-28]",
    ),
    "weights": (
        lambda value: isinstance(value, dict) and all(_is_number(weight) for weight in value.values()),
        "arms with a number each; write {control: 50, treatment: 50}",
    ),
}


def fault(field: Field, value: Any) -> str:
    """What is wrong with a value, as a clause after the field's name; empty when nothing is."""
    well, wanted = _FORMS[field.kind]
    if not well(value):
        return f"is not {wanted}."
    if field.options and value not in field.options:
        return f"is not one of {field.limits}.{hint(value, list(field.options))}"
    if field.kind in ("text", "texts") and _ADDRESS.search(value if field.kind == "text" else "\n".join(value)):
        instead = "name the team" if field.kind == "text" else "take it out"
        return f"holds an e-mail address, which no page may show; {instead}."
    if field.name == "currency" and not _is_currency(value):
        return "is not an ISO 4217 code; write for example USD, EUR or JPY."
    if field.name == "link" and not re.match("https?://", value):
        return "is no address of a page; write it from https:// on."
    numbers = value.values() if field.kind == "weights" else [value] if _is_number(value) else []
    if any(_outside(field, number) for number in numbers):
        return f"must be {field.limits}; correct it, or leave it out."
    return ""


def stored(field: Field, value: Any) -> Any:
    """A value without fault as a frozen value keeps it."""
    if field.kind == "day":
        return _as_day(value)
    if field.kind == "days":
        return tuple(_as_day(day) for day in value)
    return tuple(value) if field.kind in ("names", "texts") else value


def dictionary(known: Sequence[Field]) -> str:
    """The data dictionary of some fields, as a table in Markdown."""
    rows = [
        f"| {field.name} | {field.kind} | {'yes' if field.needed else 'no'} | {field.meaning} | {field.limits} |"
        for field in known
    ]
    return "\n".join(["| field | kind | needed | meaning | values |", "|---|---|---|---|---|", *rows])


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _is_currency(text: str) -> bool:
    try:
        digits(text)
    except ParameterError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _outside(field: Field, number: float) -> bool:
    too_low = (field.least is not None and number < field.least) or (field.above is not None and number <= field.above)
    return too_low or (field.below is not None and number >= field.below)
