"""Check the team's definition files, such as a taxonomy, with the loaders of the wings that read them."""

from __future__ import annotations

from pathlib import Path

from prodops_kit import workbook
from prodops_kit.definitions import Definition, read_file
from prodops_kit.errors import KitError
from prodops_kit.intake import registry
from prodops_kit.intake.checked import Checked
from prodops_kit.readers.mappings import FOLDER


def is_defined(file: Path) -> bool:
    """Whether a file is a definition that a wing reads."""
    return _kind(file) is not None


def check_definition(file: Path) -> Checked:
    """Say what a definition file is, and all that is wrong or in doubt."""
    name, kind = workbook.name(file), _kind(file)
    assert kind is not None
    try:
        found = kind.load(file)
    except KitError as fault:
        return Checked(name, kind.name, wrong=tuple(str(fault).split("\n")))
    said = f"{name}: a {kind.name} of {found.source.rows} entries, all of which can be read."
    return Checked(name, kind.name, (said, *found.warnings))


def check_definitions() -> list[str]:
    """Everything wrong with the definitions in the team's folder."""
    folder = workbook.root() / FOLDER
    files = [file for file in sorted(folder.glob("*.yaml")) if is_defined(file)]
    return [problem for file in files for problem in check_definition(file).wrong]


def _kind(file: Path) -> Definition | None:
    if file.suffix.lower() not in (".yaml", ".yml") or not file.is_file():
        return None
    entries, _ = read_file(file)
    return next((one for one in registry.definitions() if one.mark in entries), None) if entries else None
