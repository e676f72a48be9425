"""Blocks of other pages on this one: read, rebuilt from what was understood, with ids of their own.

Whoever wrote the record may have written anything, so a block that the inspection of a page would refuse is not
shown. What is shown is not the recorded text but the elements read from it, written anew with each value escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from markupsafe import Markup, escape

from prodops_kit import inspection
from prodops_kit.results import Recorded, Section
from prodops_kit.show import text
from prodops_kit.show.markup import clean, join, tag

_REFERS = frozenset(("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"))
_LOWERED = {"h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}  # below the section's own heading
_CASED = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio", "pathlength": "pathLength"}
_NAME = re.compile(r"[a-zA-Z][\w:.-]*", re.ASCII)
_BESIDE = re.compile(r"(\.\./[\w-]+/|(\.\./){3}reports/[\w-]+/)?[^/\\:#?]+\.html", re.ASCII)  # or for everyone


def draw(sections: Sequence[Section]) -> Markup:
    """The sections one below the other."""
    return join(*map(_section, sections))


def _section(section: Section) -> Markup:
    page = section.links[0][1] if section.links else ""
    blocks = [_block(block, f"{section.name}-{n}", page) for n, block in enumerate(section.blocks, 1)]
    return tag(
        "section",
        tag("h2", section.title, class_="pk-h2", id=section.name),
        tag("p", section.text) if section.text else None,
        *blocks,
        _links(section),
        class_="pk-section",
    )


def _links(section: Section) -> Markup | None:
    found = [tag("a", text.as_text(words), href=place) for words, place in section.links if _BESIDE.fullmatch(place)]
    return tag("p", *(join(link, " ") for link in found), class_="pk-note") if found else None


def _block(block: Recorded, prefix: str, page: str) -> Markup:
    known = block.html if isinstance(block.html, str) else "<"
    if inspection.block_faults(known):
        words = f"“{text.plain(block.heading)}” cannot be shown here; the report’s own page has it."
        return tag("p", words, class_="pk-empty")
    return rebuilt(known, prefix=prefix, page=page)


def rebuilt(html: str, *, prefix: str, page: str) -> Markup:
    """A block that passed the inspection, with ids that begin with `prefix` and links that still lead home.

    Args:
        html: The block.
        prefix: What makes its ids its own on a page of many blocks.
        page: Where the block comes from; links inside that page lead there.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    ids = {value for _, attributes in reader.found for name, value in attributes if name == "id"}
    pieces = [piece if isinstance(piece, str) else _opened(piece, ids, prefix, page) for piece in reader.pieces]
    return Markup("".join(pieces))  # noqa: S704  each piece is escaped or an element that was read


Opened = tuple[str, list[tuple[str, str]]]


class _Reader(HTMLParser):
    """Pieces of a block: text and closing tags written anew, opening tags as name and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str | Opened] = []

    @property
    def found(self) -> list[Opened]:
        return [piece for piece in self.pieces if not isinstance(piece, str)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append((_LOWERED.get(tag, tag), [(name, value or "") for name, value in attrs]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in inspection.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append(f"</{_LOWERED.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(str(escape("\n".join(map(clean, data.split("\n"))))))


def _opened(piece: Opened, ids: set[str], prefix: str, page: str) -> str:
    name, attributes = piece
    kept = [(key, _moved(key, value, ids, prefix, page)) for key, value in attributes if _NAME.fullmatch(key)]
    written = [f' {_CASED.get(key, key)}="{escape(clean(value))}"' for key, value in kept]
    return f"<{name}{''.join(written)}>"


def _moved(key: str, value: str, ids: set[str], prefix: str, page: str) -> str:
    """An attribute's value in its new place."""
    if key == "id":
        return f"{prefix}-{value}"
    if key in _REFERS:
        return " ".join(f"{prefix}-{word}" if word in ids else word for word in value.split())
    if key in ("href", "xlink:href") and value.startswith("#"):
        return f"#{prefix}-{value[1:]}" if value[1:] in ids else f"{page}{value}"
    return value
