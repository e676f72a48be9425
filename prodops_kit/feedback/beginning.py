"""The taxonomy that a team begins with: two themes that show each field, with what it means."""

from __future__ import annotations

import json
from typing import Any

from prodops_kit.definitions import Field
from prodops_kit.feedback.fields import FILE, THEME
from prodops_kit.feedback.themes import IGNORED

_WIDTH = 48
_HEAD = {"version": 1, "retired": []}
_FIRST = {
    "id": "export",
    "label": "Getting data out",
    "description": "Downloading, exporting or syncing data to another tool",
}
_SECOND = {
    "id": "export.broken",
    "label": "Export fails or is incomplete",
    "description": "An export stops, times out, or misses rows or columns",
    "parent": "export",
    "include": ["export* fail*", "missing rows", "re:csv .{0,20}(empty|blank)"],
    "exclude": ["export licence"],
    "examples": ["The export failed at row 10,000"],
    "counter_examples": ["Would love a PDF export"],
    "request": False,
}


def beginning() -> str:
    """The text of a first taxonomy: it loads as it is, and explains every field once."""
    needed = {field.name for field in THEME if field.needed} | {"description"}
    return "\n".join(
        [
            "# The themes of this team's feedback; replace these with your own. Tags name a theme by its id, which",
            "# stays for ever: what goes away is merged into another theme, or removed and listed under retired.",
            *(_line(field, _HEAD[field.name]) for field in FILE),
            "themes:",
            *_theme([field for field in THEME if field.name in _FIRST], _FIRST, explained=False),
            *_theme(THEME, _SECOND, explained=True),
            *_theme(
                [field for field in THEME if field.name in needed],
                {"id": IGNORED, "label": "Not feedback", "description": "Spam, tests, automatic answers"},
                explained=False,
            ),
            "",
        ]
    )


def _theme(known: list[Field] | tuple[Field, ...], values: dict[str, Any], *, explained: bool) -> list[str]:
    lines = [_line(field, values.get(field.name), explained=explained, indent=4) for field in known]
    return [f"{'  - ' if not number else '    '}{line}" for number, line in enumerate(lines)]


def _line(field: Field, value: Any, *, explained: bool = True, indent: int = 0) -> str:
    text = f"{field.name}:" if value is None else f"{field.name}: {json.dumps(value, ensure_ascii=False)}"
    return f"{text:<{_WIDTH - indent}}  # {field.meaning}" if explained else text
