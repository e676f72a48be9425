"""Who holds which seat in the sample company, with idle seats planted for each of their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from prodops_kit.sample.crew import Person
from prodops_kit.sample.facts import Dice

HEADER = "as_of,App,Login,Assigned on,Last login,usage_source"
APPS = {"Confluence": "Atlassian Confluence", "Looker": "Looker (Google Cloud)"}  # as the sign-on system calls them
OTHER_ADDRESS = {17: "p.017@example.com"}
ALIASES = (
    "kind,found,canonical",
    *(f"tool,{app},{tool}" for tool, app in APPS.items()),
    *(f"person,{address},person{number:03d}@example.com" for number, address in OTHER_ADDRESS.items()),
)


@dataclass(frozen=True, slots=True)
class Idle:
    """Seats of a tool by what became of them; all others are in use."""

    leavers: int = 0
    never_assigned: int = 0
    never_signed_in: int = 0
    inactive: int = 0
    unknown: int = 0
    new: int = 0

    @property
    def idle(self) -> int:
        """Seats nobody uses."""
        return self.leavers + self.never_assigned + self.never_signed_in + self.inactive


@dataclass(frozen=True, slots=True)
class Holding:
    """One seat held by one person; `seen` is the last sign-in, `measured` whether one would be known."""

    tool: str
    person: Person
    assigned: date
    seen: date | None
    measured: bool = True
    idle: bool = False

    def line(self, as_of: date) -> str:
        """The seat as the sign-on system exports it; some addresses are capitalised."""
        address = OTHER_ADDRESS.get(self.person.number, self.person.address)
        shown = address.capitalize() if self.person.number % 13 == 0 else address
        cells = (as_of, APPS.get(self.tool, self.tool), shown, self.assigned, self.seen or "")
        return ",".join(map(str, (*cells, "sign-on" if self.measured else "")))


def few(seats: int, dice: Dice) -> Idle:
    """Idle seats that the buffer covers: up to one in ten."""
    left, found = seats // 10, []
    for _ in range(4):
        found.append(dice.whole(0, min(left, 2)))
        left -= found[-1]
    return Idle(
        found[0], found[1], found[2], found[3], unknown=dice.whole(0, seats // 30), new=dice.whole(0, seats // 40)
    )


def many(seats: int, dice: Dice) -> Idle:
    """More idle seats than any buffer needs."""
    return Idle(
        leavers=2 + dice.whole(0, seats // 40),
        never_assigned=1 + seats * dice.whole(3, 6) // 100,
        never_signed_in=1 + seats * dice.whole(3, 6) // 100,
        inactive=2 + seats * dice.whole(6, 10) // 100,
        unknown=1,
        new=dice.whole(0, 1),
    )


def shuffled(people: Iterable[Person], dice: Dice) -> list[Person]:
    """The same people in an order that the dice give."""
    drawn = [(dice.whole(0, 10**9), person.number, person) for person in people]
    return [person for _, _, person in sorted(drawn, key=lambda one: one[:2])]


def held(
    tool: str, idle: Idle, users: Sequence[Person], people: Sequence[Person], last_day: date, dice: Dice
) -> Iterator[Holding]:
    """The seats of a tool.

    Args:
        users: Who gets the seats that are not leavers' or newcomers', as many as there are.
        people: Everybody, to take leavers and newcomers from.
    """
    old = [last_day - timedelta(days=dice.whole(45, 230)) for _ in users]
    for place, (person, assigned) in enumerate(zip(users, old, strict=True)):
        if place < idle.never_signed_in:
            yield Holding(tool, person, assigned, None, idle=True)
        elif place < idle.never_signed_in + idle.inactive:
            yield Holding(tool, person, assigned, last_day - timedelta(days=dice.whole(33, 44)), idle=True)
        elif place < idle.never_signed_in + idle.inactive + idle.unknown:
            yield Holding(tool, person, assigned, None, measured=False)
        else:
            yield Holding(tool, person, assigned, last_day - timedelta(days=dice.whole(0, 21)))
    for person in shuffled([one for one in people if one.end], dice)[: idle.leavers]:
        assert person.end is not None
        yield Holding(
            tool, person, last_day - timedelta(days=230), person.end - timedelta(days=dice.whole(1, 20)), idle=True
        )
    for person in shuffled([one for one in people if (last_day - one.start).days < 25], dice)[: idle.new]:
        yield Holding(tool, person, person.start, None)


def month_before(holdings: Iterable[Holding], last_day: date) -> Iterator[Holding]:
    """The same seats as an export a month earlier saw them."""
    for one in holdings:
        if one.assigned > last_day:
            continue
        seen = one.seen if one.seen is None or one.seen <= last_day else one.seen - timedelta(days=31)
        yield Holding(one.tool, one.person, one.assigned, seen, one.measured)
