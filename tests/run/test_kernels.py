"""Kernels that do not start, die at once or do not exist: each a status and a sentence."""

import json
import sys
from pathlib import Path

import nbformat
import pytest

SLOW = "import time; time.sleep(60)"
KERNELS = {
    "silent": ([sys.executable, "-c", SLOW, "{connection_file}"], "timed-out", "The kernel did not answer within 2 s."),
    "dying": ([sys.executable, "-c", "raise SystemExit(1)"], "kernel-died", "The kernel died before it answered."),
    "absent": (None, "failed", "there is no kernel 'absent' here; this environment has python3"),
}


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_that_does_not_serve_is_told_from_a_failing_notebook(workbook_here, prodops, name):
    argv, status, words = KERNELS[name]
    if argv:
        spec = Path("kernels") / name
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": name, "language": "python"}))
    workbook_here.report()
    notebook = nbformat.read("notebooks/probe.ipynb", 4)
    notebook.metadata.kernelspec["name"] = name
    nbformat.write(notebook, "notebooks/probe.ipynb")
    Path("parameters/reports.toml").write_text("[defaults]\nstart_timeout = 2\n")
    done = prodops("run", "--json", JUPYTER_PATH=str(workbook_here.root))
    outcome = json.loads(done.stdout)["reports"][0]
    assert (outcome["status"], "Traceback" in done.stderr) == (status, False)
    assert words in outcome["reason"]
