"""The house's own SVG charts against matplotlib's, for the two charts most pages have.

    python tests/benchmarks/charts.py [--runs 5]

Baseline = 1: matplotlib without pyplot, its SVG backend, text kept as text, XML prologue and metadata left out: the
smallest and fastest that it does well. Both draw eight bars with labels and values, and two lines of twelve months
with names at their ends. Ours is the whole figure: caption, tooltips and the description for those who do not see it.
Its colours and fonts are in the page's one style sheet, which is not counted; matplotlib's are in each chart.

Cold: a fresh process that imports what draws, less the bare interpreter of the same round; and its first chart, which
loads fonts there and number formats here. Warm: the median of many charts in one process.

Aim: none in numbers; the design asks for matplotlib unless another way is measured better on the page.

Last measured, 5 runs, Python 3.11, two cores shared with other work: import 0.17 of matplotlib's CPU (0.1 s against
0.7); first chart 0.24 and 0.12; warm, bars 0.02 (1.2 ms) and lines 0.09 (4.4 ms); bytes 0.25 and 0.43.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import measure
from measure import Command, Run

LABELS = ("Data", "Delivery", "Design", "Communication", "Planning", "Feedback", "Discovery", "Uncategorised")
VALUES = (1_864_210, 1_190_055, 874_500, 663_120, 410_000, 298_745, 120_300, 45_010)  # cents
MONTHS = tuple(f"2025-{n:02}" for n in (11, 12)) + tuple(f"2026-{n:02}" for n in range(1, 11))
THIS_YEAR = tuple(5_000_000 + 37_500 * n + (n * 7919) % 210_000 for n in range(12))
BUDGETED = tuple(5_100_000 + 25_000 * n for n in range(12))
WARM = 40  # charts drawn to find the time of one
NOTHING, BASELINE, KIT = "bare interpreter", "matplotlib", "the kit"
IMPORTS = {
    NOTHING: "pass",
    BASELINE: "import matplotlib.figure, matplotlib.backends.backend_svg",
    KIT: "import prodops_kit.results, prodops_kit.show.charts",
}

Facts = dict[str, Any]


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        measure.say(json.dumps(_drawn(sys.argv[2])))
        return
    rounds = measure.runs_wanted(__doc__)
    with measure.clean_environment() as folder:
        imports = measure.in_turns({name: _python(folder, "-c", code) for name, code in IMPORTS.items()}, rounds)
        script = str(Path(__file__).resolve())
        children = {name: _python(folder, script, "--child", name) for name in (BASELINE, KIT)}
        charts = measure.in_turns(children, rounds)
    _show(imports, charts, rounds)


def _python(folder: Path, *arguments: str) -> Command:
    return Command(((sys.executable, *arguments),), folder)


def _show(imports: measure.Runs, charts: measure.Runs, rounds: int) -> None:
    title = f"SVG charts. {BASELINE} = 1; medians of {rounds} processes each."
    facts = {name: [json.loads(run.output) for run in runs] for name, runs in charts.items()}
    rows = [
        _row("import, cold, wall s", {name: _imported(imports, name, measure.wall) for name in facts}, ".3f"),
        _row("import, cold, cpu s", {name: _imported(imports, name, measure.cpu) for name in facts}, ".3f"),
    ]
    for part, form in (("first, ms", ".1f"), ("warm, ms", ".2f"), ("bytes", ",.0f")):
        for chart in ("bars", "lines"):
            found = {name: [one[chart][part] for one in ones] for name, ones in facts.items()}
            rows.append(_row(f"{chart}, {part}", found, form))
    measure.show(title, ("", BASELINE, KIT, "ratio"), rows)


def _imported(imports: measure.Runs, name: str, of: Callable[[Run], float]) -> list[float]:
    return [of(one) - of(nothing) for one, nothing in zip(imports[name], imports[NOTHING], strict=True)]


def _row(what: str, found: dict[str, list[float]], form: str) -> list[str]:
    ratios = [ours / theirs for ours, theirs in zip(found[KIT], found[BASELINE], strict=True)]
    return [what, *(format(median(found[name]), form) for name in (BASELINE, KIT)), measure.spread(ratios)]


def _drawn(name: str) -> Facts:
    """Time and size of each chart, in this process."""
    return {chart: _timed(draw) for chart, draw in CHILDREN[name]().items()}


def _timed(draw: Callable[[], str]) -> Facts:
    first, text = _milliseconds(draw)
    warm = median(_milliseconds(draw)[0] for _ in range(WARM))
    return {"first, ms": first, "warm, ms": warm, "bytes": len(text.encode())}


def _milliseconds(draw: Callable[[], str]) -> tuple[float, str]:
    began = time.perf_counter()
    text = draw()
    return (time.perf_counter() - began) * 1000, text


def _kit() -> dict[str, Callable[[], str]]:
    from prodops_kit.results import Bars, Line, Lines, Sentence
    from prodops_kit.show import charts

    bars = Bars(Sentence("Spend by category"), "USD cents", LABELS, VALUES, highlight=LABELS[:1])
    series = (Line("this year", THIS_YEAR), Line("budget", BUDGETED))
    lines = Lines(Sentence("Tool spend a month"), "USD cents", MONTHS, series)
    return {"bars": lambda: str(charts.draw(bars)), "lines": lambda: str(charts.draw(lines))}


def _matplotlib() -> dict[str, Callable[[], str]]:
    import matplotlib.backends.backend_svg
    import matplotlib.figure

    matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "prodops", "backend": "svg"}
    return {"bars": _matplotlib_bars, "lines": _matplotlib_lines}


def _matplotlib_bars() -> str:
    figure, axes = _axes("Spend by category", height=2.6)
    colours = ["#1f5f8b"] + ["#b8c4cc"] * (len(LABELS) - 1)
    bars = axes.barh(LABELS, [value / 100 for value in VALUES], color=colours, height=0.73)
    axes.bar_label(bars, labels=[f"${value / 100:,.0f}" for value in VALUES], padding=4, fontsize=9)
    axes.invert_yaxis()
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0, labelbottom=False)
    return _saved(figure)


def _matplotlib_lines() -> str:
    figure, axes = _axes("Tool spend a month", height=2.4)
    for label, values, colour in (("this year", THIS_YEAR, "#1f5f8b"), ("budget", BUDGETED, "#444444")):
        axes.plot(MONTHS, [value / 100 for value in values], color=colour)
        axes.annotate(f"${values[-1] / 100:,.0f} {label}", (MONTHS[-1], values[-1] / 100), (6, 0), **_BESIDE)
    axes.yaxis.set_major_formatter(lambda value, _: f"${value / 1000:,.0f}k")
    axes.set_xticks([0, 3, 6, 9, 11])
    axes.grid(axis="y", color="#dddddd")
    return _saved(figure)


_BESIDE = {"textcoords": "offset points", "va": "center", "fontsize": 9}


def _axes(caption: str, *, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, height))
    axes = figure.add_subplot()
    axes.set_title(caption, loc="left", fontsize=10)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure, axes


def _saved(figure: Any) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


CHILDREN: dict[str, Callable[[], dict[str, Callable[[], str]]]] = {BASELINE: _matplotlib, KIT: _kit}


if __name__ == "__main__":
    main()
