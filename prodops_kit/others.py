"""What the other reports said: all that a review of the month is made of, and all that its page depends on.

`read` gathers it from records, parameters files, settings and the decision log. Nothing in it tells a time, so two
runs of the others that say the same are the same to it: `Others.digest` stands in the fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from prodops_kit import audiences, decision_log, parameters, records, settings, titles, workbook
from prodops_kit.audiences import EVERYBODY, Readers
from prodops_kit.decision_log import Entry
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.parameters import Report
from prodops_kit.periods import Period
from prodops_kit.records import Record

Items = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """What one report said of one period.

    Attributes:
        report: `<notebook>/<report>`.
        month: The period.
        page: Its page, relative to the folder in which the one that asks has its own.
        figures: As records keep them; so are decisions, blocks and inputs.
        sample: Whether it is made from sample data.
    """

    report: str
    month: str
    page: str
    headline: str
    figures: Items
    decisions: Items
    blocks: Items
    inputs: Items
    sample: bool


@dataclass(frozen=True, slots=True)
class Late:
    """A report whose newest run of the period failed.

    Attributes:
        status: A key of `statuses.STATUSES`.
        reason: What the run said, its first line; may be empty.
    """

    report: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Others:
    """What the other reports said of a period and of those it is compared with.

    Attributes:
        month: The period.
        titles: Title by report.
        said: Of this and earlier periods, for quarters and years of their months too: by report, then by period.
        late: Reports whose newest run of the period failed.
        missing: Reports due in the period that were not run.
        log: Answers to decisions until the period's last day.
        log_fault: Why the decision log could not be read, or empty.
    """

    month: str
    titles: Mapping[str, str]
    said: tuple[Said, ...]
    late: tuple[Late, ...]
    missing: tuple[str, ...]
    log: tuple[Entry, ...]
    log_fault: str = ""

    @property
    def digest(self) -> str:
        """Hash of all of it."""
        text = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def newest(self) -> str | None:
        """The day up to which every input of the period is complete, as far as inputs tell."""
        days = [i["newest"] for said in self.said if said.month == self.month for i in said.inputs if i.get("newest")]
        return min(days, default=None)

    @property
    def sample(self) -> bool:
        """Whether any of it is made from sample data."""
        return any(said.sample for said in self.said)


def read(month: str, *, asker: str) -> Others:
    """Read what the others said.

    Args:
        month: The period.
        asker: The report that asks. Those of its notebook, those that run after all others, and those that are for
            fewer readers than it has are not asked.

    Raises:
        ParameterError: `month` is no period, or a setting is wrong.
    """
    with workbook.accounted_for("reading what other reports said"):
        last, ear = settings.reviews(), Ear(asker)
        open_now = [report for report in parameters.reports() if ear.may_read(report.name)]
        due = [report for report in open_now if _is_other(report.name, month, last, asker)]
        heard = {name for name in ear.recorded(month) if _is_other(name, month, last, asker)}
        names = sorted({report.name for report in due} | heard)
        said = tuple(said for name in names for said in _said(name, month, ear))
        late = _late([report.name for report in due], month, ear)
        there = {one.report for one in late} | {name for name in names if records.last_good(name, month)}
        missing = tuple(report.name for report in due if report.name not in there and _is_due(report, month))
        asked = {decision.get("id") for one in said for decision in one.decisions}
        log, fault = _log(Period(month).last_day, asked)
        known = titles.titles()
        return Others(month, {name: known.get(name, name) for name in names}, said, late, missing, log, fault)


class Ear:
    """What the report that asks may hear of others: nothing that is, or was made, for fewer readers than its own."""

    def __init__(self, asker: str) -> None:
        self._today = audiences.present()
        self.readers = self._today.get(asker, EVERYBODY)

    def may_read(self, report: str) -> bool:
        """Whether a report is for its readers today, whatever its records were made for."""
        return self.readers.may_read(self._today.get(report, EVERYBODY))

    def hear(self, record: Record | None) -> Record | None:
        """A record that may be heard, else None."""
        return record if record and audiences.may_hear(self.readers, record, self._today) else None

    def recorded(self, month: str) -> set[str]:
        """Reports with a page of the period that may be heard; their parameters file may be gone."""
        files = (workbook.kept() / "records" / month).glob("*/*/run.json")
        return {record["report"] for file in files if (record := self.hear(records.read(file)))}


def _is_other(report: str, month: str, last: frozenset[str], asker: str) -> bool:
    """Whether a report says something of its own: a review repeats what others say."""
    if report in last or report.partition("/")[0] == asker.partition("/")[0]:
        return False
    return not (records.last_good(report, month) or {}).get("others")


def _said(report: str, month: str, ear: Ear) -> list[Said]:
    found = ((period, ear.hear(records.last_good(report, period))) for period in _periods(month))
    return [
        _one(record, ear.readers, blocks=period == month)
        for period, record in found
        if record and not record.get("others")
    ]


def _periods(month: str) -> list[str]:
    """The period, the twelve before it, and the months that all these are made of: oldest first."""
    last = Period(month)
    own = [last.shift(-back) for back in range(records.HISTORY, -1, -1)]
    months = [month for period in own for month in period.months]
    return list(dict.fromkeys([*months, *(period.text for period in own)]))


def _one(record: Record, readers: Readers, *, blocks: bool) -> Said:
    page = record["published"][0]["path"] if record["published"] else ""
    return Said(
        report=record["report"],
        month=record["month"],
        page=readers.way(Readers.of(record), page) if page else "",
        headline=record["headline"] or "",
        figures=record["figures"],
        decisions=record["decisions"],
        blocks=record.get("blocks", []) if blocks else [],
        inputs=[_input(entry) for entry in record["inputs"]],
        sample=bool(record.get("sample_data")),
    )


def _input(entry: Mapping[str, Any]) -> dict[str, Any]:
    newest = None if entry.get("rare") else entry.get("newest")  # as workbook.note_input explains
    return {"table": entry.get("table"), "path": entry.get("path"), "newest": newest}


def _late(names: Sequence[str], month: str, ear: Ear) -> tuple[Late, ...]:
    failed = {record["report"]: record for record in records.latest_failures(month) if ear.hear(record)}
    found = [records.newer(failed.get(name), records.last_good(name, month)) for name in names]
    return tuple(Late(r["report"], r["status"], (r["reason"] or "").partition("\n")[0]) for r in found if r)


def _is_due(report: Report, month: str) -> bool:
    """Whether a parameters file asks for a page of the period: one for the last month does so every month."""
    try:
        default = parameters.read_schema(report.notebook).get("month")
        written = parameters.read_values(report).written.get("month", default.default if default else "last_month")
        period = Period(month)
        return period.kind == "month" if written.startswith("last_month") else Period(written) == period
    except ParameterError:
        return Period(month).kind == "month"


def _log(last_day: date, asked: Collection[str | None]) -> tuple[tuple[Entry, ...], str]:
    """Answers given by a day to decisions that were heard of."""
    try:
        given = (entry for entry in decision_log.entries() if entry.id in asked)
        return tuple(entry for entry in given if Period(entry.period).last_day <= last_day), ""
    except DataError as fault:
        return (), str(fault).partition("\n")[0]
