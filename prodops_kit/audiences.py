"""Who may read a report, where its pages lie, and what of it others may hear: nothing, where it is for fewer.

A report is for everyone, for one audience, or restricted, as `parameters/reports.toml` and its notebook say. What a
record was made for holds as well as what the settings say today: opening a report does not open its past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.each import is_safe
from prodops_kit.settings import EVERYONE, Settings, all_settings, folder_of

_PAGES, _FOLDERS, _RESTRICTED = "reports", "audiences", ".prodops/restricted"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may read a report.

    Attributes:
        audience: `everyone`, or the one audience.
        restricted: Whether nobody may but who runs it.
    """

    audience: str = EVERYONE
    restricted: bool = False

    @classmethod
    def by(cls, settings: Settings) -> Readers:
        """Those that a report's settings name."""
        return cls(settings.audience, settings.restricted)

    @classmethod
    def of(cls, record: Record) -> Readers:
        """Those for whom a run was made; nobody, where a record names what can be no audience."""
        audience = record.get("audience", EVERYONE)
        named = isinstance(audience, str) and is_safe(audience)
        return cls(audience, bool(record.get("restricted"))) if named else cls(restricted=True)

    @property
    def place(self) -> str:
        """Where their pages lie, relative to the workbook."""
        if self.restricted:
            return _RESTRICTED
        return _PAGES if self.audience == EVERYONE else f"{_FOLDERS}/{folder_of(self.audience)}"

    @property
    def folder(self) -> Path:
        """The same as an absolute path."""
        return workbook.root() / self.place

    @property
    def words(self) -> str:
        """What a page of theirs says of them; nothing where it is for everyone."""
        if self.restricted:
            return "Restricted: not to be passed on"
        return "" if self.audience == EVERYONE else f"For {self.audience} only"

    def may_read(self, other: Readers) -> bool:
        """Whether they may read what is for others; what is restricted is for nobody else."""
        return not other.restricted and other.audience in (EVERYONE, self.audience)

    def way(self, other: Readers, path: str) -> str:
        """The way from the top of their folder to a page of others, `path` being relative to the folder of those."""
        up = "" if other.place == self.place else f"{'../' * len(Path(self.place).parts)}{other.place}/"
        return f"{up}{path}"


EVERYBODY = Readers()


def present() -> dict[str, Readers]:
    """For each report whom the settings name today; while the file is faulty, only of what is restricted anyway."""
    return {name: Readers.by(settings) for name, settings in all_settings().items()}


def may_hear(readers: Readers, record: Record, today: Mapping[str, Readers]) -> bool:
    """Whether readers may hear of a run: by whom it was made for, and by whom its report is for today.

    Args:
        today: What `present` returned.
    """
    made_for = Readers.of(record)
    return readers.may_read(made_for) and readers.may_read(today.get(record["report"], made_for))


def places() -> list[Path]:
    """Every folder in which pages are published, there or not."""
    narrower = sorted(folder for folder in (workbook.root() / _FOLDERS).glob("*") if folder.is_dir())
    return [workbook.root() / _PAGES, *narrower, workbook.root() / _RESTRICTED]


def make_folder(readers: Readers, below: str = "") -> Path:
    """Make the folder of readers, or one below it; that of fewer than everyone is for this account until it is given.

    A folder that is there keeps the rights that it has.
    """
    if readers.place != _PAGES:
        own_folder(readers.folder)
        if not readers.restricted:
            _keep_from_git(readers.folder.parent)
    folder = readers.folder / below
    folder.mkdir(parents=True, exist_ok=True, mode=0o700 if readers.restricted else 0o777)
    return folder


def own_folder(folder: Path) -> Path:
    """Make a folder that no other account can look into; one that is there stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def close(file: Path, readers: Readers) -> None:
    """Keep a restricted file from other accounts."""
    if readers.restricted:
        file.chmod(0o600)


def _keep_from_git(folder: Path) -> None:
    mark = folder / ".gitignore"
    if not mark.exists():
        mark.write_text("*\n", encoding="utf-8")
