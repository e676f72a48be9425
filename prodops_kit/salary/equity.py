"""Pay gaps between groups, with and without what may explain them; for a notebook that is never published.

One row of `people` is one person. Factors are terms of a formula, such as `level` or `I(tenure**2)`. What remains is a
difference not explained by the factors listed: why it is there, no regression says.

Source:
    Wooldridge, Introductory Econometrics, chapters 7 and 13; MacKinnon, White (1985), Journal of Econometrics 29,
    305-325 (HC3). Computed by statsmodels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import TYPE_CHECKING, Any

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.regression import Regression, design, fit

if TYPE_CHECKING:
    import pandas as pd

PEOPLE, IN_GROUP = 30, 5  # fewer, and there is no number
QUANTILES = (0.25, 0.5, 0.75)
_PAY, _GROUP = "log_pay", "group_of"


@dataclass(frozen=True, slots=True)
class Gap:
    """Pay of one group against another, at the mean or at a quantile.

    Attributes:
        group: Whose pay.
        reference: Against whose.
        factors: What is held equal.
        quantile: Which of the pay's quantiles; None for the mean of log pay.
        people: How many were compared, all groups together.
        left_out: How many were not: a value is missing, or a factor tells them from everybody else.
        log_points: Difference of log pay; None where people are too few.
        error: Its standard error.
        low: Lower end of its interval.
        high: Upper end.
        r2: Part of the variance that the regression explains; None at a quantile.
        reason: Why there is no number.
    """

    group: str
    reference: str
    factors: tuple[str, ...]
    quantile: float | None
    people: int
    left_out: int
    log_points: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    r2: float | None = None
    reason: str = ""

    @property
    def percent(self) -> float | None:
        """The exact gap in percent of the reference's pay."""
        return None if self.log_points is None else exact_gap(self.log_points)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of `percent`."""
        return None if self.low is None or self.high is None else (exact_gap(self.low), exact_gap(self.high))


def exact_gap(log_points: float) -> float:
    """Turn a difference of log pay into percent.

    >>> f"{exact_gap(-0.297):.1f}"
    '-25.7'
    """
    return 100 * (exp(log_points) - 1)


def gaps(
    people: pd.DataFrame,
    *,
    pay: str,
    group: str,
    reference: object,
    factors: Sequence[str] = (),
    clusters: str | None = None,
    confidence: float = 0.95,
) -> tuple[Gap, ...]:
    """Compare each group's pay with the reference's, the factors held equal, by least squares of log pay.

    Args:
        people: One row a person.
        pay: Column of the pay, above 0.
        group: Column of the groups.
        reference: The group that the others are compared with.
        factors: Terms of a formula; none for the raw gap.
        clusters: Column within which people are alike, such as the team; the errors allow for it. HC3 when None.
        confidence: Of the intervals.

    Returns:
        One for each other group, by name; without a number below 30 people or 5 in a group.

    Raises:
        DataError: A pay is not above 0, no one is in the reference, or a factor cannot be told from the groups.
        ParameterError: A column or term is unknown.

    Example:
        gaps(people, pay="annual_pay", group="sex", reference="male", factors=["level", "tenure"])
    """
    made = _Comparison.of(people, pay, group, reference, factors, clusters)
    if not made.large:
        return made.without_numbers()
    found = fit(made.frame, made.formula, clusters=clusters, confidence=confidence)
    return made.read(found)


def gaps_at_quantiles(
    people: pd.DataFrame,
    *,
    pay: str,
    group: str,
    reference: object,
    factors: Sequence[str] = (),
    quantiles: Sequence[float] = QUANTILES,
    confidence: float = 0.95,
) -> tuple[Gap, ...]:
    """Compare the low, middle and high pay of each group with the reference's, by quantile regression of log pay.

    Args, limits and errors are those of `gaps`; the result has one gap for each quantile and group.

    Source:
        Koenker, Hallock (2001), Journal of Economic Perspectives 15, 143-156.
    """
    made = _Comparison.of(people, pay, group, reference, factors, None)
    found: list[Gap] = []
    for part in quantiles:
        if made.large:
            found += made.read(fit(made.frame, made.formula, quantile=part, confidence=confidence), part)
        else:
            found += made.without_numbers(part)
    return tuple(found)


def with_and_without(
    people: pd.DataFrame,
    *,
    pay: str,
    group: str,
    reference: object,
    factors: Sequence[str],
    tainted: Sequence[str] = (),
    clusters: str | None = None,
) -> tuple[Gap, ...]:
    """Compare raw, with the factors, and with the tainted ones too: the same people three times.

    A factor is tainted when it may carry the gap itself, as level and rating may.

    Args:
        people: One row a person.
        pay: Column of the pay.
        group: Column of the groups.
        reference: The group that the others are compared with.
        factors: Terms that are beyond doubt.
        tainted: Terms that are not.
        clusters: See `gaps`.
    """
    everything = (*factors, *tainted)
    same = _Comparison.of(people, pay, group, reference, everything, clusters).and_small_groups(people, group)
    missing = len(people) - len(same)
    steps = dict.fromkeys(((), tuple(factors), everything))
    made = (gaps(same, pay=pay, group=group, reference=reference, factors=step, clusters=clusters) for step in steps)
    return tuple(replace(gap, left_out=gap.left_out + missing) for step in made for gap in step)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """People who can be compared, and the formula that compares them."""

    frame: pd.DataFrame
    formula: str
    sizes: dict[str, int]
    reference: str
    factors: tuple[str, ...]
    left_out: int

    @classmethod
    def of(
        cls,
        people: pd.DataFrame,
        pay: str,
        group: str,
        reference: object,
        factors: Sequence[str],
        clusters: str | None,
    ) -> _Comparison:
        frame = prepared(people, pay, group, clusters)
        sizes, name = frame[_GROUP].value_counts().to_dict(), str(reference)
        if name not in sizes:
            raise DataError(f"{group}: nobody is in '{reference}'; the groups are {', '.join(sorted(sizes))}.")
        used, formula = _comparable(frame, name, factors)
        while _large_groups(used, name) < set(used[_GROUP]):  # complete people of a group may be too few
            used, formula = _comparable(used, name, factors)
        return cls(used, formula, sizes, name, tuple(factors), len(people) - len(used))

    @property
    def others(self) -> list[str]:
        return sorted(name for name in self.sizes if name != self.reference)

    @property
    def large(self) -> bool:
        return len(self.frame) >= PEOPLE and any(not self._too_few(name) for name in self.others)

    def and_small_groups(self, people: pd.DataFrame, group: str) -> pd.DataFrame:
        """The rows compared, and those of groups too small to be, which still need to be named."""
        small = people[group].astype(str).map(self.sizes) < IN_GROUP
        kept = people.reset_index(drop=True).index.isin(self.frame.index)
        return people[kept | small.to_numpy()]

    def _too_few(self, name: str) -> str:
        count = self.frame[_GROUP].value_counts().to_dict()
        if len(self.frame) < PEOPLE:
            return f"fewer than {PEOPLE} people can be compared"
        small = [one for one in (name, self.reference) if count.get(one, 0) < IN_GROUP]
        return f"fewer than {IN_GROUP} people are in {' and in '.join(small)}" if small else ""

    def without_numbers(self, quantile: float | None = None) -> tuple[Gap, ...]:
        return tuple(self._gap(name, quantile, reason=self._too_few(name)) for name in self.others)

    def read(self, found: Regression, quantile: float | None = None) -> tuple[Gap, ...]:
        return tuple(self._read(found, name, quantile) for name in self.others)

    def _read(self, found: Regression, name: str, quantile: float | None) -> Gap:
        reason, term = self._too_few(name), f"{_GROUP}[T.{name}]"
        if reason:
            return self._gap(name, quantile, reason=reason)
        low, high = found.intervals[term]
        said = {"log_points": found.coefficients[term], "error": found.errors[term], "low": low, "high": high}
        return self._gap(name, quantile, **said, r2=found.r2)

    def _gap(self, name: str, quantile: float | None, **said: Any) -> Gap:
        return Gap(name, self.reference, self.factors, quantile, len(self.frame), self.left_out, **said)


def _large_groups(frame: pd.DataFrame, reference: str) -> set[str]:
    counts = frame[_GROUP].astype(str).value_counts()
    return {reference, *counts[counts >= IN_GROUP].index}


def _comparable(frame: pd.DataFrame, reference: str, factors: Sequence[str]) -> tuple[pd.DataFrame, str]:
    """People of groups large enough of whom every factor is known, and the formula."""
    names = _large_groups(frame, reference)
    frame = frame[frame[_GROUP].isin(names)]
    others = sorted(names - {reference})
    frame = frame.assign(**{_GROUP: _ordered(frame[_GROUP], [reference, *others])})
    formula = f"{_PAY} ~ {' + '.join((_GROUP, *factors))}" if others else f"{_PAY} ~ 1"
    return (design(frame, formula, group=_GROUP) if len(frame) >= PEOPLE and others else frame), formula


def prepared(people: pd.DataFrame, pay: str, group: str, clusters: str | None = None) -> pd.DataFrame:
    """People with log pay and group as columns of their own; without those of whom either is missing.

    Raises:
        DataError: A pay is not above 0.
        ParameterError: A column is not there.
    """
    import numpy as np

    needed = [name for name in (pay, group, clusters) if name]
    missing = [name for name in needed if name not in people.columns]
    if missing:
        raise ParameterError(f"people: there is no column {', '.join(missing)}; it has {', '.join(people.columns)}.")
    frame = people.reset_index(drop=True).dropna(subset=needed)
    amounts = frame[pay].astype(float)
    if (amounts <= 0).any():
        raise DataError(f"{pay}: {int((amounts <= 0).sum())} pay is not above 0; correct it or leave the rows out.")
    return frame.assign(**{_PAY: np.log(amounts), _GROUP: frame[group].astype(str)})


def _ordered(groups: pd.Series, names: list[str]) -> Any:
    import pandas as pd

    return pd.Categorical(groups.astype(str), categories=names)
