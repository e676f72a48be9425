"""The tables of a review under shared names, and what did not meet across them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from prodops_kit.tool_spend import joins
from prodops_kit.tool_spend.charges import load_charges
from prodops_kit.tool_spend.contracts import Contract, load_contracts
from prodops_kit.tool_spend.joins import Joins
from prodops_kit.tool_spend.people import load_aliases, load_assignments, load_roster, renamed_people
from prodops_kit.tool_spend.seats import ToolSeats, Usage

if TYPE_CHECKING:
    from prodops_kit.tables import Loaded


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was loaded, tools and people under shared names; an input left out is empty and says why."""

    charges: Loaded
    contracts: Loaded
    assignments: Loaded
    roster: Loaded
    aliases: Loaded

    @property
    def beside_charges(self) -> tuple[Loaded, ...]:
        """All but the charges."""
        return self.contracts, self.assignments, self.roster, self.aliases


def named(
    charges: Loaded | None,
    contracts: Loaded | None,
    assignments: Loaded | None,
    roster: Loaded | None,
    aliases: Loaded | None,
) -> Inputs:
    """The inputs under shared names: the contracts' for tools, the roster's for people."""
    return _joined(
        Inputs(
            charges or load_charges(None),
            contracts or load_contracts(None),
            assignments or load_assignments(None),
            roster or load_roster(None),
            aliases or load_aliases(None),
        )
    )


def _joined(inputs: Inputs) -> Inputs:
    aliases, assignments, roster = inputs.aliases, inputs.assignments, inputs.roster
    own = joins.canonical(joins.names_of(inputs.contracts.rows), aliases, (), "tool")
    contracts = joins.renamed(inputs.contracts, own)
    known = joins.names_of(contracts.rows)
    charged, assigned = joins.names_of(inputs.charges.rows), joins.names_of(assignments.rows)
    charges = joins.renamed(inputs.charges, joins.canonical(charged, aliases, known, "tool", "vendor"))
    assignments = joins.renamed(assignments, joins.canonical(assigned, aliases, known, "tool"))
    if aliases.source.used:
        assignments, roster = renamed_people(assignments, aliases), renamed_people(roster, aliases)
    return Inputs(charges, contracts, assignments, roster, aliases)


def unmatched(inputs: Inputs, *, contracts: Sequence[Contract], used: Usage, seats: Iterable[ToolSeats]) -> Joins:
    """What one table names and another does not: tools of the contracts in force, and holders of seats."""
    if not contracts:
        return Joins()
    known = sorted({contract.tool for contract in contracts})
    left = []
    charged = joins.names_of(inputs.charges.rows.select("from {rows} where kind <> 'Tax'"))
    if charged:
        left += joins.unmatched(charged, "charges", known, "contracts")
        left += joins.unmatched(dict.fromkeys(known, 1), "contracts", charged, "charges")
    if used.as_of:
        held = {tool: sum(states.values()) for tool, states in used.by_tool.items()}
        left += joins.unmatched(held, "assignments", known, "contracts")
        left += joins.unmatched({each.tool: each.paid for each in seats}, "contracts", held, "assignments")
    return replace(
        _strangers(inputs.assignments, inputs.roster),
        tools=tuple(left),
        compared=bool(charged) or used.as_of is not None,
    )


def _strangers(assignments: Loaded, roster: Loaded) -> Joins:
    if not assignments.source.used or not roster.source.used:
        return Joins()
    strangers = assignments.rows.query(
        "from {rows} a anti join {roster} r on r.person = a.person "
        "select count(distinct person) as people, count(distinct (tool, person)) as seats",
        roster=roster.rows,
    ).iloc[0]
    return Joins(people=int(strangers["people"]), seats=int(strangers["seats"]))
