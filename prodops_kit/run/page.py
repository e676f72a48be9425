"""The page of a report and the page of a failure, from records and exported parts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

from prodops_kit import html, notes, records
from prodops_kit.audiences import Readers
from prodops_kit.errors import DataError
from prodops_kit.periods import Period
from prodops_kit.records import Record
from prodops_kit.run import publish
from prodops_kit.show.markup import clean
from prodops_kit.show.text import as_text
from prodops_kit.statuses import STATUSES

_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>")
_H2 = re.compile(r'<h2[^>]*\bid="([^"]*)"[^>]*>(.*?)</h2>')
_LONG_NOTE = 700  # characters; a longer one would keep the figures off the first screen, so it is folded


def report_page(record: Record, parts: dict[str, Any]) -> str:
    """The page of a good run.

    Args:
        record: The run's record.
        parts: What `export.export` wrote.
    """
    note, warnings = _note(record)
    return html.render(
        "page.html.j2",
        css=html.page_css(),
        title=parts["title"] or record["report"],
        note=note,
        question=parts["question"],
        month_text=as_text(Period(record["month"])),
        lede_html=parts["lede"],
        stamp=_stamp(record),
        sample=record["sample_data"],
        trial=_trial(record),
        contents=parts["contents"],
        body=parts["body"],
        readers=Readers.of(record).words,
        index_href=None if record["trial"] or record.get("restricted") else "../index.html",
        previous=None if record["trial"] else _previous(record),
        provenance=_provenance(record),
        inputs=[_input(entry) for entry in record["inputs"]],
        defaults=record["parameters"]["defaults"],
        warnings=[*record["warnings"], *warnings],
    )


def side_page(record: Record, title: str, body: str) -> str:
    """A page beside the report: what `show` drew of it, in the frame of a page.

    Args:
        record: The run's record.
        title: The report's title.
        body: The drawn page, its first heading its title.
    """
    heading = _H1.search(body)
    return html.render(
        "side.html.j2",
        css=html.page_css(),
        title=_words(heading[1]) if heading else "More",
        page_text=f"{title}, {as_text(Period(record['month']))}",
        page_href=quote(f"{record['report'].replace('/', '-')}.html"),
        sample=record["sample_data"],
        trial=_trial(record),
        contents=[{"id": unescape(id_), "text": _words(words)} for id_, words in _H2.findall(body)],
        body=body,
    )


def _words(markup: str) -> str:
    return unescape(re.sub(r"<.*?>", "", markup))


def _note(record: Record) -> tuple[dict[str, Any] | None, list[str]]:
    """What a person wrote for the page, and what is wrong with it."""
    from prodops_kit.html.commentary import as_html

    try:
        note = notes.read(record["report"], record["month"])
    except DataError as fault:
        return None, [f"The note for this page is not shown. {fault}"]
    if note is None:
        return None, []
    pins = [{"day": as_text(pin.day), "text": clean(pin.text)} for pin in note.pins]
    name = f"Note of {as_text(note.day)}" if note.day else "Note"
    long = len(note.text) + sum(len(pin["text"]) for pin in pins) > _LONG_NOTE
    shown = {"html": as_html(note.text), "pins": pins, "name": name, "long": long}
    return shown, ["The note was written for the published page, not for this trial."] if record["trial"] else []


def failure_page(record: Record, title: str) -> str:
    """The page that says why a report is late, beside the last good one."""
    good = _beside(records.last_good(record["report"], record["month"]) or _latest_good(record), record)
    status = STATUSES[record["status"]]
    return html.render(
        "failure.html.j2",
        css=html.page_css(),
        title=title,
        month_text=as_text(Period(record["month"])),
        heading=record.get("failed_heading"),
        what=status.words[0].upper() + status.words[1:],
        message=record["reason"] or "",
        elapsed=f"{record['seconds']:.1f} s",
        advice=status.advice,
        last_good=good
        and {"href": quote(f"../{good['published'][0]['path']}"), "text": f"{title}, {as_text(Period(good['month']))}"},
    )


def _beside(good: Record | None, record: Record) -> Record | None:
    """A good run whose page lies in the same folder; a link never leads to one for other readers."""
    return good if good and Readers.of(good) == Readers.of(record) else None


def _latest_good(record: Record) -> Record | None:
    return next((good for good in records.good() if good["report"] == record["report"]), None)


def _stamp(record: Record) -> str:
    read = [*record["inputs"], *record.get("others", [])]
    dated = [entry for entry in read if entry.get("newest")]
    telling = [entry for entry in dated if not entry.get("rare")] or dated
    newest = [date.fromisoformat(entry["newest"]) for entry in telling]
    built = datetime.fromisoformat(record["built"]).astimezone(UTC)
    complete = f"Data complete to {as_text(min(newest))}. " if newest else ""
    return f"{complete}Built {as_text(built.date())}, {built:%H:%M} UTC{_later(record, built.date())}."


def _later(record: Record, built: date) -> str:
    """A page that was not made when its period had just ended says so: data and code may have changed since."""
    if record["sample_data"] or built < Period(record["month"]).shift(1).end:
        return ""
    return ", later than its month, with the data and code of that day"


def _trial(record: Record) -> str | None:
    if not record["trial"]:
        return None
    changed = ", ".join(f"{name} = {record['parameters']['resolved'][name]}" for name in record["parameters"]["set"])
    return f"Trial with {changed}; not the published report."


def _previous(record: Record) -> dict[str, str] | None:
    before = Period(record["month"]).previous
    if not _beside(records.last_good(record["report"], before.text), record):
        return None
    return {"href": quote(f"../{publish.page_path(record['report'], before.text)}"), "text": as_text(before)}


def _input(entry: dict[str, Any]) -> dict[str, Any]:
    newest = entry.get("newest")
    return entry | {"newest": as_text(date.fromisoformat(newest)) if newest else "not known"}


def _provenance(record: Record) -> list[dict[str, str]]:
    code, used = record["code"], record["parameters"]
    changed = ", with changes not committed" if code["dirty"] else ""
    lines = {name: str(value) for name, value in used["resolved"].items()}
    written = used["written"].get("month")
    lines["month"] = record["month"] + (f" (the file says {written})" if written not in (None, record["month"]) else "")
    lines["Code"] = f"{code['commit']}{changed}" if code["commit"] else "not under version control"
    lines["Versions"] = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    lines["Fingerprint"] = (record["fingerprint"] or "none")[:12]
    return [{"label": label, "value": value} for label, value in lines.items()]
