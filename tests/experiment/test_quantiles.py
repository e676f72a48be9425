"""Quantiles as metrics: read where the units are, compared by their bootstrap errors, never had from sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from experiment.plans import END, PLAN, REFUNDS, START, rate, seen

from prodops_kit.experiment import (
    Metric,
    NoResult,
    Rules,
    compare,
    judge,
    load_aggregates,
    load_events,
    load_exposures,
    load_units,
    plan,
    read_moments,
)
from prodops_kit.experiment.cards import card
from prodops_kit.experiment.timing import Horizon
from prodops_kit.show.text import plain
from prodops_kit.statistics import Moments, quantiles

SLOW = Metric("Waiting time", "primary", "quantile", "seconds", better="lower", quantile=0.9)
WAITS = replace(PLAN, mde=1.0, metrics=(SLOW, REFUNDS))


def drawn(scale, n=4_000, q=0.9, seed=1):
    values = np.sort(np.random.default_rng(seed).exponential(scale, n))
    found = quantiles.bootstrap(values, n, q=q)
    return Moments(n, (found.value,), ((found.variance * n,),))


def waited(new=8.0):
    return seen(
        n=4_000,
        moments={
            "Waiting time": {"control": drawn(10.0), "new": drawn(new, seed=2)},
            "Refund rate": rate(80, 80, n=4_000),
        },
    )


@pytest.fixture
def read(workbook_here):
    def _read(lines, metric=SLOW, segments=()):
        (workbook_here.root / "data/units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        units = load_units("data/units.csv")
        known = SimpleNamespace(experiments=[replace(WAITS, metrics=(metric,))])
        return read_moments(known, month="2026-10", units=units, segments=segments)[PLAN.id]

    return _read


def rows(values):
    for arm, own in values.items():
        for n, value in enumerate(own):
            yield f"{PLAN.id},{arm}{n},{arm},2026-10-0{1 + n % 9},{value},{'de' if n % 2 else 'fr'}"


HEADER = "experiment,unit,arm,exposed_on,seconds,country"


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_the_quantile_of_each_arm_is_read_where_the_units_are(read, q):
    random = np.random.default_rng(4)
    values = {arm: [round(x, 3) for x in random.exponential(10, 700)] for arm in ("control", "new")}
    metric = replace(SLOW, quantile=q)
    found = read([HEADER, *rows(values)], metric, ("country",))
    for arm, own in values.items():
        expected = quantiles.bootstrap(sorted(own), 700, q=q)
        one = found.moments["Waiting time"][arm]
        assert (one.n, one.mean) == (700, (expected.value,))
        assert one.cov[0][0] == pytest.approx(700 * expected.variance)
    german = found.segments["country", "de"]["Waiting time"]["new"]
    assert german.mean == (np.quantile(values["new"][1::2], q, method="inverted_cdf"),)


def test_units_without_the_number_are_left_out_of_the_quantile(read):
    values = {"control": [1, 2, 3, "", 5, 6, 7], "new": [4, 4, 4, 4]}
    found = read([HEADER, *rows(values)], replace(SLOW, quantile=0.5))
    assert (found.moments["Waiting time"]["control"].n, found.absent) == (6, {"Waiting time": {"control": 1}})
    assert found.moments["Waiting time"]["control"].mean == (3.0,)
    stuck = compare(WAITS, found, replace(SLOW, quantile=0.5), "new")
    assert isinstance(stuck, NoResult)


def test_the_difference_has_the_bootstrap_error_of_both_arms():
    evidence = waited()
    found = compare(WAITS, evidence, SLOW, "new")
    arms = evidence.moments["Waiting time"]
    assert found.estimate == arms["new"].mean[0] - arms["control"].mean[0]
    assert found.se**2 == pytest.approx(sum(arm.cov[0][0] / arm.n for arm in arms.values()))
    assert found.high < 0
    assert found.lift.high < 0
    assert found.p < 0.001


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        (rate(10, 10, n=30), "control has 30 units with this metric, too few for the quantile."),
        (
            {arm: Moments(4_000, (value,), ((0.0,),)) for arm, value in {"control": 3.0, "new": 4.0}.items()},
            "So many units share the quantile’s value that it stays the same in every resample, so no error can be "
            "stated.",
        ),
    ],
)
def test_a_quantile_without_an_error_is_no_result(arms, said):
    found = compare(WAITS, seen(moments={"Waiting time": arms}), SLOW, "new")
    assert isinstance(found, NoResult)
    assert plain(found.reason) == said


def test_a_quantile_has_a_verdict_and_a_card():
    found = judge(WAITS, waited(), today=END)
    assert (found.verdict.word, found.verdict.row) == ("SHIP", 13)
    assert plain(found.verdict.reason).startswith("Waiting time fell by ")
    (result,) = [part for part in card(found).parts if plain(part.heading) == "Result"]
    assert result.table.frame["metric"].tolist() == ["Waiting time, 0.9 quantile (primary)"]


def test_a_running_test_needs_units_beyond_the_quantile():
    rare = replace(WAITS, planned_end=date(2026, 12, 1), metrics=(replace(SLOW, quantile=0.999), REFUNDS))
    evidence = waited()
    evidence = replace(
        evidence, moments={**evidence.moments, "Waiting time": dict.fromkeys(("control", "new"), drawn(10, q=0.999))}
    )
    found = judge(rare, evidence, today=END)
    assert (found.verdict.row, plain(found.verdict.reason)) == (
        8,
        "Too early: day 28 of 62. An arm has fewer than 10 units beyond the quantile.",  # 4,000 · 0.001 is 4
    )


def test_results_that_were_added_up_hold_no_quantile(workbook_here):
    text = "experiment,arm,metric,n,mean,variance\n"
    text += "".join(f"{PLAN.id},{arm},seconds,500,9,4\n" for arm in ("control", "new"))
    (workbook_here.root / "data/sums.csv").write_text(text, encoding="utf-8")
    found = read_moments(
        SimpleNamespace(experiments=[WAITS]), month="2026-10", aggregates=load_aggregates("data/sums.csv")
    )[PLAN.id]
    assert "Waiting time" not in found.moments
    assert (
        "data/sums.csv: a quantile cannot be had from sums, so Waiting time is not known; load its units." in found.said
    )


def test_the_quantile_of_events_is_that_of_each_units_sum(workbook_here):
    exposures, events = ["unit,experiment,arm,time"], ["unit,time,name,value"]
    for arm in ("control", "new"):
        for n in range(40):
            exposures.append(f"{arm}{n},{PLAN.id},{arm},{START}")
            events += [f"{arm}{n},2026-10-02,seconds,{n}", f"{arm}{n},2026-10-03,seconds,1"]
    for name, lines in {"exposures": exposures, "events": events}.items():
        (workbook_here.root / f"data/{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    half = replace(WAITS, metrics=(replace(SLOW, quantile=0.5),))
    found = read_moments(
        SimpleNamespace(experiments=[half]),
        month="2026-10",
        exposures=load_exposures("data/exposures.csv"),
        events=load_events("data/events.csv"),
    )[PLAN.id]
    assert found.moments["Waiting time"]["new"].mean == (20.0,)  # sums 1 to 40, the 20th of them


def test_a_test_of_a_quantile_is_planned_from_its_units():
    found = plan("quantile", drawn(10.0), mde=1.0, better="lower")
    assert found.n == pytest.approx(2 * (1.96 + 0.8416) ** 2 * 900, rel=0.25)  # variance q(1−q)/f² = 9 · 10² a unit


@pytest.mark.parametrize("horizon", [None, Horizon(0.05, 2_400.0)])
def test_equal_quantiles_are_called_different_in_5_percent_at_most(horizon):
    random = np.random.default_rng(11)
    wrong, tests = 0, 400
    for _ in range(tests):
        arms = {}
        for arm in ("control", "new"):
            values = np.sort(random.lognormal(0, 1.2, 1_200))
            one = quantiles.bootstrap(values, 1_200, q=0.9)
            arms[arm] = Moments(1_200, (one.value,), ((one.variance * 1_200,),))
        found = compare(WAITS, seen(moments={"Waiting time": arms}), SLOW, "new", horizon=horizon)
        wrong += found.p < Rules().guardrail_alpha
    assert wrong / tests < 0.05 + 3 * np.sqrt(0.05 * 0.95 / tests)
