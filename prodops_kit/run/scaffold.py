"""`prodops new`: a report that runs at once, to be changed into one's own step by step.

The example rows are generated; their hash is kept, so that a page made from them says so until the file is replaced.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import keyword
from pathlib import Path
from string import Template

from prodops_kit import records, workbook
from prodops_kit.errors import ParameterError, several
from prodops_kit.periods import last_months

_TEMPLATES = Path(__file__).parent / "new"
_TEAMS = {"Growth": (9, 1), "Mobile": (14, 2), "Platform": (6, 0), "Support": (11, -1)}  # first amount, step a month
_FOLDERS = {"definitions"}  # folders of parameters/ that belong to no notebook

_CALLED = """
    @classmethod
    def called(cls) -> str:
        \"\"\"Its name in records and sentences.\"\"\"
        return "{}"
"""  # without it a table is called as its class in small letters


def new(name: str) -> list[Path]:
    """Write notebook, parameters file, table, test and example rows of a new report.

    Args:
        name: A Python identifier in small letters, such as `support_tickets`.

    Returns:
        The files written, the notebook first.

    Raises:
        ParameterError: The name cannot be one, or a file of it is already there.
    """
    _check_name(name)
    contents = _contents(name)
    files = {workbook.path(place): text for place, text in contents.items()}
    taken = [workbook.name(file) for file in files if file.exists()]
    if taken:
        raise ParameterError(f"{name}: {', '.join(taken)} {_are(taken)} already there. Choose another name.")
    for file, text in files.items():
        records.write_whole(file, text.encode())
    workbook.mark_example(workbook.path(f"data/{name}.csv"))
    return list(files)


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _check_name(name: str) -> None:
    suggested = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.casefold()).strip("_")
    problems = []
    if name != suggested or not name.isidentifier() or keyword.iskeyword(name):
        near = suggested if suggested.isidentifier() and not keyword.iskeyword(suggested) else "support_tickets"
        problems.append(
            f"{name}: a report's name is a Python name in small letters, digits and _. Write for example {near}."
        )
    elif name in _FOLDERS or importlib.util.find_spec(f"{name}_table"):
        problems.append(f"{name}: the name is taken. Choose another, such as {name}_2.")
    if problems:
        raise ParameterError(several(problems))


def _contents(name: str) -> dict[str, str]:
    """Text by place, relative to the workbook's root."""
    words = name.replace("_", " ")
    values = {
        "name": name,
        "title": words[:1].upper() + words[1:],
        "table": words.title().replace(" ", ""),
        "called": _CALLED.format(name) if "_" in name else "",
    }

    def filled(template: str) -> str:
        return Template((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)

    return {
        f"notebooks/{name}.ipynb": json.dumps(json.loads(filled("notebook.json")), indent=1, ensure_ascii=False) + "\n",
        f"notebooks/{name}_table.py": filled("table.py.txt"),
        f"parameters/{name}/monthly.yaml": filled("monthly.yaml"),
        f"tests/test_{name}.py": filled("test.py.txt"),
        f"data/{name}.csv": _example_rows(),
    }


def _example_rows() -> str:
    """A row a team and month, for the thirteen months that end with the last one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "team", "amount"])
    for number, month in enumerate(last_months(workbook.month("last_month"), 13)):
        for place, (team, (first, step)) in enumerate(_TEAMS.items()):
            amount = max(0, first + step * number // 2 + (number * 7 + place * 3) % 5)
            writer.writerow([f"{month}-{24 + place}", team, amount])
    return out.getvalue()
