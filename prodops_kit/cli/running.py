"""`prodops run` and `prodops index`: make pages, and the page that leads to them."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from prodops_kit.cli.output import JSON, print_json

if TYPE_CHECKING:
    from prodops_kit.parameters import Report

REPORTS = click.argument("reports", nargs=-1, metavar="[REPORT]...")


@click.command()
@REPORTS
@click.option(
    "--month",
    "months",
    multiple=True,
    help="Period: 2026-10, 2026-Q3, 2026, last_month, last_month-1. Repeatable; oldest runs first.",
)
@click.option("--set", "trial", multiple=True, metavar="NAME=VALUE", help="Try another value; replaces no page.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Reports at once; one a core when left out.")
@click.option("--force", is_flag=True, help="Run even when nothing has changed.")
@JSON
def run(
    reports: tuple[str, ...],
    months: tuple[str, ...],
    trial: tuple[str, ...],
    jobs: int | None,
    force: bool,
    as_json: bool,
) -> None:
    """Run reports (when none is named, all but restricted ones) and publish their pages.

    Exit codes: 0 published or unchanged, 1 data refused, 2 wrong parameters, 3 notebook failed,
    4 timed out, 5 kernel died, 6 not published, 7 busy, 99 no data, 130 or 143 interrupted.
    """
    from prodops_kit.parameters import left_out

    found = chosen(reports)
    for line in left_out() if not reports else ():
        click.echo(line, err=True)
    if not found:
        click.echo("No report yet: put a parameters file into parameters/<notebook>/.", err=True)
    run_and_print(found, months=months, trial=trial, jobs=jobs, force=force, as_json=as_json)


def chosen(names: tuple[str, ...]) -> list[Report]:
    """The reports that are named; when none is, all but restricted ones."""
    from prodops_kit.audiences import present
    from prodops_kit.parameters import reports

    found, today = reports(names), present()
    return [report for report in found if names or report.name not in today or not today[report.name].restricted]


def run_and_print(
    found: list[Report],
    *,
    months: tuple[str, ...],
    jobs: int | None,
    force: bool,
    as_json: bool,
    trial: tuple[str, ...] = (),
    done: Collection[tuple[str, str]] = (),
) -> None:
    """Run reports, rebuild the index, print what became of them and end with their exit code."""
    from prodops_kit.run import batch, progress

    recover()
    with progress.follow() as following:
        outcomes, code = batch.run_all(
            found, months=months, trial=trial, jobs=jobs, force=force, progress=following, done=done
        )
    index = write_index()
    if as_json:
        listed = [{name: getattr(outcome, name) for name in outcome.__slots__} for outcome in outcomes]
        print_json({"exit_code": code, "reports": listed, "index": index})
    else:
        click.echo("\n".join([*(outcome.path for outcome in outcomes if outcome.path), index]))
    sys.exit(code)


@click.command()
def index() -> None:
    """Rebuild reports/index.html from the records."""
    recover()
    click.echo(write_index())


def recover() -> None:
    """Finish or undo what earlier commands were kept from ending."""
    from prodops_kit import records, workbook
    from prodops_kit.run import publish, runs, withdrawal

    workbook.kept().mkdir(mode=0o700, exist_ok=True)
    for line in (*publish.recover(), *withdrawal.withdraw()):
        click.echo(line, err=True)
    records.mark_lost()
    runs.sweep()


def write_index() -> str:
    """Rebuild the index; its path as a person knows it."""
    from prodops_kit.run import index

    return index.write()
