"""YAML without surprises: what two readers would take for different values is refused, with its line.

Papermill reads parameters as YAML 1.1, the kit as YAML 1.2. `no`, `010`, `12:30` and `1e3` mean different
things there, so they must be quoted. Dates stay text, keys are unique, tags and anchors are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_CANONICAL = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?(0|[1-9][0-9]*)"), int),
    (re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+][0-9]+)?"), float),
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
_KINDS = ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map")
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with the line it stands on, counted from 1."""

    value: Any
    line: int


def read_yaml(text: str, where: str) -> tuple[dict[str, Entry], list[str]]:
    """Read a flat mapping.

    Args:
        text: The file's content.
        where: The file's name, for the messages.

    Returns:
        The entries by name, and every problem found, each with file and line.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        return {}, [f"{where}, line {mark.line + 1 if mark else 1}: not YAML: {fault.problem}. Write name: value."]
    except YAMLError:
        return {}, [f"{where}: holds characters that YAML does not allow. Save it as UTF-8 text."]
    if node is None:
        return {}, []
    if node.id != "mapping":
        return {}, [f"{where}, line {node.start_mark.line + 1}: not a list of name: value lines."]
    return _read_mapping(node, where)


def _read_mapping(node: Any, where: str) -> tuple[dict[str, Entry], list[str]]:
    entries: dict[str, Entry] = {}
    problems = []
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in entries:
            problems.append(f"{where}, line {line}: '{name}' stands there twice, first in line {entries[name].line}.")
            continue
        read, found = _read(value)
        entries[name] = Entry(read, line)
        problems += [f"{where}, line {line}: {name}: {problem}" for problem in found]
    return entries, problems


def _read(node: Any) -> tuple[Any, list[str]]:
    if node.tag not in _PLAIN_TAGS:
        return None, [f"the tag {node.tag} is not allowed; write a plain value."]
    if node.id == "sequence":
        read = [_read(item) for item in node.value]
        return [value for value, _ in read], [problem for _, found in read for problem in found]
    if node.id == "mapping":
        pairs = {str(key.value): _read(value) for key, value in node.value}
        return {key: value for key, (value, _) in pairs.items()}, [p for _, found in pairs.values() for p in found]
    if node.style in ("'", '"', "|", ">"):
        return node.value, []
    entry, problem = scalar(node.value, node.start_mark.line + 1)
    return entry.value, [problem] if problem else []


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
        problem = (
            f"{text} is read as different values by different YAML versions; write '{text}' for the text, or {mended}."
        )
        return Entry(text, line), problem
    return Entry(text, line), ""
