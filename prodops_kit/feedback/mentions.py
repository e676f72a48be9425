"""Which distinct item speaks of which theme: what every count of the report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.feedback.tags import Tags
from prodops_kit.feedback.themes import IGNORED, Taxonomy, Theme
from prodops_kit.periods import Period

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Mentions:
    """Distinct items of feedback, and their themes.

    Attributes:
        frame: One row per item as in `Items.frame`, those tagged as no feedback left out; with `item`, its place among
            all items, and `period`, the month, quarter or year that it was created in.
        themes: The themes counted, parents among them; in the order of the taxonomy.
        has: One row an item, one column a theme; an item of several child themes counts once for their parent.
        ignored: How many items were left out as no feedback.
    """

    frame: pd.DataFrame
    themes: tuple[Theme, ...]
    has: np.ndarray
    ignored: int

    def within(self, period: str) -> Mentions:
        """The items of one period."""
        return self.where((self.frame["period"] == period).to_numpy())

    def where(self, chosen: np.ndarray) -> Mentions:
        """The items of a mask."""
        return Mentions(self.frame[chosen].reset_index(drop=True), self.themes, self.has[chosen], self.ignored)

    def of(self, theme: str) -> np.ndarray:
        """Whether each item has a theme."""
        column: np.ndarray = self.has[:, [each.id for each in self.themes].index(theme)]
        return column

    @property
    def untagged(self) -> np.ndarray:
        """Whether an item has no theme at all."""
        import numpy as np

        nothing: np.ndarray = ~np.any(self.has, axis=1)
        return nothing

    def __len__(self) -> int:
        return len(self.frame)


def mentions(frame: pd.DataFrame, tags: Tags, taxonomy: Taxonomy, *, kind: str = "month") -> Mentions:
    """Count each distinct item once for every theme given to it, and once for the parents of these.

    Args:
        frame: `Items.frame`; row by row the texts that were tagged.
        tags: What `tag` returned for these texts.
        taxonomy: The themes; those merged into another are not counted.
        kind: `month`, `quarter` or `year`.
    """
    themes = tuple(theme for theme in taxonomy.given if theme.id != IGNORED)
    has = _rolled_up(tags, themes)
    ignored = _given(tags, IGNORED, len(frame)) & ~has.any(axis=1)
    known = frame.assign(item=range(len(frame)), period=[_period(day, kind) for day in frame["created"]])
    return Mentions(known[~ignored].reset_index(drop=True), themes, has[~ignored], int(ignored.sum()))


def _rolled_up(tags: Tags, themes: tuple[Theme, ...]) -> np.ndarray:
    import numpy as np

    count = len(tags.given)
    has = np.zeros((count, len(themes)), dtype=bool)
    for place, theme in enumerate(themes):
        has[:, place] = _given(tags, theme.id, count)
        for child in themes:
            if child.parent == theme.id:
                has[:, place] |= _given(tags, child.id, count)
    return has


def _given(tags: Tags, theme: str, count: int) -> np.ndarray:
    import numpy as np

    if theme not in tags.themes:
        return np.zeros(count, dtype=bool)
    return np.asarray(tags.given)[:, tags.themes.index(theme)].astype(bool)


def _period(day: pd.Timestamp, kind: str) -> str:
    if kind == "month":
        return f"{day:%Y-%m}"
    return Period(f"{day:%Y}-Q{(day.month + 2) // 3}" if kind == "quarter" else f"{day:%Y}").text
