"""What a taxonomy file holds: the one declaration that reads, checks, explains and writes its fields."""

from __future__ import annotations

from prodops_kit.definitions import Field, dictionary

FILE = (
    Field("version", "count", "Number of this version; raise it with every change, history is then tagged anew", True),
    Field("retired", "names", "Ids of themes that were removed; none of them is ever given again"),
)
THEME = (
    Field("id", "text", "Key of the theme, such as export.broken; stays for ever", needed=True),
    Field("label", "text", "Name that a leader reads", needed=True),
    Field("description", "text", "What belongs to it, in a sentence; needed where no phrase is given"),
    Field("parent", "text", "Id of the theme above it; two levels at most"),
    Field(
        "include", "texts", "Phrases that give it away: words in a row, export* for an open end, re: for an expression"
    ),
    Field("exclude", "texts", "Phrases that rule it out, written alike"),
    Field("examples", "texts", "Texts that belong to it, without names and addresses"),
    Field("counter_examples", "texts", "Texts that do not belong to it, though they look so"),
    Field("owner", "text", "Team that answers for it; never a person's name"),
    Field("request", "yesno", "Whether its items ask for something that could be shipped"),
    Field("status", "text", "What the team does about it, such as planned or shipped"),
    Field("shipped", "day", "Day on which the answer to it shipped"),
    Field(
        "valid_from",
        "month",
        "First month in which it is given; before, only a person gives it, and nothing is compared",
    ),
    Field("merged_into", "text", "Id of the theme that took it over; it stands here instead of being removed"),
)


def documented() -> str:
    """The data dictionary of the taxonomy, as Markdown."""
    parts = {"**taxonomy**: The file, beside its list `themes`.": FILE, "**themes**: One entry of `themes`.": THEME}
    return "\n\n".join(f"{heading}\n\n{dictionary(known)}" for heading, known in parts.items())
