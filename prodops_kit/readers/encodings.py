"""How the bytes of a text file are written: by its mark, as UTF-8, or as CP1252 where that is proved."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.errors import DataError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
# Bytes that text in CP1252 never holds: control characters but tab, line feed, form feed and return, and its five gaps.
_NOT_CP1252 = bytes(sorted({*range(32), 0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D} - {9, 10, 12, 13}))


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by Python's name, and what the page must say of it."""

    name: str
    warning: str = ""


def encoding_of(file: Path) -> Encoding:
    """Which encoding every byte of a file is sound in.

    Raises:
        DataError: The file is no text, or damaged.
        OSError: It cannot be read.
    """
    with file.open("rb") as stream:
        start = stream.read(1024)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    if encoding == "utf-8" and start.count(0) > len(start) / 4:
        raise DataError(
            f"{workbook.name(file)}: no text, or UTF-16 without its mark. "
            f"Save the file as 'CSV UTF-8 (comma delimited)' and run again."
        )
    wrong = _first_fault(file, encoding)
    if wrong is None:
        return Encoding(encoding)
    if encoding == "utf-8" and not _holds(file, _NOT_CP1252):
        return Encoding("cp1252", f"Line {wrong} is not UTF-8, so the file was read as Windows text (CP1252).")
    known = "UTF-16" if encoding == "utf-16" else "UTF-8"
    raise DataError(
        f"{workbook.name(file)}: line {wrong} is not {known} text. "
        f"Save the file as 'CSV UTF-8 (comma delimited)' and run again."
    )


def _first_fault(file: Path, encoding: str) -> int | None:
    """The line of the first byte that is not of an encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, cr = 1, False
    with file.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                return lines + _ends(bytes(fault.object[: fault.start]).decode(_body(encoding, fault), "ignore"), cr)
            if not chunk:
                return None
            lines += _ends(text, cr)
            cr = text.endswith("\r") if text else cr


def _body(encoding: str, fault: UnicodeDecodeError) -> str:
    return fault.encoding if encoding == "utf-16" else "utf-8"


def _ends(text: str, after_return: bool) -> int:
    """Line ends in a piece of text; a pair of return and line feed is one, also across pieces."""
    pair = after_return and text.startswith("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n") - pair


def _holds(file: Path, unwanted: bytes) -> bool:
    with file.open("rb") as stream:
        return any(
            len(chunk.translate(None, unwanted)) < len(chunk) for chunk in iter(lambda: stream.read(_CHUNK), b"")
        )
