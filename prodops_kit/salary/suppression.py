"""Tables of the company's own pay that tell nobody's: small cells hidden, and with them what would give them away.

`suppress` makes a table of mean pay with its totals. A cell of fewer than k people, or one that a single person
dominates, is hidden; further cells follow until linear programming over everything published, this period and
before, tells no hidden cell's count, and no hidden pay to within a tenth. A cell of which only a few people joined,
left or changed pay keeps the value it was published with: the difference would be theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.disclosure import Known, is_counted, is_told

if TYPE_CHECKING:
    import pandas as pd

ALL = "All"
State = Literal["shown", "kept", "hidden", "empty"]
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a cell may be shown.

    Attributes:
        people: Least number of people in a cell (k).
        dominance: Largest share that one person may have in the cell's pay.
        rounding: What amounts are rounded to.
        protection: By which share of it a hidden amount must stay unknown, either way.

    Raises:
        ParameterError: A limit makes no sense.
    """

    people: int = 5
    dominance: float = 0.5
    rounding: int = 1000
    protection: float = 0.1

    def __post_init__(self) -> None:
        if self.people < 3:
            raise ParameterError(f"people: {self.people} is too few; of two, each knows the other's pay. Write 5.")
        if not (0 < self.dominance <= 1 and 0 < self.protection < 1 and self.rounding > 0):
            raise ParameterError("dominance and protection are shares from 0 to 1, rounding is above 0.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        people: How many; None where hidden.
        amount: Mean, rounded; None where hidden or empty.
        month: Period whose people it is about.
        state: `kept` where it keeps an earlier value.
        items: Whom and what it sums, as keys; never for a page.
    """

    row: str
    column: str
    people: int | None
    amount: int | None
    month: str
    state: State
    items: frozenset[str]

    @property
    def place(self) -> Place:
        """Row and column."""
        return self.row, self.column

    @property
    def is_visible(self) -> bool:
        """Whether it tells an amount."""
        return self.amount is not None


@dataclass(frozen=True, slots=True)
class Released:
    """A table that may be shown.

    Attributes:
        month: The period.
        cells: Row by row; `All` are the totals.
        rounding: What amounts are rounded to.
        exposed: Hidden cells that earlier publications had told already.
    """

    month: str
    cells: tuple[Cell, ...]
    rounding: int
    exposed: int = 0

    @property
    def frame(self) -> pd.DataFrame:
        """row, column, people, amount, month, state: what a page may show, and nothing else."""
        import pandas as pd

        names = ("row", "column", "people", "amount", "month", "state")
        return pd.DataFrame(
            {name: pd.Series([getattr(cell, name) for cell in self.cells], dtype=object) for name in names}
        )

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(cell.state == "hidden" for cell in self.cells)

    def known(self) -> tuple[Known, ...]:
        """What the visible cells say of sums of pay, as far as rounding tells."""
        half = self.rounding / 2
        return tuple(
            Known(cell.items, max(0.0, cell.people * (cell.amount - half)), cell.people * (cell.amount + half))
            for cell in self.cells
            if cell.people and cell.amount is not None
        )

    def counted(self) -> tuple[Known, ...]:
        """What the visible cells say of numbers of people."""
        return tuple(Known(cell.items, cell.people, cell.people) for cell in self.cells if cell.people)


def suppress(
    people: pd.DataFrame,
    *,
    rows: str,
    columns: str | None = None,
    value: str = "annual_pay",
    month: str = "",
    limits: Limits | None = None,
    earlier: Sequence[Released] = (),
) -> Released:
    """Make a table of mean pay that tells nobody's.

    Args:
        people: One row per person: person_key, the row and column names, and the amount; one currency.
        rows: Column whose values are the rows.
        columns: Column whose values are the columns; None for one column.
        value: Column of the amounts.
        month: The period.
        limits: When a cell may be shown.
        earlier: What was published before, oldest first; the last of an earlier period is what a cell may keep.

    Raises:
        DataError: A person stands twice, or a label is the word for totals.
    """
    limits = limits or Limits()
    grid = _Grid(people, rows, columns, value)
    before = {cell.place: cell for cell in _last(earlier, month)}
    cells = {place: _first(place, grid, before.get(place), month, limits) for place in grid.places}
    draft = _Draft(grid, cells, before, tuple(earlier), limits, month)
    draft.close_lines()
    exposed = draft.protect()
    return Released(month, tuple(draft.cells.values()), limits.rounding, exposed)


def _last(earlier: Sequence[Released], month: str) -> tuple[Cell, ...]:
    found = [one for one in earlier if one.month <= month]
    return found[-1].cells if found else ()


class _Grid:
    """People by row and column, with totals."""

    def __init__(self, people: pd.DataFrame, rows: str, columns: str | None, value: str) -> None:
        if people["person_key"].duplicated().any():
            raise DataError("A person stands twice in the table to be published; give one row per person.")
        self.pay: dict[str, Decimal] = {}
        self._inside: dict[Place, list[str]] = {}
        across = people[columns] if columns else [ALL] * len(people)
        for key, row, column, amount in zip(people["person_key"], people[rows], across, people[value], strict=True):
            item = f"{key}|{amount}"
            self.pay[item] = Decimal(str(amount))
            self._inside.setdefault((str(row), str(column)), []).append(item)
        self.rows = sorted({row for row, _ in self._inside})
        self.columns = sorted({column for _, column in self._inside} - ({ALL} if not columns else set()))
        if ALL in (*self.rows, *self.columns):
            raise DataError(f"'{ALL}' names a row or column of the table, which is the word for its totals; rename it.")
        self.places = [(row, column) for row in (*self.rows, ALL) for column in (*self.columns, ALL)]
        self.members = {place: self._of(place) for place in self.places}

    def _of(self, place: Place) -> frozenset[str]:
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


def _first(place: Place, grid: _Grid, before: Cell | None, month: str, limits: Limits) -> Cell:
    """A cell by itself: empty, hidden as too small or dominated, kept, or shown anew."""
    items = grid.members[place]
    if not items:
        return Cell(*place, 0, None, month, "empty", items)
    pays = [grid.pay[item] for item in items]
    if len(items) < limits.people or max(pays) > Decimal(str(limits.dominance)) * sum(pays):
        return _hidden(place, items, month)
    if before and before.is_visible and 0 < _changed(items, before.items) < limits.people:
        return _kept(before)
    step = Decimal(limits.rounding)
    mean = sum(pays, Decimal(0)) / len(pays)
    amount = int((mean / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step)
    return Cell(*place, len(items), amount, month, "shown", items)


def _hidden(place: Place, items: frozenset[str], month: str) -> Cell:
    return Cell(*place, None, None, month, "hidden", items)


def _kept(before: Cell) -> Cell:
    return replace(before, state="kept")


def _changed(now: frozenset[str], before: frozenset[str]) -> int:
    """How many people joined, left or changed pay."""
    return len({item.partition("|")[0] for item in now ^ before})


class _Draft:
    """A table on its way to one that is safe: cells only ever tell less."""

    def __init__(
        self,
        grid: _Grid,
        cells: dict[Place, Cell],
        before: Mapping[Place, Cell],
        earlier: tuple[Released, ...],
        limits: Limits,
        month: str,
    ) -> None:
        self.cells, self._grid, self._before, self._limits, self._month = cells, grid, before, limits, month
        self._known = [one for release in earlier for one in release.known()]
        self._secrets: dict[Place, list[frozenset[str]]] = {}
        for cell in (cell for release in earlier for cell in release.cells if cell.state == "hidden"):
            place = cell.place if cell.place in grid.members else (ALL, ALL)
            self._secrets.setdefault(place, []).append(cell.items)

    def close_lines(self) -> None:
        """Hide a second cell where a line has one hidden cell, which its total would give away."""
        while line := next(filter(self._gives_away, self._grid.lines()), None):
            self._tell_less(min(filter(self._is_new, line), key=self._cost))

    def _gives_away(self, line: list[Place]) -> bool:
        states = [self.cells[place].state for place in line]
        return states.count("hidden") == 1 and "kept" not in states and any(map(self._is_new, line))

    def protect(self) -> int:
        """Tell less until nothing hidden can be told; how many cells earlier publications give away all the same."""
        helpless: set[Place] = set()
        while place := next((p for p in self._grid.places if p not in helpless and self._is_given_away(p)), None):
            near = [p for line in self._grid.lines() if place in line for p in line if self._is_new(p)]
            new = near or [p for p in self._grid.places if self._is_new(p)]
            if new:
                self._tell_less(min(new, key=self._cost))
            else:
                helpless.add(place)
        return len(helpless)

    def _is_given_away(self, place: Place) -> bool:
        now = Released(self._month, tuple(self.cells.values()), self._limits.rounding)
        known = [*self._known, *now.known()]
        cell, items = self.cells[place], self._grid.members[place]
        if cell.state == "hidden" and (
            is_counted(now.counted(), items) or is_told(known, items, self._limits.protection)
        ):
            return True
        groups = {*self._few(place), *self._secrets.get(place, ())}
        return any(is_told(known, group, self._limits.protection) for group in sorted(groups, key=sorted))

    def _few(self, place: Place) -> list[frozenset[str]]:
        """Those who joined a cell, and those who left it, where they are few."""
        before = self._before.get(place)
        if before is None or not self._grid.members[place]:
            return []
        now = self._grid.members[place]
        return [group for group in (now - before.items, before.items - now) if 0 < len(group) < self._limits.people]

    def _is_new(self, place: Place) -> bool:
        """Whether a cell tells what nothing before has told."""
        cell, before = self.cells[place], self._before.get(place)
        return cell.state == "shown" and not (before and before.is_visible and before.items == cell.items)

    def _cost(self, place: Place) -> tuple[bool, bool, bool, int, Place]:
        """What it costs the reader to lose a cell: least where none was before, a hidden one crosses, it is small."""
        before = self._before.get(place)
        crossed = all(
            any(self.cells[p].state == "hidden" for p in line) for line in self._grid.lines() if place in line
        )
        return bool(before and before.is_visible), ALL in place, not crossed, len(self.cells[place].items), place

    def _tell_less(self, place: Place) -> None:
        before = self._before.get(place)
        old = before if before and before.is_visible else None
        self.cells[place] = _kept(old) if old else _hidden(place, self._grid.members[place], self._month)
