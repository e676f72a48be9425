"""Whether an experiment's groups can be compared at all: sizes as planned, nobody in two, alike before the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb, isfinite, log

from prodops_kit.errors import DataError
from prodops_kit.experiment.absence import Absence, absences
from prodops_kit.experiment.evidence import Evidence
from prodops_kit.experiment.plans import Experiment
from prodops_kit.experiment.rules import Rules
from prodops_kit.statistics import Estimate, Moments, counts, multiplicity, normal, welch
from prodops_kit.statistics.counts import ChiSquare

MOST_TABLES = 200_000  # possible splits that are counted one by one


@dataclass(frozen=True, slots=True)
class Location:
    """How far one arm is from its planned size.

    Attributes:
        expected: Units planned, of as many as came.
        missing: Part of the expected units that did not come; negative when more came.
        statistic: Units above the plan, in standard errors.
        p: Two-sided, corrected by Holm over the arms.
    """

    arm: str
    units: int
    expected: float
    missing: float
    statistic: float
    p: float


@dataclass(frozen=True, slots=True)
class Imbalance:
    """How far two arms differed in a covariate before the start.

    Attributes:
        p: Of Welch's test, corrected by Holm over covariates and arms.
        missing: For each arm the part of its units without history.
    """

    covariate: str
    arm: str
    difference: float
    p: float
    missing: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Split:
    """Whether the groups are what was planned.

    Attributes:
        p: Of the planned split, all phases together; None where it cannot be tested.
        test: The chi-square test over all phases; None where an exact one was used, or none.
        exact: Whether `p` is exact, because too few units came for the chi-square test.
        too_few: Whether units were expected and too few came for any test.
        empty: Planned arms without a unit.
        unplanned: Arms with units that were not planned.
        arms: Each arm against its plan, the farthest first; of phases with different weights, all together.
        crossovers: Units in several arms, which are in no count above.
        crossing: Their part of all units.
        balance: Covariates of the arms before the start, the least alike first.
        weights: Planned share of each arm; of several phases, by the units of each.
        absent: Outcomes that are missing in some arm, the least alike first.
        rules: What makes each of these an alarm.
    """

    p: float | None
    test: ChiSquare | None
    exact: bool
    too_few: bool
    empty: tuple[str, ...]
    unplanned: tuple[str, ...]
    arms: tuple[Location, ...]
    crossovers: int
    crossing: float
    balance: tuple[Imbalance, ...]
    weights: Mapping[str, float]
    absent: tuple[Absence, ...] = ()
    rules: Rules = field(default_factory=Rules)

    @property
    def is_mismatched(self) -> bool:
        """Whether arms differ from their planned sizes beyond chance."""
        return self.p is not None and self.p < self.rules.srm_alpha

    @property
    def is_crossed(self) -> bool:
        """Whether too many units saw several arms."""
        return self.crossing >= self.rules.crossover_share and self.crossovers >= self.rules.crossover_units

    @property
    def is_unbalanced(self) -> bool:
        """Whether the groups differed before the start."""
        return bool(self.unlike)

    @property
    def unlike(self) -> tuple[str, ...]:
        """Covariates in which the groups differed before the start, the least alike first."""
        return tuple(dict.fromkeys(one.covariate for one in self.balance if one.p < self.rules.balance_alpha))

    @property
    def lacking(self) -> Absence | None:
        """A metric that decides and is missing more often in one arm than in another; None for none."""
        found = (one for one in self.absent if one.decides and one.p < self.rules.srm_alpha)
        return next(found, None)

    @property
    def is_trusted(self) -> bool:
        """Whether nothing speaks against comparing the groups."""
        wrong = self.empty or self.unplanned or self.is_mismatched or self.is_crossed or self.is_unbalanced
        return not (wrong or self.lacking)


def check_split(experiment: Experiment, evidence: Evidence, *, rules: Rules | None = None) -> Split:
    """Check whether units came as planned.

    Every arm with a planned weight counts, an empty one too. Phases are tested one by one and added up, so that a
    change of the weights is no mismatch. Units in several arms are left out first.

    Args:
        experiment: Its plan.
        evidence: Its counts and moments.
        rules: What makes a difference an alarm.

    Source:
        Fabijan et al. (2019), KDD; location by the binomial's normal form with Holm's correction; balance by Welch's
        test of each covariate. Exact multinomial: the sum of all splits no likelier than the one found.
    """
    parts = _parts(experiment, evidence)
    p, test, exact = _mismatch(parts)
    planned = {arm: sum(expected.get(arm, 0.0) for _, expected in parts) for arm in experiment.arms}
    came = {arm: sum(found.get(arm, 0) for found, _ in parts) for arm in experiment.arms}
    total = sum(came.values())
    expecting = [expected for found, expected in parts if sum(found.values())]
    return Split(
        p=p,
        test=test,
        exact=exact,
        too_few=p is None and bool(expecting),
        empty=tuple(arm for arm in experiment.arms if not evidence.units.get(arm)),
        unplanned=tuple(
            sorted(a for a, n in evidence.units.items() if n and experiment.arms and a not in experiment.arms)
        ),
        arms=_locations(parts, came, planned),
        crossovers=evidence.crossovers,
        crossing=evidence.crossovers / evidence.exposed if evidence.exposed else 0.0,
        balance=_balance(experiment, evidence),
        weights={arm: n / total for arm, n in planned.items()} if total else {},
        absent=absences(experiment, evidence),
        rules=rules or Rules(),
    )


Part = tuple[dict[str, int], dict[str, float]]
"""Units found and units expected of each planned arm, in one phase."""


def _parts(experiment: Experiment, evidence: Evidence) -> list[Part]:
    """Phases that can be tested: all together where days are not known and there is but one."""
    phases = experiment.phases
    counted: Sequence[Mapping[str, int]] = evidence.phases
    if len(counted) != len(phases):
        counted = [evidence.units] if len(phases) == 1 else []
    parts = []
    for phase, units in zip(phases, counted, strict=False):
        weights = {arm: weight for arm, weight in phase.weights.items() if weight > 0}
        found = {arm: units.get(arm, 0) for arm in weights}
        total = sum(found.values())
        if total and len(weights) > 1:
            parts.append((found, {arm: total * w / sum(weights.values()) for arm, w in weights.items()}))
    return parts


def _mismatch(parts: Sequence[Part]) -> tuple[float | None, ChiSquare | None, bool]:
    """P value of all phases, the chi-square test behind it, and whether it is exact."""
    large = [part for part in parts if min(part[1].values()) >= counts.FEWEST]
    if large:  # a phase with too few units adds nothing to those with enough
        tests = [counts.sample_ratio(list(found.values()), list(expected.values())) for found, expected in large]
        test = tests[0]
        for other in tests[1:]:
            test += other
        return test.p, test, False
    exact = [p for found, expected in parts if (p := _exact(list(found.values()), list(expected.values()))) is not None]
    if not exact:
        return None, None, False
    return min(multiplicity.adjusted(exact, method="holm")), None, True


def _exact(found: Sequence[int], expected: Sequence[float]) -> float | None:
    """Probability of a split no likelier than the one found; None where there are too many to count."""
    total = sum(found)
    if comb(total + len(found) - 1, len(found) - 1) > MOST_TABLES:
        return None
    if len(found) == 2:
        from scipy.stats import binomtest

        return max(float(binomtest(found[0], total, expected[0] / total).pvalue), normal.SMALLEST)
    return _multinomial(found, [each / total for each in expected])


def _multinomial(found: Sequence[int], shares: Sequence[float]) -> float:
    import numpy as np
    from scipy.special import gammaln

    total = sum(found)
    tables = np.array(list(_splits(total, len(found))))
    likely = gammaln(total + 1) - gammaln(tables + 1).sum(axis=1) + tables @ np.array([log(s) for s in shares])
    own = likely[(tables == np.array(found)).all(axis=1)][0]
    return max(min(1.0, float(np.exp(likely[likely <= own + 1e-7]).sum())), normal.SMALLEST)


def _splits(total: int, arms: int) -> list[tuple[int, ...]]:
    if arms == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total + 1) for rest in _splits(total - n, arms - 1)]


def _locations(parts: Sequence[Part], came: Mapping[str, int], planned: Mapping[str, float]) -> tuple[Location, ...]:
    variance = {arm: sum(e[arm] * (1 - e[arm] / sum(e.values())) for _, e in parts if arm in e) for arm in came}
    known = [arm for arm in came if variance[arm] > 0]
    z = [(came[arm] - planned[arm]) / variance[arm] ** 0.5 for arm in known]
    corrected = multiplicity.adjusted([normal.two_sided(each) for each in z], method="holm")
    found = [
        Location(arm, came[arm], planned[arm], 1 - came[arm] / planned[arm], each, p)
        for arm, each, p in zip(known, z, corrected, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.p, -abs(one.statistic), one.arm)))


def _balance(experiment: Experiment, evidence: Evidence) -> tuple[Imbalance, ...]:
    """Each covariate of each variant against the control's; a covariate of several metrics once."""
    columns = _covariates(experiment, evidence)
    tests = []
    for name, arms in columns.items():
        missing = {
            arm: columns.get(f"{name} missing", {}).get(arm, Moments(0, (0.0,), ((0.0,),))).mean[0] for arm in arms
        }
        for arm in (arm for arm in arms if arm != experiment.control and experiment.control in arms):
            compared = _compared(arms[arm], arms[experiment.control])
            if compared:
                tests.append((name, arm, *compared, missing))
    corrected = multiplicity.adjusted([p for _, _, _, p, _ in tests], method="holm")
    found = [
        Imbalance(name, arm, difference, p, {} if name.endswith(" missing") else missing)
        for (name, arm, difference, _, missing), p in zip(tests, corrected, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.p, one.covariate, one.arm)))


def _covariates(experiment: Experiment, evidence: Evidence) -> dict[str, dict[str, Moments]]:
    """Moments of each covariate by arm, from the metric that most units have."""
    found: dict[str, dict[str, Moments]] = {}
    for metric in experiment.metrics:
        arms = evidence.moments.get(metric.name, {})
        first = 2 if metric.kind == "ratio" else 1
        for place, name in enumerate(evidence.covariates.get(metric.name, ()), first):
            own = {arm: moments.take(place) for arm, moments in arms.items()}
            if sum(m.n for m in own.values()) > sum(m.n for m in found.get(name, {}).values()):
                found[name] = own
    return found


def _compared(treatment: Moments, control: Moments) -> tuple[float, float] | None:
    if treatment.n < 2 or control.n < 2:
        return None
    arms = [Estimate(each.mean[0], each.cov[0][0] / each.n, each.n) for each in (treatment, control)]
    try:
        found = welch(*arms)
    except (DataError, ArithmeticError):  # nobody differs from anybody, or numbers too large for a test
        return None
    return (found.estimate, found.p) if isfinite(found.p) else None
