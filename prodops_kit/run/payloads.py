"""What a notebook's outputs may put into the record; anybody can display one by hand, so each is checked."""

from __future__ import annotations

from datetime import date
from typing import Any

_NUMBER = (int, float, type(None))
_TEXT = (str,)
_SHAPES: dict[str, dict[str, tuple[type, ...]]] = {
    "figures": {
        "name": _TEXT,
        "label": _TEXT,
        "value": _NUMBER,
        "unit": _TEXT,
        "better": (str, type(None)),
        "previous": _NUMBER,
    },
    "decisions": {"id": _TEXT, "action": _TEXT, "subject": _TEXT, "by": _TEXT, "worth": _NUMBER, "owner": _TEXT},
}


def fault(payloads: list[Any]) -> str | None:
    """What is wrong with the first payload that a record cannot hold, or None."""
    found = (_fault(payload) for payload in payloads)
    return next((f"a cell displays a record that cannot be kept: {words}." for words in found if words), None)


def _fault(payload: Any) -> str | None:
    if not isinstance(payload, dict) or not isinstance(payload.get("kind"), str):
        return "it has no kind"
    kind = payload["kind"]
    if kind == "headline" and not isinstance(payload.get("text"), str):
        return "a headline without text"
    if kind in _SHAPES:
        return _items_fault(kind, payload.get(kind))
    block = payload.get("block")
    if payload.get("lead") and not (isinstance(block, dict) and {"kind", "heading", "html"} <= block.keys()):
        return f"a {kind} that leads without a block"
    return None


def _items_fault(kind: str, items: Any) -> str | None:
    if not isinstance(items, list):
        return f"{kind} that are no list"
    for item in items:
        for name, kinds in _SHAPES[kind].items():
            if not isinstance(item, dict) or name not in item or not isinstance(item[name], kinds):
                return f"{kind} with an entry whose {name} is missing or of another kind"
        if kind == "decisions" and not _is_day(item["by"]):
            return "a decision whose by is no day such as 2026-12-11"
    return None


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
