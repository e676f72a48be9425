"""One parameters file for many teams: each copy is a report, and nothing faulty starts a kernel."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from prodops_kit import parameters, records
from prodops_kit.errors import ParameterError
from prodops_kit.settings import read_settings

CELL = 'month = "2026-10"\nteam = "All"\nlimit = 0.5\nnote: str | None = None\ncode = "1"'
SHOWS = "from prodops_kit.results import Sentence\nimport prodops_kit as pk\npk.show.headline(Sentence('{t}', t=team))"


@pytest.fixture
def each(workbook_here):
    workbook_here.notebook("spend", "# Spend\n\nHow much?", SHOWS, parameters=CELL)
    workbook_here.parameters("spend/team", "team: All\nlimit: 0.25\n")

    def write(line, rows=None, more=""):
        Path("parameters/reports.toml").write_text(f'{more}["spend/team"]  # one page a team\n{line}\n')
        if rows is not None:
            Path("data/teams.csv").write_text(rows, encoding="utf-8")
        return parameters.reports()

    return write


def problems(report):
    with pytest.raises(ParameterError) as caught:
        parameters.read_values(report)
    return str(caught.value).split("\n")


def test_a_list_of_tables_makes_a_report_of_each(each):
    found = each('owner = "Ops"\neach = [{ name = "emea", team = "EMEA" }, { name = "apac", limit = 1 }]')
    assert [report.name for report in found] == ["spend/team-emea", "spend/team-apac"]
    values = [parameters.read_values(report) for report in found]
    assert [(v.resolved["team"], v.resolved["limit"]) for v in values] == [("EMEA", 0.25), ("All", 1)]
    assert values[0].written == {"team": "EMEA", "limit": 0.25}
    assert read_settings("spend/team-emea").owner == "Ops"


def test_a_copys_own_table_goes_over_its_files(each):
    each('owner = "Ops"\neach = [{ name = "emea" }]', more='["spend/team-emea"]\nowner = "EMEA"\n')
    assert read_settings("spend/team-emea").owner == "EMEA"


def test_the_rows_of_a_file_are_read_as_what_the_notebook_declares(each):
    found = each('each = "data/teams.csv"', "name,team,limit,note,code\nemea,EMEA,1,,010\napac,,,null,no\n")
    emea, apac = (parameters.read_values(report).resolved for report in found)
    assert (emea["team"], emea["limit"], emea["note"], emea["code"]) == ("EMEA", 1, None, "010")
    assert (apac["team"], apac["limit"], apac["note"], apac["code"]) == ("All", 0.25, None, "no")


def test_the_family_names_all_copies_and_a_copy_one(each):
    each('each = [{ name = "emea" }, { name = "apac" }]')
    assert len(parameters.reports(("spend/team",))) == len(parameters.reports(("spend",))) == 2
    assert [report.name for report in parameters.reports(("spend/team-emea",))] == ["spend/team-emea"]
    with pytest.raises(ParameterError, match=r"workbook has spend/team\. Did you mean 'spend/team-emea'\?"):
        parameters.reports(("spend/team-emae",))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("each = 3", "parameters/reports.toml, line 2: [spend/team] each is no list of tables; write each = "),
        ("each = []", "parameters/reports.toml: [spend/team] each lists nothing; "),
        ('each = [{ team = "A" }]', "parameters/reports.toml, line 2: no name. Name each copy of spend/team."),
        (
            'each = [\n{ name = "a" },\n{ name = "../b" },\n]',
            "parameters/reports.toml, line 4: a name holds letters, digits, blanks, - and _ only. Rename it.",
        ),
        (
            'each = [\n{ name = "a" },\n{ name = "A" },\n]',
            "parameters/reports.toml, line 4: 'A' stands there twice, first in line 3. Rename one.",
        ),
        ('each = "data/gone.csv"', "parameters/reports.toml: [spend/team] each: data/gone.csv cannot be read ("),
    ],
)
def test_what_cannot_be_copied_is_refused_with_its_line(each, line, message):
    (report,) = each(line)
    assert report.name == "spend/team"
    assert problems(report)[0].startswith(message)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("team\nA\n", "data/teams.csv, line 1: no column 'name', which names each copy. Correct the header."),
        ("name,team,team\na,b,c\n", "data/teams.csv, line 1: two columns 'team'. Correct the header."),
        ("name,team\na,b\nc\n", "data/teams.csv, line 3: has 1 cells, the header 2. Correct the row."),
        ("name,team\na,b\n\na,d\n", "data/teams.csv, line 4: 'a' stands there twice, first in line 2. Rename one."),
        ("", "data/teams.csv, line 1: no column 'name', which names each copy. Correct the header."),
    ],
)
def test_a_file_that_cannot_be_copied_is_refused_with_its_line(each, rows, message):
    (report,) = each('each = "data/teams.csv"', rows)
    assert problems(report) == [message]


def test_columns_that_are_no_parameters_and_values_of_another_type_are_refused_with_their_line(each):
    first, second = each('each = "data/teams.csv"', "name,taem,limit\nemea,EMEA,0.1\napac,APAC,much\n")
    header = (
        "data/teams.csv, line 1: unknown parameter 'taem'. notebooks/spend.ipynb has month, team, limit, note, code. "
        "Did you mean 'team'?"
    )
    assert problems(first) == [header]
    assert sorted(problems(second)) == [
        header,
        "data/teams.csv, line 3: apac: limit is text, where notebooks/spend.ipynb wants a number. "
        "Write for example limit: 0.5.",
    ]
    (toml,) = each('each = [\n{ name = "emea", limit = "x", mnth = 1979-05-27 },\n]')
    assert [line.split(": ")[0] for line in problems(toml)] == ["parameters/reports.toml, line 3"] * 2


def test_a_copy_whose_page_is_another_reports_is_refused(each, workbook_here):
    workbook_here.parameters("spend/team-emea", "team: EMEA\n")
    own, family = each('each = [{ name = "emea" }]')
    assert own.name == "spend/team-emea"
    assert own.family == ""
    assert problems(family) == ["parameters/reports.toml, line 2: 'emea' is another report's page. Rename it."]


def test_each_copy_has_its_own_page_and_record_and_runs_again_only_when_its_own_values_change(each, prodops):
    each('each = "data/teams.csv"', "name,team\nemea,EMEA\napac,APAC\n")
    assert prodops("run", "spend/team").stdout.split() == [
        "reports/2026-10/spend-team-emea.html",
        "reports/2026-10/spend-team-apac.html",
        "reports/index.html",
    ]
    assert records.last_good("spend/team-emea", "2026-10")["headline"] == "EMEA"
    assert "Spend: team-emea" in Path("reports/index.html").read_text()
    each('each = "data/teams.csv"', "name,team\nemea,Europe\napac,APAC\nlatam,LATAM\n")
    done = json.loads(prodops("run", "--json").stdout)["reports"]
    assert [(one["report"], one["status"]) for one in done] == [
        ("spend/team-emea", "ok"),
        ("spend/team-apac", "unchanged"),
        ("spend/team-latam", "ok"),
    ]


def test_a_faulty_list_stops_no_other_report_and_starts_no_kernel(each, workbook_here, prodops):
    each("each = 3")
    workbook_here.report()
    done = prodops("run")
    assert done.returncode == 2
    assert "each is no list of tables" in done.stderr
    assert "spend/team 2026-10: running" not in done.stderr
    assert "reports/2026-10/probe-monthly.html" in done.stdout
    assert "each is no list of tables" in prodops("check").stderr


def test_each_in_the_defaults_is_unknown(each, prodops):
    each("", more="[defaults]\neach = []\n")
    assert "[defaults] unknown setting 'each'" in prodops("check").stderr


def test_five_hundred_teams_are_listed_and_checked_quickly(each, prodops):
    rows = "".join(f"team {n:03},Team {n},{n / 1000}\n" for n in range(500))
    each('each = "data/teams.csv"', f"name,team,limit\n{rows}")
    took = {}
    for command in ("list", "check"):
        began = time.monotonic()
        done = prodops(command)
        took[command] = time.monotonic() - began
        assert done.returncode == 0, done.stderr
    assert done.stdout == "500 reports checked, nothing wrong.\n"
    assert max(took.values()) < 20, took  # measured 0.4 s; this only tells once from five hundred times
