"""What every drawing shares: its frame with caption, description and note, labels, axes.

Marks carry classes and show.css colours them, so one drawing suits light, dark, page and JupyterLab.
Nothing here knows a clock or an id: the same value gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from prodops_kit.results import Sentence
from prodops_kit.show import text
from prodops_kit.show.markup import coordinate, join, tag
from prodops_kit.show.scales import Scale, fitted, text_width

WIDTH = 720.0
NARROW = 350.0  # the same on a phone
LINE = 18.0  # of words there
EDGE = 8.0  # that a dot at the end of a narrow scale needs
LABELS_AT_MOST = 230.0


def figure(caption: Sentence, drawing: Markup, note: str = "") -> Markup:
    """A drawing under the sentence that says what it shows."""
    return tag(
        "figure",
        tag("figcaption", text.plain(caption)),
        drawing,
        tag("p", note, class_="pk-note") if note else None,
        class_="pk-figure",
        tabindex="0",
    )


def empty(caption: Sentence, note: str = "") -> Markup:
    """What stands where there is nothing to draw."""
    return figure(caption, tag("p", "No data to draw.", class_="pk-empty"), note)


def svg(height: float, alt: str, *marks: Markup, above: float = 0.0, width: float = WIDTH, kind: str = "") -> Markup:
    """The drawing itself, with its description for those who do not see it.

    Args:
        height: Down from zero.
        above: Room over zero.
        kind: `wide` or `narrow` for a drawing that has both; a screen shows the one that fits it.
    """
    box = f"0 {coordinate(-above)} {coordinate(width)} {coordinate(height + above)}"
    return tag("svg", *marks, viewBox=box, role="img", aria_label=alt, class_=f"pk-{kind}" if kind else None)


def words(x: float, y: float, content: str, *, kind: str = "label", anchor: str = "start", width: float = 0) -> Markup:
    """Text at a baseline, cut to `width` if given; what was cut stays readable as its title."""
    shown = (
        fitted(content, width, 12 if kind == "axis" else 13, bold=kind not in ("label", "axis", "quiet"))
        if width
        else content
    )
    title = tag("title", content) if shown != content else None
    return tag("text", shown, title, x=x, y=y, class_=f"pk-{kind}", text_anchor=None if anchor == "start" else anchor)


def line(x1: float, y1: float, x2: float, y2: float, kind: str, *content: Markup) -> Markup:
    """A straight line of the given kind."""
    return tag("line", *content, x1=x1, y1=y1, x2=x2, y2=y2, class_=f"pk-{kind}")


def dot(x: float, y: float, radius: float, kind: str, title: str = "") -> Markup:
    """A filled circle of the given kind."""
    return tag("circle", tag("title", title) if title else None, cx=x, cy=y, r=radius, class_=f"pk-{kind}")


def label_room(labels: Sequence[str], *, most: float = LABELS_AT_MOST, bold: bool = False) -> float:
    """Room for the longest label; longer ones are cut."""
    return min(most, max((text_width(label, bold=bold) for label in labels), default=0.0))


def upright_axis(labels: Sequence[str], places: Sequence[float], top: float, bottom: float) -> Markup:
    """Vertical grid lines with their labels below."""
    lines = [line(x, top, x, bottom, "grid") for x in places]
    return join(
        *lines,
        *(words(x, bottom + 18, label, kind="axis", anchor="middle") for label, x in zip(labels, places, strict=True)),
    )


def tick(label: str, x: float, y: float) -> Markup | None:
    """A label of a narrow axis where there is room for all of it."""
    half = label_room([label]) / 2
    return words(x, y, label, kind="axis", anchor="middle") if half <= x <= NARROW - half else None


def level_axis(labels: Sequence[str], values: Sequence[float], scale: Scale, left: float, right: float) -> Markup:
    """Horizontal grid lines with their labels to the left."""
    places = [scale.at(value) for value in values]
    lines = [line(left, y, right, y, "grid") for y in places]
    return join(
        *lines,
        *(words(left - 8, y + 4, label, kind="axis", anchor="end") for label, y in zip(labels, places, strict=True)),
    )


def description(caption: Sentence, statements: Sequence[str], *, most: int = 12) -> str:
    """The finding and the numbers that carry it, for those who do not see the drawing."""
    told = list(statements[:most])
    if len(statements) > most:
        told.append(f"and {len(statements) - most} more")
    return text.joined([text.plain(caption), "; ".join(told)])
