"""What commands have in common: their JSON option, and how a document is printed."""

from __future__ import annotations

import json
from typing import Any

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")


def print_json(document: dict[str, Any]) -> None:
    """One JSON document to standard output."""
    click.echo(json.dumps(document, indent=1))
