"""How names of tools meet across files: aliases, spelling, and what is left over with its nearest candidate."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from prodops_kit.engines import Relation, store
from prodops_kit.results import Column, Count, Names, Part, Rows, Sentence

if TYPE_CHECKING:
    from prodops_kit.tables import Loaded

CLOSE = 0.6  # how alike two names must be to be proposed as the same
NAMED = 5  # names a sentence can carry


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name that only one side knows.

    Attributes:
        tool: The name, as the file writes it.
        where: The table that has it.
        missing: The table that does not.
        rows: How many rows carry it.
        nearest: The most alike name of the other side; None when none is close.
    """

    tool: str
    where: str
    missing: str
    rows: int
    nearest: str | None

    @property
    def alias(self) -> str:
        """The line for the aliases' file that joins the two; empty when nothing is close."""
        return _line("tool", self.tool, self.nearest) if self.nearest else ""


@dataclass(frozen=True, slots=True)
class Joins:
    """What did not meet.

    Attributes:
        tools: Names of tools that only one side knows.
        people: Holders of seats that the roster does not know; None without a roster or assignments.
        seats: How many seats they hold.
        compared: Whether there are contracts and another table that names tools.
    """

    tools: tuple[Unmatched, ...] = ()
    people: int | None = None
    seats: int = 0
    compared: bool = False


def names_of(rows: Relation) -> dict[str, int]:
    """Rows by name of a tool."""
    found = rows.query("from {rows} select tool, count(*) as n group by tool order by tool")
    return dict(zip(found["tool"], map(int, found["n"]), strict=True))


def canonical(found: Iterable[str], aliases: Loaded, known: Iterable[str], *kinds: str) -> dict[str, str]:
    """The names that must change: by alias first, then to the spelling that is known."""
    words = aliases.rows.query("from {rows} select kind, found, canonical where kind <> 'person' order by line desc")
    table = zip(words["kind"], words["found"], words["canonical"], strict=True)
    other = {_plain(name): word for kind, name, word in table if kind in kinds}
    spelling = {_plain(name): name for name in known}
    named = {name: other.get(_plain(name), name) for name in found}
    settled = {name: spelling.get(_plain(word), word) for name, word in named.items()}
    return {name: word for name, word in settled.items() if name != word}


def renamed(loaded: Loaded, changes: Mapping[str, str]) -> Loaded:
    """The same input with tools under the names that all files share; untouched when none changes."""
    if not changes:
        return loaded
    table = store({"found": "varchar", "canonical": "varchar"}, [(list(changes), list(changes.values()))])
    rows = loaded.rows.select(
        """
        from {rows} r left join {names} n on n.found = r.tool
        select r.* replace (coalesce(n.canonical, r.tool) as tool)
        """,
        names=table,
    )
    return replace(loaded, rows=rows)


def unmatched(have: Mapping[str, int], where: str, others: Iterable[str], missing: str) -> list[Unmatched]:
    """Names of one side that the other does not have, those of most rows first."""
    other = list(others)
    left = [(name, rows) for name, rows in have.items() if name not in set(other)]
    return [
        Unmatched(name, where, missing, rows, _nearest(name, other))
        for name, rows in sorted(left, key=lambda item: (-item[1], item[0]))
    ]


def part(joins: Joins) -> Part:
    """What did not meet, with the line that would join it."""
    import pandas as pd

    frame = pd.DataFrame(
        [
            (u.tool, u.where, u.missing, u.rows, u.nearest or "none is close", u.alias or "add it there")
            for u in joins.tools
        ],
        columns=["tool", "where", "missing", "rows", "nearest", "alias"],
    )
    columns = (
        Column("tool", "Name"),
        Column("where", "Found in"),
        Column("missing", "Not in"),
        Column("rows", "Rows", "count"),
        Column("nearest", "Nearest name"),
        Column("alias", "Line for the aliases' file"),
    )
    caption = "One row is one name that another table does not have."
    table = Rows(frame, columns, caption) if len(frame) else None
    return Part(_heading(joins), text=_people(joins), table=table, name="joins")


def summary(joins: Joins) -> Sentence | None:
    """One sentence on what did not meet; None when everything did."""
    values: dict[str, Any] = {}
    said = []
    for n, (where, missing) in enumerate(dict.fromkeys((u.where, u.missing) for u in joins.tools)):
        names = [u.tool for u in joins.tools if (u.where, u.missing) == (where, missing)]
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        said.append(f"{{names{n}}}: in the {where}, not in the {missing}.")
        values[f"names{n}"] = Names((*names[:NAMED], *more))
    return Sentence(" ".join(said), **values) if said else None


def _heading(joins: Joins) -> Sentence:
    count = len({u.tool for u in joins.tools})
    if not count:
        if joins.compared:
            return Sentence("Every name of a tool was found where it should be")
        return Sentence("There is nothing to compare names of tools with")
    return Sentence("{count} not found where expected", count=Count(count, "name of a tool was", "names of tools were"))


def _people(joins: Joins) -> Sentence | None:
    if joins.people is None:
        return None
    if not joins.people:
        return Sentence("Every holder of a seat is in the roster.")
    return Sentence(
        "{people} of {seats} not in the roster: contractors, shared accounts, or other addresses of people who are. "
        "A line 'person,other address,address in the roster' in the aliases' file joins them.",
        people=Count(joins.people, "holder", "holders"),
        seats=Count(joins.seats, "seat is", "seats are"),
    )


def _nearest(name: str, others: list[str]) -> str | None:
    plain = {_plain(other): other for other in others}
    inside = [
        word
        for word in plain
        if len(word) > 3 and (word in _plain(name).split() or _plain(name).startswith(f"{word} "))
    ]
    close = inside or difflib.get_close_matches(_plain(name), plain, n=1, cutoff=CLOSE)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _line(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
