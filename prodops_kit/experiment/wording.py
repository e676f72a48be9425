"""Effects in words: by how much a metric moved, on the scale that was planned."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from prodops_kit.experiment.comparison import Comparison
from prodops_kit.experiment.guardrails import Held
from prodops_kit.experiment.plans import Metric, Scale
from prodops_kit.results import Change, Count, Sentence, Share

if TYPE_CHECKING:
    from prodops_kit.experiment.cases import Case


def change(metric: Metric, value: float, scale: Scale, *, signed: bool = True) -> Share | Change:
    """A difference of a metric: a percentage of the control's value, points of a share, or a plain number."""
    if scale == "relative":
        return Share(value, signed)
    return Change(value, "points" if metric.kind == "proportion" else "number", signed)


def level(metric: Metric, value: float) -> Share | float:
    """A metric's own value: a share for proportions."""
    return Share(value) if metric.kind == "proportion" else value


def oriented(found: Comparison | None) -> float:
    """The effect turned so that more is better; no effect is below every other."""
    return found.metric.sign * found.estimate if found else -inf


def effect(found: Comparison) -> dict[str, Any]:
    """`e`, `lo`, `hi` of a comparison: the lift where there is one, else the difference."""
    lift = found.lift
    scale: Scale = "relative" if lift else "absolute"
    ends = (lift.estimate, lift.low, lift.high) if lift else (found.estimate, found.low, found.high)
    return {name: change(found.metric, value, scale) for name, value in zip(("e", "lo", "hi"), ends, strict=True)}


def between(found: Comparison | None) -> dict[str, Any]:
    """`lo` and `hi` of a comparison."""
    return {name: value for name, value in effect(found).items() if name != "e"} if found else {"lo": "?", "hi": "?"}


def moved(found: Comparison, rest: str = ".", **values: Any) -> Sentence:
    """`Checkout rate rose by 4% (+1% to +7%)`, and what follows."""
    size = effect(found)
    rose = found.estimate >= 0
    said = found.lift.estimate if found.lift else found.estimate
    e = change(found.metric, abs(said), "relative" if found.lift else "absolute", signed=False)
    text = "{metric} " + ("rose" if rose else "fell") + " by {e} ({lo} to {hi})" + rest
    return Sentence(text, metric=found.metric.name, **(size | {"e": e} | values))


def verb(case: Case) -> str:
    """What a primary metric that met its goal did."""
    if case.experiment.goal == "no_harm":
        return "was not harmed"
    return "rose" if case.read and case.read.estimate >= 0 else "fell"


def looked(case: Case, text: str = ", beyond the bound of look {k} of {K}") -> tuple[str, dict[str, Any]]:
    """At which planned look it is read, as the end of a sentence with its values; nothing where none is planned."""
    planned = case.timing.schedule
    return (text, {"k": planned.passed, "K": len(planned.days)}) if planned else ("", {})


def guardrail(held: Held) -> dict[str, Any]:
    """Name, effect, bounds and margin of a guardrail that may be read, on the margin's scale."""
    metric, found = held.metric, held.comparison
    assert isinstance(found, Comparison)
    scale = metric.margin_scale
    low, high = sorted(metric.sign * end for end in held.bounds or (0.0, 0.0))
    ratio = found.treatment.value / found.control.value - 1 if scale == "relative" else found.estimate
    return {
        "guardrail": metric.name,
        "e": change(metric, abs(ratio), scale, signed=False),
        "lo": change(metric, low, scale),
        "hi": change(metric, high, scale),
        "M": change(metric, metric.margin or 0.0, scale, signed=False),
    }


def too_few(case: Case, said: Sentence) -> Sentence:
    """A sentence on the day, and what the primary metric lacks to be read."""
    found = case.primary
    if not isinstance(found, Comparison):
        why = found.reason if found else "no primary metric."
        return Sentence(said.template + " No result yet: {why}", **said.values, why=why)
    fewest = min(found.treatment.n, found.control.n)
    if fewest < case.experiment.min_n:
        lack = " An arm has {units}; {least} are needed."
        units = Count(fewest, case.experiment.unit, f"{case.experiment.unit}s")
        return Sentence(said.template + lack, **said.values, units=units, least=case.experiment.min_n)
    lack = " An arm has fewer than {least} events, or units without one."
    if found.metric.quantile:
        lack = " An arm has fewer than {least} units beyond the quantile."
    return Sentence(said.template + lack, **said.values, least=case.rules.fewest_events)
