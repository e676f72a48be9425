"""Why a text was given a theme: the words that speak for it and where they stand, or what it resembles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from prodops_kit.feedback import counting
from prodops_kit.feedback.model import Applied
from prodops_kit.feedback.reading import Reading
from prodops_kit.feedback.space import saying

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from prodops_kit.feedback.themes import Taxonomy, Theme

    Matrix = NDArray[np.float64]

_COLUMNS = ("item", "theme", "score", "layer", "evidence", "start", "end")
_SHOWN = 3  # n-grams that are named
_LOOKED_AT = 4 * _SHOWN  # features, since many lie in one word
Pair = tuple[int, int]
"""Position of a text and of a theme."""
Reason = tuple[str, str, int, int]
"""Layer, words, and their place in the text."""
_CORRECTED: Reason = ("correction", "", -1, -1)


def frame(
    texts: Sequence[str],
    taxonomy: Taxonomy,
    reading: Reading,
    applied: Applied | None,
    scores: Matrix,
    given: NDArray[np.bool_],
    said: NDArray[np.int8],
) -> pd.DataFrame:
    """One row per given tag, in the order of texts and themes, with the reason for it."""
    import pandas as pd

    pairs = _pairs(given)
    reasons = _found(texts, reading, given) | dict.fromkeys(_pairs(given & (said > 0)), _CORRECTED)
    if applied is not None:
        reasons |= _learned(texts, applied, [pair for pair in pairs if pair not in reasons])
    themes = taxonomy.given
    rows = [
        (
            item,
            themes[theme].id,
            float(scores[item, theme]),
            *(reasons.get((item, theme)) or _alike(texts[item], themes[theme])),
        )
        for item, theme in pairs
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS)) if rows else empty_frame()


def _pairs(given: NDArray[np.bool_]) -> list[Pair]:
    return [(item, theme) for item, theme in np.argwhere(given).tolist()]


def _alike(text: str, theme: Theme) -> Reason:
    return ("similarity", saying(text, theme), -1, -1)


def _found(texts: Sequence[str], reading: Reading, given: NDArray[np.bool_]) -> dict[Pair, Reason]:
    """The first phrase of each given tag."""
    first: dict[Pair, Reason] = {}
    for hit in reading.hits.found:
        if given[hit.item, hit.theme] and (hit.item, hit.theme) not in first:
            first[hit.item, hit.theme] = ("phrases", texts[hit.item][hit.start : hit.end], hit.start, hit.end)
    return first


def empty_frame() -> pd.DataFrame:
    """The table of given tags when there is none."""
    import pandas as pd

    kinds = {"item": "int64", "score": "float64", "start": "int64", "end": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in _COLUMNS})


def _learned(texts: Sequence[str], applied: Applied, pairs: Sequence[Pair]) -> dict[Pair, Reason]:
    """The words of a text that the learned weights hold for a theme, some thousand texts at a time."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for item, theme in pairs:
        if applied.model.learned[theme]:
            wanted[item].append(theme)
    found: dict[Pair, Reason] = {}
    for rows, matrix in applied.weights.chunks(np.array(list(wanted), np.int64)):
        for row, item in enumerate(rows.tolist()):
            inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
            features, weights = matrix.indices[inside], matrix.data[inside]
            for theme in wanted[item]:
                speaks = weights * applied.of_feature[features, theme]
                best = [int(features[at]) for at in np.argsort(-speaks, kind="stable")[:_LOOKED_AT] if speaks[at] > 0]
                reason = _told(texts[item], [applied.weights.counts.names[name] for name in best])
                found |= {(item, theme): reason} if reason else {}
    return found


def _told(text: str, names: Sequence[str]) -> Reason | None:
    """The words that hold these features, as they stand in the text; none that overlaps a better one."""
    small = counting.folded(text)
    pairs, padded = _pairs_of_words(small), " " + re.sub(r"\s", " ", small) + " "
    spans: list[tuple[int, int]] = []
    for name in names:
        span = pairs.get(name) if " " in name.strip() else _place(name, padded)
        if span and not any(start < span[1] and span[0] < end for start, end in spans):
            spans.append(span)
    if not spans:
        return None
    words = ", ".join(text[start:end] for start, end in sorted(spans[:_SHOWN]))
    return ("learned", words, *spans[0])


def _pairs_of_words(small: str) -> dict[str, tuple[int, int]]:
    """Where each pair of neighbouring words first stands."""
    first: dict[str, tuple[int, int]] = {}
    for one, two in pairwise(counting.WORD.finditer(small)):
        first.setdefault(f"{one[0]} {two[0]}", (one.start(), two.end()))
    return first


def _place(name: str, padded: str) -> tuple[int, int] | None:
    """Where a word or piece first stands in a text between two spaces, widened to whole words."""
    at = padded.find(name)
    if at < 0:
        return None
    start, end = at + (name[0] == " "), at + len(name.rstrip())
    start = padded.rfind(" ", 0, start) + 1
    end = padded.find(" ", end)
    return start - 1, end - 1


def guesses(
    scores: Matrix,
    given: NDArray[np.bool_],
    suggested: NDArray[np.bool_],
    taxonomy: Taxonomy,
    said: NDArray[np.int8],
    *,
    suggest: float,
) -> pd.DataFrame:
    """One row per text without any theme: its best guess, and why it was not given."""
    import pandas as pd

    items, ids = np.flatnonzero(~given.any(axis=1)), [theme.id for theme in taxonomy.given]
    open_scores = np.where(said < 0, -1.0, scores)
    best = open_scores[items].argmax(axis=1)
    rows = []
    for item, theme in zip(items.tolist(), best.tolist(), strict=True):
        if (said[item] < 0).all():
            rows.append((item, "", 0.0, "a reviewer found no theme in it"))
            continue
        why = (
            "likely, but not sure enough to be given"
            if suggested[item].any()
            else f"no theme reaches a chance of {suggest:g}"
        )
        rows.append((item, ids[theme], float(scores[item, theme]), why))
    return pd.DataFrame(rows, columns=["item", "theme", "score", "why"]) if rows else no_guesses(0)


def no_guesses(items: int) -> pd.DataFrame:
    """Texts that nothing could be guessed for."""
    import pandas as pd

    return pd.DataFrame(
        {
            "item": pd.Series(range(items), dtype="int64"),
            "theme": pd.Series([""] * items, dtype="str"),
            "score": pd.Series([0.0] * items, dtype="float64"),
            "why": pd.Series(["the taxonomy has no theme"] * items, dtype="str"),
        }
    )
