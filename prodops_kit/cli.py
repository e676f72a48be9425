"""The command line: `prodops run | list | check | index | doctor | sample`.

Paths of published files go to standard output, everything else to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from prodops_kit import __version__

if TYPE_CHECKING:
    from prodops_kit.intake import Checked
    from prodops_kit.run.listing import Findings

_REPORTS = click.argument("reports", nargs=-1, metavar="[REPORT]...")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")


class _Commands(click.Group):
    """Commands whose refusals are messages, never tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        from prodops_kit.errors import DataError, KitError, RunError

        _make_streams_safe()
        try:
            return super().invoke(ctx)
        except KitError as fault:
            _refuse(str(fault), 1 if isinstance(fault, DataError) else 3 if isinstance(fault, RunError) else 2)
        except OSError as fault:
            _refuse(f"{fault.filename or 'output'}: {fault.strerror}. Mend the disk or its permissions.", 6)


def _make_streams_safe() -> None:
    """Names in any script can be printed, and a closed stream is no reason to stop."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _refuse(message: str, code: int) -> None:
    click.echo(message, err=True)
    if "--json" in sys.argv:
        _print_json({"exit_code": code, "error": message})
    sys.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="prodops")
def main() -> None:
    """Run the workbook's reports and look after them.

    A REPORT is a notebook (tool_spend) or one of its parameters files (tool_spend/monthly).
    """


@main.command()
@_REPORTS
@click.option(
    "--month",
    "months",
    multiple=True,
    help="Period: 2026-10, 2026-Q3, 2026, last_month, last_month-1. Repeatable; oldest runs first.",
)
@click.option("--set", "trial", multiple=True, metavar="NAME=VALUE", help="Try another value; replaces no page.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Reports at once; one a core when left out.")
@click.option("--force", is_flag=True, help="Run even when nothing has changed.")
@_JSON
def run(
    reports: tuple[str, ...],
    months: tuple[str, ...],
    trial: tuple[str, ...],
    jobs: int | None,
    force: bool,
    as_json: bool,
) -> None:
    """Run reports (all when none is named) and publish their pages.

    Exit codes: 0 published or unchanged, 1 data refused, 2 wrong parameters, 3 notebook failed,
    4 timed out, 5 kernel died, 6 not published, 7 busy, 99 no data, 130 or 143 interrupted.
    """
    from prodops_kit.parameters import left_out
    from prodops_kit.parameters import reports as find_reports
    from prodops_kit.run import batch, progress

    found = find_reports(reports)
    for line in left_out() if not reports else ():
        click.echo(line, err=True)
    if not found:
        click.echo("No report yet: put a parameters file into parameters/<notebook>/.", err=True)
    _recover()
    with progress.follow() as following:
        outcomes, code = batch.run_all(found, months=months, trial=trial, jobs=jobs, force=force, progress=following)
    index = _index()
    if as_json:
        listed = [{name: getattr(outcome, name) for name in outcome.__slots__} for outcome in outcomes]
        _print_json({"exit_code": code, "reports": listed, "index": index})
    else:
        click.echo("\n".join([*(outcome.path for outcome in outcomes if outcome.path), index]))
    sys.exit(code)


@main.command("list")
@_JSON
def list_reports(as_json: bool) -> None:
    """List the workbook's reports with their last good page."""
    from prodops_kit.run import listing

    rows = listing.report_rows()
    if as_json:
        _print_json({"reports": rows})
    else:
        click.echo(listing.as_lines(rows))


@main.command()
@click.argument("names", nargs=-1, metavar="[REPORT|FILE]...")
@click.option("--as", "as_table", default="", metavar="TABLE", help="The table that a file holds, such as contracts.")
@click.option("--write", is_flag=True, help="Save the mapping that a file needs to parameters/definitions/.")
@_JSON
def check(names: tuple[str, ...], as_table: str, write: bool, as_json: bool) -> None:
    """Check parameters, settings, notebooks and inputs without running anything.

    For a data FILE: says which table it is, shows its first rows as they are read, and lists all that is unclear.

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
        _print_json(_checked_document(checked, found) | {"exit_code": code})
    else:
        click.echo("\n".join(one.as_text() for one in both), err=code > 0)
    sys.exit(code)


@main.command()
def index() -> None:
    """Rebuild reports/index.html from the records."""
    _recover()
    click.echo(_index())


@main.command()
@_JSON
def doctor(as_json: bool) -> None:
    """Look at the environment: versions, kernel, folders, leftovers.

    Exit code 1 when something needs a hand.
    """
    from prodops_kit.run import doctor as examine

    findings = examine.examine()
    if as_json:
        _print_json({"findings": [{name: getattr(f, name) for name in f.__slots__} for f in findings]})
    else:
        click.echo("\n".join(finding.as_line() for finding in findings))
    sys.exit(0 if all(finding.well for finding in findings) else 1)


@main.command()
@click.option("--out", default="data", show_default=True, help="Folder to write to; must be empty or hold a sample.")
@click.option("--month", default="2026-10", show_default=True, help="Last month of the sample company's books.")
@click.option("--seed", default=1, show_default=True, help="Another seed makes another company.")
def sample(out: str, month: str, seed: int) -> None:
    """Write the sample company, whose planted facts the tests find again."""
    from prodops_kit import sample as company
    from prodops_kit import workbook

    folder = workbook.path(out)
    company.write(folder, month=month, seed=seed)
    click.echo(workbook.name(folder))


def _check_reports(names: tuple[str, ...]) -> Findings:
    from dataclasses import replace

    from prodops_kit import intake
    from prodops_kit.run import listing

    found = listing.check(names)
    return found if names else replace(found, wrong=(*found.wrong, *intake.check_mappings()))


def _checked_document(checked: list[Checked], found: list[Findings]) -> dict[str, Any]:
    reports = [{name: getattr(one, name) for name in one.__slots__} for one in found]
    files = [{name: getattr(one, name) for name in one.__slots__} for one in checked]
    return (reports[0] if reports else {}) | ({"files": files} if files else {})


def _recover() -> None:
    from prodops_kit import records, workbook
    from prodops_kit.run import publish, runs

    workbook.kept().mkdir(mode=0o700, exist_ok=True)
    for line in publish.recover():
        click.echo(line, err=True)
    records.mark_lost()
    runs.sweep()


def _index() -> str:
    from prodops_kit.run import page

    return page.write_index()


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, indent=1))
