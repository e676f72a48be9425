"""The roadmap: states over time, velocity, rates and learnings, all computed from the plans."""

from datetime import date
from functools import partial

import pytest

from prodops_kit.experiment import Experiment, Registry, roadmap
from prodops_kit.results import Source
from prodops_kit.show.text import plain

MONTH = "2026-10"


def made(name, start=None, end=None, **fields):
    given = {"status": "ended" if end else "running", "owner": "Growth", **fields}
    return Experiment(
        name, f"The {name} test", start=start and date(2026, *start), end=end and date(2026, *end), **given
    )


REGISTRY = Registry(
    (
        made("won", (8, 3), (8, 30), planned_n=1000, learning="Short forms help", decision="shipped"),
        made("lost", (9, 1), (9, 10), planned_n=1000),
        made("flat", (9, 1), (10, 12), planned_n=1000),
        made("runs", (10, 5), planned_n=1000, planned_end=date(2026, 11, 1)),
        made("next", (11, 9)),
        made("late", (10, 20), status="draft"),
        made("idea", status="draft"),
    ),
    Source("experiments", "parameters/definitions/experiments", "", "", 7, 7, 0),
)
OUTCOMES = {"won": "win", "lost": "loss", "flat": "flat", "runs": "open"}


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("won", date(2026, 8, 2), "planned"),
        ("won", date(2026, 8, 3), "running"),
        ("won", date(2026, 8, 29), "running"),
        ("won", date(2026, 8, 30), "ended"),
        ("runs", date(2026, 12, 31), "running"),
        ("late", date(2026, 12, 31), "planned"),
        ("idea", date(2026, 12, 31), "planned"),
    ],
)
def test_an_experiment_is_planned_then_running_then_ended(name, day, expected):
    (found,) = (one for one in REGISTRY.experiments if one.id == name)
    assert roadmap.state(found, day) == expected


def test_an_experiment_said_to_have_ended_without_a_day_ended_as_planned():
    found = made("over", (9, 1), status="stopped", planned_end=date(2026, 9, 14))
    assert (roadmap.ended_on(found), roadmap.days_run(found)) == (date(2026, 9, 14), 14)
    assert roadmap.ended_on(made("open", (9, 1), planned_end=date(2026, 9, 14))) is None


def test_an_empty_registry_has_no_chart():
    empty = Registry((), REGISTRY.source)
    for part in (roadmap.timeline, partial(roadmap.rates, months=12), partial(roadmap.learnings, months=12)):
        assert part(empty, {}, month=MONTH).chart is None
    assert plain(roadmap.rates(empty, {}, month=MONTH, months=12).heading) == (
        "No experiment ended with an outcome in 12 months"
    )


def test_the_timeline_has_what_is_planned_running_and_lately_ended():
    part = roadmap.timeline(REGISTRY, OUTCOMES, month=MONTH)
    assert plain(part.heading) == "1 experiment running, 3 planned"
    assert [(span.label, span.text, span.tone, span.stage) for span in part.chart.rows] == [
        ("The won test", "ended, win", "good", "ended"),
        ("The flat test", "ended, flat", "plain", "ended"),
        ("The lost test", "ended, loss", "bad", "ended"),
        ("The runs test", "running", "accent", "running"),
        ("The late test", "planned, start passed", "plain", "planned"),
        ("The next test", "planned", "plain", "planned"),
    ]
    assert all(span.start <= span.end for span in part.chart.rows)
    assert list(part.table.frame["state"]) == ["ended"] * 3 + ["running"] + ["planned"] * 3
    assert list(part.table.frame["days"].fillna(-1)) == [28, 10, 42, 27, -1, -1, -1]


def test_the_drawing_stays_readable_and_the_table_whole():
    many = Registry(tuple(made(f"t{n}", (10, 1 + n)) for n in range(30)), REGISTRY.source)
    part = roadmap.timeline(many, {}, month=MONTH)
    assert (len(part.chart.rows), len(part.table.frame)) == (20, 30)
    assert part.chart.note == "10 more are in the table."


def test_velocity_counts_starts_and_ends_by_month():
    part = roadmap.velocity(REGISTRY, month=MONTH, months=12)
    assert part.chart.periods[-3:] == ("2026-08", "2026-09", "2026-10")
    started, ended = part.chart.series
    assert (started.values[-3:], ended.values[-3:]) == ((1, 2, 1), (1, 1, 1))
    assert plain(part.heading) == "4 experiments started and 3 ended in 12 months"  # not the one in November


def test_rates_have_wilson_intervals_and_add_up():
    part = roadmap.rates(REGISTRY, OUTCOMES, month=MONTH, months=12)
    assert plain(part.heading) == "33% of 3 experiments ended with a win or were shown to be safe"
    rows = part.table.frame.set_index("outcome")
    # Wilson (1927) for 1 of 3: 0.0615 to 0.7923; for 0 of 3: 0 to 0.5615.
    assert rows.loc["win", ["low", "high"]].tolist() == pytest.approx([0.0615, 0.7923], abs=5e-5)
    assert rows.loc["safe", ["low", "high"]].tolist() == pytest.approx([0.0, 0.5615], abs=5e-5)
    assert rows["rate"].sum() == pytest.approx(1)
    assert list(rows.index) == list(roadmap.OUTCOMES)


def test_an_ended_test_without_an_outcome_is_said_and_not_counted():
    part = roadmap.rates(REGISTRY, {"won": "win"}, month=MONTH, months=12)
    assert part.chart.note == "2 ended without an outcome and are not counted."
    assert part.table.frame["count"].sum() == 1


def test_learnings_are_the_newest_first():
    part = roadmap.learnings(REGISTRY, OUTCOMES, month=MONTH, months=12)
    assert plain(part.heading) == "1 of 3 ended tests left a learning"
    assert list(part.table.frame["name"]) == ["The flat test", "The lost test", "The won test"]
    assert part.table.frame.iloc[-1][["outcome", "decision", "learning"]].tolist() == [
        "win",
        "shipped",
        "Short forms help",
    ]


def test_a_quarter_looks_back_from_its_last_month():
    assert roadmap.velocity(REGISTRY, month="2026-Q3", months=12).chart.periods[-1] == "2026-09"
    assert plain(roadmap.rates(REGISTRY, OUTCOMES, month="2026-Q3", months=12).heading).startswith(
        "50% of 2"
    )  # won and lost


def test_the_months_looked_back_on_are_those_of_the_rules():
    assert len(roadmap.velocity(REGISTRY, month=MONTH, months=3).chart.periods) == 3
    assert plain(roadmap.velocity(REGISTRY, month=MONTH, months=1).heading).endswith("ended in 1 month")
    assert len(roadmap.learnings(REGISTRY, OUTCOMES, month=MONTH, months=1).table.frame) < 3
