"""Intervals: an estimate with its bounds a row, against the line of no effect, with a word on each."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from prodops_kit.results import Interval, Intervals
from prodops_kit.show import text, units
from prodops_kit.show.drawing import WIDTH, description, dot, empty, figure, label_room, line, svg, upright_axis, words
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
    values = [_shown(intervals, row.estimate) for row in intervals.rows]
    low, *marks, high = _ends_and_marks(intervals)
    layout = _layout(intervals, values, low, high)
    bottom = _PITCH * len(values) + 4
    axis = upright_axis(_labels(intervals, marks), [layout.scale.at(mark) for mark in marks], 4, bottom)
    zero = line(layout.scale.at(intervals.zero), 0, layout.scale.at(intervals.zero), bottom, "zero")
    rows = [_row(intervals, n, values[n], layout) for n in range(len(values))]
    alt = description(intervals.caption, [_told(intervals, row) for row in intervals.rows])
    return figure(intervals.caption, svg(bottom + 26, alt, join(axis, zero, *rows)), intervals.note)


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
    # An open interval runs to the edge of the drawing.
    low = row.low if text.known(row.low) else layout.scale.low
    high = row.high if text.known(row.high) else layout.scale.high
    told, at = _told(intervals, row), layout.scale.at
    return join(
        words(layout.label_end, y + 4, row.label, anchor="end", width=layout.label_end),
        line(at(low), y, at(high), y, f"span pk-{row.tone}", tag("title", told)) if text.known(row.estimate) else None,
        dot(at(row.estimate), y, 5, f"dot pk-{row.tone}", told) if text.known(row.estimate) else None,
        words(layout.verdict_at - 14, y + 4, shown, kind="value", anchor="end"),
        words(layout.verdict_at, y + 4, row.verdict, kind="quiet", width=WIDTH - layout.verdict_at),
    )


def _shown(intervals: Intervals, value: float) -> str:
    return units.inline(value, intervals.unit, signed=intervals.signed)


def _told(intervals: Intervals, row: Interval) -> str:
    bounds = f"({_shown(intervals, row.low)} to {_shown(intervals, row.high)})" if text.known(row.estimate) else ""
    return clean(f"{row.label}: {_shown(intervals, row.estimate)} {bounds} {row.verdict}".strip())
