"""Texts to numbers: how often each word, pair of words and piece of a word occurs in each text.

A piece is three to five letters inside a word with its bounding spaces, so that a misspelt or inflected word still
shares most of its pieces. Pieces are counted once per distinct word and carried to the texts by a product; as a text
has hundreds of them, that is done for some thousand texts at a time and never kept.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Rows = NDArray[np.int64]

LONGEST = 20_000  # characters of a text that are read; what follows adds nothing to its themes
WORD = re.compile(r"\w\w+")
_PSEUDONYM = re.compile(r"(?<=[\w.]) [0-9a-f]{6}\]")  # behind the kind of a placeholder: tells people apart, not themes
_SHORTEST_PIECE, _LONGEST_PIECE = 3, 5
_CHUNK = 2_000  # texts whose pieces are held at a time


def folded(text: str) -> str:
    """A text in small letters, each in its old place; the pseudonyms of placeholders become spaces."""
    text = text[:LONGEST]
    if "]" in text:
        text = _PSEUDONYM.sub(lambda found: " " * (len(found[0]) - 1) + "]", text)
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each feature occurs in each text.

    Attributes:
        words: Texts x words and pairs of words, sparse.
        runs: Texts x distinct runs of characters without a space, sparse.
        pieces: Distinct runs x pieces of words, sparse; the pieces of texts are the product of both.
        names: The features: words, pairs, then pieces, as they stand in the text.
    """

    words: Any
    runs: Any
    pieces: Any
    names: tuple[str, ...]


def count(texts: Sequence[str]) -> Counts:
    """Count the words, pairs of neighbouring words and pieces of words of some texts."""
    small = [folded(text) for text in texts]
    terms, term_names = tally(map(_terms, small))
    runs, run_names = tally(map(str.split, small))
    pieces, piece_names = tally(map(_pieces, run_names))
    return Counts(terms, runs, pieces, (*term_names, *piece_names))


def _terms(small: str) -> list[str]:
    words = WORD.findall(small)
    return [*words, *map(" ".join, pairwise(words))]


def _pieces(run: str) -> list[str]:
    padded = f" {run} "
    lengths = range(_SHORTEST_PIECE, min(_LONGEST_PIECE, len(padded)) + 1)
    return [padded[at : at + length] for length in lengths for at in range(len(padded) - length + 1)]


def tally(lists: Iterable[Iterable[str]]) -> tuple[Any, list[str]]:
    """How often each name stands in each list, and the names in the order of their first appearance.

    Returns:
        Sparse matrix, lists x names, and the names of its columns.
    """
    from scipy.sparse import csr_matrix

    places: defaultdict[str, int] = defaultdict()
    places.default_factory = places.__len__
    columns, ends = array("i"), array("q", [0])
    for names in lists:
        columns.extend(map(places.__getitem__, names))
        ends.append(len(columns))
    indices, indptr = np.array(columns, np.int32), np.array(ends, np.int64)
    out = csr_matrix((np.ones(len(indices), np.float32), indices, indptr), shape=(len(ends) - 1, len(places)))
    out.sum_duplicates()
    return out, list(places)


@dataclass(frozen=True, slots=True)
class Weights:
    """TF-IDF of all texts, learned on some: words and pieces side by side, each of length one.

    A feature that those texts lack has weight nought; a frequency counts as 1 + ln.

    Attributes:
        counts: Of all texts.
        frequency: In how many of the texts it was learned on each feature occurs.
        rarity: Of each feature: ln((1 + n) / (1 + frequency)) + 1.
    """

    counts: Counts
    frequency: NDArray[np.int64]
    rarity: Matrix

    def of(self, rows: Rows) -> Any:
        """Sparse matrix, these texts x features."""
        from scipy.sparse import hstack

        words = self.counts.words.shape[1]
        both = (self.counts.words[rows], self.rarity[:words]), (_pieces_of(self.counts, rows), self.rarity[words:])
        return hstack([_unit(*each) for each in both], format="csr")

    def chunks(self, rows: Rows) -> Iterator[tuple[Rows, Any]]:
        """Some thousand of these texts at a time, in their order: which, and their sparse matrix."""
        for part in _parts(rows):
            yield part, self.of(part)


def weighted(counts: Counts, rows: Rows) -> Weights:
    """TF-IDF of all texts, learned on some of them."""
    of_words = np.bincount(counts.words[rows].indices, minlength=counts.words.shape[1])
    of_pieces = np.zeros(counts.pieces.shape[1], np.int64)
    for part in _parts(rows):
        of_pieces += np.bincount(_pieces_of(counts, part).indices, minlength=len(of_pieces))
    frequency = np.concatenate([of_words, of_pieces])
    rarity = np.where(frequency > 0, np.log((1 + len(rows)) / (1 + frequency)) + 1, 0.0)
    return Weights(counts, frequency, rarity)


def _parts(rows: Rows) -> Iterator[Rows]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))


def _pieces_of(counts: Counts, rows: Rows) -> Any:
    return (counts.runs[rows] @ counts.pieces).tocsr()


def _unit(counted: Any, rarity: Matrix) -> Any:
    """Weights of counts, each row of length one."""
    out = counted.astype(float)
    out.data = (1 + np.log(out.data)) * rarity[out.indices]
    return of_length_one(out)


def of_length_one(rows: Any) -> Any:
    """The rows of a sparse matrix, changed where they are, each divided by its length; empty ones stay empty."""
    length = np.sqrt(np.asarray(rows.power(2).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(length > 0, length, 1), np.diff(rows.indptr))
    return rows
