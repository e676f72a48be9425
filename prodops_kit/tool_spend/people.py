"""Who holds a seat and who works here: assignments, the roster, and the names under which things are also known.

People are keys before they are stored: no address leaves the loader. Okta's Current Assignments and an HRIS list are
read as they are exported; Google Workspace's and GitLab's lists of users become assignments of that tool.

Source of the layouts: the headers that those products export, as `tests/readers/test_real_exports.py` lists them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from prodops_kit.readers import layouts_for
from prodops_kit.tables import Loaded, Table, column, read_as, read_table

GOOGLE, GITLAB = "Google Workspace", "GitLab"


class Assignments(Table):
    """One seat of a tool, held by one person."""

    as_of: date = column(
        "day", "Day of the export, where a file holds several", aliases=("snapshot", "export date"), required=False
    )
    tool: str = column(
        "text", "Product, as its contract names it", aliases=("application name", "application", "app", "product")
    )
    person: str = column(
        "person",
        "Work address of the holder; kept as a key",
        aliases=("login", "email", "e-mail", "work email", "email address", "user email", "username", "user"),
    )
    status: str = column(
        "text", "Suspended holders do not use their seat", aliases=("state", "user status"), required=False
    )
    assigned_on: date = column("day", "Day the seat was given", aliases=("assigned", "activation date"), required=False)
    unassigned_on: date = column("day", "Day it was taken back", required=False)
    last_seen: date = column(
        "day",
        "Last sign-in or other use; empty where there was none, or none is known",
        aliases=("last login", "last sign-in", "last sign in", "last active", "last activity", "last used"),
        required=False,
    )
    usage_source: str = column(
        "text", "Where last_seen comes from; empty where use of this seat is not measured", required=False
    )

    covers = "coalesce(as_of, last_seen)"
    layout = "Assignments"


class OktaAssignments(Table):
    """One seat of one application, as Okta's report of current assignments has them."""

    tool: str = column("text", "Application", aliases=("Application name",))
    person: str = column("person", "Work address of the holder; kept as a key", aliases=("Login",))
    holder: str = column("person", "The holder's name; not kept", aliases=("User",), required=False)
    seat: str = column("person", "The holder's name in the tool; not kept", aliases=("Application login",))
    assigned_on: date = column("day", "Day the seat was given", required=False)
    unassigned_on: date = column("day", "Day it was taken back", required=False)
    last_seen: date = column("day", "Last sign-in; empty where there was none", aliases=("Last login",), required=False)

    covers = "last_seen"
    layout = "Okta assignments"

    @classmethod
    def called(cls) -> str:
        """The same table as other assignments, in another layout."""
        return Assignments.called()


class GitlabUsers(Table):
    """One user of a GitLab group, as its list of seats has them."""

    person: str = column("person", "Work address", aliases=("Email",))
    username: str = column("person", "Name in GitLab; not kept", aliases=("Username",))
    status: str = column("text", "active, or blocked and the like", aliases=("State",))
    last_seen: date = column(
        "day",
        "Last use, or last sign-in",
        aliases=("Last activity", "Last GitLab activity", "Last activity on", "Last sign-in", "Last login"),
        required=False,
    )

    covers = "last_seen"
    layout = "GitLab users"

    @classmethod
    def called(cls) -> str:
        """The same table as other assignments, in another layout."""
        return Assignments.called()


class EntraSignIns(Table):
    """One sign-in, as Entra's log has them."""

    day: str = column("text", "Moment of the sign-in", aliases=("Date (UTC)",))
    request: str = column("text", "Number of the request", aliases=("Request ID",))
    tool: str = column("text", "Application", aliases=("Application",))
    person: str = column("person", "Work address", aliases=("Username",))
    holder: str = column("person", "The person's name; not kept", aliases=("User",), required=False)
    status: str = column("text", "Whether it succeeded", required=False)

    layout = "Entra sign-ins"
    refusal = (
        "a log of sign-ins, which lists who signed in within 7 to 30 days, not who holds a seat. Export the users "
        "assigned to the application, and add the last sign-in of each as last_seen."
    )

    @classmethod
    def called(cls) -> str:
        """What it is taken for."""
        return Assignments.called()


class GoogleUsers(Table):
    """One user of Google Workspace, as its admin console exports them."""

    person: str = column("person", "Work address", aliases=("Email Address [Required]",))
    status: str = column("text", "Active or Suspended", aliases=("Status [READ ONLY]",), required=False)
    last_seen: str = column("text", "Last sign-in, or Never logged in", aliases=("Last Sign In [READ ONLY]",))

    layout = "Google Workspace users"

    @classmethod
    def called(cls) -> str:
        """The same table as other assignments, in another layout."""
        return Assignments.called()


class Roster(Table):
    """One person who works or worked here."""

    person: str = column(
        "person", "Work address; kept as a key", aliases=("work email", "email", "e-mail", "email address", "login")
    )
    team: str = column("text", "Team", aliases=("department",), required=False)
    title_family: str = column("text", "Kind of job", aliases=("title", "job title"), required=False)
    start_date: date = column("day", "First day at work", aliases=("start", "hire date", "joined"), required=False)
    end_date: date = column(
        "day", "Last day at work; empty while employed", aliases=("end", "termination date", "left"), required=False
    )
    employment_type: str = column(
        "text", "Kind of employment; 'on leave' spares the seat", aliases=("type",), required=False
    )
    status: str = column(
        "text",
        "Whether at work now; 'on leave' spares the seat, who left needs an end date",
        aliases=("employment status", "worker status"),
        required=False,
    )

    layout = "Roster"


class Aliases(Table):
    """One other name of a tool, vendor or person."""

    kind: str = column("text", "What the name is of", options=("vendor", "tool", "person"))
    found: str = column("text", "The name as a file writes it", person_when="kind")
    canonical: str = column("text", "The name that the contracts (for people: the roster) use", person_when="kind")

    layout = "Aliases"
    may_be_empty = True


def load_assignments(path: str | Path | None, *, dates: str | None = None) -> Loaded:
    """Read who holds which seat, and when it was last used.

    Args:
        path: File with tool and person, Okta's Current Assignments, or the users of Google Workspace or GitLab; None
            for none.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per seat, columns as in `Assignments`; persons are keys.

    Raises:
        DataError: The file cannot be read as assignments, has no rows (nobody would hold a seat), or is a log of
            sign-ins. Single bad rows are set aside and counted.

    Example:
        assignments = pk.tool_spend.load_assignments("data/assignments.csv")
    """
    if path is None:
        return Loaded.left_out(Assignments, "assignments_file is not set")
    found = read_as(
        path, layouts_for(Assignments, OktaAssignments, GoogleUsers, GitlabUsers, EntraSignIns), dates=dates
    )
    if found.table is GoogleUsers:
        found = _with_times(found)
    as_assignments = _AS_ASSIGNMENTS.get(found.table)
    return found.select(as_assignments) if as_assignments else found


def _with_times(users: Loaded) -> Loaded:
    return users.reject(
        f"last_seen is not null and lower(last_seen) <> 'never logged in' and {_GOOGLE_TIME} is null",
        reason="'Last Sign In' is no time such as 2016/04/04 00:24:13, and not 'Never logged in'",
        column="Last Sign In [READ ONLY]",
    )


_GOOGLE_TIME = "try_strptime(last_seen, ['%Y/%m/%d %H:%M:%S', '%Y/%m/%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d'])::date"
_AS_ASSIGNMENTS: dict[type[Table], str] = {
    OktaAssignments: """
        from {rows}
        select null::date as as_of, tool, person, null::varchar as status, assigned_on, unassigned_on, last_seen,
               'Okta' as usage_source, line
        """,
    GoogleUsers: f"""
        from {{rows}}
        select null::date as as_of, '{GOOGLE}' as tool, person, status, null::date as assigned_on,
               null::date as unassigned_on, {_GOOGLE_TIME} as last_seen,
               case when last_seen is not null then '{GOOGLE}' end as usage_source, line
        """,
    GitlabUsers: f"""
        from {{rows}}
        select null::date as as_of, '{GITLAB}' as tool, person,
               case when lower(status) = 'active' then status else 'suspended' end as status,
               null::date as assigned_on, null::date as unassigned_on, last_seen, null::varchar as usage_source, line
        """,
}


def load_roster(path: str | Path | None, *, dates: str | None = None) -> Loaded:
    """Read who works here, since when and until when.

    Args:
        path: File with one row per person, such as an HRIS exports; None for none.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Raises:
        DataError: The file cannot be read as a roster. Single bad rows are set aside and counted.

    Example:
        roster = pk.tool_spend.load_roster("data/roster.csv")
    """
    if path is None:
        return Loaded.left_out(Roster, "roster_file is not set")
    people = read_table(path, Roster, dates=dates).reject(
        "line not in (from {rows} select max(line) group by person)",
        reason="the person stands again on a later line, which is used",
    )
    return people.warn(*_left_without_day(people)).select(
        f"""
        from {{rows}}
        select * replace (concat_ws(', ', employment_type, case when regexp_matches(lower(status), '{_AWAY}')
                                                                then 'on leave' end) as employment_type)
        """
    )


def _left_without_day(people: Loaded) -> list[str]:
    found = people.rows.query(
        f"from {{rows}} select count(*) as n where end_date is null and lower(status) in {_LEFT}"
    )["n"].item()
    return [f"{found:,} people have left by their status and have no end date; they count as employed."] * bool(found)


_AWAY = r"\b(leave|loa|sabbatical|furlough(ed)?)\b"
_LEFT = ("terminated", "inactive", "left", "former", "leaver", "resigned", "deactivated")


def load_aliases(path: str | Path | None) -> Loaded:
    """Read other names of tools, vendors and people.

    Args:
        path: File with kind, found and canonical; it may be a header alone. None for none.

    Raises:
        DataError: The file cannot be read as aliases. Names that are given twice are set aside and counted.

    Example:
        aliases = pk.tool_spend.load_aliases("data/aliases.csv")
    """
    if path is None:
        return Loaded.left_out(Aliases, "aliases_file is not set")
    names = read_table(path, Aliases)
    return names.reject(
        "line not in (from {rows} select min(line) group by kind, lower(found))",
        reason="the same name has an alias on an earlier line, which is used",
    )


def renamed_people(loaded: Loaded, aliases: Loaded) -> Loaded:
    """The same rows with each person under the key that the aliases give."""
    rows = loaded.rows.select(
        """
        select r.* replace (coalesce(a.canonical, r.person) as person)
        from {rows} r left join (from {aliases} where kind = 'person') a on a.found = r.person
        """,
        aliases=aliases.rows,
    )
    return replace(loaded, rows=rows)
