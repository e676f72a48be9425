"""No table tells what it hides: not by subtraction, not by rounding, not by last month's table."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.cells import ALL, Limits, Released
from prodops_kit.salary.suppression import suppress
from tests.salary.attack import Company

SEEDS = 200 if os.environ.get("PRODOPS_SOAK") else 20


def people(counts, pay=100_000):
    """One row per person from the number in each (level, area); each earns a little more than the one before."""
    rows = [(level, area) for (level, area), n in counts.items() for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["level", "area"])
    return frame.assign(
        person_key=[f"p{n}" for n in range(len(frame))], annual_pay=[pay + n for n in range(len(frame))]
    )


def table(frame, **options):
    return suppress(frame, rows="level", columns="area", **options)


def state(released: Released):
    return {cell.place: cell.state for cell in released.cells}


def test_a_small_cell_is_hidden_with_a_second_in_its_row_and_column():
    released = table(people({("L1", "B"): 2, ("L1", "P"): 9, ("L2", "B"): 7, ("L2", "P"): 8}))
    hidden = {place for place, said in state(released).items() if said == "hidden"}

    assert {("L1", "B"), ("L1", "P"), ("L2", "B"), ("L2", "P")} == hidden  # the rectangle; all totals stay
    assert released.frame.loc[released.frame["state"] == "hidden", ["people", "amount"]].isna().all(axis=None)


def test_a_table_without_small_cells_is_shown_whole_and_rounded():
    released = table(people({("L1", "B"): 5, ("L2", "B"): 6}, pay=104_499))
    assert set(state(released).values()) == {"shown"}
    assert [cell.amount for cell in released.cells if cell.place == ("L1", "B")] == [105_000]  # mean 104,501


def test_one_column_has_one_total():
    released = suppress(people({("L1", "B"): 3, ("L2", "B"): 6, ("L3", "B"): 9}), rows="level")
    assert state(released) == {("L1", ALL): "hidden", ("L2", ALL): "hidden", ("L3", ALL): "shown", (ALL, ALL): "shown"}


def test_a_cell_that_one_person_dominates_is_hidden():
    frame = people({("L1", "B"): 6, ("L2", "B"): 6, ("L3", "B"): 9})
    frame.loc[0, "annual_pay"] = 2_000_000
    released = suppress(frame, rows="level")
    assert state(released)["L1", ALL] == "hidden"


def test_a_newcomer_changes_no_published_cell():
    first = table(people({("L1", "B"): 5, ("L2", "B"): 8}), month="2026-09")
    frame = people({("L1", "B"): 5, ("L2", "B"): 8})
    newcomer = pd.DataFrame({"level": ["L1"], "area": ["B"], "person_key": ["new"], "annual_pay": [180_000]})
    second = table(pd.concat([frame, newcomer]), month="2026-10", earlier=[first])

    cells = {cell.place: cell for cell in second.cells}
    assert (cells["L1", "B"].state, cells["L1", "B"].people, cells["L1", "B"].month) == ("kept", 5, "2026-09")
    assert cells["L2", "B"].state == "shown"  # nobody changed
    assert cells[ALL, ALL].state == "kept"


def test_a_cell_is_new_again_when_as_many_changed_as_a_cell_needs():
    frame = people({("L1", "B"): 8, ("L2", "B"): 8})
    first = table(frame, month="2026-09")
    raised = frame.assign(annual_pay=frame["annual_pay"] + 4_000)
    second = table(raised, month="2026-10", earlier=[first])
    assert {(cell.state, cell.month) for cell in second.cells} == {("shown", "2026-10")}


def test_a_table_beside_another_hides_the_one_who_is_in_the_first_only():
    frame = people({("L1", "B"): 6, ("L1", "P"): 1, ("L2", "P"): 9})
    levels = suppress(frame, rows="level", table="level")
    areas = suppress(frame, rows="area", table="area", earlier=[levels])
    assert set(state(levels).values()) == {"shown"}
    assert state(areas)["B", ALL] == "hidden"  # L1 without B is one person
    assert state(suppress(frame, rows="area", table="area"))["B", ALL] == "shown"


def test_a_newcomer_is_not_told_by_another_table_when_somebody_elses_pay_was_corrected_a_little():
    frame = people({("L1", "B"): 7, ("L2", "B"): 9})
    levels = suppress(frame, rows="level", table="level", month="2026-10")
    again = people({("L1", "B"): 7, ("L2", "B"): 9})
    again.loc[0, "annual_pay"] += 500
    newcomer = pd.DataFrame({"level": ["L1"], "area": ["B"], "person_key": ["new"], "annual_pay": [180_000]})
    areas = suppress(
        pd.concat([again, newcomer]), rows="area", table="area", month="2026-10", earlier=[levels]
    )  # fmt: skip
    assert set(state(areas).values()) == {"hidden"}


def test_a_month_after_a_quarter_keeps_what_the_quarter_told():
    quarter = table(people({("L1", "B"): 7}), month="2026-Q3")
    october = table(people({("L1", "B"): 8}), month="2026-10", earlier=[quarter])
    assert {(cell.state, cell.month) for cell in october.cells} == {("kept", "2026-Q3")}


def test_a_cell_keeps_only_what_its_own_table_told():
    frame = people({("L1", "B"): 7, ("L2", "B"): 9})
    first = suppress(frame, rows="level", table="other", month="2026-09")
    joined = people({("L1", "B"): 8, ("L2", "B"): 9})
    second = suppress(joined, rows="level", table="own", month="2026-10", earlier=[first])
    assert "kept" not in state(second).values()


def test_what_earlier_tables_told_already_hides_nothing_more_and_is_counted():
    frame = people({("L1", "B"): 4, ("L2", "B"): 9, ("L3", "B"): 9})
    told = suppress(frame, rows="level", table="told", limits=Limits(people=3))
    now = suppress(frame, rows="level", table="now", earlier=[told])
    assert state(now) == {("L1", ALL): "hidden", ("L2", ALL): "shown", ("L3", ALL): "shown", (ALL, ALL): "shown"}
    assert now.exposed > 0


def test_the_same_people_give_the_same_table_in_any_order():
    frame = people({("L1", "B"): 2, ("L1", "P"): 9, ("L2", "B"): 7, ("L2", "P"): 8, ("L3", "P"): 5})
    assert table(frame).frame.equals(table(frame.sample(frac=1, random_state=1)).frame)


def test_limits_that_protect_nobody_are_refused():
    with pytest.raises(ParameterError, match="people: 2 is too few"):
        Limits(people=2)
    with pytest.raises(DataError, match="A person stands twice"):
        table(pd.concat([people({("L1", "B"): 5})] * 2))
    with pytest.raises(DataError, match="area: empty for somebody"):
        table(people({("L1", "B"): 5}).assign(area=["B", "B", "B", "B", None]))
    with pytest.raises(DataError, match="Pay in EUR and USD has no mean; release one table for each currency"):
        table(people({("L1", "B"): 5}).assign(currency=["EUR", "USD", "USD", "USD", "USD"]))
    with pytest.raises(DataError, match="the word for its totals"):
        table(people({(ALL, "B"): 5}))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_hidden_count_follows_from_the_others(seed):
    """The counts of one table alone: each hidden cell can hold at least two different numbers of people."""
    frame = Company(seed).versions["2026-09"]
    shown = table(frame, month="2026-09").frame.set_index(["row", "column"])
    rows, columns = (list(dict.fromkeys(shown.index.get_level_values(n))) for n in (0, 1))
    places = [(row, column) for row in rows for column in columns]
    equations, sums = [], []
    for row in rows:
        equations.append({(row, c): 1 if c != ALL else -1 for c in columns})
    for column in columns:
        equations.append({(r, column): 1 if r != ALL else -1 for r in rows})
    matrix = np.array([[equation.get(place, 0) for place in places] for equation in equations], dtype=float)
    sums = np.zeros(len(equations))
    from scipy.optimize import linprog

    bounds = [(n, n) if (n := shown.loc[place, "people"]) is not None else (1, None) for place in places]
    for n, place in enumerate(places):
        if shown.loc[place, "state"] == "hidden":
            goal = np.eye(len(places))[n]
            least, most = (linprog(sign * goal, A_eq=matrix, b_eq=sums, bounds=bounds) for sign in (1, -1))
            assert most.status == 3 or -most.fun - least.fun >= 1 - 1e-6
