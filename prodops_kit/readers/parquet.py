"""Parquet: typed columns whose values arrive exact; the line of a row is its number, from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from prodops_kit import workbook
from prodops_kit.engines import MONEY, quoted
from prodops_kit.errors import DataError
from prodops_kit.readers.layouts import Layout, Row, choose
from prodops_kit.readers.sheets import BATCH, Columns

if TYPE_CHECKING:
    import duckdb

_DECIMAL = re.compile(r"DECIMAL\(\d+,(\d+)\)")


@dataclass(slots=True)
class Parquet:
    """A Parquet file; see `Sheet`."""

    name: str
    header: tuple[str, ...]
    layout: Layout | None
    _engine: duckdb.DuckDBPyConnection
    _path: str
    _types: tuple[str, ...]
    kind: str = "Parquet"
    warnings: tuple[str, ...] = ()
    refused: list[tuple[int, str]] = field(default_factory=list)

    def columns(self, wanted: Mapping[int, str]) -> Iterator[Columns]:
        """As `Sheet.columns`."""
        texts = [_text(quoted(self.header[place]), self._types[place], kind) for place, kind in wanted.items()]
        filled = " or ".join(f"{quoted(name)} is not null" for name in self.header)
        rows = "from read_parquet($path, file_row_number = true)"
        chosen = f"{rows} select file_row_number + 1, {', '.join(texts)} where {filled}"
        found = self._engine.execute(chosen, {"path": self._path})
        while batch := found.fetchmany(BATCH):
            lines, *columns = map(list, zip(*batch, strict=True))
            yield lines, [*columns]


@contextmanager
def open_parquet(file: Path, layouts: Sequence[Layout]) -> Iterator[Parquet]:
    """Open a Parquet file.

    Raises:
        DataError: The file is damaged.
    """
    import duckdb

    name = workbook.name(file)
    path = re.sub(r"([*?\[\]{}])", r"[\1]", str(file))  # read_parquet takes patterns
    try:
        with duckdb.connect() as engine:  # apart from the kit's own, which reaches no file
            engine.execute("describe from read_parquet($path)", {"path": path})
            found = engine.fetchall()
            header = tuple(str(column[0]) for column in found)
            choice = choose(name, [Row(header, "", 1, True)], layouts)
            yield Parquet(name, header, choice.layout, engine, path, tuple(str(column[1]) for column in found))
    except duckdb.Error:
        raise DataError(f"{name}: cannot be read as Parquet; it is damaged or cut off. Export it again.") from None


def _text(column: str, type_: str, kind: str) -> str:
    """SQL for the text that the declared kind reads back exactly."""
    text = f"cast({column} as varchar)"
    decimal = _DECIMAL.fullmatch(type_)
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return f"cast(timezone('UTC', {column}) as varchar)"
    if kind == "money" and type_ in ("DOUBLE", "FLOAT"):
        return f"coalesce({_without_mark(f'cast(try_cast({text} as {MONEY}) as varchar)', 12)}, {text})"
    if decimal and int(decimal[1]):
        return _without_mark(text, int(decimal[1])) if kind == "money" else _shortest(text)
    return _shortest(text) if type_ in ("DOUBLE", "FLOAT") else text


def _without_mark(text: str, decimals: int) -> str:
    """A number with an exponent has no decimal mark, so it is the same in every notation; whole ones stay plain."""
    zeros = "." + "0" * decimals
    return (
        f"case when ends_with({text}, '{zeros}') then left({text}, -{len(zeros)}) "
        f"else replace({text}, '.', '') || 'e-{decimals}' end"
    )


def _shortest(text: str) -> str:
    return rf"regexp_replace(regexp_replace({text}, '(\.[0-9]*?)0+$', '\1'), '\.$', '')"
