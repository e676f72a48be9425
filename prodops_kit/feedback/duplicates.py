"""Words that came in more than once: the same text from two exports, or one with a comma moved, counts once.

Near means a cosine over groups of four letters (within words, weighted by rarity) of at least the threshold. Short
formulaic texts differ by the one word that matters, so they are compared exactly only. Every member of a cluster is
that near to every other (complete linkage): no chains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.errors import ParameterError
from prodops_kit.feedback.counting import of_length_one, tally
from prodops_kit.feedback.wording import comparable

if TYPE_CHECKING:
    import numpy as np
    from scipy import sparse

_CHUNK, _PAIRS = 512, 20_000  # rows, and pairs of rows, multiplied at once
_PARTS = 64  # of the features, which tell most pairs apart
_LARGEST = 1_000  # a group above this is first cut by the nearness to its earliest text, to bound memory
_ROUNDING = 1e-5  # of sums in single precision


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Which texts say the same.

    Attributes:
        cluster: Number of the cluster of each text, counted from 0 by first appearance.
        exact: Texts that equal an earlier one, apart from case, spaces and redacted values.
        near: Further texts merged because they are near.
    """

    cluster: np.ndarray
    exact: int
    near: int


def deduplicate(texts: Sequence[str], *, threshold: float = 0.9, least: int = 40) -> Duplicates:
    """Merge texts that say the same.

    Args:
        texts: Redacted texts.
        threshold: Least cosine of two near texts, above 0 to 1. At .8 one pair in ten of short bank questions asked
            different things.
        least: Characters that a text needs to be merged with another that is only near.

    Raises:
        ParameterError: The threshold is not in its range.
    """
    import numpy as np

    if not 0 < threshold <= 1:
        raise ParameterError(
            f"threshold: {threshold} is not above 0 and at most 1; 0.9 merges texts that differ by a letter."
        )
    plain = [comparable(text) for text in texts]
    distinct = {text: place for place, text in enumerate(dict.fromkeys(plain))}
    long = [text for text in distinct if len(text) >= least]
    merged = np.arange(len(distinct))
    for group in near_groups(long, threshold=threshold):
        merged[[distinct[long[place]] for place in group]] = distinct[long[group[0]]]
    _, cluster = np.unique(merged[[distinct[text] for text in plain]], return_inverse=True)
    clusters = len(np.unique(merged))
    return Duplicates(cluster.astype(int), len(plain) - len(distinct), len(distinct) - clusters)


def near_groups(texts: Sequence[str], *, threshold: float) -> list[list[int]]:
    """Groups of two and more texts, each near to every other of its group; places in ascending order."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if len(texts) < 2:
        return []
    rows = _weighted(texts)
    first, second = near_pairs(rows, threshold=threshold)
    graph = coo_matrix(([True] * len(first), (first, second)), shape=(len(texts),) * 2)
    _, component = connected_components(graph, directed=False)
    touched: dict[int, list[int]] = {}
    for place in sorted({*first.tolist(), *second.tolist()}):
        touched.setdefault(int(component[place]), []).append(place)
    return sorted(group for members in touched.values() for group in _parts(rows, members, threshold))


def _weighted(texts: Sequence[str]) -> sparse.csr_matrix:
    """TF-IDF of groups of four letters in single precision, each row of length one."""
    import numpy as np

    runs, names = tally(map(str.split, texts))
    fours, _ = tally(map(_fours, names))
    out = (runs @ fours).tocsr()
    out.sort_indices()
    seen = np.bincount(out.indices, minlength=out.shape[1])
    rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
    out.data *= rarity.astype(np.float32)[out.indices]
    return of_length_one(out)


def _fours(run: str) -> list[str]:
    padded = f" {run} "
    return [padded[at : at + 4] for at in range(max(1, len(padded) - 3))]


def near_pairs(rows: sparse.csr_matrix, *, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of rows of unit length whose product is at least the threshold, the lower place first.

    Only pairs that share one of their rarest features are multiplied. A row's common features, taken together shorter
    than the threshold, cannot reach it alone; so the rarest feature that two near rows share lies among the rare ones
    of both, and no pair is missed.

    Source:
        Bayardo, Ma, Srikant (2007), Scaling up all pairs similarity search, WWW, section 4; Chaudhuri, Ganti, Kaushik
        (2006), the prefix filter.
    """
    import numpy as np

    rare, parts = _rarest(rows, threshold), _lengths_of_parts(rows)
    other = rare.T.tocsr()
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for start in range(0, rows.shape[0], _CHUNK):
        shared = (rare[start : start + _CHUNK] @ other).tocoo()
        first, second = shared.row + start, shared.col
        ahead = first < second
        first, second = first[ahead], second[ahead]
        for place in range(0, len(first), _PAIRS):
            one, two = first[place : place + _PAIRS], second[place : place + _PAIRS]
            may = np.einsum("ij,ij->i", parts[one], parts[two]) >= threshold - 2 * _ROUNDING
            one, two = one[may], two[may]
            near = np.asarray(rows[one].multiply(rows[two]).sum(axis=1)).ravel() >= threshold - _ROUNDING
            found.append((one[near], two[near]))
    nothing = np.zeros(0, dtype=int)
    firsts, seconds = zip(*found, strict=True) if found else ((), ())
    return np.concatenate([nothing, *firsts]), np.concatenate([nothing, *seconds])


def _lengths_of_parts(rows: sparse.csr_matrix) -> np.ndarray:
    """Features dealt out to a few parts, rows x parts: how long each row is in each.

    Two rows' product is at most that of these lengths, by the Cauchy-Schwarz inequality in each part.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    squares = csr_matrix((rows.data**2, rows.indices % _PARTS, rows.indptr), shape=(rows.shape[0], _PARTS))
    return np.asarray(np.sqrt(squares.toarray()))


def _rarest(rows: sparse.csr_matrix, threshold: float) -> sparse.csr_matrix:
    """One where a feature is among the row's rarest, whose removal leaves less than the threshold; none seen once.

    Its columns are the features from the commonest to the rarest.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    rank = np.empty(rows.shape[1], dtype=np.int32)
    rank[np.argsort(-seen, kind="stable")] = np.arange(rows.shape[1])
    ranked = csr_matrix((rows.data, rank[rows.indices], rows.indptr), shape=rows.shape, copy=True)
    ranked.sort_indices()
    running = np.concatenate([[0.0], np.cumsum(ranked.data.astype(np.float64) ** 2)])
    row = np.repeat(np.arange(rows.shape[0], dtype=np.int32), np.diff(rows.indptr))
    common = running[1:] - running[rows.indptr[:-1]][row] < (threshold - 2 * _ROUNDING) ** 2
    kept = np.flatnonzero(~common & (-np.sort(-seen)[ranked.indices] > 1))
    ones = np.ones(len(kept), dtype=np.float32)
    return csr_matrix((ones, (row[kept], ranked.indices[kept])), shape=rows.shape)


def _parts(rows: sparse.csr_matrix, members: list[int], threshold: float) -> list[list[int]]:
    if len(members) == 2:  # they are here because they are near
        return [members]
    return [group for piece in _bounded(rows, members, threshold) for group in _linked(rows, piece, threshold)]


def _bounded(rows: sparse.csr_matrix, members: list[int], threshold: float) -> list[list[int]]:
    pieces = []
    while len(members) > _LARGEST:
        near = (rows[members] @ rows[members[0]].T).toarray().ravel() >= threshold - _ROUNDING
        piece = [place for place, chosen in zip(members, near, strict=True) if chosen][:_LARGEST] or members[:1]
        taken = set(piece) | {members[0]}
        pieces.append(piece)
        members = [place for place in members if place not in taken]
    return [*pieces, members]


def _linked(rows: sparse.csr_matrix, members: list[int], threshold: float) -> list[list[int]]:
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(members) < 2:
        return []
    apart = np.clip(1.0 - (rows[members] @ rows[members].T).toarray().astype(float), 0.0, None)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(np.maximum(apart, apart.T), checks=False), method="complete")
    groups: dict[int, list[int]] = {}
    for place, group in zip(members, fcluster(tree, 1.0 - threshold + _ROUNDING, criterion="distance"), strict=True):
        groups.setdefault(int(group), []).append(place)
    return [group for group in groups.values() if len(group) > 1]
