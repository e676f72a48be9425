"""A wing of its own for `prodops check FILE`, found as the kit's wings are: by its place in the package."""

from __future__ import annotations

import importlib
import sys

import pytest

import prodops_kit
from prodops_kit import experiment, feedback, salary, tool_spend

WING = '''
from prodops_kit.tables import Table, column


class Contracts(Table):
    """One contract."""

    tool: str = column("text", "Product", aliases=("app", "product"))
    owner: str = column("text", "Team", required=False)
    start_date: object = column("day", "First day", required=False)
    renewal_date: object = column("day", "First day of the next term", aliases=("renewal",), required=False)
    annual_cost: object = column("money", "What it costs a year", required=False, currency="currency")
    seats_paid: int = column("count", "Seats paid for", aliases=("seats",), required=False)
    currency: str = column("currency", "Currency of the amounts")
    reconciles = "annual_cost"


class Logins(Table):
    """One person in one tool."""

    who: str = column("person", "Who", aliases=("login", "email"))
    tool: str = column("text", "Product", aliases=("application name",))
    seen: object = column("day", "Last seen", aliases=("last login",), required=False)


tables = (Contracts, Logins)
'''


@pytest.fixture
def wing(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("wings") / "probe_wing"
    folder.mkdir()
    (folder / "__init__.py").write_text(WING)
    monkeypatch.setattr(prodops_kit, "__path__", [*prodops_kit.__path__, str(folder.parent)])
    monkeypatch.setattr(tool_spend, "tables", (tool_spend.Charges, tool_spend.FocusCharges), raising=False)
    for other in (experiment, feedback, salary):
        monkeypatch.setattr(other, "tables", (), raising=False)
    monkeypatch.setenv("PRODOPS_HASH_KEY", "k")
    importlib.invalidate_caches()
    yield importlib.import_module("prodops_kit.probe_wing")
    sys.modules.pop("prodops_kit.probe_wing", None)


@pytest.fixture
def file(workbook_here, wing):
    def write(*lines: str, name: str = "data/contracts.csv") -> str:
        (workbook_here.root / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    return write
