"""What the kit raises: a sentence for the reader, never a traceback for a user's mistake.

Every message says where, what is wrong, what is true and what to do. In a notebook the message
stands alone, without the stack that led to it.
"""

from __future__ import annotations


class KitError(Exception):
    """Anything the kit refuses; its text is meant for the person at the keyboard."""

    def _render_traceback_(self) -> list[str]:
        """IPython asks for the lines to show; the message is all a reader needs."""
        return [f"{type(self).__module__}.{type(self).__name__}: {self}"]


class DataError(KitError):
    """An input cannot answer the question: missing, late, or faulty as a whole."""


class ParameterError(KitError):
    """A parameter is unknown, mistyped or out of range."""


class RunError(KitError):
    """A run cannot start or end as it should, for a reason outside the notebook."""


class NoData(KitError):
    """The period has no rows although the data spans it; the one sanctioned early stop."""


def several(problems: list[str]) -> str:
    """Join all problems of one thing into a single message, one a line.

    >>> several(["a.csv: empty."])
    'a.csv: empty.'
    """
    return "\n".join(problems)
