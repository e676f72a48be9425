"""What people said about tags: an append-only list that always wins, and what the tagger learns from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from prodops_kit.results import Source


@dataclass(frozen=True, slots=True)
class Review:
    """One look of one reviewer at a whole text.

    Attributes:
        key: Of the text.
        reviewer: Key of the reviewer, or empty.
        day: On which it was looked at.
        themes: All that it has; an empty set says "none".
        random: Whether the text was drawn at random, so that it speaks for all.
        predicted: What the tagger had given before anybody looked; None when that is not known.
        model: What predicted it.
        version: Of the taxonomy then; 0 when not known.
        line: Where it begins in the file.
    """

    key: str
    reviewer: str
    day: date
    themes: frozenset[str]
    random: bool = False
    predicted: frozenset[str] | None = None
    model: str = ""
    version: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Corrections:
    """What reviewers decided, by the key of a text.

    Attributes:
        added: Themes that a text has, by its key.
        removed: Themes that it has not.
        reviewed: All themes of a text that was reviewed as a whole, by its key; an empty set says "none".
        warnings: Contradictions and vanished themes, as sentences.
        reviews: Every look at a whole text, oldest first.
        source: The file as the page states it, or None.
    """

    added: Mapping[str, frozenset[str]] = field(default_factory=dict)
    removed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reviewed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    source: Source | None = None
