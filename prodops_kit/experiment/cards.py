"""One card an experiment: result, guardrails, trust, and what would change the verdict."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from prodops_kit.experiment import wording
from prodops_kit.experiment.cases import Case
from prodops_kit.experiment.comparison import Comparison, NoResult
from prodops_kit.experiment.forecast import precision, wanted
from prodops_kit.experiment.judgements import Judgement
from prodops_kit.experiment.segments import part as segments
from prodops_kit.experiment.trust import part as trust
from prodops_kit.results import Column, Count, Fold, Part, Probability, Rows, Sentence, Share, Tone, decision_id
from prodops_kit.statistics import bayes, group_sequential

if TYPE_CHECKING:
    import pandas as pd

TONES: dict[str, Tone] = {
    "SHIP": "good",
    "STOP: HARM": "bad",
    "STOP: NO GAIN": "plain",
    "KEEP RUNNING": "accent",
    "CANNOT BE TRUSTED": "warn",
    "NOT REGISTERED": "warn",
}


def anchor(experiment_id: str) -> str:
    """Where an experiment's card stands on the page."""
    return decision_id("card", "x", experiment_id).replace("card.x.", "card-")


def card(judged: Judgement) -> Fold:
    """Everything behind one verdict, folded."""
    experiment = judged.experiment
    heading = Sentence("{name}", name=judged.name)
    parts = [_about(judged), *(part for case in judged.cases for part in _results(case, judged)), trust(judged.case)]
    parts += [change for change in (_change(judged), segments(judged)) if change]
    word = judged.verdict.word
    return Fold(anchor(experiment.id), heading, tuple(parts), judged.verdict.reason, word, TONES[word])


def _about(judged: Judgement) -> Part:
    experiment, timing = judged.experiment, judged.case.timing
    said = ["{day} of {most}" if timing.planned_days else "{day}"]
    day = f"Day {timing.days}" if experiment.start else "The start is not known"
    values: dict[str, Any] = {"day": day, "most": timing.planned_days or 0}
    for name in ("hypothesis", "owner", "link"):
        if value := getattr(experiment, name):
            said.append(f"{name.capitalize()}: {{{name}}}")
            values[name] = value
    return Part(Sentence(""), text=Sentence(". ".join(said) + ".", **values))


def _results(case: Case, judged: Judgement) -> list[Part]:
    own = [found for (_, arm), found in case.family.comparisons.items() if arm == case.arm]
    if not own:
        return []
    heading = Sentence("Result")
    if judged.experiment.unplanned:
        heading = Sentence("What {arm} shows", arm=case.arm)
    elif len(judged.cases) > 1:
        heading = Sentence("Result of {arm}: {word}", arm=case.arm, word=judged.verdicts[judged.cases.index(case)].word)
    shown = [found for found in own if found.metric.role != "guardrail"]
    parts = [Part(heading, text=_how(case, trusted=judged.trusted), table=_table(shown))]
    if case.guardrails:
        parts.append(_guardrails(case))
    return parts


def _how(case: Case, *, trusted: bool) -> Sentence:
    """How the intervals of the table are to be read."""
    horizon = case.timing.horizon
    held = "hold at every look" if horizon.any_look else "hold at the planned end, where this is the first reading"
    values: dict[str, Any] = {"level": Share(1 - case.timing.alpha)}
    if horizon.information:
        held, counted = wording.looked(case, "hold at the planned looks together, of which this is {k} of {K}")
        held += f" (bounds of {_BOUNDS[horizon.boundary]}, spent by Lan and DeMets)"
        values |= counted
    text = f"Intervals {held}; {{level}} for the experiment"
    if case.family.size > 1:
        text += ", shared by {size} comparisons (Holm)"
        values["size"] = case.family.size
    text += "."
    if case.timing.looks and not case.timing.ended:
        text += " {looks} so far; by the usual interval so many looks at a test without effect would alarm in {peek}."
        looks = case.timing.looks
        values["looks"] = Count(looks, "look", "looks")
        values["peek"] = Share(group_sequential.peeking_error(min(looks, 50), alpha=case.timing.alpha))
    if case.read and case.read.se > 0 and trusted:
        text += " Chance that it is better, with nothing assumed before: {chance}; expected loss if shipped: {loss}."
        values |= _chance(case.read)
    return Sentence(text, **values)


_BOUNDS = {"obrien_fleming": "O’Brien and Fleming’s kind", "pocock": "Pocock’s kind"}


def _chance(found: Comparison) -> dict[str, Any]:
    effect = wording.oriented(found)
    loss = bayes.expected_loss(effect, found.se)
    shown = Share(loss / found.control.value) if found.lift else wording.change(found.metric, loss, "absolute")
    return {"chance": Share(bayes.chance_to_win(effect, found.se)), "loss": shown}


def _table(shown: list[Comparison | NoResult]) -> Rows:
    import pandas as pd

    rows = [row for found in shown for row in _rows(found)]
    names = ("metric", "control", "variant", "difference", "range", "lift", "level", "p")
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    columns = (
        Column("metric", "Metric"),
        Column("control", "Control", "number"),
        Column("variant", "Variant", "number"),
        Column("difference", "Difference", "number"),
        Column("range", "Between"),
        Column("lift", "Lift"),
        Column("level", "Interval", "share"),
        Column("p", "p", "number"),
    )
    return Rows(
        frame,
        columns,
        "One row is one metric, secondary ones explored only; p before any correction, the intervals after it.",
    )


def _rows(found: Comparison | NoResult) -> list[tuple[Any, ...]]:
    name = f"{found.metric.measured} ({found.metric.role})"
    if isinstance(found, NoResult):
        why = Sentence("No result, because {why}", why=found.reason)
        return [(name, None, None, None, why, None, None, None)]
    rows = [_row(name, found)]
    if isinstance(found.uncapped, Comparison):
        rows.append(_row(f"{found.metric.name}, without the cap", found.uncapped))
    return rows


def _row(name: str, found: Comparison) -> tuple[Any, ...]:
    metric, lift = found.metric, found.lift
    if found.removed is not None:
        name += f"; covariates removed {max(0.0, found.removed):.0%} of the variance"
    if found.dropped:
        name += f"; {' and '.join(found.dropped)} left out, which tells nothing more"
    lo, hi = (wording.change(metric, end, "absolute") for end in (found.low, found.high))
    between = Sentence("{lo} to {hi}", lo=lo, hi=hi)
    lifted: Any = "none: control may be 0"
    if lift:
        lifted = Sentence(
            "{e} ({lo} to {hi})", e=Share(lift.estimate, True), lo=Share(lift.low, True), hi=Share(lift.high, True)
        )
    return (
        name,
        wording.level(metric, found.control.value),
        wording.level(metric, found.treatment.value),
        wording.change(metric, found.estimate, "absolute"),
        between,
        lifted,
        1 - found.alpha,
        Probability(found.p),
    )


def _guardrails(case: Case) -> Part:
    import pandas as pd

    rows = []
    for held in case.guardrails:
        metric, bounds = held.metric, held.bounds
        state = "real but within the margin" if held.worse else held.state
        worst: Any = "not known"
        if bounds:
            worst = wording.change(metric, metric.sign * bounds[0], metric.margin_scale)
        margin: Any = (
            wording.change(metric, metric.margin, metric.margin_scale, signed=False) if metric.margin else "none"
        )
        change: Any = held.comparison.reason if isinstance(held.comparison, NoResult) else None
        if isinstance(held.comparison, Comparison):
            change = wording.effect(held.comparison)["e"]
        rows.append((metric.name, state, change, worst, margin))
    frame: pd.DataFrame = pd.DataFrame(rows, columns=["metric", "state", "change", "worst", "margin"], dtype=object)
    columns = (
        Column("metric", "Guardrail"),
        Column("state", "State"),
        Column("change", "Change"),
        Column("worst", "At worst", "number"),
        Column("margin", "Allowed", "number"),
    )
    caption = f"One row is one guardrail; at worst with {1 - case.rules.guardrail_alpha:.0%}, on one side."
    passed = sum(held.state == "passed" for held in case.guardrails)
    heading = Sentence("Guardrails: {passed} of {count} hold", passed=passed, count=len(case.guardrails))
    return Part(heading, table=Rows(frame, columns, caption))


def _change(judged: Judgement) -> Part | None:
    """What would change the verdict."""
    case = judged.case
    found = case.read
    if not judged.trusted:
        text = "Nothing in the numbers: the cause must be found, or the plan made before the start."
        return Part(Sentence("What would change the verdict"), text=Sentence(text))
    planned = case.timing.schedule
    if case.timing.waiting and planned:
        text = "The first look of the plan, on {day}; nothing is decided before."
        return Part(Sentence("What would change the verdict"), text=Sentence(text, day=planned.next))
    if found is None:
        return Part(Sentence("What would change the verdict"), text=Sentence("Enough units for a first reading."))
    if judged.verdict.row == _BROKEN:
        text = "A guardrail within its margin again; the primary metric does not outweigh it."
        return Part(Sentence("What would change the verdict"), text=Sentence(text))
    if judged.verdict.row in _CLEAR:
        ends = wording.effect(found)
        text = "An interval that reaches its limit again: it runs from {lo} to {hi} now."
        return Part(Sentence("What would change the verdict"), text=Sentence(text, lo=ends["lo"], hi=ends["hi"]))
    return Part(Sentence("What would change the verdict"), text=_precision(case, found))


_BROKEN, _CLEAR = 6, (7, 9, 13, 14)  # rows of the verdict table


def _precision(case: Case, found: Comparison) -> Sentence:
    experiment = case.experiment
    size, scale = experiment.mde, experiment.mde_scale
    if experiment.goal == "no_harm":
        size, scale = found.metric.margin, found.metric.margin_scale
    planned = wanted(found, size, scale)
    reached = precision(found, case.timing, power_of=experiment.power)
    text = "An effect of {reached} would be seen with {power} now; planned is {planned}."
    values: dict[str, Any] = {"reached": wording.change(found.metric, reached, "absolute", signed=False)}
    values |= {"power": Share(experiment.power), "planned": "not known"}
    if planned:
        values["planned"] = wording.change(found.metric, planned, "absolute", signed=False)
    more = " {days} more would do at today’s traffic." if isfinite(case.days_left) else " No traffic leads there."
    text += more if case.days_left > 0 else " More days are not needed for it."
    days = Count(int(case.days_left) if isfinite(case.days_left) else 0, "day", "days")
    return Sentence(text, **values, days=days)
