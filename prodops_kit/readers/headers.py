"""Find declared columns among the headers of a file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Match:
    """Which column of the file holds which declared column.

    Attributes:
        found: Position in the header by declared name.
        problems: What is wrong with the header as a whole, one sentence each.
        missing: Declared names without a column.
        doubts: Where several headers fit one name, the preferred one was read, and nothing else reads the other.
    """

    found: Mapping[str, int]
    problems: tuple[str, ...]
    missing: tuple[str, ...]
    doubts: tuple[str, ...]


def plain(header: str) -> str:
    r"""A header without what exports vary: byte-order mark, blanks, case and a leading star.

    >>> plain(" *Invoice   DATE "), plain("\ufeffBilledCost")
    ('invoice date', 'billedcost')
    """
    return " ".join(header.replace("\ufeff", "").split()).lstrip("*").strip().casefold()


def match(
    header: Sequence[str], wanted: Mapping[str, Sequence[str]], given: Mapping[str, Sequence[str]] | None = None
) -> Match:
    """Find each declared name by itself or its aliases, the first of them that the file has.

    Args:
        header: Headers as the file writes them; empty ones name nothing.
        wanted: Aliases by declared name, in order of preference.
        given: Headers by declared name that a mapping states; no other name reads those columns.
    """
    said = {name: [plain(text) for text in texts] for name, texts in (given or {}).items()}
    places = _places(tuple(header))
    words = {name: said.get(name) or _words(name, tuple(aliases)) for name, aliases in wanted.items()}
    theirs = {places[word] for texts in said.values() for word in texts if word in places}
    fits = {
        name: [places[word] for word in words[name] if word in places and (name in said or places[word] not in theirs)]
        for name in wanted
    }
    taken = {hits[0] for hits in fits.values() if hits}
    return Match(
        found={name: hits[0] for name, hits in fits.items() if hits},
        problems=_equal(header, {plain(header[place]) for hits in fits.values() for place in hits}),
        missing=tuple(name for name, hits in fits.items() if not hits),
        doubts=tuple(
            f"'{header[hits[0]]}' was read as {name}; '{header[spare]}' would fit too"
            for name, hits in fits.items()
            if (spare := next((place for place in hits[1:] if place not in taken), None)) is not None
        ),
    )


def nearest(name: str, aliases: Sequence[str], header: Sequence[str]) -> str | None:
    """The header that looks most like a missing column, or None."""
    known = {plain(text): text for text in header if plain(text)}
    for word in _words(name, tuple(aliases)):
        close = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
        if close:
            return known[close[0]]
    return None


@lru_cache(maxsize=1)  # a row is held against every table
def _places(header: tuple[str, ...]) -> Mapping[str, int]:
    return {word: place for place, text in reversed(list(enumerate(header))) if (word := plain(text))}


@lru_cache(maxsize=4096)  # each of a file's first rows is held against every declared column
def _words(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([plain(name), plain(name.replace("_", " ")), *map(plain, aliases)]))


def _equal(header: Sequence[str], read: set[str]) -> tuple[str, ...]:
    """Headers that stand twice and would be read; exports may repeat others, such as one column a label."""
    seen: dict[str, str] = {}
    problems = []
    for text in header:
        word = plain(text)
        if word in read and word in seen:
            problems.append(f"headers '{seen[word].strip()}' and '{text.strip()}' are the same; rename one of them")
        seen.setdefault(word, text)
    return tuple(problems)
