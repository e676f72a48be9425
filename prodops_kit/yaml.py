"""YAML without surprises: what two readers would take for different values is refused, with its line.

Papermill reads parameters as YAML 1.1, the kit as YAML 1.2. `no`, `010`, `12:30` and `1e3` mean different
things there, so they must be quoted. Dates stay text, keys are unique; tags, anchors and merges are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_CANONICAL = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?(0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,30}([eE][-+][0-9]{1,2})?"), float),
)
# What YAML 1.1 (yaml.org/type) or YAML 1.2 (section 10.3.2) takes for something other than text.
_OTHER = re.compile(
    r"""(?: y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF | = | <<
    | [-+]?0b[01_]+ | [-+]?0o[0-7]+ | [-+]?0x[0-9a-fA-F_]+ | [-+]?[0-9][0-9_]*
    | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    | [-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?
    | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) )""",
    re.VERBOSE,
)
_DEEPEST = 8
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+( [A-Za-z0-9_./-]+)*")  # text that needs no quotes
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")  # YAML 1.2, section 5.1

Problems = list[tuple[int, str]]
"""Lines, counted from 1, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with the line it stands on, counted from 1.

    Attributes:
        lines: For a mapping, the line of each of its names.
        items: For a list or a mapping, each of its values.
    """

    value: Any
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    items: tuple[Entry, ...] = ()


def read_yaml(text: str, where: str) -> tuple[dict[str, Entry], list[str]]:
    """Read a mapping.

    Args:
        text: The file's content.
        where: The file's name, for the messages.

    Returns:
        The entries by name, and every problem found, each with file and line.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        problems = [
            f"{where}, line {line}: {problem}" for line, problem in _unwanted(YAML(typ="safe", pure=True), text)
        ]
        node = None if problems else YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        return {}, [f"{where}, line {mark.line + 1 if mark else 1}: not YAML: {fault.problem}. Write name: value."]
    except (YAMLError, RecursionError):
        return {}, [
            f"{where}: holds characters or nesting that a parameters file cannot have. Write name: value lines."
        ]
    if node is None:
        return {}, problems
    if node.id != "mapping":
        return {}, [f"{where}, line {node.start_mark.line + 1}: not a list of name: value lines."]
    entries, found = _read_mapping(node)
    return entries, [f"{where}, line {line}: {problem}" for line, problem in found]


def _unwanted(yaml: Any, text: str) -> list[tuple[int, str]]:
    """Anchors, aliases and tags, found before anything is built from them."""
    found, depth = [], 0
    for event in yaml.parse(text):
        kind = type(event).__name__
        depth += kind in ("SequenceStartEvent", "MappingStartEvent")
        depth -= kind in ("SequenceEndEvent", "MappingEndEvent")
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            found.append((event.start_mark.line + 1, "anchors (& and *) are not allowed; write the value out."))
        elif getattr(event, "tag", None):
            found.append((event.start_mark.line + 1, f"the tag {event.tag} is not allowed; write a plain value."))
        if depth > _DEEPEST:
            return [*found, (event.start_mark.line + 1, "nested too deeply.")]
    return found


def _read_mapping(node: Any) -> tuple[dict[str, Entry], Problems]:
    entries: dict[str, Entry] = {}
    problems: Problems = []
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in entries:
            problems.append((line, f"'{name}' stands there twice, first in line {entries[name].line}."))
            continue
        entry, found = _read(value)
        entries[name] = replace(entry, line=line)
        problems += [(line, f"{name}: is no name.")] if _is_no_name(key) else []
        problems += [(at, f"{name}: {problem}") for at, problem in found]
    return entries, problems


def _is_no_name(key: Any) -> bool:
    if key.id != "scalar" or not key.value:
        return True
    entry, problem = scalar(key.value, 0) if key.style is None else (Entry("", 0), "")
    return bool(problem) or not isinstance(entry.value, str)


def _read(node: Any) -> tuple[Entry, Problems]:
    line = node.start_mark.line + 1
    if node.id == "sequence":
        read = [_read(item) for item in node.value]
        items = tuple(item for item, _ in read)
        return Entry([item.value for item in items], line, items=items), [one for _, found in read for one in found]
    if node.id == "mapping":
        inner, problems = _read_mapping(node)
        values = {name: entry.value for name, entry in inner.items()}
        lines = {name: entry.line for name, entry in inner.items()}
        return Entry(values, line, lines, tuple(inner.values())), problems
    if node.style in ("'", '"', "|", ">"):
        return Entry(node.value, line), []
    entry, problem = scalar(node.value, line)
    return entry, [(line, problem)] if problem else []


def scalar(text: str, line: int) -> tuple[Entry, str]:
    """Read one unquoted value, and say what is wrong with it, or nothing.

    >>> scalar("010", 3)[1]
    "010 is read as different values by different YAML versions; write '010' for the text, or the plain number."
    >>> scalar("0.10", 3)[0].value, scalar("2026-10", 3)[0].value, scalar("true", 3)[0].value
    (0.1, '2026-10', True)
    """
    for pattern, convert in _CANONICAL:
        if pattern.fullmatch(text):
            return Entry(convert(text), line), ""
    if _OTHER.fullmatch(text):
        mended = "true or false" if text.isalpha() else "the plain number"
        shown = text if len(text) < 40 else f"{text[:30]}…"
        problem = (
            f"{shown} is read as different values by different YAML versions; write '{shown}' for the text, "
            f"or {mended}."
        )
        return Entry(text, line), problem
    return Entry(text, line), ""


def written(value: Any) -> str:
    """A plain value as a parameters file writes it on one line, read back the same by any YAML version.

    >>> written("USD"), written("010"), written(1e-05), written(["a", None]), written("2026-10")
    ('USD', '"010"', '1.0e-05', '[a, null]', '2026-10')
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(str(name))}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e")
    if isinstance(value, str) and _PLAIN.fullmatch(value) and scalar(value, 0) == (Entry(value, 0), ""):
        return value
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
