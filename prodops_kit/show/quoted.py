"""Words of others, set apart from what the kit says; and lines to copy as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from prodops_kit.results import Quote
from prodops_kit.show import text
from prodops_kit.show.markup import join, tag


def draw(quotes: Sequence[Quote]) -> Markup:
    """One block a quote, with its origin below."""
    return join(*(_quote(one) for one in quotes))


def listing(lines: str) -> Markup | None:
    """Lines in a fixed pitch, in a region that scrolls where it must; nothing for none."""
    if not lines:
        return None
    kept = Markup("\n").join(join(line) for line in lines.splitlines())
    return tag("pre", kept, class_="pk-scroll pk-listing", tabindex="0", role="group", aria_label="Lines to copy")


def _quote(one: Quote) -> Markup:
    words = tag("p", "\u201c", *_marked(one), "\u201d")
    origin = text.plain(one.origin)
    if one.link.startswith(("https://", "http://")):
        origin = tag("a", origin, href=one.link, rel="noreferrer")
    return tag("blockquote", words, tag("footer", origin), class_="pk-quote")


def _marked(one: Quote) -> Iterator[str]:
    """The text with its marked places, which neither overlap nor lie beyond it when they are shown."""
    at = 0
    for start, end in sorted(one.marks):
        first, last = max(start, at), min(end, len(one.text))
        if first < last:
            yield one.text[at:first]
            yield tag("mark", one.text[first:last])
            at = last
    yield one.text[at:]
