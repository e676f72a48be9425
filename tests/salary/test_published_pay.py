"""A report of own pay from its files to its bytes: nothing hidden in any of them, and the same of the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from prodops_kit import records, snapshots, workbook
from prodops_kit.salary.releases import LOG
from tests.salary.searching import numbers_in, told

PARAMETERS = 'month = "2026-10"\nstaff_file = "data/staff.csv"'
CELLS = (
    "# Own pay\n\nWhat do we pay at each level?",
    "import prodops_kit as pk\nfrom prodops_kit.results import Column, Rows",
    'people = pk.salary.load_staff(staff_file, currency="USD").rows.frame()',
    'by_level = pk.salary.release(people, table="by level", rows="level", month=month).frame',
    'by_area = pk.salary.release(people, table="by area", rows="level", columns="area", month=month).frame',
    'names = ("row", "column", "people", "amount", "state")',
    'pk.show.table(Rows(by_level, tuple(Column(name, name) for name in names), "One row is a level."))',
    'pk.show.table(Rows(by_area, tuple(Column(name, name) for name in names), "One row is a level and area."))',
    'pk.save("pay.csv", by_area)',
    "by_area",
)
PAGE, FILE = Path("reports/2026-10/pay-monthly.html"), Path("reports/2026-10/pay-monthly.pay.csv")


def staff(sizes=((12, 3), (11, 14), (9, 7)), seed=1):
    """Lines of a file: (people in B, people in P) by level, each paid to the cent."""
    random = np.random.default_rng(seed)
    cells = [(level, area, n) for level, row in enumerate(sizes) for area, n in zip("BP", row, strict=True)]
    people = [(f"L{level}", area) for level, area, n in cells for _ in range(n)]
    pays = random.uniform(61_000, 189_000, len(people)).round(2)
    return [f"{n},PO,{level},{area},{pay:.2f}" for n, ((level, area), pay) in enumerate(zip(people, pays, strict=True))]


def write(root: Path, lines) -> None:
    (root / "data" / "staff.csv").write_text("\n".join(["employee id,role,level,area,salary", *lines]) + "\n")


@pytest.fixture
def report(workbook_here):
    """A workbook with the report and its file; `lines` are what the file says."""
    workbook_here.notebook("pay", *CELLS, parameters=PARAMETERS)
    workbook_here.parameters("pay/monthly", 'month: "2026-10"\nstaff_file: data/staff.csv\n')
    write(workbook_here.root, staff())
    return workbook_here


def status(done):
    return [(one["status"], one["reason"]) for one in json.loads(done.stdout)["reports"]]


def test_nothing_that_is_hidden_stands_in_page_file_record_or_notebook_and_the_same_gives_the_same_bytes(
    report, prodops
):
    done = prodops("run", "--json", SOURCE_DATE_EPOCH="1793577840")
    assert status(done) == [("ok", None)], done.stderr
    secret, shown, keys = of_the_log()
    published = sorted(Path("reports").rglob("*.*")) + sorted(Path(".prodops/records").rglob("run.*"))
    assert {file.suffix for file in published} >= {".html", ".csv", ".json", ".ipynb"}
    for folder in ("reports", ".prodops/records"):
        assert told(Path(folder), secret, shown=shown, words=keys) == []
    assert told(Path("data"), secret) != []  # the search finds what is there

    before, mark = (PAGE.read_bytes(), FILE.read_bytes()), fingerprint()
    assert status(prodops("run", "--json")) == [("unchanged", None)]
    assert status(prodops("run", "--json", "--force")) == [("ok", None)]
    assert ((PAGE.read_bytes(), FILE.read_bytes()), fingerprint()) == (before, mark)
    assert len(snapshots.read(LOG)) == 2

    shutil.rmtree(".prodops/snapshots")
    Path(".prodops/hash.key").unlink()
    assert status(prodops("run", "--json", SOURCE_DATE_EPOCH="1793577840")) == [("ok", None)]
    assert (PAGE.read_bytes(), FILE.read_bytes()) == before  # as a fresh workbook with another secret makes them


def of_the_log():
    """What the file and the log of releases say together: hidden amounts, shown ones, keys of people."""
    inside = {}
    for _, _, level, area, pay in (line.split(",") for line in staff()):
        for place in ((level, area), (level, "All"), ("All", area), ("All", "All")):
            inside.setdefault(place, []).append(float(pay))
    (log,) = [entry for entry in snapshots.read(LOG) if entry["told"]["table"] == "by area"]
    cells = log["told"]["cells"]
    hidden = [(cell["row"], cell["column"]) for cell in cells if cell["state"] == "hidden"]
    assert ("L0", "P") in hidden
    secret = [*inside["All", "All"], *(amount(inside[place]) for place in hidden for amount in (sum, np.mean))]
    keys = {item.partition("|")[0] for items in log["items"] for item in items}
    return secret, [cell["amount"] for cell in cells if cell["amount"]], keys


def fingerprint():
    return records.last_good("pay/monthly", "2026-10")["fingerprint"]


def test_a_page_that_reads_all_that_was_kept_rests_on_it_and_not_on_its_own_lines(workbook_here, monkeypatch, tmp_path):
    for name, n in (("first", 1), ("second", 2), ("third", 3)):
        monkeypatch.setenv(workbook.RUN_VARIABLE, str(tmp_path / name))
        snapshots.read("seen")
        snapshots.note("seen", {"n": n})
        rested = snapshots.rests_on(tmp_path / name)
        snapshots.keep(tmp_path / name)
        assert snapshots.digest(snapshots.current(rested)) == snapshots.digest(rested)
    first = snapshots.rests_on(tmp_path / "first")
    assert snapshots.digest(snapshots.current(first)) != snapshots.digest(first)  # there is more now


def test_a_page_rests_on_what_was_made_once_and_not_on_what_came_after(workbook_here, monkeypatch, tmp_path):
    for name in ("first", "second"):
        monkeypatch.setenv(workbook.RUN_VARIABLE, str(tmp_path / name))
        made = snapshots.once("made", name, "2026-10", name, lambda known: {"told": len(known)})
        assert made["told"] == ("first", "second").index(name)
        snapshots.keep(tmp_path / name)
    first = snapshots.rests_on(tmp_path / "first")
    assert snapshots.digest(snapshots.current(first)) == snapshots.digest(first)
    (workbook.kept() / "snapshots" / "made.jsonl").write_text("")
    assert snapshots.digest(snapshots.current(first)) != snapshots.digest(first)


@pytest.mark.parametrize(
    "text",
    [
        "123456.78",
        "$123,456.78",
        "123.456,78 €",
        "123&nbsp;457 USD",
        "123\\u202f457",
        "'123 460'",
        "x,123000,y",
        "123’457",
    ],
)
def test_a_hidden_amount_is_found_however_it_is_written(tmp_path, text):
    (tmp_path / "page.html").write_text(f"<p>{text}</p>")
    assert told(tmp_path, [123_456.78]) == ["page.html: 123456.78"]


def test_a_number_that_only_looks_alike_is_not_found(tmp_path):
    (tmp_path / "page.html").write_text("<p>1,123,457 and 123.4 and 91000</p>")
    assert told(tmp_path, [123_456.78, 90_800.11], shown=[91_000]) == []
    assert numbers_in("1.234,50 and 1.234") == {1234.5, 1.234, 1234}
