"""The command line as processes that start at once: forked from one that has imported it.

Started afresh, a command that runs one small notebook spends over a second of a core on its own imports and its
worker's. A forked process has its own folder, environment, streams, session and exit code, as any other. Only what is
about the start itself needs a fresh one: how long imports take, `python -m`, a parent that is killed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

LONGEST = 120  # seconds, after which a command is ended


class Commands:
    """Forks a command for each call; to be closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="commands-")
        command = [sys.executable, __file__]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def call(self, arguments, environment) -> subprocess.CompletedProcess[str]:
        """What `subprocess.run` comes to for `prodops` in the working directory."""
        said = [Path(self._folder.name) / name for name in ("out", "err")]
        request = [arguments, environment, str(Path.cwd()), *map(str, said)]
        self._parent.stdin.write(json.dumps(request) + "\n")
        self._parent.stdin.flush()
        code = int(self._parent.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, *(file.read_text() for file in said))

    def close(self) -> None:
        self._parent.communicate(timeout=10)
        self._folder.cleanup()


class Worker:
    """What `subprocess.Popen` is to the pool, with the worker forked instead of started."""

    def __init__(self, command, *, cwd, **_) -> None:
        assert command[1:] == ["-m", "prodops_kit.run.worker"]
        requests, self.stdin = _pipe()
        self.stdout, answers = _pipe()
        with warnings.catch_warnings(action="ignore"):  # a pool's other threads do nothing that this one waits for
            self.pid = os.fork()
        if not self.pid:
            _work(requests.fileno(), answers.fileno(), cwd)
        requests.close()
        answers.close()
        self._code = None

    def poll(self):
        return self._wait(os.WNOHANG)

    def wait(self, timeout=None):
        return self._wait(0)

    def _wait(self, options):
        if self._code is None:
            pid, status = os.waitpid(self.pid, options)
            self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code


def _pipe():
    reading, writing = os.pipe()
    return os.fdopen(reading, encoding="utf-8"), os.fdopen(writing, "w", encoding="utf-8")


def _work(requests, answers, folder):
    """Be a worker: in a session of its own, with nothing of the parent's open."""
    from prodops_kit.run import worker

    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _take_streams(requests, answers, os.open(os.devnull, os.O_WRONLY))
        os.closerange(3, 1024)
        os.chdir(folder)
        worker.main()
    finally:
        os._exit(0)


def _take_streams(*descriptors):
    for number, (descriptor, name) in enumerate(zip(descriptors, ("stdin", "stdout", "stderr"), strict=True)):
        os.dup2(descriptor, number)
        setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


def _serve():
    """Fork for each request; in the forked process return its arguments."""
    for line in sys.stdin:
        arguments, environment, folder, out, err = json.loads(line)
        pid = os.fork()
        if not pid:
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(folder)
            new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            _take_streams(os.open(os.devnull, os.O_RDONLY), os.open(out, new), os.open(err, new))
            return arguments
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()
    return None


def _import_everything():
    """What commands and workers import, nothing of which starts a thread: a fork would lose it."""
    from prodops_kit import cli, run
    from prodops_kit.run import pool

    own = [module.name for of in (cli, run) for module in pkgutil.iter_modules(of.__path__, f"{of.__name__}.")]
    for name in (*own, "prodops_kit.html.commentary", "papermill.execute", "ruamel.yaml"):
        importlib.import_module(name)
    pool.subprocess = type("Forking", (), {**vars(subprocess), "Popen": Worker})
    gc.freeze()  # else each process looks through all of it when it ends


if __name__ == "__main__":
    _import_everything()
    asked = _serve()
    if asked is not None:
        signal.alarm(LONGEST)
        sys.argv[1:], sys.path[0] = asked, str(Path.cwd())
        runpy.run_module("prodops_kit", run_name="__main__", alter_sys=True)
