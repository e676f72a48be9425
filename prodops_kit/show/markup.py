"""HTML and SVG as values: whatever is not already markup is escaped on its way in.

Every cell of every export is untrusted, so no caller has to remember to escape: `tag` does, for
children and for attributes, and it makes invisible control characters visible.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# Bidirectional controls can make "gpj.exe" read as "exe.jpg"; others are not allowed in XML at all.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BREAK = re.compile("[\t\n\r\x85\u2028\u2029]+")
_WITHOUT_CONTENT = {"circle", "line", "path", "polygon", "rect"}

Child = str | Markup | None


def clean(text: str) -> str:
    """Untrusted text on one line, each control character replaced by the visible `�`.

    >>> clean("invoice\u202efdp.exe")
    'invoice\ufffdfdp.exe'
    """
    return _CONTROL.sub("\ufffd", _BREAK.sub(" ", text))


def tag(name: str, *children: Child, **attributes: str | float | None) -> Markup:
    """One element; plain text is escaped, `Markup` is kept, None is left out.

    A trailing underscore keeps names off Python's keywords, other underscores become hyphens.

    >>> tag("td", "a < b", class_="pk-n")
    Markup('<td class="pk-n">a &lt; b</td>')
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    content = join(*children)
    if not content and name in _WITHOUT_CONTENT:
        return Markup(f"<{opening}/>")  # noqa: S704  built from escaped pieces only
    return Markup(f"<{opening}>{content}</{name}>")  # noqa: S704


def join(*children: Child) -> Markup:
    """Pieces one after another, plain text escaped."""
    return Markup("").join(_safe(child) for child in children if child is not None)


def _safe(child: str) -> Markup:
    return child if isinstance(child, Markup) else escape(clean(child))


def _attribute(name: str, value: str | float) -> str:
    text = clean(value) if isinstance(value, str) else coordinate(value)
    return f' {name.rstrip("_").replace("_", "-")}="{escape(text)}"'


def coordinate(value: float) -> str:
    """A number in a drawing: a tenth of a pixel is enough, and shorter pages load faster."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
