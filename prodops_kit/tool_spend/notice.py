"""Until when notice can be given: dates only, strict to the earlier side.

A notice period is calendar days, or months clamped to the end of the month. A deadline on a weekend is acted on
before it, never after. Public holidays are not known here.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_SATURDAY = 5


def notice_deadline(
    renewal_date: date | None,
    *,
    end_date: date | None = None,
    notice_days: int | None = None,
    notice_months: int | None = None,
    from_end: bool = False,
) -> date | None:
    """Say the last day on which notice still counts, or None where the terms are not known.

    Args:
        renewal_date: First day of the next term.
        end_date: Last day of this term; counted from where the renewal date is not known.
        notice_days: Calendar days of notice.
        notice_months: Months of notice; where days are given too, the earlier deadline holds.
        from_end: Whether the contract counts from the end of the term, a day before the renewal.

    >>> notice_deadline(date(2027, 2, 10), notice_days=60), notice_deadline(date(2027, 5, 31), notice_months=3)
    (datetime.date(2026, 12, 12), datetime.date(2027, 2, 28))
    """
    anchor = _last_day(renewal_date, end_date) if from_end or renewal_date is None else renewal_date
    if anchor is None:
        return None
    found = [anchor - timedelta(days=notice_days)] if notice_days is not None else []
    found += [months_after(anchor, -notice_months)] if notice_months is not None else []
    return min(found, default=None)


def act_by(deadline: date) -> date:
    """Say the working day on which to act: the deadline, or the Friday before a weekend.

    Args:
        deadline: Last day on which notice still counts.

    >>> act_by(date(2026, 12, 12))
    datetime.date(2026, 12, 11)
    """
    return deadline - timedelta(days=max(0, deadline.weekday() - _SATURDAY + 1))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month.

    >>> months_after(date(2024, 2, 29), 12), months_after(date(2026, 3, 31), -1)
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def terms_after(start: date | None, renewal: date, terms: int) -> date:
    """The renewal so many terms after one: terms of the same whole months, else days; years where none is known.

    Args:
        start: First day of the term that ends before `renewal`.

    >>> terms_after(date(2026, 1, 31), date(2026, 4, 30), 1), terms_after(None, date(2028, 2, 29), 1)
    (datetime.date(2026, 7, 31), datetime.date(2029, 2, 28))
    """
    if start is None or start >= renewal:
        return months_after(renewal, 12 * terms)
    months = (renewal.year - start.year) * 12 + renewal.month - start.month
    if months and months_after(start, months) == renewal:
        return months_after(start, months * (terms + 1))
    return renewal + (renewal - start) * terms


def _last_day(renewal_date: date | None, end_date: date | None) -> date | None:
    if end_date is not None:
        return end_date
    return renewal_date and renewal_date - timedelta(days=1)
