"""Read feedback in any layout into one table; the text stays in the engine until `collect` has redacted it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from prodops_kit.engines import quoted
from prodops_kit.feedback.exports import AppStoreReviews, GithubIssues, JiraIssues, PlayReviews, ZendeskTickets
from prodops_kit.feedback.sources import Feedback, Interviews, Messages, Survey
from prodops_kit.readers import layouts_for
from prodops_kit.readers.declarations import KINDS, Table
from prodops_kit.tables import Loaded, read_as

LAYOUTS = (
    *(Feedback, ZendeskTickets, Messages, PlayReviews, AppStoreReviews, JiraIssues, GithubIssues),
    *(Survey, Interviews),
)
COLUMNS: dict[str, str] = {
    **{field.name: KINDS[field.kind] for field in Feedback.fields if field.name not in ("name", "company")},
    "names": "varchar[]",  # whoever an export names in its own columns, to be taken out of the text
}


def load_feedback(
    path: str | Path | None,
    *,
    source: str = "",
    currency: str | None = None,
    money: str | None = None,
    dates: str | None = None,
) -> Loaded:
    """Read one export of feedback, whichever product wrote it.

    Args:
        path: Export of Zendesk, Intercom (messages), Google Play, App Store Connect, Jira or GitHub, a survey, notes of
            interviews, or a list with at least a day and a text; None for none. Other headers are named by a mapping
            of table `feedback` under `parameters/definitions/`.
        source: What to call it where the rows do not say; the layout's name when empty.
        currency: ISO 4217 code of the revenue where the file has no currency column.
        money: How revenue is written, `1,234.56` or `1.234,56`; proved from the file when None.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per thing said, or per message of a conversation, with the columns of `COLUMNS`, unredacted: pass it to
        `collect` and keep it nowhere.

    Raises:
        DataError: The file cannot be read as feedback. Single bad rows are set aside and counted.

    Example:
        tickets = pk.feedback.load_feedback("data/feedback_tickets.csv", source="Tickets")
    """
    if path is None:
        left_out = Loaded.left_out(Feedback, f"no file is set for {source}" if source else "no file is set")
        return left_out.select(_as_feedback(Feedback, source))
    given = {"currency": currency} if currency else {}
    found = read_as(path, layouts_for(*LAYOUTS, given=given), money=money, dates=dates)
    if found.table is Messages:
        found = _asked(found)
    return found.select(_as_feedback(found.table, source)).warn(*_doubts(found))


def _as_feedback(table: type[Table], source: str) -> str:
    """SQL that turns the rows of a layout into those of `Feedback`."""
    own = {field.name for field in table.fields}
    said = _SAID.get(table, {})
    called = "'" + (source or table.layout).replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"
    cells = {name: said.get(name) or (quoted(name) if name in own else "null") for name in COLUMNS}
    cells["source"] = f"coalesce({cells['source']}, {called})" if not source else called
    cells["names"] = f"[x for x in [{', '.join(n for n in _NAMES if n in own)}]::varchar[] if x is not null]"
    cells |= _scored(cells)
    columns = ", ".join(f"cast({cells[name]} as {kind}) as {quoted(name)}" for name, kind in COLUMNS.items())
    return f"from {{rows}} select {columns}, line"


def _scored(cells: Mapping[str, str]) -> dict[str, str]:
    """The score where it lies on its scale, and the scale in small letters."""
    scale = f"case lower({cells['scale']}) when 'nps' then 'nps' when 'csat' then 'csat' when 'stars' then 'stars' end"
    inside = f"{cells['score']} between case when {scale} = 'nps' then 0 else 1 end and case {scale} {_TOPS} end"
    pain = f"case when {cells['pain']} between 1 and 5 then {cells['pain']} end"
    return {
        "score": f"case when {inside} then {cells['score']} end",
        "scale": f"case when {inside} then {scale} end",
        "pain": pain,
    }


_NAMES = ("name", "surname", "company", "email", "agent", "submitter", "creator", "interviewer", "address", "customer")
_TOPS = "when 'nps' then 10 when 'csat' then 5 when 'stars' then 5"
_LINKED = r"nullif(regexp_extract(link, '[?&#]review[iI]d=([^&]+)', 1), '')"
_SHIPPED = "('done', 'fixed', 'resolved', 'complete', 'completed', 'implemented', 'released')"


def _both(first: str, second: str) -> str:
    """A title and its text as one; a title that ends with a mark needs none."""
    return (
        f"case when {second} is null or {first} is null then coalesce({first}, {second}) "
        f"when regexp_matches({first}, '[.!?…:]$') then {first} || ' ' || {second} "
        f"else {first} || '. ' || {second} end"
    )


_SAID: dict[type[Table], dict[str, str]] = {
    ZendeskTickets: {
        "text": _both("subject", '"text"'),
        "customer": "coalesce(email, number, name)",
        "score": "case lower(satisfaction) when 'good' then 5 when 'bad' then 1 end",
        "scale": "case when lower(satisfaction) in ('good', 'bad') then 'csat' end",
        "responded": "created + cast(floor(minutes / 1440) as integer)",  # whole days that went by
    },
    Messages: {"id": "conversation", "customer": "coalesce(email, customer, name)"},
    PlayReviews: {
        "id": _LINKED,
        "created": "coalesce(created, submitted)",
        "text": _both("title", '"text"'),
        "score": "stars",
        "scale": "'stars'",
    },
    AppStoreReviews: {"text": _both("title", '"text"'), "customer": "name", "score": "stars", "scale": "'stars'"},
    JiraIssues: {
        "text": _both("summary", '"text"'),
        "customer": "coalesce(name, creator)",
        "shipped": f"case when lower(resolution) in {_SHIPPED} then resolved end",
    },
    GithubIssues: {
        "text": _both("title", '"text"'),
        "customer": "name",
        "shipped": "case when lower(reason) = 'completed' then closed end",
    },
    Survey: {
        "customer": "coalesce(email, nullif(concat_ws(' ', name, surname), ''))",
        "score": "coalesce(nps, csat, stars, score)",
        "scale": (
            "case when nps is not null then 'nps' when csat is not null then 'csat' "
            "when stars is not null then 'stars' else scale end"
        ),
    },
    Interviews: {"customer": "name"},
}


def _asked(messages: Loaded) -> Loaded:
    """The customers' messages, each with the day of the team's first answer to its conversation."""
    answered = messages.select(
        f"""
        from {{rows}}
        select * replace (coalesce(responded, min(case when {_TEAM} then created end)
                                              over (partition by conversation)) as responded)
        """
    )
    return answered.reject(
        _TEAM, reason="written by the team or a machine, not by a customer", column="author_type", may_empty=True
    )


_TEAM = "lower(author_type) in ('admin', 'agent', 'team', 'teammate', 'bot', 'operator', 'system', 'staff')"


def _doubts(found: Loaded) -> list[str]:
    """What was left out of a row that is used."""
    own = {field.name for field in found.table.fields}
    said = []
    for name, top in _SCALES.items():
        low = 0 if top == 10 else 1
        if name in own and (n := _count(found, f"{name} is not null and not {name} between {low} and {top}")):
            said.append(f"{n:,} answers under {name} are outside {low} to {top} and were left out.")
    if {"score", "scale"} <= own and (n := _count(found, f"score is not null and ({_UNSCALED})")):
        said.append(f"{n:,} scores do not lie on the scale nps (0 to 10), csat or stars (1 to 5) and were left out.")
    if {"revenue", "currency"} <= own and (n := _count(found, "revenue is not null and currency is null")):
        said.append(f"{n:,} amounts of revenue have no currency and were left out; say currency, such as EUR.")
    return said


_SCALES = {"nps": 10, "csat": 5, "stars": 5, "pain": 5}
_LOWEST = "case lower(scale) when 'nps' then 0 else 1 end"
_UNSCALED = f"scale is null or not coalesce(score between {_LOWEST} and case lower(scale) {_TOPS} end, false)"


def _count(found: Loaded, condition: str) -> int:
    return int(found.rows.query(f"from {{rows}} select count(*) as n where {condition}")["n"].item())
