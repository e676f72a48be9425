"""What the other reports said: all that a review of the month is made of, and all that its page depends on.

`read` gathers it from records, parameters files, settings and the decision log. Nothing in it tells a time, so two
runs of the others that say the same are the same to it: `Others.digest` stands in the fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from prodops_kit import decision_log, parameters, records, settings, titles, workbook
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
        page: Its page, relative to the reports folder.
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


def read(month: str, *, apart_from: str) -> Others:
    """Read what the others said.

    Args:
        month: The period.
        apart_from: The notebook that asks; reports of the same, and those that run after all others, are not asked.

    Raises:
        ParameterError: `month` is no period, or a setting is wrong.
    """
    with workbook.accounted_for("reading what other reports said"):
        last = settings.reviews()
        due = [r for r in parameters.reports() if _is_other(r.name, month, last, apart_from)]
        recorded = {name for name in _recorded(month) if _is_other(name, month, last, apart_from)}
        names = sorted({report.name for report in due} | recorded)
        said = tuple(said for name in names for said in _said(name, month))
        late = _late([report.name for report in due], month)
        heard = {one.report for one in said if one.month == month} | {one.report for one in late}
        missing = tuple(report.name for report in due if report.name not in heard and _is_due(report, month))
        log, fault = _log(Period(month).last_day)
        known = titles.titles()
        return Others(month, {name: known.get(name, name) for name in names}, said, late, missing, log, fault)


def _recorded(month: str) -> set[str]:
    """Reports with a page of the period; their parameters file may be gone."""
    files = (workbook.kept() / "records" / month).glob("*/*/run.json")
    return {f"{file.parent.parent.name}/{file.parent.name}" for file in files}


def _is_other(report: str, month: str, last: frozenset[str], apart_from: str) -> bool:
    """Whether a report says something of its own: a review repeats what others say."""
    if report in last or report.partition("/")[0] == apart_from:
        return False
    return not (records.last_good(report, month) or {}).get("others")


def _said(report: str, month: str) -> list[Said]:
    found = ((period, records.last_good(report, period)) for period in _periods(month))
    return [_one(record, blocks=period == month) for period, record in found if record and not record.get("others")]


def _periods(month: str) -> list[str]:
    """The period, the twelve before it, and the months that all these are made of: oldest first."""
    last = Period(month)
    own = [last.shift(-back) for back in range(records.HISTORY, -1, -1)]
    months = [month for period in own for month in period.months]
    return list(dict.fromkeys([*months, *(period.text for period in own)]))


def _one(record: Record, *, blocks: bool) -> Said:
    return Said(
        report=record["report"],
        month=record["month"],
        page=record["published"][0]["path"] if record["published"] else "",
        headline=record["headline"] or "",
        figures=record["figures"],
        decisions=record["decisions"],
        blocks=record.get("blocks", []) if blocks else [],
        inputs=[{key: entry.get(key) for key in ("table", "path", "newest")} for entry in record["inputs"]],
        sample=bool(record.get("sample_data")),
    )


def _late(names: Sequence[str], month: str) -> tuple[Late, ...]:
    failed = {record["report"]: record for record in records.latest_failures(month)}
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


def _log(last_day: date) -> tuple[tuple[Entry, ...], str]:
    try:
        return tuple(e for e in decision_log.entries() if Period(e.period).last_day <= last_day), ""
    except DataError as fault:
        return (), str(fault).partition("\n")[0]
