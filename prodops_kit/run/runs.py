"""One run of one report: lock, inputs, fingerprint, execution, verdict, publication, record."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prodops_kit import inspection, records, snapshots, titles, workbook
from prodops_kit.audiences import Readers, own_folder, present
from prodops_kit.errors import RunError
from prodops_kit.notebook import cells_of
from prodops_kit.notes import without_addresses
from prodops_kit.parameters import Report, Values, missing_inputs
from prodops_kit.records import Record
from prodops_kit.run import attachments, payloads, publish, secrets
from prodops_kit.run import fingerprint as prints
from prodops_kit.run.pool import Event, Worker
from prodops_kit.run.verdict import Verdict, judge
from prodops_kit.settings import Settings, stale_inputs

_KEPT = ("headline", "figures", "decisions")


@dataclass(frozen=True, slots=True)
class Job:
    """One report to run for one period, parameters checked."""

    report: Report
    values: Values
    settings: Settings
    month: str

    @property
    def readers(self) -> Readers:
        """Who may read its page."""
        return Readers.by(self.settings)

    @property
    def trial(self) -> bool:
        """Whether values were set on the command line: such a run never replaces a page."""
        return bool(self.values.trial)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    Attributes:
        path: Page as a person knows it, or None when there is none.
        seconds: Time from start to published.
    """

    report: str
    month: str
    status: str
    seconds: float = 0.0
    path: str | None = None
    reason: str | None = None


def run(job: Job, worker: Worker, *, force: bool, on_event: Callable[[Event], None]) -> Outcome:
    """Run a report and publish its page, unless nothing has changed since the last good run."""
    name, month = job.report.name, job.month
    with publish.locked(name, month, wait=0.5) as mine:
        if not mine:
            return Outcome(name, month, "busy", reason="Another run of this report is at work.")
        refused = refusals(job)
        content = job.report.notebook.read_bytes()  # what is judged, runs and is fingerprinted is one and the same
        cells = cells_of(content, workbook.name(job.report.notebook))
        if not force and not job.trial and not refused and _is_unchanged(job, cells):
            records.mark_mended(name, month)
            publish.remove_failure(name, month)
            path = workbook.name(job.readers.folder / publish.page_path(name, month))
            return Outcome(name, month, "unchanged", path=path)
        return Attempt(job, content, cells).make(worker, refused, on_event)


def refusals(job: Job) -> list[str]:
    """Why a job's inputs cannot be used: missing, or older than their limit."""
    return missing_inputs(job.values) + stale_inputs(job.values, job.settings)


def refuse(report: str, month: str, message: str) -> Outcome:
    """Record that a report could not start because its settings are wrong."""
    now = datetime.now(UTC)
    record = _blank(report, month) | {"status": "invalid", "reason": message, "started": _stamp(now)}
    record |= _made_for(present().get(report) or _readers_before(report))
    records.write(_attempts(report, month) / f"{_id(now)}.json", record)
    return Outcome(report, month, "invalid", reason=message)


def _readers_before(report: str) -> Readers:
    """For whom a report was last made: who may read it today cannot be told while its settings are faulty."""
    return next((Readers.of(record) for record in records.good() if record["report"] == report), Readers())


def _made_for(readers: Readers) -> Record:
    return {"audience": readers.audience, "restricted": readers.restricted}


def sweep() -> None:
    """Remove what runs whose process is gone have left: it may hold what would have been redacted."""
    for folder in (workbook.kept() / "runs").glob("*-*"):
        owner = folder.name.rpartition("-")[2]
        if owner.isdecimal() and not records.is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_unchanged(job: Job, cells: prints.Cells) -> bool:
    last = records.last_good(job.report.name, job.month)
    if last is None or not last["fingerprint"] or not publish.is_intact(last) or Readers.of(last) != job.readers:
        return False
    files = prints.current_files(last)
    if files is None:
        return False
    asked, heard = [decision["id"] for decision in last["decisions"]], prints.current_others(last)
    words, rested = job.readers.words, snapshots.current(last.get("snapshots", []))
    about = (job.report.name, job.month, cells, job.values)
    mark = prints.fingerprint(*about, files, asked, heard, words, rested)
    return bool(mark == last["fingerprint"])


class Attempt:
    """One attempt, from its start record to its end."""

    def __init__(self, job: Job, content: bytes, cells: prints.Cells) -> None:
        self._job, self._content, self._cells = job, content, cells
        self._began = time.monotonic()
        now = datetime.now(UTC)
        self._id = _id(now)
        self._folder = workbook.kept() / "runs" / self._id
        self._executed = self._folder / "executed.ipynb"
        self._file = _attempts(job.report.name, job.month) / f"{self._id}.json"
        self._secrets = job.settings.secret_values()
        self._saved: dict[str, bytes] = {}
        values = job.values
        self._record: Record = _blank(job.report.name, job.month) | {
            "trial": job.trial,
            "started": _stamp(now),
            "built": _stamp(workbook.now()),
            "parameters": {
                "written": dict(values.written),
                "resolved": dict(values.resolved),
                "defaults": list(values.defaults),
                "set": list(values.trial),
            },
            "owner": job.settings.owner,
            **_made_for(job.readers),
        }

    def make(self, worker: Worker, refused: list[str], on_event: Callable[[Event], None]) -> Outcome:
        """Run the notebook and keep what comes of it."""
        try:
            own_folder(self._folder)
            (self._folder / "files").mkdir()
            (self._folder / "notebook.ipynb").write_bytes(self._content)
            self._write_record()
            if refused:
                return self._fail(Verdict("data-refused", "\n".join(refused)))
            outcome = worker.run(self._request(), seconds=self._job.settings.total_timeout, on_event=on_event)
            verdict = judge(outcome, workbook.name(self._job.report.notebook), self._cells)
            self._redact()
            return self._succeed() if verdict.status == "ok" else self._fail(verdict)
        except OSError as fault:
            return self._fail(Verdict("publish-failed", f"Writing failed: {fault.strerror}."))
        except RunError as fault:
            return self._fail(Verdict("publish-failed", str(fault)))
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _request(self) -> dict[str, Any]:
        job = self._job
        return {
            "notebook": str(self._folder / "notebook.ipynb"),
            "parameters": dict(job.values.resolved),
            "executed": str(self._executed),
            "folder": str(self._folder),
            "root": str(workbook.root()),
            "cell_timeout": job.settings.cell_timeout,
            "start_timeout": job.settings.start_timeout,
            "environment": {
                workbook.ROOT_VARIABLE: str(workbook.root()),
                workbook.REPORT_VARIABLE: job.report.name,
                workbook.MONTH_VARIABLE: job.month,
                workbook.RUN_VARIABLE: str(self._folder),
                workbook.CLOCK_VARIABLE: str(int(datetime.fromisoformat(self._record["built"]).timestamp())),
                "IPYTHONDIR": str(workbook.kept() / "ipython"),  # a person's own start-up files change no report
                "PYTHONHASHSEED": "0",
            },
        }

    def _redact(self) -> None:
        """Remove secrets from everything the run wrote before anything of it is kept."""
        for file in self._folder.rglob("*") if self._secrets else ():
            if file.is_file():
                file.write_bytes(secrets.redact(file.read_bytes(), self._secrets))

    def _write_record(self) -> None:
        if self._job.readers.restricted:
            publish.own_records(self._record)
        self._redact_record()
        records.write(self._file, self._record)

    def _redact_record(self) -> None:
        self._record = json.loads(secrets.redact(json.dumps(self._record).encode(), self._secrets))

    def _succeed(self) -> Outcome:
        from prodops_kit.run import page

        parts = json.loads((self._folder / "export.json").read_text(encoding="utf-8"))
        wrong = payloads.fault(parts["payloads"])
        if wrong:
            return self._fail(Verdict("failed", f"{workbook.name(self._job.report.notebook)}: {wrong}"))
        self._record |= self._recorded(parts)
        title = titles.title(self._job.report, parts["title"])
        content = secrets.redact(page.report_page(self._record, parts | {"title": title}).encode(), self._secrets)
        saved = attachments.attachments(self._folder / "files", self._record, title)
        self._saved = {name: secrets.redact(file, self._secrets) for name, file in saved.items()}
        problems = [*inspection.faults(content.decode()), *attachments.faults(self._saved)]
        if problems:
            return self._fail(Verdict("publish-failed", "\n".join(problems)))
        return self._outcome(self._keep(content))

    def _keep(self, content: bytes) -> str:
        """Put the page where it belongs; its path as a person knows it."""
        return self._keep_trial(content) if self._job.trial else self._publish(content)

    def _recorded(self, parts: dict[str, Any]) -> Record:
        """What the record says of a good run; equal fingerprints share the first one's build stamp."""
        job, inputs = self._job, _inputs(self._folder)
        modules, past = _past_loaders(self._folder, inputs, self._cells)
        hashes = {entry["path"]: entry["sha256"] for entry in inputs}
        hashes |= {name: workbook.sha256(workbook.path(name)) for name in modules}
        shown = {kind: [p for p in parts["payloads"] if p["kind"] == kind] for kind in _KEPT}
        decisions = [decision for p in shown["decisions"] for decision in p["decisions"]]
        asked, heard = [decision["id"] for decision in decisions], _journal(self._folder / "others.jsonl")
        about, words = (job.report.name, job.month, self._cells, job.values), job.readers.words
        rested = snapshots.rests_on(self._folder)
        mark = None if past else prints.fingerprint(*about, hashes, asked, heard, words, rested)
        last = records.last_good(job.report.name, job.month)
        same = last if last and mark and last["fingerprint"] == mark else None
        return {
            "status": "ok",
            "seconds": round(time.monotonic() - self._began, 2),
            "fingerprint": mark,
            "built": same["built"] if same else self._record["built"],
            "code": same["code"] if same else prints.code_state(),
            "versions": prints.versions(),
            "sample_data": any(map(workbook.is_sample, hashes.values())) or any(entry["sample"] for entry in heard),
            "inputs": inputs,
            "others": heard,
            "snapshots": rested,
            "modules": modules,
            "headline": next((p["text"] for p in shown["headline"]), ""),
            "figures": [figure for p in shown["figures"] for figure in p["figures"]],
            "decisions": decisions,
            "blocks": [p["block"] for p in parts["payloads"] if p.get("lead")],
            "warnings": parts["warnings"] + past,
        }

    def _publish(self, content: bytes) -> str:
        job = self._job
        path = publish.page_path(job.report.name, job.month)
        files = {path: content}
        files |= {f"{path.removesuffix('.html')}.{name}": saved for name, saved in self._saved.items()}
        snapshots.keep(self._folder)
        self._write_record()
        publish.publish(self._record, files, self._executed)
        self._file.unlink()
        return workbook.name(job.readers.folder / path)

    def _keep_trial(self, content: bytes) -> str:
        """A trial's page stays under `.prodops/`, where leaders do not look."""
        folder, stem = self._file.with_suffix(""), self._job.report.name.replace("/", "-")
        folder.mkdir()
        records.write_synced(folder / f"{stem}.html", content)
        for name, saved in self._saved.items():
            records.write_synced(folder / f"{stem}.{name}", saved)
        self._record |= {"blocks": []}
        self._write_record()
        return workbook.name(folder / f"{stem}.html")

    def _fail(self, verdict: Verdict) -> Outcome:
        self._record |= {
            "status": verdict.status,
            "reason": verdict.reason and without_addresses(verdict.reason),
            "failed_cell": verdict.cell,
            "failed_heading": verdict.heading,
            "seconds": round(time.monotonic() - self._began, 2),
        }
        try:
            return self._outcome(self._keep_failure())
        except OSError:  # a full disk: the start record stays and is found as lost
            return self._outcome(None)

    def _keep_failure(self) -> str | None:
        """Keep what a failed run leaves; the path of a page that is for its author only, or None."""
        if self._executed.is_file():
            self._executed.replace(self._file.with_suffix(".ipynb"))
        self._write_record()
        if not self._job.trial and self._record["status"] != "interrupted":
            _show_failure(self._record)
        return None

    def _outcome(self, path: str | None) -> Outcome:
        record = self._record
        seconds = round(time.monotonic() - self._began, 2)
        return Outcome(record["report"], record["month"], record["status"], seconds, path, record["reason"])


def _show_failure(record: Record) -> None:
    from prodops_kit.run import page

    title = titles.titles().get(record["report"]) or str(record["report"])
    path = publish.failure_path(record["report"], record["month"])
    publish.replace_page(path, page.failure_page(record, title).encode(), Readers.of(record))


def _inputs(folder: Path) -> list[dict[str, Any]]:
    """What the loaders read, each file once, in order of reading."""
    entries = _journal(folder / "inputs.jsonl")
    return list({(entry["table"], entry["path"]): entry for entry in entries}.values())


def _journal(file: Path) -> list[dict[str, Any]]:
    """What the kernel noted, a line each."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [json.loads(line) for line in lines]


def _past_loaders(folder: Path, inputs: list[dict[str, Any]], cells: prints.Cells) -> tuple[list[str], list[str]]:
    """Modules of the team's own that were loaded, and why a report cannot be known to be unchanged."""
    journal = folder / "opened.txt"
    opened = journal.read_text(encoding="utf-8").splitlines() if journal.is_file() else []
    noted = {entry["path"] for entry in inputs}
    noted |= {workbook.name(file) for path in noted for file in _definitions(workbook.path(path))}
    others = sorted(set(opened) - noted)
    modules = [name for name in others if name.endswith(".py") and workbook.is_file(name)]
    files, calls = [name for name in others if name not in modules], prints.readers_in_code(cells)
    if not files and not calls:
        return modules, []
    what = ", ".join(files) if files else f"what {', '.join(calls)} can reach"
    return modules, [f"Always runs again: it reads {what} past the kit's loaders, so a change there cannot be seen."]


def _definitions(path: Path) -> list[Path]:
    return workbook.definitions(path) if path.is_dir() else []


def _blank(report: str, month: str) -> Record:
    return {
        "schema": records.SCHEMA,
        "report": report,
        "month": month,
        "status": "running",
        "reason": None,
        "trial": False,
        "seconds": 0.0,
        "kernel": "cold",
        "fingerprint": None,
        "sample_data": False,
        "parameters": {"written": {}, "resolved": {}, "defaults": [], "set": []},
        "inputs": [],
        "others": [],
        "snapshots": [],
        "headline": None,
        "figures": [],
        "decisions": [],
        "blocks": [],
        "published": [],
        "modules": [],
        "warnings": [],
        "failed_cell": None,
        "versions": {},
        "code": {"commit": None, "dirty": None},
    }


def _attempts(report: str, month: str) -> Path:
    return records.folder(report, month) / "attempts"


def _id(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
