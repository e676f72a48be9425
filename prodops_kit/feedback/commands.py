"""Look at feedback by hand: what to look at next, and what the tagger learns from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prodops_kit import workbook
from prodops_kit.errors import ParameterError
from prodops_kit.feedback import wired

if TYPE_CHECKING:
    from prodops_kit.feedback.auditing import Accuracy
    from prodops_kit.feedback.themes import Taxonomy

REPORT = click.option("--report", default=wired.REPORT, show_default=True, help="Report whose inputs are meant.")


@click.command()
@click.option("--month", metavar="MONTH", help="Period of the texts, as 2026-10; the report's when left out.")
@REPORT
def queue(month: str | None, report: str) -> None:
    """Write the 20 texts to look at next to data/feedback_queue.csv.

    Ten are drawn at random, and measure the tagger; ten teach it most. Answer in the last column, in a spreadsheet or
    with prodops feedback review: ids of themes joined by |, or none; leave it empty to answer later. Then run
    prodops feedback learn.
    """
    from prodops_kit.feedback import answers
    from prodops_kit.feedback.queue import queue as choose

    found = wired.tagged(report, month)
    file = answers.write_queue(choose(found.items, found.tags, found.corrections, month=found.month))
    click.echo("Answer in the column themes: ids joined by |, or none. Ids:", err=True)
    for theme in wired.defined(report).taxonomy.given:
        click.echo(f"  {theme.id:<30} {theme.label}", err=True)
    click.echo(workbook.name(file))


@click.command()
@REPORT
def review(report: str) -> None:
    """Answer the queue here, one text after the other.

    Each answer is written at once: stop with q and go on another day.
    """
    from prodops_kit.feedback import answers

    taxonomy = wired.defined(report).taxonomy
    waiting = [one for one in answers.read_answers() if not one.themes]
    click.echo("Themes: " + ", ".join(theme.id for theme in taxonomy.given))
    click.echo("Answer with ids joined by |, none where nothing fits, Enter to answer later, q to stop.")
    for number, one in enumerate(waiting, 1):
        asked = one.question
        click.echo(f"\n{number} of {len(waiting)}, {asked.day}, {asked.source}\n{_printable(asked.text)}")
        if asked.suggestion:
            click.echo(f"The tagger thinks: {', '.join(asked.suggestion)}")
        themes = _asked(taxonomy)
        if themes == "q":
            break
        if themes:
            answers.answer(asked.label, themes)
    click.echo("Now run: prodops feedback learn", err=True)


@click.command()
@click.argument("file", required=False)
@click.option("--reviewer", default="", metavar="TEAM", help="Who answered; kept as a key only. Tells reviewers apart.")
@REPORT
def learn(file: str | None, reviewer: str, report: str) -> None:
    """Add the answers of the queue to the corrections, and say how right the tagger is.

    FILE is the answered queue, where it is not data/feedback_queue.csv. What has no answer stays in the queue. Running
    it twice adds nothing twice.
    """
    from prodops_kit.feedback import answers
    from prodops_kit.feedback.auditing import accuracy
    from prodops_kit.feedback.correcting import load_corrections

    found = wired.defined(report)
    to = found.corrections_path
    today = workbook.now().date()
    new, waiting = answers.learn(found.taxonomy, reviewer=reviewer, today=today, path=file or answers.QUEUE, to=to)
    known = load_corrections(to, found.taxonomy)
    click.echo(f"{to}: {new} answers added, {waiting} texts still wait.")
    click.echo(as_line(accuracy(known, found.taxonomy)))
    for warning in known.warnings:
        click.echo(warning, err=True)


@click.command()
@click.argument("file", required=False)
def taxonomy(file: str | None) -> None:
    """Write a first taxonomy, every field explained, to parameters/definitions/taxonomy.yaml or FILE."""
    from prodops_kit.feedback.beginning import beginning
    from prodops_kit.feedback.taxonomy import PLACE

    place = workbook.path(Path(file or PLACE))
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("x", encoding="utf-8") as stream:
            stream.write(beginning())
    except FileExistsError:
        raise ParameterError(f"{workbook.name(place)}: is there already. Edit it, or name another file.") from None
    click.echo(workbook.name(place))


def as_line(found: Accuracy) -> str:
    """How right the tagger is so far, for a terminal."""
    if not found.audited:
        return "No text drawn at random has been looked at yet, so nobody knows how right the tagger is."
    said = found.overall
    parts = [
        f"{name} {said[name]:.0%} ({said[f'{name}_low']:.0%} to {said[f'{name}_high']:.0%})"
        for name in ("precision", "recall", "f1")
        if said[name] == said[name]
    ]
    rate = f"{found.exact} of {found.audited} texts drawn at random had all themes right"
    left = f" {found.left_out} more, predicted by an earlier model or taxonomy, do not count." if found.left_out else ""
    return ", ".join([rate, *parts]) + f"; 95 % intervals in brackets.{left}"


def _asked(taxonomy: Taxonomy) -> str:
    """An answer without fault, q, or nothing."""
    from prodops_kit.feedback.answers import faults_of

    while True:
        said = str(click.prompt("Themes", default="", show_default=False)).strip()
        faults = [] if said in ("", "q") else list(faults_of(said, taxonomy))
        if not faults:
            return said
        for fault in faults:
            click.echo(fault[:1].upper() + fault[1:])


def _printable(text: str) -> str:
    """A customer's words without what a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in text)
