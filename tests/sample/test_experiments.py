"""Every verdict planted in the sample company's experiments is found again, from units and from events alike."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest

from prodops_kit import experiment, records
from prodops_kit.periods import Period
from prodops_kit.sample import experiment as writer
from prodops_kit.sample import users
from prodops_kit.sample.facts import Dice

SEEDS = range(1, 6 + int(os.environ.get("PRODOPS_SOAK", "0")) // 2_000)  # more in `make soak`
LAST = date(2026, 10, 31)


def evidence(folder, month="2026-10"):
    """The registry of a folder and what its data say."""
    registry = experiment.load_registry(folder / "experiments")
    return registry, experiment.read_moments(
        registry,
        units=experiment.load_units(folder / "experiment_units.csv"),
        exposures=experiment.load_exposures(folder / "experiment_exposures.csv"),
        events=experiment.load_events(folder / "experiment_events.csv"),
        aggregates=experiment.load_aggregates(None),
        month=month,
        segments=("device",),
    )


def rows(registry, found, month="2026-10"):
    """The row of the table of verdicts that decided, by experiment."""
    made = experiment.review(registry, found, month=month)
    return {each.experiment.id: f"row {each.verdict.row}" for each in (*made.ended, *made.judged)}


def written(folder, month="2026-10", seed=1):
    """The rows planted, by experiment, after the files of a company's experiments are there."""
    folder.mkdir(exist_ok=True)
    return {fact.subject: fact.kind for fact in writer.write(folder, month=Period(month), seed=seed)[1]}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_verdict_is_found_again_and_no_row_of_data_is_left_out(workbook_here, seed):
    planted = written(workbook_here.root / "data", seed=seed)
    registry, found = evidence(workbook_here.root / "data")

    assert rows(registry, found) == planted
    assert registry.problems == ()
    assert not [one.said for one in found.values() if one.units and one.said]


@pytest.mark.parametrize("month", ["2024-02", "2026-02", "2026-07", "2027-01"])  # short months, a new year
def test_the_verdicts_are_the_same_in_any_month(workbook_here, month):
    planted = written(workbook_here.root / "data", month)
    registry, found = evidence(workbook_here.root / "data", month)
    assert rows(registry, found, month) == planted


def test_each_row_of_the_table_of_verdicts_is_planted():
    assert {trial.row for trial in writer.TRIALS if trial.row} == set(range(1, 17))
    months = {trial.row for trial in writer.judged.TRIALS}
    assert months == set(range(1, 17))  # already by the experiments of the month


def test_the_month_before_is_another_one(workbook_here):
    written(workbook_here.root / "data")
    registry, found = evidence(workbook_here.root / "data", "2026-09")
    made = experiment.review(registry, found, month="2026-09")
    words = {each.verdict.word for each in made.judged}
    assert {"SHIP", "KEEP RUNNING", "NOT REGISTERED"} <= words
    assert len(made.ended) > 5


def test_units_and_events_of_the_same_users_come_to_the_same(workbook_here):
    root = workbook_here.root
    written(workbook_here.root / "data")
    known = [(trial, people) for trial, people in writer.met(LAST, Dice(2, "experiment"), first=7) if people]
    wide = [users.UNIT_HEADER, *(line for t, people in known for line in users.unit_lines(people, users.used(t)))]
    seen = [users.EXPOSURE_HEADER, *(line for _, people in known for line in users.exposure_lines(people))]
    did = [users.EVENT_HEADER, *(line for t, people in known for line in users.event_lines(people, users.used(t)))]
    files = {"units": wide, "exposures": seen, "events": reversed(did[1:])}
    files["events"] = [did[0], *files["events"]]  # the order of rows means nothing
    paths = {name: root / f"{name}.csv" for name in files}
    for name, lines in files.items():
        paths[name].write_text("\n".join(lines) + "\n")

    registry = experiment.load_registry(root / "data" / "experiments")
    nothing = {f"{name}": getattr(experiment, f"load_{name}")(None) for name in (*paths, "aggregates")}
    units = nothing | {"units": experiment.load_units(paths["units"])}
    events = nothing | {
        "exposures": experiment.load_exposures(paths["exposures"]),
        "events": experiment.load_events(paths["events"]),
    }
    by_units = experiment.read_moments(registry, **units, month="2026-10")
    by_events = experiment.read_moments(registry, **events, month="2026-10")
    assert rows(registry, by_units) == rows(registry, by_events)
    for trial, _ in known:
        one, other = by_units[trial.id], by_events[trial.id]
        assert (one.units, one.crossovers, one.first) == (other.units, other.crossovers, other.first)
        for name, arms in one.moments.items():
            for arm, moments in arms.items():
                assert moments.n == other.moments[name][arm].n
                assert moments.mean == pytest.approx(other.moments[name][arm].mean, rel=1e-9)
                for line, same in zip(moments.cov, other.moments[name][arm].cov, strict=True):
                    assert line == pytest.approx(same, rel=1e-9, abs=1e-12)


def test_no_user_stands_for_two():
    everybody = writer.met(LAST, Dice(1, "experiment"), first=100_000)
    keys = [key for _, people in everybody for key in {user.key for user in people}]
    assert len(keys) == len(set(keys)) > 50_000


def test_the_notebook_says_what_was_planted(published, prodops):
    record = records.last_good("experiment/monthly", "2026-10")
    assert record["sample_data"]
    assert record["warnings"] == []
    assert record["inputs"][0] == record["inputs"][0] | {"table": "experiments", "rows": 33, "used": 33}
    page = (published / "reports/2026-10/experiment-monthly.html").read_text()
    assert "Made from sample data" in page
    planted_rows = {f["subject"]: f["kind"] for f in json.loads((published / "data/truth.json").read_text())["facts"]}
    shipped_ones = [d["id"] for d in record["decisions"] if d["id"].startswith("experiment.ship.")]
    assert shipped_ones
    assert all(planted_rows[name.split(".")[2]] in ("row 9", "row 13", "row 14") for name in shipped_ones)
    figures = {figure["name"]: figure["value"] for figure in record["figures"]}
    assert figures["unreadable"] == sum(trial.row <= 5 for trial in writer.judged.TRIALS)
    again = prodops("run", "experiment", "--month", "2026-10")
    assert "unchanged" in again.stderr
