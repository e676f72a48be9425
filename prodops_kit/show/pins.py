"""Pins: days that a person's note names, as labelled lines on the first chart over time that holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from prodops_kit import notes, parameters
from prodops_kit.errors import KitError
from prodops_kit.notes import Pin
from prodops_kit.results import Chart
from prodops_kit.show import text
from prodops_kit.show.drawing import WIDTH, line, words
from prodops_kit.show.markup import clean, join
from prodops_kit.show.scales import text_width

MOST = 6  # rows of labels above one drawing
_ROW = 18.0
_taken: dict[tuple[str, str, Pin], Chart] = {}  # the chart that a pin stands on, also when its cell runs again


def claim(chart: Chart, holds: Callable[[Pin], bool]) -> tuple[Pin, ...]:
    """The pins of the notebook's page that stand on this chart: those it holds and no earlier chart did.

    A note that cannot be read has none; the page warns of it.
    """
    try:
        report, month = parameters.current_report(), parameters.current_month()
        note = notes.read(report, month) if report and month else None
    except KitError:
        return ()
    found = [pin for pin in note.pins if holds(pin)][:MOST] if note else []
    return tuple(pin for pin in found if _taken.setdefault((report or "", month or "", pin), chart) == chart)


def height(pins: Sequence[Pin]) -> float:
    """Room above the drawing: a row a label, so that no two can meet."""
    return _ROW * len(pins)


def draw(pins: Sequence[Pin], places: Sequence[float], bottom: float) -> Markup:
    """Lines down to `bottom` at the given places, with their labels in rows above zero."""
    rows = [_ROW * (n - len(pins)) + 12 for n in range(len(pins))]
    lines = [line(x, y - 10, x, bottom, "pin") for x, y in zip(places, rows, strict=True)]
    return join(*lines, *(_label(pin, x, y) for pin, x, y in zip(pins, places, rows, strict=True)))


def told(pins: Sequence[Pin]) -> list[str]:
    """The pins for those who do not see the drawing."""
    return [f"Marked {text.day(pin.day)}: {clean(pin.text)}" for pin in pins]


def _label(pin: Pin, x: float, y: float) -> Markup:
    content = clean(f"{text.day(pin.day, 'd MMM')}: {pin.text}")
    after = text_width(content) <= WIDTH - x - 5 or x < WIDTH / 2
    width = WIDTH - x - 5 if after else x - 5
    return words(
        x + 5 if after else x - 5, y, content, kind="pin-label", anchor="start" if after else "end", width=width
    )
