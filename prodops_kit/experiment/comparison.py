"""One metric of one variant beside the control: how far apart, on both scales, and how sure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite, sqrt

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.experiment.evidence import ByArm, Evidence
from prodops_kit.experiment.plans import Experiment, Metric, Scale
from prodops_kit.experiment.timing import Horizon
from prodops_kit.results import Sentence
from prodops_kit.statistics import Estimate, Moments, adjust, mean, proportions, quantiles, ratio, relative
from prodops_kit.statistics.relative import Lift

Interval = tuple[float, float]
Counts = tuple[int, int, int, int]
_LARGEST = 1e70


@dataclass(frozen=True, slots=True)
class NoResult:
    """There is no result for a metric, and why."""

    metric: Metric
    arm: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variant beside the control on one metric; signs are those of treatment less control.

    Attributes:
        arm: The variant.
        treatment: Its value; adjusted by the covariates where there are any.
        control: The control's.
        horizon: What the intervals promise.
        alpha: Level of `low`, `high`, `lift`: two-sided, matched to the decisions of its family.
        counts: Events and units of the variant, then of the control; for proportions only.
        covariates: Those that took noise off.
        dropped: Those that the others say already, or that are the same for all.
        shared: Variance that adjusted values share, from `statistics.adjust`.
        removed: Part of the variance that covariates removed, from 0 to 1; None without any.
        uncapped: The same without the cap, where the metric has one.
    """

    metric: Metric
    arm: str
    treatment: Estimate
    control: Estimate
    horizon: Horizon
    alpha: float
    counts: Counts | None = None
    covariates: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    shared: float = 0.0
    removed: float | None = None
    uncapped: Comparison | NoResult | None = None

    @property
    def n(self) -> int:
        """Units of both arms."""
        return self.treatment.n + self.control.n

    @property
    def estimate(self) -> float:
        """Treatment less control."""
        return self.treatment.value - self.control.value

    @property
    def se(self) -> float:
        """Standard error of `estimate`; of the pooled rate for proportions without covariates."""
        if self._scored:
            return proportions.pooled(*self._scored).se
        return sqrt(self.treatment.variance + self.control.variance)

    @property
    def df(self) -> float:
        """Welch's degrees of freedom; infinite for proportions."""
        return inf if self._scored else relative.degrees(self.treatment, self.control)

    @property
    def reach(self) -> float:
        """Standard errors to either side of the estimate."""
        return self.horizon.reach(self.alpha, n=self.n, df=self.tail)

    @property
    def p(self) -> float:
        """Two-sided, against no difference; before any correction for many tests."""
        return self.horizon.p(self.z(), n=self.n, df=self.tail)

    @property
    def low(self) -> float:
        """Lower end of the interval of the difference."""
        return self.interval(self.reach)[0]

    @property
    def high(self) -> float:
        """Upper end of it."""
        return self.interval(self.reach)[1]

    @property
    def lift(self) -> Lift | None:
        """Treatment over control, less one, with its interval; None where control is not surely above 0."""
        return self.relative(self.reach)

    @property
    def newcombe(self) -> Interval | None:
        """The difference of rates by Newcombe's method, for display at the planned end; None for other metrics."""
        if not self._scored or self.horizon.any_look:
            return None
        return proportions.newcombe(*self._scored, confidence=1 - self.alpha)

    def at(self, alpha: float) -> Comparison:
        """The same at another level."""
        uncapped = self.uncapped.at(alpha) if isinstance(self.uncapped, Comparison) else self.uncapped
        return replace(self, alpha=alpha, uncapped=uncapped)

    def z(self, null: float = 0.0, scale: Scale = "absolute") -> float:
        """Standard errors above a difference, or a lift, of `null`.

        Source:
            Farrington, Manning (1990) for rates; Fieller's linear form for a lift, without a division.
        """
        if self._scored:
            return _rates_z(self._scored, null, scale)
        k = 1 + null if scale == "relative" else 1.0
        apart = self.treatment.value - k * self.control.value - (0.0 if scale == "relative" else null)
        variance = self.treatment.variance + k * k * self.control.variance + (1 - k) ** 2 * self.shared
        return apart / sqrt(variance)

    def interval(self, reach: float) -> Interval:
        """The difference, so many standard errors to either side."""
        if self._scored:
            return proportions.score(*self._scored, quantile=reach)
        return self.estimate - reach * self.se, self.estimate + reach * self.se

    def relative(self, reach: float) -> Lift | None:
        """The lift, so many standard errors to either side."""
        if not self._scored:
            return relative.fieller(self.treatment, self.control, quantile=reach, shared=self.shared)
        x1, n1, x0, n0 = self._scored
        if not x0:
            return None
        return Lift((x1 / n1) / (x0 / n0) - 1, *proportions.score_lift(x1, n1, x0, n0, quantile=reach))

    def bounds(self, reach: float, scale: Scale) -> Interval | None:
        """Worst and best on a scale, turned so that more is better; None without a lift."""
        if scale == "relative":
            lift = self.relative(reach)
            ends = (lift.low, lift.high) if lift else None
        else:
            ends = self.interval(reach)
        if ends is None:
            return None
        return ends if self.metric.sign > 0 else (-ends[1], -ends[0])

    @property
    def _scored(self) -> Counts | None:
        return None if self.covariates else self.counts

    @property
    def tail(self) -> float | None:
        """Degrees of freedom of a t quantile, or None for the normal one."""
        return None if self._scored or not isfinite(self.df) else self.df


def compare(
    experiment: Experiment,
    evidence: Evidence,
    metric: Metric | str,
    arm: str,
    *,
    alpha: float | None = None,
    horizon: Horizon | None = None,
) -> Comparison | NoResult:
    """Compare a variant with the control on one metric.

    Proportions by the pooled z and the score interval that agrees with it, means by Welch, ratios by the delta
    method, quantiles by their bootstrap errors; covariates adjust all but quantiles. The lift's interval leaves out 0
    when the difference's does.

    Args:
        experiment: Its plan.
        evidence: Its moments.
        metric: One of the experiment's, or its name.
        arm: The variant.
        alpha: Two-sided level of the intervals; the experiment's when None.
        horizon: `Horizon()` at the planned end, which is meant when None; see `timing`.

    Returns:
        The comparison, or why there is none.

    Raises:
        ParameterError: The experiment has no metric of this name.
    """
    known = _named(experiment, metric) if isinstance(metric, str) else metric
    horizon = horizon or Horizon(experiment.alpha)
    level = experiment.alpha if alpha is None else alpha
    names = evidence.covariates.get(known.name, ())
    found = _compared(known, evidence.moments.get(known.name, {}), experiment.control, arm, names, horizon, level)
    if isinstance(found, NoResult) or known.name not in evidence.uncapped:
        return found
    uncapped = _compared(known, evidence.uncapped[known.name], experiment.control, arm, names, horizon, level)
    return replace(found, uncapped=uncapped)


def _named(experiment: Experiment, name: str) -> Metric:
    found = next((metric for metric in experiment.metrics if metric.name == name), None)
    if found is None:
        there = ", ".join(metric.name for metric in experiment.metrics) or "none"
        raise ParameterError(f"metric: experiment {experiment.id} has no '{name}'; it has {there}.")
    return found


def _compared(
    metric: Metric, arms: ByArm, control: str, arm: str, names: tuple[str, ...], horizon: Horizon, alpha: float
) -> Comparison | NoResult:
    reason = _unusable(metric, arms, control, arm)
    if reason:
        return NoResult(metric, arm, reason)
    try:
        found = _estimated(metric, arms[arm], arms[control], arm, names, horizon, alpha)
        stated = _stated(found)
    except (DataError, ArithmeticError, LookupError, ValueError) as problem:  # numpy's LinAlgError is a ValueError
        why = str(problem) if isinstance(problem, DataError) else "The numbers are too large or too small to compare."
        return NoResult(metric, arm, Sentence("{why}", why=why))
    if stated:
        return found
    why = "No unit differs from another in either arm"
    if metric.kind == "quantile":
        why = "So many units share the quantile’s value that it stays the same in every resample"
    return NoResult(metric, arm, Sentence(f"{why}, so no error can be stated."))


def _estimated(
    metric: Metric,
    treatment: Moments,
    control: Moments,
    arm: str,
    names: tuple[str, ...],
    horizon: Horizon,
    alpha: float,
) -> Comparison:
    is_ratio = metric.kind == "ratio"
    counts = None
    if metric.kind == "proportion":
        counts = (*_events(treatment), *_events(control))
    if not names:
        plain = ratio if is_ratio else mean
        return Comparison(metric, arm, plain(treatment), plain(control), horizon, alpha, counts)
    adjusted = adjust(treatment, control, is_ratio=is_ratio)
    kept = tuple(names[place] for place in adjusted.kept)
    removed = adjusted.removed if kept else None
    dropped = tuple(name for name in names if name not in kept)
    new, old = adjusted.arms
    return Comparison(metric, arm, new, old, horizon, alpha, counts, kept, dropped, adjusted.shared, removed)


def _events(arm: Moments) -> tuple[int, int]:
    return min(arm.n, max(0, round(arm.mean[0] * arm.n))), arm.n


def _stated(comparison: Comparison) -> bool:
    """Whether estimate and error are numbers that can be shown."""
    arms = (comparison.treatment, comparison.control)
    if not all(abs(arm.value) < _LARGEST and arm.variance < _LARGEST**2 for arm in arms):
        raise OverflowError  # squares of squares would not be numbers
    if min(arm.variance for arm in arms) < 0:
        raise DataError("Its variances and covariance cannot belong together, so no error can be stated.")
    rates = comparison.counts and not comparison.covariates
    return bool(rates) or (comparison.se > 0 and comparison.df > 0)


def _unusable(metric: Metric, arms: ByArm, control: str, arm: str) -> Sentence | None:
    """Why two arms cannot be compared; None when they can."""
    columns = 2 if metric.kind == "ratio" else 1
    for name in (control, arm):
        moments = arms.get(name)
        if moments is None or moments.n < 2 or len(moments.mean) < columns:
            return Sentence(
                "{arm} has {n} units with this metric; two or more are needed.", arm=name, n=moments.n if moments else 0
            )
        if not all(isfinite(number) for number in (*moments.mean, *(c for row in moments.cov for c in row))):
            return Sentence("{arm} has values that are not finite numbers.", arm=name)
        if any(row[place] < 0 for place, row in enumerate(moments.cov)):
            return Sentence("{arm} has a variance below 0, which nothing has; correct the results.", arm=name)
        if metric.quantile and not _bounded(moments.n, metric.quantile):
            return Sentence("{arm} has {n} units with this metric, too few for the quantile.", arm=name, n=moments.n)
        if metric.kind == "proportion" and not 0 <= moments.mean[0] <= 1:
            return Sentence("{arm} has values other than 0 and 1, so there is no proportion.", arm=name)
    return None


def _bounded(n: int, q: float) -> bool:
    """Whether some value lies surely below the quantile, and some above."""
    found = quantiles.ranks(n, q=q)
    return found.lower >= 1 and found.upper <= n


def _rates_z(counts: Counts, null: float, scale: Scale) -> float:
    if abs(null) >= 1 and (null < 0 or scale == "absolute"):
        return -inf if null > 0 else inf  # beyond what rates can be
    if scale == "relative":
        return proportions.lift_z(*counts, lift=null)
    return proportions.score_z(*counts, delta=null)
