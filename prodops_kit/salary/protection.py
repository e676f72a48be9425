"""A table of own pay on its way to one that gives nobody away: its cells only ever tell less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

from prodops_kit.salary.cells import ALL, Cell, Limits, Place, Released, persons
from prodops_kit.salary.disclosure import Attack, Group, Known
from prodops_kit.salary.grid import Grid

Kind = Literal["pay", "count"]
Question = tuple[Kind, Group]


def hidden(place: Place, items: Group, month: str) -> Cell:
    """A cell that tells nothing."""
    return Cell(*place, None, None, month, "hidden", items)


def kept(before: Cell) -> Cell:
    """A cell that tells what it told before."""
    return replace(before, state="kept")


def changed(now: Group, before: Group) -> int:
    """How many people joined, left or changed pay."""
    return len(persons(now ^ before))


def is_beside(one: Group, other: Group, few: int) -> bool:
    """Whether two groups are the same people but for a few more in one, at the same pay but for some of these few.

    Where all have the same pay, `Attack` tells exactly what the difference says.
    """
    if not 0 < changed(one, other) < few:
        return False
    first, second = persons(one), persons(other)
    return (first <= second or second <= first) and bool(persons(one - other) & persons(other - one))


class Draft:
    """A table while cells are taken out of it.

    Args:
        cells: Each as it may be shown by itself.
        before: Those of the same table as published last.
        earlier: All that was published before, of this table and of others.
    """

    def __init__(
        self,
        grid: Grid,
        cells: dict[Place, Cell],
        before: Mapping[Place, Cell],
        earlier: Sequence[Released],
        limits: Limits,
        month: str,
    ) -> None:
        self.cells, self._grid, self._before, self._limits, self._month = cells, grid, before, limits, month
        self._told: dict[Kind, list[Known]] = {
            "pay": [one for release in earlier for one in release.known()],
            "count": [one for release in earlier for one in release.counted()],
        }
        self._published = {one.items for one in self._told["pay"]}
        every = (cell for release in earlier for cell in release.cells)
        self._secrets = dict.fromkeys(cell.items for cell in every if cell.state == "hidden")
        self._attacks: dict[Kind, Attack] = {}

    def leave_neighbours(self) -> None:
        """Hide what differs from something published by a few people one of whom changed pay, if only by a little."""
        for place in self._grid.places:
            items = self.cells[place].items
            if self._is_new(place) and any(is_beside(items, other, self._limits.people) for other in self._published):
                self._tell_less(place)

    def close_lines(self) -> None:
        """Hide a second cell where a line has one hidden cell, which its total would give away."""
        while line := next(filter(self._gives_away, self._grid.lines()), None):
            self._tell_less(min(filter(self._is_new, line), key=self._cost))

    def protect(self) -> int:
        """Tell less until nothing hidden can be told; how much earlier publications give away all the same."""
        safe: set[Question] = set()  # what cannot be told now, cannot when less is told
        exposed: set[Question] = set()
        while asked := self._told_now(safe, exposed):
            near = self._near(asked)
            if near and not self._answers(self._attacks_before[asked[0]], asked):
                self._tell_less(min(near, key=self._cost))
            else:
                exposed.add(asked)
        return len({group for _, group in exposed})

    def _told_now(self, safe: set[Question], exposed: set[Question]) -> Question | None:
        for asked in self._questions():
            if asked not in safe and asked not in exposed:
                if self._answers(self._attack(asked[0]), asked):
                    return asked
                safe.add(asked)
        return None

    def _questions(self) -> Iterator[Question]:
        """What nobody may find out: a hidden cell, then or now, and any few people whom published sums set apart."""
        own = [cell.items for cell in self.cells.values() if cell.state == "hidden"]
        for items in dict.fromkeys([*own, *self._secrets]):
            yield "pay", items
            yield "count", persons(items)
        for group in (*self._differences, *self._attack("pay").atoms):
            if 0 < len(persons(group)) < self._limits.people:
                yield "pay", group

    @cached_property
    def _differences(self) -> tuple[Group, ...]:
        """Who joined or left a cell since it was published, and by whom a cell exceeds another."""
        moved = [
            group
            for place, before in self._before.items()
            for now in [self._grid.members.get(place, frozenset())]
            for group in ((now - before.items, before.items - now) if now else ())
        ]
        shown = [cell.items for cell in self.cells.values() if cell.is_visible]
        pairs = ((one, other) for one in shown for other in (*self._published, *shown))
        nested = [big - small for pair in pairs for small, big in [sorted(pair, key=len)] if small < big]
        return tuple(sorted(dict.fromkeys([*moved, *nested]), key=sorted))

    def _answers(self, attack: Attack, asked: Question) -> bool:
        kind, group = asked
        return attack.is_counted(group) if kind == "count" else attack.is_told(group, self._limits.protection)

    def _attack(self, kind: Kind) -> Attack:
        """What earlier publications and this one tell."""
        if kind not in self._attacks:
            now = Released(self._month, tuple(self.cells.values()), self._limits.rounding)
            self._attacks[kind] = Attack([*self._told[kind], *(now.known() if kind == "pay" else now.counted())])
        return self._attacks[kind]

    @cached_property
    def _attacks_before(self) -> dict[Kind, Attack]:
        return {kind: Attack(known) for kind, known in self._told.items()}

    def _near(self, asked: Question) -> list[Place]:
        """New cells in the lines of the smallest cell that holds a group, now or before; else any."""
        kind, group = asked
        hosts = [place for place in self._grid.places if self._holds(place, kind, group)]
        host = min(hosts, key=lambda place: (len(self._grid.members[place]), place), default=(ALL, ALL))
        near = [p for line in self._grid.lines() if host in line for p in line if self._is_new(p)]
        return near or [place for place in self._grid.places if self._is_new(place)]

    def _holds(self, place: Place, kind: Kind, group: Group) -> bool:
        before = self._before.get(place)
        held = [self._grid.members[place], before.items if before else frozenset()]
        return any(group <= (items if kind == "pay" else persons(items)) for items in held)

    def _gives_away(self, line: list[Place]) -> bool:
        states = [self.cells[place].state for place in line]
        return states.count("hidden") == 1 and "kept" not in states and any(map(self._is_new, line))

    def _is_new(self, place: Place) -> bool:
        """Whether a cell tells what nothing before has told."""
        cell = self.cells[place]
        return cell.state == "shown" and cell.items not in self._published

    def _cost(self, place: Place) -> tuple[bool, bool, bool, bool, int, Place]:
        """What it costs the reader to lose a cell: least where it was hidden before, or at least not shown.

        Then one that crosses a hidden one, and a small one.
        """
        before, items = self._before.get(place), self.cells[place].items
        crossed = all(
            any(self.cells[p].state == "hidden" for p in line) for line in self._grid.lines() if place in line
        )
        shown = bool(before and before.is_visible)
        return items not in self._secrets, shown, ALL in place, not crossed, len(items), place

    def _tell_less(self, place: Place) -> None:
        before = self._before.get(place)
        old = before if before and before.is_visible else None
        self.cells[place] = kept(old) if old else hidden(place, self._grid.members[place], self._month)
        self._attacks.clear()
