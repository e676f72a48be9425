"""Pay gaps: exact, with honest limits, and closed where statsmodels answers in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.decomposition import three_fold, two_fold
from prodops_kit.salary.equity import gaps, gaps_at_quantiles, with_and_without
from prodops_kit.salary.regression import fit

ASKED = {"pay": "pay", "group": "sex", "reference": "m"}


def team(n=60, gap=-0.1, seed=1):
    """People whose pay rises with tenure; women, every second, are paid `gap` log points less."""
    rng = np.random.default_rng(seed)
    sex = np.where(np.arange(n) % 2, "f", "m")
    tenure = rng.uniform(0, 10, n)
    pay = np.exp(11 + 0.03 * tenure + gap * (sex == "f") + rng.normal(0, 0.02, n))
    level = np.where(np.arange(n) % 4 < 2, "one", "two")
    return pd.DataFrame(
        {"sex": sex, "tenure": tenure, "pay": pay, "level": level, "team": [f"t{i % 12}" for i in range(n)]}
    )


def test_a_planted_gap_is_found_within_its_interval():
    (gap,) = gaps(team(), **ASKED, factors=["tenure"])
    planted = 100 * (np.exp(-0.1) - 1)
    assert gap.interval[0] < planted < gap.interval[1]
    assert gap.percent == pytest.approx(planted, abs=1.5)


@pytest.mark.parametrize(("people", "reason"), [(29, "fewer than 30"), (30, "")])
def test_below_thirty_people_there_is_no_number(people, reason):
    (gap,) = gaps(team(people), **ASKED)
    assert (gap.percent is None, gap.interval is None) == (bool(reason), bool(reason))
    assert reason in gap.reason


def test_a_group_below_five_has_no_number_and_changes_none():
    people = team()
    few = people.assign(sex=["x"] * 4 + list(people["sex"][4:]), pay=people["pay"] * ([9] * 4 + [1] * 56))
    women, other = gaps(few, **ASKED, factors=["tenure"])
    assert (other.group, other.percent, other.left_out) == ("x", None, 4)
    assert "fewer than 5 people are in x" in other.reason
    assert women.log_points == gaps(people[4:], **ASKED, factors=["tenure"])[0].log_points


def test_a_group_of_whom_too_few_are_known_has_no_number_and_changes_none():
    people = team(66)
    people.loc[:5, "sex"] = "x"
    people.loc[:2, "tenure"] = np.nan
    women, other = gaps(people, **ASKED, factors=["tenure"])
    assert (other.percent, "fewer than 5 people are in x" in other.reason) == (None, True)
    assert (women.people, women.left_out) == (60, 6)
    assert women.log_points == gaps(people[6:], **ASKED, factors=["tenure"])[0].log_points


def test_a_reference_below_five_gives_no_number_at_all():
    people = team().assign(sex=["m"] * 4 + ["f"] * 56)
    (gap,) = gaps(people, **ASKED)
    assert (gap.percent, "in m" in gap.reason) == (None, True)


def test_somebody_alone_on_a_level_is_left_out_and_counted_and_changes_nothing():
    people = team()
    alone = people.assign(level=["chief", *people["level"][1:]])
    (gap,) = gaps(alone, **ASKED, factors=["level", "tenure"])
    assert (gap.people, gap.left_out) == (59, 1)
    assert np.isfinite(gap.error)
    assert gap.log_points == pytest.approx(gaps(people[1:], **ASKED, factors=["level", "tenure"])[0].log_points)


def test_people_without_a_factor_are_counted_and_left_out_of_every_step():
    people = team()
    people.loc[:2, "tenure"] = np.nan
    found = with_and_without(people, **ASKED, factors=["tenure"], tainted=["level"])
    assert [gap.factors for gap in found] == [(), ("tenure",), ("tenure", "level")]
    assert {(gap.people, gap.left_out) for gap in found} == {(57, 3)}


def test_a_small_group_is_named_in_every_step():
    people = team().assign(sex=lambda frame: ["x"] * 3 + list(frame["sex"][3:]))
    found = with_and_without(people, **ASKED, factors=["tenure"])
    assert [(gap.group, gap.percent is None) for gap in found] == [("f", False), ("x", True)] * 2


def test_a_control_that_carries_the_gap_hides_it():
    people = team(gap=0)
    low = np.where(people["sex"] == "f", people.index % 10 != 1, people.index % 10 == 0)
    people = people.assign(level=np.where(low, "low", "high"), pay=people["pay"] * np.where(low, 0.8, 1))
    without, tainted = with_and_without(people, **ASKED, factors=["tenure"], tainted=["level"])[1:]
    assert without.interval[1] < -5
    assert tainted.interval[0] < 0 < tainted.interval[1]


def test_a_factor_that_repeats_the_group_is_refused():
    with pytest.raises(DataError, match="follow from the others"):
        gaps(team().assign(title=lambda frame: frame["sex"] + "!"), **ASKED, factors=["title"])


def test_clustered_errors_need_ten_clusters():
    (gap,) = gaps(team(), **ASKED, factors=["tenure"], clusters="team")
    assert gap.error > 0
    with pytest.raises(DataError, match="2 clusters are too few"):
        gaps(team(), **ASKED, clusters="level")


def test_the_same_gap_stands_at_each_quantile_of_a_shifted_group():
    found = gaps_at_quantiles(team(400), **ASKED, factors=["tenure"])
    assert [gap.quantile for gap in found] == [0.25, 0.5, 0.75]
    assert [gap.log_points for gap in found] == pytest.approx([-0.1] * 3, abs=0.02)
    assert [gap.percent for gap in gaps_at_quantiles(team(20), **ASKED)] == [None] * 3


@pytest.mark.parametrize("word", ["Neumark", "pooled ", "oaxaca", ""])
def test_an_unknown_word_is_refused_where_statsmodels_would_run_pooled(word):
    with pytest.raises(ParameterError, match="write pooled, neumark, cotton or reimers"):
        two_fold(team(), **ASKED, member="f", factors=["tenure"], weights=word)


def test_both_spellings_of_neumark_are_one_and_not_pooled():
    people = team().assign(tenure=lambda frame: frame["tenure"] + 3 * (frame["sex"] == "m"))
    parts = {
        word: two_fold(people, **ASKED, member="f", factors=["tenure"], weights=word).explained
        for word in ("neumark", "nuemark", "pooled")
    }
    assert parts["neumark"] == parts["nuemark"]
    assert parts["neumark"] != pytest.approx(parts["pooled"], rel=1e-3)


@pytest.mark.parametrize(("seed", "gap"), [(1, -0.2), (2, 0.2)])
def test_what_pooled_leaves_unexplained_is_minus_the_coefficient_whoever_earns_more(seed, gap):
    people = team(gap=gap, seed=seed)
    split = two_fold(people, **ASKED, member="f", factors=["tenure", "level"])
    (found,) = gaps(people, **ASKED, factors=["tenure", "level"])
    assert split.unexplained == pytest.approx(-found.log_points)
    assert split.explained + split.unexplained == pytest.approx(split.gap)


def test_the_three_parts_add_to_the_gap_and_need_enough_people():
    parts = three_fold(team(), **ASKED, member="f", factors=["tenure"])
    assert parts.endowments + parts.coefficients + parts.interaction == pytest.approx(parts.gap)
    assert three_fold(team(28), **ASKED, member="f", factors=["tenure"]) is None


def test_a_level_that_one_group_lacks_cannot_be_decomposed():
    people = team().assign(level=lambda frame: np.where(frame["sex"] == "f", "one", frame["level"]))
    with pytest.raises(DataError, match="cannot be told apart"):
        three_fold(people, **ASKED, member="f", factors=["level"])


def test_wrong_columns_terms_and_pay_are_named_without_an_amount():
    with pytest.raises(ParameterError, match="no column wage"):
        gaps(team(), pay="wage", group="sex", reference="m")
    with pytest.raises(ParameterError, match="name 'rank' is not defined"):
        gaps(team(), **ASKED, factors=["rank"])
    with pytest.raises(DataError, match="nobody is in 'male'; the groups are f, m"):
        gaps(team(), pay="pay", group="sex", reference="male")
    with pytest.raises(DataError, match="1 pay is not above 0"):
        gaps(team().assign(pay=lambda frame: [0, *frame["pay"][1:]]), **ASKED)
    with pytest.raises(ParameterError, match="not between 0 and 1"):
        fit(team(), "pay ~ tenure", quantile=1.0)
