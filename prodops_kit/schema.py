"""What a notebook's parameters cell declares: names, types and defaults, read as text and never run."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import ParameterError
from prodops_kit.notebook import read_cells

WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping",
    "None": "nothing (null)",
}


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
        return " or ".join(WORDS[kind] for kind in self.kinds)


def read_schema(notebook: Path) -> Mapping[str, Parameter]:
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
    return schema_of(cells[0]["source"], where)


@lru_cache(maxsize=64)
def schema_of(source: str, where: str) -> Mapping[str, Parameter]:
    """The parameters that a cell's text declares; `where` names the notebook in messages.

    Raises:
        ParameterError: The cell holds more than literals, or is not Python.
    """
    try:
        body = ast.parse(source).body
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
    if kinds == ("None",) or not set(kinds) <= set(WORDS):
        raise ParameterError(
            f"{where}: parameter {name} does not say its type. Annotate it with str, int, float, bool, list or dict, "
            f"such as {name}: str | None = None."
        )
    return kinds
