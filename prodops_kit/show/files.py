"""Files that go with a page: tables to take along, published and removed together with it."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from prodops_kit import parameters, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.money import Money
from prodops_kit.results import Change, Count, Names, Probability, Rows, Sentence, Share, SidePage
from prodops_kit.show import side
from prodops_kit.show.text import as_text, known

if TYPE_CHECKING:
    import pandas as pd

_NAME = re.compile(r"[\w-]+(\.[\w-]+)*\.(csv|html|txt|md|ics|json)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def save(name: str, content: Rows | pd.DataFrame | SidePage | str) -> None:
    """Save a file beside the page and show a link to it.

    In a run the file is published with the page, as `<notebook>-<report>.<name>`; in JupyterLab it is
    written to `.prodops/saved/`. Text that a spreadsheet would take for a formula is neutralised.

    Args:
        name: File name without a folder, such as `tools.csv`; a table needs `.csv`, a side page `.html`.
        content: A table (of `results` or pandas), a `SidePage`, or text.

    Raises:
        ParameterError: The name has a folder, another ending, or does not fit the content.

    Example:
        pk.save("tools.csv", review.all_tools.table)
    """
    kind = ".html" if isinstance(content, SidePage) else "" if isinstance(content, str) else ".csv"
    if not _NAME.fullmatch(name) or not name.endswith(kind) or (name.endswith(".html") and kind != ".html"):
        good = f"words{kind}" if kind == ".html" else "tools.csv"
        raise ParameterError(f"save: '{name}' is not a name for this file; write a plain name such as {good}.")
    text = _as_text(content)
    place = _place()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    (place / name).write_text(text, encoding="utf-8", newline="")
    _show_link(name, place)


def address(place: str) -> str:
    """Where a saved file lies beside the page, with the place in it: `words.html#a`; empty outside a run."""
    name, _, at = place.partition("#")
    if not workbook.run_folder() or not _NAME.fullmatch(name):
        return ""
    report = (parameters.current_report() or "").replace("/", "-")
    return f"{quote(report)}.{quote(name)}" + (f"#{quote(at)}" if at else "")


def _as_text(content: Rows | pd.DataFrame | SidePage | str) -> str:
    if isinstance(content, SidePage):
        return str(side.draw(content) if workbook.run_folder() else side.alone(content))
    return content if isinstance(content, str) else _as_csv(content)


def _place() -> Path:
    run = workbook.run_folder()
    return run / "files" if run else workbook.kept() / "saved"


def _show_link(name: str, place: Path) -> None:
    from IPython.display import HTML, display

    if workbook.run_folder():
        display(HTML(f'<p class="pk-save"><a href="{address(name)}">{escape(name)}</a></p>'))  # type: ignore[no-untyped-call]
    else:
        display(HTML(f"<p>Saved as {escape(workbook.name(place / name))}.</p>"))  # type: ignore[no-untyped-call]


def _as_csv(content: Rows | pd.DataFrame) -> str:
    names, labels, units = _columns(content)
    frame = content.frame if isinstance(content, Rows) else content
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_neutral(label) for label in labels])
    for row in frame[names].itertuples(index=False, name=None):
        writer.writerow([_cell(value, unit) for value, unit in zip(row, units, strict=True)])
    return out.getvalue()


def _columns(content: Rows | pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    if isinstance(content, Rows):
        columns = content.columns
        return [c.name for c in columns], [c.label for c in columns], [c.unit for c in columns]
    names = list(content.columns)
    return names, [str(name) for name in names], [""] * len(names)


def _cell(value: object, unit: str) -> object:
    if not known(value):
        return ""
    money = re.match(r"([A-Z]{3}) cents", unit)
    if money:
        return Money(int(value), money[1]).amount  # type: ignore[call-overload]
    if isinstance(value, Share | Change | Probability):
        return value.value
    if isinstance(value, Sentence | Names | Count):
        return _neutral(as_text(value))
    return _neutral(value) if isinstance(value, str) else value


def _neutral(text: str) -> str:
    """A spreadsheet takes text that begins with one of these for a formula; an apostrophe makes it text."""
    return f"'{text}" if text.startswith(_FORMULA) else text
