"""The pages leaders open: Jinja2 templates with autoescape, and their one style sheet."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent


@cache
def page_css() -> str:
    """The style of a page: its layout, and that of everything `show` puts on it."""
    from prodops_kit.show import style

    return f"{style.minified(_FOLDER / 'page.css')}{style.css()}"


def render(template: str, **context: object) -> str:
    """Render `page.html.j2`, `index.html.j2` or `failure.html.j2`; every value is escaped.

    Args:
        template: Name of the template.
        context: What it shows. HTML that is already safe (`css`, `body`, `lede_html`, `note.html`) is marked in the
            template.

    Raises:
        jinja2.UndefinedError: A value that the template needs is missing.
    """
    return _environment().get_template(template).render(**context)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
