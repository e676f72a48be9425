"""The same notebook run by the kit, by plain papermill and in JupyterLab says the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import REPOSITORY
from playwright.sync_api import TimeoutError, expect  # noqa: A004

from prodops_kit import records
from prodops_kit.records import MIME

LAB = REPOSITORY / ".venv-lab" / ("Scripts" if os.name == "nt" else "bin") / "jupyter-lab"
OPTIONS = ("--no-browser", "--allow-root", "--port=0", "--ServerApp.root_dir=.", "--IdentityProvider.token=test")


@pytest.fixture
def lab(shipped):
    """JupyterLab of `make lab`, serving the shipped workbook."""
    if not LAB.exists():
        pytest.skip("no JupyterLab environment; make test makes it")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PRODOPS_", "JPY_"))}
    home = {"JUPYTER_CONFIG_DIR": str(shipped / ".jupyter"), "JUPYTERLAB_SETTINGS_DIR": str(shipped / ".lab")}
    server = subprocess.Popen([LAB, *OPTIONS], stderr=subprocess.PIPE, text=True, cwd=shipped, env=clean | home)
    try:
        address = next(
            found[0] for line in server.stderr if (found := re.search(r"http://(localhost|127\S+?):\d+", line))
        )
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=20)


def payloads(notebook):
    """What a notebook's outputs recorded."""
    cells = nbformat.read(str(notebook), as_version=4).cells
    return [out.data[MIME] for cell in cells for out in cell.get("outputs", []) if MIME in out.get("data", {})]


def said(found):
    headline = next(p["text"] for p in found if p["kind"] == "headline")
    figures = next(p["figures"] for p in found if p["kind"] == "figures")
    return headline, figures, next(p["decisions"] for p in found if p["kind"] == "decisions")


def by_the_kit(month=None):
    command = [sys.executable, "-m", "prodops_kit", "run", "tool_spend", *(["--month", month] if month else [])]
    subprocess.run(command, check=True, capture_output=True)
    record = records.last_good("tool_spend/monthly", "2026-10")
    return record and (record["headline"], record["figures"], record["decisions"])


def by_papermill(folder, kernel_folder):
    out = folder / "papermill.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(folder / "notebooks/tool_spend.ipynb"),
        str(out),
        "--no-progress-bar",
    ]
    command += ["-f", str(folder / "parameters/tool_spend/monthly.yaml"), "--cwd", str(kernel_folder)]
    subprocess.run(command, check=True, capture_output=True)
    return said(payloads(out))


def by_jupyterlab(chromium, address, folder, look):
    context = chromium.new_context(viewport={"width": 1400, "height": 1000}, color_scheme=look)
    page = context.new_page()
    page.goto(f"{address}/lab/tree/notebooks/tool_spend.ipynb?token=test", wait_until="domcontentloaded")
    page.get_by_role("tab", name="tool_spend.ipynb").wait_for(timeout=30_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=30_000)
    page.get_by_text("| Idle").wait_for(timeout=30_000)
    run_all(page)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=30_000)
    return page, saved(page, folder / "notebooks/tool_spend.ipynb")


def saved(page, notebook, after=None):
    """What the notebook says once it is saved with other outputs than before."""
    for _ in range(20):
        page.keyboard.press("Control+s")
        page.wait_for_timeout(500)
        if (found := payloads(notebook)) and said(found) != after:
            return said(found)
    raise AssertionError("JupyterLab saved no outputs")


def run_all(page):
    """Run All from the menu; a click while the session is still connecting does nothing, so look and click again."""
    for _ in range(4):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
        try:
            page.locator(".jp-OutputArea table").last.wait_for(timeout=10_000)
            return
        except TimeoutError:
            continue
    raise AssertionError("Run All ran nothing")


def test_prodops_papermill_and_jupyterlab_say_the_same(shipped, chromium, lab):
    by_the_kit("2026-09")  # so that October has something to compare itself with
    kit = by_the_kit()
    assert kit[1][0]["previous"] is not None
    for folder in (shipped, shipped / "notebooks"):
        assert by_papermill(shipped, folder) == kit
    page, jupyterlab = by_jupyterlab(chromium, lab, shipped, "light")
    assert jupyterlab == kit
    assert page.locator(".jp-OutputArea table").last.is_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_cell_is_readable_in_jupyterlab_in_either_theme(shipped, chromium, lab, theme):
    settings = shipped / ".lab/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"theme": theme}))
    page, _ = by_jupyterlab(chromium, lab, shipped, "light")
    if pictures := os.environ.get("PRODOPS_TEST_PICTURES"):
        page.locator(".jp-NotebookPanel").screenshot(path=str(Path(pictures) / f"{theme.split()[1]}.png"))
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert min(contrasts) >= 4.5  # WCAG 2.2, success criterion 1.4.3


CONTRASTS = """
() => {
  const light = ([r, g, b]) => {
    const c = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  };
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const texts = document.querySelectorAll('.jp-OutputArea svg text, .jp-OutputArea td, .jp-OutputArea th');
  return [...texts].filter(t => t.textContent.trim()).map(t => {
    const style = getComputedStyle(t), ink = rgb(t.ownerSVGElement ? style.fill : style.color);
    const [a, b] = [light(ink), light(ground(t))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  });
}
"""


def test_the_second_cell_says_which_file_it_is_and_takes_another(shipped, chromium, lab):
    monthly = (shipped / "parameters/tool_spend/monthly.yaml").read_text()
    emea = monthly.replace("ask_above: 500 ", "ask_above: 2000 ").replace("inactive_days: 30 ", "inactive_days: 90 ")
    (shipped / "parameters/tool_spend/emea.yaml").write_text(emea)
    page, monthly_said = by_jupyterlab(chromium, lab, shipped, "light")
    assert page.locator(".jp-OutputArea table").last.is_visible()
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    line = page.locator(".pk-block-taken")
    said = "These are the values of parameters/tool_spend/monthly.yaml. Others: emea. "
    expect(line).to_have_text(f'{said}pk.take_parameters("emea") takes one.', timeout=30_000)
    if pictures := os.environ.get("PRODOPS_TEST_PICTURES"):
        page.locator(".jp-NotebookPanel").screenshot(path=str(Path(pictures) / "taken.png"))
    page.locator(".cm-line", has_text="pk.take_parameters()").click()
    page.keyboard.press("Home")
    for _ in "pk.take_parameters(":
        page.keyboard.press("ArrowRight")
    page.keyboard.type('"emea"')
    run_all(page)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=30_000)
    emea_said = saved(page, shipped / "notebooks/tool_spend.ipynb", after=monthly_said)
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    page.get_by_text("Taken from parameters/tool_spend/emea.yaml. It sets ask_above, inactive_days.").wait_for()
    subprocess.run([sys.executable, "-m", "prodops_kit", "run", "tool_spend/emea"], check=True, capture_output=True)
    record = records.last_good("tool_spend/emea", "2026-10")
    assert emea_said == (record["headline"], record["figures"], record["decisions"])
    assert emea_said != monthly_said
