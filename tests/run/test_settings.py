import os

import pytest

from prodops_kit import parameters
from prodops_kit.errors import ParameterError
from prodops_kit.settings import Settings, read_settings, stale_inputs


@pytest.fixture
def settings(workbook_here):
    workbook_here.report(name="probe/monthly")

    def write(text):
        (workbook_here.root / "parameters/reports.toml").write_text(text)
        return read_settings("probe/monthly")

    return write


def test_without_a_file_the_defaults_hold(settings):
    assert read_settings("probe/monthly") == Settings()


def test_a_reports_own_table_goes_over_the_defaults(settings):
    made = settings("[defaults]\ncell_timeout = 5\nowner = 'Ops'\n['probe/monthly']\ncell_timeout = 9\n")
    assert (made.cell_timeout, made.owner, made.total_timeout) == (9, "Ops", 1800)


def test_every_wrong_name_and_kind_is_told_at_once(settings):
    with pytest.raises(ParameterError) as caught:
        settings("['probe/montly']\ncell_timeout = 1\n[defaults]\ncell_timeot = 1\ntotal_timeout = '9'\nowner = 3\n")
    assert [line.partition(":")[2][:60].strip() for line in str(caught.value).split("\n")] == [
        "[probe/montly] is no report; the workbook has probe/monthly",
        "[defaults] unknown setting 'cell_timeot'. There are cell_ti",
        "[defaults] total_timeout is not a whole number of seconds a",
        "[defaults] owner is not text; README.md shows each setting.",
    ]


def test_text_that_is_no_toml_is_refused(settings):
    with pytest.raises(ParameterError, match=r"parameters/reports.toml: not TOML"):
        settings("[defaults\n")


def test_an_input_older_than_its_limit_is_refused_before_a_kernel_starts(workbook_here, prodops):
    workbook_here.notebook("probe", "# P\n\nQ?", parameters='month = "2026-10"\nx_file = "data/x.csv"')
    workbook_here.parameters("probe/monthly", "x_file: data/x.csv\n")
    (workbook_here.root / "parameters/reports.toml").write_text("[defaults]\nfresh_days = { x_file = 40 }\n")
    export = workbook_here.root / "data/x.csv"
    export.write_text("a\n")
    values = parameters.read_values(parameters.reports()[0])
    assert stale_inputs(values, read_settings("probe/monthly")) == []
    os.utime(export, (0, 0))
    done = prodops("run")
    assert done.returncode == 1
    assert "days old; parameters/reports.toml allows 40. Export it again." in done.stderr
    assert "running" not in done.stderr
