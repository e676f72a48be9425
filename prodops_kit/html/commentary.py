"""A note as safe HTML: paragraphs, bullet lists, bold, italic and web links; whatever else it holds is text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from prodops_kit.show.markup import clean

if TYPE_CHECKING:
    import mistune

_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


def as_html(text: str) -> Markup:
    """Untrusted Markdown as HTML that holds nothing but `p`, `ul`, `li`, `strong`, `em` and links to the web."""
    lines = "\n".join(map(clean, text.splitlines()))
    return Markup(_markdown()(lines))  # noqa: S704  every text and address is escaped below


@cache
def _markdown() -> mistune.Markdown:
    import mistune

    class Renderer(mistune.HTMLRenderer):
        """Escapes by itself; elements that a note does not have become the text in them."""

        def heading(self, text: str, level: int, **attrs: object) -> str:  # noqa: ARG002
            return f"<p><strong>{text}</strong></p>\n"

        def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return f'<a href="{escape(url)}" rel="noreferrer">{text}</a>' if _WEB.fullmatch(url) else text

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return text

        def list(self, text: str, ordered: bool, **attrs: object) -> str:  # noqa: ARG002
            return f"<ul>\n{text}</ul>\n"

        def block_quote(self, text: str) -> str:
            return text

        def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
            return f"<p>{escape(code)}</p>\n"

        def linebreak(self) -> str:
            return " "

        thematic_break = linebreak

    found = mistune.Markdown(
        Renderer(escape=True), mistune.BlockParser(max_nested_level=3), mistune.InlineParser(max_nested_level=3)
    )
    found.block.rules = ["atx_heading", "block_quote", "list", "blank_line"]
    found.inline.rules = ["escape", "emphasis", "link", "link_close", "auto_link"]
    return found
