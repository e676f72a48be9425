"""How far people agree who judge the same things, beyond what chance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from prodops_kit.errors import DataError


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """The agreement of two reviewers on the same things: 1 is full, 0 as by chance, below 0 less than that.

    Args:
        first: One judgement a thing.
        second: The other reviewer's, in the same order.

    Raises:
        DataError: Nothing was judged, or both gave one and the same judgement throughout: chance explains that.

    Source:
        Cohen (1960), Educational and Psychological Measurement 20, 37-46.

    >>> f'{cohen_kappa("aabb", "aaba"):.2f}'
    '0.50'
    """
    n = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True))
    ones, others = Counter(first), Counter(second)
    chance = sum(count * others[judgement] for judgement, count in ones.items())
    if chance == n * n:
        raise DataError("No agreement can be stated where all judgements are the same, or there are none.")
    return (n * same - chance) / (n * n - chance)


def krippendorff_alpha(things: Sequence[Sequence[Hashable]]) -> float:
    """The agreement of any number of reviewers, each of whom may have judged only some things.

    Args:
        things: For each thing the judgements made of it, in any order; a thing with fewer than two does not count.

    Returns:
        Alpha for judgements without order: 1 is full agreement, 0 as by chance, below 0 less than that.

    Raises:
        DataError: Nothing was judged twice, or all judgements are the same.

    Source:
        Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C.

    >>> f'{krippendorff_alpha(["aa", "bb", "ab", "b"]):.3f}'
    '0.444'
    """
    paired = [Counter(judged) for judged in things if len(judged) > 1]
    totals = sum(paired, Counter[Hashable]())
    n = totals.total()
    apart = sum((m * m - sum(c * c for c in one.values())) / (m - 1) for one in paired for m in (one.total(),))
    chance = n * n - sum(count * count for count in totals.values())
    if not chance:
        raise DataError("No agreement can be stated where all judgements are the same, or none was made twice.")
    return 1 - (n - 1) * apart / chance
