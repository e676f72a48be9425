"""Which row of a file is the header of a declared table, read under which names: its own, or a mapping's.

A row is the header when every column that is needed is found in it. Of several, the one with the most declared
columns is taken; a tie is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prodops_kit.errors import DataError
from prodops_kit.readers import headers
from prodops_kit.readers.declarations import Field, Table
from prodops_kit.readers.mappings import Mapped

HEADER_WITHIN = 30  # rows in which a header is looked for
_BY_MAPPING = 10_000  # a mapping that fits comes before the table's own names


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to read a file as a table.

    Attributes:
        given: Text for fields whose column the file does not have, as the caller says.
        mapping: The team's own words for the columns, or None.
    """

    table: type[Table]
    given: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapped | None = None

    @property
    def mapping_defaults(self) -> Mapping[str, str]:
        """Text for fields without a column, as the mapping says."""
        return self.mapping.defaults if self.mapping else {}

    @property
    def defaults(self) -> Mapping[str, str]:
        """Text for fields without a column; the mapping knows the file better than the caller."""
        return {**self.given, **self.mapping_defaults}

    def match(self, header: Sequence[str]) -> headers.Match:
        """Find the declared columns in a header."""
        wanted = {field.name: field.aliases for field in self.table.fields}
        return headers.match(header, wanted, self.mapping.columns if self.mapping else {})

    def absent(self, match: headers.Match) -> list[Field]:
        """Fields that the table needs and the file does not give."""
        return [f for f in self.table.fields if f.required and f.name in match.missing and f.name not in self.defaults]

    def score(self, cells: Sequence[str], sheet: str, line: int) -> tuple[int, int]:
        """How well a row serves as the header, 0 where it cannot; and how many declared columns it has."""
        match = self.match(cells)
        found, mapping = len(match.found), self.mapping
        if mapping and not mapping.fits(cells, sheet, line):
            return 0, 0
        fits = found and not self.absent(match)
        return (found + (_BY_MAPPING if mapping else 0) if fits else 0), found


@dataclass(frozen=True, slots=True)
class Row:
    """A row that may be the header.

    Attributes:
        sheet: Name of its sheet; empty where there is but one.
        first: Whether no other row with content stands above it.
        how: What the reader needs to come back to this row.
    """

    cells: tuple[str, ...]
    sheet: str
    line: int
    first: bool
    how: Any = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The header that was found, and the way to read what stands under it."""

    row: Row
    layout: Layout | None


def choose(name: str, rows: Iterable[Row], layouts: Sequence[Layout]) -> Choice:
    """The header among the first rows of a file.

    Where no row serves, the one with the most declared columns stands for it, so that a message can say what is
    missing.

    Raises:
        DataError: There is no row, or several sheets, rows or mappings fit equally well.
    """
    seen = list(rows)
    if not seen:
        raise DataError(f"{name}: empty; export it again, with a header in its first line.")
    scored = [(layout.score(row.cells, row.sheet, row.line), row, layout) for row in seen for layout in layouts]
    best = max((score for (score, _), _, _ in scored), default=0)
    if not best:
        most = max(scored, key=lambda one: one[0][1], default=None)
        row = most[1] if most and most[0][1] else seen[0]
        return Choice(row, layouts[0] if layouts else None)
    fitting = [(row, layout) for (score, _), row, layout in scored if score == best]
    leading = [pair for pair in fitting if pair[0].first] or fitting
    if len({row.sheet for row, _ in fitting}) == 1:
        fitting = leading
    _refuse_ties(name, fitting)
    return Choice(*fitting[0])


def _refuse_ties(name: str, fitting: list[tuple[Row, Layout]]) -> None:
    sheets = list(dict.fromkeys(row.sheet for row, _ in fitting))
    lines = sorted({row.line for row, _ in fitting})
    files = list(dict.fromkeys(layout.mapping.file for _, layout in fitting if layout.mapping))
    table = fitting[0][1].table.called()
    if len(sheets) > 1:
        named = ", ".join(f"'{sheet}'" for sheet in sheets)
        raise DataError(f"{name}: the sheets {named} fit {table} equally well; name one, as {name}#{sheets[0]}.")
    if len(lines) > 1:
        raise DataError(
            f"{name}: lines {' and '.join(map(str, lines))} both look like the header of {table}; remove one, or "
            f"say skip_rows: {lines[0] - 1} in a mapping under parameters/definitions/."
        )
    if len(files) > 1:
        raise DataError(f"{name}: {' and '.join(files)} both fit it; remove one, or make them differ in their columns.")


_DATA = re.compile(r".*@.*|[-+(]?[\W\d]*\d[\W\d]*", re.DOTALL)


def is_datum(text: str) -> bool:
    """Whether a cell looks like data, not like a header: an address, or a number of some sort."""
    return bool(_DATA.fullmatch(text.strip()))


def header_in_words(header: Sequence[str]) -> str:
    """What a header has, for a message; a row of data is not repeated there."""
    cells = [text.strip() for text in header if text.strip()]
    if any(map(is_datum, cells)):
        return "a first row that looks like data, not like headers"
    return ", ".join(cells) or "no headers"
