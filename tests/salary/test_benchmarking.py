"""Sources become one figure with interval, grade and flags; what is missing is answered and said."""

from __future__ import annotations

import os
import random
from datetime import date
from itertools import pairwise
from math import exp, log

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from salary.conftest import HEAD, MATCH, survey

import prodops_kit as pk
from prodops_kit.errors import DataError
from prodops_kit.salary import Rules, guide, ladder
from prodops_kit.salary.answers import _percentiles, interval
from prodops_kit.salary.evidence import Evidence
from prodops_kit.salary.publication import publish
from prodops_kit.statistics import isotonic, quantiles

MANAGER = ("Product operations", "manager", "National")
SOAK = bool(os.environ.get("PRODOPS_SOAK"))


def test_a_composite_weighs_aged_sources_and_says_how_sure_it_is(benchmarked):
    made = benchmarked(
        survey("First", p50=100_000, people=400), survey("Second", "2026-03-31", p50=104_000, people=100)
    )
    row = made.row(*MANAGER)
    # Aged to 1 November at 3%: six months x 1.015, eight x 1.02. Weights 5 * 20 * 0.5^(6/12), 5 * 10 * 0.5^(8/12).
    first, second = 100 * 0.5**0.5, 50 * 0.5 ** (8 / 12)
    assert row["p50"] == pytest.approx((first * 101_500 + second * 106_080) / (first + second), rel=1e-9)
    assert (row["grade"], row["flag"], row["sources"], row["oldest_months"]) == ("A", "observed, aged", 2, 8)
    assert row["low"] < row["p50"] < row["high"]
    assert made.used["weight"].sum() == pytest.approx(1)
    assert row["newest"] == date(2026, 5, 31)


def test_compound_ageing_and_another_target_are_parameters(benchmarked):
    plain, compound = (
        benchmarked(survey(), rules=Rules(ageing_method=method)).row(*MANAGER)["p50"]
        for method in ("simple", "compound")
    )
    assert plain == pytest.approx(101_500)
    assert compound == pytest.approx(100_000 * 1.03**0.5)


def test_an_ageing_table_goes_before_the_rate(benchmarked, written):
    table = pk.salary.load_ageing(written("a.csv", "from_month,to_month,annual_rate", "2026-01,2027-01,0.06"))
    assert benchmarked(survey(), ageing=table).row(*MANAGER)["p50"] == pytest.approx(103_000)


def test_a_policy_sets_the_day_pay_is_aged_to(benchmarked, written):
    policy = pk.salary.load_policy(written("p.csv", "lead_lag", "lead-lag"))
    made = benchmarked(survey(), policy=policy)
    assert made.target == date(2027, 7, 1)
    assert made.row(*MANAGER)["p50"] == pytest.approx(103_000 * (1 + 0.03 * 2 / 12))  # a year, then two months


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (survey("Second", basis="total"), "it states total pay; base pay is benchmarked, and they are never mixed"),
        (survey("Second", currency="EUR"), "it is in EUR and there is no rate to USD; give rates"),
        (survey("Second", "2026-11-02"), "it is dated after the period"),
        (survey("Second", "2026-09-30"), "2 months old, 3 needed"),
        (survey("Second", organisations=4), "4 organisations, 5 needed"),
        (survey("Second", share=0.3), "one organisation has 30% of the people, 25% at most"),
        (survey("Second", "2024-06-30"), "29 months old: history, not the market"),
        (survey("Second", ""), "it has no date, so it cannot be aged"),
        (survey("Second", area="Austin"), "it is for Austin"),
    ],
)
def test_a_source_that_does_not_fit_is_named_and_enters_no_composite(benchmarked, line, reason):
    made = benchmarked(survey("First"), line)
    assert made.row(*MANAGER)["p50"] == pytest.approx(101_500)
    if "Austin" not in reason:
        assert reason in set(made.dropped["reason"])


def test_a_rate_and_an_hour_are_applied_and_remarked(benchmarked):
    made = benchmarked(survey("First", p50=50, period="hourly", currency="EUR"), rates={"EUR": 1.1})
    assert made.row(*MANAGER)["p50"] == pytest.approx(50 * 2080 * 1.1 * 1.015)
    assert made.used["remark"].item() == "EUR at 1.1; hourly x 2,080"


def test_tails_of_few_organisations_are_not_shown(benchmarked):
    row = benchmarked(survey(organisations=7)).row(*MANAGER)
    assert row[["p10", "p90"]].isna().all()
    assert row[["p25", "p50", "p75"]].notna().all()


def test_a_source_without_counts_is_not_checkable_and_decides_nothing(benchmarked):
    row = benchmarked(survey(organisations="", people=""), survey("Second")).row(*MANAGER)
    assert (row["checkable"], row["grade"]) == (False, "D")


def test_a_small_source_far_away_is_dropped(benchmarked):
    made = benchmarked(
        survey("First"), survey("Second", p50=103_000), survey("Third", p50=180_000, people=40, organisations=6)
    )
    assert made.row(*MANAGER)["sources"] == 2
    assert "far from the other sources, and small" in set(made.dropped["reason"])


def test_one_survey_says_what_a_second_would_change(benchmarked):
    made = benchmarked(survey())
    assert made.row(*MANAGER)["grade"] == "C"
    assert made.notes[0].template.startswith("{name}: one source, so no decision follows. A second one like it would")
    assert made.notes[0].values["then"].value < made.notes[0].values["now"].value


def test_without_any_source_the_guide_answers_with_its_age_and_grade_d(benchmarked):
    made = benchmarked()
    row = made.row(*MANAGER)
    assert (row["p10"], row["p50"], row["p90"]) == (65_000, 105_145, 171_000)
    assert (round(row["p25"]), round(row["p75"])) == (81_516, 135_623)  # as the reference prints them at 10/90
    assert (row["grade"], row["flag"], row["oldest_months"]) == ("D", "modelled", 52)
    assert row["rests_on"] == "guide/Glassdoor: historic reference, never the current market"
    assert len(made.frame) == len(guide.ROWS)


def test_proxies_are_named_one_by_one_and_never_averaged(benchmarked, shared, written):
    market = pk.salary.load_market(shared("data/salaries/bls_oews_national_M2023.csv"))
    lines = [f"Product operations,manager,OEWS,{code},,0.3,1,," for code in ("13-1111", "11-2021")]
    head = "role,level,source,source_job,source_level,duties_share,quality,level_adjustment,note"
    matches = pk.salary.load_matches(written("m.csv", head, *lines))
    made = pk.salary.benchmark(market, matches, month="2026-10", currency="USD")
    row = made.row(*MANAGER)
    assert row["p50"] in (99_410, 157_620)
    assert (row["grade"], row["flag"], row["sources"]) == ("D", "observed, proxy", 1)


def test_an_area_takes_its_own_row_or_the_national_one_with_its_factor(benchmarked):
    made = benchmarked(
        survey("First"), survey("First", area="New York", p50=120_000), survey("Second"), geo=("New York,1.1",)
    )
    assert dict(made.used.query("area == 'New York'")[["source", "p50"]].values) == {
        "First": 121_800,
        "Second": pytest.approx(101_500 * 1.1),
    }


def test_an_area_without_factor_shows_the_national_figure_as_a_proxy(benchmarked):
    row = benchmarked(survey(), areas=["National", "Boston"]).row("Product operations", "manager", "Boston")
    assert (row["p50"], row["grade"]) == (pytest.approx(101_500), "D")
    assert row["rests_on"] == "the national figure (one source); there is no factor for Boston"


def test_a_level_without_a_source_lies_on_the_ladder_of_the_others(benchmarked):
    lines = [survey(level=level, p50=pay) for level, pay in (("one", 80_000), ("two", 100_000), ("four", 99_000))]
    matches = [f"Design,{level},First,PO,{level},0.9,5,," for level in ("one", "two", "three", "four")]
    made = benchmarked(*lines, matches=tuple(matches))
    row = made.row("Design", "three", "National")
    assert (row["flag"], row["grade"]) == ("modelled", "D")
    assert list(made.ladder["monotone"]) == sorted(made.ladder["monotone"])
    assert made.ladder["changed"].any()  # level four pays less than two


def test_stated_weights_are_taken_as_they_are(benchmarked, written):
    weights = pk.salary.load_weights(written("w.csv", "source,weight,reason", "Second,0.2,few of our size"))
    made = benchmarked(survey("First"), survey("Second"), weights=weights)
    assert dict(made.used[["source", "weight"]].values) == {"First": 0.8, "Second": 0.2}
    assert [("few of our size" in remark) for remark in made.used["remark"]] == [False, True]


def test_a_weighed_source_that_is_in_no_range_is_named(benchmarked, written):
    weights = pk.salary.load_weights(written("w.csv", "source,weight,reason", "first,0.5,ours", "Frist,0.2,a slip"))
    made = benchmarked(survey("First"), survey("Second"), weights=weights)
    assert dict(made.used[["source", "weight"]].values)["First"] == 0.5  # whatever its letters' size
    assert made.misnamed == ("Frist",)


@pytest.mark.parametrize("percentile", ["9", "95", "0.6"])
def test_a_target_percentile_beyond_what_sources_state_is_refused(written, percentile):
    with pytest.raises(DataError, match=f"line 2: target_percentile {percentile} is not between 10 and 90; 60 aims"):
        pk.salary.load_policy(written("p.csv", "target_percentile", percentile))


def test_a_top_coded_percentile_is_a_bound_and_said_to_be_one(benchmarked, shared, written):
    market = pk.salary.load_market(shared("data/salaries/bls_oews_national_M2023.csv"))
    head = "role,level,source,source_job,duties_share,quality"
    matches = pk.salary.load_matches(written("m.csv", head, "Marketing,lead,OEWS,11-2021,0.3,1"))
    row = pk.salary.benchmark(market, matches, month="2026-10", currency="USD").row("Marketing", "lead", "National")
    assert (row["p90"], row["censored"], "censored" in row["flag"]) == (239_200, "p90", True)


def test_a_composite_with_a_top_coded_figure_is_a_lower_bound():
    def evidence(p90, bounds=()):
        values = {"p50": 150_000, "p90": p90}
        shown = publish(organisations=20, largest_share=None, months=6)
        return Evidence("", "survey", None, 6, 5, values, bounds, 100, 20, 1.0, None, shown, ("observed",), ())

    values, bounds = _percentiles([evidence(210_000), evidence(239_200, ("p90",))], [0.5, 0.5])
    assert (values["p90"], bounds) == (224_600, ("p90",))  # half of each, and the second may be more


def test_an_older_month_uses_the_release_that_was_there_then(benchmarked):
    lines = [survey("First", day, p50=pay) for day, pay in (("2025-05-31", 100_000), ("2026-05-31", 110_000))]
    assert benchmarked(*lines, month="2026-10").row(*MANAGER)["p50"] == pytest.approx(110_000 * 1.015)
    assert benchmarked(*lines, month="2026-02").row(*MANAGER)["p50"] == pytest.approx(100_000 * 1.025)  # ten months
    assert benchmarked(*lines, month="2026-06").row(*MANAGER)["oldest_months"] == 14  # May is too young to be shown


def test_what_stands_in_for_pay_enters_no_composite_and_modelled_figures_decide_nothing(benchmarked, written):
    head, lines = f"{HEAD},flag", [survey("First"), survey("Second")]
    matches = [f"Product operations,manager,{source},PO,manager,0.9,5,," for source in ("First", "Second")]
    matches = pk.salary.load_matches(written("m.csv", MATCH, *matches))

    def row(*flags):
        rows = [f"{line},{flag}" for line, flag in zip(lines, flags, strict=True)]
        market = pk.salary.load_market(written("market.csv", head, *rows))
        return pk.salary.benchmark(market, matches, month="2026-10", currency="USD").row(*MANAGER)

    assert (row("observed", "proxy")["sources"], row("observed", "modelled")["grade"]) == (1, "A")
    assert row("modelled", "modelled")[["grade", "flag"]].tolist() == ["D", "aged, modelled"]
    assert row("proxy", "proxy")["rests_on"].endswith("the source states what stands in for pay, not pay")


def test_a_blend_of_crowd_and_employers_is_said(benchmarked, written):
    market = written(
        "market.csv", f"{HEAD},source_kind", survey("First") + ",survey", survey("Second") + ",crowd"
    )  # fmt: skip
    own = [f"Product operations,manager,{source},PO,manager,0.9,5,," for source in ("First", "Second")]
    matches = pk.salary.load_matches(written("m.csv", MATCH, *own))
    made = pk.salary.benchmark(pk.salary.load_market(market), matches, month="2026-10", currency="USD")
    assert any("(crowd) is blended with {others}" in note.template for note in made.notes)


def test_a_share_that_is_not_stated_is_remarked_and_grade_d_has_no_interval(benchmarked):
    made = benchmarked(survey(share=""), survey("Second", organisations=""))
    assert "the share of its largest organisation is not stated" in made.used["remark"].iloc[0]
    assert made.row(*MANAGER)[["low", "high"]].isna().all()


def test_the_same_inputs_give_the_same_benchmark(benchmarked):
    lines = [survey("First"), survey("Second", p50=104_000)]
    first, second = benchmarked(*lines), benchmarked(*lines)
    assert first.frame.to_csv() == second.frame.to_csv()
    assert first.used.to_csv() == second.used.to_csv()


_SOURCES = st.lists(
    st.tuples(
        st.integers(60_000, 200_000),
        st.sampled_from(["2026-05-31", "2023-05-31", ""]),
        st.sampled_from([3, 8, 40, ""]),
        st.sampled_from(["USD", "EUR"]),
        st.sampled_from(["National", "Austin"]),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60 if SOAK else 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SOURCES)
def test_a_source_taken_away_never_crashes_and_percentiles_stay_in_order(benchmarked, found):
    lines = [
        survey(f"S{n}", day, p50=pay, organisations=firms, currency=code, area=area)
        for n, (pay, day, firms, code, area) in enumerate(found)
    ]
    for some in ([*lines[:out], *lines[out + 1 :]] for out in range(len(lines) + 1)):
        for row in benchmarked(*some).frame[["p10", "p25", "p50", "p75", "p90"]].itertuples(index=False):
            known = [pay for pay in row if pay == pay]
            assert known == sorted(known)


def _source(p50, people, organisations):
    shown = publish(organisations=organisations, largest_share=None, months=6)
    values = {"p25": p50 * exp(-0.135), "p50": p50, "p75": p50 * exp(0.135)}
    return Evidence("", "survey", None, 6, 5, values, (), people, organisations, 1.0, None, shown, (), ())


def test_the_interval_of_a_composite_covers_the_market():
    # Pay in an organisation of ten: log sigma 0.2 in all, most of it between organisations; sources differ by 3%.
    dice, runs, hits = random.Random(8), 4_000 if SOAK else 600, 0
    for _ in range(runs):
        sources = []
        for _ in range(dice.choice((1, 2, 3, 4))):
            own, firms = dice.gauss(0, 0.03), 20
            pays = []
            for _ in range(firms):
                firm = dice.gauss(0, 0.12)
                pays += [own + firm + dice.gauss(0, 0.16) for _ in range(10)]
            sources.append(_source(exp(sorted(pays)[len(pays) // 2]) * 100_000, len(pays), firms))
        low, high = interval(sources, [1 / len(sources)] * len(sources), Rules())
        hits += low <= 100_000 <= high
    assert hits / runs >= 0.93


@pytest.mark.parametrize(("q", "n"), [(0.5, 6), (0.5, 25), (0.25, 13), (0.75, 40), (0.1, 36), (0.9, 60)])
def test_an_order_statistic_interval_covers_its_quantile(q, n):
    dice, runs = random.Random(n), 20_000 if SOAK else 1_500
    hits = 0
    for _ in range(runs):
        low, high = quantiles.interval([dice.random() for _ in range(n)], q=q)
        hits += low <= q <= high
    assert hits / runs >= 0.93


@pytest.mark.parametrize(("q", "least"), [(0.5, 6), (0.25, 13), (0.75, 13), (0.1, 36), (0.9, 36)])
def test_below_a_number_of_values_there_is_no_interval(q, least):
    assert quantiles.interval(range(least - 1), q=q) is None
    assert quantiles.interval(range(least), q=q) is not None


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=12))
def test_a_rising_sequence_rises_keeps_its_sum_and_its_order(values):
    risen = isotonic.rising(values)
    assert all(a <= b for a, b in pairwise(risen))
    assert sum(risen) == pytest.approx(sum(values))


def test_a_rising_sequence_agrees_with_another_program():
    from sklearn.isotonic import IsotonicRegression

    values, weights = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0], [1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0, 1.0]
    expected = IsotonicRegression().fit_transform(range(8), values, sample_weight=weights)
    assert isotonic.rising(values, weights) == pytest.approx(list(expected))


def test_a_ladder_says_what_it_changed_and_what_it_filled():
    rungs = ladder.monotone([100, None, 150, 140])
    assert [rung.pay for rung in rungs] == sorted(rung.pay for rung in rungs)
    assert [(rung.changed, rung.modelled) for rung in rungs] == [(0, 0), (0, 1), (1, 0), (1, 0)]
    assert rungs[2].pay == pytest.approx(exp((log(150) + log(140)) / 2))
