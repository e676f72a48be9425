"""Bars: one a label, the highlighted ones in the accent colour, the value at the end of each."""

from __future__ import annotations

from markupsafe import Markup

from prodops_kit.results import Bars
from prodops_kit.show import text, units
from prodops_kit.show.drawing import WIDTH, description, empty, figure, label_room, line, svg, words
from prodops_kit.show.markup import clean, join, tag
from prodops_kit.show.scales import Scale

_PITCH, _THICK, _GAP = 30.0, 22.0, 8.0


def draw(bars: Bars) -> Markup:
    """The bars as a figure."""
    if not bars.labels:
        return empty(bars.caption, bars.note)
    values = [units.inline(value, bars.unit) for value in bars.values]
    scale, left = _scale(bars, values)
    rows = [_row(bars, n, values[n], scale, left) for n in range(len(bars.labels))]
    height = _PITCH * len(rows)
    zero = line(scale.at(0), 0, scale.at(0), height - _GAP + 4, "zero") if scale.low < 0 else None
    statements = [f"{clean(label)} {value}" for label, value in zip(bars.labels, values, strict=True)]
    return figure(bars.caption, svg(height, description(bars.caption, statements), join(*rows, zero)), bars.note)


def _scale(bars: Bars, values: list[str]) -> tuple[Scale, float]:
    numbers = [float(value) if text.known(value) else 0.0 for value in bars.values]
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    left, room = label_room(bars.labels) + 12, label_room(values, bold=True) + 12
    # Numbers stand beyond the end of their bar: to the left of negative ones, to the right of all others.
    start = left + (room if low < 0 else 0)
    end = WIDTH - (room if max(numbers) >= 0 else 0)
    return Scale(low, high if high > low else low + 1, start, end), left


def _row(bars: Bars, n: int, shown: str, scale: Scale, left: float) -> Markup:
    label, value, top = bars.labels[n], bars.values[n], n * _PITCH + 2
    end, zero = (scale.at(float(value)) if text.known(value) else scale.at(0)), scale.at(0)
    kind = "bar-accent" if label in bars.highlight else "bar"
    bar = tag(
        "rect",
        tag("title", f"{label}: {shown}"),
        x=min(zero, end),
        y=top,
        width=max(abs(end - zero), 1.5),
        height=_THICK,
        rx="2",
        class_=f"pk-{kind}",
    )
    beside = (end - _GAP, "end") if end < zero else (end + _GAP, "start")
    return join(
        words(left - 12, top + 16, label, anchor="end", width=left - 12),
        bar if text.known(value) and value else None,
        words(beside[0], top + 16, shown, kind="value", anchor=beside[1]),
    )
