"""How much less several items of one customer say than as many items of different customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodops_kit.feedback.mentions import Mentions

if TYPE_CHECKING:
    import numpy as np

DRAWS = 1_000
_CHUNK = 4_000_000  # weights held at a time


def customers_of(found: Mentions) -> list[str]:
    """The customer of each item; an item without a customer has one of its own."""
    known = zip(found.frame["item"], found.frame["customer"], strict=True)
    return [str(customer) if customer else f"\0{item}" for item, customer in known]


def design_effects(now: Mentions, then: Mentions) -> np.ndarray:
    """By how much repeating customers widen the variance of each theme's change; 1 or more, one a theme.

    Customers are drawn with replacement, all their items of both periods together. The variance of the change over
    the draws, divided by that of independent items, is the effect. Where no customer has two items it is 1.

    Source:
        Rao, Scott (1992), Biometrics 48, 577-585; drawn by Poisson weights: Chamandy and others (2012).
    """
    import numpy as np

    themes = len(now.themes)
    counts = _per_customer(now, then)
    if not len(now) or not len(then) or counts[:, [0, 1 + themes]].sum(axis=1).max() < 2:
        return np.ones(themes)
    random = np.random.default_rng(1)
    size = max(1, _CHUNK // len(counts))
    sums = [_drawn(random, counts, min(size, DRAWS - start)) for start in range(0, DRAWS, size)]
    n1, x1, n0, x0 = _parts(np.concatenate(sums), themes)
    spread = np.var(x1 / n1[:, None] - x0 / n0[:, None], axis=0)
    plain = _independent(counts.sum(axis=0), themes)
    return np.where(plain > 0, np.maximum(1.0, spread / np.where(plain > 0, plain, 1.0)), 1.0)


def _per_customer(now: Mentions, then: Mentions) -> np.ndarray:
    """One row a customer: items and items of each theme, in the period and in the one before."""
    import numpy as np

    keys = np.array([*customers_of(now), *customers_of(then)])
    places = np.unique(keys, return_inverse=True)[1].reshape(-1)
    blocks = []
    for found, rows in ((now, places[: len(now)]), (then, places[len(now) :])):
        block = np.zeros((places.max(initial=-1) + 1, 1 + len(now.themes)))
        np.add.at(block, rows, np.column_stack([np.ones(len(found)), found.has]))
        blocks.append(block)
    return np.concatenate(blocks, axis=1)


def _drawn(random: np.random.Generator, counts: np.ndarray, draws: int) -> np.ndarray:
    sums: np.ndarray = random.poisson(1.0, (draws, len(counts))).astype(float) @ counts
    return sums


def _parts(sums: np.ndarray, themes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    import numpy as np

    n1, n0 = (np.maximum(sums[..., place], 1) for place in (0, 1 + themes))
    return n1, sums[..., 1 : 1 + themes], n0, sums[..., 2 + themes :]


def _independent(sums: np.ndarray, themes: int) -> np.ndarray:
    n1, x1, n0, x0 = _parts(sums, themes)
    p1, p0 = x1 / n1, x0 / n0
    variance: np.ndarray = p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0
    return variance
