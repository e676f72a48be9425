"""Notes: what a person wants said on a page, in `data/notes/<period>/<notebook>-<report>.md`.

A first line `2026-11-03` or `date: 2026-11-03` says when it was written. A line `@2026-10-14: New pricing` is a
pin: it is drawn on the first chart over time that holds the day. All else is text for under the page's answer.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prodops_kit import parameters, workbook
from prodops_kit.errors import DataError, ParameterError
from prodops_kit.periods import Period

LONGEST = 20_000  # bytes; a page is read in minutes
_PIN = re.compile(r"@\s*(\d{4}-\d{2}-\d{2})\s*:\s*(\S.*)")
_WRITTEN = re.compile(r"(?:date:\s*)?(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


@dataclass(frozen=True, slots=True)
class Pin:
    """A day and what happened on it."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One page's note.

    Attributes:
        day: When it was written, where it says so.
        text: Markdown, untrusted; without the date and the pins.
        pins: By day.
    """

    day: date | None
    text: str
    pins: tuple[Pin, ...]


def file(report: str, month: str) -> Path:
    """Where the note of a report (`<notebook>/<report>`) for a period is, or would be."""
    return _folder() / month / f"{report.replace('/', '-')}.md"


def read(report: str, month: str) -> Note | None:
    """The note of a page, or None.

    Raises:
        DataError: It is too long, no text, or cannot be read.
    """
    return _read(file(report, month))


def digest(report: str, month: str) -> str | None:
    """Hash of what the note's file holds, None without one: it belongs to the run's fingerprint."""
    try:
        return hashlib.sha256(file(report, month).read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError:
        return "cannot be read"


def faults() -> list[str]:
    """Every note that no page can show, and why."""
    pages = [report.name.replace("/", "-") for report in parameters.reports()]
    return [fault for note in sorted(_folder().glob("*/*.md")) for fault in _faults(note, pages)]


def without_addresses(text: str) -> str:
    """Text in which each e-mail address is a mark: no page, message or log holds one."""
    return _ADDRESS.sub("[address]", text)


def _folder() -> Path:
    return workbook.root() / "data" / "notes"


def _read(place: Path) -> Note | None:
    where = workbook.name(place)
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise DataError(f"{where}: cannot be read ({fault.strerror}).") from None
    if len(content) > LONGEST:
        raise DataError(f"{where}: {len(content):,} bytes; a note has at most {LONGEST:,}. Shorten it.")
    try:
        return _note(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DataError(f"{where}: not UTF-8 text. Save it as UTF-8.") from None


def _note(content: str) -> Note:
    lines = without_addresses(content).strip().splitlines()
    written = _WRITTEN.fullmatch(lines[0].strip()) if lines else None
    day = _day(written[1]) if written else None
    pins = [_pin(line) for line in lines]
    kept = [line for line, pin in zip(lines, pins, strict=True) if not pin]
    text = "\n".join(kept[1:] if day else kept).strip()
    return Note(day, text, tuple(sorted((pin for pin in pins if pin), key=lambda pin: pin.day)))


def _pin(line: str) -> Pin | None:
    found = _PIN.fullmatch(line.strip())
    day = _day(found[1]) if found else None
    return Pin(day, found[2]) if found and day else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _faults(place: Path, pages: list[str]) -> list[str]:
    found = []
    if not _is_period(place.parent.name):
        found.append(f"{workbook.name(place)}: its folder is no period. Name it as 2026-10, 2026-Q3 or 2026.")
    if place.stem not in pages:
        near = parameters.hint(place.stem, pages)
        found.append(f"{workbook.name(place)}: no report has this name. Name it <notebook>-<report>.md.{near}")
    try:
        _read(place)
    except DataError as fault:
        found.append(str(fault))
    return found


def _is_period(text: str) -> bool:
    try:
        return bool(Period(text))
    except ParameterError:
        return False
