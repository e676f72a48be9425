"""The queue as a file to answer in: written for a spreadsheet, read back, and turned into corrections.

`data/feedback_queue.csv` holds the words and the answers; what the tagger predicted lies under `.prodops/`, where
nobody sees it before answering.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from prodops_kit import workbook
from prodops_kit.errors import DataError, several
from prodops_kit.feedback.correcting import BETWEEN, PLACE, append, load_corrections, locked, neutral
from prodops_kit.feedback.corrections import Corrections
from prodops_kit.feedback.queue import Question
from prodops_kit.feedback.themes import Taxonomy
from prodops_kit.parameters import hint
from prodops_kit.readers.people import person_key
from prodops_kit.records import write_whole
from prodops_kit.tables import Table, column, read_table

QUEUE = "data/feedback_queue.csv"
NONE = "none"  # the answer that no theme fits


class QueueRows(Table):
    """One text that waits for an answer."""

    may_be_empty = True

    row: str = column("text", "Names the text; leave it as it is")
    date: str = column("text", "Day on which it was said", required=False)
    source: str = column("text", "Where it was said", required=False)
    text: str = column("text", "Its words, redacted", required=False)
    suggestion: str = column("text", "What the tagger thinks; empty where the answer measures it", required=False)
    themes: str = column("text", "Your answer: ids joined by |, or none; empty to answer later", nullable=True)

    @classmethod
    def called(cls) -> str:
        """The table's name in records and sentences."""
        return "feedback queue"


COLUMNS = tuple(field.name for field in QueueRows.fields)


@dataclass(frozen=True, slots=True)
class Answer:
    """One text of the queue, with the answer as it stands in the file and the line it stands on."""

    question: Question
    themes: str
    line: int


def write_queue(questions: Sequence[Question]) -> Path:
    """Write the texts to look at, and apart from them what the tagger predicted.

    Raises:
        DataError: The file holds answers that have not been learned, or cannot be written.
    """
    with locked():
        answered = [answer for answer in _known_answers() if answer.themes]
        if answered:
            raise DataError(
                f"{QUEUE}: holds {len(answered)} answers that have not been learned. Run: prodops feedback learn"
            )
        return _write([Answer(question, "", 0) for question in questions])


def read_answers(path: str | Path = QUEUE) -> list[Answer]:
    """Every text that waits, in the order of the file.

    Raises:
        DataError: There is no queue, it cannot be read, or it holds rows that nobody asked for.
    """
    if not workbook.is_file(path):
        raise DataError(f"{workbook.name(path)}: no such file. Make a queue with: prodops feedback queue")
    asked = {question.label: question for question in _stored()}
    rows = read_table(path, QueueRows).rows.query("from {rows} order by line")
    found = [(str(row.row), _said(row.themes), int(row.line)) for row in rows.itertuples()]
    labels = [label for label, *_ in found]
    where = workbook.name(path)
    problems = [
        f"{where}, line {line}: the row is not of this queue; undo the change of its first cell, or delete the row."
        for label, _, line in found
        if label not in asked
    ]
    problems += [
        f"{where}, line {line}: the row stands there twice, first in line {found[labels.index(label)][2]}; keep one."
        for number, (label, _, line) in enumerate(found)
        if label in labels[:number]
    ]
    if problems:
        raise DataError(several(problems))
    return [Answer(asked[label], themes, line) for label, themes, line in found]


def answer(label: str, themes: str) -> None:
    """Write one answer into the file; the others stay."""
    with locked():
        _write([replace(one, themes=themes) if one.question.label == label else one for one in read_answers()])


def learn(
    taxonomy: Taxonomy, *, reviewer: str, today: date, path: str | Path = QUEUE, to: str = PLACE
) -> tuple[int, int]:
    """Turn answers into corrections; what has no answer stays in the queue.

    An answer that the corrections hold already is not added again, so that running it twice, or after a crash, neither
    loses nor doubles a row.

    Returns:
        How many answers were added, and how many texts still wait.

    Raises:
        DataError: An answer names no theme: every problem with its line, and nothing is added.
    """
    with locked():
        answers = read_answers(path)
        where = workbook.name(path)
        faults = [f"{where}, line {one.line}: {fault}" for one in answers for fault in faults_of(one.themes, taxonomy)]
        if faults:
            raise DataError(several(faults))
        who = (person_key(reviewer) or "")[:12]
        rows = {one.question.key: _rows(one, who, today, taxonomy) for one in answers if one.themes}
        known = _held(load_corrections(to), who)
        new = {key: made for key, made in rows.items() if (key, _themes(made)) not in known}
        if new:
            append([row for made in new.values() for row in made], to)
        waiting = [one for one in answers if not one.themes]
        _write(waiting)
        return len(new), len(waiting)


def faults_of(text: str, taxonomy: Taxonomy) -> Iterator[str]:
    """What is wrong with an answer; never its words, unless they are near an id."""
    said = split(text)
    if NONE in said and len(said) > 1:
        yield "none and a theme at once; write one of them."
    ids = [theme.id for theme in taxonomy.themes]
    for one in said:
        if one != NONE and not taxonomy.current(one):
            near = hint(one, ids) or " Write an id of it, several joined by |, or none."
            yield f"the answer is no theme of the taxonomy.{near}"


def split(text: str) -> list[str]:
    """The ids of an answer.

    >>> split("export.broken | slow;NONE")
    ['export.broken', 'slow', 'none']
    """
    parts = [part.strip() for part in text.replace(";", BETWEEN).replace(",", BETWEEN).split(BETWEEN)]
    return [NONE if part.casefold() == NONE else part for part in parts if part]


def _rows(one: Answer, who: str, today: date, taxonomy: Taxonomy) -> list[dict[str, str]]:
    question = one.question
    about = {
        "key": question.key,
        "reviewer": who,
        "date": today.isoformat(),
        "random": "true" if question.why == "random" else "false",
        "predicted": BETWEEN.join(question.predicted),
        "model": question.model,
        "version": str(question.version),
    }
    themes = sorted({taxonomy.current(said) for said in split(one.themes) if said != NONE})
    return [{**about, "action": "is", "theme": theme} for theme in themes] or [{**about, "action": NONE, "theme": ""}]


def _themes(rows: Sequence[Mapping[str, str]]) -> frozenset[str]:
    return frozenset(row["theme"] for row in rows if row["theme"])


def _held(known: Corrections, who: str) -> set[tuple[str, frozenset[str]]]:
    """What this reviewer said before."""
    reviewer = person_key(who) or ""
    return {(review.key, review.themes) for review in known.reviews if review.reviewer == reviewer}


def _known_answers() -> list[Answer]:
    return read_answers() if workbook.is_file(QUEUE) else []


def _said(cell: Any) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _store() -> Path:
    return workbook.kept() / "feedback" / "queue.json"


def _stored() -> list[Question]:
    try:
        held = json.loads(_store().read_text(encoding="utf-8"))
        return [_question(one) for one in held]
    except (OSError, ValueError, TypeError, AttributeError):
        why = "what was predicted for it is lost. Delete it and run: prodops feedback queue"
        raise DataError(f"{QUEUE}: {why}") from None


def _question(held: dict[str, Any]) -> Question:
    listed: dict[str, Any] = {name: tuple(value) for name, value in held.items() if isinstance(value, list)}
    return Question(**{**held, **listed})


def _write(answers: Sequence[Answer]) -> Path:
    """Both files, so that whenever this ends there is a prediction to each row of the queue."""
    file, questions = workbook.path(QUEUE), [one.question for one in answers]
    before = _stored() if _store().is_file() and file.is_file() else []
    labels = {question.label for question in questions}
    try:
        _keep([*questions, *(question for question in before if question.label not in labels)])
        write_whole(file, codecs.BOM_UTF8 + _as_csv(answers).encode("utf-8", "replace"))
        _keep(questions)
    except OSError as fault:
        raise DataError(f"{QUEUE}: cannot be written ({fault.strerror}). Close it where it is open.") from None
    return file


def _keep(questions: Sequence[Question]) -> None:
    write_whole(_store(), json.dumps([asdict(one) for one in questions], indent=1).encode())


def _as_csv(answers: Sequence[Answer]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in answers:
        asked = one.question
        cells = (asked.label, asked.day, asked.source, asked.text, BETWEEN.join(asked.suggestion), one.themes)
        writer.writerow([neutral(cell) for cell in cells])
    return out.getvalue()
