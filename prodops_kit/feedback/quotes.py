"""Whose words stand for a theme: near its middle, unlike each other, of different customers and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.mentions import Mentions

if TYPE_CHECKING:
    import numpy as np

SHORTEST, LONGEST = 8, 60  # words
NEARNESS = 0.7  # weight of being typical; the rest is for being unlike what was chosen
_CANDIDATES = 400  # the surest items looked at


@dataclass(frozen=True, slots=True)
class Said:
    """One item's words, redacted.

    Attributes:
        item: Its place among all items.
        id: Its id in the source.
    """

    item: int
    text: str
    source: str
    day: date
    id: str
    link: str
    segment: str


def quotes(found: Mentions, scores: np.ndarray, *, most: int, auto: float = 0.5) -> tuple[Said, ...]:
    """Choose quotes by maximal marginal relevance; at most one a customer, each source before any has a second.

    Args:
        found: The items of one theme, redacted.
        scores: How sure the theme is, one an item.
        most: Quotes wanted.
        auto: Score from which an item may be quoted.

    Source:
        Carbonell, Goldstein (1998), SIGIR, 335-336.
    """
    lengths = [len(text.split()) for text in found.frame["text"]]
    fit = [n for n, words in enumerate(lengths) if SHORTEST <= words <= LONGEST and scores[n] >= auto]
    fit = sorted(fit, key=lambda n: (-scores[n], n))[:_CANDIDATES]
    if not fit:
        return ()
    chosen = _relevant(found, fit, most)
    return tuple(_said(found.frame.iloc[n]) for n in chosen)


def _relevant(found: Mentions, fit: list[int], most: int) -> list[int]:
    """Places of the chosen items, the most typical one first."""
    import numpy as np

    vectors = _vectors([found.frame["text"].iloc[n] for n in fit])
    middle = vectors.mean(axis=0)
    near = vectors @ (middle / max(float(np.linalg.norm(middle)), 1e-12))
    customers, sources = customers_of(found), found.frame["source"].tolist()
    left, chosen = list(range(len(fit))), list[int]()
    while left and len(chosen) < most:
        used = [sources[fit[c]] for c in chosen]
        fewest = min(used.count(sources[fit[n]]) for n in left)
        open_now = [n for n in left if used.count(sources[fit[n]]) == fewest]
        taken = vectors[chosen]
        worth = {n: NEARNESS * near[n] - (1 - NEARNESS) * max(taken @ vectors[n], default=0.0) for n in open_now}
        best = max(open_now, key=lambda n: (round(float(worth[n]), 10), -n))
        chosen.append(best)
        left = [n for n in left if customers[fit[n]] != customers[fit[best]]]
    return [fit[n] for n in chosen]


def _vectors(texts: list[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer

    dense: np.ndarray = TfidfVectorizer(sublinear_tf=True, analyzer=str.split).fit_transform(texts).toarray()
    return dense


def _said(row: Any) -> Said:
    return Said(
        int(row["item"]), row["text"], row["source"], row["created"], row["id"], row["link"], row["segment"] or ""
    )
