"""Large files that are asked where they lie: CSV and Parquet, declared columns under their names.

`tables.read_table` looks at each cell on its way into the engine; this way only finds and checks the columns, so that
twenty million rows cost seconds. Columns that the table does not declare keep their header. What a reader cannot be
told exactly is refused: another encoding than UTF-8, rows of another width than the header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.engines import Relation, quoted, scan
from prodops_kit.errors import DataError, several
from prodops_kit.readers import Sheet, forms, layouts_for, open_sheet
from prodops_kit.readers.declarations import Field, Table
from prodops_kit.readers.delimited import Delimited
from prodops_kit.readers.parsing import matched
from prodops_kit.results import Rejected, Source

SHOWN_LINES = 5  # lines named for each reason
LOOKED_THROUGH = 100  # batches of ten thousand rows in which lines are looked for
_WHOLE = re.compile(r"U?((TINY|SMALL|BIG|HUGE)INT|INTEGER)")
_NUMBERS = re.compile(rf"{_WHOLE.pattern}|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN|VARCHAR")


Wrong = Callable[[str], bool]
"""Whether a filled cell is not what it should be."""


def is_no_number(cell: str) -> bool:
    """Whether `as_number` makes nothing of a cell.

    >>> [cell for cell in ("1e3", "1,5", "nan", "0x10") if is_no_number(cell)]
    ['1,5', 'nan', '0x10']
    """
    try:
        return "_" in cell or not abs(float(cell)) < float(forms.LARGEST)
    except ValueError:
        return True


@dataclass(frozen=True, slots=True)
class Scanned:
    """The rows of one input where they lie.

    Attributes:
        rows: Rows that can be used: declared columns that the file has, then all others under their header.
        columns: SQL type of each column in `rows`; text for all that a CSV does not declare.
        source: The input as the page states it.
        table: The declaration.
        shown: Header in the file by declared name.
    """

    rows: Relation | None
    columns: Mapping[str, str]
    source: Source
    table: type[Table]
    shown: Mapping[str, str]

    @classmethod
    def left_out(cls, table: type[Table], reason: str) -> Scanned:
        """The missing input of a report whose parameters name no file for it."""
        return cls(None, {}, Source(table.called(), "", "", "", 0, 0, 0, absent=reason), table, {})

    def number(self, column: str) -> str | None:
        """SQL for the finite number in a column, missing where a cell holds none; None for columns of another kind."""
        kind = self.columns.get(column, "")
        return as_number(_name(column), kind) if _NUMBERS.fullmatch(kind) else None

    def lines(self, column: str, wrong: Wrong) -> tuple[int, ...]:
        """The first lines whose filled cell in a column is wrong."""
        with open_sheet(workbook.path(self.source.path), layouts_for(self.table)) as sheet:
            place = [text.strip() for text in sheet.header].index(self.shown.get(column, column))
            return tuple(islice(_lines(sheet, place, wrong), SHOWN_LINES))


def as_number(column: str, kind: str) -> str:
    """SQL for the finite number in a column of some SQL type."""
    if kind == "VARCHAR":
        return forms.decimal(column)
    if kind in ("DOUBLE", "FLOAT"):
        return f"(case when abs({column}) < {forms.LARGEST} then cast({column} as double) end)"  # no NaN, no infinity
    return f"cast({column} as double)"


def scan_table(path: str | Path, table: type[Table]) -> Scanned:
    """Find the declared columns of a file and leave its rows where they lie.

    Args:
        path: CSV (UTF-8) or Parquet file; a relative path starts at the workbook's root.
        table: The declaration; a mapping of the team applies where it fits. Columns of kind `person` are left as they
            are: nothing but counts may leave.

    Raises:
        DataError: The file cannot be read, a column is missing, or no row can be used. Rows without a needed cell, or
            with a day that is none, are set aside and counted.
    """
    file = workbook.file_and_sheet(path)[0]
    layouts = layouts_for(table)
    with open_sheet(workbook.path(path), layouts) as sheet:
        layout = sheet.layout or layouts[0]
        found = matched(sheet.name, sheet.header, layout).found
        rows, kinds = _opened(file, sheet)
        chosen = _chosen(found, kinds, table, is_csv=isinstance(sheet, Delimited))
        source = Source(table.called(), workbook.name(file), workbook.sha256(file), sheet.kind, 0, 0, 0)
        source = replace(source, warnings=sheet.warnings, sample=workbook.is_sample(source.sha256))
    selected = rows.select("from {rows} select " + ", ".join(f"{sql} as {_name(name)}" for name, sql, _ in chosen))
    shown = {name: sheet.header[place].strip() for name, place in found.items()}
    columns = {name: kind for name, _, kind in chosen}
    return _counted(Scanned(selected, columns, source, table, shown))


def _opened(file: Path, sheet: Sheet) -> tuple[Relation, Mapping[str, str]]:
    """The file as a relation, and the SQL type of each of its columns."""
    if sheet.kind == "Parquet":
        rows = scan(file, "from read_parquet({file})")
        return rows, {str(name): str(kind) for name, kind, *_ in rows.exact("describe from {rows}")}
    if not isinstance(sheet, Delimited):
        raise DataError(f"{sheet.name}: a table of units or events is read from CSV and Parquet; save it as one.")
    if not sheet.encoding.startswith("utf-8"):
        raise DataError(f"{sheet.name}: not UTF-8 text. Save the file as 'CSV UTF-8 (comma delimited)' and run again.")
    names = [text.strip() or f"column {place}" for place, text in enumerate(sheet.header, 1)]
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    options = f"auto_detect = false, header = true, skip = {sheet.line - 1}, delim = {_text(sheet.separator)}"
    sql = f"from read_csv({{file}}, {options}, quote = '\"', escape = '\"', columns = {{{{{columns}}}}})"
    return scan(file, sql), dict.fromkeys(names, "VARCHAR")


def _chosen(
    found: Mapping[str, int], kinds: Mapping[str, str], table: type[Table], *, is_csv: bool
) -> list[tuple[str, str, str]]:
    """Name, SQL and type of each column: those declared first."""
    names = list(kinds)
    fields = {field.name: field for field in table.fields}
    chosen = [
        (name, *_declared(fields[name], names[place], kinds[names[place]], is_csv)) for name, place in found.items()
    ]
    taken = {*found, *(names[place] for place in found.values())}
    return chosen + [(name, _name(name), kind) for name, kind in kinds.items() if name not in taken]


def _declared(field: Field, column: str, kind: str, is_csv: bool) -> tuple[str, str]:
    cell = _name(column)
    if field.kind in ("day", "time"):
        return as_time(cell, kind), "TIMESTAMP"
    if field.kind == "number":
        return cell, kind
    if is_csv:
        return f"nullif(trim({cell}), '')", kind
    return (
        (cell, kind)
        if kind == "VARCHAR" or (field.kind == "person" and _WHOLE.fullmatch(kind))
        else (f"cast({cell} as varchar)", "VARCHAR")
    )


def as_time(cell: str, kind: str) -> str:
    """SQL for a moment in UTC, written as 2026-10-31, with or without a time and its zone."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {cell})"
    if kind == "VARCHAR":  # trimmed here, as in forms.decimal; a zone costs much time, so only where there is one
        text = f"trim({cell})"
        zoned = f"length({text}) > 16 and regexp_matches(substr({text}, 17), '[-+]')"
        return (
            f"case when starts_with({text}, '1') or starts_with({text}, '2') then case when {zoned} "
            f"then timezone('UTC', try_cast({text} as timestamptz)) else try_cast({text} as timestamp) end end"
        )
    return cell if kind in ("DATE", "TIMESTAMP") else f"try_cast({cell} as timestamp)"


def _counted(scanned: Scanned) -> Scanned:
    """Count what can be used, set aside what cannot, and tell the runner."""
    faults = list(_faults(scanned))
    rows, source, fields = scanned.rows, scanned.source, scanned.table.fields
    assert rows is not None
    day = next((f.name for f in fields if f.kind == "day" and f.name in scanned.columns), None)
    newest = f"cast(max({quoted(day)}) as date)" if day else "null"
    bad = [f"coalesce({condition}, false)" for condition, _ in faults]
    counts = "".join(f", count(*) filter ({one})" for one in bad)
    whole = " and ".join(f"not {one}" for one in bad)
    asked = f"from {{rows}} select count(*), count(*) filter ({whole}), {newest}{counts}"
    with readable(scanned):
        total, used, last, *wrong = rows.exact(asked)[0]
    reasons = tuple(Rejected(reason, n, ()) for (_, reason), n in zip(faults, wrong, strict=True) if n)
    source = replace(source, rows=total, used=used, rejected=total - used, reasons=reasons, newest=last)
    workbook.note_input(
        {key: getattr(source, key) for key in ("table", "path", "sha256", "rows", "used", "rejected")}
        | {"newest": last and last.isoformat()}
    )
    if not used:
        raise DataError(_nothing_used(source))
    rows = rows.select(f"from {{rows}} where {whole}") if total > used else rows
    return replace(scanned, rows=rows, source=source)


def _faults(scanned: Scanned) -> Iterator[tuple[str, str]]:
    for field in scanned.table.fields:
        if field.name not in scanned.columns or field.kind == "number":
            continue
        cell, shown = quoted(field.name), scanned.shown[field.name]
        if field.kind == "day":
            yield f"{cell} is null", f"'{shown}' is no day written as 2026-10-31"
        elif not field.nullable:
            empty = f"{cell} = ''" if scanned.columns[field.name] == "VARCHAR" else "false"
            yield f"{cell} is null or {empty}", f"'{shown}' is empty"


@contextmanager
def readable(*inputs: Scanned) -> Iterator[None]:
    """What goes wrong inside with files that are read where they lie becomes a message.

    Raises:
        DataError: A file is damaged, or went away; with the first lines where they can be told.
    """
    import duckdb

    try:
        yield
    except duckdb.Error:  # its words may hold a row
        problems = [text for one in inputs if one.rows is not None for text in _damage(one)]
        raise DataError(several(problems)) from None


def _damage(scanned: Scanned) -> Iterator[str]:
    """What keeps the engine from reading a file, with lines."""
    name = scanned.source.path
    with open_sheet(workbook.path(name), layouts_for(scanned.table)) as sheet:
        next((True for _ in sheet.columns({0: "text"}) if sheet.refused), False)
        for line, reason in sheet.refused[:SHOWN_LINES]:
            yield f"{name}, line {line}: {reason}. Correct the export and run again."
        if not sheet.refused:
            yield f"{name}: its rows cannot be told apart; it is damaged or cut off. Export it again."


def _lines(sheet: Sheet, place: int, wrong: Wrong) -> Iterator[int]:
    for lines, (cells,) in islice(sheet.columns({place: "number"}), LOOKED_THROUGH):
        yield from (line for line, cell in zip(lines, cells, strict=True) if cell and cell.strip() and wrong(cell))


def _nothing_used(source: Source) -> str:
    if not source.rows:
        return f"{source.path}: a header and no rows; export it again for a period with data."
    reasons = " ".join(f"{one.rows}: {one.reason}." for one in source.reasons)
    return f"{source.path}: none of its {source.rows} rows can be used. {reasons} Correct the export and run again."


def _name(column: str) -> str:
    """A column as SQL that is formatted once more."""
    return quoted(column).replace("{", "{{").replace("}", "}}")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"
