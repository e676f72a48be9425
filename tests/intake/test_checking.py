"""A file on somebody's disk is recognised, or becomes readable by following the advice; nobody is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prodops_kit import cli, intake
from prodops_kit.tables import read_table

QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
ROWS = ("App;Yearly €;Renews", "Figma;12.345,60;31.12.2026", "Miro;3.000;01.02.2027", "Zoom;x;01.02.2027")


def test_a_table_is_recognised_by_its_own_names(file):
    checked = intake.check_file(file("tool,annual_cost,currency", "Figma,12,EUR"))
    assert checked.as_text().splitlines() == [
        "data/contracts.csv is contracts: 1 of 1 rows can be used.",
        "  tool         is tool",
        "  annual_cost  is annual_cost",
        "  currency     is currency",
        "First rows as read:",
        "  line  tool   annual_cost  currency",
        "  2     Figma  12.00        EUR",
    ]
    assert checked.exit_code == 0


def test_an_unknown_sheet_is_proposed_with_the_mapping_that_reads_it(file):
    checked = intake.check_file(file(*ROWS))
    assert checked.exit_code == 1
    assert checked.as_text().splitlines() == [
        "data/contracts.csv looks like contracts: 2 of 3 rows can be used.",
        "  App       is tool",
        "  Renews    is renewal_date (proposed)",
        "  Yearly €  is annual_cost (proposed)",
        "First rows as read:",
        "  line  tool   renewal_date  annual_cost",
        "  2     Figma  2026-12-31    12,345.60",
        "  3     Miro   2027-02-01    3,000.00",
        "  Set aside: 1 (line 4): 'Yearly €' is not an amount written as 1.234,56.",
        "Proposed mapping; prodops check data/contracts.csv --write saves it as parameters/definitions/contracts.yaml:",
        "  # How data/contracts.csv writes contracts.",
        "  table: contracts",
        "  columns:",
        '    tool: "App"',
        '    renewal_date: "Renews"',
        '    annual_cost: "Yearly €"',
        "  currency: EUR",
        "Unclear:",
        "  1. The proposed columns are not saved; look them over and run prodops check data/contracts.csv --write.",
    ]


def test_after_writing_the_mapping_the_file_is_read_by_any_report(file, wing):
    name = file(*ROWS)
    checked = intake.check_file(name, write=True)
    assert (checked.exit_code, checked.written) == (0, "parameters/definitions/contracts.yaml")

    loaded = read_table(name, wing.Contracts, defaults={"currency": "USD"})
    assert list(loaded.rows.frame()["currency"]) == ["EUR", "EUR"]
    assert loaded.source.layout == "CSV, columns as in parameters/definitions/contracts.yaml"
    assert intake.check_file(name).exit_code == 0


def test_a_form_in_doubt_stands_in_the_mapping_as_one_line_to_decide(file):
    name = file("App;Yearly €;Renews", "Figma;12.345;01.12.2026")
    checked = intake.check_file(name, write=True)
    assert checked.exit_code == 1
    assert len(checked.unclear) == 2  # amounts and days, at once
    path = Path(checked.written)
    text = path.read_text(encoding="utf-8")
    assert '# money: "1.234,56"' in text
    path.write_text(text.replace("# money", "money").replace("# dates", "dates"), encoding="utf-8")
    checked = intake.check_file(name)
    assert checked.exit_code == 0
    assert "12,345.00" in checked.as_text()
    assert "2026-12-01" in checked.as_text()


def test_what_a_mapping_leaves_out_is_to_be_added_to_it(file):
    name = file(*ROWS)
    written = Path(intake.check_file(name, write=True).written)
    written.write_text(written.read_text(encoding="utf-8").replace('  annual_cost: "Yearly €"\n', ""), encoding="utf-8")
    assert intake.check_file(name).unclear == (
        "'Yearly €' looks like annual_cost; write under columns: in parameters/definitions/contracts.yaml: "
        'annual_cost: "Yearly €"',
    )


@QUICK
@given(st.emails(), st.sampled_from(["who", "tool"]))
def test_no_address_is_printed(file, address, place):
    cells = {"who": f'"{address}",Figma,Anna', "tool": f'x,"{address}",Anna'}[place]
    for header in ("Login,Application name,Full Name\n", ""):
        checked = intake.check_file(file(header + cells, cells, name="data/logins.csv"))
        assert address.lower() not in checked.as_text().lower()
        assert "Anna" not in checked.as_text()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("data/contract.csv",), 1, "no such file; put the export there"),
        (("data/contracts.csv", "--as", "contrcts"), 2, "--as: there is no table 'contrcts'. The kit has charges"),
        (("data/contracts.csv", "--as", "logins"), 1, "No column for who; write under columns: the header"),
        (("--write",), 2, "--as and --write are for data files"),
        (("data/contracts.csv",), 0, "data/contracts.csv is contracts"),
        (("data/contracts.csv", "--json"), 0, '"table": "contracts"'),
    ],
)
def test_exit_codes_are_those_of_check(file, arguments, code, said):
    file("tool,annual_cost,currency", "Figma,12,EUR")
    done = CliRunner().invoke(cli.main, ["check", *arguments])
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_check_without_names_looks_at_the_mappings_too(file, workbook_here):
    folder = workbook_here.root / "parameters" / "definitions"
    folder.mkdir()
    (folder / "a.yaml").write_text("table: contrcts\ncolumns:\n  tool: App\n")
    (folder / "b.yaml").write_text("table: logins\ncolumns:\n  tol: App\n")
    (folder / "taxonomy.yaml").write_text("themes:\n  - {name: x}\n")
    done = CliRunner().invoke(cli.main, ["check"])
    assert done.exit_code == 2
    assert done.output.splitlines()[:2] == [
        "parameters/definitions/a.yaml, line 1: table: there is no table 'contrcts'; "
        "the kit has charges, contracts, logins. Did you mean 'contracts'?",
        "parameters/definitions/b.yaml, line 3: columns: no column 'tol' in logins. It has who, tool, seen. "
        "Did you mean 'tool'?",
    ]


def test_nothing_near_says_what_the_kit_reads(file):
    assert intake.check_file(file("colour,weight", "red,3")).unclear == (
        "No table is near. The file has colour, weight; the kit reads charges, contracts, logins. Add --as with one.",
    )


def test_a_known_table_without_a_known_header_names_the_mapping_to_write(file, wing):
    name = file("Anbieter,Waehrung", "Figma,EUR")
    assert intake.check_file(name, as_table="contracts").unclear == (
        "No header is like a column of contracts. The file has Anbieter, Waehrung. Write parameters/definitions/"
        "contracts.yaml: table: contracts, and under columns: the header that holds each of tool, such as tool: "
        '"Anbieter".',
    )


def test_cells_cannot_write_on_a_terminal(file):
    text = intake.check_file(file("tool,currency", "\x1b[31mFigma\x07,EUR")).as_text()
    assert all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        *((header, True) for header in ("tool", "App", "Product name", "Vendor", "Application status", "User status")),
        *((header, False) for header in ("Name", "User", "Owner", "Contract owner", "owner_team", "ManagerName")),
        *((header, False) for header in ("Verantwortlich", "Contact (vendor)", "Account lead", "Memo", "Approved by")),
    ],
)
def test_text_is_shown_where_its_header_speaks_of_a_thing_and_of_no_person(file, header, shown):
    name = file(f"{header},currency", "Anna Example,EUR", ",EUR", name="data/list.csv")
    folder = Path("parameters/definitions")
    folder.mkdir()
    (folder / "list.yaml").write_text(f'table: contracts\ncolumns:\n  owner: "{header}"\ndefaults:\n  tool: x\n')
    text = intake.check_file(name).as_text()

    assert text.startswith("data/list.csv is contracts: 2 of 2 rows can be used.")
    assert ("Anna Example" in text) == shown
    assert ("  2     hidden        EUR" in text or "  2     hidden  EUR" in text) == (not shown)
    assert ("Cells that may name a person are hidden; look into the file to see them." in text) == (not shown)


def test_names_of_people_in_columns_that_nothing_reads_are_not_printed(file):
    text = intake.check_file(file("tool,Manager,Full Name,currency", "Figma,Anna Example,Ben Example,EUR")).as_text()
    assert "Not read: tool" not in text
    assert "Figma" in text
    assert "Example" not in text


@pytest.mark.parametrize("write", [False, True])
def test_a_header_without_rows_is_said_without_a_mapping_to_save(file, write):
    checked = intake.check_file(file("tool,annual_cost,currency"), write=write)
    assert (checked.exit_code, checked.written) == (1, "")
    assert checked.as_text().splitlines()[-2:] == [
        "Unclear:",
        "  1. data/contracts.csv: a header and no rows; export it again with the contracts it should hold.",
    ]
