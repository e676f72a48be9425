"""Write NLU++ and banking77 in the form that `feedback_tagging.py` reads: NAME.csv and NAME.yaml each.

    python tests/benchmarks/feedback_sets.py FOLDER_WITH_THE_PUBLIC_FILES OUT

Splits, labels and phrases are those that the public figures were measured with: NLU++ banking (labels of at least 20
texts) and hotels (15) with folds 0 to 13 for training; banking77 with the first 60 shuffled training rows per label.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

NLUPP = {"banking": 20, "hotels": 15}
_DULL = {"minus", "something", "some", "asking", "about", "with", "someone", "intent"}
_DULL77 = {"my", "the", "to", "by", "is", "for", "or", "in", "up", "of", "not", "on", "this", "are", "i"}
Row = tuple[str, str, str]
"""Split, text, labels."""


def main() -> None:
    source, out = map(Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    for domain, least in NLUPP.items():
        _write(out / f"nlupp_{domain}", *nlupp(source, domain, least))
    _write(out / "banking77", *banking77(source))


def nlupp(source: Path, domain: str, least: int) -> tuple[list[Row], dict[str, tuple[str, list[str]]]]:
    """Rows of one domain of NLU++, and each label's description and phrases."""
    rows = [row for row in _read(source / "nlupp.csv") if row["domain"] == domain]
    count = Counter(label for row in rows for label in row["labels"].split("|") if label)
    told = {row["label"]: row["description"] for row in _read(source / "nlupp_labels.csv")}
    themes = {}
    for label in sorted(label for label in count if count[label] >= least):
        description = told[label].removeprefix("is the intent to ").rstrip("?")
        words = [word for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", description.lower()) if len(word) > 3]
        themes[label] = (description, [*label.split("_"), *(word for word in words if word not in _DULL)])
    split = [("train" if int(row["fold"]) < 14 else "test", row) for row in rows]
    kept = [(part, row["text"], "|".join(filter(themes.__contains__, row["labels"].split("|")))) for part, row in split]
    return kept, themes


def banking77(source: Path) -> tuple[list[Row], dict[str, tuple[str, list[str]]]]:
    """Rows of banking77, and each label's phrases."""
    import pandas as pd

    pool = pd.read_csv(source / "banking77_train.csv").sample(frac=1, random_state=0).groupby("category").head(60)
    test = pd.read_csv(source / "banking77_test.csv")
    rows = [("train", text, label) for text, label in zip(pool["text"], pool["category"], strict=True)]
    rows += [("test", text, label) for text, label in zip(test["text"], test["category"], strict=True)]
    names = sorted(set(pool["category"]))
    words = {name: re.findall(r"[^\W_]+", name.lower()) for name in names}
    return rows, {name: ("", [word for word in words[name] if word not in _DULL77]) for name in names}


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(name: Path, rows: Sequence[Row], themes: dict[str, tuple[str, list[str]]]) -> None:
    with name.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([("split", "text", "labels"), *rows])
    stanzas = (_stanza(label, description, phrases) for label, (description, phrases) in themes.items())
    name.with_suffix(".yaml").write_text("version: 1\nthemes:\n" + "".join(stanzas), encoding="utf-8")


def _stanza(label: str, description: str, phrases: Iterable[str]) -> str:
    lines = [f"  - id: {json.dumps(label)}", f"    label: {json.dumps(label.replace('_', ' '))}"]
    lines += [f"    description: {json.dumps(description, ensure_ascii=False)}"] if description else []
    lines.append(f"    include: {json.dumps(list(dict.fromkeys(phrases)), ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
