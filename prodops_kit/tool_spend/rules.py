"""The rules of the review: what a business decides, checked once, before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

from prodops_kit.errors import ParameterError, several

ACCRUALS = ("equal_months", "by_day")


@dataclass(frozen=True, slots=True)
class Rules:
    """When a seat is idle, how many to keep, how far ahead to look.

    Attributes:
        inactive_days: A seat is active when its holder signed in within so many days before the data's last day.
        seat_buffer: Part of the seats kept that may be in use, from 0 to 1: 0.9 keeps one in ten free.
        coverage_limit: Smallest part of the assigned seats, from 0 to 1, whose use must be known before a seat is
            given up; below it data is asked for.
        renewal_window_days: How many days ahead notice deadlines are shown and decided on.
        overlap_limit: Two tools of one category overlap from this part on: people in both, of all in either.
        accrual: How a prepaid cost is spread over its term, `equal_months` or `by_day`.

    Raises:
        ParameterError: A rule is out of range; all of them in one message.
    """

    inactive_days: int = 30
    seat_buffer: float = 0.90
    coverage_limit: float = 0.80
    renewal_window_days: int = 120
    overlap_limit: float = 0.40
    accrual: str = "equal_months"

    def __post_init__(self) -> None:
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        problems = [
            f"{name}: {found[name]} is not a number of days from 1 to 730." for name in _DAYS if _bad(found[name])
        ]
        problems += [
            f"{name}: {found[name]} is not a part above 0 and up to 1; 0.8 is 80%."
            for name in _PARTS
            if isinstance(found[name], bool) or not isinstance(found[name], int | float) or not 0 < found[name] <= 1
        ]
        if self.accrual not in ACCRUALS:
            problems.append(f"accrual: '{self.accrual}' is unknown; write {' or '.join(ACCRUALS)}.")
        if problems:
            raise ParameterError(several(problems))

    def seats_for(self, people: int) -> int:
        """Seats to keep for so many people, with the buffer.

        >>> Rules().seats_for(26), Rules().seats_for(27), Rules().seats_for(0)
        (29, 30, 0)
        """
        return -int(-people // Fraction(str(self.seat_buffer)))


_DAYS = ("inactive_days", "renewal_window_days")
_PARTS = ("seat_buffer", "coverage_limit", "overlap_limit")


def _bad(days: object) -> bool:
    return isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 730
