"""What a kind of input rows holds: the one declaration that finds, parses, checks and documents a file's columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from prodops_kit.engines import MONEY

KINDS = {
    "text": "varchar",
    "day": "date",
    "money": MONEY,
    "currency": "varchar",
    "count": "bigint",
    "number": "double",
    "yesno": "boolean",
    "person": "varchar",
    "words": "varchar",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One declared column.

    Attributes:
        kind: `text`, `day`, `money`, `currency` (an ISO 4217 code), `count` (a whole number, 0 or more), `number` (any,
            with a decimal point), `yesno` (true or false), `person` (an address or number, which becomes the salted
            key of `people.py`), or `words` (what somebody wrote, or a name that has to be found in it: read as it is,
            never shown).
        meaning: What a cell says, for the data dictionary.
        aliases: Other headers it may stand under, in order of preference.
        required: Whether the file must have the column.
        nullable: Whether a cell may be empty, or hold the word NULL.
        options: The only values allowed, in their proper spelling; case does not matter in the file.
        currency: For money, the field that holds its currency.
        person_when: For text, the field whose word `person` says that this cell names one, and makes it a key.
        private: Whether a cell tells what one person earns or is; `prodops check` never shows it.
        unsaid: For money, marks that stand for an amount which the source does not tell, such as `*`.
    """

    name: str
    kind: str
    meaning: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    nullable: bool = False
    options: tuple[str, ...] = ()
    currency: str = ""
    person_when: str = ""
    private: bool = False
    unsaid: tuple[str, ...] = ()


def column(
    kind: str,
    meaning: str,
    *,
    aliases: tuple[str, ...] = (),
    required: bool = True,
    nullable: bool = False,
    options: tuple[str, ...] = (),
    currency: str = "",
    person_when: str = "",
    private: bool = False,
    unsaid: tuple[str, ...] = (),
) -> Any:
    """Declare a column of a `Table`; see `Field`. A cell of an optional column may be empty too."""
    assert kind in KINDS, kind
    nullable = nullable or not required
    return Field("", kind, meaning, aliases, required, nullable, options, currency, person_when, private, unsaid)


class Table:
    """A kind of input rows. Subclasses declare one `column` a field.

    Attributes:
        covers: SQL for the last day that a row covers; empty when rows have no date.
        periods: Fields with the first and the exclusive last day of a billing period, to prove the order of dates.
        reconciles: The money field whose sum in and out of the table is stated; empty for none.
        layout: What kind of file has these columns, where the table's name does not say it.
        refusal: Why a file with these columns cannot stand for the table, and what to do; empty where it can.
        may_be_empty: Whether a header without rows is an input like any other.
        aside: Whether a notebook of its own reads it: a file that fits another table too is taken for that one.
        exact: Whether its headers are a product's own, so that no other header is guessed to stand for a column.
    """

    fields: ClassVar[tuple[Field, ...]] = ()
    covers: ClassVar[str] = ""
    periods: ClassVar[tuple[str, str] | None] = None
    reconciles: ClassVar[str] = ""
    layout: ClassVar[str] = ""
    refusal: ClassVar[str] = ""
    may_be_empty: ClassVar[bool] = False
    aside: ClassVar[bool] = False
    exact: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = tuple(replace(value, name=name) for name, value in own.items())

    @classmethod
    def called(cls) -> str:
        """The table's name in records and sentences, in small letters."""
        return cls.__name__.lower()


def declared_as(name: str, below: type[Table] = Table) -> list[type[Table]]:
    """Every table of a name that is loaded: a table of several layouts has several declarations."""
    found: list[type[Table]] = []
    for table in below.__subclasses__():
        found += [table] if table.called() == name else []
        found += declared_as(name, table)
    return found


def dictionary(table: type[Table]) -> str:
    """The data dictionary of a table, as Markdown."""
    rows = [
        f"| {field.name} | {field.kind} | {'yes' if field.required else 'no'} | {field.meaning} "
        f"| {', '.join(field.options)} | {', '.join(field.aliases)} |"
        for field in table.fields
    ]
    head = ["| column | kind | needed | meaning | values | also found as |", "|---|---|---|---|---|---|"]
    return "\n".join([f"**{table.called()}**: {(table.__doc__ or '').splitlines()[0]}", "", *head, *rows])
