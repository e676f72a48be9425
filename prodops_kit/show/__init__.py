"""The verbs of a notebook: each shows one block, the same in JupyterLab and on the page.

    pk.show.headline(review)           # the answer, first
    pk.show.figures(review)            # key figures, compared with the month before
    pk.show.decisions(review)          # what to do, by when, worth how much
    pk.show.heading(review.renewals)   # a part: its heading, then what carries it
    pk.show.chart(review.renewals)
    pk.show.table(review.seats)
    pk.show.sections(review.sections)  # what each of several reports says
    pk.show.folds(review.cards)        # several parts behind one line to open
    pk.show.sources(review)            # where the numbers come from

They take a review of any question, or values of `prodops_kit.results` built in the notebook itself.
With `lead=True` a block also goes into the month's record, for the monthly review to show.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Protocol

from markupsafe import Markup

from prodops_kit.answered import Answers, answers
from prodops_kit.errors import ParameterError
from prodops_kit.records import MIME
from prodops_kit.results import Chart, Decision, Figure, Fold, Notice, Part, Rows, Section, Sentence, Source
from prodops_kit.show import (
    agenda,
    cards,
    charts,
    embedded,
    folded,
    grid,
    history,
    provenance,
    recorded,
    style,
    text,
    units,
)
from prodops_kit.show.markup import join, tag

__all__ = ["chart", "decisions", "figures", "folds", "heading", "headline", "notices", "sections", "sources", "table"]


class Review(Protocol):
    """The answer to a question for one month, whatever the question."""

    @property
    def month(self) -> str:
        """The period answered for, as `2026-10`, `2026-Q3` or `2026`."""

    @property
    def headline(self) -> Sentence:
        """The answer."""

    @property
    def figures(self) -> Sequence[Figure]:
        """Key figures, the most important first."""

    @property
    def decisions(self) -> Sequence[Decision]:
        """What to decide, the most urgent or valuable first."""

    @property
    def notices(self) -> Sequence[Notice]:
        """What the reader must know before trusting the rest."""

    @property
    def sources(self) -> Sequence[Source]:
        """The inputs."""


def headline(review: Review | Sentence) -> None:
    """Show the answer in one or two sentences; on the page it stands under the title.

    Args:
        review: A review, or a `Sentence` of your own.

    Example:
        pk.show.headline(review)
    """
    said = review if isinstance(review, Sentence) else review.headline
    plain = text.plain(said)
    _display(tag("p", plain, class_="pk-lede"), {"kind": "headline", "text": plain}, plain)


def notices(review: Review) -> None:
    """Show what the reader must know first: what is missing, late or left out. Nothing when all is well.

    Args:
        review: A review; any value with `notices` will do.

    Example:
        pk.show.notices(review)
    """
    boxes = [tag("div", tag("strong", f"{n.title}: "), text.plain(n.text), class_="pk-notice") for n in review.notices]
    if boxes:
        plain = "\n".join(f"{notice.title}: {text.plain(notice.text)}" for notice in review.notices)
        _display(join(*boxes), {"kind": "notices"}, plain)


def figures(review: Review) -> None:
    """Show the key figures as cards, and record them for the months to come.

    Each is compared with the period before in the same report, when name and unit are unchanged, and
    carries a small line of the last year. A month that was not run is a gap in it, not a zero.

    Args:
        review: A review; any value with `month` and `figures` will do.

    Example:
        pk.show.figures(review)
    """
    past = history.of(review)
    shown = cards.draw(review.figures, review.month, past)
    plain = "\n".join(f"{figure.label}: {_figure_text(figure, review.month, past)}" for figure in review.figures)
    _display(shown, recorded.figures(review.figures, review.month, past), plain)


def decisions(review: Review) -> None:
    """Show what to decide: what, why now, who, by when, worth how much a year; and record it.

    Each decision says whether it is new or how many months it has been asked, what has changed since, and what
    the decision log answers. Those declined, snoozed or done are folded below, out of the total. Worth is summed
    where it is in one currency; no decision at all is said in a sentence.

    Args:
        review: A review; any value with `month` and `decisions` will do.

    Example:
        pk.show.decisions(review)
    """
    past, known = history.of(review), answers(review.month) if review.decisions else Answers()
    shown = agenda.draw(review.decisions, review.month, past, known)
    plain = "\n".join(f"{agenda.what(d)}: {text.plain(d.reason)}" for d in review.decisions)
    _display(shown, recorded.decisions(review.decisions, known), plain or "No decision.")


def heading(part: Part | Sentence, *, lead: bool = False) -> None:
    """Show the computed heading of a part, and its text; it appears in the page's contents.

    Args:
        part: A part of a review, or a `Sentence` of your own.
        lead: Whether the monthly review shows this block too.

    Example:
        pk.show.heading(review.renewals)
    """
    part = part if isinstance(part, Part) else Part(part)
    plain, said = text.plain(part.heading), part.text and text.plain(part.text)
    anchor = _slug(part.name or plain)
    shown = join(tag("h2", plain, class_="pk-h2", id=anchor), tag("p", said) if said else None)
    payload = {"kind": "heading", "text": plain, "id": anchor}
    _display(shown, payload, text.joined([plain, said or ""]), lead_as=plain if lead else None)


def chart(part: Part | Chart, *, lead: bool = False) -> None:
    """Draw the chart of a part, with a description for those who do not see it.

    A part without a chart whose text says why shows nothing more.

    Args:
        part: A part of a review, or one of `Bars`, `Lines`, `Intervals`, `Ranges`, `Heat`, `Timeline`.
        lead: Whether the monthly review shows this block too, under the part's heading.

    Raises:
        ParameterError: The value is no chart.

    Example:
        pk.show.chart(review.renewals, lead=True)
    """
    value = part.chart if isinstance(part, Part) else part
    if isinstance(part, Part) and part.text and value is None:
        return  # the part's own text says why there is nothing to draw
    shown = charts.draw(value) if value else tag("p", "There is no data for this chart.", class_="pk-empty")
    caption = text.plain(value.caption) if value else "There is no data for this chart."
    _display(shown, {"kind": "chart"}, caption, lead_as=_name(part, caption) if lead else None)


def table(part: Part | Rows, *, lead: bool = False, fold: bool = False) -> None:
    """Show the table of a part: exact amounts, so that rows add up; the first 40 rows of long ones.

    A part without a table whose text says why shows nothing more.

    Args:
        part: A part of a review, or `Rows` of your own: a frame, its columns with units, a caption.
        lead: Whether the monthly review shows this block too, under the part's heading.
        fold: Whether the table waits behind a line to open, the part's heading or the caption.

    Raises:
        ParameterError: The value is no table.

    Example:
        pk.show.table(review.all_tools, fold=True)
    """
    rows = part.table if isinstance(part, Part) else part
    if isinstance(part, Part) and part.text and rows is None:
        return  # the part's own text says why there is nothing to list
    if not isinstance(rows, Rows | None):
        raise ParameterError(
            f"table: a {type(rows).__name__} is no table; give a part of a review, or "
            f"results.Rows(frame, columns, caption)."
        )
    shown = grid.draw(rows) if rows else tag("p", "There are no rows for this table.", class_="pk-empty")
    caption = text.plain(rows.caption) if rows else "There are no rows for this table."
    if fold:
        shown = tag("details", tag("summary", _name(part, caption)), shown, class_="pk-fold")
    _display(shown, {"kind": "table"}, caption, lead_as=_name(part, caption) if lead else None)


def sections(shown: Sequence[Section]) -> None:
    """Show what each of several reports says: its title, its answer, what it leads with, and where its page is.

    A recorded block that a page may not hold is left out and said; the others lose nothing by it.

    Args:
        shown: What each report says, as `pk.monthly_review.review(...).sections` has it.

    Example:
        pk.show.sections([pk.results.Section("chat", "Chat", "9 of 10 seats are in use.")])
    """
    plain = "\n".join(text.joined([section.title, text.plain(section.text)]) for section in shown)
    _display(embedded.draw(shown), {"kind": "sections"}, plain)


def folds(shown: Sequence[Fold]) -> None:
    """Show cards one below the other, each a line to open with the parts behind it.

    Args:
        shown: The cards, as `review.cards` of experiments has them.

    Example:
        pk.show.folds([pk.results.Fold("checkout", pk.results.Sentence("New checkout"), ())])
    """
    plain = "\n".join(text.plain(fold.heading) + (f": {fold.word}" if fold.word else "") for fold in shown)
    _display(folded.draw(shown), {"kind": "folds"}, plain or folded.NONE)


def sources(review: Review) -> None:
    """Show where the numbers come from: files, rows used and set aside with reasons, newest date, hash.

    Args:
        review: A review; any value with `sources` will do.

    Example:
        pk.show.sources(review)
    """
    shown = provenance.draw(review.sources)
    plain = "\n".join(f"{s.table}: {s.absent or s.path}, {s.used} of {s.rows} rows used" for s in review.sources)
    _display(shown, {"kind": "sources"}, plain)


def _display(content: Markup, payload: dict[str, Any], plain: str, *, lead_as: str | None = None) -> None:
    from IPython.display import display

    block = style.block(content, payload["kind"])
    if lead_as is not None:
        payload |= {"lead": True, "block": {"kind": payload["kind"], "heading": lead_as, "html": str(block)}}
    # A page shows the HTML; a terminal the text; the runner reads the record.
    display({"text/html": str(style.dressed(block)), "text/plain": plain, MIME: payload}, raw=True)  # type: ignore[no-untyped-call]


def _name(part: object, caption: str) -> str:
    return text.plain(part.heading) if isinstance(part, Part) else caption


def _figure_text(figure: Figure, month: str, past: history.Earlier) -> str:
    moved = cards.delta(figure, history.before(figure, month, past), month)
    return " ".join(filter(None, (units.short(figure.value, figure.unit), moved)))


def _slug(plain: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-") or "part"
