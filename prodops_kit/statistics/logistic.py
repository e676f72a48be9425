"""How the chance of a success depends on some columns: the binomial model with a logit, on grouped counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.errors import DataError

if TYPE_CHECKING:
    import numpy as np

_STEPS = 50
_SETTLED = 1e-10


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model.

    Attributes:
        coefficients: One a column, in log odds.
        errors: Their standard errors, not scaled for overdispersion.
        dispersion: Pearson's chi-square by its degrees of freedom: about 1 where counts vary as chance makes them.
    """

    coefficients: np.ndarray
    errors: np.ndarray
    dispersion: float


def binomial(successes: np.ndarray, totals: np.ndarray, design: np.ndarray) -> Fitted:
    """Fit a binomial GLM with a logit link by iteratively reweighted least squares.

    Args:
        successes: One a group.
        totals: Units a group, above 0.
        design: One row a group, one column a coefficient; a column of ones for the intercept.

    Raises:
        DataError: The data leave a coefficient open: columns that say the same, or one that tells all successes apart.

    Source:
        McCullagh, Nelder (1989), Generalized Linear Models, sections 2.5 and 4.4.
    """
    import numpy as np

    rate = (successes + 0.5) / (totals + 1)
    linear, coefficients = np.log(rate / (1 - rate)), np.zeros(design.shape[1])
    for _ in range(_STEPS):
        rate = 1 / (1 + np.exp(-linear))
        weights = totals * rate * (1 - rate)
        working = linear + (successes - totals * rate) / np.maximum(weights, 1e-300)
        information = design.T @ (weights[:, None] * design)
        if np.linalg.cond(information) > 1e12:
            break
        before, coefficients = coefficients, np.linalg.solve(information, design.T @ (weights * working))
        linear = design @ coefficients
        if np.max(np.abs(coefficients - before)) < _SETTLED:
            return _fitted(successes, totals, design, coefficients)
    raise DataError("The counts leave a coefficient of the model open; there is no estimate.")


def _fitted(successes: np.ndarray, totals: np.ndarray, design: np.ndarray, coefficients: np.ndarray) -> Fitted:
    import numpy as np

    rate = 1 / (1 + np.exp(-(design @ coefficients)))
    weights = totals * rate * (1 - rate)
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ (weights[:, None] * design))))
    free = len(successes) - design.shape[1]
    pearson = float(np.sum((successes - totals * rate) ** 2 / np.maximum(weights, 1e-300)))
    return Fitted(coefficients, errors, pearson / free if free > 0 else 1.0)
