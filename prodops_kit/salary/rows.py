"""The one form of a market row, whatever it was published as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from prodops_kit.readers import forms
from prodops_kit.tables import Loaded

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
NATIONAL = "National"
COLUMNS = (
    *("source", "source_kind", "as_of", "as_of_precision", "job", "job_code", "level", "area", "currency", "basis"),
    *("period", "organisations", "people", "largest_share", *PERCENTILES, "mean", "p50_low", "p50_high", "censored"),
    *("flag", "line"),
)
_WHOLE = "('national', 'us', 'u.s.', 'usa', 'united states', 'nationwide', 'all us', 'us national')"


def named_area(text: str) -> str:
    """SQL for an area in which the whole country has one name."""
    return f"case when {text} is null or lower({text}) in {_WHOLE} then '{NATIONAL}' else {text} end"


def amount(text: str) -> str:
    """SQL for an exact amount written with thousands commas and a decimal point."""
    return forms.amount(text, forms.POINT)


def without(loaded: Loaded, faults: Iterable[tuple[str, ...]]) -> Loaded:
    """The rows that have none of some faults, each an SQL condition, its reason and, where it has one, its column."""
    for condition, reason, *column in faults:
        if len(loaded.rows.select(f"from {{rows}} where {condition}")):
            loaded = loaded.reject(condition, reason=reason, column=column[0] if column else "")
    return loaded


def dated(loaded: Loaded, day: date | None) -> Loaded:
    """The same rows with the newest day that the page states of them; it says nothing of how complete they are."""
    return replace(loaded, source=replace(loaded.source, newest=day))
