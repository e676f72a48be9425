"""How large and how long a test must be, before it starts and while it runs.

Sizes are for equal arms. A size read at any look stands for the confidence sequence, which needs about twice the
units of the one look at the planned end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import Literal

from prodops_kit.errors import ParameterError, several
from prodops_kit.experiment.plans import Goal, Kind, Scale
from prodops_kit.statistics import Moments, difference, normal, sequences
from prodops_kit.statistics import power as statistics_power

Better = Literal["higher", "lower"]
FEW = 1000  # units an arm up to which the t distribution tells the size of a test of means
_Sizes = tuple[int, int]  # units an arm, read once and read at any look
GUARDED = 0.05  # one-sided level of a guardrail


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A metric that must not get worse by more than its margin, as planned.

    Attributes:
        baseline: Its value today; a rate for a proportion.
        margin: How much worse it may become, above 0.
        sd: Standard deviation of one unit; a proportion has its own.
    """

    kind: Kind
    baseline: float
    margin: float
    sd: float | None = None
    margin_scale: Scale = "absolute"
    better: Better = "higher"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a test needs.

    Attributes:
        mde: Smallest effect that it shows with `power`, in the metric's unit; None where no effect could be shown.
        lift: The same as a part of the baseline; None over a baseline of 0.
        n: Units an arm, read once at the planned end; the largest over the metrics, or as given.
        n_any_look: Units an arm when read at any look.
        n_primary: Units an arm for the primary metric alone.
        n_guardrails: The same for each guardrail.
        arms: The control among them.
        alpha: Two-sided level of each comparison with the control.
        power: Of each metric, so that all of them together have the power asked for.
        days: Days until every arm has `n`; None without a traffic.
        days_any_look: Days until every arm has `n_any_look`.
    """

    mde: float | None
    lift: float | None
    n: int
    n_any_look: int
    n_primary: int
    n_guardrails: tuple[int, ...]
    arms: int
    alpha: float
    power: float
    days: int | None = None
    days_any_look: int | None = None

    @property
    def units(self) -> int:
        """Units of all arms, read once at the planned end."""
        return self.n * self.arms


def plan(
    kind: Kind,
    baseline: float | Moments,
    *,
    mde: float | None = None,
    n: int | None = None,
    sd: float | None = None,
    mde_scale: Scale = "absolute",
    better: Better = "higher",
    goal: Goal = "improve",
    alpha: float = 0.05,
    power: float = 0.8,
    variants: int = 1,
    goals: int = 0,
    guardrails: Sequence[Guardrail] = (),
    new_a_day: float | None = None,
) -> Plan:
    """Plan a test: the size for an effect, or the effect for a size.

    Each comparison is planned at α over their number, the most that Holm's correction can ask for. With G guardrails
    each metric is planned at power 1 − β/(G + 1), so that all of them pass together with the power asked for.

    Args:
        kind: Of the primary metric.
        baseline: Its value today, or the moments of its units from before: outcome, and a ratio's denominator; for a
            quantile those of `read_moments`.
        mde: Smallest effect worth having, above 0; the margin when the goal is `no_harm`.
        n: Units an arm, to ask which effect they show; give it or `mde`.
        sd: Standard deviation of one unit, where `baseline` is a number and no rate.
        mde_scale: Whether `mde` is in the metric's unit or a part of the baseline.
        better: Which direction is good news.
        goal: To improve, or to do no harm.
        alpha: Two-sided level of all primary and goal comparisons together.
        power: The chance to see an effect of size `mde`, and every guardrail passed, when both are so.
        variants: Arms beside the control.
        goals: Goal metrics beside the primary one.
        guardrails: Metrics that must not get worse.
        new_a_day: Units that enter the test a day, all arms together.

    Raises:
        ParameterError: A number is outside its range, or both or none of `mde` and `n` are given.

    Source:
        Fleiss (1981), section 3.2, for rates; Cohen (1988) for means; the non-central t for small ones;
        Schultzberg, Ankargren, Frånberg (2024), Risk-aware product decisions in A/B tests with multiple metrics,
        for the power of guardrails.

    >>> found = plan("proportion", 0.10, mde=0.01, new_a_day=2000)
    >>> found.n, found.n_any_look, found.days
    (14751, 28247, 15)
    """
    _refuse(_faults(mde, n, alpha, power, variants, goals))
    today, sd = _today("baseline", kind, baseline, sd)
    level, sight = alpha / (variants * (1 + goals)), 1 - (1 - power) / (len(guardrails) + 1)
    test = _Test(kind, today, sd, 1 if better == "higher" else -1, harmless=goal == "no_harm", power=sight)
    each = tuple(_guarded(guardrail, sight) for guardrail in guardrails)
    if mde is None:
        size = n or 2
        shown, first = test.effect(size, level), (size, size)
        needed = first
    else:
        shown = mde * (abs(today) if mde_scale == "relative" else 1)
        first = _up(test.once(shown, level)), _up(test.size(shown, _any_look(alpha, level)))
        needed = _largest(first, *each)
    return _planned(test, shown, first[0], needed, each, arms=variants + 1, alpha=level, new_a_day=new_a_day)


def _planned(
    test: _Test,
    shown: float | None,
    first: int,
    needed: _Sizes,
    guarded: tuple[_Sizes, ...],
    *,
    arms: int,
    alpha: float,
    new_a_day: float | None,
) -> Plan:
    once, always = needed
    return Plan(
        mde=shown,
        lift=shown / abs(test.baseline) if shown and test.baseline else None,
        n=once,
        n_any_look=always,
        n_primary=first,
        n_guardrails=tuple(n for n, _ in guarded),
        arms=arms,
        alpha=alpha,
        power=test.power,
        days=_days(once * arms, new_a_day),
        days_any_look=_days(always * arms, new_a_day),
    )


def _largest(*sizes: _Sizes) -> _Sizes:
    return max(once for once, _ in sizes), max(always for _, always in sizes)


@dataclass(frozen=True, slots=True)
class _Test:
    """One comparison with the control.

    Attributes:
        harmless: Whether the arms are planned to be equal, and the effect is a margin.
        scaled: What the control is multiplied by before it is compared, under a relative margin.
    """

    kind: Kind
    baseline: float
    sd: float
    sign: int
    harmless: bool
    power: float
    scaled: float = 1.0

    def size(self, effect: float, reach: float) -> float:
        """Units an arm to show an effect whose interval reaches so many standard errors to either side."""
        without, with_ = self._spread(effect)
        return ((reach * without + _sight(self.power) * with_) / effect) ** 2

    def once(self, effect: float, alpha: float) -> float:
        """Units an arm to show an effect at one look; for few units and a mean by the t distribution."""
        size = self.size(effect, normal.quantile(1 - alpha))
        if self.kind != "mean" or self.harmless or size > FEW:
            return size
        if statistics_power.t_power(1.5, effect, sd=self.sd, alpha=alpha) >= self.power:
            return 2.0
        return statistics_power.t_size(effect, sd=self.sd, alpha=alpha, power=self.power)

    def effect(self, n: int, alpha: float) -> float | None:
        """The smallest effect that so many units an arm show at one look; None where a rate has no room for one."""
        from scipy.optimize import brentq

        most = self._room
        while most == inf or (self._room == inf and self.once(most, alpha) > n):
            most = self.sd if most == inf else 2 * most
        if self.once(most, alpha) > n:
            return None
        return float(brentq(lambda effect: self.once(effect, alpha) - n, most * 1e-9, most, xtol=1e-15, rtol=1e-12))

    @property
    def _room(self) -> float:
        """The largest effect that the metric can have."""
        if self.kind != "proportion" or self.harmless:
            return inf
        return 1 - self.baseline if self.sign > 0 else self.baseline

    def _spread(self, effect: float) -> tuple[float, float]:
        """Standard deviation of the difference of two units, when there is no effect and when there is."""
        if effect > self._room:
            raise ParameterError(f"mde: a rate of {self.baseline:g} cannot move by {effect:g}; write a smaller effect.")
        if self.kind != "proportion" or self.harmless:
            return (self.sd * sqrt(1 + self.scaled**2),) * 2
        moved = self.baseline + self.sign * effect
        middle = (moved + self.baseline) / 2
        return sqrt(2 * middle * (1 - middle)), sqrt(moved * (1 - moved) + self.baseline * (1 - self.baseline))


def _guarded(guardrail: Guardrail, sight: float) -> tuple[int, int]:
    """Units an arm to show that a metric is within its margin when nothing happens to it: once, and at any look."""
    where = f"guardrail {guardrail.name}".rstrip()
    today, sd = _today(f"{where}: baseline", guardrail.kind, guardrail.baseline, guardrail.sd)
    _refuse([f"{where}: margin {guardrail.margin:g} must be above 0."] if guardrail.margin <= 0 else [])
    sign, relative = 1 if guardrail.better == "higher" else -1, guardrail.margin_scale == "relative"
    scaled = 1 - sign * guardrail.margin if relative else 1.0
    test = _Test(guardrail.kind, today, sd, sign, harmless=True, power=sight, scaled=scaled)
    margin = guardrail.margin * (abs(today) if relative else 1)
    _refuse([f"{where}: a relative margin over a baseline of 0 is none; write an absolute one."] if not margin else [])
    always = sequences.half_width(1, 1, rho=sequences.rho(1, alpha=2 * GUARDED), alpha=GUARDED, one_sided=True)
    return _up(test.size(margin, normal.quantile(1 - 2 * GUARDED))), _up(test.size(margin, always))


@dataclass(frozen=True, slots=True)
class Need:
    """What a running test must still show of one metric.

    Attributes:
        se: Standard error of its effect now.
        wanted: The planned effect, or the margin of a guardrail or a `no_harm` goal; in the metric's unit.
        reach: Standard errors to either side that decide: z of 1 − α/2, of 1 − α for a guardrail, or from the planned
            end on the sequence's half-width over `se`.
    """

    se: float
    wanted: float
    reach: float


def days_left(n: float, needs: Sequence[Need], *, new_a_day: float | None, power: float = 0.8) -> float:
    """Days until a running test shows what was planned of each metric, at the traffic of the last days.

    Args:
        n: Units of the pair of arms now.
        needs: The primary metric and the guardrails.
        new_a_day: Median of new units of the pair a day over the last 14 days; None or 0: no forecast.
        power: As planned.

    Returns:
        Whole days, 0 when nothing is missing, infinite without new units.

    Source:
        Errors shrink with the root of the units: N (MDE reached / MDE planned)² in all.

    >>> days_left(8000, [Need(se=0.006, wanted=0.0126, reach=1.959964)], new_a_day=500)
    13.0
    """
    left = [
        statistics_power.days_left(
            n, reached=(need.reach + _sight(power)) * need.se, planned=need.wanted, new_a_day=new_a_day or 0.0
        )
        for need in needs
    ]
    return max(left, default=0.0)


def _today(where: str, kind: Kind, baseline: float | Moments, sd: float | None) -> tuple[float, float]:
    """The metric today and the standard deviation of one unit."""
    if isinstance(baseline, Moments):
        found = difference.ratio(baseline) if kind == "ratio" else difference.mean(baseline)
        baseline, sd = found.value, sqrt(found.variance * found.n)
    if kind == "proportion":
        _refuse([f"{where}: {baseline:g} is no rate between 0 and 1."] if not 0 < baseline < 1 else [])
        return baseline, sqrt(baseline * (1 - baseline))
    if kind == "quantile" and not sd:
        _refuse([f"{where}: a quantile needs its moments, as read_moments gives them of units from before."])
    _refuse([f"{where}: a {kind} needs sd, the standard deviation of one unit, above 0."] if not sd or sd <= 0 else [])
    return baseline, float(sd or 0.0)


def _faults(mde: float | None, n: int | None, alpha: float, power: float, variants: int, goals: int) -> list[str]:
    found = {
        "mde or n: give one of them, the effect or the size.": (mde is None) == (n is None),
        "mde: must be above 0.": mde is not None and mde <= 0,
        "n: must be 2 or more.": n is not None and n < 2,
        "alpha: must lie between 0 and 1.": not 0 < alpha < 1,
        "power: must lie between 0 and 1.": not 0 < power < 1,
        "variants: must be 1 or more.": variants < 1,
        "goals: must be 0 or more.": goals < 0,
    }
    return [problem for problem, wrong in found.items() if wrong]


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ParameterError(several(problems))


def _any_look(alpha: float, level: float) -> float:
    """Standard errors to either side of the sequence at the planned size; the same for every size."""
    return sequences.half_width(1, 1, rho=sequences.rho(1, alpha=alpha), alpha=level)


def _sight(power: float) -> float:
    return normal.quantile(2 * power - 1) if power > 0.5 else -normal.quantile(1 - 2 * power) if power < 0.5 else 0.0


def _up(size: float) -> int:
    return max(2, ceil(size - 1e-9))


def _days(units: int, new_a_day: float | None) -> int | None:
    return ceil(units / new_a_day) if new_a_day else None
