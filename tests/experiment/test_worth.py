"""What an effect is worth a year: the price of the plan times the effect, and nothing where there is no price."""

from dataclasses import replace

import pytest
from experiment.plans import CHECKOUT, END, PLAN, REFUNDS, means, seen

from prodops_kit.experiment import Metric, agenda, judge
from prodops_kit.money import Money

PRICED = replace(PLAN, worth=30.0, units_a_year=1_000_000, currency="USD")


def decided(experiment, evidence=None):
    judged = judge(experiment, evidence or seen(), today=END)
    (decision,) = agenda.decisions([judged], (), last=END)
    return decision


def test_a_win_is_worth_its_difference_at_the_planned_price_for_every_unit_of_a_year():
    found = decided(PRICED)  # 10 % to 11 % of 1,000,000 users at $30
    assert (found.action, found.worth) == ("Ship", Money(30_000_000, "USD"))
    # Wald by hand: 0.01 ± 1.959964 · √(0.1 · 0.9/10,000 + 0.11 · 0.89/10,000) = 0.001503 to 0.018497
    assert found.low.minor == pytest.approx(0.001503 * 30e6 * 100, rel=0.03)
    assert found.high.minor == pytest.approx(0.018497 * 30e6 * 100, rel=0.03)


def test_a_loss_that_is_spared_is_worth_what_it_would_have_cost():
    found = decided(PRICED, seen(checkout=(1000, 800)))
    assert (found.action, found.worth) == ("Do not ship", Money(60_000_000, "USD"))
    assert 0 < found.low.minor < found.worth.minor < found.high.minor


def test_a_fall_is_a_gain_where_lower_is_better():
    calls = replace(CHECKOUT, better="lower")
    assert decided(replace(PRICED, metrics=(calls, REFUNDS)), seen(checkout=(1000, 880))).worth.minor == 36_000_000


def test_a_mean_is_priced_by_its_own_unit_and_a_currency_without_cents_has_none():
    orders = Metric("Orders a user", "primary", "mean", "orders", better="higher")
    yen = replace(PRICED, metrics=(orders,), mde=0.01, worth=500.0, units_a_year=1000, currency="JPY")
    assert decided(yen, seen(moments={"Orders a user": means(2.0, 2.1)})).worth == Money(50_000, "JPY")


@pytest.mark.parametrize(
    ("experiment", "evidence"),
    [
        (PLAN, seen()),  # no price
        (PRICED, seen(checkout=(1000, 1000))),  # flat
        (PRICED, seen(refunds=(200, 500))),  # harm of a guardrail, which has no price
        (PRICED, seen(units={"control": 10_000, "new": 9_400})),  # not to be trusted
        (PRICED, seen(moments={})),  # not measured
    ],
)
def test_what_has_no_price_or_no_effect_to_price_is_not_priced(experiment, evidence):
    found = decided(experiment, evidence)
    assert (found.worth, found.low, found.high) == (None, None, None)
