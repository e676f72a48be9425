"""From a report's parameters file to its tagged items: what the notebook does, for the commands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodops_kit import parameters
from prodops_kit.errors import ParameterError
from prodops_kit.feedback.correcting import PLACE, load_corrections
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.feedback.tags import Tags
from prodops_kit.feedback.taxonomy import load_taxonomy
from prodops_kit.feedback.themes import Taxonomy

if TYPE_CHECKING:
    import pandas as pd

REPORT = "feedback/monthly"
_ENDING = "_file"
_DEFINED = "taxonomy_file"


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a report tags.

    Attributes:
        month: Resolved.
        items: The frame of `Items`.
    """

    month: str
    items: pd.DataFrame
    tags: Tags
    corrections: Corrections


@dataclass(frozen=True, slots=True)
class Defined:
    """What a report goes by: its themes, and the file of its corrections."""

    taxonomy: Taxonomy
    corrections_path: str


def defined(report: str = REPORT) -> Defined:
    """Read the taxonomy of a report, and where its corrections are.

    Raises:
        ParameterError: There is no such report, or its parameters are wrong.
    """
    values = _values(report, None)
    return Defined(load_taxonomy(values["taxonomy_file"]), values.get("corrections_path") or PLACE)


def tagged(report: str = REPORT, month: str | None = None) -> Tagged:
    """Load, redact and tag what a report does: each parameter that ends in _file names an input.

    Args:
        report: As `feedback/monthly`.
        month: Period instead of the file's.

    Raises:
        ParameterError: There is no such report, or its parameters are wrong.
        DataError: An input cannot be read.
    """
    from prodops_kit.feedback.collecting import collect
    from prodops_kit.feedback.loading import load_feedback
    from prodops_kit.feedback.tagger import tag

    values = _values(report, month)
    taxonomy = load_taxonomy(values["taxonomy_file"])
    corrections = load_corrections(values.get("corrections_path") or PLACE, taxonomy)
    names = [name for name in values if name.endswith(_ENDING) and name != _DEFINED]
    inputs = [load_feedback(values[name], source=name.removesuffix(_ENDING).capitalize()) for name in names]
    items = collect(inputs, until=values["month"])
    tags = tag(items.texts, taxonomy, corrections=corrections, created=items.frame["created"])
    return Tagged(values["month"], items.frame, tags, corrections)


def _values(report: str, month: str | None) -> Mapping[str, Any]:
    found = parameters.reports((report,))
    if len(found) > 1:
        raise ParameterError(f"{report}: several reports; name one of {', '.join(one.name for one in found)}.")
    values = parameters.read_values(found[0], month=month).resolved
    if "taxonomy_file" not in values:
        raise ParameterError(f"{found[0].name}: has no taxonomy_file, so it is no report on feedback; name another.")
    return values
