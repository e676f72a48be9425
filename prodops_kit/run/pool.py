"""Worker processes: one a job slot, started when first needed, killed and replaced at a deadline."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

from prodops_kit import workbook

Event = dict[str, Any]


class Worker:
    """A worker process as its parent sees it.

    Worker and kernel each lead a process group of their own, so that killing reaches what they started.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[Event] = queue.Queue()
        self._kernel: int | None = None
        self._stopped = False

    def run(self, request: dict[str, Any], *, seconds: float, on_event: Callable[[Event], None]) -> Event:
        """Run one request to its end, or kill it when `seconds` have passed.

        Returns:
            The worker's `end` event; for a deadline or a dead worker one of the same form.
        """
        with tempfile.TemporaryDirectory(prefix="prodops-") as sockets:
            try:
                return self._run(request | {"sockets": sockets}, time.monotonic() + seconds, seconds, on_event)
            except BaseException:
                self.kill()  # its next answer would be to this request
                raise

    def _run(
        self, request: dict[str, Any], deadline: float, seconds: float, on_event: Callable[[Event], None]
    ) -> Event:
        process, seen = self._start(), Event()
        assert process.stdin is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        while True:
            try:
                event = self._answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.kill()
                return _ended("timeout", f"The whole run took over {seconds:g} s", seen)
            if event["event"] == "end":
                self._kernel = None  # it is gone, and its number may soon be another's
                return event
            if event["event"] == "gone":
                self.kill()
                return _ended("interrupted" if self._stopped else "dead", "", seen)
            seen = event if event["event"] == "cell" else seen
            self._kernel = event.get("pid") or self._kernel
            on_event(event)

    def _start(self) -> subprocess.Popen[str]:
        if self._process and self._process.poll() is None:
            return self._process
        self._answers = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "prodops_kit.run.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries print there may hold a customer's words
            text=True,
            encoding="utf-8",
            cwd=workbook.root(),
            start_new_session=True,
        )
        threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def stop(self) -> None:
        """Kill because a person or the system asked for it."""
        self._stopped = True
        self.kill()

    def close(self) -> None:
        """Let an idle worker end by itself, and wait for it."""
        if self._process and self._process.poll() is None and self._process.stdin:
            self._process.stdin.close()
            self._process.wait(timeout=10)

    def kill(self) -> None:
        """End worker and kernel with everything they started."""
        for pid in (self._process.pid if self._process else None, self._kernel):
            if pid:
                _kill_group(pid)
        if self._process:
            self._process.wait()
        self._process, self._kernel = None, None


def _listen(process: subprocess.Popen[str], answers: queue.Queue[Event]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        answers.put(json.loads(line))
    answers.put({"event": "gone"})


def _ended(end: str, message: str, last_cell: Event) -> Event:
    return {"event": "end", "end": end, "ename": "", "message": message, "cell": last_cell.get("index")}


def _kill_group(pid: int) -> None:
    try:
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)  # noqa: S607
    except ProcessLookupError:
        pass
