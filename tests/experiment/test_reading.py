"""What the rows say of each experiment: each unit once, in its arm, until the month's end, whatever their order."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit import engines
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

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
CONVERSION = Metric("Conversion", "primary", "proportion", "bought", better="higher")
REVENUE = Metric("Revenue", "goal", "mean", "revenue", better="higher", covariates=("revenue_before",))
CLICKS = Metric("Click rate", "secondary", "ratio", "clicks", "views", better="higher")
EVEN = (Phase({"control": 1, "treatment": 1}),)


def plan(*metrics, key="checkout", **more):
    return Experiment(key, "Checkout", start=date(2026, 9, 1), metrics=metrics, phases=EVEN, **more)


@pytest.fixture
def read(workbook_here):
    """Read files given as lines of CSV, or as the path of one that is there."""
    load = {"units": load_units, "exposures": load_exposures, "events": load_events, "aggregates": load_aggregates}

    def _read(*plans, month="2026-10", segments=(), **files):
        for name, lines in files.items():
            (workbook_here.root / "data" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        loaded = {name: load[name](f"data/{name}.csv" if name in files else None) for name in load}
        return read_moments(SimpleNamespace(experiments=plans), month=month, segments=segments, **loaded)

    return _read


def near(found: Moments, expected: Moments) -> bool:
    flat = [*zip(found.mean, expected.mean, strict=True)]
    flat += [pair for a, b in zip(found.cov, expected.cov, strict=True) for pair in zip(a, b, strict=True)]
    return found.n == expected.n and all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in flat)


WIDE = "experiment,unit,arm,exposed_on,bought,revenue,revenue_before,clicks,views,country"


def test_moments_are_those_of_the_units(read):
    one = read(
        plan(CONVERSION, REVENUE, CLICKS),
        units=[
            WIDE,
            "checkout,a,control,2026-09-01,1,10,3,1,4,de",
            "checkout,b,control,2026-09-02,0,20,5,2,3,de",
            "checkout,c,treatment,2026-09-02,1,30,1,0,9,fr",
            "checkout,d,treatment,2026-10-31,1,50,8,5,5,fr",
            "checkout,e,treatment,2026-11-01,0,99,9,9,9,fr",  # after the month
        ],
    )["checkout"]

    assert (one.first, one.last, one.exposed, one.crossovers) == (date(2026, 9, 1), date(2026, 10, 31), 4, 0)
    assert one.units == {"control": 2, "treatment": 2}
    assert one.phases == ({"control": 2, "treatment": 2},)
    assert one.moments["Conversion"] == {"control": Moments.of([1, 0]), "treatment": Moments.of([1, 1])}
    assert near(one.moments["Revenue"]["control"], Moments.of([10, 20], [3, 5]))
    assert near(one.moments["Click rate"]["treatment"], Moments.of([0, 5], [9, 5]))
    assert one.covariates == {"Conversion": (), "Revenue": ("revenue_before",), "Click rate": ()}
    assert (one.absent, one.said) == ({}, ())
    assert one.new_a_day == 0  # of the last 14 days only one had somebody


def test_missing_cells_are_decided_first(read):
    one = read(
        plan(REVENUE, CLICKS),
        units=[
            "experiment,unit,arm,revenue,revenue_before,clicks,views",
            "checkout,a,control,10,3,1,1",
            "checkout,b,control,20,,2,1",
            "checkout,c,control,,4,3,1",
            "checkout,d,control,oops,4,4,",
            "checkout,e,treatment,5,6,5,1",
        ],
    )["checkout"]

    # c and d have no outcome and are in no column of it; b has no history: 0 and a flag
    assert one.covariates["Revenue"] == ("revenue_before", "revenue_before missing")
    assert near(one.moments["Revenue"]["control"], Moments.of([10, 20], [3, 0], [0, 1]))
    assert near(one.moments["Click rate"]["control"], Moments.of([1, 2, 3], [1, 1, 1]))
    assert one.absent == {"Revenue": {"control": 2}, "Click rate": {"control": 1}}
    assert one.units == {"control": 4, "treatment": 1}
    assert one.said == (
        "data/units.csv: no day of exposure, so all its rows count, phases and traffic are not known.",
        "data/units.csv: 1 cell of 'revenue' is no number (line 5); they count as missing.",
    )


def test_a_share_is_of_noughts_and_ones(read):
    lines = ["experiment,unit,arm,bought", "checkout,a,control,2", "checkout,b,control,1", "checkout,c,treatment,0"]
    one = read(plan(CONVERSION), units=lines)["checkout"]
    assert one.moments["Conversion"]["control"] == Moments.of([1])
    assert "data/units.csv: 1 cell of 'bought' is neither 0 nor 1 (line 2); they count as missing." in one.said


def test_units_in_two_arms_are_counted_and_left_out_and_those_that_stand_twice_count_once(read):
    lines = [
        "experiment,unit,arm,exposed_on,revenue,revenue_before",
        "checkout,a,control,2026-09-03,1,1",
        "checkout,a,treatment,2026-09-04,2,1",
        "checkout,b,control,2026-09-05,7,1",
        "checkout,b,control,2026-09-04,3,1",
        "checkout,b,control,2026-09-04,3,1",
        "checkout,c,treatment,2026-09-04,4,1",
        "checkout,d,holdout,2026-09-04,4,1",
        "other,a,control,2026-09-04,4,1",
    ]
    for seed in range(4):
        rows = lines[1:]
        random.Random(seed).shuffle(rows)
        found = read(plan(REVENUE), units=[lines[0], *rows])
        one = found["checkout"]
        assert (one.crossovers, one.exposed) == (1, 4)
        assert one.units == {"control": 1, "treatment": 1, "holdout": 1}
        assert one.moments["Revenue"]["control"] == Moments.of([3], [1])  # the earliest row of b
        assert set(one.moments["Revenue"]) == {"control", "treatment"}  # an arm not planned has no moments
        assert one.said == (
            "data/units.csv: 1 unit has several rows in one arm; each counts once, with its earliest row.",
        )
        assert found["other"].units == {"control": 1}  # not in the registry


def test_an_experiment_whose_units_all_crossed_is_counted(read):
    rows = ["experiment,unit,arm,revenue,revenue_before", "checkout,a,control,1,1", "checkout,a,treatment,1,1"]
    one = read(plan(REVENUE), units=[*rows])["checkout"]
    assert (one.units, one.crossovers, one.exposed) == ({}, 1, 1)


def test_the_cap_is_of_all_arms_together(read):
    values = {"control": [1, 2, 3, 4, 100], "treatment": [5, 6, 7, 8, 9]}
    rows = [f"checkout,{arm}{n},{arm},{x}" for arm, xs in values.items() for n, x in enumerate(xs)]
    metric = Metric("Revenue", "primary", "mean", "revenue", better="higher", cap=0.9)
    one = read(plan(metric), units=["experiment,unit,arm,revenue", *rows])["checkout"]

    cap = 9 + 0.1 * (100 - 9)  # numpy.quantile(values, 0.9): place 8.1 of 0 to 9
    assert near(one.moments["Revenue"]["control"], Moments.of([1, 2, 3, 4, cap]))
    assert near(one.uncapped["Revenue"]["control"], Moments.of([1, 2, 3, 4, 100]))


def test_phases_are_told_by_the_day_of_exposure(read):
    phases = (Phase({"control": 9, "treatment": 1}), Phase({"control": 1, "treatment": 1}, start=date(2026, 9, 10)))
    experiment = Experiment("checkout", "Checkout", start=date(2026, 9, 1), metrics=(CONVERSION,), phases=phases)
    days = ["2026-08-31", "2026-09-09", "2026-09-10", "2026-10-31"]
    rows = [f"checkout,{n},{'control' if n % 2 else 'treatment'},{day},0" for n, day in enumerate(days)]
    one = read(experiment, units=["experiment,unit,arm,exposed_on,bought", *rows])["checkout"]

    assert one.phases == ({"treatment": 1, "control": 1}, {"treatment": 1, "control": 1})
    assert one.said == ("data/units.csv: 1 units were exposed before the start on 2026-09-01; they count.",)


def test_new_units_a_day_are_the_median_of_the_last_fourteen_days(read):
    rows = [
        f"checkout,{day}-{n},control,{date(2026, 10, 31) - timedelta(days=day)},0"
        for day, units in enumerate([5, 1, 3, 0, *[2] * 10, *[100] * 10])
        for n in range(units)
    ]
    rows.append("other,z,control,2026-10-31,0")
    one = read(plan(CONVERSION), units=["experiment,unit,arm,exposed_on,bought", *rows])["checkout"]
    assert one.new_a_day == 2


def test_segments_are_looked_at_by_value(read):
    rows = [
        f"checkout,{n},{'control' if n % 2 else 'treatment'},{n % 2},{'de' if n < 4 else 'fr'},{n}" for n in range(30)
    ]
    found = read(
        plan(CONVERSION),
        units=["experiment,unit,arm,bought,country,mail", *rows],
        segments=("country", "mail", "planet"),
    )["checkout"]
    assert set(found.segments) == {("country", "de"), ("country", "fr")}
    assert found.segments["country", "de"]["Conversion"]["control"] == Moments.of([1, 1])
    assert "data/units.csv: 'mail' has 30 values, too many to look at by segment." in found.said
    assert "data/units.csv: no column 'planet' to look at by segment." in found.said


def test_a_metric_that_the_file_cannot_answer_is_said_and_the_others_stay(read):
    rows = ["experiment,unit,arm,bought,clicks,views", "checkout,a,control,1,3,0", "checkout,b,treatment,0,4,0"]
    one = read(plan(CONVERSION, REVENUE, CLICKS), units=rows)["checkout"]
    assert set(one.moments) == {"Conversion"}
    assert "data/units.csv: no column of numbers 'revenue'; Revenue is not known." in one.said
    assert "data/units.csv: 'views' adds up to 0 in an arm, so Click rate is not known." in one.said


def test_a_covariate_that_is_not_there_only_adjusts_nothing(read):
    one = read(plan(REVENUE), units=["experiment,unit,arm,revenue", "checkout,a,control,1"])["checkout"]
    assert one.moments["Revenue"]["control"] == Moments.of([1])
    assert "data/units.csv: no column of numbers 'revenue_before'; Revenue is not adjusted by it." in one.said


def test_an_experiment_without_rows_or_metrics_is_evidence_too(read):
    found = read(plan(key="quiet"), plan(), units=["experiment,unit,arm", "checkout,a,control"])
    assert found["quiet"].said == ("No row of the data names it.",)
    assert (found["checkout"].units, found["checkout"].moments) == ({"control": 1}, {})
    assert read(plan())["checkout"].units == {}  # no input at all


@pytest.mark.parametrize("key", ['it\'s {a} "test"; drop table x --', "ключ", "$end"])
def test_names_of_the_registry_are_values_and_never_sql(read, key):
    metric = Metric("m", "primary", "mean", "spent \"a\" {b} 'c'", better="higher")
    quoted = key.replace('"', '""')
    rows = ["experiment,unit,arm," + '"spent ""a"" {b} \'c\'"', f'"{quoted}",u,control,3', f'"{quoted}",v,treatment,4']
    one = read(plan(metric, key=key), units=rows)[key]
    assert one.moments["m"]["control"] == Moments.of([3])


# --- exposures and events -------------------------------------------------------------------------------------------

BOUGHT = Metric("Conversion", "primary", "proportion", "purchase", better="higher")
SPENT = Metric("Revenue", "goal", "mean", "purchase", better="higher", covariates=("purchase",))
PER_VIEW = Metric("Click rate", "secondary", "ratio", "click", "view", better="higher")
HANDMADE = (
    Metric("Conversion", "primary", "proportion", "bought", better="higher"),
    Metric("Revenue", "goal", "mean", "spent", better="higher", covariates=("before",)),
    Metric("Click rate", "secondary", "ratio", "clicks", "views", better="higher"),
)


def _story(seed):
    """Exposures and events, and the units that somebody would make of them by hand."""
    chance = random.Random(seed)
    exposures, events, units = [], [], []
    for n in range(60):
        unit, arm = f"u{n}", chance.choice(["control", "treatment"])
        at = datetime(2026, 9, 1) + timedelta(minutes=chance.randrange(60 * 24 * 40))
        exposures += [
            (unit, arm, at + timedelta(hours=chance.randrange(50)) * k) for k in range(chance.randrange(1, 4))
        ]
        row = {"bought": 0, "spent": 0.0, "before": None, "clicks": 0.0, "views": 0.0}
        for _ in range(chance.randrange(12)):
            name = chance.choice(["purchase", "click", "view", "noise"])
            when = at + timedelta(minutes=chance.randrange(-60 * 24 * 40, 60 * 24 * 20))
            value = chance.choice([None, 2.5, 4.0])
            events.append((unit, name, when, value))
            amount = 1 if value is None else value
            if at - timedelta(days=28) <= when < at:
                row["before"] = (row["before"] or 0) + amount * (name == "purchase")
            if at <= when < at + timedelta(days=14) and when < datetime(2026, 11, 1):
                row["bought"] = 1 if name == "purchase" else row["bought"]
                for key, event in (("spent", "purchase"), ("clicks", "click"), ("views", "view")):
                    row[key] += amount * (event == name)
        units.append((unit, arm, at.date(), *row.values()))
    exposures += [("both", "control", datetime(2026, 9, 2)), ("both", "treatment", datetime(2026, 9, 3))]
    events += [("both", "purchase", datetime(2026, 9, 4), 100), ("nobody", "purchase", datetime(2026, 9, 4), 100)]
    units += [("both", "control", date(2026, 9, 2), 1, 100, None, 0, 0)]
    units += [("both", "treatment", date(2026, 9, 3), 1, 100, None, 0, 0)]
    chance.shuffle(exposures)
    chance.shuffle(events)
    return exposures, events, units


def _csv(header, rows, *lead):
    return [header, *(",".join("" if cell is None else str(cell) for cell in (*lead, *row)) for row in rows)]


@QUICK
@given(st.integers(0, 10**6))
def test_exposures_and_events_say_the_same_as_units_made_by_hand(read, seed):
    exposures, events, units = _story(seed)
    more = {"window_days": 14, "history_days": 28}
    ours = read(
        plan(BOUGHT, SPENT, PER_VIEW, **more),
        exposures=_csv("experiment,user_id,variation,timestamp", exposures, "checkout"),
        events=_csv("user_id,event,timestamp,value", events),
    )["checkout"]
    header = "experiment,unit,arm,exposed_on,bought,spent,before,clicks,views"
    theirs = read(plan(*HANDMADE, **more), units=_csv(header, units, "checkout"))["checkout"]

    assert (ours.units, ours.phases, ours.crossovers, ours.exposed) == (
        theirs.units,
        theirs.phases,
        theirs.crossovers,
        theirs.exposed,
    )
    assert (ours.first, ours.absent) == (theirs.first, theirs.absent)
    for name in ours.moments:
        for arm, found in theirs.moments[name].items():
            assert near(ours.moments[name][arm], found), (name, arm)
    assert ours.crossovers == 1
    assert [name.partition(" ")[2] for name in ours.covariates["Revenue"]] == [
        name.partition(" ")[2] for name in theirs.covariates["Revenue"]
    ]


def test_an_event_before_the_exposure_is_no_outcome_and_wrong_values_add_nothing(read):
    one = read(
        plan(BOUGHT, Metric("Revenue", "goal", "mean", "purchase")),
        exposures=[
            "experiment,unit,arm,time",
            "checkout,a,control,2026-09-02 10:00:00",
            "checkout,b,treatment,2026-09-02",
        ],
        events=[
            "unit,time,name,value",
            "a,2026-09-02 09:59:59,purchase,5",
            "b,2026-09-02,purchase,oops",
            "b,2026-11-01,purchase,7",
        ],
    )["checkout"]
    assert one.moments["Conversion"] == {"control": Moments.of([0]), "treatment": Moments.of([1])}
    assert one.moments["Revenue"]["control"] == Moments.of([0])
    assert one.moments["Revenue"]["treatment"].n == 0  # its sum is not known, which is not 0
    assert one.absent["Revenue"] == {"treatment": 1}
    said = "1 cell of 'value' is no number (line 3); units with such an event have no sum of it."
    assert one.said == (f"data/events.csv: {said}",)


def test_exposures_alone_tell_sizes(read):
    found = read(plan(BOUGHT), exposures=["experiment,unit,arm,time", "checkout,a,control,2026-09-02"])["checkout"]
    assert (found.units, found.moments) == ({"control": 1}, {})
    assert found.said[0].endswith("no column of numbers 'purchase'; Conversion is not known.")


# --- many rows ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    """A million units in two files: in order, and shuffled; and in two halves."""
    folder = tmp_path_factory.mktemp("million")
    sql = """from range(1000000) as rows(i) select 'checkout' as experiment, 'u' || i as unit,
        if(hash(i) % 2 = 0, 'control', 'treatment') as arm, date '2026-09-01' + cast(i % 60 as int) as exposed_on,
        cast(hash(i, 1) % 8 = 0 as int) as bought, 1e8 + (hash(i, 2) % 1000) / 250.0 as revenue,
        1e8 + (hash(i, 2) % 1000 + hash(i, 3) % 1000) / 500.0 as revenue_before,
        cast(hash(i, 4) % 9 as double) as clicks, cast(1 + hash(i, 5) % 30 as double) as views"""
    duckdb.sql(sql).write_parquet(str(folder / "ordered.parquet"))
    duckdb.sql(f"from ({sql}) order by hash(unit, 7)").write_parquet(str(folder / "shuffled.parquet"))
    for half in (0, 1):
        duckdb.sql(f"from ({sql}) where hash(unit) % 2 = {half}").write_parquet(str(folder / f"half{half}.parquet"))
    return folder


def _of(file, threads=None):
    units = load_units(file)
    if threads:
        engines._engine(frozenset({str(file)})).execute(f"set threads = {threads}")
    left_out = {"exposures": load_exposures(None), "events": load_events(None), "aggregates": load_aggregates(None)}
    registry = SimpleNamespace(experiments=(plan(CONVERSION, REVENUE, CLICKS),))
    return read_moments(registry, units=units, month="2026-10", **left_out)["checkout"].moments


def _numbers(moments):
    for arms in moments.values():
        for arm in sorted(arms):
            yield from (*arms[arm].mean, *(cell for row in arms[arm].cov for cell in row))


def test_order_of_rows_and_number_of_threads_change_nothing_that_leaves(workbook_here, million):
    found = [
        list(_numbers(_of(million / name, threads)))
        for name, threads in (
            ("ordered.parquet", 1),
            ("ordered.parquet", 2),
            ("ordered.parquet", 4),
            ("shuffled.parquet", 2),
        )
    ]
    for other in found[1:]:
        assert other == pytest.approx(found[0], rel=1e-9)
        assert [f"{x:.10g}" for x in other] == [f"{x:.10g}" for x in found[0]]


def test_halves_add_up_to_the_whole_at_a_mean_of_a_hundred_million(workbook_here, million):
    whole = _of(million / "ordered.parquet")
    halves = [_of(million / f"half{n}.parquet") for n in (0, 1)]
    for name, arms in whole.items():
        for arm, moments in arms.items():
            both = halves[0][name][arm] + halves[1][name][arm]
            assert both.n == moments.n
            assert both.mean == pytest.approx(moments.mean, rel=1e-12)
            assert [c for row in both.cov for c in row] == pytest.approx(
                [c for row in moments.cov for c in row], rel=1e-8
            )


def test_the_spread_of_large_values_is_exact(workbook_here, million):
    revenue = _of(million / "ordered.parquet")["Revenue"]["control"]
    shifted = duckdb.sql(
        f"""from '{million}/ordered.parquet' select avg(revenue - 1e8), var_samp(revenue - 1e8),
        covar_samp(revenue - 1e8, revenue_before - 1e8) where arm = 'control'"""
    ).fetchall()[0]
    assert revenue.mean[0] - 1e8 == pytest.approx(shifted[0], abs=1e-6)
    assert revenue.cov[0] == pytest.approx(shifted[1:], rel=1e-8)
