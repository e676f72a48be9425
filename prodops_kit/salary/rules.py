"""The rules of the review: what a business decides, checked once, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prodops_kit.errors import ParameterError, several

METHODS = ("simple", "compound")


@dataclass(frozen=True, slots=True)
class Rules:
    """When a market figure may be shown, how it is aged and weighted, and how sure it must be.

    Attributes:
        organisations_middle: Fewest organisations behind a mean, P25, P50 or P75 that is shown.
        organisations_tails: Fewest organisations behind a P10 or P90 that is shown.
        largest_share: Largest part of the people, from 0 to 1, that one organisation may have.
        youngest_months: How old a figure must be, in months, before it is shown.
        oldest_months: From this age on a figure is no longer aged: it is history, not the market.
        annual_rate: How much pay rises a year where no ageing table covers it; 0.03 is 3%.
        ageing_method: `simple` or `compound`.
        hours_per_year: What turns an hourly into an annual figure where hours are not known.
        half_life_months: After so many months a source counts half.
        composite_quality: Lowest match quality, 1 to 5, that enters a composite.
        outlier_people: A source with fewer people may be an outlier.
        outlier_organisations: So may one with fewer organisations.
        outlier_distance: How far from the median of the others an outlier is, as a logarithm: 0.25 is 22% below or
            28% above.
        source_spread: How much sources on the same work differ, as a standard deviation of the logarithm, before the
            data say more.
        confidence: Of every interval.
        fewest_people: Least number of the company's own people in a cell that is shown.
        decide_within: Days after the period in which to decide.
        owner: Who decides.

    Raises:
        ParameterError: A rule is out of range; all of them in one message.

    Source:
        The publication rule is a house rule, not a legal safe harbour: the US safety zone behind its numbers was
        withdrawn in 2023.
    """

    organisations_middle: int = 5
    organisations_tails: int = 10
    largest_share: float = 0.25
    youngest_months: int = 3
    oldest_months: int = 24
    annual_rate: float = 0.03
    ageing_method: str = "simple"
    hours_per_year: int = 2080
    half_life_months: int = 12
    composite_quality: int = 3
    outlier_people: int = 100
    outlier_organisations: int = 10
    outlier_distance: float = 0.25
    source_spread: float = 0.03
    confidence: float = 0.95
    fewest_people: int = 5
    decide_within: int = 30
    owner: str = "Product operations"

    def __post_init__(self) -> None:
        problems = list(self._faults())
        if problems:
            raise ParameterError(several(problems))

    def _faults(self) -> Iterator[str]:
        for name, (low, high) in _WHOLE.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                yield f"{name}: {value} is not a whole number from {low} to {high}."
        for name, (least, most, example) in _PARTS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
                yield f"{name}: {value} is not a number from {least} to {most}; {example}."
        if self.ageing_method not in METHODS:
            yield f"ageing_method: '{self.ageing_method}' is unknown; write {' or '.join(METHODS)}."
        if not (isinstance(self.owner, str) and self.owner.strip()):
            yield "owner: it is empty; name the team or role that decides, such as Product operations."


_WHOLE = {
    "organisations_middle": (1, 1_000),
    "organisations_tails": (1, 1_000),
    "youngest_months": (0, 120),
    "oldest_months": (1, 120),
    "hours_per_year": (500, 4_000),
    "half_life_months": (1, 120),
    "composite_quality": (2, 5),
    "outlier_people": (0, 100_000),
    "outlier_organisations": (0, 10_000),
    "fewest_people": (3, 100),
    "decide_within": (0, 365),
}
_PARTS = {
    "largest_share": (0.01, 1, "0.25 is 25%"),
    "annual_rate": (-0.5, 1, "0.03 is 3%"),
    "outlier_distance": (0.01, 5, "0.25 is 22% below or 28% above"),
    "source_spread": (0, 1, "0.03 is 3%"),
    "confidence": (0.5, 0.999, "0.95 is 95%"),
}
