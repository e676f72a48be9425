"""A side page: all words behind a report, each part under a name that a link may lead to."""

from __future__ import annotations

from markupsafe import Markup

from prodops_kit.results import Part, SidePage
from prodops_kit.show import quoted, style, text
from prodops_kit.show.markup import join, tag

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def draw(side: SidePage) -> Markup:
    """The page without what stands around it; the publisher adds that, so that it has the style of the report."""
    lede = tag("p", text.plain(side.text), class_="pk-lede") if side.text else None
    return style.block(join(tag("h1", text.plain(side.heading)), lede, *map(_part, side.parts)), "side")


def alone(side: SidePage) -> Markup:
    """The page as a file of its own, for who works in JupyterLab."""
    head = join(
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),  # noqa: S704  our own text
        tag("title", text.plain(side.heading)),
    )
    return join(
        Markup("<!doctype html>"), tag("html", tag("head", head), tag("body", style.dressed(draw(side))), lang="en")
    )


def _part(part: Part) -> Markup:
    return tag(
        "section",
        tag("h2", text.plain(part.heading), class_="pk-h2", id=part.name),
        tag("p", text.plain(part.text)) if part.text else None,
        quoted.draw(part.quotes),
    )
