"""Ranges: a reference range a row with its centre, and our own value as a dot on it.

A phone has a drawing of its own: the words of a row stand above its range, so nothing has to be scrolled to.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from prodops_kit.results import Range, Ranges
from prodops_kit.show import text, units
from prodops_kit.show.drawing import (
    EDGE,
    LINE,
    NARROW,
    WIDTH,
    description,
    dot,
    empty,
    figure,
    label_room,
    line,
    svg,
    tick,
    upright_axis,
    words,
)
from prodops_kit.show.markup import clean, join, tag
from prodops_kit.show.scales import Scale, text_width, within

_PITCH = 40.0


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns of the drawing stand."""

    scale: Scale
    label_end: float
    text_at: float


def draw(ranges: Ranges) -> Markup:
    """The ranges as a figure."""
    if not ranges.rows:
        return empty(ranges.caption, ranges.note)
    alt = description(ranges.caption, [_told(ranges, row) for row in ranges.rows])
    return figure(ranges.caption, join(_wide(ranges, alt), _narrow(ranges, alt)), ranges.note)


def _wide(ranges: Ranges, alt: str) -> Markup:
    low, *marks, high = _ends_and_marks(ranges)
    layout = _layout(ranges, low, high)
    bottom = _PITCH * len(ranges.rows) + 2
    axis = upright_axis(units.axis(marks, ranges.unit), [layout.scale.at(mark) for mark in marks], 4, bottom)
    rows = [_row(ranges, n, layout) for n in range(len(ranges.rows))]
    head = words(layout.text_at, bottom + 18, ranges.text_label, kind="axis") if ranges.text_label else None
    return svg(bottom + 26, alt, join(axis, *rows, head), kind="wide")


def _narrow(ranges: Ranges, alt: str) -> Markup:
    """The label of a row and its text in a line, then the range."""
    low, *marks, high = _ends_and_marks(ranges)
    scale, pitch = Scale(low, high, EDGE, NARROW - EDGE), LINE + 34
    head = words(NARROW, LINE - 6, ranges.text_label, kind="axis", anchor="end") if ranges.text_label else None
    top = LINE if head else 0.0
    rows = [_narrow_row(ranges, row, scale, top + pitch * n) for n, row in enumerate(ranges.rows)]
    bottom = top + pitch * len(ranges.rows) + 8
    axis = [
        tick(name, scale.at(mark), bottom) for name, mark in zip(units.axis(marks, ranges.unit), marks, strict=True)
    ]
    return svg(bottom + 6, alt, join(head, *rows, *axis), width=NARROW, kind="narrow")


def _narrow_row(ranges: Ranges, row: Range, scale: Scale, top: float) -> Markup:
    beside = NARROW - label_room([row.text], most=150, bold=True) - 8 if row.text else NARROW
    y = top + LINE + 14
    return join(
        words(0, top + LINE - 4, row.label, width=beside),
        words(NARROW, top + LINE - 4, row.text, kind="value", anchor="end") if row.text else None,
        line(EDGE, y, NARROW - EDGE, y, "grid"),
        *_marks(ranges, row, scale, y),
    )


def _ends_and_marks(ranges: Ranges) -> tuple[float, ...]:
    return within([number for row in ranges.rows for number in _numbers(row)] or [0.0])


def _numbers(row: Range) -> list[float]:
    return [
        float(number)
        for number in (row.low, row.centre, row.high, row.ours)
        if text.known(number) and number is not None
    ]


def _layout(ranges: Ranges, low: float, high: float) -> _Layout:
    left = label_room([row.label for row in ranges.rows])
    texts = label_room([row.text for row in ranges.rows], most=150, bold=True)
    beside = max(texts, text_width(ranges.text_label, 12))
    text_at = WIDTH - beside
    return _Layout(Scale(low, high, left + 24, text_at - 24), left, text_at)


def _row(ranges: Ranges, n: int, layout: _Layout) -> Markup:
    row, y = ranges.rows[n], _PITCH * n + 22
    return join(
        words(layout.label_end, y + 4, row.label, anchor="end", width=layout.label_end),
        *_marks(ranges, row, layout.scale, y),
        words(layout.text_at, y + 4, row.text, kind="value", width=WIDTH - layout.text_at) if row.text else None,
    )


def _marks(ranges: Ranges, row: Range, scale: Scale, y: float) -> tuple[Markup | None, ...]:
    at, told = scale.at, tag("title", _told(ranges, row))
    bounded = text.known(row.low) and text.known(row.high)
    ours = f"{clean(row.label)}, ours: {units.short(row.ours, ranges.unit)}"
    return (
        line(at(row.low), y, at(row.high), y, "range", told) if bounded else None,
        line(at(row.centre), y - 9, at(row.centre), y + 9, "centre") if text.known(row.centre) else None,
        dot(at(row.ours), y, 6, "ours", ours) if row.ours is not None and text.known(row.ours) else None,
    )


def _told(ranges: Ranges, row: Range) -> str:
    low, centre, high, ours = (units.short(value, ranges.unit) for value in (row.low, row.centre, row.high, row.ours))
    return f"{clean(row.label)}: {low} to {high}, centre {centre}, ours {ours}"
