"""How much each layer is to be believed: a few weights shared by all themes, learned on rows its learners never saw.

Why it holds: few weights need few rows, and since rules and similarity need no labels, what they are worth can be
measured from the first twenty reviewed texts on; a layer that misleads on this export gets no weight. Weights are
never negative, and the learners' logits come from fits that held the row out, so none is believed for its memory. What
weights are expected to be counts for little once some eighty rows say otherwise, so that a learner whose logits are
too small, as with long texts, is not outvoted by layers that guess.
What it does not reach: with twenty reviewed texts of several themes, one threshold of nearness found on a hundred can
be better by .015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_EXPECTED = np.array([0.0, 0.5, 0.8, 0.3, 0.2, 0.5])  # P, S, Q, strength, nearness, claim: before any row is seen
_EXPECTED_SINGLE = np.array([[0.0, 0.4, 0.1, 0.0, 0.7, 0.5], [1.2, 0.3, 0.3, 0.0, 0.0, 0.2]])  # few rows, and many
_FEW = 5  # rows a theme at which half of either is expected
_SHRINK = 60  # divided by the root of the number of rows: by then weights stray by 0.2 at 20 rows, by 0.5 at 1,000
_SHRINK_SHIFT, _SHRINK_THEME = 40, 0.5  # the first divided by the number of rows
_SHRINK_SLOPE, _SHRINK_LEVEL = 2.0, 0.5  # of a score without labels: its slope is 1 within 0.5, its level 0 within 1
_DOUBT = 800  # rows that tell half of the way to the best threshold


@dataclass(frozen=True, slots=True)
class Mix:
    """What the stack adds up.

    Attributes:
        weights: One per layer, 0 or more.
        shift: One per theme, added to its logit.
    """

    weights: Matrix
    shift: Matrix

    def logits(self, layers: Matrix) -> Matrix:
        """Layers x texts x themes to texts x themes."""
        return np.tensordot(self.weights, layers, axes=1) + self.shift


def mix(layers: Matrix, truth: Matrix, *, single: bool, sure: Matrix | None = None) -> Mix:
    """Find the weights that make held-out rows most likely.

    Unweighted log-loss + 60 / root of rows x the squared distance of the weights from what they are expected to be +
    40 / rows x the squared shift of all themes + .5 x the sum of squared shifts of single ones. So twenty rows move the
    weights a little, and a hundred where they clearly say so. With one theme a row, little is expected of P while a
    theme has a row or two and nearness is the best there is; with many rows nearly everything. Where a row may have
    several themes, the shift of all of them then moves one half towards the threshold of the greatest expected F1.

    Args:
        layers: Layers x rows x themes: logits and scores of rows that the learners had not seen.
        truth: Rows x themes, 0 or 1.
        single: Whether each row has exactly one theme.
        sure: Rows x themes: 0 where nobody judged the theme.
    """
    from scipy.optimize import minimize

    count, rows, themes = layers.shape
    expected = (_expected_single(rows / themes) if single else _EXPECTED)[:count]
    start = np.concatenate([expected, np.zeros(0 if single else 1 + themes)])
    each = [_SHRINK / np.sqrt(rows), _SHRINK_SHIFT / rows, _SHRINK_THEME]
    shrink = np.repeat(each, [count, 1, themes])[: len(start)]
    sure = np.ones_like(truth) if sure is None else sure

    def loss(point: Matrix) -> tuple[float, Matrix]:
        value, slope = _unlikely(point, layers, truth, sure, single=single)
        apart = point - start
        return float(value + shrink @ apart**2), slope + 2 * shrink * apart

    bounds = [(0, None)] * count + [(None, None)] * (len(start) - count)
    point = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x
    shift = np.zeros(themes) if single else point[count] + point[count + 1 :]
    return Mix(point[:count], shift) if single else _bolder(Mix(point[:count], shift), layers)


def _expected_single(rows_a_theme: float) -> Matrix:
    few = _FEW / (_FEW + rows_a_theme)
    return np.asarray(few * _EXPECTED_SINGLE[0] + (1 - few) * _EXPECTED_SINGLE[1])


def cut(scores: Matrix, truth: Matrix, sure: Matrix, among: Matrix) -> float:
    """From where on a score that was made without labels gives a theme, where each text may have several.

    Reviewed texts tell what chance a score stands for, by one logistic curve for all themes. The cut is that of the
    greatest F1 to be expected among many texts, of those that give no more themes than are expected to be there: else
    scores that tell nothing would give all themes to all texts.

    Args:
        scores: Reviewed texts x themes.
        truth: The same shape, 0 or 1.
        sure: The same shape: 0 where nobody judged the theme.
        among: Many texts x themes, reviewed or not.

    Returns:
        A score; 0 where the scores tell no texts apart.
    """
    from scipy.special import expit

    slope, level = _curve(scores, truth, sure)
    values, counts = np.unique(among, return_counts=True)
    values, counts = values[::-1], counts[::-1]
    chances = expit(slope * values + level)
    given, right = np.cumsum(counts), np.cumsum(counts * chances)
    expected = np.where(given < right[-1] + 1, 2 * right / (given + right[-1]), 0.0)[:-1]
    if not expected.any():
        return 0.0
    best = int(expected.argmax())
    return float(values[best] + values[best + 1]) / 2


def _curve(scores: Matrix, truth: Matrix, sure: Matrix) -> tuple[float, float]:
    """Slope and level of the chance's logit, near 1 and 0 while few texts are reviewed."""
    from scipy.optimize import minimize

    usual, shrink = np.array([1.0, 0.0]), np.array([_SHRINK_SLOPE, _SHRINK_LEVEL])

    def loss(point: Matrix) -> tuple[float, Matrix]:
        value, wrong = _logistic(point[0] * scores + point[1], truth, sure)
        apart = point - usual
        return float(value + shrink @ apart**2), np.array([(wrong * scores).sum(), wrong.sum()]) + 2 * shrink * apart

    found = minimize(loss, usual, jac=True, method="L-BFGS-B", bounds=[(0.1, None), (None, None)])
    return float(found.x[0]), float(found.x[1])


def _bolder(mixed: Mix, layers: Matrix) -> Mix:
    """Move one half to the threshold of the greatest expected F1, the further the more rows tell where that is.

    Themes that are hard to tell hardly ever reach a chance of one half. F1 is greatest at a threshold of half of
    itself; it is that of all themes together, since single ones have too few rows to tell theirs.

    Source:
        Lipton, Elkan, Naryanaswamy (2014), Optimal thresholding of classifiers to maximize F1 measure, ECML PKDD,
        225-239, theorem 1.
    """
    from scipy.special import expit, logit

    rows = layers.shape[1]
    threshold = expected_f1(expit(mixed.logits(layers))) / 2
    return Mix(mixed.weights, mixed.shift - rows / (rows + _DOUBT) * logit(threshold))


def expected_f1(chances: Matrix) -> float:
    """The greatest F1 that can be expected, whatever the threshold, if the chances are true; above 0, to 1."""
    surest = -np.sort(-chances.ravel())
    given = np.arange(1, len(surest) + 1)
    return float((2 * np.cumsum(surest) / (given + surest.sum())).max())


def _unlikely(point: Matrix, layers: Matrix, truth: Matrix, sure: Matrix, *, single: bool) -> tuple[float, Matrix]:
    """Log-loss of all rows under weights, then the shifts of all and of each theme, and its slope."""
    count = len(layers)
    logits = np.tensordot(point[:count], layers, axes=1)
    if single:
        value, wrong = _softmax(logits, truth)
        return value, np.tensordot(layers, wrong, axes=2)
    value, wrong = _logistic(logits + point[count] + point[count + 1 :], truth, sure)
    return value, np.concatenate([np.tensordot(layers, wrong, axes=2), [wrong.sum()], wrong.sum(axis=0)])


def _logistic(logits: Matrix, truth: Matrix, sure: Matrix) -> tuple[float, Matrix]:
    from scipy.special import expit

    loss = sure * (np.logaddexp(0, logits) - truth * logits)
    return float(loss.sum()), np.asarray(sure * (expit(logits) - truth))


def _softmax(logits: Matrix, truth: Matrix) -> tuple[float, Matrix]:
    from scipy.special import log_softmax

    chances = log_softmax(logits, axis=1)
    return float(-(truth * chances).sum()), np.exp(chances) - truth
