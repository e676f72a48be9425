"""An executed notebook as the parts of a page: title, question, answer, body, contents, and what it recorded.

Inputs, standard error and tracebacks never reach the page. What a cell shows is kept as it is: the verbs of
`show` escape every value; markdown and HTML are the notebook author's own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.ansi import strip_ansi

from prodops_kit.notebook import last_heading, opening
from prodops_kit.records import MIME

_TEMPLATE = (Path(__file__).parent.parent / "html" / "notebook.html.j2").read_text(encoding="utf-8")
_STYLE = re.compile(r'<style class="pk-style">.*?</style>\s*', re.DOTALL)
_HEADING = re.compile(r"<h([2-4])((?:\s[^>]*)?)>", re.IGNORECASE)
_ID = re.compile(r"""\sid=["']?([^"'\s>]+)["']?""", re.IGNORECASE)
_TAKEN = frozenset(("main", "made"))  # ids of the page around the notebook
_LONGEST = 100_000  # characters of one output that a page shows
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]


class _Exporter(HTMLExporter):
    """nbconvert with our template; its second parse of the page, which adds what ours has, is left out."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


def export(executed: Path, folder: Path) -> None:
    """Write `export.json` into a run's folder: what the publisher needs of the executed notebook."""
    notebook = nbformat.read(str(executed), as_version=4)  # type: ignore[no-untyped-call]
    payloads = list(_payloads(notebook))
    title, question, rest = opening(notebook.cells)
    if title:  # it stands in the page's head
        notebook.cells[0].source = rest
    lede = _take_headline(notebook)
    _shorten(notebook)
    _name_pictures(notebook)
    body = _name_headings(_STYLE.sub("", _export_body(notebook)))
    parts = {
        "title": title,
        "question": question,
        "lede": _STYLE.sub("", lede) if lede else None,
        "body": body,
        "contents": contents(body),
        "payloads": payloads,
        "warnings": _warnings(notebook),
    }
    (folder / "export.json").write_text(json.dumps(parts), encoding="utf-8")


def _export_body(notebook: Any) -> str:
    options = {"exclude_input": True, "exclude_anchor_links": True}
    exporter: Any = _Exporter(raw_template=_TEMPLATE, **options)  # type: ignore[no-untyped-call]
    exporter.display_data_priority = _SHOWN
    body, _ = exporter.from_notebook_node(notebook)
    return str(body)


def _payloads(notebook: Any) -> Any:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                yield output["data"][MIME]


def _take_headline(notebook: Any) -> str | None:
    """Take the headline out of the body: it stands under the title."""
    for cell in notebook.cells:
        for position, output in enumerate(cell.get("outputs", [])):
            payload = output.get("data", {}).get(MIME)
            if isinstance(payload, dict) and payload.get("kind") == "headline":
                return str(cell.outputs.pop(position)["data"].get("text/html", ""))
    return None


def _name_pictures(notebook: Any) -> None:
    """Give pictures without a description the nearest heading as one."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = last_heading(cell.source) or heading
        for output in cell.get("outputs", []):
            described = output.get("metadata", {}).get("alt")
            if "data" in output and any(kind.startswith("image/") for kind in output["data"]):
                output["metadata"]["alt"] = escape(described or f"Picture: {heading or 'see the text before it'}")


def _shorten(notebook: Any) -> None:
    """Text that no reader can read is cut, and control characters of terminals are left out."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = _readable(output.text)
            elif "text/plain" in output.get("data", {}):
                output["data"]["text/plain"] = _readable(output["data"]["text/plain"])


def _readable(text: str) -> str:
    plain: str = strip_ansi(text)  # type: ignore[no-untyped-call]
    clean = plain.translate(_CONTROL)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}\n… cut here; the executed notebook has all of it."


def _warnings(notebook: Any) -> list[str]:
    """What a run says besides its page: how many cells wrote to standard error, never what."""
    noisy = [c for c in notebook.cells if any(o.get("name") == "stderr" for o in c.get("outputs", []))]
    words = "1 cell wrote" if len(noisy) == 1 else f"{len(noisy)} cells wrote"
    return [f"{words} warnings; the executed notebook has them."] if noisy else []


def _name_headings(body: str) -> str:
    """Give each heading, written or computed, an id of its own."""
    taken, used = set(_TAKEN), Counter[str]()

    def named(match: re.Match[str]) -> str:
        level, attributes = match.groups()
        given = _ID.search(attributes)
        after = re.split("</h", body[match.end() : match.end() + 400], maxsplit=1, flags=re.IGNORECASE)
        text = re.sub(r"<.*?>", "", after[0])
        base = given[1] if given else re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
        slug = base
        while slug in taken:
            used[base] += 1
            slug = f"{base}-{used[base] + 1}"
        taken.add(slug)
        return f'<h{level}{_ID.sub("", attributes)} id="{escape(slug)}">'

    return _HEADING.sub(named, body)


def contents(body: str) -> list[dict[str, str]]:
    """The second-level headings of a page's body, written or computed, in order."""
    reader = _Headings()
    reader.feed(body)
    return reader.found


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self._open = True
            self.found.append({"id": dict(attrs).get("id") or "", "text": ""})

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1]["text"] += data
