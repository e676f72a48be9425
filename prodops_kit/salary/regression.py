"""Regressions by statsmodels, with what a reader needs of them and with their silent traps closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import DataError, ParameterError

if TYPE_CHECKING:
    import pandas as pd

CLUSTERS = 10  # with fewer, clustered errors are far too small
_ALONE = 1 - 1e-9  # leverage of a row that a term of its own fits


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted regression.

    Attributes:
        coefficients: By term.
        errors: Standard errors by term.
        intervals: Low and high by term.
        rows: How many were used.
        r2: Part of the variance explained; None of a quantile regression.
    """

    coefficients: Mapping[str, float]
    errors: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    rows: int
    r2: float | None


def fit(
    frame: pd.DataFrame,
    formula: str,
    *,
    clusters: str | None = None,
    quantile: float | None = None,
    confidence: float = 0.95,
) -> Regression:
    """Fit a formula: least squares with HC3 or clustered errors, or one quantile.

    Args:
        frame: One row an observation; rows with a missing value are not used.
        formula: Such as `lwage ~ female + educ`.
        clusters: Column within which rows are alike; ten values or more.
        quantile: Between 0 and 1, for a quantile regression with robust errors.
        confidence: Of the intervals.

    Raises:
        DataError: Terms cannot be told apart, or there are too few clusters.
        ParameterError: A term is unknown, or `quantile` is not between 0 and 1.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"pay": [1.0, 2.1, 2.9, 4.2, 5.0], "years": [1, 2, 3, 4, 5]})
        >>> round(fit(frame, "pay ~ years").coefficients["years"], 2)
        1.01
    """
    frame = frame.reset_index(drop=True)
    model = _model(frame, formula)
    _check_rank(model, formula)
    if quantile is not None:
        return _read(_at_quantile(model, quantile), confidence, None)
    if clusters is None:
        found = model.fit(cov_type="HC3", use_t=True)
    else:
        found = model.fit(cov_type="cluster", cov_kwds={"groups": _codes(frame, model, clusters)}, use_t=True)
    return _read(found, confidence, float(found.rsquared))


def design(frame: pd.DataFrame, formula: str, *, group: str) -> pd.DataFrame:
    """The rows that a formula compares: complete ones, without those that a term of their own fits.

    A single person of a level says nothing of a gap within levels, and has no HC3 error.

    Raises:
        DataError: A term cannot be told from the others.
        ParameterError: A term is unknown.
    """
    used = frame.loc[_model(frame, formula).data.row_labels]
    while len(used):
        alone = _leverage(_model(used, formula).exog) > _ALONE
        if not alone.any() or used.loc[~alone, group].nunique() < 2:
            break
        used = used[~alone]
    return used


def _model(frame: pd.DataFrame, formula: str) -> Any:
    import statsmodels.formula.api as smf
    from patsy import PatsyError

    try:
        return smf.ols(formula, frame)
    except PatsyError as problem:
        said = str(problem).splitlines()[0]
        raise ParameterError(f"formula '{formula}': {said}. The columns are {', '.join(frame.columns)}.") from None


def _check_rank(model: Any, formula: str) -> None:
    import numpy as np

    rank, terms, rows = int(np.linalg.matrix_rank(model.exog)), model.exog.shape[1], len(model.endog)
    if rank < terms:
        raise DataError(
            f"'{formula}': {terms - rank} of its {terms} terms follow from the others, so no gap can be told; "
            "leave out the factor that says the same as another or as the group."
        )
    if rows <= terms:
        raise DataError(f"'{formula}': {rows} rows are too few for {terms} terms; leave factors out.")


def _leverage(exog: Any) -> Any:
    import numpy as np

    left, sizes, _ = np.linalg.svd(exog, full_matrices=False)
    return (left[:, sizes > sizes[0] * 1e-10] ** 2).sum(axis=1)


def _at_quantile(model: Any, quantile: float) -> Any:
    from statsmodels.regression.quantile_regression import QuantReg

    if not 0 < quantile < 1:
        raise ParameterError(f"quantile: {quantile} is not between 0 and 1; 0.5 is the median.")
    found = QuantReg(model.endog, model.exog).fit(q=quantile)
    found.model.data.xnames = model.exog_names
    return found


def _codes(frame: pd.DataFrame, model: Any, clusters: str) -> Any:
    import pandas as pd

    codes = pd.factorize(frame.loc[model.data.row_labels, clusters], sort=True)[0]
    if codes.max() + 1 < CLUSTERS:
        raise DataError(
            f"{clusters}: {codes.max() + 1} clusters are too few for clustered errors, {CLUSTERS} are needed; "
            "leave clusters out."
        )
    return codes


def _read(found: Any, confidence: float, r2: float | None) -> Regression:
    import numpy as np

    names = list(found.model.exog_names)
    bounds = np.asarray(found.conf_int(alpha=1 - confidence))
    return Regression(
        dict(zip(names, map(float, np.asarray(found.params)), strict=True)),
        dict(zip(names, map(float, np.asarray(found.bse)), strict=True)),
        {name: (float(low), float(high)) for name, (low, high) in zip(names, bounds, strict=True)},
        int(found.nobs),
        r2,
    )
