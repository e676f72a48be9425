"""The review of the stack: charges, contracts, assignments and the roster, each adding its part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prodops_kit.answered import Answers
from prodops_kit.errors import DataError
from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Count, Figure, Notice, Sentence
from prodops_kit.tool_spend import decisions, joins, licences, renewals, rises, spend
from prodops_kit.tool_spend.absent import NoSpend, is_absent
from prodops_kit.tool_spend.contracts import Contract, in_force
from prodops_kit.tool_spend.inputs import Inputs, named, unmatched
from prodops_kit.tool_spend.joins import Joins
from prodops_kit.tool_spend.overlap import Overlap, overlaps
from prodops_kit.tool_spend.rules import Rules
from prodops_kit.tool_spend.seats import ToolSeats, Usage, seats_of, usage
from prodops_kit.tool_spend.spend import SpendReview

if TYPE_CHECKING:
    from prodops_kit.results import Decision, Part, Source
    from prodops_kit.tables import Loaded


@dataclass(frozen=True, slots=True)
class ToolReview:
    """What tools cost, who uses them, and what must be decided by when.

    Attributes:
        month: The period reviewed: a month, or a quarter or year.
        currency: ISO 4217 code of every amount; amounts are in minor units.
        spend: What was billed, or why that is not known.
        rules: The rules applied.
        contracts_in_force: Contracts of the report's currency on the period's last day, the most expensive first.
        seats_by_tool: Every tool paid by the seat, the largest saving first.
        usage: The state of each assigned seat.
        pairs: Tools of one category that share people, those sharing most first.
        names: What did not meet across the files.
        inputs: The tables behind all that.
        answers: What was answered to earlier decisions; what is settled is not asked, and in no sum.
    """

    month: str
    currency: str
    spend: SpendReview | NoSpend
    rules: Rules
    contracts_in_force: tuple[Contract, ...]
    seats_by_tool: tuple[ToolSeats, ...]
    usage: Usage
    pairs: tuple[Overlap, ...]
    names: Joins
    inputs: Inputs
    answers: Answers

    @property
    def period(self) -> Period:
        """The period reviewed."""
        return Period(self.month)

    @property
    def run_rate(self) -> int | None:
        """What the contracts in force on the period's last day cost a year; None without contracts."""
        return sum(c.annual for c in self.contracts_in_force) if self.contracts_in_force else None

    @property
    def headline(self) -> Sentence:
        """What is to be decided and by when, and how spend moved; without charges, what contracts cost."""
        said, asked = self.spend.headline or renewals.headline(self), decisions.told(self) or renewals.told(self)
        if not asked:
            return said
        text, values = asked
        return Sentence(f"{text} {said.template}", **values, **said.values)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Spend, run rate, seats in use and money to decide on, as far as the inputs tell; at most four."""
        billed = self.spend.figures
        return (*billed[:1], *_of_contracts(self), *billed[1:])[:4]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """At most seven: what to release, merge and ask, missed deadlines first; rises last; then what is settled."""
        return (*decisions.chosen(self), *decisions.settled(self))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is missing, set aside or not summed."""
        more = rises.more(self.spend.rises, self.decisions, self.currency)
        return (*self.spend.gaps, *([more] if more else []), *_notices(self))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files behind the numbers, and those left out."""
        return tuple(loaded.source for loaded in (self.inputs.charges, *self.inputs.beside_charges))

    @property
    def categories(self) -> Part:
        """Spend by category."""
        return self.spend.categories

    @property
    def trend(self) -> Part:
        """Spend a month over the last year."""
        return self.spend.trend

    @property
    def months(self) -> Part:
        """What was billed and what it cost, month by month."""
        return self.spend.months

    @property
    def tools(self) -> Part:
        """The most expensive tools and the sum of the others."""
        return self.spend.tools

    @property
    def all_tools(self) -> Part:
        """Every tool."""
        return self.spend.all_tools

    @property
    def renewals(self) -> Part:
        """The contracts to decide on next, by notice deadline."""
        return renewals.part(self)

    @property
    def all_renewals(self) -> Part:
        """Every contract in force, by the day to act."""
        return renewals.every(self)

    @property
    def seats(self) -> Part:
        """Seats paid, assigned and active, and what each costs."""
        return licences.seats(self)

    @property
    def all_seats(self) -> Part:
        """Every seat by its state."""
        return licences.all_seats(self)

    @property
    def overlap(self) -> Part:
        """Tools of one category that serve the same people."""
        return licences.overlap(self)

    @property
    def joins(self) -> Part:
        """Names that did not meet, with the nearest candidate and the alias that joins them."""
        return joins.part(self.names)


def review(
    charges: Loaded | None = None,
    contracts: Loaded | None = None,
    assignments: Loaded | None = None,
    roster: Loaded | None = None,
    aliases: Loaded | None = None,
    *,
    month: str,
    currency: str,
    ask_above: float,
    rules: Rules | None = None,
    answers: Answers | None = None,
) -> ToolReview:
    """Review one period: what was billed, who uses it, and what must be decided by when.

    Charges or contracts are enough; every other input adds its part, and what is left out, or is in another currency
    only, is said where it would stand.

    Args:
        charges: What `load_charges` returned.
        contracts: What `load_contracts` returned.
        assignments: What `load_assignments` returned.
        roster: What `load_roster` returned.
        aliases: What `load_aliases` returned; applied to all the others.
        month: Period to review: `2026-10`, or a quarter `2026-Q3` or a year `2026`.
        currency: ISO 4217 code to report in; amounts in another currency are stated, not summed.
        ask_above: Smallest rise on the period before that somebody is asked about, in whole units of `currency`.
        rules: When a seat is idle, how many to keep, how far ahead to look.
        answers: What `pk.answers` returned; decisions settled there are not asked again.

    Raises:
        DataError: The charges end before the period's last month or begin after it, or neither charges nor
            contracts in force are in `currency`.
        NoData: The charges span the period but hold none in it.
        ParameterError: `month`, `currency` or `ask_above` is not valid.

    Example:
        review = pk.tool_spend.review(charges, contracts, month="2026-10", currency="USD", ask_above=500)
    """
    rules, last = rules or Rules(), Period(month).last_day
    spend.smallest_rise(ask_above, currency)
    inputs = named(charges, contracts, assignments, roster, aliases)
    found = in_force(inputs.contracts, as_of=last, currency=currency)
    billed = _spend(inputs, found, rules, month=month, currency=currency, ask_above=ask_above)
    used = usage(inputs.assignments, inputs.roster, on=last, rules=rules)
    seats = seats_of(found, used, inputs.roster, rules=rules, currency=currency)
    return ToolReview(
        month=month,
        currency=currency,
        spend=billed,
        rules=rules,
        contracts_in_force=tuple(found),
        seats_by_tool=tuple(seats),
        usage=used,
        pairs=tuple(overlaps(seats, rules=rules)),
        names=unmatched(inputs, contracts=found, used=used, seats=seats),
        inputs=inputs,
        answers=answers or Answers(),
    )


def _spend(
    inputs: Inputs, found: list[Contract], rules: Rules, *, month: str, currency: str, ask_above: float
) -> SpendReview | NoSpend:
    """What was billed; where that is not known, contracts must be there for a page."""
    charges, contracts = inputs.charges, inputs.contracts
    if found and is_absent(charges, month=month, currency=currency):
        return NoSpend(month, currency, charges)
    if charges.source.absent and not found:
        said = "contracts_file is not set either"
        if not contracts.source.absent:
            said = f"{contracts.source.path} has no contract in {currency} that is in force at the end of {month}"
        raise DataError(f"{charges.source.absent}, and {said}; name a file with charges or with such contracts.")
    return spend.review(charges, month=month, currency=currency, ask_above=ask_above, accrual=rules.accrual)


def _of_contracts(review: ToolReview) -> list[Figure]:
    """The figures that contracts and seats tell; nothing without contracts."""
    if review.run_rate is None:
        return []
    unit = f"{review.currency} cents/year"
    found = [Figure("run_rate", "Contracts a year", review.run_rate, unit, "lower", over="last")]
    if review.usage.by_tool:
        # The state on the period's last day: a mean would hide what was released.
        used = licences.in_use(review)
        found.append(Figure("seats_in_use", "Paid seats in use", used, "share", "higher", over="last"))
        stake = decisions.stake(review).minor
        found.append(Figure("at_stake", _of_stake(review), stake, unit, over="last"))
    note = Sentence("in {days}", days=Count(review.rules.renewal_window_days, "day", "days"))
    return [*found, Figure("due", "Contracts to decide on", len(renewals.due(review)), "count", note=note, over="last")]


def _of_stake(review: ToolReview) -> str:
    """What the decisions with a price are: an accepted one is still to be done, but no longer to be decided on."""
    given = (review.answers.to(decision) for decision in decisions.chosen(review) if decision.worth)
    return "Savings open or accepted" if any(given) else "Savings to decide on"


def _notices(review: ToolReview) -> list[Notice]:
    found = [_set_aside(loaded) for loaded in review.inputs.beside_charges]
    found += [_other_currency(review), _export_late(review), _names(review), _left_out(review)]
    return [notice for notice in found if notice]


def _set_aside(loaded: Loaded) -> Notice | None:
    source = loaded.source
    if not source.rejected:
        return None
    text = "{rejected} of {rows} of the {table} could not be used. Lines and reasons stand with the sources."
    rows = Count(source.rows, "row", "rows")
    return Notice("Rows set aside", Sentence(text, rejected=source.rejected, rows=rows, table=source.table))


def _other_currency(review: ToolReview) -> Notice | None:
    others = [m for m in review.inputs.contracts.source.money if m.currency != review.currency]
    if not others:
        return None
    stated = " and ".join(f"{{money{n}}}" for n in range(len(others)))
    text = f"Contracts of {stated} a year are in another currency, and in none of these figures."
    return Notice("Another currency", Sentence(text, **{f"money{n}": money for n, money in enumerate(others)}))


def _export_late(review: ToolReview) -> Notice | None:
    day = review.usage.as_of
    if day is None:
        return None
    if review.usage.later:
        return Notice(
            "Use of seats is of a later day",
            Sentence("The assignments were exported on {day}, after the period.", day=day),
        )
    if (review.period.last_day - day).days <= review.rules.inactive_days:
        return None
    text = "The newest sign-ins are of {day}; what was used since is not known, and seats are judged on that day."
    return Notice("Use of seats is old", Sentence(text, day=day))


def _names(review: ToolReview) -> Notice | None:
    said = joins.summary(review.names)
    return Notice("Names that do not meet", said) if said else None


def _left_out(review: ToolReview) -> Notice | None:
    more = decisions.left_out(review)
    if not more:
        return None
    worth = Money(sum(p.decision.worth.minor for p in more if p.decision.worth), review.currency)
    text = Sentence(
        "{count} not shown, worth {worth} a year.", count=Count(len(more), "decision is", "decisions are"), worth=worth
    )
    return Notice("More to decide", text)
