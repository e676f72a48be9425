"""Key figures as cards: the number, how it moved since the period before, and its last year in small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from prodops_kit.periods import Period
from prodops_kit.results import Figure
from prodops_kit.show import text, units
from prodops_kit.show.grid import tone_of
from prodops_kit.show.history import Earlier, before, series
from prodops_kit.show.markup import coordinate, join, tag
from prodops_kit.show.recorded import bare
from prodops_kit.show.scales import Scale

_WIDTH, _HEIGHT = 120.0, 28.0


def draw(figures: Sequence[Figure], month: str, past: Earlier) -> Markup:
    """One card a figure, in a group named for those who do not see it."""
    cards = [_card(figure, month, past) for figure in figures]
    return tag("div", *cards, class_="pk-cards", role="group", aria_label="Key figures")


def short(figure: Mapping[str, Any], month: str, past: Earlier | None = None) -> dict[str, str]:
    """A recorded figure in few words, for the index: label, text, delta with its tone, and its line over `past`."""
    known = Figure(figure["name"], figure["label"], figure["value"], figure["unit"], figure["better"])
    return {
        "label": known.label,
        "text": units.short(known.value, known.unit),
        "delta": delta(known, figure["previous"], month),
        "tone": (_tone(known, figure["previous"]) or "pk-plain").removeprefix("pk-"),
        "spark": _sparkline(series(known, month, past or {})) or Markup(),
    }


def delta(figure: Figure, previous: int | float | None, month: str) -> str:
    """How a figure moved: `▲ $0.5k on September`, `▼ 3 points`, `same as September`; empty when not comparable."""
    if figure.value is None or previous is None or not (text.known(figure.value) and text.known(previous)):
        return ""
    change, then = _change(figure.value, previous), text.period_name(Period(month).previous)
    if not change:
        return f"same as {then}"
    size = _size(figure, abs(change))
    if not any(digit in size for digit in "123456789"):
        return f"hardly changed since {then}"
    return f"{'▲' if change > 0 else '▼'} {size}" + ("" if figure.unit == "share" else f" on {then}")


def _change(now: int | float, then: int | float) -> int | float:
    """The change as records tell it, so that a page and what is rebuilt from records say the same."""
    return (bare(now) or 0) - (bare(then) or 0)


def _size(figure: Figure, change: float) -> str:
    if figure.unit == "share":
        return text.points(change)
    # In the figure's own scale, so that the reader can take one from the other.
    scale = text.scale_of(units.major(figure.value, figure.unit)) if units.currency_of(figure.unit) else None
    small = scale == Decimal(1)
    return units.short(change, figure.unit, scale=None if small else scale)


def over_months(figure: Figure, month: str) -> str:
    """How the months of a quarter or year make up its figure: `sum of three months`, `last month`, …

    >>> over_months(Figure("cost", "Cost", 1, "count", over="mean"), "2026-Q3")
    'mean of three months'
    """
    count = {"quarter": "three", "year": "twelve"}[Period(month).kind]
    words = {"sum": f"sum of {count} months", "mean": f"mean of {count} months", "last": "last month"}
    return words[figure.over] if figure.over else "not comparable across months"


def _card(figure: Figure, month: str, past: Earlier) -> Markup:
    previous = before(figure, month, past)
    return tag(
        "div",
        tag("div", figure.label, class_="pk-name"),
        tag(
            "div",
            units.short(figure.value, figure.unit),
            class_="pk-number" if text.known(figure.value) else "pk-unknown",
        ),
        _moved(figure, previous, month),
        _sparkline(series(figure, month, past)),
        tag("div", text.plain(figure.note), class_="pk-note") if figure.note else None,
        tag("div", over_months(figure, month), class_="pk-note") if Period(month).kind != "month" else None,
        class_="pk-card",
    )


def _moved(figure: Figure, previous: int | float | None, month: str) -> Markup | None:
    words = delta(figure, previous, month)
    if not words or previous is None or figure.value is None:
        return None
    tone = _tone(figure, previous) if words[0] in "▲▼" else None
    meaning = {"pk-good": ", better", "pk-bad": ", worse"}.get(tone or "")
    hidden = tag("span", meaning, class_="pk-hidden") if meaning else None
    return tag("div", words, hidden, class_=f"pk-delta {tone or 'pk-quiet'}")


def _tone(figure: Figure, previous: int | float | None) -> str | None:
    known = figure.value is not None and previous is not None
    return tone_of((figure.value or 0) - (previous or 0), figure.better) if known else None


def _sparkline(values: Sequence[int | float | None]) -> Markup | None:
    known = [float(value) for value in values if value is not None and text.known(value)]
    if len(known) < 3 or not text.known(values[-1]):
        return None
    low, high = min(known), max(known)
    up = Scale(low, high, _HEIGHT - 3, 5) if high > low else Scale(low - 1, low + 1, _HEIGHT - 3, 5)
    points = [
        (i * (_WIDTH - 4) / (len(values) - 1) + 1, up.at(float(v)) if v is not None and text.known(v) else None)
        for i, v in enumerate(values)
    ]
    x, y = points[-1]
    end = tag("circle", cx=x, cy=y, r=2.6, class_="pk-fill-accent")
    return tag("svg", *_runs(points), end, viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}", class_="pk-spark", aria_hidden="true")


def _runs(points: Sequence[tuple[float, float | None]]) -> list[Markup]:
    runs = [list(run) for present, run in groupby(points, key=lambda point: point[1] is not None) if present]
    return [join(_run([(x, y) for x, y in run if y is not None])) for run in runs]


def _run(points: Sequence[tuple[float, float]]) -> Markup:
    if len(points) == 1:
        return tag("circle", cx=points[0][0], cy=points[0][1], r=1.2, class_="pk-fill-muted")
    path = " L".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)
    return tag("path", d=f"M{path}", class_="pk-line pk-stroke-muted")
