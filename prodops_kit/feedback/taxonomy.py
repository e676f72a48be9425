"""The taxonomy file: a team's own themes, in git, checked as a whole before anything is tagged.

What is wrong refuses the file, all of it in one message; what is doubtful is loaded and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.definitions import Block, as_block, as_blocks, read_file
from prodops_kit.errors import DataError, ParameterError, several
from prodops_kit.feedback import fields
from prodops_kit.feedback.doubts import Read, doubts
from prodops_kit.feedback.phrases import EVERY_TEXT, EXPRESSION, fault_of
from prodops_kit.feedback.themes import IGNORED, Taxonomy, Theme
from prodops_kit.parameters import hint
from prodops_kit.results import Source
from prodops_kit.yaml import Entry

FOLDER = "parameters/definitions"
PLACE = f"{FOLDER}/taxonomy.yaml"
_ID = re.compile(r"(?![=+\-@'])[^\s,;|]+")  # a cell of a spreadsheet holds it, several joined by '|'
_WORDS = re.compile(r"\w[^\s*]*\*?( \w[^\s*]*\*?)*")


def load_taxonomy(path: str | Path = PLACE) -> Taxonomy:
    """Read the themes that a team keeps.

    Args:
        path: The YAML file; a relative path starts at the workbook's root.

    Returns:
        The themes in the order of the file; what is doubtful stands in `warnings`, each with file and line.

    Raises:
        DataError: There is no such file.
        ParameterError: It is written wrongly: everything in one message, each with file, line and the edit that mends
            it.

    Example:
        taxonomy = pk.feedback.load_taxonomy("parameters/definitions/taxonomy.yaml")
    """
    file = workbook.path(path)
    if not file.is_file():
        raise DataError(f"{workbook.name(file)}: no such file. Begin one with: prodops feedback taxonomy")
    head, blocks, problems = _read(file)
    values, wrong = head.checked(fields.FILE, "themes")
    read = [(block, *block.checked(fields.THEME)) for block in blocks]
    problems += [*wrong, *(problem for *_, found in read for problem in found)]
    themes: Read = [(block, found) for block, found, _ in read]
    problems += [*_keys(themes, values.get("retired", ())), *_parents(themes), *_merges(themes), *_phrases(themes)]
    if problems:
        raise ParameterError(several(problems))
    made = tuple(Theme(**found) for _, found in themes)
    warnings = tuple(doubts(themes))
    return Taxonomy(int(values["version"]), made, warnings, workbook.name(file), _noted(file, len(made), warnings))


def _read(file: Path) -> tuple[Block, tuple[Block, ...], list[str]]:
    where = workbook.name(file)
    entries, problems = read_file(file)
    unreadable = bool(problems) and not entries
    listed = entries.pop("themes", Entry(None, 1))
    blocks = as_blocks(where, "themes", listed, problems)
    if not blocks and not problems:
        problems.append(f"{where}, line {listed.line}: no theme; write themes: and begin each with '- id:'.")
    if unreadable:
        raise ParameterError(several(problems))
    return as_block(where, entries), blocks, problems


def _keys(themes: Read, retired: Sequence[str]) -> Iterator[str]:
    seen: dict[str, Block] = {}
    for block, found in themes:
        name = found.get("id", "")
        if not name:
            continue
        if not _ID.fullmatch(name):
            yield f"{block.at('id')}: id '{name}' is no key; write letters, digits, '.' and '_', as export.broken."
        if name in seen:
            yield f"{block.at('id')}: the id '{name}' stands in line {seen[name].lines['id']} too; give it another."
        if name in retired:
            yield f"{block.at('id')}: the id '{name}' is retired and never given again; write another one."
        seen.setdefault(name, block)


def _parents(themes: Read) -> Iterator[str]:
    for at, name, above, by_id in _named(themes, "parent"):
        if above not in by_id:
            yield f"{at} is no theme of this file; correct it, or leave it out.{hint(above, list(by_id))}"
        elif name in _upwards(above, by_id, "parent"):
            yield f"{at} leads back to '{name}'; leave one of these parents out."
        elif by_id[above].get("parent") in by_id:
            yield f"{at} has a parent itself, and there are two levels at most; name '{by_id[above]['parent']}'."
        elif by_id[above].get("merged_into") and not by_id.get(name, {}).get("merged_into"):
            yield f"{at} is merged into '{by_id[above]['merged_into']}'; name that one."


def _merges(themes: Read) -> Iterator[str]:
    for at, name, target, by_id in _named(themes, "merged_into"):
        if target not in by_id:
            yield f"{at} is no theme of this file; name one that is.{hint(target, list(by_id))}"
        elif name in _upwards(target, by_id, "merged_into"):
            yield f"{at} leads back to '{name}'; one of these themes must stay."


def _named(themes: Read, field: str) -> Iterator[tuple[str, str, str, Mapping[str, Mapping[str, Any]]]]:
    """Each theme that names another one in a field: where it stands, its id, the other id, and the themes by id."""
    by_id = {found["id"]: found for _, found in themes if "id" in found}
    for block, found in themes:
        other = found.get(field, "")
        if other:
            yield f"{block.at(field)}: {field} '{other}'", found.get("id", ""), other, by_id


def _upwards(name: str, by_id: Mapping[str, Mapping[str, Any]], way: str) -> list[str]:
    """An id and all that follow it on the way up, each once."""
    passed: list[str] = []
    while name in by_id and name not in passed:
        passed.append(name)
        name = by_id[name].get(way, "")
    return passed


def _phrases(themes: Read) -> Iterator[str]:
    for block, found in themes:
        for name in ("include", "exclude"):
            for number, phrase in enumerate(found.get(name, ()), 1):
                wrong = _fault(phrase)
                if wrong:
                    yield f"{block.at(f'{name} {number}')}: {name} '{phrase}' {wrong}"
        lacks = not {"include", "description"} & {*found, *block.values}
        if lacks and found.get("id", IGNORED) != IGNORED and "merged_into" not in found:
            yield f"{block.at('id')}: '{found['id']}' has neither phrase nor description; write include or description."


def _fault(phrase: str) -> str:
    """What is wrong with a phrase, after its text; empty when nothing is."""
    if not phrase.startswith(EXPRESSION):
        whole = _WORDS.fullmatch(" ".join(phrase.split()))
        return "" if whole else "is no phrase; write words, with * only at the end of one, or an expression after re:."
    fault = fault_of(phrase)
    if fault == EVERY_TEXT:
        return f"{fault}; say what must be there."
    known = "groups, classes and repeats are known, references back and looking around are not"
    return f"is no expression; {known}." if fault else ""


def _noted(file: Path, count: int, warnings: tuple[str, ...]) -> Source:
    """Tell the runner what was read, and the page where the themes come from."""
    name, digest = workbook.name(file), workbook.sha256(file)
    counts = {"rows": count, "used": count, "rejected": 0, "newest": None}
    workbook.note_input({"table": "taxonomy", "path": name, "sha256": digest} | counts)
    return Source(
        "taxonomy", name, digest, "YAML", count, count, 0, warnings=warnings, sample=workbook.is_sample(digest)
    )
