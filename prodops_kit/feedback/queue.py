"""Which texts a person should look at next: half drawn at random to measure, half chosen to teach.

The random half tells nothing of what the tagger thinks, or the answer would lean to it. What the tagger predicted is
stored before anybody looks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from prodops_kit.errors import NoData
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.feedback.tags import Tags
from prodops_kit.periods import Period

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Why = Literal["random", "doubtful", "untagged"]

RANDOM, DOUBTFUL, UNTAGGED = 10, 5, 5
_SURE = 0.5  # the threshold that a chance is near to
_RARE = 5  # a theme given to fewer texts than this is rare
_CLUSTERED = 2_000  # untagged texts looked at for clusters


@dataclass(frozen=True, slots=True)
class Question:
    """One text to look at.

    Attributes:
        label: Names it in the file; never a number or a day to a spreadsheet.
        key: Of the text.
        why: Drawn at random, near a threshold or of a rare theme, or of a large group without tags.
        day: On which it was said, as 2026-10-31.
        source: Where.
        text: Its words, redacted.
        suggestion: Themes that the tagger gives or suggests; none for a random one.
        predicted: Themes that the tagger gives.
        model: What predicts them.
        version: Of the taxonomy.
    """

    label: str
    key: str
    why: Why
    day: str
    source: str
    text: str
    suggestion: tuple[str, ...]
    predicted: tuple[str, ...]
    model: str
    version: int


def queue(items: pd.DataFrame, tags: Tags, corrections: Corrections, *, month: str) -> tuple[Question, ...]:
    """Choose the texts of a month to look at next: ten at random, five doubtful, five untagged.

    The same month and the same answers give the same texts; after answers, the next ones of one fixed random order.

    Args:
        items: The frame of `Items`: one row per text with `key`, `created`, `source` and `text`.
        tags: What `tag` returned for them.
        corrections: What people said so far; what they reviewed is not asked again.
        month: The period that the texts are from.

    Raises:
        NoData: All texts of the month have been looked at, or it has none.
    """
    import numpy as np

    period = Period(month)
    days = [str(day)[:10] for day in items["created"]]
    keys = list(items["key"])
    inside = [row for row, day in enumerate(days) if str(period.start) <= day <= str(period.last_day)]
    first = {keys[row]: row for row in reversed(inside)}
    left = sorted((key for key in first if key not in corrections.reviewed), key=lambda key: _drawn(month, key))
    if not left:
        raise NoData(f"feedback: no text of {month} is left to look at. Name another month with --month.")
    order = np.array([first[key] for key in left])
    drawn, rest = order[:RANDOM], order[RANDOM:]
    doubtful = _doubtful(rest, tags)
    untagged = _untagged([row for row in rest if row not in doubtful], items, tags)
    chosen: list[tuple[int, Why]] = [(int(row), "random") for row in drawn]
    chosen += [(row, "doubtful") for row in doubtful] + [(row, "untagged") for row in untagged]
    return tuple(_question(number, row, why, items, tags) for number, (row, why) in enumerate(chosen, 1))


def _drawn(month: str, key: str) -> str:
    """A place in a random order that depends on nothing but the month and the text."""
    return hashlib.sha256(f"{month} {key}".encode()).hexdigest()


def _doubtful(rows: np.ndarray, tags: Tags) -> list[int]:
    """Those with a chance nearest to the threshold, and the likeliest ones of rare themes."""
    import numpy as np

    if not len(rows) or not tags.themes:
        return []
    scores = tags.scores[rows]
    nearest = rows[np.argsort(np.abs(scores - _SURE).min(axis=1), kind="stable")]
    rare = np.flatnonzero(tags.given.sum(axis=0) < _RARE)
    best = [int(rows[scores[:, theme].argmax()]) for theme in rare if (scores[:, theme] > 0).any()]
    likely = list(dict.fromkeys(best))[: DOUBTFUL // 2]
    near = [int(row) for row in nearest if row not in likely]
    return [*near[: DOUBTFUL - len(likely)], *likely]


def _untagged(rows: Sequence[int], items: pd.DataFrame, tags: Tags) -> list[int]:
    """The middle of each of the largest groups of texts without a tag."""
    import numpy as np

    bare = [int(row) for row in rows if not tags.given[row].any()][:_CLUSTERED]
    if len(bare) <= UNTAGGED:
        return bare
    places = _placed([items["text"].iloc[row] for row in bare])
    groups = _groups(places)
    largest = sorted(set(groups.tolist()), key=lambda group: (-int((groups == group).sum()), group))[:UNTAGGED]
    found = []
    for group in largest:
        inside = np.flatnonzero(groups == group)
        middle = places[inside] @ places[inside].mean(axis=0)
        found.append(bare[inside[int(np.round(middle, 9).argmax())]])
    return found


def _placed(texts: Sequence[str]) -> np.ndarray:
    """Each text as a vector of length 1, near to those with the same words; none for texts without any word."""
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    try:
        words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    except ValueError:  # not one word in all of them
        return np.zeros((len(texts), 1))
    if words.shape[1] < 3:
        return np.asarray(words.todense())
    return np.asarray(normalize(TruncatedSVD(min(50, words.shape[1] - 1), random_state=0).fit_transform(words)))


def _groups(places: np.ndarray) -> np.ndarray:
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(n_clusters=min(len(places), max(UNTAGGED, len(places) // 10)), linkage="ward")
    return np.asarray(model.fit(places).labels_)


def _question(number: int, row: int, why: Why, items: pd.DataFrame, tags: Tags) -> Question:
    item = items.iloc[row]
    given = tuple(theme for theme, fits in zip(tags.themes, tags.given[row], strict=True) if fits)
    maybe = tuple(theme for theme, fits in zip(tags.themes, tags.suggested[row], strict=True) if fits)
    return Question(
        label=f"r{number}-{item['key'][:6]}",
        key=str(item["key"]),
        why=why,
        day=str(item["created"])[:10],
        source=str(item["source"]),
        text=" ".join(str(item["text"]).split()),
        suggestion=() if why == "random" else (*given, *maybe),
        predicted=given,
        model=tags.model,
        version=tags.version,
    )
