"""Secrets that must not be kept: taken out of whatever a run wrote."""

from __future__ import annotations

import json
from html import escape


def redact(content: bytes, secrets: list[str]) -> bytes:
    """Replace each secret, also as JSON and HTML write it, by a mark."""
    for secret in secrets:
        shown = {secret, escape(secret), escape(secret, quote=False), repr(secret)[1:-1]}
        shown.add(escape(secret).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"))  # as Jinja writes them
        stored = {json.dumps(form, ensure_ascii=ascii_only)[1:-1] for form in shown for ascii_only in (True, False)}
        for form in sorted(shown | stored, key=len, reverse=True):
            content = content.replace(form.encode(), b"[secret removed]")
    return content
