"""What an effect on the primary metric is worth a year, where the plan says what a unit of it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from prodops_kit.experiment.judgements import Judgement
from prodops_kit.money import Money, to_minor


@dataclass(frozen=True, slots=True)
class Worth:
    """Money a year, with what the interval of the effect leaves possible."""

    worth: Money
    low: Money
    high: Money


def worth_of(judged: Judgement) -> Worth | None:
    """What it is worth to follow a verdict: the gain of what is shipped, the loss that is spared where it harms.

    The difference a unit, times what the metric is worth, times the units of a year; nothing is taken off for luck.

    Returns:
        None where the plan has no price, the metric cannot be read, or the verdict is neither to ship nor of harm to
        the primary metric.
    """
    experiment, found = judged.experiment, judged.case.read
    side = _SIDES.get(judged.verdict.row)
    if side is None or found is None or not (experiment.worth and experiment.units_a_year and experiment.currency):
        return None
    factor = side * found.metric.sign * experiment.worth * experiment.units_a_year
    low, high = sorted((factor * found.low, factor * found.high))
    currency = experiment.currency
    return Worth(
        *(Money(to_minor(Decimal(f"{each:.10g}"), currency), currency) for each in (factor * found.estimate, low, high))
    )


_SIDES = {7: -1, 9: 1, 13: 1}  # rows of the verdict table: a loss on the primary metric, and wins
