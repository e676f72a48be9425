"""The workbook's kit: load, review, show. What an analyst types in a notebook begins here.

    import prodops_kit as pk

    month = pk.month("last_month")
    charges = pk.tool_spend.load_charges("data/charges.csv")
    review = pk.tool_spend.review(charges, month=month, currency="USD", ask_above=500)
    pk.show.headline(review)

Everything is loaded when first used.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prodops_kit import experiment, feedback, monthly_review, results, salary, show, statistics, tool_spend
    from prodops_kit.answered import answers
    from prodops_kit.show.files import save
    from prodops_kit.show.taking import take_parameters
    from prodops_kit.workbook import month

RUN_VARIABLE = "PRODOPS_RUN"  # as in workbook.py, which is only loaded when needed
__version__ = "0.1.0"
__all__ = [
    "answers",
    "experiment",
    "feedback",
    "month",
    "monthly_review",
    "results",
    "salary",
    "save",
    "show",
    "statistics",
    "take_parameters",
    "tool_spend",
]

_FUNCTIONS = {
    "answers": "prodops_kit.answered",
    "month": "prodops_kit.workbook",
    "save": "prodops_kit.show.files",
    "take_parameters": "prodops_kit.show.taking",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"prodops_kit has no '{name}'; it has {', '.join(__all__)}.")
    if name in _FUNCTIONS:
        return getattr(importlib.import_module(_FUNCTIONS[name]), name)
    return importlib.import_module(f"prodops_kit.{name}")


def __dir__() -> list[str]:
    return __all__


importlib.import_module("prodops_kit.beside").find_modules()
if RUN_VARIABLE in os.environ:
    importlib.import_module("prodops_kit.workbook").watch_opened_files()
