"""Run one notebook through papermill, with a journal of its own.

Papermill's own account of a run cannot be trusted: after a timeout or a dead kernel it marks cells complete
that never ran, and it takes `sys.exit(0)` for success. So the journal of started and finished cells and the
exception's class decide.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prodops_kit.errors import RunError

Tell = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class Journal:
    """What happened, cell by cell, told to the parent as it happens.

    Attributes:
        started: Index in the analyst's notebook of the last cell that began, or None.
        finished: Indices in the executed notebook of cells that ended without an error.
        notebook: The live notebook, with outputs so far.
    """

    tell: Tell
    started: int | None = None
    finished: list[int] = field(default_factory=list)
    notebook: Any = None

    def on_notebook_start(self, notebook: Any) -> None:
        """Keep the live notebook: papermill does not save it when a kernel dies."""
        self.notebook = notebook

    def on_cell_start(self, cell: Any, cell_index: int) -> None:
        """Note a cell that begins."""
        if cell["cell_type"] == "code":
            injected = [i for i, c in enumerate(self.notebook.cells[:cell_index]) if _is_injected(c)]
            self.started = cell_index - len(injected)
            self.tell({"event": "cell", "index": self.started, "of": len(self.notebook.cells)})

    def on_cell_executed(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        """Note a cell that ended well."""
        expected = "raises-exception" in cell["metadata"].get("tags", [])
        if execute_reply["content"]["status"] == "ok" or expected:
            self.finished.append(cell_index)


def start_kernel(request: dict[str, Any], tell: Tell) -> Any:
    """Launch the notebook's kernel at once: it starts on one core while papermill is imported on another.

    Local sockets rather than ports where the platform has them, so that runs never race for a port.

    Raises:
        RunError: The notebook names a kernel that is not installed.
    """
    from jupyter_client.manager import AsyncKernelManager

    name = _kernel_name(Path(request["notebook"]))
    transport = "ipc" if os.name == "posix" else "tcp"
    connection = str(Path(request["sockets"]) / "kernel.json")
    manager = AsyncKernelManager(kernel_name=name, transport=transport, connection_file=connection)
    spec = _kernel_spec(manager, name)
    arguments = ["--HistoryManager.enabled=False"] if spec.language == "python" else []

    async def start() -> None:
        environment = os.environ | request["environment"]
        await manager.start_kernel(cwd=request["root"], env=environment, extra_arguments=arguments)

    asyncio.run(start())
    tell({"event": "kernel", "pid": getattr(manager.provisioner, "pid", None)})
    return manager


def _kernel_name(notebook: Path) -> str:
    """The kernel a notebook asks for; python3 when it names none."""
    kernelspec = json.loads(notebook.read_bytes()).get("metadata", {}).get("kernelspec")
    name = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    return name if isinstance(name, str) and name else "python3"


def _kernel_spec(manager: Any, name: str) -> Any:
    from jupyter_client.kernelspec import NoSuchKernel

    try:
        return manager.kernel_spec
    except NoSuchKernel:
        known = ", ".join(sorted(manager.kernel_spec_manager.find_kernel_specs()))
        raise RunError(
            f"there is no kernel '{name}' here; this environment has {known}. Choose one in JupyterLab and save."
        ) from None


def import_papermill() -> None:
    """Load papermill, which takes as long as a kernel takes to start: call it while one does."""
    import papermill.execute  # noqa: F401


def stop_kernel(manager: Any) -> None:
    """End the kernel now, with every process it started; nothing in a notebook may rely on exit handlers."""
    group = getattr(manager.provisioner, "pgid", None)
    asyncio.run(manager.shutdown_kernel(now=True))
    if group and os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def execute(request: dict[str, Any], manager: Any, tell: Tell) -> dict[str, Any]:
    """Execute a notebook and save it with its outputs, whatever happens.

    Args:
        request: notebook, parameters, executed (where to save), cell_timeout, start_timeout.
        manager: The running kernel.

    Returns:
        `end` (returned, error, timeout or dead), ename, message, trace, cell (index of the failing cell in the
        analyst's notebook, or None).
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    journal = Journal(tell)
    try:
        _papermill(request, manager, journal)
        outcome = _returned(journal)
    except PapermillExecutionError as fault:
        outcome = {"end": "error", "ename": fault.ename, "message": fault.evalue, "trace": fault.traceback}
    except CellTimeoutError:
        outcome = {
            "end": "timeout",
            "ename": "CellTimeoutError",
            "message": f"The cell took over {request['cell_timeout']} s",
        }
    except DeadKernelError:
        outcome = {"end": "dead", "ename": "DeadKernelError", "message": ""}
    except RuntimeError as fault:  # jupyter_client's words for a kernel that does not answer, or dies first
        dead = "died" in str(fault).lower()
        silent = f"The kernel did not answer within {request['start_timeout']} s"
        outcome = {"end": "dead" if dead else "timeout", "ename": "RuntimeError", "message": silent}
    _save(journal.notebook, Path(request["executed"]))
    return outcome | {"cell": None if outcome["end"] == "returned" else journal.started}


def _papermill(request: dict[str, Any], manager: Any, journal: Journal) -> None:
    from papermill.execute import execute_notebook

    logging.getLogger("papermill").setLevel(logging.ERROR)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    execute_notebook(
        request["notebook"],
        None,
        kernel_name=manager.kernel_name,
        parameters=request["parameters"],
        progress_bar=False,
        request_save_on_cell_execute=False,
        start_timeout=request["start_timeout"],
        execution_timeout=request["cell_timeout"],
        km=manager,
        on_notebook_start=journal.on_notebook_start,
        on_cell_start=journal.on_cell_start,
        on_cell_executed=journal.on_cell_executed,
    )


def _returned(journal: Journal) -> dict[str, Any]:
    """Papermill came back: believe it only when every code cell is known to have ended."""
    cells = journal.notebook.cells
    due = [i for i, c in enumerate(cells) if c.cell_type == "code" and c.source.strip()]
    skipped = [i for i in due if "skip-execution" in cells[i].metadata.get("tags", [])]
    if set(due) - set(skipped) <= set(journal.finished):
        return {"end": "returned"}
    return {"end": "error", "ename": "SystemExit", "message": "the notebook called sys.exit", "trace": []}


def _save(notebook: Any, file: Path) -> None:
    import nbformat

    if notebook is None:
        return
    for cell in notebook.cells:
        if _is_injected(cell):
            cell["id"] = "injected-parameters"
    nbformat.write(notebook, str(file))  # type: ignore[no-untyped-call]


def _is_injected(cell: Any) -> bool:
    """Papermill puts the parameters into a cell of its own, after the notebook's."""
    return "injected-parameters" in cell["metadata"].get("tags", [])
