"""What every reader gives: an open sheet whose header has been found, and its rows as text, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from prodops_kit.readers.layouts import Layout

BATCH = 10_000  # rows: measured; more leave the processor's cache, fewer spend their time in calls

Columns = tuple[Sequence[int], list[Sequence[Any]]]
"""Lines of some rows, then one sequence of texts (None for nothing) a column."""


class Sheet(Protocol):
    """An open sheet.

    Attributes:
        name: The file as messages name it, with its sheet where it has several.
        kind: What kind of file it is, in words.
        header: Cells of the header.
        layout: The way to read what stands under it; None when nobody asked for a table.
        refused: Rows that cannot be cut into cells, as line and reason; complete once the columns are read.
        warnings: What was read with a doubt.
    """

    name: str
    kind: str
    header: tuple[str, ...]
    layout: Layout | None
    refused: list[tuple[int, str]]
    warnings: tuple[str, ...]

    def columns(self, wanted: Mapping[int, str]) -> Iterator[Columns]:
        """Texts of some columns, in the order of the file; blank rows are skipped.

        Args:
            wanted: Declared kind by the column's place in the header.
        """
        ...


def as_text(value: Any, kind: str) -> str | None:
    """A typed cell as the text that its declared kind reads back exactly.

    >>> as_text(1234.5, "money"), as_text(1234.0, "text"), as_text(datetime(2026, 10, 31), "day")
    ('12345e-1', '1234', '2026-10-31')
    """
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value, kind)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float | Decimal, kind: str) -> str:
    # A double says fifteen digits truly, as the program that wrote it shows them.
    exact = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    if exact == exact.to_integral_value() or kind != "money":
        text = format(exact, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    sign, digits, exponent = exact.as_tuple()
    # With an exponent the number has no decimal mark, so it is the same in every notation.
    return f"{'-' * sign}{''.join(map(str, digits))}e{exponent}"


def skipped_above(line: int, first: bool) -> tuple[str, ...]:
    """What to say of rows above the header."""
    return () if first else (f"The header was found on line {line}; what stands above it was not read.",)
