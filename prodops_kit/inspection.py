"""Reads a finished page for what may not be in it, before anybody else does."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_FORBIDDEN = frozenset(
    ("script", "iframe", "object", "embed", "link", "base", "form", "textarea", "plaintext", "xmp", "noscript")
)
_HEAD_ONLY = frozenset(("meta", "title", "head", "html", "body"))
VOID = frozenset(
    ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "base", "param")
)
_END_OPTIONAL = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup", "caption", "rt", "rp")
)

_BLANK = re.compile(r"[\x00-\x20]+")  # what a browser leaves out of an address
_OWN_NUMBER = re.compile(r"\s*--pk-[\w-]+\s*:\s*[\d.]+%?\s*;?\s*")


def faults(page: str) -> list[str]:
    """What forbids publishing a page: scripts, remote parts, pictures without a description, broken structure."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.end()
    return list(dict.fromkeys(reader.found))


def block_faults(html: str) -> list[str]:
    """What forbids putting a piece of a page onto another one: all of `faults`, and style for what is around it."""
    found = faults(f"<html><body>{html}</body></html>")
    styles = _Styles()
    styles.feed(html)
    return [*found, *styles.found]


class _Styles(HTMLParser):
    """Style in a block: sheets, and declarations that are no number for a drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style" or any(name == "style" and not _OWN_NUMBER.fullmatch(value or "") for name, value in attrs):
            self.found.append(f"a style of its own in <{tag}>")


class _Reader(HTMLParser):
    """Follows a page's structure, with the nearest heading as the place of what it finds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self._heading = ""
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: (value or "").strip().lower() for name, value in attrs})
        if tag in ("h1", "h2", "h3"):
            self._heading = ""
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: (value or "").strip().lower() for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            if tag not in VOID and tag != "p":
                self._note(f"a </{tag}> that closes nothing")
            return
        while (last := self._open.pop()) != tag:
            if last not in _END_OPTIONAL:
                self._note(f"a <{last}> that is never closed")
        self._ended = self._ended or tag == "html"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("h1", "h2", "h3"):
            self._heading += data
        if "style" in self._open and ("url(" in data.lower() or "@import" in data.lower()):
            self._note("a style sheet that loads another file")

    def end(self) -> None:
        """What only the end of the page tells."""
        if not self._ended:
            self._note("a comment or element that swallows the rest of the page")

    def _look(self, tag: str, values: dict[str, str]) -> None:
        if tag in _FORBIDDEN or (tag in _HEAD_ONLY and "body" in self._open and "svg" not in self._open):
            self._note(f"a <{tag}> element; show a picture or a table instead")
        if any(name.startswith("on") for name in values):
            self._note(f"a script in an attribute of <{tag}>")
        if {"src", "srcset", "poster", "background"} & values.keys() and not values.get("src", "").startswith("data:"):
            self._note(f"a <{tag}> that loads another file; embed it")
        places = ("".join(_BLANK.split(values.get(name, ""))) for name in ("href", "xlink:href"))
        if any(place.startswith(("javascript:", "data:", "vbscript:")) for place in places):
            self._note("a link that runs a script")
        if tag == "img" and not values.get("alt"):
            self._note("a picture without a description")
        if "url(" in values.get("style", ""):
            self._note("a style that loads another file")

    def _note(self, what: str) -> None:
        self.found.append(f"the page has {what} (under '{self._heading.strip() or 'its first lines'}').")
