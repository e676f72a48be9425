"""The style of what is shown: each block carries it in JupyterLab, a page has it once in its head."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

from prodops_kit.show.markup import join, tag


def block(content: Markup, kind: str) -> Markup:
    """A block without style, as a page takes it."""
    return tag("div", content, class_=f"pk-block pk-block-{kind}")


def dressed(content: Markup) -> Markup:
    """A block that looks right alone."""
    return join(tag("style", Markup(css()), class_="pk-style"), content)  # noqa: S704  our own file


@cache
def css() -> str:
    """The style of all blocks."""
    return minified(Path(__file__).with_name("show.css"))


def minified(file: Path) -> str:
    """A style sheet without its comments and most of its spaces."""
    bare = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", " ".join(bare.split())).replace(";}", "}").strip()
