"""What an experiment of the sample company is made of: versions with their rates, metrics, a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def _metric(name: str, role: str, numerator: str, **others: str) -> dict[str, str]:
    return {"metric": name, "role": role, "kind": "proportion", "numerator": numerator, "direction": "higher"} | others


_CHECKOUT = _metric("Checkout rate", "primary", "checkout")
_REFUNDS = _metric("Refund rate", "guardrail", "refund", direction="lower", margin="0.03")
_REVENUE = _metric("Revenue a user", "primary", "revenue", kind="mean", cap="0.99", covariates="visits")
_ORDERS = _metric("Orders a session", "primary", "order", kind="ratio", denominator="session")
_AS_SECOND = {"role": "secondary"}
RATES = (_CHECKOUT, _REFUNDS)
MONEY = (_REVENUE, _REFUNDS, _CHECKOUT | _AS_SECOND)
SESSIONS = (_ORDERS, _REFUNDS)
HARMLESS = (_CHECKOUT | {"margin": "0.06"}, _REFUNDS)
TIGHT = (_CHECKOUT, _REFUNDS | {"margin": "0.015"})


@dataclass(frozen=True, slots=True)
class Arm:
    """One version and what its users do.

    Attributes:
        units: Users who got it by the end of the month.
        checkout: Of a thousand, how many check out.
        refund: Of a thousand, how many get money back.
        cents: Revenue a user above that of the control.
        visits: Visits before the test above those of the control; 0 in any fair split.
        weight: Planned share.
    """

    name: str
    units: int
    checkout: int = 400
    refund: int = 40
    cents: int = 0
    visits: int = 0
    weight: int = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """One experiment, with the verdict that its data lead to.

    Attributes:
        row: Row of the table of verdicts that must decide in the sample's month; 0 for one that is only planned.
        began: Days from the first day of exposure to the last day of the month; negative when it begins later.
        days: Planned runtime.
        registered: Days from the plan to the first day of exposure; negative for a plan made later.
        both: Users who see both versions.
        ramp: Days at the start in which nine of ten users get the control.
        events: Whether its data are exposures and events, and not wide units.
        plan: Further fields of the registry.
    """

    id: str
    name: str
    owner: str
    hypothesis: str
    row: int
    began: int
    days: int
    arms: tuple[Arm, ...]
    metrics: tuple[Mapping[str, str], ...] = RATES
    mde: str = "0.05"
    planned: int = 1500
    registered: int = 9
    both: int = 0
    ramp: int = 0
    events: bool = False
    plan: Mapping[str, str] = field(default_factory=dict)


def control(units: int, **others: int) -> Arm:
    """The version as it was."""
    return Arm("control", units, **others)


def new(units: int, **others: int) -> Arm:
    """The version that is tried."""
    return Arm("new", units, **others)
