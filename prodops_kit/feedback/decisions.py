"""From scores to tags: thresholds, abstention, and corrections, which always win."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from prodops_kit.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prodops_kit.feedback.corrections import Corrections
    from prodops_kit.feedback.themes import Taxonomy, Theme

    Matrix = NDArray[np.float64]

FAR = 3.5  # standard deviations of nearness from which a theme is given without any phrase


def verdicts(keys: Sequence[str], taxonomy: Taxonomy, corrections: Corrections) -> NDArray[np.int8]:
    """What people said: texts x given themes, 1 for yes, -1 for no, 0 where nobody said.

    A theme merged into another speaks for that one. A yes or no about one theme outweighs a review of the whole text.
    """
    column = columns(taxonomy)
    out = np.zeros((len(keys), len(taxonomy.given)), np.int8)
    for item, key in enumerate(keys):
        if key in corrections.reviewed:
            out[item] = -1
        for said, marks in ((corrections.reviewed, 1), (corrections.removed, -1), (corrections.added, 1)):
            for theme in said.get(key, ()):
                if theme in column:
                    out[item, column[theme]] = marks
    return out


def valid(created: Iterable[date] | None, texts: int, themes: Sequence[Theme]) -> NDArray[np.bool_]:
    """Texts x themes: whether the text is of the month that the theme is valid from, or later.

    Raises:
        ParameterError: There are not as many days as texts.
    """
    out = np.ones((texts, len(themes)), bool)
    if created is None:
        return out
    months = np.array([f"{day:%Y-%m}" for day in created], dtype=str)
    if len(months) != texts:
        raise ParameterError(f"created: {len(months)} days for {texts} texts; give the day of each text.")
    for number, theme in enumerate(themes):
        out[:, number] = months >= theme.valid_from
    return out


def columns(taxonomy: Taxonomy) -> Mapping[str, int]:
    """The column of each theme among the given ones; a merged theme has that of its target."""
    place = {theme.id: number for number, theme in enumerate(taxonomy.given)}
    into = {theme.id: theme.merged_into for theme in taxonomy.themes}
    found = {}
    for theme in into:
        target, steps = theme, 0
        while into.get(target) and steps < len(into):
            target, steps = into[target], steps + 1
        if target in place:
            found[theme] = place[target]
    return found


def most_specific(given: NDArray[np.bool_], themes: Sequence[Theme], said: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Take a theme away where one of its parts was given, unless a person gave it."""
    out = given.copy()
    for number, theme in enumerate(themes):
        parts = [other for other, part in enumerate(themes) if part.parent == theme.id]
        if parts:
            out[:, number] &= ~given[:, parts].any(axis=1) | (said[:, number] > 0)
    return out


def chances_without_labels(unlabelled: Matrix, *, single: bool) -> Matrix:
    """Chances when nobody has reviewed anything.

    Args:
        unlabelled: Strength, nearness, claim; each texts x themes.
        single: Whether each text has exactly one theme.
    """
    from scipy.special import expit, softmax

    _, near, claim = unlabelled
    return np.asarray(
        softmax(1.5 * near + 0.75 * claim, axis=1) if single else expit(logits_without_labels(unlabelled))
    )


def logits_without_labels(unlabelled: Matrix) -> Matrix:
    """How much speaks for each theme, several a text, when nobody has reviewed anything; above 0 it fits.

    A theme whose own words were found fits unless the text lies on its far side; without a phrase a text has to lie
    nearer than all but a few, 3.5 standard deviations; with words that it shares with others, in between.
    """
    _, near, claim = unlabelled
    return np.asarray(near - FAR * (1 - claim))


def first_of_each(keys: Iterable[str]) -> NDArray[np.int64]:
    """Positions of the first text of each key."""
    first: dict[str, int] = {}
    for item, key in enumerate(keys):
        first.setdefault(key, item)
    return np.array(sorted(first.values()), np.int64)
