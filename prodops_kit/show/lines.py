"""Lines: series over periods with their bands, levels to compare with, and labels at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from prodops_kit.notes import Pin
from prodops_kit.periods import Period
from prodops_kit.results import Line, Lines
from prodops_kit.show import pins, text, units
from prodops_kit.show.drawing import WIDTH, description, dot, empty, figure, level_axis, line, svg, words
from prodops_kit.show.markup import clean, coordinate, join, tag
from prodops_kit.show.scales import Scale, spread, text_width, ticks

_TOP, _BOTTOM, _LABEL_GAP, _ROOM = 14.0, 194.0, 17.0, 180.0
_COLOURS = ("accent", "ink", "muted", "soft")
_HOVERS = 80

Point = tuple[float, float]
Values = Sequence[int | float | None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Positions of periods and values."""

    across: Scale
    up: Scale


@dataclass(frozen=True, slots=True)
class _Ending:
    """What is written to the right of a line: at which height, in which colour."""

    y: float
    value: str
    label: str
    kind: str


def draw(lines: Lines, marked: Sequence[Pin] = ()) -> Markup:
    """The series as a figure, with pins at the periods of their days."""
    numbers = _numbers(lines)
    if not numbers or not lines.periods:
        return empty(lines.caption, lines.note)
    marks = ticks([*numbers, *(level.value for level in lines.levels)], whole=lines.unit in ("count", "days"))
    layout = _layout(lines, units.axis(marks, lines.unit), marks)
    axis = level_axis(units.axis(marks, lines.unit), marks, layout.up, layout.across.start, layout.across.end)
    levels = [
        line(layout.across.start, layout.up.at(level.value), layout.across.end, layout.up.at(level.value), "level")
        for level in lines.levels
    ]
    series = [_series(lines, n, layout) for n in reversed(range(len(lines.series)))]
    marks_of = join(axis, _period_axis(lines, layout), *levels, *series, *_endings(lines, layout))
    drawn = pins.draw(marked, [layout.across.at(_position(lines, pin) or 0) for pin in marked], _BOTTOM)
    alt = description(lines.caption, [*pins.told(marked), *_told(lines)], most=12 + len(marked))
    return figure(lines.caption, svg(_BOTTOM + 26, alt, marks_of, drawn, above=pins.height(marked)), lines.note)


def holds(lines: Lines, pin: Pin) -> bool:
    """Whether a pin's day is in one of the periods drawn."""
    return bool(_numbers(lines)) and _position(lines, pin) is not None


def _position(lines: Lines, pin: Pin) -> int | None:
    return next((i for i, period in enumerate(lines.periods) if pin.day in Period(period)), None)


def _numbers(lines: Lines) -> list[float]:
    rows = [row for series in lines.series for row in (series.values, series.low, series.high)]
    return [float(value) for row in rows for value in row if value is not None and text.known(value)]


def _layout(lines: Lines, labels: Sequence[str], marks: Sequence[float]) -> _Layout:
    left = max(28.0, *(text_width(label, 12) + 10 for label in labels))
    beside = [f"{value} {label}" for value, label in _end_texts(lines)]
    room = min(_ROOM, max((text_width(words, bold=True) for words in beside), default=0)) + 14
    last = len(lines.periods) - 1
    across = Scale(0, last, left, WIDTH - max(room, 34)) if last else Scale(-1, 1, left, WIDTH - max(room, 34))
    return _Layout(across, Scale(marks[0], marks[-1], _BOTTOM, _TOP))


def _end_texts(lines: Lines) -> Iterator[tuple[str, str]]:
    for level in lines.levels:
        yield units.short(level.value, lines.unit), level.label
    for n in range(len(lines.series)):
        if _last(_joined(lines, n)) is not None:
            yield _end_value(lines, n), lines.series[n].label if _has_end_label(lines, n) else ""


def _end_value(lines: Lines, n: int) -> str:
    values = lines.series[n].values
    last = _last(values)
    return (
        units.short(values[last], lines.unit) if last == len(lines.periods) - 1 and not lines.series[n].dashed else ""
    )


def _has_end_label(lines: Lines, n: int) -> bool:
    # A line that stops where its forecast goes on is named by the caption; its value stands at its last point.
    return not (_continued(lines, n) and n == 0)


def _continued(lines: Lines, n: int) -> bool:
    return n + 1 < len(lines.series) and lines.series[n + 1].dashed


def _colour(lines: Lines, n: int) -> str:
    solid = sum(not series.dashed for series in lines.series[: n + 1])
    return _COLOURS[min(max(solid - 1, 0), len(_COLOURS) - 1)]


def _joined(lines: Lines, n: int) -> Values:
    """The values of a series; a dashed one begins where the solid one before it ended."""
    values, before = lines.series[n].values, lines.series[n - 1] if n else None
    return _from_last(values, before.values) if lines.series[n].dashed and before else values


def _from_last(values: Values, before: Values) -> Values:
    first = next((i for i, value in enumerate(values) if text.known(value)), 0)
    bridged = first > 0 and _last(before) == first - 1
    return [before[i] if bridged and i == first - 1 else value for i, value in enumerate(values)]


def _last(values: Values) -> int | None:
    return next((i for i in reversed(range(len(values))) if text.known(values[i])), None)


def _points(values: Values, layout: _Layout) -> list[list[Point]]:
    """Runs of neighbouring known values; a gap stays a gap."""
    runs = groupby(enumerate(values), key=lambda pair: text.known(pair[1]))
    return [
        [(layout.across.at(i), layout.up.at(float(value))) for i, value in run if value is not None]
        for present, run in runs
        if present
    ]


def _series(lines: Lines, n: int, layout: _Layout) -> Markup:
    series, colour = lines.series[n], _colour(lines, n)
    style = f"line pk-stroke-{colour}" + (" pk-dashed" if series.dashed else "")
    runs = _points(_joined(lines, n), layout)
    paths = [tag("path", d=f"M{_path(run)}", class_=f"pk-{style}") for run in runs if len(run) > 1]
    alone = [dot(*run[0], 3, f"fill-{colour}") for run in runs if len(run) == 1]
    return join(_band(lines, n, layout), *paths, *alone, *_hovers(lines, n, layout), _end_dot(lines, n, layout))


def _path(points: Sequence[Point]) -> str:
    return " L".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)


def _band(lines: Lines, n: int, layout: _Layout) -> Markup | None:
    series = lines.series[n]
    if not series.low or not series.high:
        return None
    before = lines.series[n - 1].values if n and series.dashed else ()
    low, high = (_from_last(edge, before) if before else edge for edge in (series.low, series.high))
    pairs = [(a, b) if text.known(a) and text.known(b) else (None, None) for a, b in zip(low, high, strict=True)]
    below, above = _points([a for a, _ in pairs], layout), _points([b for _, b in pairs], layout)
    shapes = [[*a, *reversed(b)] for a, b in zip(below, above, strict=True)]
    kind = f"pk-band pk-fill-{_colour(lines, n)}"
    return join(*(tag("polygon", points=_path(shape).replace("L", ""), class_=kind) for shape in shapes))


def _hovers(lines: Lines, n: int, layout: _Layout) -> list[Markup]:
    # Invisible, for the reader who asks what August was; too many would only weigh the page down.
    if len(lines.periods) * len(lines.series) > _HOVERS:
        return []
    series = lines.series[n]
    return [
        dot(layout.across.at(i), layout.up.at(float(value)), 7, "hover", _at(lines, series, i))
        for i, value in enumerate(series.values)
        if value is not None and text.known(value)
    ]


def _at(lines: Lines, series: Line, i: int) -> str:
    name = f"{clean(series.label)}, " if series.label else ""
    return f"{name}{text.period(lines.periods[i])}: {units.inline(series.values[i], lines.unit)}"


def _end_dot(lines: Lines, n: int, layout: _Layout) -> Markup | None:
    values, last = lines.series[n].values, _last(lines.series[n].values)
    if last is None or lines.series[n].dashed:
        return None
    value = values[last]
    assert value is not None
    x, y = layout.across.at(last), layout.up.at(float(value))
    inside = last < len(values) - 1 and not _has_end_label(lines, n)
    label = words(
        x - 4, y + 20 if y < _BOTTOM - 30 else y - 10, units.short(value, lines.unit), kind="value", anchor="end"
    )
    return join(dot(x, y, 3.2, f"fill-{_colour(lines, n)}"), label if inside else None)


def _endings(lines: Lines, layout: _Layout) -> list[Markup]:
    found = [
        _Ending(layout.up.at(v.value), units.short(v.value, lines.unit), v.label, "level-label") for v in lines.levels
    ]
    for n, series in enumerate(lines.series):
        last = _last(series.values)
        if last is not None and _has_end_label(lines, n):
            y = layout.up.at(float(series.values[last] or 0))
            kind = "axis" if series.dashed else f"end pk-text-{_colour(lines, n)}"
            found.append(_Ending(y, _end_value(lines, n), series.label, kind))
    places = spread([ending.y for ending in found], gap=_LABEL_GAP, low=_TOP, high=_BOTTOM)
    x = layout.across.end + 9
    return [_ending(ending, x, y + 4) for ending, y in zip(found, places, strict=True)]


def _ending(ending: _Ending, x: float, y: float) -> Markup:
    content = f"{ending.label} {ending.value}".strip()
    return words(x, y, content, kind=ending.kind, width=WIDTH - x + 4)


def _period_axis(lines: Lines, layout: _Layout) -> Markup:
    shown = _shown_periods(len(lines.periods), layout.across)
    months = [Period(lines.periods[i]) for i in shown]
    years = [n == 0 or month.start.year != months[n - 1].start.year for n, month in enumerate(months)]
    labels = [text.period_tick(month, year=year) for month, year in zip(months, years, strict=True)]
    places = [layout.across.at(i) for i in shown]
    return join(
        *(words(x, _BOTTOM + 20, label, kind="axis", anchor="middle") for x, label in zip(places, labels, strict=True))
    )


def _shown_periods(count: int, across: Scale) -> list[int]:
    fits = max(1, int((across.end - across.start) // 66))
    step = max(1, -(-count // fits))
    # Counted from the right: the last period is the one the reader looks for.
    return sorted(range(count - 1, -1, -step))


def _told(lines: Lines) -> list[str]:
    told = [_told_series(lines, series) for series in lines.series]
    levels = [f"{clean(level.label)} {units.short(level.value, lines.unit)}" for level in lines.levels]
    return [*told, *levels]


def _told_series(lines: Lines, series: Line) -> str:
    present = [i for i, value in enumerate(series.values) if text.known(value)]
    if not present:
        return f"{clean(series.label)}: no data"
    first, last = (
        f"{units.short(series.values[i], lines.unit)} in {text.period(lines.periods[i])}"
        for i in (present[0], present[-1])
    )
    return f"{clean(series.label)}: {first}" + (f" to {last}" if len(present) > 1 else "")
