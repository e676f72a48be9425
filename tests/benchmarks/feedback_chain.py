"""From raw words to themes and tones: redact, deduplicate, tag, sentiment; time and memory by number of items.

    python tests/benchmarks/feedback_chain.py --data FOLDER_WITH_THE_PUBLIC_FILES
        [--sizes 1000,10000,100000] [--reviewed 0,1000] [--runs 1]

An item is one to four sentences, half of them whole ones of the public sets and half the beginning of one with the end
of another, so that few are the same; one item in ten holds planted personal data, one in twenty is an exact copy of
another, one in twenty a near one. The themes are the 46 of NLU++ banking; a reviewed item has those of its sentences.
Each line is a process of its own, outside any workbook, so that nothing fitted before is used again.

Baseline = 1: scikit-learn's TF-IDF of the same texts (words and pairs, pieces of three to five letters), the least that
a tagger of this kind does. Aims on two cores: 10,000 items in < 15 s and < 600 MB, 100,000 in < 5 min and < 2 GB. The
digest is of all that came out: equal before and after a change that must not change a result.

Last measured, one thread, on two cores without other work: 10,000 items 10.8 s without reviewed items, ratio 3.1, and
13.9 s with 1,000 reviewed and their first fit, ratio 3.8, 514 MB; 100,000 items with 1,000 reviewed 86 s (redact 26,
deduplicate 10, tag 31, sentiment 17), ratio 2.5, 859 MB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

import feedback_sets  # noqa: E402
import measure  # noqa: E402

STEPS = ("redact", "deduplicate", "tag", "sentiment")


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        folder, size, reviewed = sys.argv[2:]
        measure.say(json.dumps(baseline(folder, int(size)) if reviewed == "tfidf" else chain(folder, size, reviewed)))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--reviewed", default="0,1000")
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    with measure.clean_environment() as folder:
        os.environ["PRODOPS_ROOT"] = str(folder / "none")
        for size, runs in product(asked.sizes.split(","), range(asked.runs)):
            _compared(asked.data.resolve(), folder, size, asked.reviewed.split(","), f"run {runs + 1}")


def _compared(data: Path, folder: Path, size: str, reviewed: Sequence[str], title: str) -> None:
    """One table: the baseline, then the chain with each number of reviewed items."""
    found = {}
    for each in ("tfidf", *reviewed):
        arguments = (sys.executable, str(Path(__file__).resolve()), "--child", str(data), size, each)
        found[each] = json.loads(measure.run(measure.Command((arguments,), folder)).output)
    least = found.pop("tfidf")
    rows = [["TF-IDF alone", *[""] * len(STEPS), *_total(least, least), ""]]
    for each, one in found.items():
        steps = [f"{one['cpu'][step]:.2f}" for step in STEPS]
        rows.append([f"{each} reviewed", *steps, *_total(one, least), one["digest"]])
    heads = ("CPU seconds", *STEPS, "CPU", "ratio", "wall", "peak MB", "digest")
    measure.show(f"{int(size):,} items, {title}", heads, rows)


def _total(one: dict[str, Any], least: dict[str, Any]) -> list[str]:
    cpu = sum(one["cpu"].values())
    ratio = cpu / sum(least["cpu"].values())
    return [f"{cpu:.2f}", f"{ratio:.2f}", f"{sum(one['wall'].values()):.2f}", f"{one['peak'] / 1e6:,.0f}"]


@dataclass
class Watch:
    """CPU and wall seconds of named steps."""

    cpu: dict[str, float]
    wall: dict[str, float]

    def time(self, name: str, step: Callable[[], Any]) -> Any:
        cpu, wall = time.process_time(), time.perf_counter()
        found = step()
        self.cpu[name], self.wall[name] = time.process_time() - cpu, time.perf_counter() - wall
        return found

    def figures(self) -> dict[str, Any]:
        return {"cpu": self.cpu, "wall": self.wall, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def chain(folder: str, size: str, reviewed: str) -> dict[str, Any]:
    """Times and peak memory of the four steps, libraries loaded before."""
    from prodops_kit.feedback import deduplicate, redact, sentiment, tag

    texts, labels = corpus(Path(folder), int(size))
    taxonomy = _taxonomy(Path(folder))
    _small(taxonomy)
    watch = Watch({}, {})
    redacted = watch.time("redact", lambda: redact(texts, key=b"benchmark"))
    clusters = watch.time("deduplicate", lambda: deduplicate(redacted.texts)).cluster
    first = sorted({cluster: place for place, cluster in reversed(list(enumerate(clusters)))}.values())
    distinct = [redacted.texts[place] for place in first]
    corrections = _reviewed(distinct, [labels[place] for place in first], int(reviewed))
    tags = watch.time("tag", lambda: tag(distinct, taxonomy, corrections=corrections))
    tones = watch.time("sentiment", lambda: sentiment(distinct, tags))
    return watch.figures() | {"digest": _digest(redacted, clusters, tags, tones), "items": len(distinct)}


def baseline(folder: str, size: int) -> dict[str, Any]:
    """The same of scikit-learn's TF-IDF alone."""
    import scipy.sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts, _ = corpus(Path(folder), size)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    watch = Watch({}, {})
    watch.time("tfidf", lambda: scipy.sparse.hstack([each.fit_transform(texts) for each in (words, pieces)]))
    return watch.figures()


def corpus(folder: Path, size: int) -> tuple[list[str], list[frozenset[str]]]:
    """Items made of sentences of the public sets, and the themes of NLU++ banking that their sentences have."""
    draw = random.Random(size)
    pool, private = _sentences(folder), _personal()
    texts: list[str] = []
    labels: list[frozenset[str]] = []
    while len(texts) < size:
        kind = draw.random()
        if texts and kind < 0.1:
            copied = draw.randrange(len(texts))
            texts.append(texts[copied] if kind < 0.05 else _nearly(texts[copied]))
            labels.append(labels[copied])
            continue
        parts = [_sentence(draw, pool) for _ in range(draw.choice((1, 2, 3, 4)))]
        extra = [draw.choice(private)] if kind > 0.9 else []
        texts.append(" ".join([*(text for text, _ in parts), *extra]))
        labels.append(frozenset().union(*(themes for _, themes in parts)))
    return texts, labels


def _sentence(draw: random.Random, pool: Sequence[tuple[str, frozenset[str]]]) -> tuple[str, frozenset[str]]:
    (first, themes), (second, others) = draw.sample(pool, 2)
    if draw.random() < 0.5:
        return first, themes
    begin, end = first.split(), second.split()
    return " ".join([*begin[: len(begin) // 2 + 1], *end[len(end) // 2 :]]), themes | others


def _sentences(folder: Path) -> list[tuple[str, frozenset[str]]]:
    banking = feedback_sets.nlupp(folder, "banking", 20)[0]
    pool = [(text, frozenset(filter(None, labels.split("|")))) for _, text, labels in banking]
    for name in ("banking77_train.csv", "amazon_snippets_sentiment.csv"):
        pool += [(row["text"], frozenset()) for row in feedback_sets._read(folder / name)]
    return [(text if text[-1:] in ".!?" else f"{text}.", themes) for text, themes in pool]


def _personal() -> list[str]:
    from feedback.planted import developed

    return [one.text for one in developed(300)]


def _nearly(text: str) -> str:
    return text.replace(".", "!", 1) if "." in text else f"{text}!"


def _taxonomy(folder: Path) -> Any:
    from prodops_kit.feedback import Taxonomy, Theme

    _, told = feedback_sets.nlupp(folder, "banking", 20)
    themes = (
        Theme(name, name.replace("_", " "), description, include=tuple(dict.fromkeys(phrases)))
        for name, (description, phrases) in told.items()
    )
    return Taxonomy(1, tuple(themes))


def _reviewed(texts: Sequence[str], labels: Sequence[frozenset[str]], number: int) -> Any:
    from prodops_kit.feedback import Corrections
    from prodops_kit.feedback.wording import key_of

    rows = random.Random(0).sample(range(len(texts)), min(number, len(texts)))
    return Corrections(reviewed={key_of(texts[row]): labels[row] for row in rows})


def _small(taxonomy: Any) -> None:
    """Load what is loaded when first used."""
    from prodops_kit.feedback import deduplicate, redact, sentiment, tag

    texts = redact(["The card was lost, but the app is good", "The card was lost, but the app is very good"]).texts
    deduplicate(texts)
    sentiment(texts, tag(texts, taxonomy))


def _digest(redacted: Any, clusters: Any, tags: Any, tones: Any) -> str:
    digest = hashlib.sha256("\0".join(redacted.texts).encode("utf-8", "backslashreplace"))
    digest.update(clusters.tobytes() + tags.scores.tobytes() + tags.given.tobytes() + tags.suggested.tobytes())
    for frame in (tags.frame, tags.guesses, tones.frame, tones.tagged):
        digest.update(frame.to_csv().encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
