"""What a taxonomy holds: the themes that a team keeps, each with the words that give it away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prodops_kit.results import Source

IGNORED = "_ignore"  # the theme of what is not feedback at all


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the taxonomy.

    Attributes:
        id: Its stable key, never given to another theme.
        label: What a leader reads.
        description: What belongs to it, in a sentence; empty where only phrases say it.
        parent: Id of the theme above it, or empty; two levels at most.
        include: Phrases that give it away: word sequences, `word*` for an open end, `re:` for an expression.
        exclude: Phrases that rule it out.
        examples: Texts that belong to it.
        counter_examples: Texts that do not, though they look so.
        owner: Team that answers for it.
        request: Whether its items ask for something that could be shipped.
        status: What the team does about it, such as planned or shipped; empty when nothing.
        shipped: Day on which the answer to it shipped.
        valid_from: First month in which it is given, as YYYY-MM, or empty.
        merged_into: Id of the theme that took it over, or empty.
    """

    id: str
    label: str
    description: str = ""
    parent: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    owner: str = ""
    request: bool = False
    status: str = ""
    shipped: date | None = None
    valid_from: str = ""
    merged_into: str = ""

    def is_valid_on(self, day: date) -> bool:
        """Whether it is given to what was said on a day."""
        return self.valid_from <= f"{day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The themes of one version.

    Attributes:
        version: Its number; a new one re-tags history.
        themes: In the order of the file; those merged into another are among them.
        warnings: What is doubtful, as sentences with file and line.
        path: The file, relative to the workbook; empty for one made in code.
        source: The file as the page states it, or None.
    """

    version: int
    themes: tuple[Theme, ...]
    warnings: tuple[str, ...] = ()
    path: str = ""
    source: Source | None = None

    @property
    def given(self) -> tuple[Theme, ...]:
        """The themes that a tag may name: those not merged into another."""
        return tuple(theme for theme in self.themes if not theme.merged_into)

    def current(self, id: str) -> str:  # noqa: A002
        """The theme that an id means now: itself, the one it was merged into at last, or empty when it is gone."""
        by_id = {theme.id: theme for theme in self.themes}
        while id in by_id and by_id[id].merged_into:
            id = by_id[id].merged_into  # noqa: A001
        return id if id in by_id else ""
