"""What a file was understood as, for a terminal: never an address, a person or a person's pay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from prodops_kit.readers.declarations import Field, Table
from prodops_kit.readers.headers import plain
from prodops_kit.readers.layouts import header_in_words
from prodops_kit.readers.mappings import Mapped
from prodops_kit.tables import Loaded

SHOWN_ROWS = 3
WIDTH = 28
HIDDEN = "hidden"

# Words of headers under which a person may be named, and words that say that a thing is named there.
_PERSONS = {"owner", "manager", "contact", "holder", "requester", "approver", "buyer", "assignee", "lead", "supervisor"}
_PERSONS |= {"responsible", "signatory", "surname", "login", "email", "e-mail", "mail", "who", "by"}
_MAY_BE_PERSONS = {"name", "names", "user", "users", "username", "person", "people", "member", "employee"}
_THINGS = {"tool", "app", "application", "product", "software", "service", "vendor", "supplier", "merchant", "provider"}
_THINGS |= {
    "team",
    "department",
    "unit",
    "category",
    "activity",
    "status",
    "state",
    "type",
    "plan",
    "contract",
    "title",
}
_THINGS |= {"invoice", "billing", "subscription", "licence", "license", "tier"}


def understood(
    file: str,
    found: Mapping[str, str],
    said: Mapping[str, str],
    table: type[Table],
    loaded: Loaded | None,
    header: Sequence[str],
) -> Iterator[str]:
    """What the file is, which header is which column, and its first rows as they are read."""
    sure = "looks like" if said else "is"
    called = table.called()
    layout = f" ({table.layout})" if table.layout.lower() not in ("", called) else ""
    counted = f": {loaded.source.used:,} of {loaded.source.rows:,} rows can be used" if loaded else ""
    yield f"{file} {sure} {called}{layout}{counted}."
    both = {**found, **said}
    names = [field.name for field in table.fields if field.name in both]
    width = max((len(_clean(both[name])) for name in names), default=0)
    for name in names:
        yield f"  {_clean(both[name]):<{width}}  is {name}{' (proposed)' if name in said else ''}"
    rest = [text for text in header if text.strip() and text not in both.values()]
    if rest:
        yield f"  Not read: {_clean(header_in_words(rest), 400)}."
    if loaded:
        yield from _about(loaded, both)


def _about(loaded: Loaded, headers: Mapping[str, str]) -> Iterator[str]:
    fields = [field for field in loaded.table.fields if field.name in headers]
    persons = {field.name for field in fields if may_name_a_person(field, headers[field.name])}
    private = persons | {field.name for field in fields if field.private}
    rows = loaded.rows.query(f"from {{rows}} order by line limit {SHOWN_ROWS}")
    cells = [
        [str(row["line"]), *(_shown(row[field.name], field.name in private) for field in fields)]
        for row in rows.to_dict("records")
    ]
    yield "First rows as read:"
    yield from (f"  {line}" for line in _aligned([["line", *(field.name for field in fields)], *cells]))
    if any(HIDDEN in row for row in cells):
        whose = "tell what one person earns or is" if private - persons else "may name a person"
        yield f"  Cells that {whose} are {HIDDEN}; look into the file to see them."
    for reason in loaded.source.reasons:
        lines = ", ".join(map(str, reason.lines))
        yield (
            f"  Set aside: {reason.rows:,} (line {lines}{' and more' if reason.rows > len(reason.lines) else ''}): "
            f"{reason.reason}."
        )
    yield from (f"  Note: {warning}" for warning in loaded.source.warnings)


def may_name_a_person(field: Field, header: str) -> bool:
    """Whether cells under a header stay hidden: text whose header speaks of persons, or of nothing that is known."""
    if field.kind in ("person", "words") or field.person_when:
        return True
    if field.kind != "text" or field.options:
        return False
    words = set(re.split(r"[\W_]+", plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))))
    names_thing = bool(words & _THINGS)
    if words & _PERSONS or (words & _MAY_BE_PERSONS and not names_thing):
        return True
    return not (names_thing or plain(header) in map(plain, (field.name, *field.aliases)))


def _shown(value: Any, private: bool) -> str:
    if value is None or value != value:
        return ""
    if private:
        return HIDDEN
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return HIDDEN if "@" in str(value) else _clean(str(value))


def _clean(text: str, width: int = WIDTH) -> str:
    """Text that a terminal shows and obeys in nothing."""
    printable = "".join(character if character.isprintable() else " " for character in text.strip())
    return printable if len(printable) <= width else f"{printable[: width - 1]}…"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def as_yaml(text: str) -> str:
    """A header as a mapping writes it."""
    return json.dumps(text.strip(), ensure_ascii=False)


def mapping_text(mapping: Mapped, doubts: Sequence[str], file: str) -> str:
    """A mapping as its file says it; what is in doubt stands there as a comment to be decided."""
    lines = [f"# How {_clean(file, 200)} writes {mapping.table}.", f"table: {mapping.table}", "columns:"]
    lines += [f"  {name}: {as_yaml(texts[0])}" for name, texts in mapping.columns.items()]
    if any("1,234.56" in doubt for doubt in doubts):
        lines.append('# money: "1.234,56"     # take the mark away if amounts are written so; else write "1,234.56"')
    if any("month/day" in doubt for doubt in doubts):
        lines.append("# dates: dmy            # take the mark away if the day comes first; else write mdy")
    lines += [f"{name}: {text}" for name, text in mapping.defaults.items() if name == "currency"]
    if mapping.sheet:
        lines.append(f"sheet: {as_yaml(mapping.sheet)}")
    return "\n".join(lines) + "\n"
