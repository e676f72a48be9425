"""Every row of the verdict table, by name; and the table gives exactly one verdict whatever the evidence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from experiment.plans import CHECKOUT, END, PLAN, REFUNDS, means, rate, seen
from hypothesis import given, settings
from hypothesis import strategies as st

from prodops_kit.experiment import Evidence, Experiment, Metric, Phase
from prodops_kit.experiment.cases import cases
from prodops_kit.experiment.families import variants
from prodops_kit.experiment.rules import Rules
from prodops_kit.experiment.split import check_split
from prodops_kit.experiment.timing import timing
from prodops_kit.experiment.verdicts import overall, verdict
from prodops_kit.show.text import plain
from prodops_kit.statistics import Moments

DAY_12 = date(2026, 10, 12)
HARMLESS = replace(PLAN, goal="no_harm", mde=None, metrics=(replace(CHECKOUT, margin=0.02), REFUNDS))


def judged(experiment=PLAN, evidence=None, today=END, rules=None):
    """Verdicts of all variants and that of the experiment."""
    rules, evidence = rules or Rules(), evidence or seen()
    at = timing(experiment, evidence, today=today, rules=rules)
    split = check_split(experiment, evidence, rules=rules)
    every = cases(experiment, evidence, split, timing=at, rules=rules)
    verdicts = tuple(verdict(case) for case in every)
    return verdicts, overall(verdicts, every)


def one(*given, **named):
    return judged(*given, **named)[1]


def said(found):
    return found.row, found.word, found.outcome, plain(found.reason)


def test_row_1_a_test_without_a_plan_has_no_verdict():
    late = replace(PLAN, registered_on=date(2026, 10, 5), mde=None)
    assert said(one(late)) == (
        1,
        "NOT REGISTERED",
        "unregistered",
        "No plan was made before the start: the smallest effect worth having and a registration before the start. "
        "The evidence is shown without a verdict.",
    )


def test_row_2_an_arm_without_users_cannot_be_trusted():
    empty = seen(units={"control": 20_000, "new": 0})
    assert said(one(evidence=empty)) == (
        2,
        "CANNOT BE TRUSTED",
        "invalid",
        "Arm new has 0 users where 10,000 were planned.",
    )


def test_row_2_an_arm_that_was_not_planned_cannot_be_trusted():
    extra = seen(units={"control": 10_000, "new": 10_000, "old": 40})
    assert plain(one(evidence=extra).reason) == "Arm old has 40 users where 0 were planned."


def test_row_3_a_split_that_was_not_planned_cannot_be_trusted():
    found = said(one(evidence=seen(units={"control": 10_000, "new": 9_400})))
    assert found[:3] == (3, "CANNOT BE TRUSTED", "invalid")
    assert found[3].startswith("new has 3.1% fewer users than planned (p ")  # 300 of 9,700
    assert found[3].endswith("); find the cause first.")


def test_row_4_users_in_several_arms_cannot_be_trusted():
    assert said(one(evidence=seen(crossovers=400))) == (
        4,
        "CANNOT BE TRUSTED",
        "invalid",
        "400 users (2%) saw more than one version.",
    )
    assert one(evidence=seen(crossovers=199)).row == 13  # below 1 %
    assert one(evidence=seen(crossovers=9, exposed=100)).row == 13  # fewer than 10


def test_row_5_groups_that_differed_before_the_test_cannot_be_trusted():
    orders = Metric("Orders a user", "primary", "mean", "orders", better="higher", covariates=("orders before",))
    before = {"control": 1.0, "new": 1.1}
    arms = {arm: Moments(10_000, (2.0, seen), ((1.0, 0.5), (0.5, 1.0))) for arm, seen in before.items()}
    evidence = seen(moments={"Orders a user": arms}, covariates={"Orders a user": ("orders before",)})
    assert said(one(replace(PLAN, metrics=(orders,)), evidence)) == (
        5,
        "CANNOT BE TRUSTED",
        "invalid",
        "The groups differed before the test: orders before.",
    )


def test_row_6_a_broken_guardrail_stops_the_test_at_any_time():
    harmed = seen(refunds=(200, 500))
    assert said(one(evidence=harmed)) == (
        6,
        "STOP: HARM",
        "loss",
        "Refund rate worsened by 3 points (+2.6 points to +3.4 points), beyond the 1 point allowed.",
    )
    assert one(evidence=harmed, today=DAY_12).row == 6


def test_row_7_a_fall_of_the_primary_metric_stops_the_test_at_any_time():
    worse = seen(checkout=(1000, 800))
    assert said(one(evidence=worse))[:3] == (7, "STOP: HARM", "loss")
    assert plain(one(evidence=worse).reason).startswith("Checkout rate fell by 20% (−27% to −")
    assert one(evidence=worse, today=DAY_12).row == 7


def test_row_7_of_a_test_that_may_do_no_harm_asks_for_more_than_the_margin():
    assert one(HARMLESS, seen(checkout=(1000, 850))).row != 7  # −1.5 points, 2 allowed
    assert one(HARMLESS, seen(checkout=(1000, 650))).row == 7


def test_row_8_before_the_minimum_runtime_it_is_too_early():
    assert said(one(today=date(2026, 10, 5))) == (8, "KEEP RUNNING", "open", "Too early: day 5 of 28.")


def test_row_8_with_too_few_users_it_is_too_early():
    few = seen(checkout=(20, 30), refunds=(4, 4), n=200)
    assert said(one(evidence=few, today=DAY_12)) == (
        8,
        "KEEP RUNNING",
        "open",
        "Too early: day 12 of 28. An arm has 200 users; 300 are needed.",
    )
    rare = seen(checkout=(9, 30), n=1_000)
    assert plain(one(evidence=rare, today=DAY_12).reason).endswith(
        "An arm has fewer than 10 events, or units without one."
    )


def test_row_9_a_win_that_holds_at_any_look_may_be_shipped_early_where_the_plan_says_so():
    won = seen(checkout=(500, 700), refunds=(100, 100), n=5_000, looks=3)
    won = replace(won, moments=won.moments | {"Refund rate": rate(100, 80, n=5_000)})
    found = one(replace(PLAN, early_stop=True), won, DAY_12)
    assert said(found)[:3] == (9, "SHIP", "win")
    assert plain(found.reason).startswith("Checkout rate rose by 40% (+")
    assert plain(found.reason).endswith("), valid at any look; 3 looks.")
    assert one(PLAN, won, DAY_12).row == 11


def test_row_10_a_test_that_cannot_end_in_time_stops():
    slow = seen(checkout=(100, 101), refunds=(20, 20), n=1_000, new_a_day=20.0)
    found = one(evidence=slow, today=DAY_12)
    assert said(found)[:3] == (10, "STOP: NO GAIN", "no answer")
    assert plain(found.reason).startswith("Needs ")
    assert plain(found.reason).endswith(" more days at today’s traffic.")
    dry = one(evidence=replace(slow, new_a_day=0.0), today=DAY_12)
    assert plain(dry.reason) == "No new users arrive, so an answer is out of reach."


def test_row_11_a_running_test_says_how_many_days_are_left():
    found = one(evidence=seen(checkout=(500, 510), refunds=(100, 100), n=5_000), today=DAY_12)
    assert said(found)[:3] == (11, "KEEP RUNNING", "open")
    assert plain(found.reason).startswith("About 16 days left; so far between −")


def test_row_12_a_win_is_not_shipped_before_every_guardrail_is_shown_to_be_safe():
    doubtful = seen(refunds=(200, 270))
    assert said(one(evidence=doubtful))[0] == 12
    assert plain(one(evidence=doubtful).reason) == "Checkout rate rose, but Refund rate is not shown to be safe."
    without = replace(PLAN, metrics=(CHECKOUT, replace(REFUNDS, margin=None)))
    assert said(one(without))[:3] == (12, "STOP: NO GAIN", "no answer")  # the precision is there: no day would help


def test_row_13_a_gain_at_the_planned_end_ships():
    assert said(one()) == (
        13,
        "SHIP",
        "win",
        "Checkout rate rose by 10% (+1.4% to +19%); 1 of 1 guardrail holds.",
    )


def test_row_14_no_harm_at_the_planned_end_ships():
    assert said(one(HARMLESS, seen(checkout=(1000, 990)))) == (
        14,
        "SHIP",
        "safe",
        "At worst −0.93 points, within the 2 points allowed.",
    )


def test_row_15_a_gain_that_cannot_be_worth_having_stops():
    found = one(evidence=seen(checkout=(1000, 1000)))
    assert said(found) == (
        15,
        "STOP: NO GAIN",
        "flat",
        "No gain worth having: at best +0.83 points, planned +2 points.",
    )


def test_row_16_what_is_too_wide_runs_on_while_it_fits():
    wide = seen(checkout=(100, 110), refunds=(20, 20), n=1_000)
    assert said(one(evidence=wide))[:3] == (16, "KEEP RUNNING", "no answer")
    stopped = said(one(evidence=replace(wide, new_a_day=1.0)))
    assert stopped[:3] == (16, "STOP: NO GAIN", "no answer")
    assert stopped[3].endswith(": too wide to decide.")


def test_row_16_a_metric_that_was_not_measured_is_no_lack_of_gain():
    unmeasured = seen(moments={"Refund rate": rate(200, 200)})
    assert said(one(evidence=unmeasured))[:3] == (16, "CANNOT BE TRUSTED", "invalid")
    assert plain(one(evidence=unmeasured).reason).startswith("No result for Checkout rate: ")
    assert one(evidence=seen(moments={})).word == "CANNOT BE TRUSTED"  # nothing measured, guardrails neither


def test_of_several_variants_one_that_was_not_measured_does_not_hide_the_one_to_ship():
    three = replace(PLAN, phases=(Phase({"control": 1, "new": 1, "bold": 1}),))
    arms = dict.fromkeys(("control", "new", "bold"), 10_000)
    checkout = {"Checkout rate": rate(1000, 1200), "Refund rate": rate(200, 200, bold=200)}
    verdicts, chosen = judged(three, seen(units=arms, moments=checkout))
    assert [found.word for found in verdicts] == ["SHIP", "CANNOT BE TRUSTED"]
    assert (chosen.arm, chosen.word) == ("new", "SHIP")


def test_a_lower_rate_is_a_gain_where_lower_is_better():
    better = replace(PLAN, metrics=(replace(CHECKOUT, better="lower"), REFUNDS))
    assert one(better, seen(checkout=(1000, 880))).row == 13
    assert plain(one(better, seen(checkout=(1000, 880))).reason).startswith("Checkout rate fell by 12% (−19% to −")
    assert one(better, seen(checkout=(1000, 1200))).row == 7


def test_a_test_stopped_early_is_read_by_the_sequence():
    stopped = replace(PLAN, planned_n=None, status="stopped", end=date(2026, 10, 20))
    assert one().row == 13  # +1.4 % at the planned end
    assert one(stopped, today=END).row == 16  # the same counts do not do before it


def test_a_test_that_goes_on_after_it_was_read_is_read_by_the_sequence():
    by_date = replace(PLAN, planned_n=None)
    assert one(by_date, today=date(2026, 10, 31)).row == 13  # the first monthly reading after the planned end
    assert one(by_date, today=date(2026, 11, 30)).row == 16
    assert one(replace(by_date, end=date(2026, 10, 31)), today=date(2026, 10, 31)).row == 16  # extended on purpose
    assert one(replace(by_date, end=END), today=date(2026, 11, 30)).row == 13  # ended as planned, read again


def test_a_planned_size_is_an_end_but_not_before_the_minimum_runtime():
    by_size = replace(PLAN, planned_end=None)
    assert one(by_size, today=date(2026, 10, 6)).row == 8
    assert one(by_size, today=date(2026, 10, 12)).row == 13
    november = date(2026, 11, 30)
    assert one(by_size, seen(new_a_day=600.0), november).row == 13  # 2,000 of 20,000 in October
    more = seen(units={"control": 15_000, "new": 15_000}, new_a_day=200.0)
    assert one(by_size, more, november).row == 16  # 24,000 of 20,000 in October: it was read then


def test_of_several_variants_the_one_with_the_largest_effect_is_shipped():
    three = replace(PLAN, phases=(Phase({"control": 1, "new": 1, "bold": 1}),))
    evidence = seen(
        units=dict.fromkeys(("control", "new", "bold"), 10_000),
        moments={
            "Checkout rate": rate(1000, 1150, bold=1250),
            "Refund rate": rate(200, 200, bold=200),
        },
    )
    verdicts, chosen = judged(three, evidence)
    assert [found.word for found in verdicts] == ["SHIP", "SHIP"]
    assert chosen.arm == "bold"


def test_row_3_outcomes_missing_more_often_in_one_arm_cannot_be_trusted():
    lost = seen(absent={"Checkout rate": {"control": 100, "new": 400}})
    assert said(one(evidence=lost)) == (
        3,
        "CANNOT BE TRUSTED",
        "invalid",
        "Checkout rate is missing for 4% of new and 1% of control (p below 0.000001); find the cause first.",
    )
    assert one(evidence=seen(absent={"Checkout rate": {"control": 400, "new": 400}})).row == 13
    unseen = replace(PLAN, metrics=(*PLAN.metrics, Metric("Orders", "secondary", "mean", "orders", better="higher")))
    assert one(unseen, seen(absent={"Orders": {"new": 400}})).row == 13  # no verdict depends on it


def test_the_rules_are_parameters():
    skewed = seen(units={"control": 10_000, "new": 9_400})
    assert one(evidence=skewed, rules=Rules(srm_alpha=1e-9)).row == 13


numbers = st.one_of(st.integers(0, 50), st.integers(0, 10**9))
floats = st.one_of(st.just(0.0), st.floats(-1e12, 1e12), st.floats(allow_nan=True, allow_infinity=True))
days = st.dates(date(2026, 9, 1), date(2026, 12, 31))


@st.composite
def moments(draw):
    columns = 4  # the outcome, a denominator, two covariates
    mean = tuple(draw(st.one_of(floats, st.floats(0, 1))) for _ in range(columns))
    base = [[draw(st.floats(-1e6, 1e6)) for _ in range(columns)] for _ in range(columns)]
    cov = tuple(tuple(sum(a * b for a, b in zip(r, c, strict=True)) for c in base) for r in base)
    return Moments(draw(numbers), mean, cov)


@st.composite
def experiments(draw):
    maybe = lambda strategy: draw(st.none() | strategy)  # noqa: E731
    metrics = tuple(
        Metric(
            name,
            draw(st.sampled_from(["primary", "goal", "guardrail", "secondary"])),
            draw(st.sampled_from(["mean", "proportion", "ratio"])),
            "x",
            better=maybe(st.sampled_from(["higher", "lower"])),
            margin=maybe(st.floats(1e-6, 3)),
            margin_scale=draw(st.sampled_from(["absolute", "relative"])),
        )
        for name in draw(st.lists(st.sampled_from("ABC"), unique=True))
    )
    arms = draw(st.lists(st.sampled_from(["control", "new", "bold"]), unique=True))
    return Experiment(
        "x",
        "X",
        status=draw(st.sampled_from(["running", "ended", "stopped"])),
        start=maybe(st.just(date(2026, 10, 1))),
        registered_on=maybe(st.just(date(2026, 9, 1))),
        planned_end=maybe(days),
        end=maybe(days),
        planned_n=maybe(st.sampled_from([0, 10, 5000])),
        goal=draw(st.sampled_from(["improve", "no_harm"])),
        mde=maybe(st.floats(1e-6, 2)),
        mde_scale=draw(st.sampled_from(["absolute", "relative"])),
        early_stop=draw(st.booleans()),
        metrics=metrics,
        phases=(Phase(dict.fromkeys(arms, 1)),),
    )


@st.composite
def evidences(draw):
    arms = st.sampled_from(["control", "new", "bold", "stray"])
    by_metric = st.dictionaries(st.sampled_from("ABC"), st.dictionaries(arms, moments()))
    return Evidence(
        "x",
        last=draw(st.none() | days),
        units=draw(st.dictionaries(arms, numbers)),
        crossovers=draw(numbers),
        exposed=draw(numbers),
        moments=draw(by_metric),
        uncapped=draw(by_metric),
        covariates=draw(st.dictionaries(st.sampled_from("ABC"), st.just(("before", "before missing")))),
        new_a_day=draw(st.none() | st.floats(0, 1e6)),
        looks=draw(st.none() | st.integers(0, 99)),
    )


@settings(max_examples=150, deadline=None)
@given(experiments(), evidences(), days)
def test_any_evidence_gives_exactly_one_verdict_without_an_exception(experiment, evidence, today):
    verdicts, chosen = judged(experiment, evidence, today)
    assert len(verdicts) == max(1, len(variants(experiment, evidence)))  # found ones where none was planned
    assert chosen in verdicts
    for found in verdicts:
        assert 1 <= found.row <= 16
        assert plain(found.reason)


@pytest.mark.parametrize("later", range(0, 60, 7))
def test_a_mean_is_judged_as_a_proportion_is(later):
    orders = Metric("Orders a user", "primary", "mean", "orders", better="higher")
    plan = replace(PLAN, metrics=(orders,), mde=0.1)
    evidence = seen(moments={"Orders a user": means(2.0, 2.1)})
    found = one(plan, evidence, END + timedelta(days=later))
    assert found.row == 13  # +0.1 with se 0.014: real by either interval
