"""What hurts whom: how many of each stakeholder group raise a theme, times how much it hurts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.feedback.clusters import customers_of
from prodops_kit.feedback.mentions import Mentions
from prodops_kit.feedback.themes import Theme

if TYPE_CHECKING:
    import numpy as np

DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Pain:
    """A theme in one stakeholder group.

    Attributes:
        raised: People of the group who raise it, of `people`.
        pain: Mean pain from 1 to 5 of those who state one.
        weight: Share of the group's people who raise it, times `pain`; from 0 to 5.
        rank: From 1, the heaviest, within the group.
        low: Best rank in 95 % of the draws.
        high: Worst rank.
    """

    group: str
    theme: Theme
    raised: int
    people: int
    pain: float
    weight: float
    rank: int
    low: int
    high: int


def interviews(found: Mentions) -> tuple[Pain, ...]:
    """Rank themes by prevalence times pain in each group, with intervals of the ranks from a bootstrap by person.

    Args:
        found: Items with a group; a person's several items count once, with their mean pain.

    Returns:
        One a group and a theme that somebody in it raises with a stated pain; by group and rank.

    Source:
        Ranks by bootstrap: Goldstein, Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443.
    """
    groups = sorted({group for group in found.frame["group"] if group})
    return tuple(
        pain for group in groups for pain in _of_group(group, found.where((found.frame["group"] == group).to_numpy()))
    )


def _of_group(group: str, found: Mentions) -> list[Pain]:
    import numpy as np

    raised, pains = _by_person(found)
    people = len(raised)
    weights, means = _weights(raised, pains, np.ones((1, people)))
    places = [n for n in range(len(found.themes)) if weights[0, n] > 0]
    random = np.random.default_rng(1)
    drawn, _ = _weights(raised, pains, random.multinomial(people, np.full(people, 1 / people), DRAWS))
    ranks = _ranks(drawn[:, places])
    own = _ranks(weights[:, places])[0]
    low, high = np.quantile(ranks, (0.025, 0.975), axis=0, method="nearest") if places else ((), ())
    listed = [
        Pain(group, found.themes[n], int(raised[:, n].sum()), people, float(means[0, n]), float(weights[0, n]),
             int(own[i]), int(low[i]), int(high[i]))
        for i, n in enumerate(places)
    ]  # fmt: skip
    return sorted(listed, key=lambda pain: (pain.rank, pain.theme.id))


def _by_person(found: Mentions) -> tuple[np.ndarray, np.ndarray]:
    """For each person and theme: whether it was raised, and the mean pain stated with it (NaN for none)."""
    import numpy as np

    customers = customers_of(found)
    names = sorted(set(customers))
    places = np.array([names.index(one) for one in customers])
    stated = found.frame["pain"].astype(float).to_numpy()
    count = np.zeros((len(names), len(found.themes)))
    known, total = np.zeros_like(count), np.zeros_like(count)
    np.add.at(count, places, found.has)
    np.add.at(known, places, found.has & ~np.isnan(stated)[:, None])
    np.add.at(total, places, found.has * np.nan_to_num(stated)[:, None])
    return count > 0, np.where(known > 0, total / np.maximum(known, 1), np.nan)


def _weights(raised: np.ndarray, pains: np.ndarray, draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Prevalence times mean pain, and the mean pain; one row a draw, one column a theme."""
    import numpy as np

    stated = ~np.isnan(pains)
    means = draws @ np.nan_to_num(pains) / np.maximum(draws @ stated, 1)
    return draws @ raised / np.maximum(draws.sum(axis=1, keepdims=True), 1) * means, means


def _ranks(weights: np.ndarray) -> np.ndarray:
    """1 + how many are heavier; equals share the better rank."""
    return 1 + (weights[:, None, :] > weights[:, :, None] + 1e-12).sum(axis=2)  # type: ignore[no-any-return]
