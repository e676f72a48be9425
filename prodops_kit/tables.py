"""Declared tables: what a row holds, and how a file becomes rows that keep the declaration.

A table is a plain class whose fields say kind, meaning and aliases. `read_table` finds the columns, proves how
money and days are written, and gives `Loaded`: the rows in the engine, the rows set aside with line, column and
reason, and the source as the page states it. Rows in = used + rejected; no cell's content leaves in a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prodops_kit import workbook
from prodops_kit.engines import Relation, quoted, store
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.money import Money, to_minor
from prodops_kit.readers import Sheet, forms, layouts_for, open_sheet
from prodops_kit.readers.declarations import KINDS, Field, Table, column, dictionary
from prodops_kit.readers.layouts import Layout
from prodops_kit.readers.parsing import BETWEEN, Reading, matched
from prodops_kit.readers.people import person_key
from prodops_kit.results import Rejected, Source

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Loaded", "Table", "column", "dictionary", "read_as", "read_table"]

SHOWN_LINES = 5  # lines named for each reason


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows of one input, with everything that was set aside.

    Attributes:
        rows: Used rows, columns as declared, then `line`: where the row starts in the file.
        rejects: One row per row set aside: file, line, column, reason; never a cell's content.
        source: The input as the page states it.
        table: The declaration.
        set_aside: Sum of the amounts that rejected rows state, one a currency.
    """

    rows: Relation
    rejects: pd.DataFrame
    source: Source
    table: type[Table]
    set_aside: tuple[Money, ...] = ()

    @classmethod
    def left_out(cls, table: type[Table], reason: str) -> Loaded:
        """The empty input of a report whose parameters name no file for it."""
        columns = {field.name: KINDS[field.kind] for field in table.fields} | {"line": "bigint"}
        source = Source(table.called(), "", "", "", 0, 0, 0, absent=reason)
        return cls(store(columns, ()), _rejects("", []), source, table)

    def reject(self, condition: str, *, reason: str, column: str = "", may_empty: bool = False) -> Loaded:
        """Set aside the rows for which an SQL condition holds, and count them.

        Args:
            may_empty: Whether an input without any row left is still an answer.

        Raises:
            DataError: No row is left, and `may_empty` is not said.
        """
        import pandas as pd

        bad = self.rows.select(f"from {{rows}} where {condition}").kept()
        found = [(int(line), column, reason) for line in bad.query("select line from {rows} order by line")["line"]]
        return _counted(
            replace(
                self,
                rows=self.rows.select(f"from {{rows}} where not coalesce(({condition}), false)"),
                rejects=pd.concat([self.rejects, _rejects(self.source.path, found)], ignore_index=True),
                set_aside=_added(self.set_aside, _money(bad, self.table)),
            ),
            may_empty=may_empty,
        )

    def select(self, sql: str) -> Loaded:
        """The same input with its used rows seen through a query."""
        return replace(self, rows=self.rows.select(sql))

    def warn(self, *warnings: str) -> Loaded:
        """The same input with warnings that its source states."""
        return replace(self, source=replace(self.source, warnings=(*self.source.warnings, *warnings)))


def read_table(
    path: str | Path,
    table: type[Table],
    *,
    layout: str = "",
    defaults: Mapping[str, str] | None = None,
    money: str | None = None,
    dates: str | None = None,
) -> Loaded:
    """Read one file into a declared table.

    Args:
        path: CSV, Excel or Parquet file; a relative path starts at the workbook's root. `book.xlsx#Sheet` names a
            sheet; else the one that fits is taken.
        table: The declaration. A mapping of the team under `parameters/definitions/` applies where it fits.
        layout: What kind of file it was recognised as; else as the declaration says.
        defaults: Text for fields whose column the file does not have.
        money: How amounts are written, `1,234.56` or `1.234,56`; proved from the cells when None.
        dates: `iso`, `mdy` or `dmy`; proved from the cells when None.

    Raises:
        DataError: The file cannot be read, a column is missing, a form is in doubt, or no row can be used. Single
            bad rows are set aside with line, column and reason.
        ParameterError: `money` or `dates` is not one of the forms, or a mapping is written wrongly.
    """
    _check_forms(money, dates)
    return read_as(path, layouts_for(table, given=dict(defaults or {})), layout=layout, money=money, dates=dates)


def read_as(
    path: str | Path, layouts: Sequence[Layout], *, layout: str = "", money: str | None = None, dates: str | None = None
) -> Loaded:
    """Read one file in the way that fits it best; `read_table` for who knows the ways."""
    with open_sheet(workbook.path(path), layouts) as sheet:
        _check_layout(sheet)
        reading = _reading(sheet, sheet.layout or layouts[0])
    mapping = reading.layout.mapping
    said = (mapping.money, mapping.dates) if mapping else (None, None)
    form = reading.forms(money or said[0], dates or said[1])
    parsed = reading.parsed(form).kept()
    file = workbook.file_and_sheet(path)[0]
    layout = layout or reading.table.layout
    words = [layout, sheet.kind if sheet.kind != "CSV" or not layout else ""]
    if mapping:
        words.append(f"columns as in {mapping.file}")
        workbook.note_input(
            {"table": "mapping", "path": mapping.file, "sha256": mapping.sha256, "newest": None}
            | dict.fromkeys(("rows", "used", "rejected"), 0)
        )
    called = reading.table.called()
    source = Source(called, workbook.name(file), workbook.sha256(file), ", ".join(filter(None, words)), 0, 0, 0)
    source = replace(source, warnings=(*sheet.warnings, *reading.warnings()))
    return _loaded(parsed, sheet.refused, source, reading.table)


def _check_layout(sheet: Sheet) -> None:
    if sheet.layout and sheet.layout.table.refusal:
        raise DataError(f"{sheet.name}: {sheet.layout.table.refusal}")


def _reading(sheet: Sheet, layout: Layout) -> Reading:
    match = matched(sheet.name, sheet.header, layout)
    columns = {"line": "bigint"} | dict.fromkeys(match.found, "varchar")
    raw = store(columns, _cells(sheet, match.found, layout.table))
    clean = {f.name: forms.written if f.kind == "words" else forms.trimmed for f in layout.table.fields}
    cells = ", ".join(["line", *(f"{clean[found](quoted(found))} as {quoted(found)}" for found in match.found)])
    text = raw.select(f"from {{rows}} select {cells}").kept()
    return Reading(sheet.name, layout, sheet.header, match, text)


def _check_forms(money: str | None, dates: str | None) -> None:
    if money not in (None, forms.POINT, forms.COMMA):
        raise ParameterError(f"money: '{money}' is not a notation; write '{forms.POINT}' or '{forms.COMMA}'.")
    if dates is not None and dates not in forms.ORDERS:
        raise ParameterError(f"dates: '{dates}' is not an order; write {', '.join(forms.ORDERS)}.")


def _cells(sheet: Sheet, found: Mapping[str, int], table: type[Table]) -> Iterator[list[Sequence[Any]]]:
    """The declared columns of each batch; people are keys before the engine sees them."""
    key = cache(person_key)
    kinds = {field.name: field.kind for field in table.fields}
    people = [f for f in table.fields if f.name in found and (f.kind == "person" or f.person_when)]
    wanted = {place: kinds[name] for name, place in found.items()}
    for lines, columns in sheet.columns(wanted):
        by_place = dict(zip(wanted, columns, strict=True))
        cells = {name: by_place[place] for name, place in found.items()}  # one column may serve two fields
        yield [lines, *(cells | {field.name: _keys(cells, field, key) for field in people}).values()]


def _keys(
    cells: Mapping[str, Sequence[str | None]], field: Field, key: Callable[[str], str | None]
) -> list[str | None]:
    if not field.person_when:
        return [key(cell or "") for cell in cells[field.name]]
    says = cells.get(field.person_when, ())
    return [
        key(cell or "") if (word or "").strip().casefold() == "person" else cell
        for cell, word in zip_longest(cells[field.name], says, fillvalue="person")
    ]


def _loaded(parsed: Relation, refused: list[tuple[int, str]], source: Source, table: type[Table]) -> Loaded:
    bad = parsed.select("from {rows} where problem is not null")
    found = [
        (int(line), *problem.split(BETWEEN)) for line, problem in bad.query("select line, problem from {rows}").values
    ]
    found += [(line, "", reason) for line, reason in refused]
    names = ", ".join([*(quoted(field.name) for field in table.fields), "line"])
    rows = parsed.select(f"from {{rows}} select {names} where problem is null")
    return _counted(Loaded(rows, _rejects(source.path, sorted(found)), source, table, _money(bad, table)))


def _counted(loaded: Loaded, *, may_empty: bool = False) -> Loaded:
    """Bring the source up to what is used and set aside, and tell the runner."""
    used, rejected = len(loaded.rows), len(loaded.rejects)
    reasons = tuple(
        Rejected(str(reason), len(lines), tuple(int(line) for line in lines[:SHOWN_LINES]))
        for reason, lines in loaded.rejects.groupby("reason", sort=False)["line"]
    )
    newest = None
    if loaded.table.covers and used:
        newest = loaded.rows.query(f"from {{rows}} select max({loaded.table.covers}) as day")["day"].item()
    source = replace(
        loaded.source,
        rows=used + rejected,
        used=used,
        rejected=rejected,
        reasons=reasons,
        newest=newest,
        money=_money(loaded.rows, loaded.table),
        sample=workbook.is_sample(loaded.source.sha256),
    )
    workbook.note_input(
        {key: getattr(source, key) for key in ("table", "path", "sha256", "rows", "used", "rejected")}
        | {"newest": newest and newest.isoformat()}
    )
    if not used and not may_empty and not (loaded.table.may_be_empty and not rejected):
        raise DataError(_nothing_used(source, loaded.table))
    return replace(loaded, source=source)


def _nothing_used(source: Source, table: type[Table]) -> str:
    if not source.rows:
        return f"{source.path}: a header and no rows; export it again with the {table.called()} it should hold."
    reasons = " ".join(f"{_lines(reason)}: {reason.reason}." for reason in source.reasons)
    return f"{source.path}: none of its {source.rows} rows can be used. {reasons} Correct the export and run again."


def _lines(rejected: Rejected) -> str:
    more = rejected.rows - len(rejected.lines)
    lines = ", ".join(map(str, rejected.lines)) + (f" and {more} more" if more else "")
    return f"{'Line' if rejected.rows == 1 else 'Lines'} {lines}"


def _rejects(path: str, found: list[tuple[int, str, str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([(path, *row) for row in found], columns=["file", "line", "column", "reason"])


def _money(rows: Relation, table: type[Table]) -> tuple[Money, ...]:
    field = next((field for field in table.fields if field.name == table.reconciles), None)
    if not field:
        return ()
    amount, currency = quoted(field.name), quoted(field.currency)
    sums = rows.query(
        f"from {{rows}} select {currency} as currency, sum({amount}) as total "
        f"where {currency} is not null and {amount} is not null group by all order by all"
    )
    return tuple(Money(to_minor(row.total, row.currency), row.currency) for row in sums.itertuples())


def _added(first: tuple[Money, ...], second: tuple[Money, ...]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for money in (*first, *second):
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))
