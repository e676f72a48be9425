"""The nearest rising sequence: pool adjacent violators."""

from __future__ import annotations

from collections.abc import Sequence

from prodops_kit.errors import DataError


def rising(values: Sequence[float], weights: Sequence[float] | None = None) -> tuple[float, ...]:
    """Make a sequence rise, or stay level, with the smallest weighted sum of squared changes.

    Args:
        values: In order.
        weights: How much each counts, above 0; alike when None.

    Raises:
        DataError: There are not as many weights as values, or one is not above 0.

    Source:
        Barlow, Bartholomew, Bremner, Brunk (1972), Statistical Inference under Order Restrictions, section 1.2.

    >>> rising([1, 3, 2, 4])
    (1.0, 2.5, 2.5, 4.0)
    """
    shares = [1.0] * len(values) if weights is None else list(weights)
    if len(shares) != len(values) or any(share <= 0 for share in shares):
        raise DataError("rising: give one weight above 0 for each value.")
    blocks: list[tuple[float, float, int]] = []  # mean, weight, values
    for value, share in zip(values, shares, strict=True):
        mean, weight, length = float(value), float(share), 1
        while blocks and blocks[-1][0] > mean:
            before, its, many = blocks.pop()
            mean, weight, length = (before * its + mean * weight) / (its + weight), its + weight, many + length
        blocks.append((mean, weight, length))
    return tuple(mean for mean, _, length in blocks for _ in range(length))
