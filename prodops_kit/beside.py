"""Modules of the team's own: Python files beside the notebooks, importable from any working directory.

JupyterLab starts a kernel in `notebooks/`, the runner and plain papermill at the workbook's root. So that
`import ideas_table` means `notebooks/ideas_table.py` in all of them, that folder is looked into last.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec


class _Beside:
    """The finder that Python asks when nothing else knows a module."""

    @classmethod
    def find_spec(
        cls,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG003
    ) -> ModuleSpec | None:
        from importlib.machinery import PathFinder

        from prodops_kit.errors import KitError

        workbook = importlib.import_module("prodops_kit.workbook")
        if path is not None or not hasattr(workbook, "root"):  # a submodule, or the kit itself is being loaded
            return None
        try:
            return PathFinder.find_spec(name, [str(workbook.root() / "notebooks")])
        except KitError:  # no workbook here
            return None


def find_modules() -> None:
    """Let `import` look beside the notebooks of the workbook at hand; doing it twice changes nothing."""
    if _Beside not in sys.meta_path:
        sys.meta_path.append(_Beside)
