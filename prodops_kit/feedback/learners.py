"""Linear classifiers of many themes at once, with what each would have said of rows it never saw.

All themes, and all folds of a cross-validation, are columns of one problem over one matrix of inner products, so
that the whole of it is a few dozen matrix products: no refit per theme, per fold or per learner. Each follows its rows
more closely than one alone should, since the stack averages what they say and so takes away what each overdoes
(Sollich, Krogh 1996, Learning with ensembles: how over-fitting can be useful, NIPS 8, 190-196).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

STRENGTH = 40.0  # weight of the data against the penalty, as scikit-learn's C
_BIAS = 0.1  # square of the constant feature, which stands for the intercept
_CLOSE = 1e-6  # of the first squared gradient, at which a fit is done


@dataclass(frozen=True, slots=True)
class Learned:
    """What a fit came to.

    Attributes:
        coefficients: Rows x themes: a text's logit is its inner products with the rows, times these, plus the shift.
        shift: One per theme.
        held_out: Rows x themes: the logit of each row by the fit that never saw it; NaN where all saw it.
    """

    coefficients: Matrix
    shift: Matrix
    held_out: Matrix


def learn(
    product: Callable[[Matrix], Matrix],
    truth: Matrix,
    weights: Matrix,
    folds: NDArray[np.int64],
    *,
    offset: Matrix | None = None,
    single: bool = False,
    steps: int = 30,
) -> Learned:
    """Fit logistic regressions of all themes, one beside another, on all rows and without each fold.

    Penalised log-loss, minimised in the space of functions: with inner products K and coefficients A the
    logits are KA, the penalty is A'KA / 2 and its gradient in that space A + C w (p - y), so that a step of
    conjugate gradients costs one product with K, and its line search none.

    Args:
        product: Multiplies a matrix of columns by the rows' inner products.
        truth: Rows x themes, 0 or 1.
        weights: Rows x themes; in the single case each row has one weight.
        folds: Fold of each row from 0; -1 for a row that belongs to every fit.
        offset: Rows x themes: added to each logit and not learned.
        single: Whether each row has exactly one theme (softmax), else each theme is yes or no.
        steps: Largest number of products.

    Source:
        Polak, Ribiere (1969) with restarts; kernel logistic regression as in Zhu, Hastie (2005), J. Comput.
        Graph. Stat. 14, 185-205.
    """
    rows, themes = truth.shape
    fits = int(folds.max(initial=-1)) + 2  # the last one holds out nothing
    seen = np.stack([folds != fold for fold in range(fits - 1)] + [np.ones(rows, bool)], axis=1)
    problem = _Problem(
        (weights[:, None, :] * seen[:, :, None]).reshape(rows, -1) * STRENGTH,
        np.tile(truth, fits),
        np.tile(np.zeros_like(truth) if offset is None else offset, fits),
        themes if single else 1,
    )
    coefficients, logits = _minimise(lambda columns: _from_middle(product, columns), problem, steps)
    by_fit = logits.reshape(rows, fits, themes)
    held_out = np.full((rows, themes), np.nan)
    mine = folds >= 0
    held_out[mine] = by_fit[mine, folds[mine]]
    last = coefficients.reshape(rows, fits, themes)[:, -1]
    level = _BIAS * last.sum(axis=0)
    last = last - last.mean(axis=0)
    return Learned(last, level - product(last).mean(axis=0), held_out)


def _from_middle(product: Callable[[Matrix], Matrix], columns: Matrix) -> Matrix:
    """Inner products about the rows' mean, beside a constant: the same models, found in far fewer steps."""
    out = product(columns - columns.mean(axis=0))
    return np.asarray(out - out.mean(axis=0) + _BIAS * columns.sum(axis=0))


@dataclass(frozen=True, slots=True)
class _Problem:
    """Independent problems side by side: `together` neighbouring columns belong to one."""

    weights: Matrix
    truth: Matrix
    offset: Matrix
    together: int

    def chances(self, logits: Matrix) -> Matrix:
        from scipy.special import expit

        shifted = logits + self.offset
        if self.together == 1:
            return np.asarray(expit(shifted))
        apart = shifted.reshape(len(logits), -1, self.together)
        apart = np.exp(apart - apart.max(axis=2, keepdims=True))
        return np.asarray((apart / apart.sum(axis=2, keepdims=True)).reshape(logits.shape))

    def inner(self, left: Matrix, right: Matrix) -> Matrix:
        each = np.einsum("ij,ij->j", left, right)
        if self.together == 1:
            return np.asarray(each)
        return np.repeat(each.reshape(-1, self.together).sum(axis=1), self.together)

    def curvature(self, chances: Matrix, ahead: Matrix) -> Matrix:
        """Second derivative of the loss along a direction, per problem."""
        if self.together == 1:
            return np.asarray(np.einsum("ij,ij,ij->j", self.weights * chances, 1 - chances, ahead * ahead))
        shape = (len(chances), -1, self.together)
        mean = np.repeat((chances * ahead).reshape(shape).sum(axis=2), self.together, axis=1)
        return self.inner(self.weights * chances * (ahead - mean), ahead)


def _minimise(product: Callable[[Matrix], Matrix], problem: _Problem, steps: int) -> tuple[Matrix, Matrix]:
    coefficients = np.zeros_like(problem.truth)
    logits, way, along, before = (np.zeros_like(coefficients) for _ in range(4))
    chances = problem.chances(logits)
    first = size = np.zeros(coefficients.shape[1])
    for step in range(steps):
        gradient = coefficients + problem.weights * (chances - problem.truth)
        image = product(gradient)
        new = problem.inner(gradient, image)
        first = first if step else new
        if np.all(new <= _CLOSE * first):
            break
        mixed = np.maximum(0, new - problem.inner(before, image)) / np.where(size > 0, size, np.inf)
        way, along = mixed * way - gradient, mixed * along - image
        uphill = problem.inner(gradient, along) > 0
        way, along = np.where(uphill, -gradient, way), np.where(uphill, -image, along)
        stride = _stride(problem, gradient, logits, chances, way, along)
        coefficients, logits = coefficients + stride * way, logits + stride * along
        chances = problem.chances(logits)
        before, size = gradient, new
    return coefficients, logits


def _stride(problem: _Problem, gradient: Matrix, logits: Matrix, chances: Matrix, way: Matrix, along: Matrix) -> Matrix:
    """How far to go, per problem: a Newton step on the line, and from there a second one, or back by the secant."""
    straight = problem.inner(way, along)
    slope = problem.inner(gradient, along)
    bend = straight + problem.curvature(chances, along)
    stride = -slope / np.where(bend > 0, bend, np.inf)
    there = problem.chances(logits + stride * along)
    change = problem.inner(problem.weights * (there - chances), along)
    slope_there = slope + stride * straight + change
    bend_there = straight + problem.curvature(there, along)
    onward = stride - slope_there / np.where(bend_there > 0, bend_there, np.inf)
    back = stride * slope / np.where(slope_there > 0, slope - slope_there, -np.inf)
    return np.where(slope_there > 0, back, np.minimum(onward, 2 * stride))
