"""What `prodops check FILE` found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is, and what stands between it and a report.

    Attributes:
        file: As messages name it.
        table: The table it was recognised as, or proposed for; empty when none is near.
        lines: What there is to say, line by line; no address, no person.
        unclear: What somebody has to decide or mend, each with the edit.
        wrong: What is wrong with a parameter or a mapping.
        written: The mapping that was saved, or empty.
    """

    file: str
    table: str = ""
    lines: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    written: str = ""

    @property
    def exit_code(self) -> int:
        """2 when something is written wrongly, 1 when the file cannot be used yet, else 0."""
        return 2 if self.wrong else 1 if self.unclear else 0

    def as_text(self) -> str:
        """Everything, what is understood first."""
        unclear = [f"  {number}. {text}" for number, text in enumerate(self.unclear, 1)]
        return "\n".join([*self.wrong, *self.lines, *(["Unclear:", *unclear] if unclear else [])])
