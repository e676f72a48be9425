"""The second layer: how near a text stands to what a theme says of itself, in the space of the export's own words.

The space is made from the texts alone, without labels or downloads: words that occur in the same texts come to lie
near each other, so that a theme is recognised by words that it never names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from prodops_kit.feedback.counting import Counts, folded, weighted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prodops_kit.feedback.themes import Theme

    Matrix = NDArray[np.float64]

_DIMENSIONS = 200
_FEWEST, _MOST = 1_000, 4_000  # rows that the directions are found from
_FEATURES = 800_000  # features in these rows, about
_MORE, _ROUNDS = 10, 4


@dataclass(frozen=True, slots=True)
class Space:
    """Texts and themes as directions.

    Attributes:
        texts: One row of length one per text; nought for a text without any known word.
        themes: The same per theme.
    """

    texts: Matrix
    themes: Matrix


def told(theme: Theme) -> str:
    """All that a theme says of itself, as one text."""
    phrases = (phrase.rstrip("*") for phrase in theme.include if not phrase.startswith("re:"))
    return " ".join((theme.label.replace("_", " "), theme.description, *phrases, *theme.examples))


def space(counts: Counts, known: NDArray[np.int64], themes: int) -> Space:
    """Place texts and themes in the space of the known texts.

    Args:
        counts: Of all texts, the themes' own at the end.
        known: Rows from which the space is made: the export and the themes.
        themes: Number of theme rows.

    Source:
        Deerwester et al. (1990), Indexing by Latent Semantic Analysis, JASIS 41, 391-407.
    """
    matrix = weighted(counts, known)
    directions = _directions(matrix[_spread(matrix, known)], min(_DIMENSIONS, max(len(known) // 4, 1)))
    placed = matrix @ directions
    placed = _unit(placed).astype(np.float32)
    return Space(placed[:-themes], placed[-themes:])


def _spread(matrix: Any, known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Known rows from which the directions are found: evenly spread, fewer of them where texts are long."""
    features = max(matrix[known].nnz / max(len(known), 1), 1)
    most = int(np.clip(_FEATURES / features, _FEWEST, _MOST))
    if len(known) <= most:
        return known
    return np.asarray(known[np.unique(np.linspace(0, len(known) - 1, most).astype(int))])


def _directions(matrix: Any, number: int) -> Matrix:
    """The directions of greatest spread, features x number.

    Source:
        Halko, Martinsson, Tropp (2011), SIAM Review 53, 217-288, algorithm 4.4, on the rows' side.
    """
    number = min(number, *matrix.shape)
    across = matrix.T.tocsr()
    begin = np.random.default_rng(0).standard_normal((matrix.shape[0], min(number + _MORE, matrix.shape[0])))
    basis = np.linalg.qr(begin)[0]
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(matrix @ (across @ basis))[0]
    seen = across @ basis
    spread, turn = np.linalg.eigh(seen.T @ seen)
    spread, turn = spread[::-1][:number], turn[:, ::-1][:, :number]
    kept = spread > 1e-12 * max(float(spread[0]), 1e-300)
    return np.asarray(seen @ (turn[:, kept] / np.sqrt(spread[kept])))


def similarities(placed: Space, known: slice | NDArray[np.int64]) -> Matrix:
    """How near each text is to each theme: cosine of their directions from the middle, in standard deviations.

    Args:
        placed: Texts and themes.
        known: Texts of which middle and deviation are taken.

    Returns:
        Texts x themes; 0 when nothing tells them apart.
    """
    texts = _unit(placed.texts - placed.texts[known].mean(axis=0))
    themes = _unit(placed.themes - placed.themes.mean(axis=0))
    near = texts @ themes.T
    spread = near[known].std()
    return near / spread if spread > 1e-9 else np.zeros_like(near)


def _unit(rows: Sequence[float] | Matrix) -> Matrix:
    rows = np.asarray(rows)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 1e-9, length, 1.0))


def saying(text: str, theme: Theme) -> str:
    """The example or description of a theme that shares most words with a text."""
    words = set(folded(text).split())
    told_by = [each for each in (*theme.examples, theme.description, theme.label) if each]
    if not told_by:
        return theme.id
    return max(told_by, key=lambda each: len(words & set(folded(each).split())) / (1 + len(each.split())) ** 0.5)
