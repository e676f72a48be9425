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
_NEAREST = 20  # texts that a theme is drawn to
_HALF_WAY = 10  # sum of their cosines at which it is drawn half-way


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
    weights = weighted(counts, known)
    matrix = weights.of(_spread(known, int(weights.frequency.sum())))
    used = np.unique(matrix.indices)
    directions = _directions(matrix[:, used], min(_DIMENSIONS, max(len(known) // 4, 1)))
    rows = np.arange(counts.words.shape[0])
    placed = np.concatenate([_placed(part[:, used] @ directions) for _, part in weights.chunks(rows)])
    return Space(placed[:-themes], placed[-themes:])


def _placed(rows: Matrix) -> Matrix:
    return _unit(rows).astype(np.float32)


def _spread(known: NDArray[np.int64], features: int) -> NDArray[np.int64]:
    """Known rows from which the directions are found: evenly spread, fewer of them where their features are many."""
    most = int(np.clip(_FEATURES / max(features / max(len(known), 1), 1), _FEWEST, _MOST))
    if len(known) <= most:
        return known
    return np.asarray(known[np.unique(np.linspace(0, len(known) - 1, most).astype(int))])


def _directions(matrix: Any, number: int) -> Matrix:
    """The directions of greatest spread, features x number; found in single precision, which is twice as fast.

    Source:
        Halko, Martinsson, Tropp (2011), SIAM Review 53, 217-288, algorithm 4.4, on the rows' side.
    """
    number = min(number, *matrix.shape)
    matrix = matrix.astype(np.float32)
    across = matrix.T.tocsr()
    begin = np.random.default_rng(0).standard_normal((matrix.shape[0], min(number + _MORE, matrix.shape[0])))
    basis = np.linalg.qr(begin.astype(np.float32))[0]
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(matrix @ (across @ basis))[0]
    seen = (across @ basis).astype(float)
    spread, turn = np.linalg.eigh(seen.T @ seen)
    spread, turn = spread[::-1][:number], turn[:, ::-1][:, :number]
    kept = spread > 1e-12 * max(float(spread[0]), 1e-300)
    return np.asarray(seen @ (turn[:, kept] / np.sqrt(spread[kept])))


def similarities(placed: Space, known: slice | NDArray[np.int64]) -> Matrix:
    """How near each text is to each theme: cosine of their directions from the middle, in standard deviations.

    A theme says of itself in a few words what people say in many, so it is first drawn to the texts nearest to it.

    Args:
        placed: Texts and themes.
        known: Texts of which middle and deviation are taken, and to which themes are drawn.

    Returns:
        Texts x themes; 0 when nothing tells them apart.
    """
    texts = _unit(placed.texts - placed.texts[known].mean(axis=0))
    themes = _unit(placed.themes - placed.themes.mean(axis=0))
    near = texts @ _drawn(themes, texts, known).T
    spread = near[known].std()
    return near / spread if spread > 1e-9 else np.zeros_like(near)


def _drawn(themes: Matrix, texts: Matrix, known: slice | NDArray[np.int64]) -> Matrix:
    """Themes, each moved towards the 20 texts that lie nearest to it and nearer to it than to any other.

    Nearer texts weigh more, by their cosine. It goes half-way at most, and less where there are few texts or none
    lies near: nobody may have spoken of a theme.

    Source:
        Rocchio (1971), Relevance feedback in information retrieval, in Salton (ed.), The SMART Retrieval System,
        313-323; with the first texts found taken for relevant ones.
    """
    near = (texts @ themes.T)[known]
    mine = np.where(near >= near.max(axis=1, keepdims=True), np.maximum(near, 0), 0)
    if len(mine) > _NEAREST:
        mine[mine < np.partition(mine, -_NEAREST, axis=0)[-_NEAREST]] = 0
    nearest = np.flatnonzero(mine.any(axis=1))
    middle = mine[nearest].T @ texts[np.arange(len(texts))[known][nearest]]
    pull = np.minimum(mine.sum(axis=0) / _HALF_WAY, 1)
    return _unit(themes + _unit(middle) * pull[:, None].astype(themes.dtype))


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
