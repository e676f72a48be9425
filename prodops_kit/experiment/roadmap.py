"""The roadmap: what is planned, running and ended, how fast, with which outcomes, and what was learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from prodops_kit.experiment.plans import Experiment
from prodops_kit.experiment.registry import Registry
from prodops_kit.periods import Period, last_months
from prodops_kit.results import (
    Column,
    Count,
    Interval,
    Intervals,
    Line,
    Lines,
    Part,
    Rows,
    Sentence,
    Share,
    Span,
    Stage,
    Timeline,
    Tone,
)
from prodops_kit.statistics.proportions import wilson

Outcomes = Mapping[str, str]
"""An outcome for each id: win, safe, flat, no answer, loss, invalid, unregistered, or open while it runs."""

OUTCOMES = ("win", "safe", "flat", "no answer", "loss", "invalid", "unregistered")
SHOWN = 20  # spans in the drawing; the table has all
_TONES: dict[str, Tone] = {"win": "good", "safe": "good", "loss": "bad", "invalid": "warn", "unregistered": "warn"}


def ended_on(experiment: Experiment) -> date | None:
    """Its last day: said, or planned where it is said to have ended; None while it has not."""
    return experiment.end or (experiment.planned_end if experiment.status in ("ended", "stopped") else None)


def state(experiment: Experiment, on: date) -> Stage:
    """Where an experiment stood at the end of a day; a draft is planned, whatever its start."""
    if experiment.status == "draft" or experiment.start is None or experiment.start > on:
        return "planned"
    last = ended_on(experiment)
    return "ended" if last and last <= on else "running"


def days_run(experiment: Experiment) -> int | None:
    """Days of exposure of an ended experiment, both ends counted."""
    last = ended_on(experiment)
    return (last - experiment.start).days + 1 if last and experiment.start else None


def standing(registry: Registry, period: Period) -> tuple[int, int]:
    """How many of the registry's experiments run at the end of a period, and how many ended in it."""
    running = sum(state(each, period.last_day) == "running" for each in registry.experiments)
    days = [ended_on(each) for each in registry.experiments if each.status != "draft"]
    return running, sum(day in period for day in days if day)


def timeline(registry: Registry, outcomes: Outcomes, *, month: str) -> Part:
    """What is planned, running, and ended in the last three months, each over its days."""
    today = Period(month).last_day
    since = Period(month).shift(-2).start if Period(month).kind == "month" else Period(month).start
    shown = [e for e in registry.experiments if e.start and (ended_on(e) or today) >= since]
    counted = Counter(state(experiment, today) for experiment in registry.experiments)
    heading = Sentence(
        "{running} running, {planned} planned",
        running=Count(counted["running"], "experiment", "experiments"),
        planned=counted["planned"],
    )
    if not registry.experiments:
        heading = Sentence("No experiment is in the registry")
    caption = Sentence("Experiments over their days, to {day}", day=today)
    left = f"{len(shown) - SHOWN} more are in the table." if len(shown) > SHOWN else ""
    newest = sorted(shown, key=lambda e: (e.start or today, e.id))[-SHOWN:]
    chart = Timeline(caption, tuple(_span(e, outcomes, today) for e in newest), today, left)
    return Part(heading, chart=chart if shown else None, table=_table(registry, outcomes, today), name="roadmap")


def velocity(registry: Registry, *, month: str, months: int) -> Part:
    """How many experiments began and ended in each of the last months."""
    listed = _months(month, months)
    begun = Counter(f"{e.start:%Y-%m}" for e in registry.experiments if e.start and e.status != "draft")
    ended = Counter(f"{last:%Y-%m}" for e in registry.experiments if e.status != "draft" and (last := ended_on(e)))
    started, over = tuple(begun[m] for m in listed), tuple(ended[m] for m in listed)
    heading = Sentence(
        "{begun} started and {ended} ended in {months}",
        begun=Count(sum(started), "experiment", "experiments"),
        ended=sum(over),
        months=Count(months, "month", "months"),
    )
    caption = Sentence("Experiments a month, {first} to {last}", first=Period(listed[0]), last=Period(listed[-1]))
    return Part(
        heading,
        chart=Lines(caption, "count", listed, (Line("Started", started), Line("Ended", over))),
        name="velocity",
    )


def rates(registry: Registry, outcomes: Outcomes, *, month: str, months: int) -> Part:
    """How the experiments that ended in the last months came out, with 95 % intervals.

    Source:
        Wilson (1927), as in `statistics.proportions.wilson`.
    """
    import pandas as pd

    ended = _ended(registry, month, months)
    counted = Counter(outcomes[e.id] for e in ended if outcomes.get(e.id) in OUTCOMES)
    known = sum(counted.values())
    found = [(word, counted[word], *wilson(counted[word], known)) for word in OUTCOMES] if known else []
    heading = Sentence("No experiment ended with an outcome in {months}", months=Count(months, "month", "months"))
    if known:
        heading = Sentence(
            "{share} of {count} ended with a win or were shown to be safe",
            share=Share((counted["win"] + counted["safe"]) / known),
            count=Count(known, "experiment", "experiments"),
        )
    frame = pd.DataFrame(
        [(word, count, count / known, low, high) for word, count, low, high in found],
        columns=["outcome", "count", "rate", "low", "high"],
    )
    columns = (
        Column("outcome", "Outcome"),
        Column("count", "Experiments", "count"),
        Column("rate", "Share", "share"),
        Column("low", "At least", "share"),
        Column("high", "At most", "share"),
    )
    caption = Sentence("Share of each outcome, with 95% intervals")
    rows = tuple(
        Interval(word.capitalize(), count / known, low, high, tone=_TONES.get(word, "plain"))
        for word, count, low, high in found
    )
    missing = len(ended) - known
    note = f"{missing} ended without an outcome and are not counted." if missing else ""
    chart = Intervals(caption, "share", rows, signed=False, note=note) if rows else None
    return Part(heading, chart=chart, table=Rows(frame, columns, "One row is one outcome."), name="outcomes")


def learnings(registry: Registry, outcomes: Outcomes, *, month: str, months: int) -> Part:
    """What each experiment that ended in the last months was for and taught, the newest first."""
    import pandas as pd

    ended = sorted(_ended(registry, month, months), key=lambda e: (ended_on(e) or date.min, e.id), reverse=True)
    taught = sum(bool(e.learning) for e in ended)
    heading = Sentence(
        "{taught} of {count} left a learning", taught=taught, count=Count(len(ended), "ended test", "ended tests")
    )
    columns = (
        Column("name", "Experiment"),
        Column("ended", "Ended", "day"),
        Column("outcome", "Outcome"),
        Column("decision", "Decision"),
        Column("hypothesis", "Hypothesis"),
        Column("learning", "Learning"),
        Column("owner", "Owner"),
        Column("link", "Link"),
    )
    rows = [
        (e.name, ended_on(e), _outcome(e, outcomes), e.decision, e.hypothesis, e.learning, e.owner, e.link)
        for e in ended
    ]
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    return Part(heading, table=Rows(frame, columns, "One row is one experiment that ended."), name="learnings")


def _months(month: str, months: int) -> tuple[str, ...]:
    return last_months(Period(month).months[-1], months)


def _ended(registry: Registry, month: str, months: int) -> list[Experiment]:
    """Those that ended in the last months."""
    first, last = Period(_months(month, months)[0]).start, Period(month).last_day
    return [e for e in registry.experiments if state(e, last) == "ended" and (ended_on(e) or first) >= first]


def _span(experiment: Experiment, outcomes: Outcomes, today: date) -> Span:
    assert experiment.start is not None
    stands = state(experiment, today)
    last = ended_on(experiment) or experiment.last_planned_day or today
    if stands == "running":
        last = max(last, today)
    word = ", ".join(filter(None, ("ended", _outcome(experiment, outcomes)))) if stands == "ended" else stands
    tone: Tone = "accent" if stands == "running" else _TONES.get(outcomes.get(experiment.id, ""), "plain")
    late = stands == "planned" and experiment.start <= today
    said = f"{word}, start passed" if late else word
    return Span(experiment.name, experiment.start, last, text=said, tone=tone, stage=stands)


def _outcome(experiment: Experiment, outcomes: Outcomes) -> str:
    word = outcomes.get(experiment.id, "")
    return word if word in OUTCOMES else ""


def _table(registry: Registry, outcomes: Outcomes, today: date) -> Rows:
    import pandas as pd

    columns = (
        Column("name", "Experiment"),
        Column("state", "State"),
        Column("owner", "Owner"),
        Column("start", "Start", "day"),
        Column("end", "End", "day"),
        Column("days", "Days", "count"),
        Column("outcome", "Outcome"),
    )
    rows = []
    for e in registry.experiments:
        stands, last = state(e, today), ended_on(e) or e.planned_end
        days = days_run(e) if stands == "ended" else (today - e.start + timedelta(1)).days if e.start else None
        outcome = _outcome(e, outcomes) if stands == "ended" else ""
        rows.append((e.name, stands, e.owner, e.start, last, None if stands == "planned" else days, outcome))
    frame = pd.DataFrame(rows, columns=[column.name for column in columns]).astype({"days": "Int64"})
    return Rows(frame, columns, "One row is one experiment of the registry.")
