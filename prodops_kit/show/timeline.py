"""Timeline: terms over days, each with its day to act by, and a line at today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from prodops_kit.notes import Pin
from prodops_kit.periods import Period
from prodops_kit.results import Span, Timeline
from prodops_kit.show import pins, text
from prodops_kit.show.drawing import WIDTH, description, empty, figure, label_room, line, svg, upright_axis, words
from prodops_kit.show.markup import clean, coordinate, join, tag
from prodops_kit.show.scales import Scale

_PITCH, _TOP = 34.0, 22.0
_MONTHS_A_TICK = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns of the drawing stand."""

    scale: Scale
    label_end: float
    text_at: float


def draw(timeline: Timeline, marked: Sequence[Pin] = ()) -> Markup:
    """The terms as a figure, with pins at their days."""
    if not timeline.rows:
        return empty(timeline.caption, timeline.note)
    layout = _layout(timeline)
    bottom = _TOP + _PITCH * len(timeline.rows)
    rows = [_row(row, _TOP + _PITCH * n + 16, layout) for n, row in enumerate(timeline.rows)]
    labels, days = _months(layout.scale)
    axis = upright_axis(labels, [layout.scale.at(day.toordinal()) for day in days], _TOP, bottom)
    told = [*pins.told(marked), *(_told(row) for row in timeline.rows)]
    alt = description(timeline.caption, told, most=12 + len(marked))
    drawn = pins.draw(marked, [layout.scale.at(pin.day.toordinal()) for pin in marked], bottom)
    marks = join(axis, *rows, _today(timeline.today, layout.scale, bottom), drawn)
    return figure(timeline.caption, svg(bottom + 26, alt, marks, above=pins.height(marked)), timeline.note)


def holds(timeline: Timeline, pin: Pin) -> bool:
    """Whether a pin's day is between the first and the last day drawn."""
    scale = _layout(timeline).scale if timeline.rows else None
    return scale is not None and scale.low <= pin.day.toordinal() <= scale.high


def _layout(timeline: Timeline) -> _Layout:
    days = [day for row in timeline.rows for day in (row.start, row.end, row.act_by) if day] + [timeline.today]
    left = label_room([row.label for row in timeline.rows], most=200)
    text_at = WIDTH - label_room([row.text for row in timeline.rows], most=200)
    low, high = min(days).toordinal(), max(days).toordinal()
    return _Layout(Scale(low, max(high, low + 1), left + 16, text_at - 16), left, text_at)


def _row(row: Span, y: float, layout: _Layout) -> Markup:
    start, end = layout.scale.at(row.start.toordinal()), layout.scale.at(row.end.toordinal())
    bar = tag(
        "rect",
        tag("title", _told(row)),
        x=start,
        y=y - 6,
        width=max(end - start, 2),
        height=12.0,
        rx="3",
        class_=" ".join(filter(None, ("pk-term", f"pk-{row.tone}", row.stage and f"pk-{row.stage}"))),
    )
    return join(
        words(layout.label_end, y + 4, row.label, anchor="end", width=layout.label_end),
        bar,
        _diamond(row, y, layout) if row.act_by else None,
        words(layout.text_at, y + 4, row.text, kind="quiet", width=WIDTH - layout.text_at),
    )


def _diamond(row: Span, y: float, layout: _Layout) -> Markup:
    assert row.act_by is not None
    x = layout.scale.at(row.act_by.toordinal())
    corners = ((x, y - 8), (x + 7, y), (x, y + 8), (x - 7, y))
    shape = " ".join(f"{coordinate(a)},{coordinate(b)}" for a, b in corners)
    return tag("polygon", tag("title", f"Act by {text.day(row.act_by)}"), points=shape, class_=f"pk-act pk-{row.tone}")


def _today(today: date, scale: Scale, bottom: float) -> Markup:
    x = scale.at(today.toordinal())
    anchor = "start" if x - scale.start < 50 else "end" if scale.end - x < 50 else "middle"
    label = words(x, _TOP - 8, text.day(today, "d MMM"), kind="strong", anchor=anchor)
    return join(line(x, _TOP - 4, x, bottom, "today"), label)


def _months(scale: Scale) -> tuple[list[str], list[date]]:
    first, last = date.fromordinal(int(scale.low)), date.fromordinal(int(scale.high))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    most = max(1, int((scale.end - scale.start) // 70))
    step = next((step for step in _MONTHS_A_TICK if count <= step * most), _MONTHS_A_TICK[-1])
    start = Period(f"{first:%Y-%m}")
    months = [month for month in map(start.shift, range(count + 1)) if _is_tick(month, step, scale)]
    years = [n == 0 or month.start.year != months[n - 1].start.year for n, month in enumerate(months)]
    return [text.period_tick(m, year=year) for m, year in zip(months, years, strict=True)], [m.start for m in months]


def _is_tick(month: Period, step: int, scale: Scale) -> bool:
    counted = month.start.year * 12 + month.start.month - 1
    return counted % step == 0 and scale.low <= month.start.toordinal() <= scale.high


def _told(row: Span) -> str:
    act = f", act by {text.day(row.act_by)}" if row.act_by else ""
    ending = f", {clean(row.text)}" if row.text else ""
    return f"{clean(row.label)}: {text.day(row.start)} to {text.day(row.end)}{act}{ending}"
