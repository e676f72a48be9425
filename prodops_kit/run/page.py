"""The three kinds of page, from records and exported parts: report, failure, index."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from prodops_kit import html, parameters, records, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.notebook import opening, read_cells
from prodops_kit.parameters import Report
from prodops_kit.periods import Period
from prodops_kit.records import Record
from prodops_kit.run import publish
from prodops_kit.run.statuses import STATUSES
from prodops_kit.show.text import as_text


def report_page(record: Record, parts: dict[str, Any]) -> str:
    """The page of a good run.

    Args:
        record: The run's record.
        parts: What `export.export` wrote.
    """
    return html.render(
        "page.html.j2",
        css=html.page_css(),
        title=parts["title"] or record["report"],
        question=parts["question"],
        month_text=as_text(Period(record["month"])),
        lede_html=parts["lede"],
        stamp=_stamp(record),
        sample=record["sample_data"],
        trial=_trial(record),
        contents=parts["contents"],
        body=parts["body"],
        index_href=None if record["trial"] else "../index.html",
        previous=None if record["trial"] else _previous(record),
        provenance=_provenance(record),
        inputs=[_input(entry) for entry in record["inputs"]],
        defaults=record["parameters"]["defaults"],
        warnings=record["warnings"],
    )


def failure_page(record: Record, title: str) -> str:
    """The page that says why a report is late, beside the last good one."""
    good = records.last_good(record["report"], record["month"]) or _latest_good(record)
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


def _latest_good(record: Record) -> Record | None:
    return next((good for good in records.good() if good["report"] == record["report"]), None)


def _stamp(record: Record) -> str:
    newest = [date.fromisoformat(entry["newest"]) for entry in record["inputs"] if entry.get("newest")]
    built = datetime.fromisoformat(record["built"]).astimezone(UTC)
    complete = f"Data complete to {as_text(min(newest))}. " if newest else ""
    return f"{complete}Built {as_text(built.date())}, {built:%H:%M} UTC."


def _trial(record: Record) -> str | None:
    if not record["trial"]:
        return None
    changed = ", ".join(f"{name} = {record['parameters']['resolved'][name]}" for name in record["parameters"]["set"])
    return f"Trial with {changed}; not the published report."


def _previous(record: Record) -> dict[str, str] | None:
    before = Period(record["month"]).previous
    if not records.last_good(record["report"], before.text):
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


def index_page(titles: dict[str, str]) -> str:
    """The index, from records alone: newest period first, what is late in plain words.

    Args:
        titles: Title by report name.
    """
    good = {(r["month"], r["report"]): r for r in records.good()}
    failed = {(r["month"], r["report"]): r for r in records.latest_failures()}
    months = sorted({month for month, _ in good | failed}, key=lambda m: (Period(m).start, m), reverse=True)
    listed = [
        {
            "text": as_text(Period(month)),
            "reports": [
                _index_entry(good.get((month, name)), failed.get((month, name)), titles.get(name, name))
                for name in sorted({n for m, n in good | failed if m == month})
            ],
        }
        for month in months
    ]
    return html.render(
        "index.html.j2",
        css=html.page_css(),
        stamp=f"Built from the records of {len(good)} {'page' if len(good) == 1 else 'pages'}.",
        sample=any(r["sample_data"] for r in good.values()),
        months=listed,
    )


def _index_entry(good: Record | None, failed: Record | None, title: str) -> dict[str, Any]:
    shown: Record = good or failed or {}
    late = failed if failed and (not good or failed["started"] > good["started"]) else None
    status = STATUSES[late["status"]] if late else STATUSES["ok"]
    words = f"{status.words}; the page is of the last good run" if late and good else status.words
    failure = publish.failure_path(shown["report"], shown["month"])
    return {
        "title": title,
        "href": quote(good["published"][0]["path"]) if good else None,
        "words": words,
        "tone": "plain" if late and late["status"] == "no-data" else "bad" if late else "good",
        "headline": good["headline"] if good else (late or {}).get("reason") or "",
        "figures": _index_figures(good) if good else [],
        "failure_href": quote(failure) if late and (publish.reports_folder() / failure).is_file() else None,
    }


def _index_figures(record: Record) -> list[dict[str, Any]]:
    from prodops_kit.show.cards import short

    return [short(figure, record["month"]) for figure in record["figures"][:4]]


def titles() -> dict[str, str]:
    """Title of each report; a notebook that cannot be read gives its report's name."""
    found = {}
    for report in parameters.reports():
        with suppress(ParameterError):
            found[report.name] = title(report, opening(read_cells(report.notebook))[0])
    return found


def title(report: Report, heading: str) -> str:
    """A report's title: its notebook's first heading, and its file's name when that is not `monthly`."""
    heading = heading or report.notebook.stem
    return heading if report.file.stem == "monthly" else f"{heading}: {report.file.stem.replace('_', ' ')}"


def write_index() -> str:
    """Rebuild `reports/index.html` from records; returns its path as a person knows it."""
    publish.replace_page("index.html", index_page(titles()).encode())
    return workbook.name(publish.reports_folder() / "index.html")
