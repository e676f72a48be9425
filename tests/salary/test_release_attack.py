"""Everything that was ever released, attacked together: several tables of the same people, two months, re-runs.

The attacker knows who is where and the tables, and tells no hidden cell and no person's pay to within a tenth.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from scipy.optimize import linprog

from prodops_kit import snapshots, workbook
from prodops_kit.salary.releases import release
from tests.salary.attack import ALL, Attacker, Company

SEEDS = 200 if os.environ.get("PRODOPS_SOAK") else 20
TABLES = {"by level": None, "by level and area": "area", "by level and gender": "gender"}


@pytest.fixture
def published(workbook_here, monkeypatch, tmp_path_factory):
    """Release tables as one run of a notebook that is published."""

    def run(frame, month, tables=TABLES):
        folder = tmp_path_factory.mktemp("run")
        monkeypatch.setenv(workbook.RUN_VARIABLE, str(folder))
        made = {
            name: release(frame, table=name, rows="level", columns=columns, month=month)
            for name, columns in tables.items()
        }
        snapshots.keep(folder)
        return made

    return run


def attacked(company, runs):
    """What an attacker who saw each run's tables tells of what they hid and of each person; runs: (version, tables)."""
    attacker, secret = Attacker(), []
    for version, tables in runs:
        secret += [{item} for item in company.items(version)]
        for name, released in tables.items():
            across = TABLES[name]

            def people(row, column, month, version=version, across=across):
                return company.items(version, level=row, **({across: column} if across else {}))

            attacker.saw(released.frame, released.rounding, people)
            hidden = [cell for cell in released.frame.itertuples(index=False) if cell.state == "hidden"]
            secret += [people(cell.row, cell.column, None) for cell in hidden]
    return attacker.told(secret)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_three_tables_of_the_same_people_over_two_months_tell_no_hidden_cell_and_no_person(published, seed):
    company = Company(seed)
    runs = [(month, published(frame, month)) for month, frame in company.versions.items()]

    assert attacked(company, runs) == []
    assert sum(one.exposed for _, tables in runs for one in tables.values()) == 0


@pytest.mark.parametrize("seed", range(SEEDS // 4))
@pytest.mark.parametrize("month", ["2026-09", "2026-10"])
def test_a_month_run_again_with_a_newcomer_a_leaver_and_a_correction_tells_nobody(published, seed, month):
    """The last month, or the one before it when the last is out."""
    company = Company(1_000 + seed)
    company.versions |= {"again": company.corrected(company.versions[month])}
    before = [version for version in company.versions if version != "again" and (version == month or month < version)]
    runs = [(version, published(company.versions[version], version)) for version in before]
    runs.append(("again", published(company.versions["again"], month)))

    assert attacked(company, runs) == []


@pytest.mark.parametrize("seed", range(3))
def test_no_count_below_the_limit_is_shown_and_amounts_are_round(published, seed):
    company = Company(2_000 + seed)
    for month, frame in company.versions.items():
        for released in published(frame, month).values():
            shown = [cell for cell in released.cells if cell.state in ("shown", "kept")]
            assert all(cell.people >= 5 and cell.amount % 1_000 == 0 for cell in shown)
            assert all(cell.people is None and cell.amount is None for cell in released.cells if cell.state == "hidden")


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_of_all_tables_of_a_run_together_tell_no_hidden_count(published, seed):
    """How many are at each level, area and gender is unknown; a hidden cell has somebody, an empty one nobody."""
    frame = Company(3_000 + seed).versions["2026-09"]
    places = frame.groupby(["level", "area", "gender"]).size().reset_index()
    cells = []
    for name, released in published(frame, "2026-09").items():
        for cell in released.cells:
            inside = places["level"].isin([cell.row]) | (cell.row == ALL)
            inside &= (places[TABLES[name]] == cell.column) | (cell.column == ALL) if TABLES[name] else True
            cells.append((inside.to_numpy(float), cell))
    known = [(inside, cell.people) for inside, cell in cells if cell.people is not None]
    hidden = [inside for inside, cell in cells if cell.state == "hidden"]
    assert hidden
    equal, sums = np.array([inside for inside, _ in known]), [people for _, people in known]
    for wanted in hidden:
        ends = [
            linprog(sign * wanted, A_ub=-np.array(hidden), b_ub=[-1] * len(hidden), A_eq=equal, b_eq=sums)
            for sign in (1, -1)
        ]
        assert ends[1].status == 3 or np.floor(-ends[1].fun + 1e-6) > np.ceil(ends[0].fun - 1e-6)
