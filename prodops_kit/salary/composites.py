"""Several sources to one figure: weights, composites, means side by side, and sources far from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from statistics import median

from prodops_kit.errors import DataError
from prodops_kit.salary.rules import Rules

OTHER_UNIT = log(20)  # no survey is so far from others on the same work; an hourly rate among annual pay is farther


def composite(values: Sequence[float | None], weights: Sequence[float] | None = None) -> float | None:
    """Weigh the sources that are present into one figure; the weights of absent ones fall away.

    Args:
        values: One aged figure a source; None where the source has none.
        weights: One a source, 0 or more, in any scale; alike when None.

    Returns:
        Their weighted mean, or None without any.

    Raises:
        DataError: There are not as many weights as values, or one is negative.

    >>> composite([53_170, 53_530]), composite([100.0, None, 200.0], [1, 5, 3])
    (53350.0, 175.0)
    """
    shares = [1.0] * len(values) if weights is None else list(weights)
    if len(shares) != len(values) or any(share < 0 for share in shares):
        raise DataError("composite: give one weight for each value, 0 or more.")
    present = [(value, share) for value, share in zip(values, shares, strict=True) if value is not None and share]
    total = sum(share for _, share in present)
    return sum(value * share for value, share in present) / total if total else None


def weight(quality: int, people: float, months: float, *, half_life: float) -> float:
    """Compute how much a source counts before weights are normalised: quality x recency x root of its people.

    Args:
        quality: Of the match, 1 to 5.
        people: Behind the figure.
        months: Age of the figure; recency halves every `half_life` months.

    >>> weight(4, 100, 12, half_life=12)
    20.0
    """
    recency: float = 0.5 ** (max(months, 0) / half_life)
    return quality * recency * sqrt(people)


@dataclass(frozen=True, slots=True)
class Means:
    """One average in two ways, which answer different questions.

    Attributes:
        by_organisation: Each organisation counts once.
        by_people: Each person counts once.
        median: Of the organisations.
    """

    by_organisation: float
    by_people: float
    median: float


def means(averages: Sequence[float], people: Sequence[int]) -> Means:
    """Compute the mean of organisations' averages, by organisation and by people.

    Raises:
        DataError: There is no organisation, or not as many counts as averages.

    >>> means([29_600, 31_000, 31_000, 32_000], [3, 5, 8, 7])
    Means(by_organisation=30900.0, by_people=31121.739130434784, median=31000.0)
    """
    if not averages or len(averages) != len(people) or sum(people) <= 0:
        raise DataError("means: give one or more averages, and for each how many people it is of.")
    by_people = sum(value * n for value, n in zip(averages, people, strict=True)) / sum(people)
    return Means(sum(averages) / len(averages), by_people, float(median(averages)))


def outliers(
    values: Sequence[float],
    *,
    people: Sequence[int | None],
    organisations: Sequence[int | None],
    rules: Rules | None = None,
) -> tuple[int, ...]:
    """Find the sources to drop: small ones far from the median of the others, and any that is in another unit.

    A source is only dropped when two others or more are left to say where the market is, the farthest first.

    Args:
        values: One P50 a source.
        people: Behind each; unknown is None and counts as small.
        organisations: The same.

    Returns:
        Their places, in order.

    >>> outliers([67_000, 70_000, 120_000], people=[300, 250, 40], organisations=[30, 20, 4])
    (2,)
    """
    rules = rules or Rules()
    small = [
        (n or 0) < rules.outlier_people or (firms or 0) < rules.outlier_organisations
        for n, firms in zip(people, organisations, strict=True)
    ]
    dropped: list[int] = []
    while len(values) - len(dropped) > 2:
        left = [place for place in range(len(values)) if place not in dropped]
        apart = {place: _apart(values, left, place) for place in left}
        odd = [place for place in left if small[place] or apart[place] > OTHER_UNIT]
        farthest = max(odd, key=lambda place: apart[place], default=None)
        if farthest is None or apart[farthest] <= rules.outlier_distance:
            break
        dropped.append(farthest)
    return tuple(sorted(dropped))


def _apart(values: Sequence[float], left: Sequence[int], place: int) -> float:
    return abs(log(values[place] / median(values[other] for other in left if other != place)))


def largest_shift(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Compute the largest change of a composite when one source is left out, as a part of it; None for one source.

    >>> largest_shift([100, 110], [1, 1])
    0.04761904761904767
    """
    whole = composite(values, weights)
    if len(values) < 2 or not whole:
        return None
    without = (
        composite([*values[:place], *values[place + 1 :]], [*weights[:place], *weights[place + 1 :]])
        for place in range(len(values))
    )
    return max((abs(one / whole - 1) for one in without if one is not None), default=None)


def components(base: Sequence[float], bonus: Sequence[float]) -> dict[str, float]:
    """Compute the medians of base, bonus and total pay of the same people; the first two do not add up to the third.

    Raises:
        DataError: There is nobody, or a bonus is missing.

    >>> components([100, 120, 140], [30, 25, 0])
    {'base': 120.0, 'bonus': 25.0, 'total': 140.0}
    """
    if not base or len(base) != len(bonus):
        raise DataError("components: give base and bonus of each person, in the same order.")
    total = [one + other for one, other in zip(base, bonus, strict=True)]
    return {name: float(median(values)) for name, values in (("base", base), ("bonus", bonus), ("total", total))}
