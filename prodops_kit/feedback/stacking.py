"""How much each layer is to be believed: a few weights shared by all themes, learned on rows its learners never saw.

Why it holds: few weights need few rows, and since rules and similarity need no labels, what they are worth can be
measured from the first twenty reviewed texts on; a layer that misleads on this export gets no weight. Weights are
never negative, and the learners' logits come from fits that held the row out, so none is believed for its memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_EXPECTED = np.array([0.0, 0.5, 0.8, 0.3, 0.2, 0.5])  # P, S, Q, strength, nearness, found: before any row is seen
_EXPECTED_SINGLE = np.array([0.5, 0.5, 0.5, 0.0, 0.5, 0.5])
_SHRINK, _SHRINK_SHIFT, _SHRINK_THEME = 4_000, 40, 0.5  # the first two divided by the number of rows


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

    Unweighted log-loss + 4,000 / rows x the squared distance of the weights from what they are expected to be + 40 /
    rows x the squared shift of all themes + .5 x the sum of squared shifts of single ones. So twenty rows move the
    weights a little, and a thousand decide them.

    Args:
        layers: Layers x rows x themes: logits and scores of rows that the learners had not seen.
        truth: Rows x themes, 0 or 1.
        single: Whether each row has exactly one theme.
        sure: Rows x themes: 0 where nobody judged the theme.
    """
    from scipy.optimize import minimize

    count, rows, themes = layers.shape
    expected = (_EXPECTED_SINGLE if single else _EXPECTED)[:count]
    shrink, shrink_shift = _SHRINK / rows, _SHRINK_SHIFT / rows
    sure = np.ones_like(truth) if sure is None else sure
    shifts = 0 if single else themes + 1

    def loss(point: Matrix) -> tuple[float, Matrix]:
        weights, shift, each = point[:count], point[count : count + 1], point[count + 1 :]
        logits = np.tensordot(weights, layers, axes=1)
        if single:
            value, wrong = _softmax(logits, truth)
        else:
            value, wrong = _logistic(logits + shift + each, truth, sure)
        slope = np.concatenate(
            [
                np.tensordot(layers, wrong, axes=2) + 2 * shrink * (weights - expected),
                *(
                    []
                    if single
                    else [wrong.sum() + 2 * shrink_shift * shift, wrong.sum(axis=0) + 2 * _SHRINK_THEME * each]
                ),
            ]
        )
        penalty = (
            shrink * ((weights - expected) ** 2).sum() + shrink_shift * shift @ shift + _SHRINK_THEME * each @ each
        )
        return value + penalty, slope

    start = np.concatenate([expected, np.zeros(shifts)])
    bounds = [(0, None)] * count + [(None, None)] * shifts
    point = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x
    shift = np.zeros(themes) if single else point[count] + point[count + 1 :]
    return Mix(point[:count], shift)


def _logistic(logits: Matrix, truth: Matrix, sure: Matrix) -> tuple[float, Matrix]:
    from scipy.special import expit

    loss = sure * (np.logaddexp(0, logits) - truth * logits)
    return float(loss.sum()), np.asarray(sure * (expit(logits) - truth))


def _softmax(logits: Matrix, truth: Matrix) -> tuple[float, Matrix]:
    from scipy.special import log_softmax

    chances = log_softmax(logits, axis=1)
    return float(-(truth * chances).sum()), np.exp(chances) - truth
