"""Heat: a table of numbers whose shade says how large each one is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from prodops_kit.periods import Period
from prodops_kit.results import Better, Heat
from prodops_kit.show import text, units
from prodops_kit.show.grid import heading_cell, scroller, tone_of
from prodops_kit.show.markup import join, tag

_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2]|Q[1-4])")
_DARKEST = 43  # per cent of accent at which ink is still easy to read, light and dark


def draw(heat: Heat) -> Markup:
    """The shaded table as a figure."""
    caption = text.plain(heat.caption)
    if not heat.rows:
        return tag(
            "figure", tag("figcaption", caption), tag("p", "No data to draw.", class_="pk-empty"), class_="pk-figure"
        )
    table = tag("table", tag("caption", caption), _head(heat), _body(heat), class_="pk-table pk-heat")
    return join(scroller(table, caption), tag("p", heat.note, class_="pk-note") if heat.note else None)


def _head(heat: Heat) -> Markup:
    labels = [heading_cell(label, number=True) for label in _columns(heat)]
    change = [heading_cell(f"vs {_columns(heat)[-2]}", number=True)] if _compares(heat) else []
    return tag("thead", tag("tr", heading_cell(heat.corner), *labels, *change))


def _compares(heat: Heat) -> bool:
    return bool(heat.changes) and len(heat.columns) > 1


def _columns(heat: Heat) -> list[str]:
    if not all(_MONTH.fullmatch(label) for label in heat.columns):
        return list(heat.columns)
    months = [Period(label) for label in heat.columns]
    years = [n > 0 and month.start.year != months[n - 1].start.year for n, month in enumerate(months)]
    return [text.period_tick(month, year=year) for month, year in zip(months, years, strict=True)]


def _body(heat: Heat) -> Markup:
    sizes = [abs(float(value)) for row in heat.values for value in row if value is not None and text.known(value)]
    largest = max(sizes, default=0.0)
    texts = iter(units.column([value for row in heat.values for value in row], heat.unit))
    return tag("tbody", *(_row(heat, n, texts, largest) for n in range(len(heat.rows))))


def _row(heat: Heat, n: int, texts: Iterator[str], largest: float) -> Markup:
    cells = [_cell(value, next(texts), largest) for value in heat.values[n]]
    change = [_change(heat.changes[n], heat.better)] if _compares(heat) else []
    return tag("tr", tag("th", heat.rows[n], scope="row"), *cells, *change)


def _cell(value: float | None, shown: str, largest: float) -> Markup:
    if value is None or not text.known(value):
        return tag(
            "td", tag("span", "–", aria_hidden="true"), tag("span", text.UNKNOWN, class_="pk-hidden"), class_="pk-n"
        )
    shade = round(_DARKEST * abs(float(value)) / largest) if largest else 0
    return tag("td", shown, class_="pk-n pk-shade", style=f"--pk-shade:{shade}%")


def _change(change: float | None, better: Better) -> Markup:
    shown = text.share(change, decimals=0, signed=True) if text.known(change) else "–"
    return tag("td", shown, class_=" ".join(filter(None, ("pk-n", tone_of(change, better)))))
