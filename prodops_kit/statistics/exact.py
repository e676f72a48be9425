"""Fisher's exact test: two rates compared where counts are too small for a normal approximation."""

from __future__ import annotations

from math import exp, lgamma

from prodops_kit.errors import DataError

_SAME = 1 + 1e-7  # probabilities that differ by less are equal, as R and scipy take them


def fisher(x1: int, n1: int, x0: int, n0: int, *, greater: bool = False) -> float:
    """P of the first rate against the second, given how many successes there are in all.

    Two-sided: all tables that are no more likely than the one at hand. With `greater`: those with as many successes
    in the first group, or more.

    Args:
        x1: Successes of the first group.
        n1: Its units.
        x0: Successes of the second.
        n0: Its units.
        greater: Whether only a higher first rate counts.

    Raises:
        DataError: Successes do not lie between 0 and the units.

    Source:
        Fisher (1935), The Design of Experiments: the tea tasting.

    >>> f"{fisher(3, 4, 1, 4):.4f}", f"{fisher(3, 4, 1, 4, greater=True):.4f}"
    ('0.4857', '0.2429')
    """
    if not (0 <= x1 <= n1 and 0 <= x0 <= n0):
        raise DataError(f"{x1} of {n1} against {x0} of {n0}: successes lie between 0 and the units.")
    least, most = max(0, x1 + x0 - n0), min(n1, x1 + x0)
    chances = {x: _chance(x, n1, x1 + x0, n1 + n0) for x in range(least, most + 1)}
    if greater:
        return min(1.0, sum(chance for x, chance in chances.items() if x >= x1))
    return min(1.0, sum(chance for chance in chances.values() if chance <= chances[x1] * _SAME))


def _chance(x: int, n1: int, successes: int, both: int) -> float:
    """The hypergeometric probability of `x` successes in the first group."""
    return exp(_choose(n1, x) + _choose(both - n1, successes - x) - _choose(both, successes))


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
