"""Cards: several parts behind one line to open. A link into a card opens it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from prodops_kit.results import Fold, Part
from prodops_kit.show import charts, files, grid, quoted, text
from prodops_kit.show.markup import join, tag

NONE = "There is nothing to open."


def draw(folds: Sequence[Fold]) -> Markup:
    """The cards one below the other, or a sentence when there is none."""
    if not folds:
        return tag("p", NONE, class_="pk-empty")
    return join(*map(_fold, folds))


def _fold(fold: Fold) -> Markup:
    word = tag("span", fold.word, class_=f"pk-word pk-{fold.tone}") if fold.word else None
    line = tag("summary", tag("span", text.plain(fold.heading)), word)
    # The id stands inside, since a browser opens what it is sent into, not what it is sent to.
    inside = tag("div", _said(fold.text), *map(_part, fold.parts), _more(fold), id=fold.name, class_="pk-inside")
    return tag("details", line, inside, class_="pk-fold pk-folder")


def _more(fold: Fold) -> Markup | None:
    """Links to saved files, in a run: only then does the page lie beside them."""
    places = [(words, files.address(place)) for words, place in fold.links]
    links = [join(tag("a", text.as_text(words), href=address), " ") for words, address in places if address]
    return tag("p", *links, class_="pk-more") if links else None


def _part(part: Part) -> Markup:
    heading = text.plain(part.heading)
    return join(
        tag("h3", heading, class_="pk-h3") if heading else None,
        _said(part.text),
        charts.draw(part.chart) if part.chart else None,
        grid.draw(part.table) if part.table else None,
        quoted.draw(part.quotes),
        quoted.listing(part.listing),
    )


def _said(sentence: object) -> Markup | None:
    return tag("p", text.as_text(sentence)) if sentence else None
