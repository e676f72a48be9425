"""`prodops new`, `adopt`, `preview`: how a report comes to be."""

from __future__ import annotations

import sys

import click

from prodops_kit.cli.running import recover


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a report that runs at once: notebook, table, parameters, test and example rows.

    NAME is a Python name such as support_tickets. Then replace data/NAME.csv by your own file, and change
    notebooks/NAME_table.py until it says what yours holds.
    """
    from prodops_kit import workbook
    from prodops_kit.run import scaffold

    for file in scaffold.new(name):
        click.echo(workbook.name(file))
    click.echo(f"Now: prodops run {name}, and pytest tests/test_{name}.py", err=True)


@click.command()
@click.argument("notebook", type=click.Path(dir_okay=False))
@click.option("--name", default="", help="What the report is called; the file's name when left out.")
def adopt(notebook: str, name: str) -> None:
    """Make a notebook that you have a report: tagged, without outputs, with a parameters file.

    A notebook elsewhere is copied into notebooks/ and stays as it is. What stands in the way of a good page is told.
    """
    from prodops_kit import workbook
    from prodops_kit.run import adoption

    adopted = adoption.adopt(notebook, name)
    for file in adopted.files:
        click.echo(workbook.name(file))
    for line in (*adopted.said, *(f"Advice: {line}" for line in adopted.advice)):
        click.echo(line, err=True)
    click.echo(f"Now: prodops run {adopted.files[0].stem}", err=True)


@click.command()
@click.argument("notebook")
@click.argument("report", default="")
@click.option("--once", is_flag=True, help="Make the page once and end.")
def preview(notebook: str, report: str, once: bool) -> None:
    """Make the page of a notebook again at each save, under .prodops/preview/; end with Ctrl-C.

    REPORT names one of its parameters files, such as emea; monthly when left out. No record is kept and no published
    page changes. With --once: exit code 3 when the notebook cannot make its page.
    """
    from prodops_kit.run import preview as previewing

    chosen = previewing.report_of(notebook, report)
    recover()
    good = previewing.watch(chosen, tell=click.echo, once=once)
    sys.exit(0 if good or not once else 3)
