"""What the rows say about one experiment: counts and moments, arm by arm; no unit is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from prodops_kit.statistics import Moments

ByArm = Mapping[str, Moments]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The moments of one experiment on the last day of its data.

    Attributes:
        experiment: Its id.
        first: Day of the first exposure; None where the rows do not say.
        last: Day of the last exposure or event; None where the rows do not say.
        units: Units of each arm found, those in several arms left out; arms found and not planned are in it too.
        phases: The same for each planned phase, in order; empty where exposures have no day.
        crossovers: Units seen in two or more arms.
        exposed: Units in all, crossovers among them.
        moments: For each metric by name and each arm: outcome, a ratio's denominator, then the covariates kept; of a
            quantile its value, and its sampling variance times the units.
        uncapped: The same without the cap, for metrics that have one.
        covariates: For each metric the names of its covariates in the moments' order; a missing-history flag is
            named `<covariate> missing`.
        segments: For each segment column and value, moments by metric and arm; exploration only.
        absent: For each metric, units an arm without an outcome where one was needed.
        new_a_day: Median of new units a day over the last 14 days; None where exposures have no day.
        looks: Days on which earlier runs looked at the running test; None where not known.
        said: What had to be left out or could not be told, in words.
    """

    experiment: str
    first: date | None = None
    last: date | None = None
    units: Mapping[str, int] = field(default_factory=dict)
    phases: tuple[Mapping[str, int], ...] = ()
    crossovers: int = 0
    exposed: int = 0
    moments: Mapping[str, ByArm] = field(default_factory=dict)
    uncapped: Mapping[str, ByArm] = field(default_factory=dict)
    covariates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    segments: Mapping[tuple[str, str], Mapping[str, ByArm]] = field(default_factory=dict)
    absent: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    new_a_day: float | None = None
    looks: int | None = None
    said: tuple[str, ...] = ()
