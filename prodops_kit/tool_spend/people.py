"""Who holds a seat and who works here: assignments, the roster, and the names under which things are also known.

People are keys before they are stored: no address leaves the loader. Okta's Current Assignments and an HRIS list are
read as they are exported; Google Workspace's list of users becomes assignments of Google Workspace.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from prodops_kit import workbook
from prodops_kit.readers import header_of
from prodops_kit.readers.headers import plain
from prodops_kit.tables import Loaded, Table, column, read_table

GOOGLE = "Google Workspace"


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


class GoogleUsers(Table):
    """One user of Google Workspace, as its admin console exports them."""

    person: str = column("person", "Work address", aliases=("Email Address [Required]",))
    status: str = column("text", "Active or Suspended", aliases=("Status [READ ONLY]",), required=False)
    last_seen: str = column("text", "Last sign-in, or Never logged in", aliases=("Last Sign In [READ ONLY]",))

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
        "text", "Kind of employment; 'on leave' spares the seat", aliases=("type", "employment status"), required=False
    )


class Aliases(Table):
    """One other name of a tool, vendor or person."""

    kind: str = column("text", "What the name is of", options=("vendor", "tool", "person"))
    found: str = column("text", "The name as a file writes it", person_when="kind")
    canonical: str = column("text", "The name that the contracts (for people: the roster) use", person_when="kind")


def load_assignments(path: str | Path | None, *, dates: str | None = None) -> Loaded:
    """Read who holds which seat, and when it was last used.

    Args:
        path: File with tool and person, Okta's Current Assignments, or Google Workspace's users; None for none.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Returns:
        One row per seat, columns as in `Assignments`; persons are keys.

    Raises:
        DataError: The file cannot be read as assignments. Single bad rows are set aside and counted.
    """
    if path is None:
        return Loaded.left_out(Assignments, "assignments_file is not set")
    known = {plain(text) for text in header_of(workbook.path(path), Assignments, GoogleUsers)}
    if plain(GoogleUsers.fields[0].aliases[0]) in known:
        return _load_google(path)
    okta = {"application name", "login"} <= known
    found = read_table(path, Assignments, layout="Okta assignments" if okta else "Assignments", dates=dates)
    if not okta:
        return found
    return found.select("from {rows} select * replace (coalesce(usage_source, 'Okta') as usage_source)")


def _load_google(path: str | Path) -> Loaded:
    users = read_table(path, GoogleUsers, layout="Google Workspace users")
    users = users.reject(
        f"last_seen is not null and lower(last_seen) <> 'never logged in' and {_GOOGLE_TIME} is null",
        reason="'Last Sign In' is no time such as 2016/04/04 00:24:13, and not 'Never logged in'",
        column="Last Sign In [READ ONLY]",
    )
    return users.select(
        f"""
        from {{rows}}
        select null::date as as_of, '{GOOGLE}' as tool, person, status, null::date as assigned_on,
               null::date as unassigned_on, {_GOOGLE_TIME} as last_seen,
               case when last_seen is not null then '{GOOGLE}' end as usage_source, line
        """
    )


_GOOGLE_TIME = "try_strptime(last_seen, ['%Y/%m/%d %H:%M:%S', '%Y/%m/%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d'])::date"


def load_roster(path: str | Path | None, *, dates: str | None = None) -> Loaded:
    """Read who works here, since when and until when.

    Args:
        path: File with one row per person, such as an HRIS exports; None for none.
        dates: `iso`, `mdy` or `dmy`; proved from the file when None.

    Raises:
        DataError: The file cannot be read as a roster. Single bad rows are set aside and counted.
    """
    if path is None:
        return Loaded.left_out(Roster, "roster_file is not set")
    people = read_table(path, Roster, layout="Roster", dates=dates)
    return people.reject(
        "line not in (from {rows} select max(line) group by person)",
        reason="the person stands again on a later line, which is used",
    )


def load_aliases(path: str | Path | None) -> Loaded:
    """Read other names of tools, vendors and people.

    Args:
        path: File with kind, found and canonical; None for none.

    Raises:
        DataError: The file cannot be read as aliases. Names that are given twice are set aside and counted.
    """
    if path is None:
        return Loaded.left_out(Aliases, "aliases_file is not set")
    names = read_table(path, Aliases, layout="Aliases")
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
