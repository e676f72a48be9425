"""An answer holds until more is at stake than when it was given."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.values import decision

from prodops_kit.answered import MORE, NEW_TERM, Answers, in_force
from prodops_kit.decision_log import Entry
from prodops_kit.money import Money


def entry(state="declined", period="2026-09", until=None):
    return Entry("q.release.figma", period, state, "IT", "", until, 2)


def recorded(quantity=10, worth=100_000, by="2026-11-30"):
    return {"id": "q.release.figma", "quantity": quantity, "worth": worth, "currency": "USD", "by": by}


def answered(state="declined", **was):
    return in_force([entry(state)], "2026-10", asked=lambda period: [recorded(**was)] if period == "2026-09" else [])


@pytest.mark.parametrize(
    ("change", "back"),
    [
        ({}, False),
        ({"quantity": 11}, False),  # a tenth more is still the same question
        ({"quantity": 12}, True),
        ({"quantity": 3}, False),
        ({"worth": Money(110_000, "USD")}, False),
        ({"worth": Money(110_001, "USD")}, True),
        ({"worth": Money(500_000, "EUR")}, False),  # not comparable
        ({"worth": None}, False),
        ({"by": date(2027, 5, 30)}, False),
        ({"by": date(2027, 6, 2)}, True),  # the next term
    ],
)
def test_a_settled_decision_comes_back_when_more_is_at_stake(change, back):
    now = replace(decision(quantity=10, worth=100_000), **change)
    answers = answered()
    assert answers.is_back(now) == back
    assert answers.is_settled(now) != back


@pytest.mark.parametrize(("now", "back"), [(-110_000, False), (-110_001, True), (-50_000, False)])
def test_what_acting_costs_is_at_stake_as_what_it_saves_is(now, back):
    assert answered(worth=-100_000).is_back(decision(quantity=10, worth=now)) == back


def test_what_was_accepted_stays_accepted_however_much_it_becomes():
    answers = answered("accepted")
    grown = decision(quantity=99, worth=900_000)
    assert answers.to(grown).state == "accepted"
    assert not answers.is_settled(grown)
    assert not answers.is_back(grown)


def test_an_answer_to_a_page_that_is_gone_holds():
    answers = in_force([entry()], "2026-10", asked=lambda period: [])
    assert answers.is_settled(decision(quantity=99))


def test_an_answer_to_the_page_itself_holds_whenever_it_is_made_again():
    answers = in_force([entry(period="2026-10")], "2026-10", asked=lambda period: [recorded()])
    assert answers.is_settled(decision(quantity=99))


def test_an_answer_of_a_later_period_does_not_hold_yet():
    assert in_force([entry(period="2026-11")], "2026-10", asked=lambda period: []) == Answers()


def test_a_second_answer_is_to_what_was_asked_then():
    log = [entry("declined", "2026-08"), entry("declined", "2026-09")]
    asked = {"2026-08": [recorded(quantity=5)], "2026-09": [recorded(quantity=10)]}
    assert in_force(log, "2026-10", asked=asked.__getitem__).is_settled(decision(quantity=10, worth=100_000))


@given(st.integers(1, 10_000), st.integers(1, 10**9), st.integers(-400, 400))
def test_less_or_as_much_in_the_same_term_never_comes_back(quantity, worth, days):
    was = recorded(quantity=quantity, worth=worth)
    answers = Answers({"q.release.figma": entry()}, {"q.release.figma": was})
    now = decision(quantity=quantity, worth=worth, by=date(2026, 11, 30) + timedelta(days=days))
    assert answers.is_back(now) == (timedelta(days=days) > NEW_TERM)
    assert MORE > 1
