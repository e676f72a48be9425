"""`prodops list`, `check`, `doctor`: what there is and what is wrong with it, without running anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from prodops_kit.cli.output import JSON, print_json

if TYPE_CHECKING:
    from prodops_kit.intake import Checked
    from prodops_kit.run.listing import Findings


@click.command("list")
@JSON
def list_reports(as_json: bool) -> None:
    """List the workbook's reports with their last good page."""
    from prodops_kit.run import listing

    rows = listing.report_rows()
    if as_json:
        print_json({"reports": rows})
    else:
        click.echo(listing.as_lines(rows))


@click.command()
@click.argument("names", nargs=-1, metavar="[REPORT|FILE]...")
@click.option("--as", "as_table", default="", metavar="TABLE", help="The table that a file holds, such as contracts.")
@click.option("--write", is_flag=True, help="Save the mapping that a file needs to parameters/definitions/.")
@JSON
def check(names: tuple[str, ...], as_table: str, write: bool, as_json: bool) -> None:
    """Check parameters, settings, notebooks and inputs without running anything.

    For a data FILE: says which table it is, shows its first rows as they are read, and lists all that is unclear.
    For a definition such as a taxonomy: says all that is wrong or in doubt.

    Exit codes: 0 all well (advice does not count), 1 an input is missing or unclear, 2 a parameter, setting or
    mapping is wrong.
    """
    from prodops_kit import intake

    files = [name for name in names if intake.is_data(name)]
    if (as_table or write) and not files:
        raise click.UsageError("--as and --write are for data files; name one.")
    checked = [intake.check_file(file, as_table=as_table, write=write) for file in files]
    others = tuple(name for name in names if name not in files)
    found = [_check_reports(others)] if others or not files else []
    both: list[Checked | Findings] = [*checked, *found]
    code = max(one.exit_code for one in both)
    if as_json:
        print_json(_checked_document(checked, found) | {"exit_code": code})
    else:
        click.echo("\n".join(one.as_text() for one in both), err=code > 0)
    sys.exit(code)


@click.command()
@JSON
def doctor(as_json: bool) -> None:
    """Look at the environment: versions, kernel, folders, leftovers.

    Exit code 1 when something needs a hand.
    """
    from prodops_kit.run import doctor as examine

    findings = examine.examine()
    if as_json:
        print_json({"findings": [{name: getattr(f, name) for name in f.__slots__} for f in findings]})
    else:
        click.echo("\n".join(finding.as_line() for finding in findings))
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def _check_reports(names: tuple[str, ...]) -> Findings:
    from dataclasses import replace

    from prodops_kit import intake
    from prodops_kit.run import listing

    found = listing.check(names)
    return (
        found if names else replace(found, wrong=(*found.wrong, *intake.check_mappings(), *intake.check_definitions()))
    )


def _checked_document(checked: list[Checked], found: list[Findings]) -> dict[str, Any]:
    reports = [{name: getattr(one, name) for name in one.__slots__} for one in found]
    files = [{name: getattr(one, name) for name in one.__slots__} for one in checked]
    return (reports[0] if reports else {}) | ({"files": files} if files else {})
