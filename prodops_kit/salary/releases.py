"""Tables of own pay as they were released: each month's is made knowing what earlier months told.

A release is kept when its page is published. A re-run with the same people, pay and limits gives the kept table again;
otherwise everything released before, of this table and of others, counts as known. Amounts of single people are not
kept: where one person's pay must be recognised, a keyed hash of it stands.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from prodops_kit import snapshots
from prodops_kit.readers.people import hash_key
from prodops_kit.salary.suppression import Cell, Limits, Released, suppress

if TYPE_CHECKING:
    import pandas as pd

LOG = "salary-releases"
_CELL = ("row", "column", "people", "amount", "month", "state")


def release(
    people: pd.DataFrame,
    *,
    table: str,
    rows: str,
    month: str,
    columns: str | None = None,
    value: str = "annual_pay",
    limits: Limits | None = None,
) -> Released:
    """Make a table that tells nobody's pay, with all that was published before in mind, and note it for keeping.

    Args:
        people: One row per person; see `suppress`.
        table: What the table is called, the same every month.
        rows: Column whose values are the rows.
        month: The period.
        columns: Column whose values are the columns; None for one column.
        value: Column of the amounts.
        limits: When a cell may be shown.

    Raises:
        DataError: A person stands twice, or a label is the word for totals.
        RunError: The log of releases is damaged.

    Example:
        released = release(people, table="pay by level", rows="level", columns="area", month="2026-10")
    """
    limits = limits or Limits()
    items = _sealed(people, value)
    mark = _digest(people, list(items), (rows, columns, value), (table, month, limits))
    log = snapshots.read(LOG)
    same = [entry for entry in log if entry["inputs"] == mark]
    if same:
        return _read(same[-1], items)
    # Those of this table come last: what a cell may keep is this table's own.
    ordered = sorted(log, key=lambda entry: bool(entry["table"] == table))
    earlier = [_read(entry, items) for entry in ordered]
    made = suppress(people, rows=rows, columns=columns, value=value, month=month, limits=limits, earlier=earlier)
    snapshots.note(LOG, _entry(made, table, mark))
    return made


def _sealed(people: pd.DataFrame, value: str) -> dict[str, str]:
    """What `suppress` calls each person's pay, by its sealed form."""
    items = [f"{key}|{amount}" for key, amount in zip(people["person_key"], people[value], strict=True)]
    return {_seal(item): item for item in items}


def _seal(item: str) -> str:
    """The person's key, and a keyed hash of person and pay: alike only where both are."""
    person = item.partition("|")[0]
    return f"{person}|{hmac.digest(hash_key(), item.encode(), 'sha256').hex()}"


def _digest(people: pd.DataFrame, sealed: list[str], names: tuple[str, str | None, str], terms: Any) -> str:
    rows, columns, _ = names
    across = people[columns] if columns else [""] * len(people)
    lines = sorted(zip(sealed, people[rows].astype(str), map(str, across), strict=True))
    table, month, limits = terms
    content = json.dumps([lines, names, table, month, asdict(limits)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _entry(made: Released, table: str, mark: str) -> dict[str, Any]:
    cells = [
        {name: getattr(cell, name) for name in _CELL} | {"items": sorted(_seal_once(item) for item in cell.items)}
        for cell in made.cells
    ]
    said = {"table": table, "inputs": mark, "month": made.month, "rounding": made.rounding, "exposed": made.exposed}
    return said | {"cells": cells}


def _seal_once(item: str) -> str:
    """An item kept from an earlier release, whose pay has changed since, is sealed already."""
    return item if len(item.partition("|")[2]) == hashlib.sha256().digest_size * 2 else _seal(item)


def _read(entry: Mapping[str, Any], items: Mapping[str, str]) -> Released:
    cells = tuple(
        Cell(**{name: cell[name] for name in _CELL}, items=frozenset(items.get(one, one) for one in cell["items"]))
        for cell in entry["cells"]
    )
    return Released(entry["month"], cells, entry["rounding"], entry["exposed"])
