"""Which tables and definition files the kit's wings declare, found by name: nobody keeps a list.

A wing is a package of the kit that is no part of the house. Its `tables` say what it reads; without them, every
`Table` that its modules declare.
"""

from __future__ import annotations

import importlib
import pkgutil

import prodops_kit
from prodops_kit.definitions import Definition
from prodops_kit.readers.declarations import Table

_HOUSE = {"cli", "html", "intake", "readers", "results", "run", "sample", "show", "statistics"}


def declared() -> list[type[Table]]:
    """Every declared table, wing by wing."""
    found: list[type[Table]] = []
    for module in pkgutil.iter_modules(prodops_kit.__path__):
        if module.ispkg and module.name not in _HOUSE:
            found += _of_wing(f"prodops_kit.{module.name}")
    return list(dict.fromkeys(found))


def definitions() -> list[Definition]:
    """Every kind of definition file that a wing reads."""
    names = [module.name for module in pkgutil.iter_modules(prodops_kit.__path__) if module.ispkg]
    wings = [importlib.import_module(f"prodops_kit.{name}") for name in names if name not in _HOUSE]
    return [one for wing in wings for one in vars(wing).get("definitions", ())]


def _of_wing(name: str) -> list[type[Table]]:
    said = getattr(importlib.import_module(name), "tables", None)
    if isinstance(said, list | tuple):
        return list(said)
    return [table for table in _below(Table) if table.__module__.startswith(f"{name}.")]


def _below(table: type[Table]) -> list[type[Table]]:
    return [found for child in table.__subclasses__() for found in (child, *_below(child))]
