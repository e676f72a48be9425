"""Publishing is cut off at every step: nothing half-written is ever seen, and the next command mends it."""

import errno
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from prodops_kit import records, workbook
from prodops_kit.run import publish

REPORT, MONTH = "probe/monthly", "2026-10"
PAGE = "2026-10/probe-monthly.html"
SIDE = "2026-10/probe-monthly.tools.csv"
OLD = {PAGE: b"<p>old page</p>" * 1000, SIDE: b"old,side\n"}
NEW = {PAGE: b"<p>new page</p>" * 2000, SIDE: b"new,side\n"}


def record(**more):
    return {
        "schema": 1,
        "report": REPORT,
        "month": MONTH,
        "status": "ok",
        "trial": False,
        "started": "2026-11-02T06:00:00Z",
        "headline": "",
        "inputs": [],
        "published": [],
        "figures": [],
        "decisions": [],
    } | more


def published():
    return {path: (publish.reports_folder() / path).read_bytes() for path in (PAGE, SIDE)}


def leftovers():
    kept = [*publish.reports_folder().rglob(".*"), *(workbook.kept() / "publishing").glob("*")]
    return [workbook.name(file) for file in kept]


# Every call by which publishing changes the disk: a process kills itself before the n-th of them. Each is forked from
# one that has imported what it needs; that one says how each ended.
CHILDREN = textwrap.dedent(
    """
    import os, signal, shutil, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from test_publishing import NEW, record
    from prodops_kit.run import publish

    def counted(function):
        def call(*arguments, **options):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)
        return call

    def publish_with(steps):
        global left
        left = steps
        os.fsync, os.mkdir, os.replace = counted(os.fsync), counted(os.mkdir), counted(os.replace)
        Path.replace, Path.unlink, Path.open = counted(Path.replace), counted(Path.unlink), counted(Path.open)
        Path.mkdir, shutil.rmtree, Path.rmdir = counted(Path.mkdir), counted(shutil.rmtree), counted(Path.rmdir)
        publish.publish(record(), NEW, None)
        return steps - left

    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                os._exit(publish_with(int(line)))  # how many calls there were
            finally:
                os._exit(255)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    """
)


@pytest.fixture
def ended():
    """How a process ends that may change the disk so many times: killed, or with the number of changes."""
    command = [sys.executable, "-c", CHILDREN, str(Path(__file__).parent)]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ended(steps):
        parent.stdin.write(f"{steps}\n")
        parent.stdin.flush()
        return int(parent.stdout.readline())

    yield ended
    parent.communicate(timeout=10)


def test_killed_at_any_step_the_last_good_page_opens_and_the_next_command_mends(workbook_here, ended):
    publish.publish(record(), OLD, None)
    steps = ended(1000)
    assert 15 < steps < 255  # a kill at each of these
    before = after = 0
    for step in range(steps):
        publish.publish(record(), OLD, None)
        assert ended(step) == -9
        for path, content in published().items():
            assert content in (OLD[path], NEW[path])  # whole, old or new
        publish.recover()
        assert published() in (OLD, NEW)  # together
        good = records.last_good(REPORT, MONTH)
        assert publish.is_intact(good)
        assert leftovers() == []
        before, after = before + (published() == OLD), after + (published() == NEW)
    assert before
    assert after


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_a_full_disk_leaves_the_last_good_page_and_nothing_else(workbook_here, monkeypatch, call):
    publish.publish(record(), OLD, None)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace"), "write": (Path, "open")}[call], full)
        with pytest.raises(OSError, match="No space left"):
            publish.publish(record(), NEW, None)
    assert published() == OLD
    publish.recover()
    assert published() == OLD
    assert leftovers() == []


def test_a_really_full_disk_leaves_the_last_good_page_and_nothing_else(workbook_here):
    """A file system of 256 KB, where the machine lets a test make one."""
    root = workbook_here.root
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(root / "reports")]
    (root / "reports").mkdir()
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this machine lets tests mount nothing")
    try:
        publish.publish(record(), OLD, None)
        with pytest.raises(OSError, match="No space left"):
            publish.publish(record(), {PAGE: b"x" * 400_000, SIDE: b"y"}, None)
        assert published() == OLD
        assert leftovers() == []
    finally:
        subprocess.run(["umount", str(root / "reports")], check=True)


def test_a_side_file_that_is_no_longer_made_goes_with_the_old_page(workbook_here):
    publish.publish(record(), OLD, None)
    publish.publish(record(), {PAGE: NEW[PAGE]}, None)
    assert not (publish.reports_folder() / SIDE).exists()


def test_a_good_run_removes_the_failure_page(workbook_here):
    publish.replace_page(publish.failure_path(REPORT, MONTH), b"late")
    publish.publish(record(), OLD, None)
    assert not (publish.reports_folder() / publish.failure_path(REPORT, MONTH)).exists()


def test_a_page_that_was_touched_is_noticed(workbook_here):
    publish.publish(record(), OLD, None)
    good = records.last_good(REPORT, MONTH)
    assert publish.is_intact(good)
    (publish.reports_folder() / PAGE).write_bytes(b"touched")
    assert not publish.is_intact(good)


def test_a_plan_whose_files_are_gone_is_given_up(workbook_here):
    publish.publish(record(), OLD, None)
    plan = workbook.kept() / "publishing" / "probe~monthly.2026-10.json"
    lost = record(published=[{"path": PAGE, "sha256": "0" * 64, "bytes": 1}])
    records.write(plan, lost)
    assert publish.recover() == [
        "probe/monthly 2026-10: a publication was cut off and could not be finished; run it again."
    ]
    assert not plan.exists()
    assert published() == OLD


def test_a_record_that_a_newer_kit_wrote_is_left_alone(workbook_here):
    file = records.folder(REPORT, MONTH) / "run.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(record(schema=2)))
    assert records.last_good(REPORT, MONTH) is None
    assert json.loads(file.read_text())["schema"] == 2
