"""Results that another system added up, in the kit's own form and in GrowthBook's."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest

from prodops_kit import intake
from prodops_kit.errors import DataError
from prodops_kit.experiment import (
    Experiment,
    Metric,
    Phase,
    load_aggregates,
    load_events,
    load_exposures,
    load_units,
    read_moments,
)
from prodops_kit.statistics import Moments

CONVERSION = Metric("Conversion", "primary", "proportion", "bought")
REVENUE = Metric("Revenue", "goal", "mean", "revenue")
CLICKS = Metric("Click rate", "secondary", "ratio", "clicks", "views")
ADJUSTED = "GrowthBook states the spread after its own adjustments (CUPED, caps), where they were switched on."


@pytest.fixture
def read(workbook_here):
    def _read(*lines, name="data/results.csv", metrics=(CONVERSION, REVENUE, CLICKS), key="checkout"):
        (workbook_here.root / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        phases = (Phase({"control": 1, "treatment": 1}),)
        registry = SimpleNamespace(experiments=(Experiment(key, "Checkout", metrics=metrics, phases=phases),))
        left_out = {"units": load_units(None), "exposures": load_exposures(None), "events": load_events(None)}
        aggregates = load_aggregates(name)
        return read_moments(registry, aggregates=aggregates, month="2026-10", **left_out)[key], aggregates.source

    return _read


def test_the_last_day_in_the_month_counts(read):
    one, source = read(
        "experiment,arm,metric,n,mean,variance,day,denominator_mean,denominator_variance,covariance",
        "checkout,control,Conversion,100,0.5,0.2525,2026-10-01,,,",
        "checkout,control,Conversion,400,0.25,0.19,2026-10-03,,,",
        "checkout,control,Conversion,999,0.9,0.1,2026-11-01,,,",
        "checkout,treatment,revenue,380,1.123456789012345,2.5,2026-10-03,,,",
        "checkout,treatment,Click rate,380,2,3,2026-10-03,5,7,0.5",
        "checkout,holdout,Conversion,7,0,0,2026-10-03,,,",
    )
    assert (one.first, one.last) == (date(2026, 10, 1), date(2026, 10, 3))
    assert one.units == {"control": 400, "holdout": 7, "treatment": 380}
    assert one.moments == {
        "Conversion": {"control": Moments.of_proportion(100, 400)},
        "Revenue": {"treatment": Moments(380, (1.123456789012345,), ((2.5,),))},
        "Click rate": {"treatment": Moments(380, (2.0, 5.0), ((3.0, 0.5), (0.5, 7.0)))},
    }
    assert one.new_a_day == 150  # 100, then 300 more in two days, then 387 at once: 100, 150, 537
    assert (one.said, one.phases) == ((), ())
    assert source.warnings == ()


def test_rows_without_variance_and_rows_that_stand_twice_are_no_result(read):
    one, _ = read(
        "experiment,arm,metric,n,mean,variance",
        "checkout,control,Revenue,100,3,",
        "checkout,treatment,Revenue,100,3,4",
        "checkout,control,Conversion,100,0.1,0.09",
        "checkout,control,Conversion,50,0.1,0.09",
        metrics=(REVENUE, CONVERSION),
    )
    assert set(one.moments) == {"Revenue"}
    assert one.said == (
        "data/results.csv: several rows of Conversion for one arm and day, so it is not known.",
        "data/results.csv: no variance of Revenue in control, so it is not known there.",
        "data/results.csv: no row of Conversion; it is not known.",
    )


def test_growthbooks_csv_is_read_and_named_after_its_file(read):
    header = '"metric","variation","riskOfChoosing","users","totalValue","perUserValue","perUserValueStdDev"'
    one, source = read(
        header,
        '"Revenue","control",0,1000,5000,5,2',
        '"Revenue","treatment",0,1010,5252,5.2,2.5',
        '"Conversion","control",0,1000,100,0.1,0.3',
        name="data/new-checkout.csv",
        key="new-checkout",
        metrics=(REVENUE, CONVERSION),
    )
    assert one.moments["Revenue"]["treatment"] == Moments(1010, (5.2,), ((6.25,),))
    assert one.moments["Conversion"]["control"] == Moments.of_proportion(100, 1000)
    assert source.warnings == (ADJUSTED,)


def test_the_answer_of_growthbooks_api_is_read(read):
    def variation(name, users, mean, stddev):
        return {
            "variationId": name,
            "users": users,
            "analyses": [{"engine": "bayesian", "mean": mean, "stddev": stddev}],
        }

    metrics = [
        {"metricId": "revenue", "variations": [variation("control", 1000, 5, 2), variation("1", 990, 5.5, None)]}
    ]
    parts = [{"dimension": "de", "metrics": metrics}, {"dimension": "All", "metrics": metrics}]
    document = {"result": {"experimentId": "checkout", "dateEnd": "2026-10-30T00:00:00Z", "results": parts}}
    one, source = read(json.dumps(document), name="data/results.json", metrics=(REVENUE,))
    assert one.moments == {"Revenue": {"control": Moments(1000, (5.0,), ((4.0,),))}}
    assert (one.last, source.rows, source.layout) == (date(2026, 10, 30), 2, "GrowthBook results")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"result": {"results": [{"metrics": [{}]}]}}', "nonsense"])
def test_other_json_is_refused(read, text):
    with pytest.raises(DataError, match=r"data/results.json: holds no results of GrowthBook's API; save the answer"):
        read(text, name="data/results.json")


def test_numbers_are_strict(read):
    lines = (
        "experiment,arm,metric,n,mean,variance",
        "checkout,control,Revenue,10,1e2,4",
        "checkout,treatment,Revenue,10,1_0,4",
    )
    one, source = read(*lines, metrics=(REVENUE,))
    assert one.moments["Revenue"]["control"].mean == (100.0,)
    assert source.reasons[0].reason == "'mean' is not a number with a decimal point"
    assert source.reasons[0].lines == (3,)


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("units", "experiment,user_id,variation,first_exposure,revenue", "checkout,u-77,control,2026-10-01,5"),
        ("exposures", "user_id,experiment_id,variation_id,timestamp", "u-77,checkout,control,2026-10-01 10:00:00"),
        ("events", "user_id,timestamp,event_name,value", "u-77,2026-10-01 10:00:00,purchase,5"),
        ("aggregates", "experiment,arm,metric,n,mean,variance", "checkout,control,revenue,5,1,2"),
    ],
)
def test_check_recognises_each_kind_of_file_and_shows_no_unit(workbook_here, monkeypatch, table, header, row):
    monkeypatch.setenv("PRODOPS_HASH_KEY", "k")
    (workbook_here.root / "data" / "x.csv").write_text(f"{header}\n{row}\n")
    checked = intake.check_file("data/x.csv")
    assert (checked.table, checked.exit_code) == (table, 0), checked.as_text()
    assert "u-77" not in checked.as_text()


def test_an_arm_whose_rows_stand_twice_still_has_its_units(read):
    one, _ = read(
        "experiment,arm,metric,n,mean,variance",
        "checkout,control,revenue,500,1.0,2",
        "checkout,control,revenue,500,1.1,2",
        "checkout,treatment,revenue,490,1.2,2",
    )
    assert one.units == {"control": 500, "treatment": 490}
    assert set(one.moments["Revenue"]) == {"treatment"}
