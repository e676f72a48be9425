"""`prodops backfill`, `diff`, `prune`: periods that have passed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from prodops_kit.cli.output import JSON, print_json
from prodops_kit.cli.running import REPORTS, chosen, recover, run_and_print, write_index

if TYPE_CHECKING:
    from prodops_kit.run.pruning import Removal


@click.command()
@REPORTS
@click.option("--from", "first", required=True, metavar="PERIOD", help="First period: 2026-01, 2025-Q1 or 2024.")
@click.option("--to", "last", default="last_month", show_default=True, metavar="PERIOD", help="Last period.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Reports at once; one a core when left out.")
@click.option("--force", is_flag=True, help="Make good pages again too.")
@JSON
def backfill(reports: tuple[str, ...], first: str, last: str, jobs: int | None, force: bool, as_json: bool) -> None:
    """Make the pages of past periods that are missing, oldest first.

    It uses today's data and code; each page says that it was built later. Exit codes as for run.
    """
    from prodops_kit import records, workbook
    from prodops_kit.periods import between

    months = between(workbook.month(first), workbook.month(last))
    found = chosen(reports)
    done = {(r.name, month) for r in found for month in months if not force and records.last_good(r.name, month)}
    run_and_print(found, months=months, done=done, jobs=jobs, force=force, as_json=as_json)


@click.command()
@click.argument("report")
@click.argument("first", metavar="PERIOD")
@click.argument("second", metavar="PERIOD")
@JSON
def diff(report: str, first: str, second: str, as_json: bool) -> None:
    """Compare two periods of a report: figures, decisions, parameters, inputs, code."""
    from prodops_kit.run import differences

    found = differences.compare(report, first, second)
    if as_json:
        print_json(found)
    else:
        click.echo(differences.as_text(found))


@click.command()
@click.option("--keep", default=24, show_default=True, help="Periods of each report that stay, the newest ones.")
@click.option("--yes", is_flag=True, help="Remove what is listed.")
@JSON
def prune(keep: int, yes: bool, as_json: bool) -> None:
    """List what is old: periods beyond --keep, old attempts, leftovers. With --yes, remove it.

    The last good run of a report always stays, and so does whatever a run at work holds. Exit code 7 when something
    was held.
    """
    from prodops_kit.run import pruning

    recover()
    found = pruning.plan(keep)
    lines = [removal.as_line() for removal in found]
    held = [removal for removal in found if yes and not removal.remove()]
    if yes:
        write_index()
    if as_json:
        entries = [
            {"report": r.report, "month": r.month, "what": r.what, "removed": yes and r not in held} for r in found
        ]
        print_json({"removals": entries, "removed": yes})
    else:
        _tell(lines, held, yes)
    sys.exit(7 if held else 0)


def _tell(lines: list[str], held: list[Removal], yes: bool) -> None:
    click.echo("\n".join(lines) or "Nothing to remove.")
    for removal in held:
        click.echo(f"{removal.report} {removal.month}: a run is at work; left alone.", err=True)
    if lines and not yes:
        click.echo("Nothing was removed; prodops prune --yes removes what is listed.", err=True)
