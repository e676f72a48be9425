"""What the benchmarks share: commands run in turns, each against a baseline of the same run, and tables.

Machines differ and are busy, so seconds say little and nothing here asserts on them. A ratio is the median, over
the rounds, of a command divided by the baseline of the same round; the range beside it says how far to trust it.
The first round is not counted: it fills caches, and compiles bytecode into a folder of its own, so that all
processes start as they do on an installed machine, whatever PYTHONDONTWRITEBYTECODE says here.

Wall and CPU seconds are those of a whole process with all the processes it started and waited for. Peak memory
is the sum over the process tree, each shared page counted once (PSS, Linux; elsewhere RSS), watched in a run
that is not timed. POSIX only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

WATCH_EVERY = 0.02  # seconds between two looks at the memory of a process tree
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Command:
    """One or more processes that run one after another and count as one.

    Attributes:
        steps: Arguments of each process.
        folder: Working directory.
        exits: The exit code that means it did its work.
    """

    steps: tuple[tuple[str, ...], ...]
    folder: Path
    exits: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took, and what its last step printed."""

    wall: float
    cpu: float
    output: str


Runs = Mapping[str, Sequence[Run]]


def runs_wanted(head: str | None) -> int:
    """The number of counted rounds, from the command line."""
    parser = argparse.ArgumentParser(description=(head or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="counted rounds; their median is printed")
    return int(parser.parse_args().runs)


@contextmanager
def clean_environment() -> Iterator[Path]:
    """A temporary folder; bytecode is compiled into it once, and no setting of this shell reaches the kit."""
    for name in [name for name in os.environ if name.startswith("PRODOPS_")]:
        del os.environ[name]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        yield Path(folder)


def in_turns(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Run]]:
    """Run each command once a round, A B A B; the first round is not counted."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            found[name].append(run(command))
    return {name: runs[1:] for name, runs in found.items()}


def run(command: Command) -> Run:
    """Run a command once and take its time."""
    steps = [_step(arguments, command) for arguments in command.steps]
    return Run(sum(step.wall for step in steps), sum(step.cpu for step in steps), steps[-1].output)


def _step(arguments: tuple[str, ...], command: Command) -> Run:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=command.folder, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = [_text(stream) for stream in (out, err)]
    if process.returncode != command.exits:
        raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}\n{texts[1][-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, texts[0])


def _text(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


def peak_memory(command: Command) -> int:
    """Most bytes held at once by the processes of a command, from one run that is not timed."""
    return max(_watched(arguments, command.folder) for arguments in command.steps)


def _watched(arguments: tuple[str, ...], folder: Path) -> int:
    import psutil

    most = 0
    quiet = subprocess.DEVNULL
    with subprocess.Popen(arguments, cwd=folder, stdout=quiet, stderr=quiet) as process:
        while process.poll() is None:
            most = max(most, _held(psutil.Process(process.pid)))
            time.sleep(WATCH_EVERY)
    return most


def _held(process: psutil.Process) -> int:
    import psutil

    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            held = one.memory_full_info()
            total += getattr(held, "pss", held.rss)
    except psutil.Error:  # one of them ended while it was looked at
        pass
    return total


Measure = Callable[[Run], float]


def wall(run: Run) -> float:
    """Seconds from start to end."""
    return run.wall


def cpu(run: Run) -> float:
    """Seconds of processor time, of all processes together."""
    return run.cpu


def middle(runs: Sequence[Run], of: Measure) -> str:
    """The median, as text."""
    return f"{median(of(one) for one in runs):.2f}"


def ratio(runs: Runs, name: str, baseline: str, of: Measure) -> str:
    """Median of the ratios of each round, with the lowest and the highest."""
    pairs = zip(runs[name], runs[baseline], strict=True)
    return spread([of(one) / of(other) for one, other in pairs])


def spread(ratios: Sequence[float]) -> str:
    """Median with lowest and highest: `0.52 (0.48-0.55)`."""
    return f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def megabytes(size: float) -> str:
    """A number of bytes, as text."""
    return f"{size / MEGABYTE:,.0f}"


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: its first column to the left, all others to the right."""
    widths = [max(len(row[n]) for row in (heads, *rows)) for n in range(len(heads))]
    say(title)
    for row in (heads, *rows):
        rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        say("  ".join([row[0].ljust(widths[0]), *rest]).rstrip())
    say("")


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def row(name: str, runs: Runs, peaks: Mapping[str, int], baseline: str) -> list[str]:
    """One command's figures: wall and CPU seconds, peak memory, and each against the baseline."""
    return [
        name,
        middle(runs[name], wall),
        middle(runs[name], cpu),
        megabytes(peaks[name]),
        ratio(runs, name, baseline, wall),
        ratio(runs, name, baseline, cpu),
        f"{peaks[name] / peaks[baseline]:.2f}",
    ]
