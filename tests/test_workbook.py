import json

import pytest

from prodops_kit import workbook
from prodops_kit.errors import KitError


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setenv(workbook.CLOCK_VARIABLE, "1793577840")  # 2026-11-02T00:04:00Z


def test_a_path_means_the_same_file_from_any_folder_of_the_workbook(workbook_here, monkeypatch):
    monkeypatch.chdir(workbook_here.root / "notebooks")
    assert workbook.path("data/a.csv") == workbook_here.root / "data" / "a.csv"
    assert workbook.name(workbook_here.root / "data" / "a.csv") == "data/a.csv"


def test_a_folder_outside_any_workbook_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KitError, match="no workbook here or above; a workbook has notebooks/ and parameters/"):
        workbook.root()


def test_last_month_is_the_month_before_today(workbook_here):
    assert workbook.month("last_month") == "2026-10"
    assert workbook.month("last_month-1") == "2026-09"


def write_truth(root, **files):
    for name, text in files.items():
        (root / "data" / f"{name}.csv").write_text(text)
    hashes = {f"{name}.csv": workbook.sha256(root / "data" / f"{name}.csv") for name in files}
    (root / "data" / "truth.json").write_text(json.dumps({"month": "2025-03", "files": hashes}))
    return hashes


def test_last_month_is_the_samples_while_the_data_is_the_samples(workbook_here):
    write_truth(workbook_here.root, charges="a", roster="b")
    assert workbook.month("last_month") == "2025-03"
    (workbook_here.root / "data" / "charges.csv").write_text("my own")
    assert workbook.month("last_month") == "2026-10"


def test_a_file_is_the_samples_while_its_content_is(workbook_here):
    hashes = write_truth(workbook_here.root, charges="a")
    assert workbook.is_sample(hashes["charges.csv"])
    assert not workbook.is_sample("0" * 64)


def test_an_input_is_noted_for_the_runner_and_for_nobody_else(workbook_here, monkeypatch):
    workbook.note_input({"path": "a.csv"})
    monkeypatch.setenv(workbook.RUN_VARIABLE, str(workbook_here.root))
    workbook.note_input({"path": "b.csv"})
    assert workbook_here.text("inputs.jsonl") == '{"path": "b.csv"}\n'
