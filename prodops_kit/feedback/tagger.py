"""Give each text the themes that fit it, say how sure and by which words, and abstain where nothing is sure.

One row is one text, redacted before. What people corrected always wins; what they reviewed is what the tagger
learns from, so that each answered question makes the next month better. Where nobody has reviewed anything the
taxonomy alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from prodops_kit.errors import ParameterError
from prodops_kit.feedback import decisions, evidence
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.feedback.model import METHOD, Applied, Model, Reviewed, fit
from prodops_kit.feedback.reading import Reading, read
from prodops_kit.feedback.remembering import key_for, remembered
from prodops_kit.feedback.space import Space
from prodops_kit.feedback.tags import Tags, model_name
from prodops_kit.feedback.wording import key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from prodops_kit.feedback.themes import Taxonomy, Theme

    Matrix = NDArray[np.float64]

_DIGITS = 6  # of a score: enough to rank, few enough to be the same on every machine


def tag(
    texts: Sequence[str],
    taxonomy: Taxonomy,
    *,
    corrections: Corrections | None = None,
    created: Iterable[date] | None = None,
    several: bool = True,
    auto: float = 0.5,
    suggest: float = 0.3,
) -> Tags:
    """Give each text its themes.

    Phrases, similarity and, from the first reviewed texts on, learned weights are stacked into one chance per theme
    (see `model` and `stacking`). A theme with a part of its own that was given too is left out: the tag is the most
    specific, and reports add parts up.

    Args:
        texts: The texts, redacted; all months, since the words of all help to read each.
        taxonomy: The themes.
        corrections: What people said of texts.
        created: The day of each text: before the month that a theme is valid from, only people give it. None where all
            themes are valid for all texts.
        several: Whether a text may have several themes; if not, the likeliest is its only candidate.
        auto: Chance from which a theme is given, above 0 to 1.
        suggest: Chance from which it is suggested, not above `auto`.

    Returns:
        Scores, given and suggested themes, each with its evidence, and a best guess for the rest.

    Raises:
        ParameterError: A threshold is out of range, or there are not as many days as texts.
        DataError: An expression of the taxonomy cannot be read.
    """
    from threadpoolctl import threadpool_limits

    if not 0 < suggest <= auto <= 1:
        raise ParameterError(f"suggest, auto: {suggest} and {auto}; both lie between 0 and 1, suggest not above auto.")
    keys = [key_of(text) for text in texts]
    said = decisions.verdicts(keys, taxonomy, corrections or Corrections())
    valid = decisions.valid(created, len(texts), taxonomy.given)
    reviewed = _reviewed(keys, said, valid, single=not several)
    if not texts or not taxonomy.given:
        return _nothing(texts, taxonomy)
    with threadpool_limits(1, "blas"):  # or sums depend on the number of cores, and threads wait for each other
        reading, model = _learned(texts, taxonomy.given, reviewed, single=not several)
        applied = model.on(reading, reviewed.rows) if model else None
        scores = _corrected(_chances(reading, applied, several=several), said, valid)
    given, suggested = _decided(scores, said, taxonomy, several=several, auto=auto, suggest=suggest)
    return Tags(
        tuple(theme.id for theme in taxonomy.given),
        scores,
        given,
        suggested,
        evidence.frame(texts, taxonomy, reading, applied, scores, given, said),
        evidence.guesses(scores, given, suggested, taxonomy, said, suggest=suggest),
        taxonomy.version,
        _method(model, reviewed),
        model_name(METHOD, len(reviewed.rows)),
    )


def _reviewed(keys: Sequence[str], said: NDArray[np.int8], valid: NDArray[np.bool_], *, single: bool) -> Reviewed:
    first = decisions.first_of_each(keys)
    wanted = np.asarray((said == 1).sum(axis=1) == 1 if single else said.any(axis=1))
    rows = first[wanted[first]]
    yes = said[rows] > 0
    return Reviewed(rows, yes.astype(float), (yes | ((said[rows] < 0) & valid[rows])).astype(float))


def _learned(
    texts: Sequence[str], themes: Sequence[Theme], reviewed: Reviewed, *, single: bool
) -> tuple[Reading, Model | None]:
    """The texts as the layers see them, and the model, fitted anew only when something changed."""
    fresh: list[Reading] = []

    def fitted() -> Mapping[str, np.ndarray[Any, Any]]:
        fresh.append(read(texts, themes))
        arrays = {"texts": fresh[0].placed.texts, "themes": fresh[0].placed.themes}
        return arrays | asdict(fit(fresh[0], reviewed, single=single)) if len(reviewed.rows) else arrays

    told = [(theme.label, theme.description, theme.include, theme.exclude, theme.examples) for theme in themes]
    key = key_for(METHOD, single, list(texts), told, reviewed.rows, reviewed.truth, reviewed.sure)
    kept = dict(remembered(key, fitted))
    placed = Space(kept.pop("texts"), kept.pop("themes"))
    reading = fresh[0] if fresh else read(texts, themes, placed=placed)
    return reading, Model(**kept) if kept else None


def _chances(reading: Reading, applied: Applied | None, *, several: bool) -> Matrix:
    from scipy.special import expit, softmax

    if applied is None:
        return decisions.chances_without_labels(reading.unlabelled, single=not several)
    logits = applied.logits()
    return np.asarray(expit(logits) if several else softmax(logits, axis=1))


def _corrected(chances: Matrix, said: NDArray[np.int8], valid: NDArray[np.bool_]) -> Matrix:
    return np.where(said > 0, 1.0, np.where((said < 0) | ~valid, 0.0, np.round(chances, _DIGITS)))


def _decided(
    scores: Matrix, said: NDArray[np.int8], taxonomy: Taxonomy, *, several: bool, auto: float, suggest: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    candidate = np.ones_like(said, bool)
    if not several:
        candidate = np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None]
    given = ((scores >= auto) & candidate & (said >= 0)) | (said > 0)
    given = decisions.most_specific(given, taxonomy.given, said)
    return given, (scores >= suggest) & candidate & (scores < auto) & ~given & (said >= 0)


def _method(model: Model | None, reviewed: Reviewed) -> str:
    if model is None:
        return "phrases and similarity to the taxonomy; no text has been reviewed yet"
    learned = int(model.learned.sum())
    return (
        f"phrases, similarity and weights learned from {len(reviewed.rows)} reviewed texts; "
        f"{learned} of {len(model.learned)} themes have enough of them to be learned"
    )


def _nothing(texts: Sequence[str], taxonomy: Taxonomy) -> Tags:
    themes = tuple(theme.id for theme in taxonomy.given)
    none = np.zeros((len(texts), len(themes)), bool)
    return Tags(
        themes,
        none.astype(float),
        none,
        none,
        evidence.empty_frame(),
        evidence.no_guesses(len(texts)),
        taxonomy.version,
        "nothing to tag",
        model_name(METHOD, 0),
    )
