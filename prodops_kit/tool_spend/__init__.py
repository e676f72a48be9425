"""Who pays for which tool, who uses it, and what must be decided by when.

One row is one charge, one contract, or one seat of one person. `load_charges`, `load_contracts`, `load_assignments`,
`load_roster` and `load_aliases` read and check them; `review` says what was spent and used in a month, and what to
decide before which day.
"""

from prodops_kit.tool_spend.accrual import spread
from prodops_kit.tool_spend.charges import Charges, FocusCharges, load_charges
from prodops_kit.tool_spend.contracts import Contract, Contracts, load_contracts
from prodops_kit.tool_spend.notice import act_by, notice_deadline
from prodops_kit.tool_spend.overlap import consolidation
from prodops_kit.tool_spend.people import Aliases, Assignments, Roster, load_aliases, load_assignments, load_roster
from prodops_kit.tool_spend.review import ToolReview, review
from prodops_kit.tool_spend.rules import Rules
from prodops_kit.tool_spend.spend import SpendReview

__all__ = [
    "Aliases",
    "Assignments",
    "Charges",
    "Contract",
    "Contracts",
    "FocusCharges",
    "Roster",
    "Rules",
    "SpendReview",
    "ToolReview",
    "act_by",
    "consolidation",
    "load_aliases",
    "load_assignments",
    "load_charges",
    "load_contracts",
    "load_roster",
    "notice_deadline",
    "review",
    "spread",
]
