"""The sample company's contracts, with terms planted: a missed deadline, a close one, one without notice terms."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from prodops_kit.periods import Period
from prodops_kit.sample.facts import Dice
from prodops_kit.sample.stack import MONTHLY, Tool

HEADER = (
    "contract_id,tool,vendor,category,owner_team,start_date,renewal_date,notice_days,notice_months,auto_renew,"
    "annual_cost,billing,price_basis,seats_paid,unit_price,currency,status"
)
QUIET = 40  # days in which no other deadline falls


@dataclass(frozen=True, slots=True)
class Agreement:
    """One contract in force.

    Attributes:
        seats: Seats paid; 0 for a flat fee.
        cents: What it costs a year.
        days: Notice in days; None where given in months, or not at all.
        months: Notice in months.
    """

    tool: Tool
    seats: int
    cents: int
    start: date
    renewal: date | None
    days: int | None = None
    months: int | None = None

    @property
    def deadline(self) -> date | None:
        """Last day for notice."""
        if self.renewal is None:
            return None
        if self.days is not None:
            return self.renewal - timedelta(days=self.days)
        return None if self.months is None else back(self.renewal, self.months)

    def line(self, number: int, status: str = "active") -> str:
        """The contract as a row."""
        tool, monthly = self.tool, self.renewal is None
        basis = ("per_seat_month", str(self.seats), _money(tool.price)) if self.seats else ("flat_year", "", "")
        cells = (f"C-{number}", tool.name, tool.vendor, tool.category, tool.team, self.start, self.renewal or "")
        terms = ("" if self.days is None else self.days, "" if self.months is None else self.months)
        price = (_money(self.cents), "monthly" if monthly else "annual_upfront", *basis, "USD", status)
        return ",".join(map(str, (*cells, *terms, "yes", *price)))


def back(day: date, months: int) -> date:
    """So many months earlier, on the last day of a shorter month."""
    first = Period(f"{day:%Y-%m}").shift(-months).start
    return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))


def agreed(tool: Tool, seats: int, renewed: int, month: Period, role: str, dice: Dice) -> Agreement:
    """The contract of a tool that renewed so many months ago, with the terms that its role in the plot needs."""
    cents, flat = seats * tool.price * 12, tool.seats == 1
    day = dice.whole(6, 18)
    start = month.shift(-renewed).start.replace(day=day)
    renewal = month.shift(12 - renewed).start.replace(day=day)
    paid = 0 if flat else seats
    if tool.name == MONTHLY:
        return Agreement(tool, paid, cents, start.replace(day=tool.billed_on), None)
    if role == "no_terms":
        return Agreement(tool, paid, cents, start, renewal)
    if role:
        return Agreement(tool, paid, cents, start, renewal, days=NOTICE[role])
    usual = [Agreement(tool, paid, cents, start, renewal, days=days) for days in (30, 45, 60, 90)]
    usual += [Agreement(tool, paid, cents, start, renewal, months=months) for months in (1, 2, 3)]
    far = month.last_day + timedelta(days=QUIET)
    return dice.one_of([one for one in usual if one.deadline and one.deadline > far])


# Months since the renewal and days of notice by role, so that the deadline falls where the plot wants it.
RENEWED = {"missed": 10, "close": 9, "idle": 8, "no_terms": 9, "dropped": 8}
NOTICE = {"missed": 90, "close": 60, "idle": 30, "dropped": 45}


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
