"""Commands that wings bring, found by name: a wing's `commands.py` is read when one of them is asked for."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

import prodops_kit


class Wing(click.Group):
    """The commands of one wing, as `prodops experiment new`; its help is the first line of its module."""

    def __init__(self, file: Path) -> None:
        with file.open(encoding="utf-8") as stream:
            said = stream.readline().strip().strip('"')
        super().__init__(file.parent.name, help=said, no_args_is_help=True)
        self._module = f"prodops_kit.{file.parent.name}.commands"

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of the wing's commands, sorted."""
        return sorted(self._found())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A command by its name."""
        return self._found().get(cmd_name)

    def _found(self) -> dict[str, click.Command]:
        values = vars(importlib.import_module(self._module)).values()
        return {command.name: command for command in values if isinstance(command, click.Command) and command.name}


def wings() -> list[Wing]:
    """Every wing that brings commands, by name; nothing of it is loaded."""
    return [Wing(file) for file in sorted(Path(prodops_kit.__path__[0]).glob("*/commands.py"))]
