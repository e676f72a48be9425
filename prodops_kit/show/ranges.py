"""Ranges: a reference range a row with its centre, and our own value as a dot on it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from prodops_kit.results import Range, Ranges
from prodops_kit.show import text, units
from prodops_kit.show.drawing import WIDTH, description, dot, empty, figure, label_room, line, svg, upright_axis, words
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
    low, *marks, high = within([number for row in ranges.rows for number in _numbers(row)] or [0.0])
    layout = _layout(ranges, low, high)
    bottom = _PITCH * len(ranges.rows) + 2
    axis = upright_axis(units.axis(marks, ranges.unit), [layout.scale.at(mark) for mark in marks], 4, bottom)
    rows = [_row(ranges, n, layout) for n in range(len(ranges.rows))]
    head = words(layout.text_at, bottom + 18, ranges.text_label, kind="axis") if ranges.text_label else None
    alt = description(ranges.caption, [_told(ranges, row) for row in ranges.rows])
    return figure(ranges.caption, svg(bottom + 26, alt, join(axis, *rows, head)), ranges.note)


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
    row, y, at = ranges.rows[n], _PITCH * n + 22, layout.scale.at
    told = tag("title", _told(ranges, row))
    bounded = text.known(row.low) and text.known(row.high)
    ours = f"{clean(row.label)}, ours: {units.short(row.ours, ranges.unit)}"
    return join(
        words(layout.label_end, y + 4, row.label, anchor="end", width=layout.label_end),
        line(at(row.low), y, at(row.high), y, "range", told) if bounded else None,
        line(at(row.centre), y - 9, at(row.centre), y + 9, "centre") if text.known(row.centre) else None,
        dot(at(row.ours), y, 6, "ours", ours) if row.ours is not None and text.known(row.ours) else None,
        words(layout.text_at, y + 4, row.text, kind="value", width=WIDTH - layout.text_at) if row.text else None,
    )


def _told(ranges: Ranges, row: Range) -> str:
    low, centre, high, ours = (units.short(value, ranges.unit) for value in (row.low, row.centre, row.high, row.ours))
    return f"{clean(row.label)}: {low} to {high}, centre {centre}, ours {ours}"
