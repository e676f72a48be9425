"""Texts to numbers: how often each word, pair of words and piece of a word occurs in each text.

A piece is three to five letters inside a word with its bounding spaces, so that a misspelt or inflected word still
shares most of its pieces. Pieces are counted once per distinct word and carried to the texts by a product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 20_000  # characters of a text that are read; what follows adds nothing to its themes
_WORD = re.compile(r"\b\w\w+\b")
_PSEUDONYM = re.compile(r"(?<=[\w.]) [0-9a-f]{6}\]")  # behind the kind of a placeholder: tells people apart, not themes
_SHORTEST_PIECE, _LONGEST_PIECE = 3, 5


def folded(text: str) -> str:
    """A text in small letters, each in its old place; the pseudonyms of placeholders become spaces."""
    text = _PSEUDONYM.sub(lambda found: " " * (len(found[0]) - 1) + "]", text[:LONGEST])
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each feature occurs in each text.

    Attributes:
        words: Texts x words and pairs of words, sparse.
        pieces: Texts x pieces of words, sparse.
        names: The features: words, pairs, then pieces, as they stand in the text.
    """

    words: Any
    pieces: Any
    names: tuple[str, ...]


def count(texts: Sequence[str]) -> Counts:
    """Count the words, pairs of neighbouring words and pieces of words of some texts."""
    small = [folded(text) for text in texts]
    words = [_WORD.findall(text) for text in small]
    terms, term_names = _tally([[*each, *map(" ".join, pairwise(each))] for each in words])
    runs, run_names = _tally([text.split() for text in small])
    of_run, piece_names = _tally([_pieces(run) for run in run_names])
    return Counts(terms, (runs @ of_run).tocsr(), (*term_names, *piece_names))


def _pieces(run: str) -> list[str]:
    padded = f" {run} "
    lengths = range(_SHORTEST_PIECE, min(_LONGEST_PIECE, len(padded)) + 1)
    return [padded[at : at + length] for length in lengths for at in range(len(padded) - length + 1)]


def _tally(lists: Sequence[Sequence[str]]) -> tuple[Any, list[str]]:
    from scipy.sparse import csr_matrix

    places: dict[str, int] = {}
    columns = np.fromiter((places.setdefault(name, len(places)) for name in chain(*lists)), np.int64)
    ends = np.cumsum([0, *map(len, lists)])
    tally = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(lists), len(places)))
    tally.sum_duplicates()
    return tally, list(places)


def weighted(counts: Counts, rows: NDArray[np.int64] | slice) -> Any:
    """TF-IDF of all texts, learned on some: words and pieces side by side, each of length one.

    A feature that those rows lack has weight nought; a frequency counts as 1 + ln.

    Returns:
        Sparse matrix, texts x features.
    """
    from scipy.sparse import hstack

    return hstack([_weighted(counts.words, rows), _weighted(counts.pieces, rows)], format="csr")


def _weighted(tally: Any, rows: NDArray[np.int64] | slice) -> Any:
    known = tally[rows]
    frequency = np.bincount(known.indices, minlength=tally.shape[1])
    rarity = np.where(frequency > 0, np.log((1 + known.shape[0]) / (1 + frequency)) + 1, 0.0)
    out = tally.astype(float)
    out.data = (1 + np.log(out.data)) * rarity[out.indices]
    squares = np.concatenate([[0.0], np.cumsum(out.data**2)])
    length = np.sqrt(np.diff(squares[out.indptr]))
    out.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(out.indptr))
    return out
