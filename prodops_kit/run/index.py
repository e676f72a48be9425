"""The index, from records alone: the newest period in full, then every page, periods down and reports across."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any
from urllib.parse import quote

from prodops_kit import html, records, workbook
from prodops_kit.audiences import EVERYBODY, Readers, may_hear, places, present
from prodops_kit.periods import Period
from prodops_kit.records import Record
from prodops_kit.run import publish
from prodops_kit.settings import EVERYONE, reviews
from prodops_kit.show import cards, units
from prodops_kit.show.text import as_text
from prodops_kit.statuses import STATUSES
from prodops_kit.titles import titles as all_titles

Runs = Mapping[tuple[str, str], Record]  # by period and report


def write() -> str:
    """Rebuild `reports/index.html`, and that of each audience, from records; the path of the first one."""
    runs = [Readers.of(record) for record in (*records.good(), *records.latest_failures())]
    named = {readers.audience for readers in runs if not readers.restricted}
    titles, each = all_titles(), [Readers(audience) for audience in sorted(named | {EVERYONE})]
    for readers in each:
        publish.replace_page("index.html", draw(titles, readers).encode(), readers)
    for gone in set(places()) - {readers.folder for readers in each}:  # no record of that audience is left
        (gone / "index.html").unlink(missing_ok=True)
        with suppress(OSError):  # not empty
            gone.rmdir()
    return workbook.name(publish.reports_folder() / "index.html")


def draw(titles: Mapping[str, str], readers: Readers = EVERYBODY) -> str:
    """The index page: the newest month's reports with answer and figures, then a table of every page.

    Args:
        titles: Title by report name; a report without one is called by its name.
        readers: Whose index: only what they may read is there.
    """
    today = present()
    heard = [record for record in records.good() if may_hear(readers, record, today)]
    not_made = [record for record in records.latest_failures() if may_hear(readers, record, today)]
    good: Runs = {(r["month"], r["report"]): r | {"href": _href(r, readers)} for r in heard}
    failed: Runs = {(r["month"], r["report"]): r | {"href": _failure(r, readers)} for r in not_made}
    periods = sorted({Period(month) for month, _ in (*good, *failed)}, key=_age, reverse=True)
    first = reviews()  # what is made of all others says most
    others = {name for _, name in (*good, *failed) if today.get(name, readers) != readers}  # after what is theirs alone
    names = sorted({name for _, name in (*good, *failed)}, key=lambda name: (name not in first, name in others, name))
    columns = [_column(name, good, titles) for name in names]
    return html.render(
        "index.html.j2",
        css=html.page_css(),
        readers=readers.words,
        everyone_href=None if readers == EVERYBODY else quote(readers.way(EVERYBODY, "index.html")),
        stamp=f"Built from the records of {len(good)} {'page' if len(good) == 1 else 'pages'}.",
        sample=any(r["sample_data"] for r in good.values()),
        newest=_newest(periods, names, good, failed, titles) if periods else None,
        columns=columns,
        years=[
            _year(year, list(found), n == 0, columns, good, failed)
            for n, (year, found) in enumerate(groupby(periods, key=lambda period: period.start.year))
        ],
    )


def _age(period: Period) -> tuple[int, Any, int]:
    """By year, then by end; a quarter stands over its months and a year over its quarters."""
    return period.start.year, period.end, len(period.months)


def _newest(
    periods: list[Period], names: list[str], good: Runs, failed: Runs, titles: Mapping[str, str]
) -> dict[str, Any]:
    newest = next((period for period in periods if period.kind == "month"), periods[0])
    shown = [name for name in names if (newest.text, name) in good or (newest.text, name) in failed]
    return {
        "text": as_text(newest),
        "reports": [_entry(newest.text, name, good, failed) | {"title": titles.get(name, name)} for name in shown],
    }


def _entry(month: str, name: str, good: Runs, failed: Runs) -> dict[str, Any]:
    """One report of the newest period: what it says, how its figures went, whether it is late and why."""
    record, late = good.get((month, name)), _late(month, name, good, failed)
    words, tone = _state(late)
    return {
        "href": record and record["href"],
        "words": f"{words}; the page is of the last good run" if late and record else words,
        "tone": tone,
        "headline": record["headline"] if record else (late or {}).get("reason") or "",
        "figures": _figures(record, good) if record else [],
        "failure_href": late and late["href"],
    }


def _late(month: str, name: str, good: Runs, failed: Runs) -> Record | None:
    """The failure that is newer than the page, or None."""
    return records.newer(failed.get((month, name)), good.get((month, name)))


def _state(late: Record | None) -> tuple[str, str]:
    words = STATUSES[late["status"]].words if late else STATUSES["ok"].words
    return words, "good" if not late else "plain" if late["status"] == "no-data" else "bad"


def _href(record: Record, readers: Readers) -> str:
    return quote(readers.way(Readers.of(record), record["published"][0]["path"]))


def _failure(late: Record, readers: Readers) -> str | None:
    path, own = publish.failure_path(late["report"], late["month"]), Readers.of(late)
    return quote(readers.way(own, path)) if (own.folder / path).is_file() else None


def _figures(record: Record, good: Runs) -> list[dict[str, Any]]:
    past = {month: earlier for (month, name), earlier in good.items() if name == record["report"]}
    return [cards.short(figure, record["month"], past) for figure in record["figures"][:4]]


def _column(name: str, good: Runs, titles: Mapping[str, str]) -> dict[str, str]:
    """A report's column: its title, and the figure that its cells show: the first one of its newest page."""
    newest = next((record for (_, report), record in good.items() if report == name and record["figures"]), None)
    lead = newest["figures"][0] if newest else {"name": "", "label": ""}
    return {"report": name, "title": titles.get(name, name), "figure": lead["name"], "label": lead["label"]}


def _year(
    year: int, periods: list[Period], unfolded: bool, columns: list[dict[str, str]], good: Runs, failed: Runs
) -> dict[str, Any]:
    pages = sum((period.text, column["report"]) in good for period in periods for column in columns)
    rows = [
        {
            "text": as_text(period),
            "kind": period.kind,
            "cells": [_cell(period.text, column, good, failed) for column in columns],
        }
        for period in periods
    ]
    return {"text": f"{year}: {pages} {'page' if pages == 1 else 'pages'}", "unfolded": unfolded, "rows": rows}


def _cell(month: str, column: Mapping[str, str], good: Runs, failed: Runs) -> dict[str, Any]:
    """One page in few words: its first figure, and whether it is late."""
    record, late = good.get((month, column["report"])), _late(month, column["report"], good, failed)
    lead = record["figures"][0] if record and record["figures"] else None
    same = lead and lead["name"] == column["figure"]
    words, tone = _state(late)
    return {
        "title": column["title"],
        "href": record and record["href"],
        "text": units.short(lead["value"], lead["unit"]) if lead and same else "page",
        "words": words.partition(":")[0] if late else "",
        "tone": tone,
        "failure_href": late and late["href"],
    }
