"""An attacker of published tables: knows everybody and the tables, not the pay. Written apart from the kit's own check.

Every visible cell is two inequalities. What a group earned is told when the least and the most that it can have
earned lie close together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

ALL = "All"


class Attacker:
    """What is known: for each table its frame, rounding, and who was in which row and column with which pay item.

    An item is a person at one (unknown) pay: who did not change pay between two months is the same unknown.
    """

    def __init__(self):
        self._sums = {}

    def saw(self, frame, rounding, people_of):
        """A published table; `people_of(row, column, month)` are the items that a cell of that month sums.

        A kept cell says what was seen before.
        """
        for cell in frame.itertuples(index=False):
            if cell.amount is None or cell.state == "kept":
                continue
            items = frozenset(people_of(cell.row, cell.column, cell.month))
            assert len(items) == cell.people
            low, high = self._sums.get(items, (0, np.inf))
            ends = [(cell.amount + side * rounding / 2) * cell.people for side in (-1, 1)]
            self._sums[items] = max(low, ends[0]), min(high, ends[1])

    def told(self, groups, within=0.1):
        """Those of the groups whose pay can be told to within a share of it; an item is (person, true pay)."""
        seen = frozenset().union(*self._sums)
        groups = [group for group in dict.fromkeys(map(frozenset, groups)) if group and group <= seen]
        twins = {}
        for item in seen:
            sets = (*self._sums, *groups)
            twins.setdefault(tuple(n for n, items in enumerate(sets) if item in items), []).append(item)
        self._limits = [end for low, high in self._sums.values() for end in (high, -low)]
        patterns = sorted(twins)
        every = np.array([[n in pattern for pattern in patterns] for n in range(len(self._sums) + len(groups))], float)
        self._matrix = np.repeat(every[: len(self._sums)], 2, axis=0) * np.tile([[1.0], [-1.0]], (len(self._sums), 1))
        wanted = every[len(self._sums) :]
        true = np.array([sum(pay for _, pay in group) for group in groups])
        left = np.ones(len(groups), dtype=bool)
        for sign in (1, -1):  # one answer that moves all of them as far as can be settles most
            found = wanted @ self._answer(sign * wanted[left].sum(axis=0))
            left &= _near(found, true, within)
        for n in np.flatnonzero(left):
            low, high = (wanted[n] @ self._answer(sign * wanted[n]) for sign in (1, -1))
            left[n] = _near(low, high, within)
        return [groups[n] for n in np.flatnonzero(left)]

    def _answer(self, goal):
        """Pay that fits all that was seen, a goal as small as can be."""
        done = linprog(goal, A_ub=self._matrix, b_ub=self._limits, bounds=(0, None), method="highs-ds")
        assert done.status == 0, done.message
        return done.x


def _near(one, other, within):
    """Whether the middle between two answers, both of which are possible, is sure to be off by less than a share."""
    return np.abs(one - other) < within * (one + other) * (1 - 1e-3)


class Company:
    """A random company over two months: people join, leave, rise and change level; then a month is corrected.

    Attributes:
        versions: People by what they are called, in the order in which they are known.
    """

    def __init__(self, seed, sizes=(25, 70)):
        self.random = random = np.random.default_rng(seed)
        size = int(random.integers(*sizes))
        levels, areas = int(random.integers(2, 5)), int(random.integers(1, 4))
        first = pd.DataFrame(
            {
                "person_key": [f"p{n}" for n in range(size)],
                "level": [f"L{n}" for n in random.integers(0, levels, size)],
                "area": [f"A{n}" for n in random.integers(0, areas, size)],
                "gender": [f"G{n}" for n in random.choice(3, size, p=[0.48, 0.48, 0.04])],
                "annual_pay": (random.lognormal(11.5, 0.3, size)).round(2),
            }
        )
        stay = first[random.random(size) > 0.06].copy()
        stay.loc[random.random(len(stay)) < 0.08, "annual_pay"] *= 1.05
        self.versions = {"2026-09": first, "2026-10": self.joined(stay, int(random.integers(1, 6)), "n")}

    def joined(self, frame, number, name):
        """The people with some newcomers."""
        new = frame.sample(number, random_state=int(self.random.integers(1e6)))
        keys = [f"{name}{n}" for n in range(number)]
        new = new.assign(person_key=keys, annual_pay=new["annual_pay"].round(-1) + 7)
        return pd.concat([frame, new], ignore_index=True)

    def corrected(self, frame):
        """The same month known better: one who had left is taken out, one is added, one has another pay."""
        found = frame.drop(index=int(self.random.integers(len(frame)))).reset_index(drop=True)
        found.loc[int(self.random.integers(len(found))), "annual_pay"] += 1_311.0
        return self.joined(found, 1, "late")

    def items(self, version, **where):
        frame = self.versions[version]
        for name, label in where.items():
            frame = frame[frame[name] == label] if label != ALL else frame
        return {(key, pay) for key, pay in zip(frame["person_key"], frame["annual_pay"], strict=True)}
