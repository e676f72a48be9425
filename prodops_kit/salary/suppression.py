"""Tables of the company's own pay that tell nobody's: small cells hidden, and with them what would give them away.

`suppress` makes a table of mean pay with its totals. A cell of fewer than k people, or one that a single person
dominates, is hidden; further cells follow until linear programming over everything published, this period and
before, tells no hidden cell's count, and no hidden pay to within a tenth. A cell of which only a few people joined,
left or changed pay keeps the value it was published with: the difference would be theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from prodops_kit.periods import Period
from prodops_kit.salary.cells import Cell, Limits, Place, Released
from prodops_kit.salary.grid import Grid
from prodops_kit.salary.protection import Draft, changed, hidden, kept

if TYPE_CHECKING:
    import pandas as pd


def suppress(
    people: pd.DataFrame,
    *,
    rows: str,
    columns: str | None = None,
    value: str = "annual_pay",
    month: str = "",
    limits: Limits | None = None,
    table: str = "",
    earlier: Sequence[Released] = (),
) -> Released:
    """Make a table of mean pay that tells nobody's. On a page use `release`, which knows what was published before.

    Args:
        people: One row per person: person_key, the row and column names, and the amount; one currency.
        rows: Column whose values are the rows.
        columns: Column whose values are the columns; None for one column.
        value: Column of the amounts.
        month: The period; empty where there is only one.
        limits: When a cell may be shown.
        table: What the table is called.
        earlier: What was published before, of this table and of others, oldest first; the last of this table, of
            this period or an earlier one, is what a cell may keep.

    Raises:
        DataError: A person stands twice, a label or pay is empty, currencies are mixed, or a label is `All`.
    """
    limits = limits or Limits()
    grid = Grid(people, rows, columns, value)
    before = {cell.place: cell for cell in _last(earlier, table, month)}
    cells = {place: _first(place, grid, before.get(place), month, limits) for place in grid.places}
    draft = Draft(grid, cells, before, earlier, limits, month)
    draft.leave_neighbours()
    draft.close_lines()
    exposed = draft.protect()
    return Released(month, tuple(draft.cells.values()), limits.rounding, exposed, table)


def _last(earlier: Sequence[Released], table: str, month: str) -> tuple[Cell, ...]:
    found = [one for one in earlier if one.table == table and _end(one.month) <= _end(month)]
    return found[-1].cells if found else ()


def _end(month: str) -> date:
    return Period(month).end if month else date.min


def _first(place: Place, grid: Grid, before: Cell | None, month: str, limits: Limits) -> Cell:
    """A cell by itself: empty, hidden as too small or dominated, kept, or shown anew."""
    items = grid.members[place]
    if not items:
        return Cell(*place, 0, None, month, "empty", items)
    pays = [grid.pay[item] for item in items]
    if len(items) < limits.people or max(pays) > Decimal(str(limits.dominance)) * sum(pays):
        return hidden(place, items, month)
    if before and before.is_visible and 0 < changed(items, before.items) < limits.people:
        return kept(before)
    step = Decimal(limits.rounding)
    mean = sum(pays, Decimal(0)) / len(pays)
    amount = int((mean / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step)
    return Cell(*place, len(items), amount, month, "shown", items)
