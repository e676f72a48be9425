"""Twenty texts to look at: ten at random that tell nothing, ten that teach; answers become corrections once."""

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from prodops_kit.errors import DataError, NoData
from prodops_kit.feedback import Corrections, Tags, Taxonomy, Theme, answers, commands, load_corrections, wired
from prodops_kit.feedback.auditing import accuracy, audit
from prodops_kit.feedback.queue import queue

MONTH, TODAY = "2026-10", date(2026, 11, 2)
IDS = ("export", "slow", "rare")
TAXONOMY = Taxonomy(3, (*(Theme(name, name.title()) for name in IDS), Theme("lag", "Lag", merged_into="slow")))


def items(count=60, month=MONTH):
    """Two in three without a tag, in five groups of the same words."""
    words = ["invoice wrong amount", "login code never came", "dark colours please", "map is empty", "printer stuck"]
    texts = [f"{words[n % 5]} {n}" if n % 3 else f"=export number {n} is slow" for n in range(count)]
    return pd.DataFrame(
        {
            "key": [f"{n:016x}" for n in range(count)],
            "created": pd.to_datetime([f"{month}-{1 + n % 28:02}" for n in range(count)]),
            "source": "Tickets",
            "text": texts,
        }
    )


def tagged(frame):
    rng = np.random.default_rng(1)
    scores = np.round(rng.random((len(frame), 3)) * 0.25, 6)
    scores[::3, 0] = 0.9
    scores[4:5, 1] = 0.49  # the most doubtful of all
    scores[5:6, 2] = 0.26  # the likeliest for a theme that was never given
    given = scores >= 0.5
    empty = pd.DataFrame()
    return Tags(IDS, scores, given, scores.clip(max=0.499) >= 0.3, empty, empty, 3, "by hand", "phrases")


def drawn(frame=None, known=None, month=MONTH):
    frame = items() if frame is None else frame
    return queue(frame, tagged(frame), known or Corrections(), month=month)


@pytest.fixture
def asked(workbook_here):
    """A queue of twenty, written."""
    questions = drawn()
    answers.write_queue(questions)
    return questions


def rows():
    with Path(answers.QUEUE).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(said):
    """Write answers into the file as a spreadsheet would, by the number of the row."""
    table = rows()
    for number, themes in said.items():
        table[number]["themes"] = themes
    with Path(answers.QUEUE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, answers.COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(table)


def learn(taxonomy=TAXONOMY, reviewer="QA", **more):
    return answers.learn(taxonomy, reviewer=reviewer, today=TODAY, **more)


def test_twenty_texts_are_asked_ten_of_them_at_random_and_each_once():
    questions = drawn()
    assert [one.why for one in questions] == ["random"] * 10 + ["doubtful"] * 5 + ["untagged"] * 5
    assert len({one.key for one in questions}) == 20


def test_the_random_ones_tell_nothing_of_what_the_tagger_thinks():
    questions = drawn()
    assert all(one.suggestion == () for one in questions if one.why == "random")
    assert any(one.predicted for one in questions if one.why == "random")
    assert [one.suggestion for one in questions if one.predicted and one.why != "random"] == [
        one.predicted for one in questions if one.predicted and one.why != "random"
    ]


def test_the_doubtful_ones_are_near_the_threshold_or_of_a_rare_theme():
    chosen = {one.key: one.why for one in drawn()}
    assert chosen[f"{4:016x}"] in ("doubtful", "random")
    assert chosen[f"{5:016x}"] in ("doubtful", "random")


def test_the_untagged_ones_are_from_different_groups():
    found = [one.text.rpartition(" ")[0] for one in drawn(items(300)) if one.why == "untagged"]
    assert len(found) == 5
    assert not any("export" in text for text in found)
    assert len(set(found)) >= 4


def test_the_same_month_gives_the_same_texts_and_answers_bring_the_next_ones():
    assert drawn() == drawn()
    first = [one.key for one in drawn() if one.why == "random"]
    known = Corrections(reviewed={key: frozenset() for key in first[:4]})
    then = [one.key for one in drawn(known=known) if one.why == "random"]
    assert then[:6] == first[4:]
    assert not set(then) & set(first[:4])


def test_every_text_is_as_likely_to_be_drawn():
    # Of 20 texts ten are drawn in each of 60 months: 30 draws a text are expected, 4 standard errors are 15.5.
    counts = dict.fromkeys(items(20)["key"], 0)
    for number in range(60):
        month = f"{2000 + number // 12}-{1 + number % 12:02}"
        for one in drawn(items(20, month), month=month)[:10]:
            counts[one.key] += 1
    assert 14 < min(counts.values()) <= max(counts.values()) < 46


@pytest.mark.parametrize("count", [1, 9, 10, 12, 17])
def test_few_texts_are_all_asked(count):
    found = drawn(items(count))
    assert len({one.key for one in found}) == len(found) >= min(count, 10)


def test_a_month_without_texts_left_says_so():
    with pytest.raises(NoData, match=r"^feedback: no text of 2026-09 is left to look at\."):
        drawn(month="2026-09")


def test_no_cell_of_the_queue_is_a_formula_or_a_number_and_predictions_are_kept_apart(asked):
    table = rows()
    assert list(table[0]) == list(answers.COLUMNS)
    assert all(row["row"].startswith("r") and not row["text"].startswith("=") for row in table)
    assert any(row["text"].startswith("'=") for row in table)
    assert [row["suggestion"] for row in table[:10]] == [""] * 10
    held = json.loads(Path(".prodops/feedback/queue.json").read_text())
    assert [one["predicted"] for one in held] == [list(one.predicted) for one in asked]


def test_answers_become_corrections_and_what_has_none_still_waits(asked):
    fill({0: "export | lag", 1: "NONE", 12: "rare"})
    assert learn() == (3, 17)
    found = load_corrections()
    assert found.reviewed == {asked[0].key: {"export", "slow"}, asked[1].key: frozenset(), asked[12].key: {"rare"}}
    said = {one.key: (one.random, one.predicted, one.model, one.version) for one in found.reviews}
    assert said[asked[0].key] == (True, frozenset(asked[0].predicted), "phrases", 3)
    assert said[asked[12].key][0] is False
    assert [row["row"] for row in rows()] == [one.label for number, one in enumerate(asked) if number not in (0, 1, 12)]
    assert learn() == (0, 17)


def test_learning_again_after_a_crash_neither_loses_nor_doubles_a_row(asked, monkeypatch):
    fill({0: "export", 1: "none"})
    before = Path(answers.QUEUE).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(answers, "_write", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            learn()
    assert Path(answers.QUEUE).read_bytes() == before
    written = Path("data/corrections.csv").read_bytes()
    assert learn() == (0, 18)
    assert Path("data/corrections.csv").read_bytes() == written


def test_a_wrong_answer_is_refused_with_its_line_and_nothing_is_learned(asked):
    fill({0: "exprt", 1: "none|slow", 2: "slow", 3: "the customer is cross"})
    with pytest.raises(DataError) as fault:
        learn()
    where = answers.QUEUE
    assert str(fault.value).split("\n") == [
        f"{where}, line 2: the answer is no theme of the taxonomy. Did you mean 'export'?",
        f"{where}, line 3: none and a theme at once; write one of them.",
        f"{where}, line 5: the answer is no theme of the taxonomy. Write an id of it, several joined by |, or none.",
    ]
    assert not Path("data/corrections.csv").exists()


def test_rows_that_nobody_asked_for_and_rows_twice_are_refused(asked):
    file = Path(answers.QUEUE)
    lines = file.read_text("utf-8-sig").splitlines()
    file.write_text("\n".join([*lines[:2], lines[1], "r99-xyz,,,,,slow"]))
    with pytest.raises(
        DataError, match=r"line 4: the row is not of this queue.*\n.*line 3: the row stands there twice"
    ):
        learn()


def test_answers_that_were_not_learned_are_never_overwritten(asked):
    fill({0: "export"})
    with pytest.raises(DataError, match="holds 1 answers that have not been learned"):
        answers.write_queue(asked)
    learn()
    answers.write_queue(asked[3:])
    assert len(rows()) == 17


def test_what_was_learned_can_be_audited(asked):
    fill({number: "|".join(one.predicted) or "none" for number, one in enumerate(asked[:9])} | {9: "rare"})
    learn()
    frame = items()
    known = load_corrections(taxonomy=TAXONOMY)
    said = accuracy(known, TAXONOMY)
    assert (said.audited, said.exact, said.overall["missed"]) == (10, 9, 1)
    found = audit(list(frame["key"]), tagged(frame), known, TAXONOMY)
    assert (found.audited, found.exact, found.overall) == (said.audited, said.exact, said.overall)


@pytest.fixture
def command(workbook_here, monkeypatch):
    frame = items()
    monkeypatch.setattr(wired, "tagged", lambda *_: wired.Tagged(MONTH, frame, tagged(frame), load_corrections()))
    monkeypatch.setattr(wired, "defined", lambda *_: wired.Defined(TAXONOMY, "data/corrections.csv"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793577840")  # 2 November 2026

    def call(name, *arguments, **options):
        return CliRunner().invoke(getattr(commands, name), arguments, catch_exceptions=False, **options)

    return call


def test_the_commands_ask_take_answers_and_learn(command):
    done = command("queue")
    assert done.stdout == f"{answers.QUEUE}\n"
    done = command("review", input="slwo\nslow\n\nnone\nq\n")
    assert "The answer is no theme of the taxonomy. Did you mean 'slow'?" in done.stdout
    assert [row["themes"] for row in rows()[:4]] == ["slow", "", "none", ""]
    done = command("review", input="q\n")
    assert "1 of 18" in done.stdout
    done = command("learn", "--reviewer", "someone@example.com")
    assert done.stdout.startswith("data/corrections.csv: 2 answers added, 18 texts still wait.\n")
    assert "of 2 texts drawn at random had all themes right" in done.stdout
    assert "someone" not in Path("data/corrections.csv").read_text("utf-8-sig")


def test_before_any_answer_nobody_knows_how_right_the_tagger_is(command):
    command("queue")
    assert "nobody knows how right the tagger is" in command("learn").stdout


def test_a_first_taxonomy_explains_every_field_and_loads_without_doubt(command):
    from prodops_kit.feedback import fields, load_taxonomy

    place = "parameters/definitions/taxonomy.yaml"
    assert command("taxonomy").stdout == f"{place}\n"
    text = Path(place).read_text()
    assert all(f"  # {field.meaning}\n" in text for field in (*fields.FILE, *fields.THEME))
    found = load_taxonomy()
    assert [theme.id for theme in found.themes] == ["export", "export.broken", "_ignore"]
    assert found.warnings == ()


def test_a_taxonomy_is_never_overwritten(workbook_here, prodops):
    assert prodops("feedback", "taxonomy", "mine.yaml").returncode == 0
    done = prodops("feedback", "taxonomy", "mine.yaml")
    assert (done.returncode, done.stderr) == (2, "mine.yaml: is there already. Edit it, or name another file.\n")
