"""What can be said of texts without a single label: their phrases and their nearness to each theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from prodops_kit.feedback import counting, phrases, space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prodops_kit.feedback.themes import Theme

    Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """Texts as the layers see them.

    Attributes:
        counts: Of the texts, then of what each theme tells of itself.
        hits: The phrases found.
        placed: Texts and themes in the text space.
        known: Texts of the export, from which rarities, middle and deviations are taken.
        strength: Texts x themes: what the phrases found weigh, in standard deviations (R).
        near: Texts x themes: similarity, in standard deviations (Z).
        claim: Texts x themes: how far the words found for a theme are its own, 0 without any (H).
    """

    counts: counting.Counts
    hits: phrases.Hits
    placed: space.Space
    known: NDArray[np.int64]
    strength: Matrix
    near: Matrix
    claim: Matrix

    @property
    def unlabelled(self) -> Matrix:
        """The layers that need no label, layers x texts x themes: strength, nearness, claim."""
        return self.layers(np.arange(len(self.strength)))

    def layers(self, rows: NDArray[np.int64]) -> Matrix:
        """The same of some texts."""
        return np.stack([self.strength[rows], self.near[rows], self.claim[rows]])


def read(
    texts: Sequence[str],
    themes: Sequence[Theme],
    *,
    known: NDArray[np.int64] | None = None,
    placed: space.Space | None = None,
) -> Reading:
    """Count, search and place some texts.

    Args:
        texts: The texts, redacted.
        themes: What to look for.
        known: Positions of the texts that make up the export; all of them by default.
        placed: The text space, when it was made before from the same texts and themes.
    """
    known = np.arange(len(texts)) if known is None else known
    counts = counting.count([*texts, *map(space.told, themes)])
    placed = placed or space.space(counts, np.concatenate([known, theme_rows(counts, len(themes))]), len(themes))
    hits = phrases.find(texts, themes)
    return Reading(
        counts,
        hits,
        placed,
        known,
        _even(phrases.strengths(hits, known), known),
        space.similarities(placed, known),
        phrases.claims(hits, themes),
    )


def theme_rows(counts: Any, themes: int) -> NDArray[np.int64]:
    """Rows of the counts that are the themes' own texts."""
    rows = counts.words.shape[0]
    return np.arange(rows - themes, rows)


def _even(scores: Matrix, known: NDArray[np.int64]) -> Matrix:
    spread = scores[known].std() if len(known) else 0.0
    return scores / spread if spread > 1e-9 else scores
