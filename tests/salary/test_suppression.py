"""No table tells what it hides: not by subtraction, not by rounding, not by last month's table."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from prodops_kit.errors import DataError, ParameterError
from prodops_kit.salary.suppression import ALL, Limits, Released, suppress
from tests.salary.attack import Attacker

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


def test_the_same_people_give_the_same_table_in_any_order():
    frame = people({("L1", "B"): 2, ("L1", "P"): 9, ("L2", "B"): 7, ("L2", "P"): 8, ("L3", "P"): 5})
    assert table(frame).frame.equals(table(frame.sample(frac=1, random_state=1)).frame)


def test_limits_that_protect_nobody_are_refused():
    with pytest.raises(ParameterError, match="people: 2 is too few"):
        Limits(people=2)
    with pytest.raises(DataError, match="A person stands twice"):
        table(pd.concat([people({("L1", "B"): 5})] * 2))
    with pytest.raises(DataError, match="the word for its totals"):
        table(people({(ALL, "B"): 5}))


class Company:
    """A random company over two months: people join, leave, rise and change level."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        size = int(random.integers(25, 70))
        levels, areas = int(random.integers(2, 5)), int(random.integers(1, 4))
        first = pd.DataFrame(
            {
                "person_key": [f"p{n}" for n in range(size)],
                "level": [f"L{n}" for n in random.integers(0, levels, size)],
                "area": [f"A{n}" for n in random.integers(0, areas, size)],
                "annual_pay": (random.lognormal(11.5, 0.3, size)).round(2),
            }
        )
        stay = first[random.random(size) > 0.06].copy()
        stay.loc[random.random(len(stay)) < 0.08, "annual_pay"] *= 1.05
        new = first.sample(int(random.integers(1, 6)), random_state=seed)
        new = new.assign(person_key=[f"n{n}" for n in range(len(new))], annual_pay=new["annual_pay"].round(-1) + 7)
        self.months = {"2026-09": first, "2026-10": pd.concat([stay, new], ignore_index=True)}

    def items(self, row, column, month):
        frame = self.months[month]
        inside = frame[frame["level"].isin([row] if row != ALL else set(frame["level"]))]
        inside = inside[inside["area"].isin([column] if column != ALL else set(frame["area"]))]
        return {(key, pay) for key, pay in zip(inside["person_key"], inside["annual_pay"], strict=True)}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_attacker_with_both_months_tells_no_hidden_cell_and_no_newcomer(seed):
    company, released = Company(seed), []
    for month, frame in company.months.items():
        released.append(table(frame, month=month, earlier=tuple(released)))
    attacker = Attacker()
    for one in released:
        attacker.saw(one.frame, one.rounding, company.items)

    assert sum(one.exposed for one in released) == 0
    for one in released:
        for cell in one.frame.itertuples(index=False):
            if cell.state == "hidden":
                assert not attacker.tells(company.items(cell.row, cell.column, one.month), 0.1), cell[:2]
    before, now = (company.items(ALL, ALL, month) for month in company.months)
    keys = {key for key, _ in before}
    for joined in now:
        if joined[0] not in keys:
            assert not attacker.tells({joined}, 0.1)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_hidden_count_follows_from_the_others(seed):
    """The counts of one table alone: each hidden cell can hold at least two different numbers of people."""
    frame = Company(seed).months["2026-09"]
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
