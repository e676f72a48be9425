"""The tagger's model: three learners and two layers without labels, stacked by a few shared weights.

P is a logistic regression on TF-IDF, S one on the text space, Q one on TF-IDF that learns only what the phrases leave
over. What a theme says of itself is one more training row of each. The stack adds their held-out logits, the phrases'
strength, the nearness and the claim, how far the words found are the theme's own. Without any reviewed text the last
three alone decide. Why the stack holds is said in `stacking`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from prodops_kit.feedback import counting, decisions, learners, stacking
from prodops_kit.feedback.reading import Reading, theme_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Rows = NDArray[np.int64]

METHOD = 3  # of everything in this folder that changes a score; kept weights of another are not used
_OF_SPACE = 4.0  # inner product of a text with itself in the text space
_OF_PHRASES = 0.5  # part of the phrases' strength that Q takes as given
_ENOUGH = 3  # positives from which a theme is learned
_WHOLE = 0.5  # part of the themes from which a text counts as judged as a whole
_MANY = 4_000  # texts of the export that tell where a theme that is not learned is given
_DENSE = 2_000  # rows up to which all inner products are kept


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Texts whose themes are known.

    Attributes:
        rows: Their positions among the texts.
        truth: Reviewed texts x themes, 0 or 1.
        sure: The same shape: 1 where the theme was judged, 0 where nobody said.
    """

    rows: Rows
    truth: Matrix
    sure: Matrix


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned; all of it is linear in the text.

    Attributes:
        of_text: Reviewed texts and themes x themes: coefficients of their inner products in TF-IDF.
        of_space: Dimensions x themes.
        weights: Of the layers without labels: strength, nearness, claim.
        shift: One per theme.
        learned: Which themes have three reviewed texts or more.
        unlearned: One per theme: what is added to the logit without labels of a theme that was not learned; NaN where
            the stack decides.
    """

    of_text: Matrix
    of_space: Matrix
    weights: Matrix
    shift: Matrix
    learned: NDArray[np.bool_]
    unlearned: Matrix

    def on(self, reading: Reading, rows: Rows) -> Applied:
        """The model as it weighs the features of some texts.

        Args:
            reading: The texts.
            rows: Positions of the reviewed texts it was fitted on.
        """
        weights = counting.weighted(reading.counts, rows)
        return Applied(self, reading, weights, weights.of(_training(reading, rows, len(self.shift))).T @ self.of_text)

    def logits(self, reading: Reading, rows: Rows) -> Matrix:
        """How much speaks for each theme in each text; above 0 it fits. Texts x themes; arguments as for `on`."""
        return self.on(reading, rows).logits()


@dataclass(frozen=True, slots=True)
class Applied:
    """A model and the texts that it speaks of.

    Attributes:
        model: What was learned.
        reading: The texts.
        weights: TF-IDF of the texts, learned on the reviewed ones.
        of_feature: Features x themes: what each adds to the logit.
    """

    model: Model
    reading: Reading
    weights: counting.Weights
    of_feature: Matrix

    def logits(self) -> Matrix:
        """How much speaks for each theme in each text; above 0 it fits. Texts x themes."""
        out = np.empty_like(self.reading.strength)
        for rows, matrix in self.weights.chunks(np.arange(len(out))):
            out[rows] = self._logits(rows, matrix)
        return out

    def _logits(self, rows: Rows, matrix: Any) -> Matrix:
        model, unlabelled = self.model, self.reading.layers(rows)
        learned = matrix @ self.of_feature + self.reading.placed.texts[rows] @ model.of_space
        stacked = learned + np.tensordot(model.weights, unlabelled, axes=1) + model.shift
        rest = decisions.logits_without_labels(unlabelled) + model.unlearned
        return np.where(np.isnan(model.unlearned), stacked, rest)


def fit(reading: Reading, reviewed: Reviewed, *, single: bool) -> Model:
    """Learn from reviewed texts.

    Args:
        reading: All texts.
        reviewed: Those whose themes are known.
        single: Whether each text has exactly one theme.
    """
    fitted = learners_of(reading, reviewed, single=single)
    judged = fitted.folds >= 0
    held_out = np.concatenate([fitted.held_out, reading.layers(reviewed.rows)])[:, judged]
    mix = stacking.mix(held_out, reviewed.truth[judged], single=single, sure=reviewed.sure[judged])
    of_learners, of_layers = mix.weights[:3], mix.weights[3:].copy()
    of_text = of_learners[0] * fitted.coefficients[0] + of_learners[2] * fitted.coefficients[2]
    of_space = of_learners[1] * fitted.coefficients[1]
    of_layers[0] += of_learners[2] * _OF_PHRASES
    return Model(
        of_text,
        _OF_SPACE * fitted.placed.T @ of_space,
        of_layers,
        mix.shift + of_learners @ fitted.shifts,
        *_learned(reading, reviewed, single=single),
    )


def _learned(reading: Reading, reviewed: Reviewed, *, single: bool) -> tuple[NDArray[np.bool_], Matrix]:
    """Which themes are learned, and how far the logit without labels is moved for the others.

    All by the cut that reviewed texts tell, and each lowered by the odds of its being right on them, one right and one
    wrong added: a theme that phrases found fifty times and reviewers never is all but dropped.
    """
    yes = reviewed.truth * reviewed.sure
    learned = yes.sum(axis=0) >= _ENOUGH
    if single or learned.all():
        return learned, np.full(len(learned), np.nan)
    scores = decisions.logits_without_labels(reading.layers(reviewed.rows))
    right, wrong = (yes * (scores > 0)).sum(axis=0), ((reviewed.sure - yes) * (scores > 0)).sum(axis=0)
    lowered = np.minimum(np.log((1 + right) / (1 + wrong)), 0.0)
    return learned, np.where(learned, np.nan, lowered - _cut(reading, reviewed, scores))


def _cut(reading: Reading, reviewed: Reviewed, scores: Matrix) -> float:
    """Where a theme that was not learned is given, by the texts that were judged as a whole; 0 without any."""
    whole = reviewed.sure.mean(axis=1) > _WHOLE
    if not whole.any():
        return 0.0
    some = reading.known[:: 1 + len(reading.known) // _MANY]
    among = decisions.logits_without_labels(reading.layers(some))
    return stacking.cut(scores[whole], reviewed.truth[whole], reviewed.sure[whole], among)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The three learners: coefficients and held-out logits (learners x rows x themes), folds, places of the rows."""

    coefficients: Matrix
    shifts: Matrix
    held_out: Matrix
    folds: Rows
    placed: Matrix


def learners_of(reading: Reading, reviewed: Reviewed, *, single: bool) -> Fitted:
    """Fit P, S and Q on reviewed texts and themes."""
    themes = reviewed.truth.shape[1]
    texts = counting.weighted(reading.counts, reviewed.rows).of(_training(reading, reviewed.rows, themes))
    placed = np.vstack([reading.placed.texts[reviewed.rows], reading.placed.themes]).astype(float)
    strength = reading.strength[reviewed.rows] * _OF_PHRASES
    offset = np.vstack([strength, np.zeros((themes, themes))])
    truth = np.vstack([reviewed.truth, np.eye(themes)])
    weights = _balanced(reviewed, single=single)
    folds = folds_of(reviewed.truth)
    every = np.concatenate([folds, np.full(themes, -1)])
    in_text, in_space = _of_text(texts), _of_space(placed)
    each = [
        learners.learn(in_text, truth, weights, every, single=single),
        learners.learn(in_space, truth, weights, every, single=single),
        learners.learn(in_text, truth, weights, every, single=single, offset=offset),
    ]
    held_out = np.stack([one.held_out[: len(folds)] for one in each])
    held_out[2] += strength
    return Fitted(
        np.stack([one.coefficients for one in each]), np.stack([one.shift for one in each]), held_out, folds, placed
    )


def learned_alone(reading: Reading, reviewed: Reviewed, *, single: bool) -> Matrix:
    """What a learner by itself says of all texts: logistic regression on TF-IDF of the reviewed texts, no taxonomy.

    Returns:
        Logits, texts x themes; what the stack is measured against.
    """
    weighted, rows = counting.weighted(reading.counts, reviewed.rows), len(reviewed.rows)
    texts = weighted.of(reviewed.rows)
    weights = _balanced(reviewed, single=single)[:rows]
    learned = learners.learn(_of_text(texts), reviewed.truth, weights, np.full(rows, -1), single=single)
    of_feature = texts.T @ learned.coefficients
    parts = [part @ of_feature for _, part in weighted.chunks(np.arange(len(reading.strength)))]
    return np.asarray(np.concatenate(parts) + learned.shift)


def _training(reading: Reading, rows: Rows, themes: int) -> Rows:
    return np.concatenate([rows, theme_rows(reading.counts, themes)])


def _of_text(texts: Any) -> Callable[[Matrix], Matrix]:
    """Multiplication by the inner products of the rows, kept as a matrix while that is small."""
    across = texts.T.tocsr()
    if texts.shape[0] > _DENSE:
        return lambda columns: texts @ (across @ columns)
    inner = (texts @ across).toarray()
    return lambda columns: inner @ columns


def _of_space(placed: Matrix) -> Callable[[Matrix], Matrix]:
    return lambda columns: _OF_SPACE * (placed @ (placed.T @ columns))


def _balanced(reviewed: Reviewed, *, single: bool) -> Matrix:
    """Weights that let yes and no (or each theme) count alike; a theme's own row has the median weight."""
    truth, sure = reviewed.truth, reviewed.sure
    themes = truth.shape[1]
    if single:
        each = (truth * (len(truth) / (themes * np.maximum(truth.sum(axis=0), 1)))).sum(axis=1)
        return np.tile(np.concatenate([each, np.full(themes, np.median(each))])[:, None], themes)
    judged, yes = sure.sum(axis=0), (truth * sure).sum(axis=0)
    of_yes, of_no = judged / (2 * np.maximum(yes, 1)), judged / (2 * np.maximum(judged - yes, 1))
    own = np.where(np.eye(themes) > 0, np.median(of_yes), np.median(of_no))
    return np.vstack([np.where(truth > 0, of_yes, of_no) * sure, own])


def folds_of(truth: Matrix) -> Rows:
    """Fold of each row: 10 below 600 rows, 5 below 1,000, 3 to 2,000; above, a fifth is held out once.

    Rows of the rarest theme are dealt out first, so that every fold has some of them.
    """
    rows = len(truth)
    folds = 10 if rows < 600 else 5 if rows < 1_000 else 3 if rows <= 2_000 else 5
    order = np.argsort(truth.sum(axis=0), kind="stable")
    rarest = np.where(truth.any(axis=1), np.argmax(truth[:, order] > 0, axis=1), len(order))
    mixed = np.random.default_rng(0).permutation(rows)
    dealt = mixed[np.argsort(rarest[mixed], kind="stable")]
    out = np.empty(rows, np.int64)
    out[dealt] = np.arange(rows) % folds
    return np.where(out == 0, 0, -1) if rows > 2_000 else out
