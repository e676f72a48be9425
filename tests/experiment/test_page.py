"""The notebook of experiments on a month of files, end to end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY
from experiment import month

from prodops_kit import records
from prodops_kit.experiment.registry import FOLDER


@pytest.fixture
def published(tmp_path, monkeypatch, prodops):
    """The record of a run over the month; the page beside it."""
    for folder in ("notebooks", "parameters"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=shutil.ignore_patterns("definitions"))
    monkeypatch.chdir(tmp_path)
    month.write(tmp_path)
    file = tmp_path / "parameters/experiment/monthly.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("registry_source: data/experiments", f"registry_source: {FOLDER}")
    for name in ("exposures", "events"):
        text = text.replace(f"{name}_file: data/experiment_{name}.csv", f"{name}_file: null")
    file.write_text(text.replace("segments: device", "segments: country"), encoding="utf-8")
    ran = prodops("run", "experiment/monthly", "--month", "2026-10")
    assert ran.returncode == 0, ran.stderr
    return records.last_good("experiment/monthly", "2026-10")


def test_the_months_verdicts_reach_the_record(published):
    assert published["headline"] == (
        "Ship Price page: bold and Short form; stop Refund bot and Forced sign-up for harm; "
        "give up Blue button for lack of gain. 1 experiment keeps running; 1 cannot be trusted; 1 has no plan."
    )
    figures = {figure["name"]: (figure["value"], figure["over"]) for figure in published["figures"]}
    assert figures == {
        "ended": (7, "sum"),
        "running": (1, "last"),
        "win_rate": (pytest.approx(2 / 7), "last"),
        "unreadable": (2, "last"),
    }
    assert [decision["id"] for decision in published["decisions"]] == [
        "experiment.do_not_ship.sign-up",
        "experiment.do_not_ship.refund-bot",
        "experiment.ship.price",
        "experiment.ship.short-form",
        "experiment.find_the_fault_in.search",
        "experiment.do_not_ship.button",
    ]
    page = Path("reports/2026-10/experiment-monthly.html").read_text(encoding="utf-8")
    for decision in published["decisions"]:
        assert f'id="{decision["link"][1:]}"' in page
    assert [block["kind"] for block in published["blocks"]] == ["table", "chart"]
