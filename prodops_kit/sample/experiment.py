"""Writes what the report of experiments reads: plans in three tables, wide units, exposures with events.

Planted: for every row of the table of verdicts at least one experiment that it decides, some of them as exposures and
events, with repeated exposures and with checkouts before the exposure, which must not count.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from prodops_kit.periods import Period
from prodops_kit.sample import earlier, judged, users
from prodops_kit.sample.facts import Dice, Fact
from prodops_kit.sample.trials import Trial
from prodops_kit.sample.users import User

QUESTION = "experiment"
FOLDER = "experiments"
TRIALS = (*judged.TRIALS, *earlier.TRIALS)

_PLAN = (
    *("id", "name", "owner", "hypothesis", "link", "status", "registered_on", "start", "planned_end", "planned_n"),
    *("end", "goal", "mde", "early_stop", "max_days", "looks", "decision", "decided_on", "learning"),
)
_METRIC = (
    *("experiment_id", "metric", "role", "kind", "numerator", "denominator", "direction", "margin", "cap"),
    "covariates",
)
_PHASE = ("experiment_id", "phase", "from", "arm", "weight", "is_control")
_TO_DECIDE = 4  # days from a test's end to its decision


def write(folder: Path, *, month: Period, seed: int) -> tuple[list[str], list[Fact]]:
    """Write all files until `month`, and say which row decides each experiment."""
    dice = Dice(seed, QUESTION)
    everybody = met(month.last_day, dice, first=seed * 100_000)
    files = _registry(month.last_day) | tables(everybody)
    (folder / FOLDER).mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return list(files), [Fact(QUESTION, f"row {trial.row}", trial.id) for trial in TRIALS if trial.row]


def met(last_day: date, dice: Dice, *, first: int) -> list[tuple[Trial, list[User]]]:
    """The users of every experiment."""
    found: list[tuple[Trial, list[User]]] = []
    for trial in TRIALS:
        found.append((trial, users.met(trial, last_day, dice, first=first)))
        first += sum(arm.units for arm in trial.arms)
    return found


def tables(everybody: Iterable[tuple[Trial, list[User]]]) -> dict[str, str]:
    """The three tables of data by file name."""
    lines: dict[str, list[str]] = {
        "experiment_units.csv": [users.UNIT_HEADER],
        "experiment_exposures.csv": [users.EXPOSURE_HEADER],
        "experiment_events.csv": [users.EVENT_HEADER],
    }
    for trial, people in everybody:
        measures = users.used(trial)
        if trial.events:
            lines["experiment_exposures.csv"] += users.exposure_lines(people)
            lines["experiment_events.csv"] += users.event_lines(people, measures)
        else:
            lines["experiment_units.csv"] += users.unit_lines(people, measures)
    return {name: "\n".join(written) + "\n" for name, written in lines.items()}


def _registry(last_day: date) -> dict[str, str]:
    """The plans as three tables."""
    metrics = [{"experiment_id": trial.id, **metric} for trial in TRIALS for metric in trial.metrics]
    phases = [{"experiment_id": trial.id, **row} for trial in TRIALS for row in _phases(trial, last_day)]
    return {
        f"{FOLDER}/experiments.csv": _written(_PLAN, (_plan(trial, last_day) for trial in TRIALS)),
        f"{FOLDER}/metrics.csv": _written(_METRIC, metrics),
        f"{FOLDER}/phases.csv": _written(_PHASE, phases),
    }


def _plan(trial: Trial, last_day: date) -> dict[str, str]:
    start = last_day - timedelta(days=trial.began)
    end = start + timedelta(days=trial.days - 1)
    over = end <= last_day
    plan = {
        "id": trial.id,
        "name": trial.name,
        "owner": trial.owner,
        "hypothesis": trial.hypothesis,
        "link": f"https://wiki.example.com/experiments/{trial.id}",
        "status": "ended" if over else "running",
        "registered_on": str(start - timedelta(days=trial.registered)),
        "start": str(start),
        "planned_end": str(end),
        "planned_n": str(trial.planned),
        "end": str(end) if over else "",
        "mde": trial.mde,
    }
    decided = {"decided_on": str(end + timedelta(days=_TO_DECIDE))} if "decision" in trial.plan else {}
    return {**plan, **decided, **trial.plan}


def _phases(trial: Trial, last_day: date) -> Iterator[dict[str, str]]:
    """One row an arm; a ramp is a phase of its own."""
    start = last_day - timedelta(days=trial.began)
    control = trial.arms[0]
    if trial.ramp:
        for arm in trial.arms:
            yield _phase("1", start, arm.name, users.RAMP[arm.name], arm is control)
    for arm in trial.arms:
        day = start + timedelta(days=trial.ramp)
        yield _phase("2" if trial.ramp else "1", day, arm.name, arm.weight, arm is control)


def _phase(phase: str, first: date, arm: str, weight: int, control: bool) -> dict[str, str]:
    return {
        "phase": phase,
        "from": str(first),
        "arm": arm,
        "weight": str(weight),
        "is_control": "yes" if control else "no",
    }


def _written(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
