"""Several reports and periods in one command: checked first, run side by side, oldest period first."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from types import FrameType
from typing import Protocol

from prodops_kit import parameters, statuses, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.parameters import Report
from prodops_kit.periods import Period
from prodops_kit.run import runs
from prodops_kit.run.pool import Event, Worker
from prodops_kit.run.runs import Job, Outcome
from prodops_kit.run.verdict import own_fault
from prodops_kit.settings import read_settings, turns


class Progress(Protocol):
    """Who is told while reports run."""

    def event(self, report: str, month: str, event: Event) -> None:
        """A worker said something: `kernel`, `cell` (with index and of), `export`."""

    def outcome(self, outcome: Outcome) -> None:
        """A report has ended."""


def run_all(
    reports: list[Report],
    *,
    months: tuple[str, ...],
    trial: tuple[str, ...],
    jobs: int | None,
    force: bool,
    progress: Progress,
    done: Collection[tuple[str, str]] = (),
) -> tuple[list[Outcome], int]:
    """Run reports for one or several periods.

    Args:
        months: Periods as written on the command line, or empty for each file's own.
        trial: `name=value` texts; such a run replaces no page.
        jobs: Reports at once; None for one a core.
        done: Names and periods that are left out.

    Returns:
        Outcomes in the order of periods and reports, and the exit code that stands for them.
    """
    prepared, refused = _prepare(reports, months, trial)
    prepared = [job for job in prepared if (job.report.name, job.month) not in done]
    for outcome in refused:
        progress.outcome(outcome)
    pool = _Pool(min(jobs or os.cpu_count() or 1, max(1, len(prepared))), force, progress)
    with pool.stopped_by_signals():
        outcomes = refused + pool.run(prepared)
    order = {(month, report.name): i for i, (month, report) in enumerate((job.month, job.report) for job in prepared)}
    outcomes.sort(key=lambda o: order.get((o.month, o.report), -1))
    codes = [statuses.STATUSES[outcome.status].code for outcome in outcomes]
    return outcomes, pool.exit_code or statuses.worst(codes)


def _prepare(reports: list[Report], months: tuple[str, ...], trial: tuple[str, ...]) -> tuple[list[Job], list[Outcome]]:
    """Check every report's parameters before any kernel starts."""
    prepared, refused, known = [], [], parameters.reports()
    wanted = sorted({Period(workbook.month(month)) for month in months}, key=_age)
    periods: list[str | None] = [period.text for period in wanted] or [None]
    for month in periods:
        for report in reports:
            try:
                values = parameters.read_values(report, month=month, trial=trial)
                period = str(values.resolved.get("month") or month or workbook.month("last_month"))
                prepared.append(Job(report, values, read_settings(report.name, known), period))
            except ParameterError as fault:
                refused.append(_refused(report, month or parameters.written_month(report), str(fault), bool(trial)))
    return prepared, refused


def _refused(report: Report, month: str, message: str, trial: bool) -> Outcome:
    if trial:
        return Outcome(report.name, month, "invalid", reason=message)
    return runs.refuse(report.name, month, message)


def _turns(jobs: list[Job]) -> Iterator[list[Job]]:
    """Jobs of one period, those first that the others come after."""
    for names in turns({job.report.name: job.settings.after for job in jobs}):
        yield [job for job in jobs if job.report.name in names]


def _age(period: Period) -> tuple[date, int]:
    """Oldest first, because a period's deltas need the one before; a quarter comes after its months."""
    return period.end, -period.start.toordinal()


class _Pool:
    """Job slots, each with a worker of its own; one report's failure never stops another."""

    def __init__(self, slots: int, force: bool, progress: Progress) -> None:
        self._workers = [Worker() for _ in range(slots)]
        self._free: queue.Queue[Worker] = queue.Queue()
        for worker in self._workers:
            self._free.put(worker)
        self._force, self._progress = force, progress
        self.exit_code = 0

    def run(self, prepared: list[Job]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        with ThreadPoolExecutor(len(self._workers)) as threads:
            for month in dict.fromkeys(job.month for job in sorted(prepared, key=lambda job: _age(Period(job.month)))):
                for ready in _turns([job for job in prepared if job.month == month]):
                    due = [threads.submit(self._run, job) for job in ready]
                    _import_page_early()
                    outcomes += [future.result() for future in due]
        for worker in self._workers:
            worker.close()
        return outcomes

    def _run(self, job: Job) -> Outcome:
        worker = self._free.get()
        try:
            if self.exit_code:
                return Outcome(job.report.name, job.month, "interrupted")
            told = partial(self._progress.event, job.report.name, job.month)
            try:
                outcome = runs.run(job, worker, force=self._force, on_event=told)
            except Exception as fault:  # a fault of the kit stops this report, not the others
                outcome = Outcome(
                    job.report.name, job.month, "failed", reason=own_fault(type(fault).__name__, traceback.format_exc())
                )
            self._progress.outcome(outcome)
            return outcome
        finally:
            self._free.put(worker)

    @contextmanager
    def stopped_by_signals(self) -> Iterator[None]:
        """Pass an interrupt on to the workers, and end with its exit code."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        before = {number: signal.signal(number, self._stop) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.exit_code = 130 if number == signal.SIGINT else statuses.TERMINATED
        for worker in self._workers:
            worker.stop()


def _import_page_early() -> None:
    """Load what publishing needs while the workers are busy."""
    if "prodops_kit.run.index" not in sys.modules:
        import prodops_kit.run.index  # noqa: F401
