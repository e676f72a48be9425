"""What was planned for an experiment before it started: arms, metrics, size, end and the rule to decide by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Role = Literal["primary", "goal", "guardrail", "secondary"]
Kind = Literal["mean", "proportion", "ratio", "quantile"]
Scale = Literal["absolute", "relative"]
Goal = Literal["improve", "no_harm"]
Boundary = Literal["obrien_fleming", "pocock"]
Status = Literal["draft", "running", "ended", "stopped"]

MEDIAN = 0.5
NO_END_DAYS = 56  # longest runtime of a test without a planned end


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is measured.

    Attributes:
        name: As a leader reads it.
        role: `primary` and `goal` decide, `guardrail` must not get worse, `secondary` is looked at only.
        kind: Mean of a number a unit, proportion of units, ratio of two sums, or quantile of a number a unit.
        numerator: Column of the unit table, or name of the event.
        denominator: The same for a ratio's lower part.
        better: Which direction is good news; None where nobody said.
        margin: How much worse a guardrail (or the primary metric of a `no_harm` test) may become, above 0.
        margin_scale: Whether the margin is in the metric's unit or a part of the control's value.
        cap: Quantile of all arms together at which values are cut, such as 0.99; None for no cap.
        covariates: Columns from before the exposure that take noise off.
        quantile: Which one, between 0 and 1; 0.5 is the median. None for other kinds.
    """

    name: str
    role: Role
    kind: Kind
    numerator: str
    denominator: str | None = None
    better: Literal["higher", "lower"] | None = None
    margin: float | None = None
    margin_scale: Scale = "absolute"
    cap: float | None = None
    covariates: tuple[str, ...] = ()
    quantile: float | None = None

    @property
    def sign(self) -> int:
        """1 when more is better, else −1."""
        return -1 if self.better == "lower" else 1

    @property
    def measured(self) -> str:
        """Its name, with the quantile where it is one."""
        if self.quantile is None:
            return self.name
        return f"{self.name}, {'median' if self.quantile == MEDIAN else f'{self.quantile:.4g} quantile'}"


@dataclass(frozen=True, slots=True)
class Phase:
    """A time with one split of the traffic.

    Attributes:
        start: Its first day; None for the experiment's own.
        weights: Planned share of each arm, in any scale.
    """

    weights: Mapping[str, float]
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment of the registry.

    Attributes:
        id: As the data name it.
        unit: What was randomised: `user`, `account`.
        start: First day of exposure.
        registered_on: Day the plan was made; after `start` it is no plan.
        planned_end: Last day planned; None where only a size was planned.
        end: Last day of exposure; None while it runs.
        planned_n: Units an arm planned.
        goal: To improve the primary metric, or to do it no harm.
        mde: Smallest effect on the primary metric worth having, above 0.
        worth: Money that one more of the primary metric is worth, in a unit: one more converted unit, one more of its
            number a unit.
        units_a_year: Units a year that a shipped change would reach.
        currency: ISO 4217 code of `worth`.
        control: Arm that the others are compared with.
        alpha: Two-sided level of the primary decision.
        early_stop: Whether the plan allows to ship before the end.
        boundary: How a test with planned looks spends its level: late, or evenly; None where looks are not planned.
        planned_looks: The days of those looks, the planned end last; only then it is read.
        min_days: Days before which nothing is decided.
        min_n: Units an arm before which nothing is decided.
        max_days: Longest total runtime; None for twice the planned days.
        looks: How often the result was looked at so far, where known.
        window_days: Days after a unit's exposure in which its events count; None for all until the data ends.
        history_days: Days before it from which covariates are taken.
        result: What came out, in the team's words.
        decision: What the team did: `shipped`, `not shipped`, or nothing yet.
        learning: What the team learned, in their words.
        file: Where it is written.
        line: Line it begins on.
    """

    id: str
    name: str
    owner: str = ""
    hypothesis: str = ""
    link: str = ""
    unit: str = "user"
    status: Status = "running"
    start: date | None = None
    registered_on: date | None = None
    planned_end: date | None = None
    end: date | None = None
    planned_n: int | None = None
    goal: Goal = "improve"
    mde: float | None = None
    mde_scale: Scale = "absolute"
    worth: float | None = None
    units_a_year: float | None = None
    currency: str = ""
    control: str = "control"
    alpha: float = 0.05
    power: float = 0.8
    early_stop: bool = False
    boundary: Boundary | None = None
    planned_looks: tuple[date, ...] = ()
    min_days: int = 7
    min_n: int = 300
    max_days: int | None = None
    looks: int | None = None
    window_days: int | None = None
    history_days: int = 28
    result: str = ""
    decision: str = ""
    decided_on: date | None = None
    learning: str = ""
    metrics: tuple[Metric, ...] = ()
    phases: tuple[Phase, ...] = ()
    file: str = ""
    line: int = 0

    @property
    def primary(self) -> Metric | None:
        """The metric that decides; None where none is named."""
        return next((metric for metric in self.metrics if metric.role == "primary"), None)

    @property
    def guardrails(self) -> tuple[Metric, ...]:
        """The metrics that must not get worse."""
        return tuple(metric for metric in self.metrics if metric.role == "guardrail")

    @property
    def arms(self) -> tuple[str, ...]:
        """Every planned arm, the control first."""
        named = dict.fromkeys(arm for phase in self.phases for arm, weight in phase.weights.items() if weight > 0)
        return tuple(sorted(named, key=lambda arm: arm != self.control))

    @property
    def variants(self) -> tuple[str, ...]:
        """Every planned arm but the control."""
        return tuple(arm for arm in self.arms if arm != self.control)

    @property
    def longest_days(self) -> int:
        """Longest total runtime in days: stated, or twice the planned one, or eight weeks."""
        if self.max_days:
            return self.max_days
        if self.start and self.planned_end:
            return 2 * ((self.planned_end - self.start).days + 1)
        return NO_END_DAYS

    @property
    def last_planned_day(self) -> date | None:
        """The day the plan ends, or None where it has no start."""
        return self.planned_end or (self.start and self.start + timedelta(days=self.longest_days - 1))

    @property
    def unplanned(self) -> bool:
        """Whether only the data name it: nothing was planned at all."""
        return not (self.start or self.registered_on or self.primary or self.phases)

    @property
    def missing(self) -> tuple[str, ...]:
        """What a plan made before the start needs and this one lacks, in a reader's words; empty when it is whole."""
        primary = self.primary
        lacks = {
            "a primary metric": primary is None,
            "the direction that is better": any(m.better is None for m in self.metrics if m.role != "secondary"),
            "planned weights": len(self.arms) < 2,
            "the smallest effect worth having": self.goal == "improve" and self.mde is None,
            "a margin": self.goal == "no_harm" and (primary is None or primary.margin is None),
            "a planned size or end": self.planned_n is None and self.planned_end is None,
            "a start": self.start is None,
            "the day it was registered": self.registered_on is None,
        }
        found = [words for words, lacking in lacks.items() if lacking]
        if self.start and self.registered_on and self.registered_on > self.start:
            found.append("a registration before the start")
        return tuple(found)
