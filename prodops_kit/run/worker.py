"""The process that runs notebooks for one job slot, one after another.

It reads requests from standard input and answers on standard output, both as JSON lines. The parent owns
deadlines and verdicts, and kills this process and its kernel when a deadline passes.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from prodops_kit.errors import RunError


def main() -> None:
    """Serve requests until standard input ends; end at once when it does while one is at work."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever libraries print must not mix with the answers
    requests: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while (line := requests.get()) is not None:
        _serve(json.loads(line), answers)
        _busy.clear()


_busy = threading.Event()
_kernels: list[int] = []  # process groups of kernels at work


def _listen(requests: queue.Queue[str | None]) -> None:
    for line in sys.stdin:
        _busy.set()
        requests.put(line)
    if _busy.is_set():  # the parent is gone: nobody waits for this run any more
        for group in _kernels:
            with suppress(OSError):
                os.killpg(group, signal.SIGKILL)
        os._exit(1)
    requests.put(None)


def _serve(request: dict[str, Any], answers: TextIO) -> None:
    def tell(event: dict[str, Any]) -> None:
        answers.write(json.dumps(event) + "\n")
        answers.flush()

    tell({"event": "end"} | _outcome(request, tell))


def _outcome(request: dict[str, Any], tell: Any) -> dict[str, Any]:
    try:
        return _run(request, tell)
    except RunError as fault:
        return {"end": "refused", "message": str(fault)}
    except Exception as fault:  # a fault of the kit: told, so that this process can go on
        return {"end": "fault", "ename": type(fault).__name__, "message": traceback.format_exc()}


def _run(request: dict[str, Any], tell: Any) -> dict[str, Any]:
    from prodops_kit.run import execute

    manager = execute.start_kernel(request, tell)
    _kernels[:] = [manager.provisioner.pid] if os.name == "posix" else []
    ready = threading.Thread(target=_import_exporter)  # while the kernel works
    try:
        execute.import_papermill()
        ready.start()
        outcome = execute.execute(request, manager, tell)
    finally:
        execute.stop_kernel(manager)
    ready.join()
    if outcome["end"] == "returned":
        from prodops_kit.run import export

        tell({"event": "export"})
        export.export(Path(request["executed"]), Path(request["folder"]))
    return outcome


def _import_exporter() -> None:
    import prodops_kit.run.export  # noqa: F401


if __name__ == "__main__":
    main()
    os._exit(0)  # all is told and written; taking the interpreter down would keep the parent waiting
