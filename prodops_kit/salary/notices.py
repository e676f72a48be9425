"""What the reader must know before trusting the page: what is missing, old, set aside, or hidden in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodops_kit.results import Count, Names, Notice, Sentence
from prodops_kit.salary.benchmarking import MIDDLE

if TYPE_CHECKING:
    from prodops_kit.salary.review import SalaryReview
    from prodops_kit.tables import Loaded


def notices(review: SalaryReview) -> tuple[Notice, ...]:
    """What limits the page: what is missing, rows set aside, old staff files, hidden cells."""
    found = [_unmatched(review), _weak_levels(review), _missing(review), *_set_aside(review), _apart(review)]
    found += [_aim(review), _misnamed(review), _old_staff(review), _exposed(review), _beside(review)]
    return tuple(notice for notice in found if notice)


def _unmatched(review: SalaryReview) -> Notice | None:
    market = [source for source in review.benchmark.sources if source.table == "market"]
    rows = sum(source.used for source in market)
    if not rows or not review.benchmark.used.empty:
        return None
    text = "The market files hold {rows}, and no match names one of them; matches_file says which job is which level."
    return Notice("No source is used", Sentence(text, rows=Count(rows, "row", "rows")))


def _weak_levels(review: SalaryReview) -> Notice | None:
    weak = [one for one in review.leading if not one.is_sure]
    if not weak or len(weak) == len(review.leading):
        return None
    text = "{names}: grade C or D, or one source; a range is shown and no decision follows."
    return Notice("Not sure enough", Sentence(text, names=Names(tuple(one.name for one in weak))))


_ADDS = {
    "bands": "bands against the market",
    "staff": "own pay by level",
    "offers": "offers against acceptance",
    "requisitions": "time to fill and the cost of open positions",
}


def _missing(review: SalaryReview) -> Notice | None:
    gone = [f"{adds} ({name}_file)" for name, adds in _ADDS.items() if not review.inputs.has(name)]
    if not gone:
        return None
    return Notice("Left out", Sentence("Without their files the page does not show {names}.", names=Names(tuple(gone))))


def _set_aside(review: SalaryReview) -> list[Notice]:
    text = "{rejected} of {rows} of the {table} could not be used. Lines and reasons stand with the sources."
    return [
        Notice(
            "Rows set aside",
            Sentence(text, rejected=one.rejected, rows=Count(one.rows, "row", "rows"), table=one.table),
        )
        for one in review.sources
        if one.rejected
    ]


def _apart(review: SalaryReview) -> Notice | None:
    """Bands that no row of the benchmark fits."""
    if not review.inputs.has("bands"):
        return None
    bands: Loaded | None = review.inputs.bands
    assert bands is not None
    known = {(one.role, one.level) for one in review.standings}
    rows = bands.rows.query("from {rows} select distinct role, level order by role, level")
    apart = [f"{row.role}, {row.level}" for row in rows.itertuples() if (row.role, row.level or "") not in known]
    if not apart:
        return None
    text = "No match names {names}, so their bands stand against nothing."
    return Notice("Bands without a market", Sentence(text, names=Names(tuple(apart))))


def _aim(review: SalaryReview) -> Notice | None:
    """That midpoints are not held against the middle, and how sure the other percentile is."""
    if review.benchmark.percentile == MIDDLE:
        return None
    text = (
        "Bands and budgets are held against the market’s {aim}, as policy_file says. It is read off between the "
        "percentiles that sources state, and its interval is that of the middle, raised alike."
    )
    gone = tuple(one.name for one in review.leading if one.p50 and not one.aim)
    text += " Too few are stated for {names}, where no decision follows." if gone else ""
    return Notice("What midpoints aim at", Sentence(text, aim=review.benchmark.aim, names=Names(gone)))


def _misnamed(review: SalaryReview) -> Notice | None:
    """Sources that the team has weighed and that are in no range."""
    if not review.benchmark.misnamed:
        return None
    text = "weights_file names {names}, and no range rests on it; compare the names with those of the market files."
    return Notice("Weights without a source", Sentence(text, names=Names(review.benchmark.misnamed)))


def _old_staff(review: SalaryReview) -> Notice | None:
    if review.inputs.has("staff") and review.own is None:
        text = "Nobody in the staff file has a benchmarked role and pay in {currency}, so own pay is not shown."
        return Notice("No own pay", Sentence(text, currency=review.currency))
    newest = review.own.newest if review.own else None
    if newest is None or newest >= review.period.start:
        return None
    return Notice("Staff is old", Sentence("The staff file ends on {day}; later changes are not in it.", day=newest))


def _exposed(review: SalaryReview) -> Notice | None:
    count = review.own.released.exposed if review.own else 0
    if not count:
        return None
    text = "{count} of own pay hidden here can be worked out from what earlier months published."
    return Notice("Told before", Sentence(text, count=Count(count, "cell", "cells")))


def _beside(review: SalaryReview) -> Notice | None:
    others = review.own.others if review.own else 0
    if others < review.rules.fewest_people:
        return None
    text = "{count} of the staff file have another role or currency, and are in no table."
    return Notice("Not looked at", Sentence(text, count=Count(others, "person", "people")))
