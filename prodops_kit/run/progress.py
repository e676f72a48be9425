"""How a run is followed: a live line a report on a terminal, plain lines elsewhere. All on standard error."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import Any

from prodops_kit.run.pool import Event
from prodops_kit.run.runs import Outcome
from prodops_kit.statuses import STATUSES


def sentence(outcome: Outcome) -> str:
    """One line, or several when there is a reason, that says how a report ended."""
    head = f"{outcome.report} {outcome.month}: {outcome.status}"
    took = f" in {outcome.seconds:.1f} s" if outcome.seconds else ""
    advice = STATUSES[outcome.status].advice
    reason = f"\n  {outcome.reason}".replace("\n", "\n  ") if outcome.reason else ""
    return f"{head}{took}{reason}" + (f"\n  {advice}" if reason and advice and not outcome.path else "")


class Lines:
    """Plain lines, for schedules and logs."""

    def event(self, report: str, month: str, event: Event) -> None:
        """Say when a kernel has started; cells would fill a log."""
        if event["event"] == "kernel":
            _say(f"{report} {month}: running")

    def outcome(self, outcome: Outcome) -> None:
        """Say how a report ended."""
        _say(sentence(outcome))

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        return


def _say(line: str) -> None:
    with suppress(OSError):  # nobody listens any more; the run goes on
        print(line, file=sys.stderr, flush=True)  # noqa: T201


class Live:
    """A moving line a report, for a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(30), TimeElapsedColumn())
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._tasks: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def event(self, report: str, month: str, event: Event) -> None:
        """Move a report's line on."""
        with self._lock:
            task = self._tasks.get((report, month))
            if task is None:
                task = self._tasks[report, month] = self._progress.add_task(f"{report} {month}", total=None)
            if event["event"] == "cell":
                self._progress.update(task, completed=event["index"], total=event["of"])

    def outcome(self, outcome: Outcome) -> None:
        """Replace a report's line by how it ended."""
        with self._lock:
            task = self._tasks.pop((outcome.report, outcome.month), None)
            if task is not None:
                self._progress.remove_task(task)
            self._console.print(sentence(outcome), markup=False)

    def __enter__(self) -> Live:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def follow() -> Lines | Live:
    """Live lines on a terminal, plain ones elsewhere."""
    return Live() if sys.stderr.isatty() else Lines()
