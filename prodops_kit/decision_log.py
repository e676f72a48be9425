"""The decision log: what leaders answered to the decisions that pages ask for, in `data/decisions.csv`.

One row is one answer: id, period, state, owner, note, until. People edit the file as a spreadsheet, so it is
read kindly and refused with every problem at once; `add` appends a row and leaves all others as they are.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

from prodops_kit import workbook
from prodops_kit.errors import DataError, ParameterError, several
from prodops_kit.notes import without_addresses
from prodops_kit.parameters import hint
from prodops_kit.periods import Period
from prodops_kit.records import write_whole

State = Literal["accepted", "declined", "done", "snoozed"]
STATES: tuple[State, ...] = get_args(State)
COLUMNS = ("id", "period", "state", "owner", "note", "until")
_FORMULA = re.compile(r"'*[=+\-@]")  # what a spreadsheet would compute, or would but for apostrophes
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXCEL_MONTH = re.compile(r"([a-z]{3})-(\d\d)", re.IGNORECASE)  # what Excel makes of 2026-10
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer to a decision.

    Attributes:
        id: The decision's id, as in records.
        period: The period whose page asked for it.
        owner: Team or role that answered.
        note: Why, in one line; plain text, whatever it begins with, e-mail addresses removed.
        until: For `snoozed`, the day on which the decision comes back.
        line: Where the row begins in the file.
    """

    id: str
    period: str
    state: State
    owner: str
    note: str
    until: date | None
    line: int


@dataclass(frozen=True, slots=True)
class _Form:
    """How the file at hand is written."""

    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]


def file() -> Path:
    """Where the workbook's decision log is, or would be."""
    return workbook.root() / "data" / "decisions.csv"


def entries() -> tuple[Entry, ...]:
    """Every answer in file order; none when there is no file.

    Raises:
        DataError: The file cannot be understood: each problem with its line and the edit that mends it.
    """
    return _parse(_content())[1]


def state_of(known: Sequence[Entry], id: str, month: str) -> Entry | None:  # noqa: A002
    """The answer to a decision that holds in a period, or None while it is open.

    It is the last one in the file whose own period ends no later. A snooze is over on its `until`: one that
    ends by the period's last day leaves the decision open again.

    Args:
        known: What `entries` returned.
        id: The decision's id.
        month: The period of the page.
    """
    last_day = Period(month).last_day
    found = [entry for entry in known if entry.id == id and Period(entry.period).last_day <= last_day]
    if not found or (found[-1].state == "snoozed" and found[-1].until and found[-1].until <= last_day):
        return None
    return found[-1]


def in_force(ids: Sequence[str], month: str) -> dict[str, Entry]:
    """The answers that hold in a period, by decision; open decisions have none.

    Raises:
        DataError: As `entries`; never where nothing is asked.
    """
    known = entries() if ids else ()
    return {asked: entry for asked in ids if (entry := state_of(known, asked, month))}


def add(
    id: str,  # noqa: A002
    period: str,
    state: str,
    *,
    owner: str = "",
    note: str = "",
    until: date | None = None,
) -> Entry:
    """Append one answer; the file's other bytes, its delimiter, encoding and line ends stay as they are.

    Returns:
        The entry as it will be read.

    Raises:
        DataError: The answer is not one, the file has faults, or it cannot be written.
    """
    ends = until.isoformat() if until else ""
    cells = {"id": id, "period": period, "state": state, "owner": owner, "note": note, "until": ends}
    cells = {name: _one_line(text) for name, text in cells.items()}
    problems = list(_problems(cells))
    if problems:
        raise DataError(several([f"decision {cells['id'] or 'without id'}: {problem}" for problem in problems]))
    with _locked():
        content = _content()
        written = content + _addition(_parse(content)[0], cells)
        try:
            write_whole(file(), written)
        except OSError as fault:
            raise DataError(f"{_where()}: cannot be written ({fault.strerror}). Close it where it is open.") from None
    return _parse(written)[1][-1]


@contextmanager
def _locked() -> Iterator[None]:
    from filelock import FileLock, Timeout

    folder = workbook.kept() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "decisions.lock", timeout=10):
            yield
    except Timeout:
        raise DataError(f"{_where()}: another command is writing it. Decide again when it has ended.") from None


def _where() -> str:
    return workbook.name(file())


def _content() -> bytes:
    try:
        return file().read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as fault:
        raise DataError(f"{_where()}: cannot be read ({fault.strerror}).") from None


def _parse(content: bytes) -> tuple[_Form, tuple[Entry, ...]]:
    text, encoding = _decoded(content)
    lines = list(io.StringIO(text, newline=""))
    first = next((n for n, line in enumerate(lines, start=1) if line.strip(',;"\t\r\n ')), None)
    if first is None:
        return _Form(text, encoding, ",", ()), ()
    form = _form(text, encoding, lines[first - 1])
    faults = list(_header_faults(form.header))
    if faults:
        raise DataError(several([f"{_where()}, line {first}: {fault}" for fault in faults]))
    rows = [(line, row) for line, row in _rows(form) if line > first]
    problems = [
        f"{_where()}, line {line}: {fault}"
        for line, row in rows
        for fault in (*_problems(_named(row, form)), *_surplus(row, form))
    ]
    if problems:
        raise DataError(several(problems))
    return form, tuple(_entry(_named(row, form), line) for line, row in rows)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and the encoding of what is appended to it; a new file begins with a mark, for Excel's sake."""
    if not content:
        return "", "utf-8-sig"
    for encoding in ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return content.removeprefix(codecs.BOM_UTF8).decode(encoding), encoding
    raise DataError(f"{_where()}: neither UTF-8 nor Windows text. Save it as 'CSV UTF-8 (comma delimited)'.")


def _form(text: str, encoding: str, header: str) -> _Form:
    """The delimiter is the one under which the header has most of our columns."""
    read = {mark: tuple(_name(cell) for cell in next(csv.reader([header], delimiter=mark))) for mark in ",;\t"}
    delimiter = max(read, key=lambda mark: len(set(COLUMNS) & set(read[mark])))
    return _Form(text, encoding, delimiter, read[delimiter])


def _name(cell: str) -> str:
    return _one_line(cell).casefold()


def _header_faults(header: tuple[str, ...]) -> Iterator[str]:
    for name in COLUMNS:
        if name not in header:
            yield f"no column '{name}'. Write the header {', '.join(COLUMNS)}."
        elif header.count(name) > 1:
            yield f"{header.count(name)} columns '{name}'. Keep one."


def _rows(form: _Form) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(form.text, newline=""), delimiter=form.delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise DataError(
            f"{_where()}, line {begins}: not a row of a spreadsheet ({fault}). Close the quotes of this row."
        ) from None


def _named(row: list[str], form: _Form) -> Cells:
    cells = dict(zip(form.header, (_one_line(cell) for cell in row), strict=False))
    return {name: _unmarked(cells.get(name, "")) for name in COLUMNS}


def _surplus(row: list[str], form: _Form) -> Iterator[str]:
    if any(cell.strip() for cell in row[len(form.header) :]):
        yield f"more cells than the header has. Put the text that holds '{form.delimiter}' into double quotes."


def _problems(cells: Cells) -> Iterator[str]:
    state, until = cells["state"].casefold(), cells["until"]
    if not cells["id"]:
        yield "no id. Write the decision's id, as prodops decide lists it."
    if not _period(cells["period"]):
        yield f"'{cells['period']}' is not a period. Write a month as 2026-10, a quarter as 2026-Q3, a year as 2026."
    if state not in STATES:
        yield f"'{cells['state']}' is not a state. Write accepted, declined, done or snoozed.{hint(state, [*STATES])}"
    if until and not day(until):
        yield f"until '{until}' is not a date that can be told. {_dated(until)}"
    if state == "snoozed" and not until:
        yield "snoozed without until. Write the day on which the decision comes back, such as 2026-12-31."


def _dated(text: str) -> str:
    """The edit that mends a date: slashes say neither day nor month first."""
    found = _SLASHED.fullmatch(text)
    first, second, year = found.groups() if found else ("", "", "")
    meant = {_as_day(year, second, first), _as_day(year, first, second)} - {None}
    return f"Write {' or '.join(sorted(map(str, meant))) or 'it as 2026-12-31'}."


def _entry(cells: Cells, line: int) -> Entry:
    return Entry(
        id=cells["id"],
        period=_period(cells["period"]),
        state=cast("State", cells["state"].casefold()),
        owner=without_addresses(cells["owner"]),
        note=without_addresses(cells["note"]),
        until=day(cells["until"]),
        line=line,
    )


def _period(text: str) -> str:
    """A period as the kit writes it, also where a spreadsheet made `Oct-26` of it; empty when it is none."""
    short = _EXCEL_MONTH.fullmatch(text)
    if short and short[1].casefold() in _MONTHS:
        return f"20{short[2]}-{_MONTHS.index(short[1].casefold()) + 1:02}"
    try:
        return Period(text.upper()).text
    except ParameterError:
        return ""


def day(text: str) -> date | None:
    """A date as 2026-12-31 or 31.12.2026; None for every other text."""
    iso, dotted = _ISO.fullmatch(text), _DOTTED.fullmatch(text)
    if iso:
        return _as_day(iso[1], iso[2], iso[3])
    return _as_day(dotted[3], dotted[2], dotted[1]) if dotted else None


def _as_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _one_line(text: str) -> str:
    """Text without line ends and without characters that nobody sees."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _unmarked(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _addition(form: _Form, cells: Cells) -> bytes:
    """The bytes of one more row, after those of a header where there is none yet."""
    out = io.StringIO()
    ending = "\r\n" if "\r\n" in form.text else "\n"
    writer = csv.writer(out, delimiter=form.delimiter, lineterminator=ending)
    if not form.header:
        writer.writerow(COLUMNS)
    writer.writerow([_neutral(cells.get(name, "")) for name in form.header or COLUMNS])
    between = ending if form.text and not form.text.endswith(("\n", "\r")) else ""
    try:
        return (between + out.getvalue()).encode(form.encoding)
    except UnicodeEncodeError:
        raise DataError(
            f"{_where()}: written as Windows text, which cannot hold every character of this answer. "
            f"Save the file as 'CSV UTF-8 (comma delimited)' and decide again."
        ) from None


def _neutral(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
