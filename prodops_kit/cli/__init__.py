"""The command line, `prodops`: one module for each kind of thing it does.

Paths of published files go to standard output, everything else to standard error.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from prodops_kit import __version__
from prodops_kit.cli import deciding, looking, making, past, running, sampling
from prodops_kit.cli.output import print_json
from prodops_kit.cli.wings import wings


class _Commands(click.Group):
    """Commands whose refusals are messages, never tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        from prodops_kit.errors import DataError, KitError, RunError

        _make_streams_safe()
        try:
            return super().invoke(ctx)
        except KitError as fault:
            _refuse(str(fault), 1 if isinstance(fault, DataError) else 3 if isinstance(fault, RunError) else 2)
        except OSError as fault:
            _refuse(f"{fault.filename or 'output'}: {fault.strerror}. Mend the disk or its permissions.", 6)


def _make_streams_safe() -> None:
    """Names in any script can be printed, and a closed stream is no reason to stop."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _refuse(message: str, code: int) -> None:
    click.echo(message, err=True)
    if "--json" in sys.argv:
        print_json({"exit_code": code, "error": message})
    sys.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="prodops")
def main() -> None:
    """Run the workbook's reports and look after them.

    A REPORT is a notebook (tool_spend) or one of its parameters files (tool_spend/monthly).
    """


for _command in (
    running.run,
    looking.list_reports,
    looking.check,
    running.index,
    looking.doctor,
    deciding.decide,
    sampling.sample,
    making.new,
    making.adopt,
    making.preview,
    past.backfill,
    past.diff,
    past.prune,
    *wings(),
):
    main.add_command(_command)
