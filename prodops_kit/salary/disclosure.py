"""What somebody can work out from published sums: the least and the most that a hidden one can be.

A publication is a set of sums over people. Whoever knows the people, but not their pay, solves them as linear
equations; rounding leaves a little room, hidden cells leave more. Linear programming tells how much.

Source:
    Fischetti and Salazar (2000), Management Science 47, 1008-1027 (the attacker's two linear programs);
    Hundepool et al. (2012), Statistical Disclosure Control, chapter 4 (protection levels, p% of the value).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Vector = np.ndarray[Any, np.dtype[np.float64]]

MARGIN = 1e-6  # what the solver's arithmetic may be off
Group = frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """A published sum: that of `items` lies between `low` and `high`."""

    items: Group
    low: float
    high: float


class Attack:
    """Everything that published sums tell of any group.

    Items that no sum tells apart are one unknown, an atom; nobody's amount is negative.

    Args:
        known: What is published; an item is one person's amount.
    """

    def __init__(self, known: Iterable[Known]) -> None:
        ends: dict[Group, tuple[float, float]] = {}
        for one in known:
            low, high = ends.get(one.items, (0.0, inf))
            ends[one.items] = max(low, one.low), min(high, one.high)
        self.sums: tuple[Group, ...] = tuple(ends)
        self._low, self._high = [low for low, _ in ends.values()], [high for _, high in ends.values()]
        places: dict[str, list[int]] = {}
        for place, items in enumerate(self.sums):
            for item in items:
                places.setdefault(item, []).append(place)
        inside: dict[tuple[int, ...], set[str]] = {}
        for item, found in places.items():
            inside.setdefault(tuple(found), set()).add(item)
        self._patterns = sorted(inside)
        self._found: list[Vector] = []  # amounts that fit all that is published, met on the way
        self.atoms: tuple[Group, ...] = tuple(frozenset(inside[pattern]) for pattern in self._patterns)

    def reach(self, group: Group) -> tuple[float, float]:
        """The least and the most that the sum of a group can be.

        Raises:
            ValueError: The published sums contradict each other.
        """
        sure, possible = self._parts(group)
        return self._least(sure), -self._least(-possible) if self._is_covered(group) else inf

    def is_told(self, group: Group, protection: float) -> bool:
        """Whether a group's sum can be told to within a share of it, either way.

        Args:
            protection: The share, such as 0.1: the best guess must be able to miss by more than a tenth.
        """
        return self._is_narrow(
            group, lambda low, high: (high - low) / 2 < protection * (high + low) / 2 - MARGIN
        )  # fmt: skip

    def is_counted(self, group: Group) -> bool:
        """Whether the number of people of a group, who are one at least, can be told: only one number is possible.

        The sums must be numbers of people.
        """
        return self._is_narrow(group, lambda low, high: floor(high + MARGIN) - ceil(max(1.0, low) - MARGIN) < 1)

    def _is_narrow(self, group: Group, narrow: Callable[[float, float], bool]) -> bool:
        """Whether the ends of a group are narrow; amounts that are known to fit are tried before ends are solved."""
        if not self._is_covered(group):
            return False
        sure, possible = self._parts(group)
        low = min([float(self._point @ sure) - self._step(sure, -1), *(float(one @ sure) for one in self._found)])
        reached = float(self._point @ possible) + self._step(possible, 1)
        high = max([reached, *(float(one @ possible) for one in self._found)])
        if not narrow(low, high) or not narrow(least := self._least(sure), high):
            return False
        return narrow(least, -self._least(-possible))

    def _is_covered(self, group: Group) -> bool:
        """Whether every item is in a published sum; of any other nothing is known."""
        return bool(self.atoms) and group <= self._all

    @cached_property
    def _all(self) -> Group:
        return frozenset().union(*self.atoms)

    def _parts(self, group: Group) -> tuple[Vector, Vector]:
        """Atoms that lie in the group wholly, whose sums are its own, and those that do in part, whose may be."""
        import numpy as np

        sure = np.array([1.0 if atom <= group else 0.0 for atom in self.atoms])
        return sure, np.array([0.0 if atom.isdisjoint(group) else 1.0 for atom in self.atoms])

    @cached_property
    def _matrix(self) -> Vector:
        import numpy as np

        matrix = np.zeros((len(self.sums), len(self.atoms)))
        for column, pattern in enumerate(self._patterns):
            matrix[list(pattern), column] = 1.0
        return matrix

    def _least(self, wanted: Vector) -> float:
        found = self._solved(wanted)
        self._found.append(found.x)
        return float(found.fun)

    def _solved(self, wanted: Vector, least: Vector | None = None) -> Any:
        """A linear program over all that is published; `least` is a column of its own that every atom must reach."""
        import numpy as np
        from scipy.optimize import linprog

        rows, room = self._matrix, np.array([*self._high, *(-low for low in self._low)])
        above = np.vstack([rows, -rows])
        if least is not None:
            reached = np.hstack([-np.eye(len(self.atoms)), np.ones((len(self.atoms), 1))])
            above = np.vstack([np.hstack([above, np.zeros((len(above), 1))]), reached])
            room, wanted = np.concatenate([room, np.zeros(len(self.atoms))]), least
        found = linprog(wanted, A_ub=above, b_ub=room, bounds=(0, None), method="highs")
        if found.status != 0:
            raise ValueError("the published sums contradict each other")
        return found

    @cached_property
    def _point(self) -> Vector:
        """Amounts that fit all that is published, the smallest of them as large as can be."""
        import numpy as np

        wanted = np.zeros(len(self.atoms) + 1)
        wanted[-1] = -1.0
        found: Vector = self._solved(wanted, least=wanted).x[:-1]
        return found

    @cached_property
    def _free(self) -> Vector:
        """Projection on the directions in which amounts change and no published sum does."""
        import numpy as np

        return np.eye(len(self.atoms)) - np.linalg.pinv(self._matrix) @ self._matrix

    def _step(self, wanted: Vector, sign: int) -> float:
        """How much a sum can change from the point, one way, while all published ones stay and none turns negative."""
        way = sign * (self._free @ wanted)
        falls = way < -1e-9
        if not falls.any():
            return 0.0
        return float((self._point[falls] / -way[falls]).min() * abs(way @ wanted)) * (1 - 1e-6)
