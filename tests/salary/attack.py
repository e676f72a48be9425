"""An attacker of published tables: knows everybody and the tables, not the pay. Written apart from the kit's own check.

One unknown a person and month; every visible cell is two inequalities. What a group earned is told when the least and
the most that it can have earned lie close together.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog


class Attacker:
    """What is known: for each table its frame, rounding, and who was in which row and column with which pay item.

    An item is a person at one (unknown) pay: who did not change pay between two months is the same unknown.
    """

    def __init__(self):
        self._items, self._rows, self._limits = {}, [], []

    def saw(self, frame, rounding, people_of):
        """A published table; `people_of(row, column, month)` are the items that a cell of that month sums."""
        for cell in frame.itertuples(index=False):
            if cell.amount is None:
                continue
            items = people_of(cell.row, cell.column, cell.month)
            assert len(items) == cell.people
            low, high = ((cell.amount + side * rounding / 2) * cell.people for side in (-1, 1))
            self._rows += [(items, 1.0), (items, -1.0)]
            self._limits += [high, -low]

    def ends(self, group):
        """The least and the most that a group can earn together."""
        for items in (*(items for items, _ in self._rows), group):
            for item in items:
                self._items.setdefault(item, len(self._items))
        matrix = np.zeros((len(self._rows), len(self._items)))
        for n, (items, sign) in enumerate(self._rows):
            matrix[n, [self._items[item] for item in items]] = sign
        wanted = np.zeros(len(self._items))
        wanted[[self._items[item] for item in group]] = 1.0
        found = []
        for sign in (1, -1):
            done = linprog(sign * wanted, A_ub=matrix, b_ub=self._limits, bounds=(0, None), method="highs-ds")
            assert done.status in (0, 3), done.message
            found.append(sign * done.fun if done.status == 0 else np.inf)
        return tuple(found)

    def tells(self, group, within):
        """Whether the best guess at a group's pay is sure to be off by less than a share of it."""
        low, high = self.ends(group)
        return bool(np.isfinite(high) and (high - low) / 2 < within * (high + low) / 2 * (1 - 1e-3))
