"""Search what a report wrote for values that it must not tell, however they are written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

KINDS = (".html", ".csv", ".json", ".ipynb", ".md", ".txt", ".svg", ".log")
_NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:(?P<by>[ ,.'’_])\d{3})(?:(?P=by)\d{3})*(?:[.,]\d+)?(?![\w])|\d+(?:[.,]\d+)?"
)
_BLANKS = re.compile(r"&nbsp;|\\u00a0|\\u202f|\\u2009|[\u00a0\u202f\u2009]")
_HASHES = re.compile(r"\b[0-9a-f]{32,}\b")


def told(
    folder: Path,
    hidden: Iterable[float],
    *,
    shown: Iterable[float] = (),
    words: Iterable[str] = (),
    digits: Iterable[int] = (2, 1, 0, -1, -2, -3),
) -> list[str]:
    """What the files of a folder, and of those in it, tell of hidden amounts and words: `file: amount`, sorted.

    An amount is found to the cent, in whole units, and rounded to tens, hundreds and thousands, plain or with
    thousands separators of any country.

    Args:
        folder: Such as `reports/`, or `.prodops/records/`.
        hidden: Amounts in major units.
        shown: Amounts that stand there rightly; what a hidden one rounds to may be one of them.
        words: Texts that must not stand there, such as keys of people.
        digits: To which places a hidden amount is rounded. A page full of market pay holds every thousand there is:
            plant pay to the cent, and search to the unit: `(2, 1, 0, -1)`.
    """
    public, found = set(shown), []
    hidden, words, digits = list(hidden), list(words), tuple(digits)
    for file in sorted(path for path in folder.rglob("*") if path.suffix in KINDS):
        text = file.read_bytes().decode(errors="replace")
        numbers = numbers_in(text)
        found += [f"{file.name}: {value}" for value in hidden if numbers & (_forms(value, digits) - public)]
        found += [f"{file.name}: {word}" for word in words if word in text]
    return sorted(found)


def _forms(value: float, digits: Iterable[int]) -> set[float]:
    return {round(value, places) for places in digits}


def numbers_in(text: str) -> set[float]:
    """Every number that a text can be read as holding: `1.234,50` is 1234.5, and `1.234` is both 1.234 and 1234."""
    plain = html.unescape(_BLANKS.sub(" ", _HASHES.sub("", text)))
    return {value for match in _NUMBER.finditer(plain) for value in _readings(match[0])}


def _readings(written: str) -> set[float]:
    cents = re.search(r"[.,](\d+)$", written)
    whole = {float(re.sub(r"\D", "", written))} if not cents or len(cents[1]) == 3 else set()
    if cents:
        whole.add(float(f"{re.sub(r'[^0-9]', '', written[: cents.start()])}.{cents[1]}"))
    return whole
