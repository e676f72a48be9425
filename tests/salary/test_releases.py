"""What was released is remembered when its page is published, and only then; and remembered without anyone's pay."""

from __future__ import annotations

import os
import stat
from decimal import Decimal

import pandas as pd
import pytest

from prodops_kit import snapshots, workbook
from prodops_kit.errors import RunError
from prodops_kit.salary.releases import LOG, release


def people(n, pay=91_357):
    return pd.DataFrame(
        {
            "person_key": [f"p{i}" for i in range(n)],
            "level": ["L1"] * n,
            "annual_pay": [pay + 1000 * i for i in range(n)],
        }
    )


@pytest.fixture
def run(workbook_here, monkeypatch, tmp_path_factory):
    """Release as a run of the notebook does; `published` keeps what it noted."""

    def make(frame, month, *, published=True):
        folder = tmp_path_factory.mktemp("run")
        monkeypatch.setenv(workbook.RUN_VARIABLE, str(folder))
        made = release(frame, table="by level", rows="level", month=month)
        if published:
            snapshots.keep(folder)
        return made

    return make


def test_a_newcomer_is_not_told_by_the_month_before(run):
    first = run(people(5), "2026-09")
    second = run(people(6), "2026-10")
    assert {cell.state for cell in first.cells} == {"shown"}
    assert {cell.state for cell in second.cells} == {"kept"}
    assert second.frame[["people", "amount"]].equals(first.frame[["people", "amount"]])


def test_a_trial_or_a_failed_run_leaves_no_trace(run):
    run(people(5), "2026-09", published=False)
    assert snapshots.read(LOG) == ()
    assert {cell.state for cell in run(people(6), "2026-10").cells} == {"shown"}


def test_a_rerun_with_equal_inputs_gives_the_kept_table_and_no_second_line(run):
    run(people(5), "2026-09")
    kept = run(people(6), "2026-10")
    again = run(people(6).sample(frac=1, random_state=1), "2026-10")
    assert again == kept
    assert len(snapshots.read(LOG)) == 2


def test_a_rerun_of_an_older_month_gives_what_was_released_then(run):
    first = run(people(5), "2026-09")
    run(people(12), "2026-10")
    assert run(people(5), "2026-09").frame.equals(first.frame)


def test_a_changed_pay_is_recognised_although_no_pay_is_kept(run):
    run(people(5), "2026-09")
    raised = people(5)
    raised.loc[0, "annual_pay"] += 9_000
    assert {cell.state for cell in run(raised, "2026-10").cells} == {"kept"}
    assert {cell.state for cell in run(raised, "2026-11").cells} == {"kept"}


def test_the_log_is_for_this_account_alone_and_has_no_persons_pay(run):
    run(people(5), "2026-09")
    file = workbook.kept() / "snapshots" / f"{LOG}.jsonl"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert not any(str(pay) in text for pay in people(5)["annual_pay"])


def test_tables_of_one_run_know_of_each_other_and_a_name_stands_for_one(run, workbook_here, monkeypatch, tmp_path):
    monkeypatch.setenv(workbook.RUN_VARIABLE, str(tmp_path / "run"))
    frame = people(16).assign(level=["L1"] * 7 + ["L2"] * 9, area=["B"] * 6 + ["P"] * 10)
    release(frame, table="by level", rows="level", month="2026-10")
    by_area = release(frame, table="by area", rows="area", month="2026-10")
    assert [cell.state for cell in by_area.cells] == ["hidden", "hidden", "shown"]  # B is L1 without one person
    assert release(frame, table="by area", rows="area", month="2026-10") == by_area
    with pytest.raises(RunError, match="by area, 2026-10: released twice in this run, of different rows"):
        release(people(9), table="by area", rows="level", month="2026-10")


def test_a_table_made_anew_in_jupyterlab_takes_the_place_of_its_draft_and_of_what_came_after_it(workbook_here):
    frame = people(16).assign(level=["L1"] * 7 + ["L2"] * 9, area=["B"] * 6 + ["P"] * 10)
    release(frame, table="by level", rows="level", month="2026-10")
    assert "hidden" in {c.state for c in release(frame, table="by area", rows="area", month="2026-10").cells}
    release(people(30, pay=200_000), table="by level", rows="level", month="2026-10")
    assert {c.state for c in release(frame, table="by area", rows="area", month="2026-10").cells} == {"shown"}


def test_another_month_looked_at_in_jupyterlab_was_not_published(workbook_here):
    release(people(6), table="by level", rows="level", month="2026-10")
    assert {c.state for c in release(people(5), table="by level", rows="level", month="2026-09").cells} == {"shown"}
    assert {c.state for c in release(people(6), table="by level", rows="level", month="2026-10").cells} == {"shown"}


def test_a_log_sealed_with_another_secret_is_refused_since_nobody_is_recognised_in_it(run, monkeypatch):
    run(people(5), "2026-09")
    monkeypatch.setenv("PRODOPS_HASH_KEY", "another")
    with pytest.raises(RunError, match="sealed with another secret than this workbook has"):
        run(people(6), "2026-10")


def test_a_report_that_published_meanwhile_stops_one_that_does_not_know_of_it(workbook_here, monkeypatch, tmp_path):
    for name, rows in (("one", 5), ("two", 9)):
        monkeypatch.setenv(workbook.RUN_VARIABLE, str(tmp_path / name))
        release(people(rows), table=name, rows="level", month="2026-10")
    snapshots.keep(tmp_path / "one")
    with pytest.raises(RunError, match="another report published meanwhile"):
        snapshots.keep(tmp_path / "two")
    assert len(snapshots.read(LOG)) == 1


def test_an_amount_written_in_another_way_is_the_same_pay(run):
    first = run(people(5), "2026-09")
    written = people(5).assign(annual_pay=[Decimal(f"{pay}.000000") for pay in people(5)["annual_pay"]])
    assert run(written, "2026-09") == first
    assert len(snapshots.read(LOG)) == 1


def test_a_damaged_log_is_refused_since_nobody_knows_what_was_published(run):
    run(people(5), "2026-09")
    file = workbook.kept() / "snapshots" / f"{LOG}.jsonl"
    file.write_text(file.read_text(encoding="utf-8")[:-20] + "\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"line 1: damaged"):
        run(people(6), "2026-10")
