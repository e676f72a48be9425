"""Who is in which cell of a table, with its totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from prodops_kit.errors import DataError
from prodops_kit.salary.cells import ALL, Place
from prodops_kit.salary.disclosure import Group

if TYPE_CHECKING:
    import pandas as pd


class Grid:
    """People by row and column, with totals.

    Attributes:
        pay: By item, which is a person at one pay.
        places: Row by row, the total last.
        members: Items by place.

    Raises:
        DataError: A person stands twice, something is empty, two currencies are mixed, or a label is the word for
            totals.
    """

    def __init__(self, people: pd.DataFrame, rows: str, columns: str | None, value: str) -> None:
        names = [name for name in (rows, columns, value) if name]
        _check(people, names)
        self.pay: dict[str, Decimal] = {}
        self._inside: dict[Place, list[str]] = {}
        across = people[columns] if columns else [ALL] * len(people)
        for key, row, column, amount in zip(people["person_key"], people[rows], across, people[value], strict=True):
            item = item_of(key, amount)
            self.pay[item] = Decimal(str(amount))
            self._inside.setdefault((str(row), str(column)), []).append(item)
        self.rows = sorted({row for row, _ in self._inside})
        self.columns = sorted({column for _, column in self._inside} - ({ALL} if not columns else set()))
        if ALL in (*self.rows, *self.columns):
            raise DataError(f"'{ALL}' names a row or column of the table, which is the word for its totals; rename it.")
        self.places = [(row, column) for row in (*self.rows, ALL) for column in (*self.columns, ALL)]
        self.members = {place: self._of(place) for place in self.places}

    def _of(self, place: Place) -> Group:
        return frozenset(
            item
            for (row, column), items in self._inside.items()
            if place[0] in (row, ALL) and place[1] in (column, ALL)
            for item in items
        )

    def lines(self) -> Iterator[list[Place]]:
        """Each row and each column with its total: of each, the total is the sum of the others."""
        if self.columns:
            yield from ([(row, column) for column in (*self.columns, ALL)] for row in (*self.rows, ALL))
        yield from ([(row, column) for row in (*self.rows, ALL)] for column in (*self.columns, ALL))


def _check(people: pd.DataFrame, names: list[str]) -> None:
    if people["person_key"].duplicated().any():
        raise DataError("A person stands twice in the table to be published; give one row per person.")
    empty = [name for name in names if people[name].isna().any()]
    if empty:
        raise DataError(
            f"{', '.join(empty)}: empty for somebody in the table to be published; fill it or leave them out."
        )
    currencies = sorted(people["currency"].unique()) if "currency" in people else []
    if len(currencies) > 1:
        raise DataError(f"Pay in {' and '.join(currencies)} has no mean; release one table for each currency.")


def item_of(key: str, amount: object) -> str:
    """A person at one pay, alike however the amount is written."""
    return f"{key}|{Decimal(str(amount)).normalize():f}"
