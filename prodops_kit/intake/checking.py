"""Recognise a file among all declared tables, or propose how to read it; everything unclear at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.errors import DataError, KitError, ParameterError
from prodops_kit.intake import proposals, registry, shown
from prodops_kit.intake.checked import Checked
from prodops_kit.intake.defined import check_definition, is_defined
from prodops_kit.readers import layouts_for
from prodops_kit.readers.declarations import Table
from prodops_kit.readers.headers import nearest
from prodops_kit.readers.layouts import Layout, header_in_words, is_datum
from prodops_kit.readers.mappings import FOLDER, Mapped, check_tables, mappings
from prodops_kit.readers.opening import open_sheet
from prodops_kit.tables import Loaded, read_as

LOOKED_AT = 500  # rows of a column that speak for what it holds
_UNKNOWN = "XXX"  # ISO 4217: no currency
_NO_DATA = (".yaml", ".yml", ".ipynb", ".toml", ".py", ".md")
_DATA = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One table that the file may be: what fits by name, what is proposed, and what is still missing."""

    layout: Layout
    found: Mapping[str, str]
    said: Mapping[str, str]
    ties: Mapping[str, list[str]]
    absent: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, bool, bool, int, bool]:
        """Smaller is nearer: what is found by name says more than what is guessed."""
        guessed = any(field.required and field.name in self.said for field in self.layout.table.fields)
        aside = self.layout.table.aside
        return len(self.absent), aside, guessed, -2 * len(self.found) - len(self.said), not self.layout.mapping


def is_data(name: str) -> bool:
    """Whether a word on the command line means a file with data or definitions, not a report."""
    file, _ = workbook.file_and_sheet(name)
    suffix = file.suffix.lower()
    return suffix in _DATA or (file.is_file() and (suffix not in _NO_DATA or is_defined(file)))


def check_mappings() -> list[str]:
    """Everything wrong with the team's mappings."""
    if not any((workbook.root() / FOLDER).glob("*.yaml")):
        return []
    tables = registry.declared()
    problems = check_tables(sorted({table.called() for table in tables}))
    for table in {table.called(): table for table in tables}.values():
        try:
            mappings(table)
        except ParameterError as fault:
            problems += str(fault).split("\n")
    return list(dict.fromkeys(problems))


def check_file(name: str, *, as_table: str = "", write: bool = False) -> Checked:
    """Say what a file is and what is unclear; with `write` save the mapping that would read it."""
    shown_name = workbook.name(name)
    if is_defined(workbook.path(name)):
        return check_definition(workbook.path(name))
    try:
        tables = _tables(as_table)
        header, sheet, cells = _looked_at(name, tables)
        readings = _readings(tables, header, cells)
    except ParameterError as fault:
        return Checked(shown_name, wrong=tuple(str(fault).split("\n")))
    except KitError as fault:
        return Checked(shown_name, unclear=tuple(str(fault).split("\n")))
    if not readings or not (readings[0].found or readings[0].said):
        text = _by_hand(name, readings[0], header) if as_table and readings else _nothing_near(header, tables)
        return Checked(shown_name, unclear=(text,))
    tied = {reading.layout.table.called() for reading in readings if reading.rank == readings[0].rank}
    if len(tied) > 1:
        text = f"It fits {' and '.join(sorted(tied))} equally well; add --as {min(tied)}, for example."
        return Checked(shown_name, unclear=(text,))
    nearest_table = readings[0].layout.table
    if nearest_table.refusal and not readings[0].absent:
        return Checked(shown_name, nearest_table.called(), unclear=(f"It is {nearest_table.refusal}",))
    return _tried(name, readings[0], sheet, cells, header, write)


def _tables(as_table: str) -> list[type[Table]]:
    tables = registry.declared()
    known = sorted({table.called() for table in tables})
    if as_table and as_table not in known:
        near = nearest(as_table, (), known)
        hint = f" Did you mean '{near}'?" if near else ""
        raise ParameterError(f"--as: there is no table '{as_table}'. The kit has {', '.join(known)}.{hint}")
    return [table for table in tables if as_table in ("", table.called())]


def _ways(tables: Sequence[type[Table]]) -> list[Layout]:
    """As a report would read them, which gives the currency where the file has none."""
    ways = layouts_for(*tables)
    return [replace(way, given=_currency(way.table, _UNKNOWN)) for way in ways]


def _currency(table: type[Table], code: str) -> dict[str, str]:
    return {field.name: code for field in table.fields if field.kind == "currency"}


def _looked_at(name: str, tables: Sequence[type[Table]]) -> tuple[tuple[str, ...], str, dict[str, list[str | None]]]:
    with open_sheet(workbook.path(name), _ways(tables)) as sheet:
        wanted = {place: "text" for place, text in enumerate(sheet.header) if text.strip()}
        _, columns = next(iter(sheet.columns(wanted)), ([], [()] * len(wanted)))
        cells = {sheet.header[place]: list(column[:LOOKED_AT]) for place, column in zip(wanted, columns, strict=True)}
        return sheet.header, sheet.kind.partition("'")[2].rstrip("'"), cells


def _readings(
    tables: Sequence[type[Table]], header: tuple[str, ...], cells: Mapping[str, list[str | None]]
) -> list[_Reading]:
    seen = proposals.evidence(cells)
    readings = [_reading(way, header, seen) for way in _ways(tables) if _may_fit(way, header)]
    return sorted(readings, key=lambda reading: reading.rank)


def _may_fit(way: Layout, header: tuple[str, ...]) -> bool:
    mapping = way.mapping
    return mapping is None or replace(mapping, skip_rows=None, sheet="").fits(header, "", 0)


def _reading(way: Layout, header: tuple[str, ...], seen: Mapping[str, proposals.Evidence]) -> _Reading:
    match = way.match(header)
    found = {name: header[place] for name, place in match.found.items()}
    unread = {text: proof for text, proof in seen.items() if text not in found.values() and not is_datum(text)}
    said, ties = proposals.propose(way.table, () if way.table.exact else match.missing, unread)
    absent = tuple(field.name for field in way.absent(match) if field.name not in said)
    return _Reading(way, found, said, ties, absent)


def _nothing_near(header: tuple[str, ...], tables: Sequence[type[Table]]) -> str:
    known = ", ".join(sorted({table.called() for table in tables}))
    return f"No table is near. The file has {header_in_words(header)}; the kit reads {known}. Add --as with one."


def _by_hand(name: str, reading: _Reading, header: tuple[str, ...]) -> str:
    """The mapping to write where the table is known and no header says anything."""
    table, wanted = reading.layout.table.called(), ", ".join(reading.absent)
    return (
        f"No header is like a column of {table}. The file has {header_in_words(header)}. Write {_place(name)}: table: "
        f"{table}, and under columns: the header that holds each of {wanted}, such as {reading.absent[0]}: "
        f"{shown.as_yaml(next(text for text in header if text.strip()))}."
    )


def _tried(
    name: str,
    reading: _Reading,
    sheet: str,
    cells: Mapping[str, list[str | None]],
    header: tuple[str, ...],
    write: bool,
) -> Checked:
    """Read the file as it would be read, and collect what does not work."""
    table, mapping = reading.layout.table, reading.layout.mapping
    code = _named_currency(reading, cells)
    draft = _draft(name, reading, sheet, code)
    way = Layout(table, _currency(table, code or _UNKNOWN), draft)
    unclear = [f"No column for {name}; {_edit(table, name)}" for name in reading.absent]
    unclear += [_addition(mapping, field, text) for field, text in reading.said.items() if mapping]
    unclear += [f"'{text.strip()}' may be {' or '.join(names)}; keep one." for text, names in reading.ties.items()]
    forms: list[str] = []
    loaded: Loaded | None = None
    if not reading.absent:
        loaded, forms = _loaded(name, way, mapping)
    checked = Checked(
        workbook.name(name),
        table.called(),
        tuple(shown.understood(workbook.name(name), reading.found, reading.said, table, loaded, header)),
        tuple(unclear + forms),
    )
    if loaded and not code and _lacks_currency(reading):
        checked = replace(checked, lines=(*checked.lines, f"  Note: {_NO_CURRENCY}"))
    # Without a mapping of its own the file reads as it is, unless a header had to be guessed or a form decided.
    undecided = [text for text in forms if text.endswith(_IN_A_MAPPING)]
    needed = mapping is None and bool(reading.said or undecided or unclear)
    return _with_mapping(checked, draft, forms, name, write=write) if needed else checked


def _loaded(name: str, way: Layout, mapping: Mapped | None) -> tuple[Loaded | None, list[str]]:
    try:
        return read_as(name, [way]), []
    except DataError as fault:
        return None, [_decided_in(mapping, text) for text in str(fault).split("\n")]


def _decided_in(mapping: Mapped | None, text: str) -> str:
    """A loader's advice to declare a form, as a line of the mapping; other problems as they are."""
    said = re.sub(r"declare (\w+)='([^']+)'", r'say \1: "\2"', text).replace(" or dates='dmy'", ' or "dmy"')
    where = f", in {mapping.file}." if mapping else _IN_A_MAPPING
    return text if said == text else said.rstrip(".") + where


_IN_A_MAPPING = ", in the mapping."


def _addition(mapping: Mapped, field: str, text: str) -> str:
    return (
        f"'{text.strip()}' looks like {field}; write under columns: in {mapping.file}: {field}: {shown.as_yaml(text)}"
    )


def _edit(table: type[Table], name: str) -> str:
    field = next(field for field in table.fields if field.name == name)
    return f"write under columns: the header that holds it ({field.meaning[:1].lower()}{field.meaning[1:]})."


def _named_currency(reading: _Reading, cells: Mapping[str, list[str | None]]) -> str | None:
    """The currency that the headers or cells of the amounts name."""
    if any(field.kind == "currency" and field.name in reading.found for field in reading.layout.table.fields):
        return None
    both = {**reading.found, **reading.said}
    headers = [
        both[field.name] for field in reading.layout.table.fields if field.kind == "money" and field.name in both
    ]
    texts = [cell for text in headers for cell in cells.get(text, []) if cell]
    return proposals.currency_in([*headers, *texts])


_NO_CURRENCY = "nothing names the currency, so amounts take the report's; else write currency: EUR in a mapping."


def _lacks_currency(reading: _Reading) -> bool:
    names = {*reading.found, *reading.said, *reading.layout.mapping_defaults}
    fields = reading.layout.table.fields
    return any(f.kind == "money" and f.name in names and f.currency not in ("", *names) for f in fields)


def _draft(name: str, reading: _Reading, sheet: str, code: str | None) -> Mapped:
    own = reading.layout.mapping
    if own:
        return own
    columns = {field: (text.strip(),) for field, text in {**reading.found, **reading.said}.items()}
    order = [field.name for field in reading.layout.table.fields if field.name in columns]
    return Mapped(
        file=_place(name),
        sha256="",
        table=reading.layout.table.called(),
        columns={field: columns[field] for field in order},
        money=None,
        dates=None,
        defaults=_currency(reading.layout.table, code) if code else {},
        sheet=sheet if "#" in name else "",
        skip_rows=None,
    )


def _place(name: str) -> str:
    file, sheet = workbook.file_and_sheet(name)
    stem = re.sub(r"[^a-z0-9]+", "_", f"{file.stem} {sheet}".lower()).strip("_") or "mapping"
    return f"{FOLDER}/{stem}.yaml"


def _with_mapping(checked: Checked, draft: Mapped, forms: Sequence[str], name: str, *, write: bool) -> Checked:
    text = shown.mapping_text(draft, forms, workbook.name(name))
    lines = text.rstrip("\n").split("\n")
    if not write:
        advice = (
            f"Proposed mapping; prodops check {name} --write saves it as {draft.file}:",
            *(f"  {x}" for x in lines),
        )
        todo = f"The proposed columns are not saved; look them over and run prodops check {name} --write."
        return replace(checked, lines=(*checked.lines, *advice), unclear=(todo, *checked.unclear))
    file = workbook.path(draft.file)
    if file.exists():
        problem = f"{draft.file}: exists and does not fit this file; correct it, or delete it and write it again."
        return replace(checked, wrong=(problem,))
    _write(file, text)
    return replace(checked, lines=(*checked.lines, f"Mapping written to {draft.file}."), written=draft.file)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise DataError(f"{workbook.name(file)}: cannot be written ({fault.strerror}).") from None
