"""What a table of own pay consists of once it may be shown: its cells, and when a cell may be one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from prodops_kit.errors import ParameterError
from prodops_kit.salary.disclosure import Group, Known

if TYPE_CHECKING:
    import pandas as pd

ALL = "All"
MANY = 1e6  # what no number of people reaches
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
    items: Group

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
        exposed: Hidden cells and persons that earlier publications had told already.
        table: What it is called.
    """

    month: str
    cells: tuple[Cell, ...]
    rounding: int
    exposed: int = 0
    table: str = ""

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
        """What the cells say of numbers of people; of a hidden one that it has somebody."""
        return tuple(
            Known(persons(cell.items), cell.people or 1, cell.people or MANY)
            for cell in self.cells
            if cell.state != "empty"
        )


@lru_cache(maxsize=10_000)  # the same groups are asked for again and again
def persons(items: Group) -> Group:
    """Whose items they are."""
    return frozenset(item.partition("|")[0] for item in items)
