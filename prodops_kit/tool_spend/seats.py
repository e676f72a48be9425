"""What became of each seat: in use, or idle for one stated reason, or not known. No seat is counted twice.

A seat has the first state that fits, in the order leaver-held, never assigned, never signed in, inactive; one whose
use is not measured is unknown and never idle. A newcomer, or somebody on leave, is spared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from prodops_kit.engines import Relation
from prodops_kit.money import to_minor
from prodops_kit.tool_spend.contracts import Contract
from prodops_kit.tool_spend.people import Roster
from prodops_kit.tool_spend.rules import Rules

if TYPE_CHECKING:
    from prodops_kit.tables import Loaded

NEW_DAYS = 30  # a newcomer has so long to sign in
SUSPENDED = ("suspended", "deprovisioned", "deactivated", "disabled", "inactive")
LATE_DAYS = 15  # an export made so long after the month is still the month's


@dataclass(frozen=True, slots=True)
class ToolSeats:
    """The seats of one tool on one day.

    Attributes:
        contracts: Its contracts with seats, the one whose deadline comes first leading.
        paid: Seats of all its contracts.
        cost: What those contracts cost a year, exact.
        assigned: Seats given to somebody; None when no table says so.
        leavers: Held by somebody who left; None without a roster.
        newcomers: Held by somebody new or on leave, and not used yet or now.
        joining: Seats that people who start before the renewal will need, at today's share of the people employed.
        people: Keys of the holders whose seat is kept: active, new, or not known.
        rules: The rules of the review.
        currency: ISO 4217 code.
    """

    contracts: tuple[Contract, ...]
    paid: int
    cost: Decimal
    rules: Rules
    currency: str
    assigned: int | None = None
    leavers: int | None = None
    never_signed_in: int = 0
    inactive: int = 0
    newcomers: int = 0
    unknown: int = 0
    active: int = 0
    joining: int = 0
    people: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def contract(self) -> Contract:
        """The contract that a change of seats is agreed on first."""
        return self.contracts[0]

    @property
    def tool(self) -> str:
        """The tool's name."""
        return self.contract.tool

    @property
    def never_assigned(self) -> int:
        """Seats paid for and given to nobody; none where assignments are not known."""
        return 0 if self.assigned is None else max(0, self.paid - self.assigned)

    @property
    def idle(self) -> int:
        """Seats that nobody uses, each for one reason."""
        return (self.leavers or 0) + self.never_assigned + self.never_signed_in + self.inactive

    @property
    def coverage(self) -> float | None:
        """Part of the assigned seats whose use is known, from 0 to 1."""
        return 1 - self.unknown / self.assigned if self.assigned else None

    @property
    def is_covered(self) -> bool:
        """Whether enough is known to give up a seat."""
        return self.coverage is not None and self.coverage >= self.rules.coverage_limit

    @property
    def keep(self) -> int:
        """Seats to keep: those in use, new, not known or soon needed, with the buffer."""
        return self.rules.seats_for(self.active + self.newcomers + self.unknown + self.joining)

    @property
    def reclaimable(self) -> int:
        """Seats that the next terms can do without; never more than are idle."""
        return max(0, min(self.paid - self.keep, self.idle)) if self.is_covered else 0

    @property
    def certain(self) -> int:
        """Of these the seats that need no judgement: held by leavers or never assigned, beyond the buffer."""
        free = (self.leavers or 0) + self.never_assigned
        needed = (self.assigned or 0) - (self.leavers or 0) + self.joining
        return max(0, min(self.paid - self.rules.seats_for(needed), free)) if self.is_covered else 0

    @property
    def possible(self) -> int:
        """The seats that could go without a buffer, if those whose use is not known are idle too."""
        return max(0, min(self.paid - self.active - self.newcomers, self.idle + self.unknown))

    @property
    def releases(self) -> tuple[Release, ...]:
        """The reclaimable seats by contract: the one whose deadline comes first gives up to all its seats."""
        found = [_filled(n, self.contracts) for n in (self.reclaimable, self.certain, self.possible)]
        return tuple(Release(*each) for each in zip(self.contracts, *found, strict=True))

    @property
    def remaining(self) -> int:
        """Seats after those are given up."""
        return self.paid - self.reclaimable

    def priced(self, seats: int) -> Decimal:
        """What so many seats cost a year at today's price, exact."""
        return self.cost * seats / self.paid

    @property
    def saving(self) -> int:
        """What giving up the reclaimable seats saves a year, in minor units: the sum over its contracts."""
        return sum(to_minor(each.priced(each.seats), self.currency) for each in self.releases)

    @property
    def cost_left(self) -> Decimal:
        """What the remaining seats cost a year, exact."""
        return self.cost - sum((each.priced(each.seats) for each in self.releases), Decimal(0))

    @property
    def annual(self) -> int:
        """What the seats cost a year, in minor units."""
        return to_minor(self.cost, self.currency)

    def per_seat(self, seats: int | None) -> int | None:
        """Cost a year for each of so many seats, in minor units; None without any."""
        return to_minor(self.cost / seats, self.currency) if seats else None


@dataclass(frozen=True, slots=True)
class Release:
    """Seats that one contract gives up.

    Attributes:
        seats: Seats to release.
        certain: Of these the seats that need no judgement.
        possible: Seats that it could give up at most.
    """

    contract: Contract
    seats: int
    certain: int
    possible: int

    @property
    def remaining(self) -> int:
        """Seats that the contract keeps."""
        return (self.contract.seats or 0) - self.seats

    def priced(self, seats: int) -> Decimal:
        """What so many of its seats cost a year at its own price, exact."""
        return self.contract.cost * seats / (self.contract.seats or 1)


def _filled(seats: int, contracts: Sequence[Contract]) -> list[int]:
    """So many seats, taken from one contract after the other."""
    taken = []
    for contract in contracts:
        taken.append(min(contract.seats or 0, seats))
        seats -= taken[-1]
    return taken


@dataclass(frozen=True, slots=True)
class Usage:
    """What the assignments say on the day of their export.

    Attributes:
        as_of: Day of the export that was used; None without assignments.
        later: Whether that export was made after the period.
        by_tool: For each tool the number of holders by state.
        people: For each tool the keys of holders whose seat is kept.
    """

    as_of: date | None
    later: bool
    by_tool: dict[str, dict[str, int]]
    people: dict[str, frozenset[str]]


def usage(assignments: Loaded, roster: Loaded, *, on: date, rules: Rules) -> Usage:
    """The state of each assigned seat at the end of the period.

    Args:
        assignments: What `load_assignments` returned, tools and people under shared names.
        roster: What `load_roster` returned; left out, nobody is known to have left.
        on: Last day of the period.
    """
    as_of = _export(assignments.rows, on)
    if as_of is None:
        return Usage(None, False, {}, {})
    states = assignments.rows.select(
        _STATES.format_map(
            _Places(
                day=f"date '{on}'",
                seen=f"date '{min(as_of, on)}'",
                export=f"date '{as_of}'",
                idle=rules.inactive_days,
                new=NEW_DAYS,
                suspended=SUSPENDED,
                away=", ".join(f"p.{field.name}" for field in Roster.fields if field.name in _SAY_LEAVE),
            )
        ),
        roster=roster.rows,
    ).kept()
    counts = states.query("from {rows} select tool, state, count(*) as n group by all order by all")
    by_tool: dict[str, dict[str, int]] = {}
    for row in counts.itertuples():
        by_tool.setdefault(row.tool, {})[row.state] = int(row.n)
    return Usage(as_of, as_of > on + timedelta(days=LATE_DAYS), by_tool, _kept_people(states))


class _Places(dict[str, object]):
    """Leaves the relations' places for the engine."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _export(rows: Relation, on: date) -> date | None:
    """The newest export of the period, else the first one after it; a file without dates is dated by its last use."""
    days = rows.query(
        """
        from {rows} select distinct coalesce(as_of, (from {rows} select max(last_seen)), $on::date) as day order by day
        """,
        on=on,
    )["day"].tolist()
    in_time = [day for day in days if day <= on + timedelta(days=LATE_DAYS)]
    found: date | None = (in_time[-1:] or days[:1] or [None])[0]
    return found


_SAY_LEAVE = ("employment_type", "status")  # columns of the roster that may say that somebody is on leave

_STATES = """
with latest as (
    from {rows}
    select *, coalesce(as_of, (from {rows} select max(last_seen)), {day}) as export,
           bool_or(usage_source is not null) over () as says_source,
           bool_or(last_seen is not null) over (partition by tool) as is_measured
), held as (
    from latest
    select tool, person, max(last_seen) as last_seen, max(assigned_on) as assigned_on,
           bool_and(coalesce(lower(status) in {suspended}, false)) as suspended,
           bool_or(case when says_source then usage_source is not null else is_measured end) as measured
    where export = {export} and coalesce(unassigned_on > {day}, true)
    group by tool, person
)
select tool, h.person, case
    when p.end_date <= {day} then 'leavers'
    when h.last_seen >= {seen} - {idle} then case when suspended then 'inactive' else 'active' end
    when suspended then 'inactive'
    when contains(lower(concat_ws(' ', {away})), 'leave') then 'newcomers'
    when h.last_seen is not null then 'inactive'
    when not measured then 'unknown'
    when greatest(h.assigned_on, p.start_date) > {seen} - {new} then 'newcomers'
    else 'never_signed_in' end as state
from held h left join {roster} p on p.person = h.person
"""


def _kept_people(states: Relation) -> dict[str, frozenset[str]]:
    found = states.query(
        "from {rows} select tool, list(person order by person) as people "
        "where state in ('active', 'newcomers', 'unknown') group by tool"
    )
    return {row.tool: frozenset(row.people) for row in found.itertuples()}


def seats_of(
    contracts: Sequence[Contract], used: Usage, roster: Loaded, *, rules: Rules, currency: str
) -> list[ToolSeats]:
    """The seats of every tool that is paid by the seat, the most expensive idle ones first."""
    by_tool: dict[str, list[Contract]] = {}
    for contract in sorted(contracts, key=lambda c: (c.act_by or date.max, c.deadline or date.max, c.line)):
        if contract.seats:
            by_tool.setdefault(contract.tool, []).append(contract)
    starts = _starts(roster)
    paid = [_paid(each, rules, currency) for each in by_tool.values()]
    found = [_held(each, used, starts) if each.tool in used.by_tool else each for each in paid]
    return sorted(found, key=lambda seats: (-seats.saving, -seats.annual, seats.tool))


def _paid(contracts: list[Contract], rules: Rules, currency: str) -> ToolSeats:
    """The seats that a tool's contracts pay for, before anything is known of their use."""
    seats = sum(contract.seats or 0 for contract in contracts)
    cost = sum((contract.cost for contract in contracts), Decimal(0))
    return ToolSeats(tuple(contracts), seats, cost, rules, currency)


def _held(paid: ToolSeats, used: Usage, starts: Starts) -> ToolSeats:
    """The same seats with what the assignments say of them."""
    counts = used.by_tool[paid.tool]
    leavers, held = counts.get("leavers", 0), sum(counts.values())
    return replace(
        paid,
        assigned=held,
        leavers=leavers if starts.days else None,
        joining=starts.joining(paid.contract, held - leavers),
        people=used.people.get(paid.tool, frozenset()),
        never_signed_in=counts.get("never_signed_in", 0),
        inactive=counts.get("inactive", 0),
        newcomers=counts.get("newcomers", 0),
        unknown=counts.get("unknown", 0),
        active=counts.get("active", 0),
    )


@dataclass(frozen=True, slots=True)
class Starts:
    """Who starts and leaves when."""

    days: tuple[tuple[date | None, date | None], ...]

    def joining(self, contract: Contract, held: int) -> int:
        """Seats for people who start before the renewal, at today's share of holders among the people employed."""
        until = contract.renewal or contract.as_of
        coming = sum(1 for start, _ in self.days if start and contract.as_of < start < until)
        here = sum(
            1
            for start, end in self.days
            if (start is None or start <= contract.as_of) and (end is None or end > contract.as_of)
        )
        return -(-coming * min(held, here) // here) if here else 0


def _starts(roster: Loaded) -> Starts:
    rows = roster.rows.query("from {rows} select start_date, end_date")
    return Starts(tuple(zip(rows["start_date"], rows["end_date"], strict=True)))


def totals(seats: Iterable[ToolSeats]) -> dict[str, int]:
    """Sums over the tools whose assignments are known: paid, assigned, active, unknown, idle, annual and per state."""
    known = [each for each in seats if each.assigned is not None]
    names = ("paid", "assigned", "active", "unknown", "idle", "annual", "reclaimable", "saving", *STATES)
    return {name: sum(getattr(each, name) or 0 for each in known) for name in names}


STATES = ("leavers", "never_assigned", "never_signed_in", "inactive")
