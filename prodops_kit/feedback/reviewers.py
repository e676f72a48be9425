"""How far reviewers agree with each other: no tagger can be held to more than that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from prodops_kit.errors import DataError
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.statistics.agreement import cohen_kappa, krippendorff_alpha


@dataclass(frozen=True, slots=True)
class Agreement:
    """Texts that several reviewers looked at.

    Attributes:
        texts: How many.
        reviewers: Who looked at them.
        same: Of them, those to which all gave the same themes.
        alpha: Krippendorff's, over whether a theme fits a text; None when all always said the same of every theme.
        kappa: Cohen's, where there are just two reviewers.
    """

    texts: int
    reviewers: int
    same: int
    alpha: float | None
    kappa: float | None


def agreement(corrections: Corrections) -> Agreement | None:
    """Say how far reviewers agree on the texts that several of them looked at; None without such texts.

    Each theme of a text is one question, yes or no; the themes are all that anybody gave to any of these texts. Each
    reviewer's latest look counts.
    """
    looks: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for review in corrections.reviews:
        looks[review.key][review.reviewer] = review.themes
    several = [looks[key] for key in sorted(looks) if len(looks[key]) > 1]
    if not several:
        return None
    themes = sorted(frozenset[str]().union(*(said for look in several for said in look.values())))
    asked = [{who: theme in said for who, said in look.items()} for look in several for theme in themes]
    people = sorted({who for look in several for who in look})
    same = sum(len(set(look.values())) == 1 for look in several)
    return Agreement(len(several), len(people), same, _alpha(asked), _kappa(asked, people))


def _alpha(asked: Sequence[dict[str, bool]]) -> float | None:
    try:
        return float(f"{krippendorff_alpha([list(said.values()) for said in asked]):.10g}")
    except DataError:
        return None


def _kappa(asked: Sequence[dict[str, bool]], people: Sequence[str]) -> float | None:
    if len(people) != 2:
        return None
    try:
        first, second = ([said[who] for said in asked] for who in people)
        return float(f"{cohen_kappa(first, second):.10g}")
    except DataError:
        return None
