"""The people of the sample company: 180 at work, some of them new, and those who left in the last months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from prodops_kit.sample.facts import Dice
from prodops_kit.sample.stack import TOOLS

EMPLOYED, NEW, LEFT = 180, 5, 14
_TITLES = ("Manager", "Analyst", "Designer", "Engineer", "Researcher", "Specialist")


@dataclass(frozen=True, slots=True)
class Person:
    """One person; `end` is the last day at work, or None."""

    number: int
    team: str
    title: str
    start: date
    end: date | None = None

    @property
    def address(self) -> str:
        """The work address."""
        return f"person{self.number:03d}@example.com"

    def line(self) -> str:
        """The person as the HR system exports it."""
        end = self.end.isoformat() if self.end else ""
        cells = (f"E{self.number:04d}", f"Person {self.number:03d}", self.address, self.team, self.title)
        return f"{','.join(cells)},{self.start},{end},Employee"


HEADER = "Employee ID,Full Name,Work Email,Department,Title,Start Date,End Date,Employment Type"


def hired(last_day: date, dice: Dice) -> list[Person]:
    """Everybody: the longest employed first, then newcomers, then those who left."""
    teams = sorted({tool.team for tool in TOOLS})
    people = []
    for number in range(1, EMPLOYED + LEFT + 1):
        start = last_day - timedelta(days=dice.whole(240, 2400))
        end = last_day - timedelta(days=dice.whole(4, 170)) if number > EMPLOYED else None
        if EMPLOYED - NEW < number <= EMPLOYED:
            start = last_day - timedelta(days=dice.whole(3, 24))
        people.append(Person(number, dice.one_of(teams), dice.one_of(_TITLES), start, end))
    return people
