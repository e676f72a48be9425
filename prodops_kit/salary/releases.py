"""Tables of own pay as they were released: each month's is made knowing what earlier months told.

A release is kept when its page is published. A re-run with the same people, pay and limits gives the kept table again;
otherwise everything released before, of this table and of others, in this run and in earlier ones, counts as known.
Amounts of single people are not kept: where one person's pay must be recognised, a keyed hash of it stands.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from prodops_kit import snapshots
from prodops_kit.errors import RunError
from prodops_kit.readers.people import hash_key
from prodops_kit.salary.cells import Cell, Limits, Released
from prodops_kit.salary.grid import item_of
from prodops_kit.salary.suppression import suppress

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

    Everything on a page that is made of people's pay goes through here, one call a table, and only what comes back is
    shown. Nothing has to be handed from call to call: the tables of a run know of each other, in the order in which
    they are made, and of all that was published in earlier runs. So the table that matters most is made first.

    Args:
        people: One row per person; see `suppress`.
        table: What the table is called, the same every month and no other's of the page.
        rows: Column whose values are the rows.
        month: The period.
        columns: Column whose values are the columns; None for one column.
        value: Column of the amounts.
        limits: When a cell may be shown.

    Raises:
        DataError: A person stands twice, a label or pay is empty, currencies are mixed, or a label is `All`.
        RunError: The log of releases is damaged or sealed with another secret, or the run has released another table
            under this name.

    Example:
        by_level = release(people, table="pay by level", rows="level", month="2026-10")
        by_area = release(people, table="pay by level and area", rows="level", columns="area", month="2026-10")
    """
    limits = limits or Limits()
    items = _sealed(people, value)
    mark = _digest(people, list(items), (rows, columns, value), (table, month, limits))

    def make(known: tuple[dict[str, Any], ...]) -> dict[str, Any]:
        earlier = [_read(entry, items) for entry in _all_sealed_here(known)]
        names: dict[str, Any] = {"rows": rows, "columns": columns, "value": value, "table": table, "month": month}
        return _entry(suppress(people, **names, limits=limits, earlier=earlier))

    return _read(snapshots.once(LOG, table, month, mark, make), items)


def _all_sealed_here(known: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """The entries, all sealed with this workbook's secret: with another nobody would be recognised in them."""
    if any(entry["secret"] != _secret() for entry in known):
        raise RunError(
            f".prodops/snapshots/{LOG}.jsonl: sealed with another secret than this workbook has, so newcomers of the "
            "tables cannot be told from those who were in them. Restore .prodops/hash.key or PRODOPS_HASH_KEY from a "
            "backup."
        )
    return known


def _secret() -> str:
    """What tells one secret from another, and not the secret."""
    return hmac.digest(hash_key(), LOG.encode(), "sha256").hex()[:16]


def _sealed(people: pd.DataFrame, value: str) -> dict[str, str]:
    """What `suppress` calls each person's pay, by its sealed form."""
    items = [item_of(key, amount) for key, amount in zip(people["person_key"], people[value], strict=True)]
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


def _entry(made: Released) -> dict[str, Any]:
    said = {name: getattr(made, name) for name in ("table", "month", "rounding", "exposed")}
    cells = [{name: getattr(cell, name) for name in _CELL} for cell in made.cells]
    items = [sorted(map(_seal_once, cell.items)) for cell in made.cells]
    return {"told": said | {"cells": cells}, "items": items, "secret": _secret()}


def _seal_once(item: str) -> str:
    """An item kept from an earlier release, whose pay has changed since, is sealed already."""
    return item if len(item.partition("|")[2]) == hashlib.sha256().digest_size * 2 else _seal(item)


def _read(entry: Mapping[str, Any], items: Mapping[str, str]) -> Released:
    told = entry["told"]
    cells = tuple(
        Cell(**cell, items=frozenset(items.get(one, one) for one in sealed))
        for cell, sealed in zip(told["cells"], entry["items"], strict=True)
    )
    return Released(told["month"], cells, told["rounding"], told["exposed"], told["table"])
