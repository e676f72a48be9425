"""What is doubtful in a taxonomy, though it can be used: phrases and examples that disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prodops_kit.definitions import Block
from prodops_kit.feedback.phrases import EXPRESSION, find, stem
from prodops_kit.feedback.themes import Theme

Read = list[tuple[Block, dict[str, Any]]]
"""Each theme as written: its lines, and its fields without fault."""


def doubts(themes: Read) -> Iterator[str]:
    """Each doubt with file and line; texts are named by their number, as they may be customers' words."""
    yield from _shared(themes)
    yield from _unfit(themes)


def _shared(themes: Read) -> Iterator[str]:
    """The same phrase in two themes."""
    first: dict[str, tuple[Block, str]] = {}
    for block, found in themes:
        for number, phrase in enumerate(found.get("include", ()), 1):
            key = phrase if phrase.startswith(EXPRESSION) else " ".join(map(stem, phrase.casefold().split()))
            before, owner = first.setdefault(key, (block, found["id"]))
            if owner != found["id"] and "merged_into" not in found:
                place = f"{block.at(f'include {number}')}: the phrase '{phrase}'"
                yield f"{place} is one of '{owner}' (line {before.line}) too; keep it in one theme."


def _unfit(themes: Read) -> Iterator[str]:
    """Examples that the phrases of their own theme miss, and counter-examples that they catch."""
    phrased = [(block, found) for block, found in themes if found.get("include") and "merged_into" not in found]
    asked = [
        (place, name, number, text)
        for place, (_, found) in enumerate(phrased)
        for name in ("examples", "counter_examples")
        for number, text in enumerate(found.get(name, ()), 1)
    ]
    hits = find([text for *_, text in asked], [Theme(**found) for _, found in phrased]) if asked else None
    caught = {(hit.item, hit.theme) for hit in hits.found} if hits else set()
    for item, (place, name, number, _) in enumerate(asked):
        block, found = phrased[place]
        if ((item, place) in caught) != (name == "examples"):
            at = f"{block.at(f'{name} {number}')}: {name} {number} of '{found['id']}' is"
            yield f"{at} {'missed' if name == 'examples' else 'caught'} by its phrases; correct include or exclude."
