"""What tests share: a workbook of their own, and notebooks written in two lines."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from forking import Commands
from hypothesis import settings
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

REPOSITORY = Path(__file__).parent.parent
settings.register_profile("kit", deadline=None)  # how long an example takes is no property
settings.load_profile("kit")
SHARED = REPOSITORY.parent / "shared"
PARAMETERS = 'month = "2026-10"\nnumber = 3'


def wait_for(what, seconds=20.0):
    """What a call comes to once it is true, or None when it stays false."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    return None


def alive(pid):
    """Whether a process runs; one that has ended and waits for its parent does not."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().split()[2] != "Z"


class Workbook:
    """A workbook in an empty folder.

    Cells starting with `#` are markdown, all others code; the first code cell is the parameters cell.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("notebooks", "parameters", "data"):
            (root / folder).mkdir()

    def notebook(self, name: str, *cells: str, parameters: str = PARAMETERS) -> Path:
        written = [new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        written += [new_markdown_cell(cell) if cell.startswith("#") else new_code_cell(cell) for cell in cells]
        if cells and cells[0].startswith("# "):
            written[0], written[1] = written[1], written[0]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        for number, cell in enumerate(written):
            cell["id"] = f"cell-{number}"
        path = self.root / "notebooks" / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=written, metadata={"kernelspec": kernel}), str(path))
        return path

    def parameters(self, report: str, text: str = 'month: "2026-10"\nnumber: 3\n') -> Path:
        path = self.root / "parameters" / f"{report}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def report(self, *cells: str, name: str = "probe/monthly") -> None:
        """A notebook and its parameters file in one."""
        self.notebook(name.partition("/")[0], *(cells or ("# Probe\n\nWhat is it?", "1 + 1")))
        self.parameters(name)

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


@pytest.fixture
def workbook_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """A workbook that is the working directory."""
    made = Workbook(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PRODOPS_")]:
        monkeypatch.delenv(name)
    return made


@pytest.fixture(scope="session")
def fresh_prodops() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line, as a process started from nothing in the working directory."""

    def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "prodops_kit", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | environment)

    return call


@pytest.fixture(scope="session")
def prodops(fresh_prodops) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """The command line, as a process in the working directory; see `forking`."""
    if sys.platform != "linux":
        yield fresh_prodops
        return
    with closing(Commands()) as commands:
        yield lambda *arguments, **environment: commands.call(arguments, os.environ | environment)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's files, written once; a test copies them."""
    from prodops_kit import sample

    return sample.write(tmp_path_factory.mktemp("company")).parent


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, company: Path) -> Path:
    """The project's own notebooks and parameters with the sample company, as the working directory."""
    for folder in ("notebooks", "parameters"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(company, tmp_path / "data")
    return tmp_path


CLOCK = {"SOURCE_DATE_EPOCH": "1793577840", "PRODOPS_HASH_KEY": "k"}  # else each workbook has other pseudonyms


@pytest.fixture(scope="session")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make report` leaves, made once for all processes of a test run: to be read or copied, never changed."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "two months"
    with (base.parent / f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "reports" / "index.html").exists():
            make_report(root, "last_month-1", "last_month")
    return root


def files_of(folder: str | Path) -> dict[str, bytes]:
    """What a folder holds, by path in it."""
    files = [file for file in Path(folder).rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def make_report(root: Path, *months: str) -> None:
    """Months of every shipped report on the sample company, in a new folder."""
    command = [sys.executable, "-m", "prodops_kit"]
    for folder in ("notebooks", "parameters"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (root / ".ci").mkdir()
    shutil.copyfile(REPOSITORY / ".ci/lock.txt", root / ".ci/lock.txt")
    asked = [word for month in months for word in ("--month", month)]
    for arguments in (["sample", "--out", "data"], ["run", *asked]):
        done = subprocess.run(
            command + arguments, cwd=root, capture_output=True, text=True, timeout=600, env=_without_settings() | CLOCK
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PRODOPS_")}


@pytest.fixture(scope="module")
def reported(two_months):
    """The workbook in which every report of two months has run, to be read only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(two_months)
        yield two_months


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_months: Path) -> Path:
    """The shipped reports of two months of the sample company, as the working directory."""
    root = tmp_path / "published"
    shutil.copytree(two_months, root)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PRODOPS_HASH_KEY", CLOCK["PRODOPS_HASH_KEY"])
    return root


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """A file of public data that stands beside the repository on some machines."""

    def find(path: str) -> Path:
        if not (SHARED / path).exists():
            pytest.skip(f"public data {path} is not on this machine")
        return SHARED / path

    return find
