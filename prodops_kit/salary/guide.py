"""What the product operations guide says of pay: dated reference rows, and what its figures mean.

US, USD a year, base pay without signing bonus, options and benefits; Glassdoor as the guide quotes it, 2022, without a
month. Historic reference, never the current market.

Finding: in every row the "average" is the geometric middle of low and high, within 0.28%. So it is the median of a
lognormal, neither a mean nor the middle of a band; and the rows may be the publisher's own model, so they are flagged
`modelled`. What share of people the range holds is not known: three readings are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt

from prodops_kit.salary.ageing import months_between
from prodops_kit.salary.lognormal import Lognormal, fit_range

SOURCE, AS_OF, PRECISION = "guide/Glassdoor", date(2022, 7, 1), "year"
STANDING = "historic reference, never the current market"
READINGS = {"5/95": 0.9, "10/90": 0.8, "25/75": 0.5}
"""What the ends of a range may be, and the part of people between them."""
USUAL = "10/90"
OPENINGS = {"Product operations": 7_993, "Product management": 17_725}
"""Postings that the guide quotes, from different lists and dates: show both, claim no ratio."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One row of the guide.

    Attributes:
        family: `Product operations` or `Product management`.
        level: As the guide calls it.
        years: Experience asked for, as text; empty where it says nothing.
        average: What it calls the average; the median, by the finding.
        duties: What sets the level apart.
    """

    family: str
    level: str
    years: str
    average: int
    low: int
    high: int
    duties: str = ""

    @property
    def centre(self) -> float:
        """The geometric middle of the range."""
        return sqrt(self.low * self.high)

    @property
    def average_over_centre(self) -> float:
        """About 1 in every row: the finding."""
        return self.average / self.centre

    @property
    def average_over_middle(self) -> float:
        """Below 1: the arithmetic middle is too high."""
        return self.average / ((self.low + self.high) / 2)

    def fitted(self, reading: str = USUAL) -> Lognormal:
        """The lognormal of one reading of the range's ends, a key of `READINGS`."""
        return fit_range(self.average, self.low, self.high, share=READINGS[reading])

    def positions(self, pay: float) -> dict[str, float]:
        """Part of people who earn less than `pay`, by reading: always print the three.

        >>> {reading: round(100 * part) for reading, part in MANAGER.positions(130_000).items()}
        {'5/95': 76, '10/90': 71, '25/75': 62}
        """
        return {reading: self.fitted(reading).position(pay) for reading in READINGS}


OPERATIONS, MANAGEMENT = "Product operations", "Product management"
SPECIALIST = Reference(OPERATIONS, "specialist", "0-2", 62_651, 34_000, 116_000, "assists a manager")
MANAGER = Reference(OPERATIONS, "manager", "2+", 105_145, 65_000, 171_000, "carries the key responsibilities")
SENIOR = Reference(
    OPERATIONS, "senior", "5+", 130_111, 107_000, 158_000, "also mentors, serves more teams, helps set strategy"
)
DIRECTOR = Reference(
    OPERATIONS, "director", "10+", 168_775, 124_000, 229_000, "hires and fires, owns strategy, aligns with leaders"
)
PRODUCT_MANAGER = Reference(MANAGEMENT, "manager", "", 113_146, 73_000, 175_000)
ROWS = (SPECIALIST, MANAGER, SENIOR, DIRECTOR, PRODUCT_MANAGER)
SPREAD_NOTE = "The spread does not rise with the level: senior is too narrow, probably on few data."
MANAGEMENT_LEVELS = (*("associate", "manager", "senior", "group", "head", "principal", "director", "vp", "chief"),)


def months_old(day: date) -> int:
    """Age of the guide's figures on a day; said wherever they are shown.

    >>> months_old(date(2026, 11, 1))
    52
    """
    return months_between(AS_OF, day)


def reference(role: str, level: str | None) -> Reference | None:
    """Find the guide's row for a role and level by their words, or None where it has no figure.

    >>> reference("Senior product operations manager", None).average, reference("Product management", "senior")
    (130111, None)
    """
    words = f"{role} {level or ''}".casefold().replace("-", " ")
    if "product op" in words or "prodops" in words:
        found = [row for row in (DIRECTOR, SENIOR, SPECIALIST, MANAGER) if row.level in words]
        return found[0] if found else None
    above = [name for name in MANAGEMENT_LEVELS if name != "manager" and name in words.split()]
    is_manager = "product manager" in words or ("product manag" in words and (level or "").casefold() == "manager")
    return PRODUCT_MANAGER if is_manager and not above else None
