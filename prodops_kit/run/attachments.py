"""What a run saved to go with its page: tables as they are, and side pages in the frame that every page has."""

from __future__ import annotations

from pathlib import Path

from prodops_kit import inspection
from prodops_kit.records import Record


def attachments(folder: Path, record: Record, title: str) -> dict[str, bytes]:
    """Content by name, in the order of names.

    Args:
        folder: Where the run saved them.
        record: The run's record.
        title: The report's title.
    """
    from prodops_kit.run import page

    saved = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    pages = {name: content.decode() for name, content in saved.items() if name.endswith(".html")}
    return saved | {name: page.side_page(record, title, content).encode() for name, content in pages.items()}


def faults(files: dict[str, bytes]) -> list[str]:
    """What forbids publishing one of the side pages."""
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    return [f"{name}: {fault}" for name, content in pages.items() for fault in inspection.faults(content)]
