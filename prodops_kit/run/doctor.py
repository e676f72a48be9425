"""Whether this machine can run the workbook: `prodops doctor`."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

from prodops_kit import audiences, workbook
from prodops_kit.errors import KitError
from prodops_kit.run import listing, publish, withdrawal
from prodops_kit.run.fingerprint import LOCK_FILE

_NEEDED_MB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        well: Whether it needs no hand.
    """

    well: bool
    text: str

    def as_line(self) -> str:
        """`ok` or `look`, and the finding."""
        return f"{'ok  ' if self.well else 'look'}  {self.text}"


def examine() -> list[Finding]:
    """Look at Python, libraries, kernel, folders, inputs and leftovers."""
    try:
        root = workbook.root()
    except KitError as fault:
        return [_python(), Finding(False, str(fault))]
    return [
        _python(),
        Finding(True, f"workbook at {root}"),
        _libraries(root / LOCK_FILE),
        _jupyterlab(),
        _kernel(),
        *_folders(root),
        _disk(root),
        _reports(),
        _publications(),
    ]


def _python() -> Finding:
    well = sys.version_info >= (3, 11)
    return Finding(well, f"Python {platform.python_version()}" + ("" if well else "; the kit needs 3.11 or later"))


def _libraries(lock: Path) -> Finding:
    if not lock.is_file():
        return Finding(False, f"{LOCK_FILE} is missing, so versions cannot be compared; take it from the repository")
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)$", lock.read_text(encoding="utf-8"), re.MULTILINE))
    installed = {re.sub(r"[-_.]+", "-", d.name).lower(): d.version for d in distributions()}
    other = sorted(f"{n} {installed[n]} (lock: {v})" for n, v in pinned.items() if installed.get(n, v) != v)
    if other:
        return Finding(False, f"other versions than {LOCK_FILE}: {', '.join(other)}. Install with make report.")
    return Finding(True, f"libraries as in {LOCK_FILE}")


def _jupyterlab() -> Finding:
    """JupyterLab's schema checker builds a grammar at each import: a second on every start."""
    try:
        found = version("rfc3987-syntax")
    except PackageNotFoundError:
        return Finding(True, "JupyterLab is not in the environment that runs reports")
    return Finding(
        False, f"JupyterLab (rfc3987-syntax {found}) slows every run here by a second; make lab has its own environment"
    )


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        program = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding(False, "no kernel named python3; install ipykernel in this environment")
    own = program in ("python", f"python{sys.version_info.major}")  # Jupyter puts the running Python in its place
    same = own or Path(program).resolve() == Path(sys.executable).resolve()
    return Finding(same, "kernel python3 is this environment's" if same else f"kernel python3 is another's: {program}")


def _folders(root: Path) -> Iterator[Finding]:
    for folder in (root / "reports", root / ".prodops"):
        place = folder if folder.exists() else root
        well = place.is_dir() and os.access(place, os.W_OK)
        yield Finding(well, f"{folder.name}/ can be written" if well else f"{folder.name}/ cannot be written here")


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free // 1_000_000
    return Finding(free > _NEEDED_MB, f"{free:,} MB free on the disk of the workbook")


def _reports() -> Finding:
    try:
        found = listing.check(())
    except KitError as fault:
        return Finding(False, str(fault))
    problems = len(found.wrong) + len(found.missing)
    counted = "1 report" if found.reports == 1 else f"{found.reports} reports"
    text = counted if not problems else f"{problems} problems in reports; see prodops check"
    return Finding(not problems, text)


def _publications() -> Finding:
    misplaced = withdrawal.misplaced(audiences.present())
    if misplaced:
        pages = "1 page stands" if len(misplaced) == 1 else f"{len(misplaced)} pages stand"
        return Finding(False, f"{pages} where it may no longer be read; prodops index takes it away")
    well = not publish.unfinished()
    return Finding(well, "no publication cut off" if well else "a publication was cut off; prodops index finishes it")
