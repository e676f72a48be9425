"""The rules that hold for every experiment: when a split is no split, when counts are too small to read."""

from __future__ import annotations

from dataclasses import dataclass, fields

from prodops_kit.errors import ParameterError, several


@dataclass(frozen=True, slots=True)
class Rules:
    """What is agreed for all experiments; what is planned for one stands in the registry.

    Attributes:
        srm_alpha: A split less likely than this under the plan stops the reading.
        balance_alpha: The same for a difference between the groups before the test.
        crossover_share: Share of units seen in several arms, from 0 to 1, from which nothing is read.
        crossover_units: And so many of them.
        guardrail_alpha: One-sided level at which a guardrail holds or is broken.
        fewest_events: Events, and units without one, an arm needs before a running proportion is read.
        size_without_plan: Units of two arms for which a running test is read best when only an end was planned.
        false_wins: Share of false wins accepted among the month's wins that the portfolio does not mark.
        portfolio_months: Months, this one included, over which outcomes are counted.

    Raises:
        ParameterError: A rule is out of range; all of them in one message.
    """

    srm_alpha: float = 0.001
    balance_alpha: float = 0.001
    crossover_share: float = 0.01
    crossover_units: int = 10
    guardrail_alpha: float = 0.05
    fewest_events: int = 10
    size_without_plan: int = 10_000
    false_wins: float = 0.05
    portfolio_months: int = 12

    def __post_init__(self) -> None:
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        problems = [
            f"{name}: {value} is not a part above 0 and below {top:g}; 0.05 is 5%."
            for name, value in found.items()
            if (top := _PARTS.get(name)) and not (_is(value, int | float) and 0 < value < top)
        ]
        problems += [
            f"{name}: {value} is not a whole number of 1 or more."
            for name, value in found.items()
            if name not in _PARTS and not (_is(value, int) and value >= 1)
        ]
        if problems:
            raise ParameterError(several(problems))


_PARTS = {"srm_alpha": 1.0, "balance_alpha": 1.0, "crossover_share": 1.0, "guardrail_alpha": 0.5, "false_wins": 1.0}


def _is(value: object, kind: type | object) -> bool:
    return not isinstance(value, bool) and isinstance(value, kind)  # type: ignore[arg-type]
