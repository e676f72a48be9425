"""Why a text was given a theme: the words that speak for it and where they stand, or what it resembles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from prodops_kit.feedback import counting
from prodops_kit.feedback.model import Model, Reviewed
from prodops_kit.feedback.reading import Reading
from prodops_kit.feedback.space import saying

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from prodops_kit.feedback.themes import Taxonomy

    Matrix = NDArray[np.float64]

_COLUMNS = ("item", "theme", "score", "layer", "evidence", "start", "end")
_SHOWN = 3  # n-grams that are named
Reason = tuple[str, str, int, int]
"""Layer, words, and their place in the text."""


def frame(
    texts: Sequence[str],
    taxonomy: Taxonomy,
    reading: Reading,
    model: Model | None,
    reviewed: Reviewed,
    scores: Matrix,
    given: NDArray[np.bool_],
    said: NDArray[np.int8],
) -> pd.DataFrame:
    """One row per given tag, in the order of texts and themes, with the reason for it."""
    import pandas as pd

    first: dict[tuple[int, int], Any] = {}
    for hit in reading.hits.found:
        first.setdefault((hit.item, hit.theme), hit)
    learned = _Learned(texts, reading, model, reviewed) if model is not None else None
    rows = []
    for item, theme in np.argwhere(given).tolist():
        found = first.get((item, theme))
        reason: Reason | None
        if said[item, theme] > 0:
            reason = ("correction", "", -1, -1)
        elif found is not None:
            reason = ("phrases", texts[item][found.start : found.end], found.start, found.end)
        else:
            reason = learned.reason(item, theme) if learned else None
        reason = reason or ("similarity", saying(texts[item], taxonomy.given[theme]), -1, -1)
        rows.append((item, taxonomy.given[theme].id, float(scores[item, theme]), *reason))
    return pd.DataFrame(rows, columns=list(_COLUMNS)) if rows else empty_frame()


def empty_frame() -> pd.DataFrame:
    """The table of given tags when there is none."""
    import pandas as pd

    kinds = {"item": "int64", "score": "float64", "start": "int64", "end": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in _COLUMNS})


class _Learned:
    """The words of a text that the learned weights hold for a theme."""

    def __init__(self, texts: Sequence[str], reading: Reading, model: Model, reviewed: Reviewed) -> None:
        self.texts, self.names, self.learned = texts, reading.counts.names, model.learned
        self.matrix, self.weights = model.text_weights(reading, reviewed.rows)

    def reason(self, item: int, theme: int) -> Reason | None:
        if not self.learned[theme]:
            return None
        row = slice(self.matrix.indptr[item], self.matrix.indptr[item + 1])
        features = self.matrix.indices[row]
        speaks = self.matrix.data[row] * self.weights[features, theme]
        best = [int(features[at]) for at in np.argsort(-speaks, kind="stable")[: 4 * _SHOWN] if speaks[at] > 0]
        spans: list[tuple[int, int]] = []
        for name in best:
            span = _place(self.names[name], self.texts[item])
            if span and not any(start < span[1] and span[0] < end for start, end in spans):
                spans.append(span)
        if not spans:
            return None
        words = ", ".join(self.texts[item][start:end] for start, end in sorted(spans[:_SHOWN]))
        return ("learned", words, *spans[0])


def _place(name: str, text: str) -> tuple[int, int] | None:
    """Where a feature first stands in a text, widened to whole words."""
    small = counting.folded(text)
    if " " in name.strip():
        found = re.search(r"\b" + r"\W+(?:\w\W+)*?".join(map(re.escape, name.split())) + r"\b", small)
        return found.span() if found else None
    padded = " " + re.sub(r"\s", " ", small) + " "
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

    items = np.flatnonzero(~given.any(axis=1))
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
        rows.append((item, taxonomy.given[theme].id, float(scores[item, theme]), why))
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
