"""`prodops sample`: the company that the first run and the tests are about."""

from __future__ import annotations

import click


@click.command()
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
