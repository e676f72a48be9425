"""Each way for a run to end has its documented status and exit code, through the command line."""

import json
import os
import subprocess
import sys

import pytest
from conftest import Workbook

from prodops_kit import statuses

FATES = {
    "fine": ("ok", "1 + 1"),
    "raises": ("failed", "raise ValueError('called Jane at jane@example.com')"),
    "like_ours": ("failed", "class DataError(Exception): pass\nraise DataError('not the kit')"),
    "slow_cell": ("timed-out", "import time; time.sleep(60)"),
    "slow_whole": ("timed-out", "import time; time.sleep(60)"),
    "os_exit": ("kernel-died", "import os; os._exit(0)"),
    "killed": ("kernel-died", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
    "sys_exit_0": ("failed", "import sys; sys.exit(0)"),
    "sys_exit_1": ("failed", "import sys; sys.exit(1)"),
    "late": ("data-refused", "from prodops_kit.errors import DataError\nraise DataError('a.csv: ends in May.')"),
    "limit": (
        "invalid",
        "from prodops_kit.errors import ParameterError\nraise ParameterError('limit: 2 is not a share.')",
    ),
    "empty": ("no-data", "from prodops_kit.errors import NoData\nraise NoData('No charge in October.')"),
    "script": ("publish-failed", "from IPython.display import HTML\nHTML('<script>alert(1)</script>')"),
    "remote": ("publish-failed", "from IPython.display import HTML\nHTML('<img alt=x src=//x.test/a.png>')"),
}
SETTINGS = "[defaults]\ncell_timeout = 3\n['slow_whole/monthly']\ncell_timeout = 60\ntotal_timeout = 4\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """One workbook with a report of each fate, and what one command made of it."""
    made = Workbook(tmp_path_factory.mktemp("fates"))
    for name, (_, code) in FATES.items():
        made.report(
            "# Title\n\nQuestion?", "ran = True", "## Where it happens", code, "after = True", name=f"{name}/monthly"
        )
    made.notebook("absent", "# T\n\nQ?", parameters='month = "2026-10"\nx_file = "data/none.csv"')
    made.parameters("absent/monthly", "x_file: data/none.csv\n")
    made.notebook("misspelt", "# T\n\nQ?", parameters='month = "2026-10"')
    made.parameters("misspelt/monthly", "mnth: 2026-10\n")
    (made.root / "parameters" / "reports.toml").write_text(SETTINGS)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PRODOPS_")}
    command = [sys.executable, "-m", "prodops_kit", "run", "--json", "--jobs", "2", "--month", "2026-10"]
    made.done = subprocess.run(command, cwd=made.root, capture_output=True, text=True, env=environment, timeout=300)
    made.summary = json.loads(made.done.stdout)
    made.outcomes = {entry["report"].partition("/")[0]: entry for entry in made.summary["reports"]}
    return made


@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (status, _) in FATES.items()])
def test_a_run_has_the_documented_status(house, name, status):
    assert house.outcomes[name]["status"] == status, house.outcomes[name]


def test_a_missing_input_and_a_misspelt_parameter_start_no_kernel(house):
    assert house.outcomes["absent"]["status"] == "data-refused"
    assert house.outcomes["misspelt"]["status"] == "invalid"
    assert "absent/monthly 2026-10: running" not in house.done.stderr
    assert "misspelt/monthly 2026-10: running" not in house.done.stderr


def test_the_worst_outcome_is_the_exit_code(house):
    assert house.done.returncode == house.summary["exit_code"] == 5


def test_one_reports_failure_stops_no_other(house):
    assert len(house.outcomes) == len(FATES) + 2
    assert (house.root / "reports/2026-10/fine-monthly.html").is_file()


@pytest.mark.parametrize("name", ["raises", "slow_cell", "slow_whole", "os_exit", "killed", "sys_exit_0", "sys_exit_1"])
def test_the_failing_cell_and_its_heading_are_known(house, name):
    record = json.loads(
        next((house.root / f".prodops/records/2026-10/{name}/monthly/attempts").glob("*.json")).read_text()
    )
    assert record["failed_cell"] == 4  # title, parameters, ran, heading, the failing cell
    assert record["failed_heading"] == "Where it happens"


def test_words_of_a_customer_in_an_exception_reach_no_log_and_no_page(house):
    page = house.text("reports/2026-10/raises-monthly.failed.html")
    for text in (house.done.stdout, house.done.stderr, page):
        assert "jane@example.com" not in text
    assert "ValueError" in page


def test_the_kits_own_message_reaches_the_page_and_the_log(house):
    assert "a.csv: ends in May." in house.text("reports/2026-10/late-monthly.failed.html")
    assert "a.csv: ends in May." in house.done.stderr


def test_the_index_says_what_is_late_in_plain_words(house):
    index = house.text("reports/index.html")
    assert "late: it took too long" in index
    assert "no data" in index
    for word in statuses.STATUSES.keys() - {"ok", "no-data"}:
        assert f">{word}<" not in index


def test_nothing_is_left_behind(house):
    assert not (house.root / "reports/.staging").exists()
    assert list((house.root / ".prodops/runs").iterdir()) == []
    assert list((house.root / "reports").rglob("*.part")) == []


def test_no_traceback_reaches_the_user(house):
    assert "Traceback" not in house.done.stderr
