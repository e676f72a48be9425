"""Sources: which files the numbers come from, what was set aside and why, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from prodops_kit.results import Rejected, Source
from prodops_kit.show import text
from prodops_kit.show.grid import heading_cell, scroller
from prodops_kit.show.markup import join, tag

_HEADS = ("Rows", "Used", "Set aside")


def draw(sources: Sequence[Source]) -> Markup:
    """A table of the inputs, then what the reader must know about them."""
    present = [source for source in sources if not source.absent]
    said = [statement for source in sources for statement in _statements(source)]
    return join(
        scroller(_table(present), "Inputs") if present else tag("p", "No input was read.", class_="pk-empty"),
        tag("ul", *said, class_="pk-list") if said else None,
    )


def _table(sources: Sequence[Source]) -> Markup:
    texts = [heading_cell("Table"), heading_cell("File")]
    counts = [heading_cell(label, number=True) for label in _HEADS]
    ends = [heading_cell("Newest"), heading_cell("Amounts read", number=True)]
    head = tag("thead", tag("tr", *texts, *counts, *ends))
    return tag("table", head, tag("tbody", *map(_row, sources)), class_="pk-table")


def _row(source: Source) -> Markup:
    sample = ", sample" if source.sample else ""
    kind = tag("span", f"{source.layout}{sample}, hash {source.sha256[:8]}", class_="pk-tag")
    counts = [tag("td", text.number(count), class_="pk-n") for count in (source.rows, source.used, source.rejected)]
    money = [tag("div", text.money(amount)) for amount in source.money] or [tag("div", "–")]
    return tag(
        "tr",
        tag("th", _title(source.table), scope="row"),
        tag("td", source.path, kind, class_="pk-file"),
        *counts,
        tag("td", text.day(source.newest) if source.newest else "–", class_="pk-date"),
        tag("td", *money, class_="pk-n"),
    )


def _title(table: str) -> str:
    return table.replace("_", " ").capitalize()


def _statements(source: Source) -> list[Markup]:
    name = tag("strong", f"{_title(source.table)}: ")
    if source.absent:
        return [tag("li", name, f"not loaded. {source.absent}")]
    return [tag("li", name, words) for words in (*map(_set_aside, source.reasons), *source.warnings)]


def _set_aside(rejected: Rejected) -> str:
    rows = f"{text.number(rejected.rows)} {'row' if rejected.rows == 1 else 'rows'} set aside, {rejected.reason}"
    if not rejected.lines:
        return rows
    more = ", …" if len(rejected.lines) < rejected.rows else ""
    lines = ", ".join(text.number(line) for line in rejected.lines)
    return f"{rows} ({'line' if rejected.rows == 1 else 'lines'} {lines}{more})"
