"""Writes what tool spend reads: 36 months of charges, 40 contracts, who holds which seat, the roster, other names.

Planted: a tool whose charge jumped and one nobody ordered; three tools with idle seats for every reason, of which
one missed its notice deadline and one is close to it; a contract without notice terms; two tools of one category with
mostly the same users; two tools paid a year ahead, so that what is billed is not what a month costs. Everything else
is quiet: its idle seats fit into the buffer, its deadlines are far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from prodops_kit.periods import Period, last_months
from prodops_kit.sample import agreements, crew, holdings
from prodops_kit.sample.agreements import Agreement
from prodops_kit.sample.facts import Dice, Fact
from prodops_kit.sample.holdings import Holding, Idle
from prodops_kit.sample.stack import MONTHLY, NEWCOMERS, PAIRS, TOOLS, Tool

QUESTION = "tool_spend"
CURRENCY = "USD"
MONTHS = 36
GROWTH = (-9, 14)  # seats per thousand and month, from shrinking tools to growing ones
UPLIFT = 4  # percent a year on the price of a seat, in the month of the contract's renewal
KEPT_IN_USE = 9  # of ten seats that are kept
SHARED = 80  # percent of the smaller tool's users who also use the larger one, where two overlap

_HEADER = (
    "Invoice Date,Vendor,Product,Category,Team,Amount,Currency,Invoice Number,Description,Service Start,Service End"
)


@dataclass(frozen=True, slots=True)
class _Charge:
    tool: Tool
    month: str
    cents: int
    what: str
    term: tuple[date, date] | None = None

    def costs(self, month: Period) -> int:
        """Cents of it that a month costs: a twelfth of a year paid ahead, in each month from that of its start."""
        if not self.term:
            return self.cents if self.month == month.text else 0
        return self.cents // 12 if self.month <= month.text < f"{self.term[1]:%Y-%m}" else 0

    def line(self, number: int) -> str:
        cells = (self.tool.vendor, self.tool.name, self.tool.category, self.tool.team)
        amount = f"{self.cents // 100}.{self.cents % 100:02d}"
        term = ",".join(day.isoformat() for day in self.term) if self.term else ","
        billed = f"{self.month}-{self.tool.billed_on:02d}"
        return f"{billed},{','.join(cells)},{amount},{CURRENCY},INV-{number},{self.what},{term}"


@dataclass(frozen=True, slots=True)
class _Plot:
    """Who plays which part.

    Attributes:
        roles: `missed`, `close`, `idle`, `no_terms` or `dropped`, by tool.
        prepaid: Tools that are paid a year ahead.
        pair: The larger and the smaller tool that overlap.
        seats: Seats paid in the last month, by tool.
        renewed: Months since the renewal, by tool.
    """

    jump: Tool
    newcomer: Tool
    extra: int
    prepaid: frozenset[str]
    pair: tuple[str, str]
    roles: Mapping[str, str]
    seats: Mapping[str, int]
    renewed: Mapping[str, int]


def write(folder: Path, *, month: Period, seed: int) -> tuple[list[str], list[Fact]]:
    """Write all files until `month`, and say what was planted."""
    made = _company(month, seed)
    files = _lines(made, month)
    for name, lines in files.items():
        (folder / name).write_bytes(("\n".join(lines) + "\n").encode())
    return list(files), list(_facts(made, month))


@dataclass(frozen=True, slots=True)
class _Company:
    plot: _Plot
    contracts: Mapping[str, Agreement]
    charges: list[_Charge]
    people: list[crew.Person]
    idle: Mapping[str, Idle]
    held: list[Holding]


def _company(month: Period, seed: int) -> _Company:
    dice, last_day = Dice(seed, QUESTION), month.last_day
    plot = _plot(dice, Dice(seed, f"{QUESTION}, paid ahead"))
    monthly = _charges(plot, month, dice)
    people = crew.hired(last_day, dice)
    contracts = {
        t.name: agreements.agreed(t, plot.seats[t.name], plot.renewed[t.name], month, plot.roles.get(t.name, ""), dice)
        for t in TOOLS
    }
    charges = list(_paid_ahead(monthly, plot.prepaid, contracts))
    idle = {tool.name: _idle(contracts[tool.name], plot, dice) for tool in TOOLS}
    held = list(_held(contracts, idle, plot, people, last_day, dice))
    return _Company(plot, contracts, charges, people, idle, held)


def _lines(made: _Company, month: Period) -> dict[str, list[str]]:
    """The lines of each file, headers first."""
    before = month.previous.last_day
    earlier = [one.line(before) for one in holdings.month_before(made.held, before)]
    return {
        "charges.csv": [_HEADER, *(charge.line(10_000 + number) for number, charge in enumerate(made.charges))],
        "contracts.csv": [agreements.HEADER, *_contract_lines(made.contracts, month)],
        "assignments.csv": [holdings.HEADER, *earlier, *(one.line(month.last_day) for one in made.held)],
        "roster.csv": [crew.HEADER, *(person.line() for person in made.people)],
        "aliases.csv": list(holdings.ALIASES),
    }


def _facts(made: _Company, month: Period) -> Iterator[Fact]:
    yield from _spend_facts(made.charges, month, made.plot)
    yield from _seat_facts(made.contracts, made.idle, month)
    yield from _deadline_facts(made.contracts, made.plot, month)
    yield from _overlap_facts(made.contracts, made.idle, made.held, made.plot, month)


def _plot(dice: Dice, more: Dice) -> _Plot:
    pair = dice.one_of(PAIRS)
    newcomer = dice.one_of(NEWCOMERS)
    apart = {name for pair in PAIRS for name in pair} | {MONTHLY}
    able = [tool.name for tool in TOOLS if tool.seats >= 40 and tool.name not in apart]
    roles = {pair[1]: "dropped"}
    for role in ("missed", "close", "idle"):
        roles[dice.one_of([name for name in able if name not in roles])] = role
    roles[dice.one_of([tool.name for tool in TOOLS if tool.name not in {*roles, *apart}])] = "no_terms"
    jump = dice.one_of([tool for tool in TOOLS if tool.seats > 20 and tool.name not in roles])
    seats = {t.name: t.seats + dice.whole(-(t.seats // 20), t.seats // 20) for t in TOOLS}
    flat = [t.name for t in TOOLS if t.seats == 1 and t.name not in roles]
    first = more.one_of(flat)
    prepaid = frozenset((first, more.one_of([name for name in flat if name != first])))
    # No annual invoice in the last two months: it would be the rise of the month, and another is planted.
    renewed = {
        t.name: agreements.RENEWED.get(roles.get(t.name, "")) or dice.whole(3 if t.name in prepaid else 1, 7)
        for t in TOOLS
    }
    return _Plot(jump, newcomer, dice.whole(900, 1600) * 100, prepaid, pair, roles, seats, renewed)


def _charges(plot: _Plot, month: Period, dice: Dice) -> list[_Charge]:
    months = last_months(month.text, MONTHS)
    found = [charge for tool in TOOLS for charge in _history(tool, plot, months, dice)]
    found += [_Charge(plot.jump, month.text, plot.extra, "Seats added during the month")]
    found += [_Charge(plot.newcomer, month.text, plot.newcomer.seats * plot.newcomer.price, "First month")]
    return sorted(found, key=lambda charge: (charge.month, charge.tool.billed_on, charge.tool.name, charge.what))


def _history(tool: Tool, plot: _Plot, months: tuple[str, ...], dice: Dice) -> Iterator[_Charge]:
    """Whole numbers only: a power of a float may differ between machines."""
    renewed, seats, growth = plot.renewed[tool.name], plot.seats[tool.name], dice.whole(*GROWTH)
    for ago, month in enumerate(reversed(months)):
        years = (ago - renewed) // 12 + 1 if ago >= renewed else 0
        price = tool.price * (100 - UPLIFT * years) // 100
        grown = seats * abs(growth) * ago // 1000
        paid = seats - grown if growth > 0 else seats + grown
        yield _Charge(tool, month, paid * price, "Monthly subscription")


def _paid_ahead(
    charges: Iterable[_Charge], prepaid: frozenset[str], contracts: Mapping[str, Agreement]
) -> Iterator[_Charge]:
    """The same charges, but for tools paid ahead a year at once, in the month in which their contract renews."""
    for charge in charges:
        if charge.tool.name not in prepaid:
            yield charge
        elif charge.month[5:] == f"{contracts[charge.tool.name].start:%m}":
            yield _annual(charge, contracts[charge.tool.name])


def _annual(charge: _Charge, contract: Agreement) -> _Charge:
    years = contract.start.year - int(charge.month[:4])
    start = contract.start.replace(year=contract.start.year - years)
    term = (start, start.replace(year=start.year + 1))
    cents = contract.cents * (100 - UPLIFT * years) // 100
    return replace(charge, cents=cents, what="Annual subscription", term=term)


def _contract_lines(contracts: Mapping[str, Agreement], month: Period) -> Iterator[str]:
    """Those in force, then the terms before three of them and one that was cancelled."""
    for number, one in enumerate(contracts.values()):
        yield one.line(2_000 + number)
    ended = [one for one in contracts.values() if one.renewal][:3]
    for number, one in enumerate(ended):
        last = Agreement(one.tool, one.seats, one.cents * 96 // 100, agreements.back(one.start, 12), one.start, days=30)
        yield last.line(1_000 + number, "superseded")
    start = month.shift(-20).start
    gone = Tool("Typeform", "Typeform", "Feedback", "User research", 20, 2900, 5)
    yield Agreement(gone, 20, 20 * 2900 * 12, start, month.shift(4).start, days=30).line(1_003, "cancelled")


def _idle(contract: Agreement, plot: _Plot, dice: Dice) -> Idle:
    if not contract.seats:
        return Idle()
    planted = plot.roles.get(contract.tool.name) in ("missed", "close", "idle")
    return holdings.many(contract.seats, dice) if planted else holdings.few(contract.seats, dice)


def _held(
    contracts: Mapping[str, Agreement],
    idle: Mapping[str, Idle],
    plot: _Plot,
    people: list[crew.Person],
    last_day: date,
    dice: Dice,
) -> Iterator[Holding]:
    """Tools of one category go through the people one after the other, so that only the planted pair shares many."""
    settled = [one for one in people if not one.end and (last_day - one.start).days > 60]
    for category in dict.fromkeys(tool.category for tool in TOOLS):
        line = holdings.shuffled(settled, dice)
        place = 0
        for name in [tool.name for tool in TOOLS if tool.category == category]:
            wanted = contracts[name].seats - idle[name].never_assigned - idle[name].leavers - idle[name].new
            if not contracts[name].seats:
                continue
            # The planted pair's smaller tool starts inside the larger one, at its end: those are its active users.
            start = place - wanted * SHARED // 100 if name == plot.pair[1] else place
            users = [line[(start + n) % len(line)] for n in range(wanted)]
            place = max(place, start + wanted)
            yield from holdings.held(name, idle[name], users, people, last_day, dice)


def _spend_facts(charges: list[_Charge], month: Period, plot: _Plot) -> Iterator[Fact]:
    def spent(period: Period, name: str = "", category: str = "") -> int:
        return sum(
            charge.cents
            for charge in charges
            if charge.month == period.text and name in ("", charge.tool.name) and category in ("", charge.tool.category)
        )

    by, jump, newcomer = month.shift(1).last_day.isoformat(), plot.jump.name, plot.newcomer.name
    rise = spent(month, jump) - spent(month.previous, jump)
    largest = max(sorted({tool.category for tool in TOOLS}), key=lambda category: spent(month, category=category))
    yield Fact(QUESTION, "ask_rise", jump, worth=rise, currency=CURRENCY, by=by)
    yield Fact(QUESTION, "ask_new", newcomer, worth=spent(month, newcomer), currency=CURRENCY, by=by)
    yield Fact(QUESTION, "largest_category", largest, worth=spent(month, category=largest), currency=CURRENCY)
    yield Fact(QUESTION, "spent", month.text, worth=spent(month), currency=CURRENCY)
    cost = sum(charge.costs(month) for charge in charges)
    yield Fact(QUESTION, "accrued", month.text, worth=cost, currency=CURRENCY)
    for name in sorted(plot.prepaid):
        newest = [charge for charge in charges if charge.tool.name == name][-1]
        yield Fact(QUESTION, "prepaid", name, worth=newest.cents, currency=CURRENCY)


def _seat_facts(contracts: Mapping[str, Agreement], idle: Mapping[str, Idle], month: Period) -> Iterator[Fact]:
    for name, states in idle.items():
        for kind in ("leavers", "never_assigned", "never_signed_in", "inactive"):
            if getattr(states, kind):
                yield Fact(QUESTION, kind, name, quantity=getattr(states, kind))
        spare = contracts[name].seats - _keep(contracts[name].seats - states.idle)
        if contracts[name].seats and spare > 0:
            by = _act_by(contracts[name], month.last_day)
            worth = spare * contracts[name].tool.price * 12
            yield Fact(QUESTION, "reduce", name, spare, worth, CURRENCY, by.isoformat())


def _deadline_facts(contracts: Mapping[str, Agreement], plot: _Plot, month: Period) -> Iterator[Fact]:
    for name, one in contracts.items():
        role = plot.roles.get(name)
        if role == "no_terms":
            yield Fact(
                QUESTION, "no_notice_terms", name, worth=one.cents, currency=CURRENCY, by=month.last_day.isoformat()
            )
        elif one.deadline:
            yield Fact(QUESTION, "notice_deadline", name, by=one.deadline.isoformat())
        if role in ("missed", "close") and one.deadline:
            yield Fact(
                QUESTION, f"{role}_deadline", name, worth=one.cents, currency=CURRENCY, by=one.deadline.isoformat()
            )


def _overlap_facts(
    contracts: Mapping[str, Agreement], idle: Mapping[str, Idle], held: Iterable[Holding], plot: _Plot, month: Period
) -> Iterator[Fact]:
    """What one tool for both would save, on the seats that remain once idle ones are given up."""
    users = {name: {one.person.number for one in held if one.tool == name and not one.idle} for name in plot.pair}
    larger, smaller = (contracts[name] for name in plot.pair)
    remain = [min(one.seats, _keep(one.seats - idle[one.tool.name].idle)) for one in (larger, smaller)]
    together = max(remain[0], _keep(len(users[plot.pair[0]] | users[plot.pair[1]])))
    worth = (remain[1] * smaller.tool.price - (together - remain[0]) * larger.tool.price) * 12
    both = len(users[plot.pair[0]] & users[plot.pair[1]])
    yield Fact(QUESTION, "overlap", plot.pair[1], both, worth, CURRENCY, _act_by(smaller, month.last_day).isoformat())


def _keep(people: int) -> int:
    return -(-people * 10 // KEPT_IN_USE)


def _act_by(contract: Agreement, last_day: date) -> date:
    """The Friday before a weekend; the last day of the month where the deadline is past."""
    deadline = contract.deadline
    if deadline is None or deadline < last_day:
        return last_day
    return deadline - timedelta(days={5: 1, 6: 2}.get(deadline.weekday(), 0))
