"""Writes `charges.csv`: 36 months of invoices for the stack, as a finance team exports them.

Planted in the last month: one tool whose charge jumped, one tool nobody ordered before, the largest category and
the total. Everything else grows too gently to be asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prodops_kit.periods import Period, last_months
from prodops_kit.sample.facts import Dice, Fact
from prodops_kit.sample.stack import NEWCOMERS, TOOLS, Tool

QUESTION = "tool_spend"
FILE = "charges.csv"
CURRENCY = "USD"
MONTHS = 36
GROWTH = (-9, 14)  # seats per thousand and month, from shrinking tools to growing ones
UPLIFT = 4  # percent a year on the price of a seat, in the month of the contract's renewal

_HEADER = "Invoice Date,Vendor,Product,Category,Team,Amount,Currency,Invoice Number,Description"


@dataclass(frozen=True, slots=True)
class _Charge:
    tool: Tool
    month: str
    cents: int
    what: str

    def line(self, number: int) -> str:
        cells = (self.tool.vendor, self.tool.name, self.tool.category, self.tool.team)
        amount = f"{self.cents // 100}.{self.cents % 100:02d}"
        return f"{self.month}-{self.tool.billed_on:02d},{','.join(cells)},{amount},{CURRENCY},INV-{number},{self.what}"


def write(folder: Path, *, month: Period, seed: int) -> tuple[list[str], list[Fact]]:
    """Write the charges until `month`, and say what was planted in it."""
    dice = Dice(seed, QUESTION)
    months = last_months(month.text, MONTHS)
    jump, newcomer = dice.one_of([tool for tool in TOOLS if tool.seats > 20]), dice.one_of(NEWCOMERS)
    extra = dice.whole(900, 1600) * 100
    charges = [charge for tool in TOOLS for charge in _history(tool, months, dice)]
    charges += [_Charge(jump, month.text, extra, "Seats added during the month")]
    charges += [_Charge(newcomer, month.text, newcomer.seats * newcomer.price, "First month")]
    charges.sort(key=lambda charge: (charge.month, charge.tool.billed_on, charge.tool.name, charge.what))
    lines = [_HEADER, *(charge.line(10_000 + number) for number, charge in enumerate(charges))]
    (folder / FILE).write_bytes(("\n".join(lines) + "\n").encode())
    return [FILE], list(_facts(charges, month, jump, newcomer))


def _history(tool: Tool, months: tuple[str, ...], dice: Dice) -> Iterator[_Charge]:
    """Whole numbers only: a power of a float may differ between machines."""
    renewal = dice.whole(1, MONTHS // 3 - 2)  # months ago, and again a year and two years before
    spread = tool.seats // 20
    seats, growth = tool.seats + dice.whole(-spread, spread), dice.whole(*GROWTH)
    for ago, month in enumerate(reversed(months)):
        years = (ago - renewal) // 12 + 1 if ago >= renewal else 0
        price = tool.price * (100 - UPLIFT * years) // 100
        grown = seats * abs(growth) * ago // 1000
        paid = seats - grown if growth > 0 else seats + grown
        yield _Charge(tool, month, paid * price, "Monthly subscription")


def _facts(charges: list[_Charge], month: Period, jump: Tool, newcomer: Tool) -> Iterator[Fact]:
    def spent(period: Period, name: str = "", category: str = "") -> int:
        return sum(
            charge.cents
            for charge in charges
            if charge.month == period.text and name in ("", charge.tool.name) and category in ("", charge.tool.category)
        )

    by = month.shift(1).last_day.isoformat()
    rise = spent(month, jump.name) - spent(month.previous, jump.name)
    largest = max(sorted({tool.category for tool in TOOLS}), key=lambda category: spent(month, category=category))
    yield Fact(QUESTION, "ask_rise", jump.name, worth=rise, currency=CURRENCY, by=by)
    yield Fact(QUESTION, "ask_new", newcomer.name, worth=spent(month, newcomer.name), currency=CURRENCY, by=by)
    yield Fact(QUESTION, "largest_category", largest, worth=spent(month, category=largest), currency=CURRENCY)
    yield Fact(QUESTION, "spent", month.text, worth=spent(month), currency=CURRENCY)
