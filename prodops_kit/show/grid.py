"""Tables: figures to the right, a heading for every row and column, a total that the rows add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from prodops_kit.results import Better, Column, Rows
from prodops_kit.show import text, units
from prodops_kit.show.markup import join, tag

SHOWN = 40  # rows a reader may still look through
WORDY = 4  # columns of words from which on a phone has no room for them side by side


def draw(rows: Rows) -> Markup:
    """The rows as a table in a region that scrolls sideways where it must."""
    count, caption = len(rows.frame), text.plain(rows.caption)
    if not count:
        return join(tag("p", caption, class_="pk-caption"), tag("p", "No rows.", class_="pk-empty"))
    columns = [_texts(rows, column) for column in rows.columns]
    body = tag("tbody", *(_line(rows, columns, n) for n in range(min(count, SHOWN))))
    kind = "pk-table pk-read" if _is_read(rows.columns) else "pk-table"
    table = tag("table", tag("caption", caption), _head(rows.columns), body, _foot(rows, columns), class_=kind)
    return join(scroller(table, caption), _rest(rows, count))


def scroller(table: Markup, name: str) -> Markup:
    """A region that scrolls by keyboard; a group and not a landmark, for a page may hold many."""
    return tag("div", table, class_="pk-scroll", role="group", tabindex="0", aria_label=f"Table: {name}")


def heading_cell(label: str, *, number: bool = False) -> Markup:
    """The heading of a column."""
    return tag("th", label, scope="col", class_="pk-n" if number else None)


def tone_of(change: Any, better: Better) -> str | None:
    """The class of a change: good news, bad news, or neither.

    >>> tone_of(-0.1, "lower"), tone_of(0.1, "lower"), tone_of(0, "higher"), tone_of(1, None)
    ('pk-good', 'pk-bad', None, None)
    """
    if better is None or not text.known(change) or not change:
        return None
    return "pk-good" if (change > 0) == (better == "higher") else "pk-bad"


def _is_read(columns: Sequence[Column]) -> bool:
    """Whether a table is words to read and no figures to compare: on a phone each row then stands as a paragraph."""
    return len(columns) >= WORDY and not any(units.is_number(column.unit) for column in columns)


def _texts(rows: Rows, column: Column) -> list[str]:
    # The total is formatted with its column, so that both have the same decimals.
    total = [rows.total[column.name]] if column.name in rows.total else []
    values = [*rows.frame[column.name].tolist(), *total]
    unit = "text" if any(isinstance(value, str) for value in values) and units.is_number(column.unit) else column.unit
    return units.column(values, unit, signed=column.signed)


def _head(columns: Sequence[Column]) -> Markup:
    return tag(
        "thead", tag("tr", *(heading_cell(column.label, number=units.is_number(column.unit)) for column in columns))
    )


def _line(rows: Rows, columns: Sequence[Sequence[str]], n: int) -> Markup:
    cells = [
        tag("td", columns[i][n], class_=_classes(column, rows.frame[column.name].iloc[n]), data_label=column.label)
        for i, column in enumerate(rows.columns)
        if i
    ]
    return tag("tr", tag("th", columns[0][n], scope="row"), *cells)


def _classes(column: Column, value: Any) -> str | None:
    number = "pk-n" if units.is_number(column.unit) else None if column.unit == "text" else "pk-date"
    tone = tone_of(value, column.better) if column.signed else None
    return " ".join(filter(None, (number, tone))) or None


def _foot(rows: Rows, columns: Sequence[Sequence[str]]) -> Markup | None:
    if not rows.total:
        return None
    named: Mapping[str, str] = {
        column.name: columns[i][-1] for i, column in enumerate(rows.columns) if column.name in rows.total
    }
    first, *others = rows.columns
    cells = [
        tag("td", named.get(column.name, ""), class_="pk-n" if units.is_number(column.unit) else None)
        for column in others
    ]
    return tag("tfoot", tag("tr", tag("th", named.get(first.name, "Total"), scope="row"), *cells))


def _rest(rows: Rows, count: int) -> Markup | None:
    if count <= SHOWN:
        return None
    rest = f"The first {SHOWN} of {text.number(count)} rows"
    return tag("p", f"{rest}; the total covers all of them." if rows.total else f"{rest}.", class_="pk-note")
