"""How sure a figure is, in one letter, and what flags it carries."""

from __future__ import annotations

from collections.abc import Iterable

FLAGS = ("observed", "aged", "modelled", "proxy", "censored", "suppressed")
LIMITS = {"A": (10, 12, 4, 0.05), "B": (5, 18, 3, 0.10)}
"""Fewest organisations, greatest age in months, lowest match quality, largest change without one source."""
DECIDING = ("A", "B")


def grade(
    *,
    organisations: int | None,
    oldest_months: float | None,
    quality: int,
    shift: float | None,
    publishable: bool = True,
    modelled: bool = False,
) -> str:
    """Grade a composite of observed sources.

    Args:
        organisations: Behind it; None when no source says.
        oldest_months: Age of its oldest source.
        quality: Lowest match quality in it.
        shift: Largest change when one source is left out, as a part; None with one source, which cannot decide.
        publishable: Whether every source passes the publication rule.
        modelled: Whether every source states modelled figures only.

    Returns:
        A or B, from which decisions may follow; C where it may be shown; D where that cannot be checked or all
        is modelled.

    >>> grade(organisations=24, oldest_months=7, quality=4, shift=0.02)
    'A'
    >>> grade(organisations=24, oldest_months=7, quality=4, shift=None)
    'C'
    """
    if modelled or not publishable:
        return "D"
    if organisations is None or oldest_months is None or shift is None:
        return "C"
    for letter, (fewest, oldest, lowest, largest) in LIMITS.items():
        if organisations >= fewest and oldest_months <= oldest and quality >= lowest and shift < largest:
            return letter
    return "C"


def flags(*found: Iterable[str]) -> str:
    """Join flags in their one order, each once.

    >>> flags(["aged", "observed"], ["aged"])
    'observed, aged'
    """
    present = {flag for some in found for flag in some}
    return ", ".join(flag for flag in FLAGS if flag in present)
