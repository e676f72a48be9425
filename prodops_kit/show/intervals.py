"""Intervals: an estimate with its bounds a row, against the line of no effect, with a word on each.

A phone has a drawing of its own: the words of a row stand above its interval, so nothing has to be scrolled to.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from prodops_kit.results import Interval, Intervals
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
from prodops_kit.show.scales import Scale, within

_PITCH = 34.0


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns of the drawing stand."""

    scale: Scale
    label_end: float
    verdict_at: float


def draw(intervals: Intervals) -> Markup:
    """The intervals as a figure."""
    if not intervals.rows:
        return empty(intervals.caption, intervals.note)
    alt = description(intervals.caption, [_told(intervals, row) for row in intervals.rows])
    values = [_shown(intervals, row.estimate) for row in intervals.rows]
    drawings = join(_wide(intervals, values, alt), _narrow(intervals, values, alt))
    return figure(intervals.caption, drawings, intervals.note)


def _wide(intervals: Intervals, values: list[str], alt: str) -> Markup:
    low, *marks, high = _ends_and_marks(intervals)
    layout = _layout(intervals, values, low, high)
    bottom = _PITCH * len(values) + 4
    axis = upright_axis(_labels(intervals, marks), [layout.scale.at(mark) for mark in marks], 4, bottom)
    zero = line(layout.scale.at(intervals.zero), 0, layout.scale.at(intervals.zero), bottom, "zero")
    rows = [_row(intervals, n, values[n], layout) for n in range(len(values))]
    return svg(bottom + 26, alt, join(axis, zero, *rows), kind="wide")


def _ends_and_marks(intervals: Intervals) -> tuple[float, ...]:
    numbers = [number for row in intervals.rows for number in (row.low, row.estimate, row.high)]
    return within([intervals.zero, *filter(text.known, numbers)], whole=intervals.unit in ("count", "days"))


def _labels(intervals: Intervals, marks: list[float]) -> list[str]:
    return units.axis(marks, intervals.unit, signed=intervals.signed)


def _layout(intervals: Intervals, values: list[str], low: float, high: float) -> _Layout:
    verdicts = label_room([row.verdict for row in intervals.rows], most=160)
    left = label_room([row.label for row in intervals.rows])
    value_at = WIDTH - verdicts - label_room(values, bold=True) - 14
    return _Layout(Scale(low, high, left + 20, value_at - 14), left, WIDTH - verdicts)


def _row(intervals: Intervals, n: int, shown: str, layout: _Layout) -> Markup:
    row, y = intervals.rows[n], _PITCH * n + 20
    return join(
        words(layout.label_end, y + 4, row.label, anchor="end", width=layout.label_end),
        _mark(intervals, row, layout.scale, y),
        words(layout.verdict_at - 14, y + 4, shown, kind="value", anchor="end"),
        words(layout.verdict_at, y + 4, row.verdict, kind="quiet", width=WIDTH - layout.verdict_at),
    )


def _mark(intervals: Intervals, row: Interval, scale: Scale, y: float) -> Markup | None:
    """The estimate and its bounds; an open interval runs to the edge of the drawing."""
    if not text.known(row.estimate):
        return None
    low = row.low if text.known(row.low) else scale.low
    high = row.high if text.known(row.high) else scale.high
    told = _told(intervals, row)
    return join(
        line(scale.at(low), y, scale.at(high), y, f"span pk-{row.tone}", tag("title", told)),
        dot(scale.at(row.estimate), y, 5, f"dot pk-{row.tone}", told),
    )


def _narrow(intervals: Intervals, values: list[str], alt: str) -> Markup:
    """The label of a row, its value and its verdict in a line, or in two where a label is long; then the interval."""
    low, *marks, high = _ends_and_marks(intervals)
    scale = Scale(low, high, EDGE, NARROW - EDGE)
    verdicts = label_room([row.verdict for row in intervals.rows], most=150)
    value_end = NARROW - (verdicts + 10 if verdicts else 0)
    beside = value_end - label_room(values, bold=True) - 10
    lines = 1 if label_room([row.label for row in intervals.rows], most=NARROW) <= beside else 2
    pitch = LINE * lines + 28
    rows = [_narrow_row(intervals, n, values[n], scale, (pitch * n, lines, value_end)) for n in range(len(values))]
    labels = zip(_labels(intervals, marks), marks, strict=True)
    axis = [tick(label, scale.at(mark), pitch * len(values) + 8) for label, mark in labels]
    return svg(pitch * len(values) + 14, alt, join(*rows, *axis), width=NARROW, kind="narrow")


def _narrow_row(intervals: Intervals, n: int, shown: str, scale: Scale, place: tuple[float, int, float]) -> Markup:
    row, (top, lines, value_end) = intervals.rows[n], place
    below, y = top + LINE * lines - 4, top + LINE * lines + 10
    zero = scale.at(intervals.zero)
    return join(
        words(0, top + LINE - 4, row.label, width=NARROW),
        words(value_end, below, shown, kind="value", anchor="end"),
        words(NARROW, below, row.verdict, kind="quiet", anchor="end", width=NARROW - value_end),
        line(EDGE, y, NARROW - EDGE, y, "grid"),
        line(zero, y - 8, zero, y + 8, "zero"),
        _mark(intervals, row, scale, y),
    )


def _shown(intervals: Intervals, value: float) -> str:
    return units.inline(value, intervals.unit, signed=intervals.signed)


def _told(intervals: Intervals, row: Interval) -> str:
    bounds = f"({_shown(intervals, row.low)} to {_shown(intervals, row.high)})" if text.known(row.estimate) else ""
    return clean(f"{row.label}: {_shown(intervals, row.estimate)} {bounds} {row.verdict}".strip())
