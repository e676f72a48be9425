"""`prodops decide`: answer a decision, or list those that are open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from prodops_kit.cli.output import JSON, print_json

if TYPE_CHECKING:
    from prodops_kit.decision_log import Entry


@click.command()
@click.argument("id", required=False)
@click.argument("state", required=False, type=click.Choice(["accepted", "declined", "done", "snoozed"]))
@click.option("--note", default="", help="Why, in one line; pages show it.")
@click.option("--owner", default="", help="Team or role that answers; never a person's name.")
@click.option("--until", default="", metavar="DATE", help="For snoozed: the day it comes back, 2026-12-31.")
@click.option("--period", default="", help="Whose page asked; the newest month that did when left out.")
@click.option("--audience", default="everyone", help="List what these readers may decide on; everyone when left out.")
@JSON
def decide(
    id: str,  # noqa: A002
    state: str,
    note: str,
    owner: str,
    until: str,
    period: str,
    audience: str,
    as_json: bool,
) -> None:
    """Answer decision ID with STATE in data/decisions.csv; without arguments, list the open decisions.

    The next run marks it on the pages concerned. Exit codes: 0 written or listed, 1 the file cannot be read or
    written, 2 an argument is wrong.
    """
    from prodops_kit.run import answering

    if id and not state:
        raise click.UsageError("STATE is missing: accepted, declined, done or snoozed.")
    if not id:
        _list(audience, as_json)
        return
    entry = answering.answer(id, state, period=period, note=note, owner=owner, until=until)
    print_json(_document(entry)) if as_json else click.echo(_line(entry))


def _list(audience: str, as_json: bool) -> None:
    from prodops_kit.run import answering

    rows = answering.open_decisions(answering.known_audience(audience))
    print_json({"decisions": rows}) if as_json else click.echo(answering.as_lines(rows))
    for other in answering.audiences() if audience == "everyone" else ():
        click.echo(f'Decisions for {other} only: prodops decide --audience "{other}"', err=True)


def _line(entry: Entry) -> str:
    from prodops_kit import decision_log, workbook

    until = f" until {entry.until}" if entry.until else ""
    note = f" ({entry.note})" if entry.note else ""
    where = f"{workbook.name(decision_log.file())}, line {entry.line}"
    return f"{where}: {entry.id} {entry.state}{until}{note}, {entry.period}"


def _document(entry: Entry) -> dict[str, Any]:
    said = {name: getattr(entry, name) for name in entry.__slots__}
    return {name: str(value) if isinstance(value, date) else value for name, value in said.items()}
