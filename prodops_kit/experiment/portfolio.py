"""The month's experiments together: which wins survive, what they add up to, and who decided otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from prodops_kit.experiment.comparison import Comparison
from prodops_kit.experiment.judgements import Judgement
from prodops_kit.experiment.rules import Rules
from prodops_kit.statistics import multiplicity, portfolio

Gains = portfolio.Gains


@dataclass(frozen=True, slots=True)
class MetricGains:
    """What the ended tests of one primary metric add up to, as lifts turned so that more is better.

    Attributes:
        tests: Comparisons of ended, trusted tests that were to improve the metric.
        wins: Those that are to be shipped; of several variants one.
    """

    metric: str
    tests: int
    wins: int
    gains: Gains


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Experiments of a period beside each other.

    Attributes:
        q: For each experiment and variant its primary p after Benjamini and Hochberg over the month.
        chance_wins: Ids of experiments with the verdict SHIP whose win does not survive that.
        gains: One a primary metric, the most tested first.
        against: Those whose recorded decision is not the verdict's.
        median_days: Of the ended ones; None when none ended.
        full: Ended ones that reached their planned size, and all ended ones that have one.
        looks: Median of known looks; None when none is known.
    """

    q: Mapping[tuple[str, str], float]
    chance_wins: tuple[str, ...]
    gains: tuple[MetricGains, ...]
    against: tuple[Judgement, ...]
    median_days: float | None
    full: tuple[int, int]
    looks: float | None


def portfolio_of(listed: Sequence[Judgement], ended: Sequence[Judgement], *, rules: Rules) -> Portfolio:
    """Put experiments beside each other. No verdict changes by it.

    Args:
        listed: Experiments of the period.
        ended: Those that ended in the months looked back on.
        rules: Has the share of false wins accepted.

    Source:
        Benjamini, Hochberg (1995) over the primary comparisons; Lee, Shen (2018), KDD, for the sum of wins.
    """
    q = _surviving(listed)
    wins = [each for each in listed if each.verdict.word == "SHIP"]
    looks = [each.case.timing.looks for each in ended if each.case.timing.looks is not None]
    return Portfolio(
        q=q,
        chance_wins=tuple(
            e.experiment.id for e in wins if q.get((e.experiment.id, e.case.arm), 0.0) > rules.false_wins
        ),
        gains=_gains(ended),
        against=tuple(each for each in ended if _against(each)),
        median_days=median(each.case.timing.days for each in ended) if ended else None,
        full=_full(ended),
        looks=median(looks) if looks else None,
    )


def _surviving(listed: Sequence[Judgement]) -> dict[tuple[str, str], float]:
    p = {
        (each.experiment.id, case.arm): case.family.p[(case.read.metric.name, case.arm)]
        for each in listed
        if each.trusted
        for case in each.cases
        if case.read
    }
    return dict(zip(p, multiplicity.adjusted(list(p.values()), method="bh"), strict=True))


def _gains(ended: Sequence[Judgement]) -> tuple[MetricGains, ...]:
    by_metric: dict[str, list[tuple[float, float, float]]] = {}
    for each in ended:
        if each.trusted and each.experiment.goal == "improve":
            for found in each.read:
                if found.lift and found.se > 0:
                    by_metric.setdefault(found.metric.name, []).append(_gain(each, found))
    made = [
        MetricGains(name, len(rows), sum(e > b for e, _, b in rows), portfolio.gains(*zip(*rows, strict=True)))
        for name, rows in by_metric.items()
    ]
    return tuple(sorted(made, key=lambda found: (-found.tests, found.metric)))


def _gain(each: Judgement, found: Comparison) -> tuple[float, float, float]:
    """Effect, error and what the effect had to pass, as parts of the control's value.

    What passed and is not shipped, for harm elsewhere or a better variant, has no effect that would ship it.
    """
    base = found.control.value  # the decision's own scale, divided once
    effect, bar = found.metric.sign * found.estimate / base, found.reach * found.se / base
    shipped = each.verdict.word == "SHIP" and found.arm == each.case.arm
    return effect, found.se / base, bar if shipped or effect <= bar else inf


def _against(each: Judgement) -> bool:
    decision, word = each.experiment.decision, each.verdict.word
    return (decision == "shipped" and word != "SHIP") or (decision == "not shipped" and word == "SHIP")


def _full(ended: Sequence[Judgement]) -> tuple[int, int]:
    known = [
        (min(e.case.evidence.units.get(a, 0) for a in e.experiment.arms), e.experiment.planned_n or 0)
        for e in ended
        if e.experiment.planned_n and e.experiment.arms and e.case.evidence.units
    ]
    return sum(units >= planned for units, planned in known), len(known)
