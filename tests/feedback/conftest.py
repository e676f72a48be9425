"""A workbook for exports of feedback, written by a test line by line."""

from __future__ import annotations

import pytest


@pytest.fixture
def export(workbook_here, monkeypatch):
    """Write a file under `data/` and say its name."""
    monkeypatch.setenv("PRODOPS_HASH_KEY", "k")

    def write(*lines, name="export.csv", encoding="utf-8"):
        path = workbook_here.root / "data" / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return f"data/{name}"

    return write
