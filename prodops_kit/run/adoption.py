"""`prodops adopt`: a notebook that somebody has already becomes a report; the original stays as it is.

The first cell that holds nothing but plain values is taken as its parameters cell and tagged; outputs are cleared, and
the values become `parameters/<notebook>/monthly.yaml`. What stands in the way of a good page is told as advice.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodops_kit import records, workbook
from prodops_kit.each import is_safe
from prodops_kit.errors import ParameterError
from prodops_kit.notebook import cells_of, read_cells
from prodops_kit.run import advice
from prodops_kit.schema import Parameter, schema_of
from prodops_kit.yaml import written

_TAG = "parameters"


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a notebook.

    Attributes:
        files: What was written, the notebook first.
        said: What was done, a sentence each.
        advice: What stands in the way of a good page.
    """

    files: tuple[Path, ...]
    said: tuple[str, ...]
    advice: tuple[str, ...]


def adopt(path: str | Path, name: str = "") -> Adopted:
    """Make a notebook a report of this workbook.

    Args:
        path: The notebook file; a relative path starts in the working directory, else at the workbook's root.
        name: What the report is called; the file's own name when empty.

    Raises:
        ParameterError: It is no notebook in Python, its name cannot be a page's or is taken, a secret is pasted into
            it, or its tagged cell holds more than plain values.
    """
    source = Path(path).absolute() if Path(path).is_file() else workbook.path(path)
    cells = read_cells(source)
    name = name or source.stem
    place = workbook.root() / "notebooks" / f"{name}.ipynb"
    _check(source, place, name, cells)
    notebook = json.loads(source.read_bytes())
    said = [_tag(notebook, cells, place)]
    said += _clear(notebook)
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    made = cells_of(text.encode(), workbook.name(place))
    schema = schema_of(next(c["source"] for c in made if _TAG in c["metadata"].get("tags", [])), workbook.name(place))
    records.write_whole(place, text.encode(errors="replace"))
    files = [place, *_write_parameters(name, schema, said)]
    told = advice.advice(cells, workbook.name(place)) + advice.past_loaders(made, workbook.name(place))
    return Adopted(tuple(files), tuple(said), tuple(line for line in told if "stored with outputs" not in line))


def _check(source: Path, place: Path, name: str, cells: list[dict[str, Any]]) -> None:
    where = workbook.name(source)
    if not is_safe(name):
        raise ParameterError(f"{where}: a report's name holds letters, digits, blanks, - and _ only. Add --name NAME.")
    if place.exists() and not place.samefile(source):
        raise ParameterError(f"{where}: {workbook.name(place)} is another notebook. Add --name NAME for another name.")
    spec = json.loads(source.read_bytes()).get("metadata", {}).get("kernelspec", {})
    language = spec.get("language", "python") if isinstance(spec, dict) else "python"
    if language != "python":
        raise ParameterError(f"{where}: a notebook in {language}; the kit reads the parameters of Python ones only.")
    pasted = advice.faults(cells, where)
    if pasted:
        raise ParameterError("\n".join(pasted))


def _tag(notebook: dict[str, Any], cells: list[dict[str, Any]], place: Path) -> str:
    """Tag the parameters cell, or put in an empty one; says which."""
    where = workbook.name(place)
    tagged = [number for number, cell in enumerate(cells, 1) if _TAG in cell["metadata"].get("tags", [])]
    if tagged:
        return f"Cell {tagged[0]} is its parameters cell; it was tagged already."
    number = next((n for n, cell in enumerate(cells, 1) if _is_plain(cell, where)), None)
    if number:
        metadata = notebook["cells"][number - 1].setdefault("metadata", {})
        metadata["tags"] = [*metadata.get("tags", []), _TAG]
        return f"Cell {number} is tagged as its parameters cell: it holds plain values only."
    return _insert(notebook, cells)


def _is_plain(cell: Mapping[str, Any], where: str) -> bool:
    try:
        return cell["cell_type"] == "code" and bool(schema_of(cell["source"], where))
    except ParameterError:
        return False


def _insert(notebook: dict[str, Any], cells: list[dict[str, Any]]) -> str:
    at = 1 if cells and cells[0]["cell_type"] == "markdown" else 0
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {"tags": [_TAG]},
        "execution_count": None,
        "outputs": [],
        "source": "",
    }
    if notebook.get("nbformat_minor", 0) >= 5:
        cell["id"] = "parameters"
    notebook["cells"].insert(at, cell)
    mixed = {name: number for number, cell in reversed([*enumerate(cells, 1)]) for name in _plain_names(cell)}
    more = ", ".join(f"{name} (cell {number})" for name, number in mixed.items())
    hint = f" Move into it what should differ between reports: {more}." if more else ""
    return f"No cell holds plain values only, so an empty parameters cell stands as cell {at + 1}.{hint}"


def _plain_names(cell: Mapping[str, Any]) -> list[str]:
    """Names that the first level of a cell sets to plain values, between other lines."""
    try:
        body = ast.parse(cell["source"]).body if cell["cell_type"] == "code" else []
    except (SyntaxError, ValueError):
        return []
    sets = (node for node in body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant))
    return [node.targets[0].id for node in sets if isinstance(node.targets[0], ast.Name)]


def _clear(notebook: dict[str, Any]) -> list[str]:
    had = [cell for cell in notebook["cells"] if cell.get("outputs")]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return [f"Outputs of {len(had)} {'cell' if len(had) == 1 else 'cells'} are cleared."] if had else []


def _write_parameters(name: str, schema: Mapping[str, Parameter], said: list[str]) -> list[Path]:
    file = workbook.root() / "parameters" / name / "monthly.yaml"
    if file.exists():
        said.append(f"{workbook.name(file)} was there and stays as it is.")
        return []
    head = f"# {workbook.name(file)}: one file is one recurring report; copy it for another\n"
    lines = [f"{parameter.name}: {written(parameter.default)}\n" for parameter in schema.values()]
    records.write_whole(file, (head + "".join(lines)).encode())
    if "month" not in schema:
        said.append('It has no parameter month, so each run is filed under the last month; add month = "last_month".')
    return [file]
