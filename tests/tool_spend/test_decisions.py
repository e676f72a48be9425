"""What is decided, on which contract, until when, and what it is worth at least and at most."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit.answered import Answers
from prodops_kit.decision_log import Entry
from prodops_kit.money import Money, to_minor
from prodops_kit.tool_spend import Rules
from prodops_kit.tool_spend.notice import terms_after

SEVERAL = "contract_id,tool,category,owner_team,annual_cost,renewal_date,notice_days,seats_paid"
TERMS = "tool,annual_cost,start_date,renewal_date,end_date,notice_days,auto_renew,billing,seats"


def seat(name, seen="2026-10-20", tool="Chat", source="sso"):
    return f"{tool},{name}@example.com,2026-01-01,{seen},{source}"


@pytest.fixture
def chat(stack):
    """Contracts of one tool, each as number, yearly cost, renewal and seats."""

    def made(*contracts, seats=(), roster=(), **options):
        lines = [f"{n},Chat,Talk,IT,{cost},{renewal},30,{paid}" for n, cost, renewal, paid in contracts]
        options |= {"roster": roster} if roster else {}
        return stack(contracts=lines, assignments=seats, headers={"contracts": SEVERAL}, **options)

    return made


@pytest.fixture
def one_contract(stack):
    """A contract with terms, as in `TERMS` after tool and cost."""

    def made(terms):
        return stack(contracts=[f"Chat,1200,{terms}"], headers={"contracts": TERMS})

    return made


def test_seats_are_released_from_the_contract_whose_deadline_comes_first(chat):
    first, second = ("C-1", 1000, "2027-02-01", 10), ("C-2", 400, "2027-01-01", 2)
    made = chat(first, second, seats=[seat(f"p{n}") for n in range(6)])

    # keep 7 of 12, release 5: both of C-2 (deadline 2 Dec) at 200 each, then three of C-1 (2 Jan) at 100 each
    assert [(d.id, d.quantity, d.worth) for d in made.decisions] == [
        ("tool_spend.reduce.chat-c-2", 2, Money(40_000, "USD")),
        ("tool_spend.reduce.chat", 3, Money(30_000, "USD")),
    ]
    assert [d.reason.values["contract"] for d in made.decisions] == ["C-2", "C-1"]
    assert [(d.reason.values["remaining"], d.reason.values["paid"]) for d in made.decisions] == [(0, 2), (7, 10)]
    assert made.headline.values["stake"] == Money(70_000, "USD") == Money(made.seats_by_tool[0].saving, "USD")


def test_what_is_settled_is_not_asked_and_in_no_sum(chat):
    first, second = ("C-1", 1000, "2027-02-01", 10), ("C-2", 400, "2027-01-01", 2)
    declined = Entry("tool_spend.reduce.chat", "2026-10", "declined", "IT", "", None, 2)
    answers = Answers({declined.id: declined})
    made = chat(first, second, seats=[seat(f"p{n}") for n in range(6)], answers=answers)

    left = Money(40_000, "USD")  # both seats of C-2; the three of C-1 at 100 each are settled
    assert [d.id for d in made.decisions] == ["tool_spend.reduce.chat-c-2", "tool_spend.reduce.chat"]
    assert (made.headline.values["stake"], made.headline.values["asked"].value) == (left, 1)
    assert [f.value for f in made.figures if f.name == "at_stake"] == [left.minor]


def test_what_is_accepted_is_no_longer_called_to_be_decided_on(chat):
    two = ("C-1", 1000, "2027-02-01", 10), ("C-2", 400, "2027-01-01", 2)
    accepted = Entry("tool_spend.reduce.chat", "2026-10", "accepted", "IT", "", None, 2)
    for known, label in (({}, "Savings to decide on"), ({accepted.id: accepted}, "Savings open or accepted")):
        made = chat(*two, seats=[seat(f"p{n}") for n in range(6)], answers=Answers(known))
        assert [(f.label, f.value) for f in made.figures if f.name == "at_stake"] == [(label, 70_000)]


def test_a_release_is_worth_at_least_the_certain_seats_and_at_most_all_that_may_be_idle(chat):
    names = [f"a{n}" for n in range(10)]
    seats = [seat(name) for name in names] + [seat("u", "", source="")]
    seats += [seat(f"i{n}", "2026-08-01") for n in range(2)] + [seat(f"l{n}") for n in range(3)]
    left = [f"l{n}@example.com,2026-01-01,2026-10-01" for n in range(3)]
    roster = [f"{line.split(',')[1]},2026-01-01," for line in seats if ",l" not in line] + left
    decision = chat(("C-1", 2000, "2027-01-10", 20), seats=seats, roster=roster).decisions[0]

    # 20 paid: 10 active, 1 unknown, 2 inactive, 3 leavers, 4 never assigned.
    assert decision.worth == Money(70_000, "USD")  # keep 11 / 0.9 = 13: 7 of 9 idle
    assert decision.low == Money(50_000, "USD")  # the inactive stay: keep 13 / 0.9 = 15: 5 of 7 certain ones
    assert decision.high == Money(100_000, "USD")  # all 9 idle and the unknown one
    assert decision.link == "#seats" == f"#{chat(('C-1', 1, '2027-01-10', 1), seats=seats).seats.name}"


def test_a_merger_saves_least_where_seats_must_be_bought(stack):
    both = [seat(f"p{n}", tool=tool) for n in range(18) for tool in ("Chat", "Talk")]
    alone = [seat(f"t{n}", tool="Talk") for n in range(2)]
    header = {"contracts": "tool,category,annual_cost,renewal_date,notice_days,seats_paid"}
    contracts = ["Chat,Call,2000,2027-01-10,60,20", "Talk,Call,1100,2027-01-10,60,22"]
    made = stack(contracts=contracts, assignments=[*both, *alone], headers=header, rules=Rules(seat_buffer=0.9))
    decision = next(d for d in made.decisions if "merge" in d.id)

    # Talk holds 20 people, so it is kept with 23 seats... of 22 paid; Chat's 20 seats at 100 go.
    assert (decision.subject, decision.link) == ("Chat", "#overlap")
    assert decision.worth == Money(200_000 - 5_000, "USD")  # 20 / 0.9 = 23 seats, one more at 50
    assert decision.low == decision.worth
    assert decision.high == Money(200_000, "USD")


def test_a_missed_deadline_without_idle_seats_is_asked_about(one_contract):
    decision = one_contract("2026-01-01,2027-01-01,,90,yes,,").decisions[0]

    assert (decision.action, decision.subject, decision.id) == (
        "Ask for an exit from",
        "Chat",
        "tool_spend.ask_exit.chat",
    )
    assert (decision.by, decision.worth, decision.link) == (date(2026, 10, 31), None, "#renewals")
    assert decision.reason.template == (
        "Notice deadline {deadline} missed; renews {renewal} for {cost} a year, next chance {next}."
    )
    assert decision.reason.values["next"] == date(2027, 10, 3)  # 90 days before 1 Jan 2028


def test_a_missed_deadline_with_seats_to_release_is_asked_about_once(chat):
    made = chat(("C-1", 1000, "2026-11-10", 10), seats=[seat("a")])
    assert [d.action for d in made.decisions] == ["Release"]
    assert made.headline.values["late"] == 1


@pytest.mark.parametrize(
    ("terms", "chance"),
    [
        ("2026-08-15,2026-11-15,,30,yes,,", date(2027, 1, 16)),  # three months: 15 Feb 2027 less 30 days
        ("2023-12-01,2026-12-01,,60,yes,,", date(2029, 10, 2)),  # three years: 1 Dec 2029 less 60 days
        ("2026-10-15,2026-11-15,,30,yes,,", date(2026, 11, 15)),  # a month: 15 Dec less 30 days
        ("2025-12-01,,2026-11-30,60,yes,,", date(2027, 10, 1)),  # counted from the end, 30 Nov 2027
        (",2026-12-01,,60,yes,,", date(2027, 10, 2)),  # taken as a year
    ],
)
def test_the_next_chance_is_that_of_the_next_term(one_contract, terms, chance):
    decision = one_contract(terms).decisions[0]
    assert decision.reason.values["next"] == chance
    assert ("if the next term is a year" in decision.reason.template) == terms.startswith(",")


def test_a_monthly_plan_with_notice_is_never_missed(one_contract):
    contract = one_contract("2026-03-05,,,30,yes,monthly,").contracts_in_force[0]
    # The charge of 5 Nov cannot be stopped any more; that of 5 Dec until 5 Nov.
    assert (contract.renewal, contract.deadline, contract.missed) == (date(2026, 12, 5), date(2026, 11, 5), False)


def test_a_contract_that_ends_by_itself_misses_no_notice(one_contract):
    contract = one_contract("2026-01-01,2027-01-01,,90,no,,").contracts_in_force[0]
    assert (contract.deadline, contract.missed) == (date(2026, 12, 31), False)


def test_a_decision_without_notice_terms_is_not_past_its_deadline(stack):
    header = {"contracts": "tool,annual_cost,renewal_date,seats_paid"}
    made = stack(contracts=["Chat,1000,2026-12-01,10"], assignments=[seat("a")], headers=header)
    assert "late" not in made.headline.values


DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(1, 40), st.integers(1, 5))
def test_terms_of_whole_months_stay_whole_months(start, months, terms):
    first = terms_after(start, start, 1)
    assert (first.year, first.month) == (start.year + 1, start.month)  # a term of no length is taken as a year
    renewal = terms_after(None, start, 1) if months == 12 else date(start.year + 2, start.month, 1)
    later = terms_after(start, renewal, terms)
    assert later > renewal
    assert terms_after(start, renewal, terms + 1) > later


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9999)), min_size=1, max_size=4),
    st.lists(st.sampled_from(["", "2026-08-01", "2026-10-30", "?"]), max_size=25),
    st.sampled_from([0.5, 0.9, 1.0]),
)
def test_over_several_contracts_no_seat_is_released_twice_and_the_total_is_the_sum(chat, contracts, held, buffer):
    lines = [(f"C-{n}", cost, f"2027-01-{28 - n}", paid) for n, (paid, cost) in enumerate(contracts)]
    seats = [seat(f"p{n}", "", source="") if seen == "?" else seat(f"p{n}", seen) for n, seen in enumerate(held)]
    made = chat(*lines, seats=[*seats, seat("x", tool="Other")], rules=Rules(seat_buffer=buffer, coverage_limit=0.1))
    one, priced = made.seats_by_tool[0], [d for d in made.decisions if d.worth]

    assert [release.contract.number for release in one.releases] == [f"C-{n}" for n in reversed(range(len(lines)))]
    assert sum(release.seats for release in one.releases) == one.reclaimable <= one.idle
    assert all(0 <= r.certain <= r.seats <= r.possible <= r.contract.seats for r in one.releases if one.is_covered)
    assert sum(d.worth.minor for d in priced) == one.saving <= one.annual
    assert one.saving == sum(to_minor(r.priced(r.seats), "USD") for r in one.releases)
    assert abs(to_minor(one.cost - one.cost_left, "USD") - one.saving) <= len(lines)  # each rounded once
    assert all(d.low.minor <= d.worth.minor <= d.high.minor for d in priced)
    assert len({d.id for d in made.decisions}) == len(made.decisions)
    if priced:
        assert made.headline.values["stake"].minor == one.saving
