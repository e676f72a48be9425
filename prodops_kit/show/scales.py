"""Where values fall on a drawing: ticks at round numbers, positions, and how much room text takes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_NARROW, _WIDE = set("iljtfrI.,:;|!'’()[] "), set("mwMW@%—…&")


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value; values outside stand at the edge."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def ticks(values: Iterable[float], *, about: int = 4, whole: bool = False) -> tuple[float, ...]:
    """Round numbers at equal steps, the first at or under all values and the last at or over them.

    Args:
        values: What must fit between the first tick and the last; at least one.
        about: How many steps are wanted.
        whole: Whether steps between whole numbers make no sense.

    >>> ticks([43, 60]), ticks([3, 3], whole=True)
    ((40.0, 45.0, 50.0, 55.0, 60.0), (2.0, 3.0, 4.0))
    """
    low, high = _apart(*_ends(values), whole)
    step = _step((high - low) / about, whole)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(_clean(n * step) for n in range(first, max(last, first + 1) + 1))


def within(values: Sequence[float], *, about: int = 5, whole: bool = False) -> tuple[float, ...]:
    """The ends of a scale just wide enough for the values, around the round numbers inside it.

    For marks whose place is compared and not their length: zero need not be in sight.

    >>> within([34, 229])
    (28.15, 50.0, 100.0, 150.0, 200.0, 234.85)
    """
    low, high = _apart(min(values), max(values), whole)
    room, step = (high - low) * 0.03, _step((high - low) / about, whole)
    first, last = math.ceil((low - room) / step), math.floor((high + room) / step)
    return (_clean(low - room), *(_clean(n * step) for n in range(first, last + 1)), _clean(high + room))


def _ends(values: Iterable[float]) -> tuple[float, float]:
    numbers = [float(value) for value in values]
    low, high = min(numbers), max(numbers)
    # A low start near zero would exaggerate; one far from it would flatten what is to be seen.
    return (0.0 if 0 <= low < 0.5 * high else low), (0.0 if 0 >= high > 0.5 * low else high)


def _apart(low: float, high: float, whole: bool) -> tuple[float, float]:
    if high - low > 1e-7 * max(abs(low), abs(high)):
        return low, high
    room = max(1.0 if whole or low == 0 else 0.0, abs(low) * 0.1)
    return low - room, high + room


def _step(rough: float, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((factor * power for factor in _STEPS if rough <= factor * power * (1 + 1e-9)), 10 * power)
    return float(math.ceil(step)) if whole else step


def _clean(value: float) -> float:
    return float(f"{value:.12g}") + 0.0  # 0.30000000000000004 is not a label, nor is -0


def text_width(text: str, size: float = 13, *, bold: bool = False) -> float:
    """About how wide text is, on the wide side: fonts differ and nothing may run into its neighbour."""
    return (size + 1 if bold else size) * sum(map(_em, text))


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.4
    if letter in _WIDE:
        return 1.0
    return 0.76 if letter.isupper() else 0.66 if letter.isdigit() else 0.63


def fitted(text: str, width: float, size: float = 13, *, bold: bool = False) -> str:
    """Text cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size, bold=bold) <= width + 0.01:
        return text
    kept = text
    while kept and text_width(kept + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Positions moved apart to at least `gap`, in their order, each near where it wanted to be.

    >>> spread([10, 12, 60], gap=14, low=0, high=100)
    [4.0, 18.0, 60.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[list[int], float]] = []
    for i in order:
        groups.append(([i], wanted[i]))
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            groups[-2:] = [_merged(groups[-2], groups[-1], wanted, gap, low, high)]
    return _placed(groups, len(wanted), gap)


Group = tuple[list[int], float]  # members from top to bottom, and where their middle is


def _touch(above: Group, below: Group, gap: float) -> bool:
    return below[1] - above[1] < gap * (len(above[0]) + len(below[0])) / 2


def _merged(above: Group, below: Group, wanted: Sequence[float], gap: float, low: float, high: float) -> Group:
    members = above[0] + below[0]
    half = gap * (len(members) - 1) / 2
    middle = sum(wanted[i] for i in members) / len(members)
    return members, max(low + half, min(high - half, middle)) if high - low > 2 * half else (low + high) / 2


def _placed(groups: list[Group], count: int, gap: float) -> list[float]:
    places = [0.0] * count
    for members, middle in groups:
        for n, i in enumerate(members):
            places[i] = middle + gap * (n - (len(members) - 1) / 2)
    return places
