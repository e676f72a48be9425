"""How much of a pay gap the factors explain: Oaxaca and Blinder's decomposition, by statsmodels.

Source:
    Oaxaca (1973), International Economic Review 14, 693-709; Blinder (1973), Journal of Human Resources 8, 436-455;
    Jann (2008), Stata Journal 8, 453-479.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.equity import IN_GROUP, PEOPLE, prepared

if TYPE_CHECKING:
    import pandas as pd

WEIGHTS = {
    "pooled": "pooled",
    "neumark": "nuemark",  # statsmodels' own spelling; any other word silently runs `pooled` there
    "nuemark": "nuemark",
    "cotton": "cotton",
    "reimers": "reimers",
}


@dataclass(frozen=True, slots=True)
class TwoFold:
    """A gap in log points: what the factors explain, and what they do not.

    Attributes:
        gap: Mean log pay of the reference less the group's; above 0 where the group is paid less.
        explained: By the factors.
        unexplained: The rest; `pooled`: minus the group's coefficient in the regression of all.
        weights: Whose prices the factors are valued at.
        people: How many, both groups together.
    """

    gap: float
    explained: float
    unexplained: float
    weights: str
    people: int


@dataclass(frozen=True, slots=True)
class ThreeFold:
    """A gap in log points, in three parts.

    Attributes:
        gap: Mean log pay of the reference less the group's.
        endowments: Because the groups differ in the factors.
        coefficients: Because the factors pay differently.
        interaction: Because of both at once.
        people: How many, both groups together.
    """

    gap: float
    endowments: float
    coefficients: float
    interaction: float
    people: int


def two_fold(
    people: pd.DataFrame,
    *,
    pay: str,
    group: str,
    member: object,
    reference: object,
    factors: Sequence[str],
    weights: str = "pooled",
) -> TwoFold | None:
    """Split the gap of two groups into what the factors explain and what they do not.

    Args:
        people: One row a person.
        pay: Column of the pay, above 0.
        group: Column of the groups.
        member: The group.
        reference: The group that it is compared with.
        factors: Terms of a formula.
        weights: `pooled` (all people, with the group in the regression), `neumark` (all, without it), `cotton`
            (both groups by size) or `reimers` (both alike).

    Returns:
        None below 30 people or 5 in a group.

    Raises:
        DataError: In one of the groups the factors cannot be told apart.
        ParameterError: A word, column or term is unknown.

    Example:
        two_fold(people, pay="annual_pay", group="sex", member="female", reference="male", factors=["level"])
    """
    if weights not in WEIGHTS:
        raise ParameterError(f"weights: '{weights}' is unknown; write pooled, neumark, cotton or reimers.")
    model, rows = _model(people, pay, group, member, reference, factors)
    if model is None:
        return None
    unexplained, explained, gap = map(float, model.two_fold(two_fold_type=WEIGHTS[weights]).params)
    return TwoFold(gap, explained, unexplained, weights, rows)


def three_fold(
    people: pd.DataFrame, *, pay: str, group: str, member: object, reference: object, factors: Sequence[str]
) -> ThreeFold | None:
    """Split the gap of two groups into endowments, coefficients and their interaction; see `two_fold`."""
    model, rows = _model(people, pay, group, member, reference, factors)
    if model is None:
        return None
    endowments, coefficients, interaction, gap = map(float, model.three_fold().params)
    return ThreeFold(gap, endowments, coefficients, interaction, rows)


def _model(
    people: pd.DataFrame, pay: str, group: str, member: object, reference: object, factors: Sequence[str]
) -> tuple[Any, int]:
    import statsmodels.formula.api as smf
    from patsy import PatsyError
    from statsmodels.stats.oaxaca import OaxacaBlinder

    frame = prepared(people, pay, group)
    frame = frame[frame["group_of"].isin((str(member), str(reference)))]
    frame = frame.assign(is_member=(frame["group_of"] == str(member)).astype(float))
    if not _large(frame) or str(member) == str(reference):
        return None, len(frame)
    try:
        made = smf.ols(f"log_pay ~ is_member + {' + '.join(factors)}", frame)
    except PatsyError as problem:
        raise ParameterError(f"factors: {str(problem).splitlines()[0]}.") from None
    place = made.exog_names.index("is_member")
    if not _large(frame.loc[made.data.row_labels]):
        return None, len(made.endog)
    _check_both(made.exog, place)
    return OaxacaBlinder(made.endog, made.exog, place, swap=False), len(made.endog)


def _large(frame: pd.DataFrame) -> bool:
    members = int(frame["is_member"].sum())
    return len(frame) >= PEOPLE and min(members, len(frame) - members) >= IN_GROUP


def _check_both(exog: Any, place: int) -> None:
    """Refuse what the pseudo-inverse would answer at will."""
    import numpy as np

    for side in (0, 1):
        one = np.delete(exog[exog[:, place] == side], place, axis=1)
        if np.linalg.matrix_rank(one) < one.shape[1]:
            raise DataError(
                "factors: within one of the two groups they cannot be told apart, as when nobody of it has a level "
                "that the other has; join levels or leave the factor out."
            )
