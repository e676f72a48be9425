"""Which parameters file a notebook's values are, and how to take another's: only where a person types."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from prodops_kit import parameters, workbook
from prodops_kit.errors import ParameterError
from prodops_kit.parameters import Report
from prodops_kit.show import style
from prodops_kit.show.markup import join, tag

_SHOWN = 8  # other files named in the line


def take_parameters(name: str = "") -> None:
    """Show which parameters file this notebook's values are; with a name, take that file's values.

    In JupyterLab it shows one line: the file, what differs from it, and the notebook's other files. In a run and
    under papermill it shows and changes nothing, whatever the name.

    Args:
        name: A parameters file of this notebook, such as `emea` for `parameters/tool_spend/emea.yaml`. Its values
            are checked as before a run, then set as the notebook's variables. Leave it out to look only, and
            take it out again before saving: the next person would not expect it.

    Raises:
        ParameterError: There is no such file, or a run would refuse it.

    Example:
        pk.take_parameters()  # in the cell after the parameters
    """
    notebook = parameters.session_notebook()
    if not notebook:
        return
    found = [report for report in parameters.reports() if report.notebook.stem == notebook]
    here = parameters.notebook_variables()
    if not name:
        _show(_looked_at(found, here, notebook), _others(found, _nearest(found, here)))
        return
    report = _named(found, name, notebook)
    changed = parameters.differing(report, here)
    parameters.take(report)
    what = f"It sets {', '.join(changed)}." if changed else "The cell above says the same."
    _show(f"Taken from {_file(report)}. {what}", _others(found, report))


def _named(found: list[Report], name: str, notebook: str) -> Report:
    report = next((one for one in found if name in (one.name, _short(one))), None)
    if report:
        return report
    names = [_short(one) for one in found]
    has = f"It has {', '.join(names[:_SHOWN])}." if names else "It has none yet."
    near = parameters.hint(name, names)
    raise ParameterError(f"take_parameters: notebooks/{notebook}.ipynb has no parameters file '{name}'. {has}{near}")


def _nearest(found: list[Report], here: dict[str, Any]) -> Report | None:
    """The report with the fewest differences, `monthly` before others."""
    differences = {report.name: parameters.differing(report, here) for report in found}
    right = [report for report in found if differences[report.name] is not None]
    return min(right, key=lambda one: (len(differences[one.name] or ()), _short(one) != "monthly"), default=None)


def _looked_at(found: list[Report], here: dict[str, Any], notebook: str) -> str:
    report = _nearest(found, here)
    if report is None:
        state = "no parameters file is right; see prodops check" if found else "there is no parameters file"
        return f"parameters/{notebook}/: {state}."
    names = parameters.differing(report, here)
    return f"{_file(report)} differs in {', '.join(names)}." if names else f"These are the values of {_file(report)}."


def _others(found: list[Report], taken: Report | None) -> tuple[str, ...]:
    return tuple(_short(report) for report in found if report != taken)


def _show(said: str, others: tuple[str, ...]) -> None:
    from IPython.display import display

    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    names, example = f"{', '.join(others[:_SHOWN])}{more}", f'pk.take_parameters("{others[0]}")' if others else ""
    rest = join(f" Others: {names}. ", tag("code", example), " takes one.") if others else Markup()
    line = tag("p", said, rest, class_="pk-quiet")
    plain = f"{said} Others: {names}. {example} takes one." if others else said
    shown = style.dressed(style.block(line, "taken"))
    display({"text/html": str(shown), "text/plain": plain}, raw=True)  # type: ignore[no-untyped-call]


def _short(report: Report) -> str:
    return report.name.partition("/")[2]


def _file(report: Report) -> str:
    return workbook.name(report.file) + (f", {report.copy.name}" if report.copy else "")
