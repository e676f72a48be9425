"""Months, quarters and years as text, and the days they cover.

A period is written `2026-10`, `2026-Q3` or `2026`; the last closed month relative to today is
`last_month`, and `last_month-1` the one before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from prodops_kit.errors import ParameterError

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_FORM = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4]))?")
_RELATIVE = re.compile(r"last_month(?:-(?P<back>[1-9]\d?))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year.

    Attributes:
        text: `YYYY-MM`, `YYYY-Qn` or `YYYY`.

    Raises:
        ParameterError: `text` has another form.
    """

    text: str

    def __post_init__(self) -> None:
        if not _FORM.fullmatch(self.text):
            raise ParameterError(
                f"month: '{self.text}' is not a period; write a month as 2026-10, a quarter as 2026-Q3, "
                f"a year as 2026, or last_month."
            )

    @property
    def kind(self) -> str:
        """`month`, `quarter` or `year`."""
        if "Q" in self.text:
            return "quarter"
        return "month" if "-" in self.text else "year"

    @property
    def start(self) -> date:
        """First day of the period."""
        found = _FORM.fullmatch(self.text)
        assert found is not None
        first = found["month"] or 3 * int(found["quarter"] or 1) - 2
        return date(int(found["year"]), int(first), 1)

    @property
    def end(self) -> date:
        """First day after the period: ends are exclusive."""
        return _add_months(self.start, _MONTHS_IN[self.kind])

    @property
    def last_day(self) -> date:
        """Last day inside the period."""
        return self.end - timedelta(days=1)

    @property
    def months(self) -> tuple[str, ...]:
        """The months inside the period, oldest first, as YYYY-MM."""
        return tuple(f"{_add_months(self.start, n):%Y-%m}" for n in range(_MONTHS_IN[self.kind]))

    def shift(self, steps: int) -> Period:
        """The period of the same kind `steps` later, or earlier when negative.

        >>> Period("2026-01").shift(-1).text, Period("2026-Q4").shift(1).text, Period("2026").shift(-1).text
        ('2025-12', '2027-Q1', '2025')
        """
        return _period(_add_months(self.start, steps * _MONTHS_IN[self.kind]), self.kind)

    @property
    def previous(self) -> Period:
        """The period of the same kind just before."""
        return self.shift(-1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return self.text


def last_months(until: str, count: int) -> tuple[str, ...]:
    """The `count` months ending with `until`, oldest first.

    >>> last_months("2026-02", 3)
    ('2025-12', '2026-01', '2026-02')
    """
    last = Period(until)
    return tuple(last.shift(n - count + 1).text for n in range(count))


def between(first: str, last: str) -> tuple[str, ...]:
    """All periods of one kind from the first to the last, oldest first.

    Raises:
        ParameterError: They are of different kinds, or the last is before the first.

    >>> between("2025-12", "2026-02"), between("2026-Q3", "2026-Q4")
    (('2025-12', '2026-01', '2026-02'), ('2026-Q3', '2026-Q4'))
    """
    period, until = Period(first), Period(last)
    if period.kind != until.kind or period.start > until.start:
        raise ParameterError(
            f"{first} to {last}: not from an earlier to a later {period.kind}. Write both as one kind, oldest first."
        )
    found = [first]
    while period.text != last:
        period = period.shift(1)
        found.append(period.text)
    return tuple(found)


def resolve(text: str, *, last_month: str) -> str:
    """Turn `last_month` or `last_month-N` into a month; any other period stays as written.

    Args:
        text: What the parameters file or the command line says.
        last_month: The last closed month, as YYYY-MM.

    Raises:
        ParameterError: `text` is no period.

    >>> resolve("last_month-1", last_month="2026-10"), resolve("2026-Q3", last_month="2026-10")
    ('2026-09', '2026-Q3')
    """
    relative = _RELATIVE.fullmatch(text)
    if relative:
        return Period(last_month).shift(-int(relative["back"] or 0)).text
    return Period(text).text


def is_relative(text: str) -> bool:
    """Whether a period depends on the day: `last_month` or `last_month-N`."""
    return _RELATIVE.fullmatch(text) is not None


def month_before(day: date) -> str:
    """The last month that had closed on `day`, as YYYY-MM.

    >>> month_before(date(2026, 11, 2))
    '2026-10'
    """
    return f"{_add_months(day.replace(day=1), -1):%Y-%m}"


def _add_months(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _period(start: date, kind: str) -> Period:
    if kind == "quarter":
        return Period(f"{start.year}-Q{(start.month + 2) // 3}")
    return Period(f"{start:%Y-%m}" if kind == "month" else f"{start.year}")
