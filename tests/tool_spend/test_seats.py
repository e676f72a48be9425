"""Each paid seat has one state; what is not known is never idle; no seat is counted twice."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit.errors import ParameterError
from prodops_kit.money import Money
from prodops_kit.tool_spend import Rules, load_assignments, load_roster

SEATS = {"contracts": "tool,category,owner_team,annual_cost,renewal_date,notice_days,seats_paid"}
OLD = "2026-01-01"


def seat(name, seen="2026-10-20", *, tool="Chat", assigned=OLD, source="sso"):
    return f"{tool},{name}@example.com,{assigned},{seen},{source}"


def person(name, start=OLD, end=""):
    return f"{name}@example.com,{start},{end}"


@pytest.fixture
def chat(stack):
    """A stack whose Chat has so many seats at 100 a year each, with assignments and a roster."""

    def made(seats, assignments, roster=(), paid=None, **options):
        roster = list(roster) or sorted({line.split(",")[1] + f",{OLD}," for line in assignments})
        contracts = [f"Chat,Talk,IT,{100 * seats},2027-01-10,60,{seats}"] if paid is None else paid
        return stack(contracts=contracts, assignments=assignments, roster=roster, headers=SEATS, **options)

    return made


def test_each_seat_has_the_first_state_that_fits(chat):
    seats = [
        seat("active"),
        seat("left", "2026-10-20"),
        seat("never", ""),
        seat("idle", "2026-09-01"),
        seat("new", "", assigned="2026-10-20"),
        seat("unknown", "", source=""),
    ]
    names = [line.split(",")[1].split("@")[0] for line in seats]
    roster = [person(name, end="2026-10-10" if name == "left" else "") for name in names]
    one = chat(8, seats, roster).seats_by_tool[0]

    assert (one.leavers, one.never_assigned, one.never_signed_in, one.inactive) == (1, 2, 1, 1)
    assert (one.newcomers, one.unknown, one.active, one.assigned) == (1, 1, 1, 6)
    assert one.idle + one.newcomers + one.unknown + one.active == one.paid == 8
    assert one.coverage == pytest.approx(5 / 6)
    assert one.keep == 4  # (1 active + 1 new + 1 unknown) / 0.9, rounded up
    assert one.reclaimable == 4
    assert one.saving == 40_000  # 4 of 8 seats for 800.00
    assert [one.per_seat(n) for n in (one.paid, one.assigned, one.active)] == [10_000, 13_333, 80_000]


def test_the_decision_says_what_by_when_how_much_and_why(chat):
    made = chat(10, [seat(f"p{n}") for n in range(6)] + [seat(f"q{n}", "2026-08-01") for n in range(3)])
    told = made.decisions[0]

    # keep 6 / 0.9 = 7 of 10; 3 inactive and 1 never assigned, of which 1 stays as buffer
    assert (told.action, told.quantity, told.subject, told.noun) == ("Release", 3, "Chat", "seats")
    assert told.id == "tool_spend.reduce.chat"
    assert told.worth == Money(30_000, "USD")
    assert told.by == date(2026, 11, 11)
    assert told.owner == "IT"
    assert told.reason.template == (
        "Notice by {deadline}, renewal {renewal}. Renew {remaining} of {paid}. {idle} idle: {never_assigned} never "
        "assigned, {inactive} inactive over {days}; {spared} kept as buffer. Use known for {known} of {assigned}."
    )
    assert told.reason.values["spared"] == 1
    assert made.headline.values["stake"] == Money(30_000, "USD")


def test_a_tool_nobody_uses_is_cancelled(chat):
    told = chat(2, [seat("a", "2026-01-05"), seat("b", ""), seat("c", tool="Wiki")]).decisions[0]
    assert (told.action, told.quantity, told.worth) == ("Cancel", None, Money(20_000, "USD"))


def test_unknown_use_is_asked_for_and_never_given_up(chat):
    made = chat(10, [seat("a"), *(seat(f"u{n}", "", source="") for n in range(9))])

    assert made.seats_by_tool[0].reclaimable == 0
    assert [(d.action, d.worth) for d in made.decisions] == [("Ask who uses", None)]


def test_without_a_source_a_tool_nobody_ever_signed_in_to_is_not_measured(chat):
    lines = [seat(f"p{n}", "", source="") for n in range(4)] + [seat("x", tool="Wiki", source="")]
    one = next(s for s in chat(4, lines).seats_by_tool if s.tool == "Chat")
    assert (one.unknown, one.never_signed_in) == (4, 0)


def test_seats_of_a_tool_without_assignments_are_not_known_and_no_state_is_zero(chat):
    paid = ["Chat,Talk,IT,1000,2027-01-10,60,10", "Wiki,Talk,IT,500,2027-01-10,60,5"]
    frame = chat(0, [seat("a")], paid=paid).all_seats.table.frame.set_index("tool")

    assert frame.loc["Wiki", ["paid", "unknown"]].tolist() == [5, 5]
    states = ["leavers", "never_assigned", "never_signed_in", "inactive", "newcomers", "active"]
    assert frame.loc["Wiki", [*states, "keep", "reclaimable", "saving"]].isna().all()
    assert frame.loc["Chat", [*states, "unknown"]].sum() == 10


def test_where_more_are_assigned_than_paid_no_seat_in_use_is_given_up(chat):
    made = chat(5, [seat(f"p{n}") for n in range(3)] + [seat(f"q{n}", "2026-05-01") for n in range(5)])
    one = made.seats_by_tool[0]

    assert (one.assigned, one.active, one.reclaimable, one.possible) == (8, 3, 1, 2)
    assert made.decisions[0].high == Money(20_000, "USD")  # 2 of 5 seats at 100; three are in use
    assert made.seats.table.caption.startswith("The tool with")


def test_idle_is_judged_on_the_day_of_the_export(chat):
    lines = [seat(f"p{n}", "2026-08-20") for n in range(5)]  # nothing later is known
    made = chat(5, lines)
    assert made.seats_by_tool[0].active == 5
    assert "Use of seats is old" in [notice.title for notice in made.notices]


def test_leavers_are_not_known_without_a_roster(stack):
    made = stack(contracts=["Chat,Talk,IT,100,2027-01-10,60,1"], assignments=[seat("a")], headers=SEATS)
    assert made.seats_by_tool[0].leavers is None
    assert made.seats.text.values["reason"] == "Roster_file is not set"


def test_people_who_start_before_the_renewal_keep_seats(chat):
    lines = [seat(f"p{n}") for n in range(8)] + [seat("x", ""), seat("y", "")]
    here = [person(line.split(",")[1].split("@")[0]) for line in lines]
    one = chat(10, lines, [*here, person("coming", "2026-12-01")]).seats_by_tool[0]
    assert (one.joining, one.keep) == (1, 10)  # (8 + 1) / 0.9


def test_the_export_of_the_month_is_used(stack):
    headers = SEATS | {"assignments": "as_of,tool,login,assigned on,last login,usage_source"}
    lines = [
        f"{day},{seat(name, seen)}"
        for day, name, seen in (
            ("2026-09-30", "a", "2026-09-29"),
            ("2026-10-31", "a", "2026-09-29"),
            ("2026-10-31", "b", "2026-10-30"),
        )
    ]
    contracts = ["Chat,Talk,IT,200,2027-01-10,60,2"]
    october = stack(contracts=contracts, assignments=lines, headers=headers).seats_by_tool[0]
    charges = ["2026-09-30,Chat,Talk,10"]
    september = stack(
        charges=charges, contracts=contracts, assignments=lines, headers=headers, month="2026-09"
    ).seats_by_tool[0]

    assert (october.active, october.inactive) == (1, 1)
    assert (september.active, september.never_assigned) == (1, 1)


def test_no_saving_is_counted_twice_between_idle_seats_and_a_merger(stack):
    both = [seat(f"p{n}", tool=tool) for n in range(18) for tool in ("Chat", "Talk")]
    idle = [seat(f"i{n}", "2026-08-01", tool="Talk") for n in range(10)]
    contracts = ["Chat,Call,IT,2000,2027-01-10,60,20", "Talk,Call,IT,3000,2027-01-10,60,30"]
    made = stack(contracts=contracts, assignments=[*both, *idle], headers=SEATS)
    worth = {d.id: d.worth.minor for d in made.decisions}

    # Talk: 18 active of 30, keep 20, 10 released at 100; then 20 remain, 2,000, and Chat's 20 seats serve all 18.
    assert worth == {"tool_spend.reduce.talk": 100_000, "tool_spend.merge.talk": 200_000}
    assert sum(worth.values()) == made.headline.values["stake"].minor == 300_000  # no more than Talk costs
    assert made.pairs[0].jaccard == 1.0


def test_few_shared_people_are_no_overlap(stack):
    lines = [seat(f"a{n}", tool="Chat") for n in range(10)] + [seat(f"b{n}", tool="Talk") for n in range(7)]
    lines += [seat(f"a{n}", tool="Talk") for n in range(3)]
    contracts = ["Chat,Call,IT,1000,2027-01-10,60,10", "Talk,Call,IT,1000,2027-01-10,60,10"]
    made = stack(contracts=contracts, assignments=lines, headers=SEATS)

    assert (made.pairs[0].both, made.pairs[0].distinct) == (3, 17)
    assert made.decisions == ()
    assert made.overlap.heading.template.startswith("No two tools")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.sampled_from(["Chat", "Talk", "Wiki"]),
            st.sampled_from(["", "2026-08-01", "2026-10-30"]),
        ),
        min_size=1,
        max_size=30,
    ),
    st.lists(st.integers(1, 20), min_size=3, max_size=3),
    st.sampled_from([0.5, 0.8, 0.9, 1.0]),
)
def test_states_add_up_and_decisions_never_save_more_than_is_paid(stack, held, paid, buffer):
    lines = [seat(f"p{n}", seen, tool=tool) for n, tool, seen in held]
    tools = dict(zip(("Chat", "Talk", "Wiki"), paid, strict=True))
    contracts = [f"{tool},Call,IT,{seats * 7}.77,2027-01-10,60,{seats}" for tool, seats in tools.items()]
    made = stack(
        contracts=contracts, assignments=lines, headers=SEATS, rules=Rules(seat_buffer=buffer, overlap_limit=0.1)
    )

    for one in made.seats_by_tool:
        if one.assigned is not None:
            used = one.idle + one.active + one.newcomers + one.unknown
            assert used == max(one.paid, one.assigned)
            assert 0 <= one.reclaimable <= one.idle
    priced = [d.worth.minor for d in made.decisions if d.worth]
    assert sum(priced) <= made.run_rate
    if priced:
        assert made.headline.values["stake"].minor == sum(priced)


def test_okta_assignments_are_read_as_exported(workbook_here):
    path = workbook_here.root / "data" / "okta.csv"
    path.write_text(
        "User,Login,Application name,Application instance,Application login,Assigned on,Unassigned on,Last login\n"
        "Person 001,Person001@example.com,Figma,Figma,p1,2026-01-05T08:00:00Z,,2026-10-01T09:30:00Z\n"
        "Person 002,person002@example.com,Figma,Figma,p2,2026-01-05T08:00:00Z,2026-05-01T00:00:00Z,\n"
    )
    rows = load_assignments(path)
    found = rows.rows.frame()

    assert rows.source.layout == "Okta assignments"
    assert list(found["last_seen"]) == [date(2026, 10, 1), None]
    assert list(found["unassigned_on"]) == [None, date(2026, 5, 1)]
    assert not any("@" in key for key in found["person"])
    assert found["usage_source"].tolist() == ["Okta", "Okta"]


def test_google_users_are_assignments_of_google_workspace(workbook_here):
    path = workbook_here.root / "data" / "users.csv"
    path.write_text(
        "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],"
        "Last Sign In [READ ONLY]\n"
        "Person,001,person001@example.com,Active,2016/04/04 00:24:13\n"
        "Person,002,person002@example.com,Active,Never logged in\n"
        "Person,003,person003@example.com,Active,yesterday\n"
    )
    users = load_assignments(path)
    found = users.rows.frame()

    assert (users.source.layout, list(users.rejects["line"])) == ("Google Workspace users", [4])
    assert list(found["tool"]) == ["Google Workspace"] * 2
    assert list(found["last_seen"]) == [date(2016, 4, 4), None]


def test_the_same_person_has_one_key_in_roster_and_assignments(workbook_here):
    folder = workbook_here.root / "data"
    (folder / "hris.csv").write_text(
        "Employee ID,Full Name,Work Email,Department,Title,Start Date,End Date,Employment Type,Manager\n"
        "E1,Person 001,Person001@Example.com,IT,Analyst,2024-01-01,,Employee,\n"
    )
    (folder / "seats.csv").write_text("app,email\nChat,person001@example.com\n")
    roster, seats = load_roster(folder / "hris.csv").rows.frame(), load_assignments(folder / "seats.csv").rows.frame()
    assert roster["person"].item() == seats["person"].item()
    assert "manager" not in {name.lower() for name in roster.columns}


def test_other_names_are_joined_and_what_is_left_is_listed_with_an_alias(stack):
    made = stack(
        charges=["2026-10-31,Chat,Talk,10", "2026-10-31,Mixpanel Inc,Data,10", "2026-10-31,wiki,Know,5"],
        contracts=[
            "Chat,Talk,IT,100,2027-01-10,60,2",
            "Mixpanel,Data,IT,100,2027-09-10,60,2",
            "Wiki,Know,IT,9,2027-09-10,60,",
        ],
        assignments=[seat("a", tool="Old chat"), seat("b", tool="chat"), seat("stranger", tool="Chat")],
        roster=[person("a"), person("b")],
        aliases=["tool,Old Chat,Chat"],
        headers=SEATS,
    )
    names = {(u.tool, u.where): (u.nearest, u.alias) for u in made.names.tools}

    assert made.seats_by_tool[0].assigned == 3  # by alias and by spelling
    assert names[("Mixpanel Inc", "charges")] == ("Mixpanel", "tool,Mixpanel Inc,Mixpanel")
    assert ("wiki", "charges") not in names
    assert made.names.people == made.names.seats == 1
    assert "stranger" not in json.dumps(made.joins.table.frame.to_dict("records"))


def test_a_person_has_one_address_through_the_aliases(stack):
    made = stack(
        contracts=["Chat,Talk,IT,100,2027-01-10,60,2"],
        assignments=[seat("old.name")],
        roster=[person("name", end="2026-10-01")],
        aliases=["person,old.name@example.com,name@example.com"],
        headers=SEATS,
    )
    assert made.seats_by_tool[0].leavers == 1


def test_a_rule_out_of_range_is_refused_with_all_others():
    with pytest.raises(ParameterError) as refused:
        Rules(inactive_days=0, seat_buffer=1.5, accrual="weekly")
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "inactive_days",
        "seat_buffer",
        "accrual",
    ]


def test_at_most_seven_are_asked_by_money_and_the_rest_is_one_line(stack):
    tools = [f"T{n}" for n in range(9)]
    contracts = [f"{tool},C{n},IT,{(n + 1) * 1000},2027-01-{20 - n:02d},60,10" for n, tool in enumerate(tools)]
    lines = [seat("a", tool=tool) for tool in tools]
    made = stack(contracts=contracts, assignments=lines, headers=SEATS)

    # 10 seats, one active, keep 2: eight tenths of the price; T2 to T8 are the most money, the earliest deadline first.
    assert [d.subject for d in made.decisions] == ["T8", "T7", "T6", "T5", "T4", "T3", "T2"]
    left = made.notices[-1]
    assert (left.title, left.text.values["count"].value, left.text.values["worth"]) == (
        "More to decide",
        2,
        Money(240_000, "USD"),
    )  # 800 + 1,600
