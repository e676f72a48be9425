"""The two ladders of the sample company: what the market pays for each level, its band, and who stands on it."""

from __future__ import annotations

from dataclasses import dataclass

OPERATIONS, MANAGEMENT = "Product operations", "Product management"
AREAS = {"National": 100, "New York": 114, "Austin": 97}  # pay there in percent of the national pay
OFFICES = ("New York", "Austin")


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a ladder; amounts are whole USD a year for the whole country.

    Attributes:
        market: What the middle of the market earns on the last day of the sample's month.
        spread: How far apart the market pays: standard deviation of log pay in thousandths.
        midpoint: Middle of the company's band.
        new_york: People in New York.
        austin: People in Austin.
        quality: How well the surveys' jobs match, one number a survey.
    """

    role: str
    level: str
    market: int
    spread: int
    midpoint: int
    new_york: int
    austin: int
    quality: tuple[int, int] = (5, 4)

    @property
    def name(self) -> str:
        """As facts and openings name it."""
        return f"{self.role}, {self.level}"

    def people(self, area: str) -> int:
        """How many stand on it in one area."""
        return self.new_york if area == OFFICES[0] else self.austin


UNDER_MARKET = "senior"  # of product operations: its band is a tenth below the market
COMPRESSED = "group"  # of product management: hardly above the level below it

RUNGS = (
    Rung(OPERATIONS, "specialist", 74_000, 210, 74_500, 9, 8),
    Rung(OPERATIONS, "manager", 108_000, 200, 108_500, 12, 9),
    Rung(OPERATIONS, UNDER_MARKET, 134_000, 170, 121_000, 8, 3),
    Rung(OPERATIONS, "director", 176_000, 190, 177_000, 2, 0, (4, 3)),
    Rung(MANAGEMENT, "associate", 82_000, 190, 82_500, 7, 6),
    Rung(MANAGEMENT, "manager", 124_000, 200, 124_500, 13, 10),
    Rung(MANAGEMENT, "senior", 152_000, 180, 152_500, 9, 7),
    Rung(MANAGEMENT, COMPRESSED, 166_500, 180, 165_000, 6, 5, (4, 4)),
    Rung(MANAGEMENT, "director", 205_000, 190, 206_000, 3, 2, (4, 4)),
)
