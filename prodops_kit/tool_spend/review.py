"""The review of the stack: charges, and what contracts, assignments and the roster add to them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from prodops_kit.engines import literal
from prodops_kit.money import Money
from prodops_kit.periods import Period
from prodops_kit.results import Count, Figure, Notice, Sentence
from prodops_kit.tool_spend import decisions, joins, licences, page, renewals, spend
from prodops_kit.tool_spend.accrual import spread
from prodops_kit.tool_spend.contracts import Contract, in_force, load_contracts
from prodops_kit.tool_spend.joins import Joins
from prodops_kit.tool_spend.overlap import Overlap, overlaps
from prodops_kit.tool_spend.people import load_aliases, load_assignments, load_roster, renamed_people
from prodops_kit.tool_spend.rules import Rules
from prodops_kit.tool_spend.seats import ToolSeats, Usage, seats_of, usage
from prodops_kit.tool_spend.spend import SpendReview

if TYPE_CHECKING:
    import pandas as pd

    from prodops_kit.results import Decision, Part, Source
    from prodops_kit.tables import Loaded


@dataclass(frozen=True, slots=True)
class ToolReview(SpendReview):
    """What tools cost, who uses them, and what must be decided by when.

    Attributes:
        rules: The rules applied.
        accrued_by_month: month, accrued: what each month cost when prepayments are spread over their terms.
        contracts_in_force: Contracts of the report's currency on the period's last day, the most expensive first.
        seats_by_tool: Every tool paid by the seat, the largest saving first.
        usage: The state of each assigned seat.
        pairs: Tools of one category that share people, those sharing most first.
        names: What did not meet across the files.
        contracts: The inputs.
        assignments: See `contracts`.
        roster: See `contracts`.
        aliases: See `contracts`.
    """

    rules: Rules
    accrued_by_month: pd.DataFrame
    contracts_in_force: tuple[Contract, ...]
    seats_by_tool: tuple[ToolSeats, ...]
    usage: Usage
    pairs: tuple[Overlap, ...]
    names: Joins
    contracts: Loaded
    assignments: Loaded
    roster: Loaded
    aliases: Loaded

    @property
    def accrued(self) -> int:
        """What the period cost when prepayments are spread over the months they pay for."""
        months = self.accrued_by_month["month"].isin(self.period.months)
        return int(self.accrued_by_month.loc[months, "accrued"].sum())

    @property
    def run_rate(self) -> int | None:
        """What the contracts in force on the period's last day cost a year; None without contracts."""
        return sum(c.annual for c in self.contracts_in_force) if self.contracts_in_force else None

    @property
    def headline(self) -> Sentence:
        """What is to be decided and by when, and how spend moved."""
        moved, asked = page.headline(self), [d for d in self.decisions if d.worth]
        if not asked:
            return moved
        told, values = decisions.told(asked, self)
        return Sentence(f"{told} {moved.template}", **values, **moved.values)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Run rate, spend, seats in use and money to decide on, as far as the inputs tell; at most four."""
        billed = page.figures(self)
        if self.run_rate is None:
            return billed
        unit = f"{self.currency} cents/year"
        found = [billed[0], Figure("run_rate", "Contracts a year", self.run_rate, unit, "lower")]
        if self.usage.by_tool:
            found.append(Figure("seats_in_use", "Paid seats in use", licences.in_use(self), "share", "higher"))
        found.append(Figure("at_stake", "Savings to decide on", licences.stake(self).minor, unit))
        return (*found, *billed[1:])[:4]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """At most seven: what to release, merge and ask, missed deadlines first; rises last."""
        return tuple(decisions.chosen(self))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is missing, set aside or not summed."""
        return (*page.notices(self), *_notices(self))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files behind the numbers, and those left out."""
        inputs = (self.charges, self.contracts, self.assignments, self.roster, self.aliases)
        return tuple(loaded.source for loaded in inputs)

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
    charges: Loaded,
    contracts: Loaded | None = None,
    assignments: Loaded | None = None,
    roster: Loaded | None = None,
    aliases: Loaded | None = None,
    *,
    month: str,
    currency: str,
    ask_above: float,
    rules: Rules | None = None,
) -> ToolReview:
    """Review one period: what was billed, who uses it, and what must be decided by when.

    Charges alone are enough; every other input adds its part, and what is left out is said where it would stand.

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

    Raises:
        DataError: The charges end before the period's last month, begin after it, or are in other currencies.
        NoData: The charges span the period but hold none in it.
        ParameterError: `month`, `currency` or `ask_above` is not valid.
    """
    rules = rules or Rules()
    aliases = aliases or load_aliases(None)
    contracts, assignments, roster = (
        contracts or load_contracts(None),
        assignments or load_assignments(None),
        roster or load_roster(None),
    )
    charges, contracts, assignments, roster = _joined(charges, contracts, assignments, roster, aliases)
    base = spend.review(charges, month=month, currency=currency, ask_above=ask_above)
    last = Period(month).last_day
    found = in_force(contracts, as_of=last, currency=currency)
    used = usage(assignments, roster, on=last, rules=rules)
    seats = seats_of(found, used, roster, rules=rules, currency=currency)
    ours = charges.rows.select(f"from {{rows}} where currency = {literal(currency)}")
    return ToolReview(
        **{field.name: getattr(base, field.name) for field in fields(base)},
        rules=rules,
        accrued_by_month=spread(ours, currency=currency, basis=rules.accrual),
        contracts_in_force=tuple(found),
        seats_by_tool=tuple(seats),
        usage=used,
        pairs=tuple(overlaps(seats, rules=rules)),
        names=_unmatched(charges, found, used, seats, assignments, roster),
        contracts=contracts,
        assignments=assignments,
        roster=roster,
        aliases=aliases,
    )


def _joined(
    charges: Loaded, contracts: Loaded, assignments: Loaded, roster: Loaded, aliases: Loaded
) -> tuple[Loaded, Loaded, Loaded, Loaded]:
    """The inputs under shared names: the contracts' for tools, the roster's for people."""
    contracts = joins.renamed(contracts, joins.canonical(joins.names_of(contracts.rows), aliases, (), "tool"))
    known = joins.names_of(contracts.rows)
    charged, assigned = joins.names_of(charges.rows), joins.names_of(assignments.rows)
    charges = joins.renamed(charges, joins.canonical(charged, aliases, known, "tool", "vendor"))
    assignments = joins.renamed(assignments, joins.canonical(assigned, aliases, known, "tool"))
    if aliases.source.used:
        assignments, roster = renamed_people(assignments, aliases), renamed_people(roster, aliases)
    return charges, contracts, assignments, roster


def _unmatched(
    charges: Loaded, found: list[Contract], used: Usage, seats: list[ToolSeats], assignments: Loaded, roster: Loaded
) -> Joins:
    if not found:
        return Joins()
    known = sorted({contract.tool for contract in found})
    charged = joins.names_of(charges.rows.select("from {rows} where kind <> 'Tax'"))
    left = joins.unmatched(charged, "charges", known, "contracts")
    left += joins.unmatched(dict.fromkeys(known, 1), "contracts", charged, "charges")
    if used.as_of:
        held = {tool: sum(states.values()) for tool, states in used.by_tool.items()}
        left += joins.unmatched(held, "assignments", known, "contracts")
        left += joins.unmatched({each.tool: each.paid for each in seats}, "contracts", held, "assignments")
    return replace(_strangers(assignments, roster), tools=tuple(left))


def _strangers(assignments: Loaded, roster: Loaded) -> Joins:
    if not assignments.source.used or not roster.source.used:
        return Joins()
    strangers = assignments.rows.query(
        "from {rows} a anti join {roster} r on r.person = a.person "
        "select count(distinct person) as people, count(distinct (tool, person)) as seats",
        roster=roster.rows,
    ).iloc[0]
    return Joins(people=int(strangers["people"]), seats=int(strangers["seats"]))


def _notices(review: ToolReview) -> list[Notice]:
    found = [_set_aside(loaded) for loaded in (review.contracts, review.assignments, review.roster, review.aliases)]
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
    others = [m for m in review.contracts.source.money if m.currency != review.currency]
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
