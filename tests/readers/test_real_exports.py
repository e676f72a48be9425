"""Files with the headers that products export, word for word, are read by the public loaders and told by check."""

from __future__ import annotations

from datetime import date

import pytest

import prodops_kit as pk
from prodops_kit import engines, intake
from prodops_kit.errors import DataError
from prodops_kit.readers.people import person_key

OKTA = "User,Login,Application name,Application instance,Application login,Assigned on,Unassigned on,Last login"
GOOGLE = (
    "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
    "Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],New Primary Email [UPLOAD ONLY],"
    "Status [READ ONLY],Last Sign In [READ ONLY],Recovery Email,Home Secondary Email,Work Secondary Email,"
    "Recovery Phone [MUST BE IN THE E.164 FORMAT],Work Phone,Home Phone,Mobile Phone,Work Address,Home Address,"
    "Employee ID,Employee Type,Employee Title,Manager Email,Department,Cost Center,2sv Enrolled [READ ONLY],"
    "2sv Enforced [READ ONLY],Building ID,Floor Name,Floor Section,Email Usage [READ ONLY],Drive Usage [READ ONLY],"
    "Total Storage [READ ONLY],Change Password at Next Sign-In,New Status [UPLOAD ONLY]"
)
HRIS = "Employee ID,Full Name,Work Email,Department,Title,Start Date,End Date,Employment Type,Manager"
GITLAB = "Id,Name,Username,Email,State"
ENTRA = (
    "Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,User type,Application,Application ID ,"
    "Resource,IP address,Location,Status,Sign-in error code,Failure reason,Client app"
)


@pytest.fixture
def export(workbook_here):
    def write(*lines: str) -> str:
        (workbook_here.root / "data" / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return "data/export.csv"

    return write


def kept():
    """Everything that the engine holds now."""
    names = [name for (name,) in engines._cursor().execute("select table_name from duckdb_tables()").fetchall()]
    return repr([engines._cursor().execute(f'from "{name}"').fetchall() for name in names])


def values(loaded, *names):
    frame = loaded.rows.frame()[list(names)]
    return [tuple(None if cell != cell else cell for cell in row) for row in frame.values.tolist()]


def okta(export, more="", cells=""):
    return export(
        OKTA + more,
        f"Person 001,Person001@example.com,Figma,Figma EU,p001,2026-01-05T08:00:00Z,,2026-10-01T09:30:00Z{cells}",
        f"Person 002,person002@example.com,Figma,Figma EU,p002,2026-01-05T08:00:00Z,2026-05-01T00:00:00Z,{cells}",
    )


@pytest.mark.parametrize(("more", "cells"), [("", ""), (",Application status,Group", ",ACTIVE,Everyone")])
def test_oktas_current_assignments_are_read_and_more_columns_may_follow(export, more, cells):
    path = okta(export, more, cells)
    found = pk.tool_spend.load_assignments(path)

    assert values(found, "tool", "person", "assigned_on", "unassigned_on", "last_seen", "usage_source") == [
        ("Figma", person_key("person001@example.com"), date(2026, 1, 5), None, date(2026, 10, 1), "Okta"),
        ("Figma", person_key("person002@example.com"), date(2026, 1, 5), date(2026, 5, 1), None, "Okta"),
    ]
    assert found.source.warnings == ()
    checked = intake.check_file(path)
    assert checked.lines[0] == "data/export.csv is assignments (Okta assignments): 2 of 2 rows can be used."
    assert checked.exit_code == 0


def google(export):
    row = (
        "Person,{n},person{n}@example.com,****,,/Product,,{status},{seen},recovery{n}@example.net,home{n}@example.net,"
        "other{n}@example.com,+15550100{n},+15550200{n},+15550300{n},+15550400{n},1 Work Way,2 Home Row,E{n},Employee,"
        "Analyst,boss@example.com,Product,CC7,TRUE,TRUE,B1,Floor 2,North,1.2GB,3.4GB,4.6GB,FALSE,"
    )
    return export(
        GOOGLE,
        row.format(n="001", status="Active", seen="2016/04/04 00:24:13"),
        row.format(n="002", status="Suspended", seen="Never logged in"),
    )


def test_a_google_workspace_download_is_assignments_of_google_workspace(export):
    path = google(export)
    found = pk.tool_spend.load_assignments(path)

    assert values(found, "tool", "person", "status", "last_seen", "usage_source") == [
        ("Google Workspace", person_key("person001@example.com"), "Active", date(2016, 4, 4), "Google Workspace"),
        ("Google Workspace", person_key("person002@example.com"), "Suspended", None, "Google Workspace"),
    ]
    assert list(found.rows.frame()) == [*(f.name for f in pk.tool_spend.Assignments.fields), "line"]
    checked = intake.check_file(path)
    assert checked.lines[0] == "data/export.csv is assignments (Google Workspace users): 2 of 2 rows can be used."
    assert "2016/04/04 00:24:13" in checked.as_text()
    assert checked.exit_code == 0


@pytest.mark.parametrize(
    "private", ["recovery001", "home001", "other001", "+15550100", "+15550400", "Home Row", "Person", "boss@", "E001"]
)
def test_of_a_google_workspace_download_nothing_else_is_kept_or_shown(export, private):
    path = google(export)
    found = pk.tool_spend.load_assignments(path)
    assert private not in kept()
    assert private not in repr(found.source) + intake.check_file(path).as_text()
    assert "/Product" not in kept()  # the check itself: what is kept is found by `kept`
    assert "Suspended" in kept()


@pytest.mark.parametrize("names", ["Full Name", "First Name,Last Name"])
def test_a_minimal_hris_list_is_a_roster(export, names):
    full = "Person 001" if names == "Full Name" else "Person,001"
    path = export(
        HRIS.replace("Full Name", names),
        f"E1,{full},Person001@example.com,Product,Analyst,2024-03-01,,Full-time,Person 009",
        f"E2,{full},person002@example.com,Product,Analyst,2023-01-15,2026-09-30,On leave,Person 009",
    )
    found = pk.tool_spend.load_roster(path)

    assert values(found, "person", "team", "title_family", "start_date", "end_date", "employment_type") == [
        (person_key("person001@example.com"), "Product", "Analyst", date(2024, 3, 1), None, "Full-time"),
        (person_key("person002@example.com"), "Product", "Analyst", date(2023, 1, 15), date(2026, 9, 30), "On leave"),
    ]
    checked = intake.check_file(path)
    assert checked.lines[0] == "data/export.csv is roster: 2 of 2 rows can be used."
    assert checked.exit_code == 0
    assert not {"Person 009", "E1", "Person"} & set(checked.as_text().replace(",", " ").split("  "))
    assert "Person 0" not in kept()


def test_on_leave_may_stand_in_the_status_and_who_left_without_a_day_is_said(export):
    path = export(
        HRIS + ",Status",
        "E1,Person 001,person001@example.com,Product,Analyst,2024-03-01,,Full-time,,On leave",
        "E2,Person 002,person002@example.com,Product,Analyst,2024-03-01,,,,Parental Leave",
        "E3,Person 003,person003@example.com,Product,Analyst,2024-03-01,2026-01-31,Full-time,,Terminated",
        "E4,Person 004,person004@example.com,Product,Analyst,2024-03-01,,Full-time,,Terminated",
        "E5,Person 005,person005@example.com,Product,Analyst,2024-03-01,,Full-time,,Leaver",
        "E6,Person 006,person006@example.com,Product,Analyst,2024-03-01,,Full-time,,Active",
    )
    found = pk.tool_spend.load_roster(path)

    assert found.rows.frame()["employment_type"].tolist() == [
        *("Full-time, on leave", "on leave"),
        *("Full-time", "Full-time", "Full-time", "Full-time"),
    ]
    assert found.source.warnings == (
        "2 people have left by their status and have no end date; they count as employed.",
    )
    assert intake.check_file(path).exit_code == 0


@pytest.mark.parametrize(
    ("more", "cells", "seen"),
    [
        ("", "", None),
        (",Last activity", ",2026-10-30", date(2026, 10, 30)),
        (",Last GitLab activity", ",2026-10-30", date(2026, 10, 30)),
    ],
)
def test_gitlab_seats_are_assignments_of_gitlab(export, more, cells, seen):
    path = export(
        GITLAB + more,
        f"1,Person 001,p001,Person001@example.com,active{cells}",
        f"2,Person 002,p002,person002@example.com,ldap_blocked{cells}",
    )
    found = pk.tool_spend.load_assignments(path)

    assert values(found, "tool", "person", "status", "last_seen") == [
        ("GitLab", person_key("person001@example.com"), "active", seen),
        ("GitLab", person_key("person002@example.com"), "suspended", seen),
    ]
    checked = intake.check_file(path)
    assert checked.lines[0] == "data/export.csv is assignments (GitLab users): 2 of 2 rows can be used."
    assert checked.exit_code == 0
    assert "p001" not in kept() + checked.as_text()


def test_a_log_of_sign_ins_is_no_list_of_seats(export):
    path = export(
        ENTRA,
        "2026-10-01T08:00:00Z,r1,Mozilla,c1,u1,Person 001,person001@example.com,Member,Figma,a1,Figma,192.0.2.1,,"
        "Success,0,,Browser",
    )
    said = (
        "a log of sign-ins, which lists who signed in within 7 to 30 days, not who holds a seat. Export the users "
        "assigned to the application, and add the last sign-in of each as last_seen."
    )
    with pytest.raises(DataError) as refused:
        pk.tool_spend.load_assignments(path)
    assert str(refused.value) == f"data/export.csv: {said}"
    checked = intake.check_file(path)
    assert (checked.exit_code, checked.unclear) == (1, (f"It is {said}",))


def test_aliases_may_be_a_header_alone(export):
    path = export("kind,found,canonical")
    aliases = pk.tool_spend.load_aliases(path)
    assert (len(aliases.rows), aliases.source.rows, aliases.source.absent) == (0, 0, "")
    checked = intake.check_file(path)
    assert (checked.lines[0], checked.exit_code) == ("data/export.csv is aliases: 0 of 0 rows can be used.", 0)

    charges = pk.tool_spend.load_charges(export("date,tool,amount,currency", "2026-10-05,Figma,12.50,EUR"))
    made = pk.tool_spend.review(charges, aliases=aliases, month="2026-10", currency="EUR", ask_above=500)
    assert made.spend.spent == 1250


def test_aliases_that_are_all_wrong_are_refused(export):
    with pytest.raises(DataError, match="none of its 1 rows can be used"):
        pk.tool_spend.load_aliases(export("kind,found,canonical", "colour,red,blue"))


@pytest.mark.parametrize(
    ("load", "header", "table"),
    [
        (pk.tool_spend.load_charges, "date,tool,amount,currency", "charges"),
        (pk.tool_spend.load_contracts, "tool,annual_cost,renewal_date,currency", "contracts"),
        (pk.tool_spend.load_assignments, "tool,person", "assignments"),  # else nobody would hold any seat
        (pk.tool_spend.load_assignments, OKTA, "assignments"),
        (pk.tool_spend.load_roster, HRIS, "roster"),  # else everybody would have left
    ],
)
def test_every_other_header_without_rows_is_refused(export, load, header, table):
    with pytest.raises(DataError) as refused:
        load(export(header))
    assert str(refused.value) == (
        f"data/export.csv: a header and no rows; export it again with the {table} it should hold."
    )
