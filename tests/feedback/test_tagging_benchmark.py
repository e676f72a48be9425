"""The benchmark of the tagger takes any labelled set, and what it writes has one shape."""

from __future__ import annotations

import csv
import importlib
import json
from pathlib import Path

import pytest

SAID = {
    "Late delivery": ("the parcel is late again", "my parcel came very late"),
    "Damage": ("the screen was cracked", "a cracked cup arrived"),
    "Price": ("this costs too much", "far too much money"),
}
TAXONOMY = "version: 1\nthemes:\n  - {id: delivery, label: Late delivery, description: when it comes}\n"
LAYERS = {"macro_f1", "micro_f1", "accuracy_at_30", "accuracy_at_50", "accuracy_at_70", "accuracy_at_100"}


@pytest.fixture
def measured(workbook_here, monkeypatch):
    """What the benchmark writes for a set."""
    monkeypatch.setenv("PRODOPS_ROOT", str(workbook_here.root))
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    benchmark = importlib.import_module("feedback_tagging")

    def measure(rows, shots=("0", "2", "full")):
        data, taxonomy = workbook_here.root / "set.csv", workbook_here.root / "set.yaml"
        with data.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        taxonomy.write_text(TAXONOMY, encoding="utf-8")
        return json.loads(json.dumps(benchmark.measured(data, taxonomy, shots, [0]), allow_nan=False))

    return measure


def rows(*, labels=lambda name, n: name, more=None):
    return [
        {"split": "train" if n % 4 < 2 else "test", "text": f"{said[n % 2]} {n}", "labels": labels(name, n)}
        | (more or {})
        for n in range(12)
        for name, said in SAID.items()
    ]


def test_a_set_of_one_label_a_text_with_names_of_several_words(measured):
    found = measured(rows())
    assert set(found["stack"]) == {"0", "2", "full"}
    assert set(found["learned"]) == {"2", "full"}
    assert {*LAYERS, "accuracy"} <= set(found["stack"]["2"])
    assert set(found["rules"]["0"]) == {*LAYERS, "accuracy"}
    assert found["stack"]["full"]["accuracy"] == 1
    assert found["documents_per_second"] > 0
    assert "sentiment" not in found


def test_a_set_of_several_labels_some_without_any(measured):
    found = measured(rows(labels=lambda name, n: f" {name} | other thing" if n % 3 else ""))
    assert "accuracy" not in found["stack"]["full"]
    assert found["stack"]["full"]["macro_f1"] > 0.5


def test_a_set_without_any_label_is_measured_as_nothing_found(measured):
    found = measured(rows(labels=lambda name, n: ""))
    assert found["stack"]["2"]["macro_f1"] == 0
    assert "learned" in found


def test_tones_are_told_where_the_set_knows_them(measured):
    found = measured(rows(more={"sentiment": "Negative"}), shots=("0",))
    assert set(found["sentiment"]) == {"macro_f1", "micro_f1", "accuracy"}


def test_a_set_without_training_rows_is_refused_in_words(measured):
    with pytest.raises(SystemExit, match="split is train"):
        measured([{**row, "split": "test"} for row in rows()])
