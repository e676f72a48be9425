"""What a text announces: the nearest word before a value that says whether an order, a telephone or an id follows.

Customers write "order no. 4711", "Kd.-Nr.: 4711" and "4711 is my order number". So a value is judged by the nearest
word that means something, in some twenty languages, over words that do not; and a word such as error, row or
product before it says that it is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from prodops_kit.feedback.lexicon import (
    BEGINNINGS,
    BESIDE,
    FAR,
    FILLERS,
    NUMBER_WORDS,
    ONLY_TOLD,
    PAIRS,
    SURE_NUMBERS,
    WHOLE,
)

_FAR_WORD = re.compile("|".join(f"(?P<k{i}>{normalize('NFKC', listed)})" for i, listed in enumerate(FAR.values())))
_FAR_KINDS = tuple(FAR)
_SENTENCE_END = re.compile(r"[.!?\n\u3002\ue000-\ue01a]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[.!?;\n\ue000-\ue01a:#=,/\"°]")
_BEFORE, _AFTER, _FAR_OFF = 64, 40, 22
_SUFFIXES = re.compile(r"(?:nummer|nummern|nummeret|numeret|nr|numero|numerot|kennung|zeichen|code|kode|szam|kod|id)$")
_SIGNS = frozenset(":#=°")
_SIGNED = ([":"], ["."], ["#"], ["="])


@dataclass(frozen=True, slots=True)
class Label:
    """What the words beside a value say of it.

    Attributes:
        kind: phone, code, id, secret, card; empty when they say that it is nobody's; None when they say nothing.
        told: Whether a word such as number, or a colon, stands between.
        far: How many words without a meaning stand between.
        named: Whether it is a word such as number, and not only a colon.
    """

    kind: str | None = None
    told: bool = False
    far: int = 0
    named: bool = False


def label_before(text: str, start: int) -> Label:
    """The nearest announcement before a place, within its sentence and some 60 characters."""
    begin = max(0, start - _BEFORE)
    return _nearest(text[begin:start], cut=begin > 0)


def label_after(text: str, end: int) -> Label:
    """The announcement behind a value: "... is my order number", nothing else."""
    found = _BEHIND.match(text, end, end + _AFTER)
    words = found[1].split() if found else []
    labels = (_nearest(" ".join(words[:count]), cut=False) for count in range(1, len(words) + 1))
    return next((label for label in labels if label.kind and not label.far), Label())


def is_silent(word: str) -> bool:
    """Whether a folded word says nothing of what follows, and does not belong to the sentence either."""
    return kind_of(word) is None and word not in NUMBER_WORDS and word not in FILLERS


_BEHIND = re.compile(
    r"[ ,)\"'(<\-]{0,4}(?:(?:is|was|ist|war|est|es|era|è|é|är|er|jest|as|als|comme|como|come|to(?= m)) "
    r"|(?:my|the|our|meine?|unsere|ma|mi|minha|mijn|mitt?|moj) |(?=numara))"
    r"((?:[^\W\d_]+[ .'-]{1,2}){0,3}[^\W\d_]+)"
)


def _nearest(words: str, *, cut: bool) -> Label:
    if not words.isascii():
        far_off = list(_FAR_WORD.finditer(_SENTENCE_END.split(words[-_FAR_OFF:])[-1]))
        if far_off:
            return Label(_FAR_KINDS[int(str(far_off[-1].lastgroup)[1:])], True, named=True)
    walk = _Walk(_TOKEN.findall(words))
    for place in range(len(walk.tokens) - 1, int(cut) - 1, -1):  # the first may be half a word
        label = walk.word(place) if walk.tokens[place][0].isalpha() else walk.sign(place)
        if label or walk.far > 4:
            return label or Label()
    return Label(None, walk.told or walk.named, walk.far)


@dataclass(slots=True)
class _Walk:
    """From a value backwards: what was met on the way."""

    tokens: list[str]
    told: bool = False  # a colon or the like
    named: bool = False  # a word such as number
    surely: bool = False  # one that can mean nothing else
    comma: bool = False
    far: int = 0

    def sign(self, place: int) -> Label | None:
        """A full stop ends the walk, unless it abbreviates; so does a number."""
        token = self.tokens[place]
        if token in _SIGNS:
            self.told = True
            if token == "#" and place == len(self.tokens) - 1:  # noqa: S105
                self.named = self.surely = True
        elif token == ",":  # noqa: S105
            self.comma = True
        elif token.isdecimal() and len(token) < 3:
            self.far += 1
        elif token not in '/"' and not (token == "." and _is_short(self.tokens, place)):  # noqa: S105
            return Label()
        return None

    def word(self, place: int) -> Label | None:
        """A word that announces ends the walk."""
        word = folded(self.tokens[place])
        pair = _pair(self.tokens, place, word)
        kind = kind_of(word) if pair is None else pair
        named = self.named or pair is not None or (len(word) > 5 and bool(_SUFFIXES.search(word)))
        if kind is not None and (named or self._announces(word, kind, place)):
            silent = (self.far or self.comma) if kind == "" else (self.far and self.comma and kind != "phone")
            return Label() if silent else Label(kind, self.told or named, self.far, named)
        if word in NUMBER_WORDS:
            return self._number(word, place)
        if named and not self.named and len(word) > 6:
            return Label("code", True, self.far, named=True)
        if word not in FILLERS:
            if self.surely and not self.far and not self.comma and len(word) > 2:
                return Label("code", True, 1, named=True)
            self.far += 1
        return None

    def _announces(self, word: str, kind: str, place: int) -> bool:
        if word in ONLY_TOLD:
            return (self.told and kind != "code") or (word in BESIDE and place == len(self.tokens) - 1)
        return True

    def _number(self, word: str, place: int) -> Label | None:
        sure = word in SURE_NUMBERS
        if sure and 0 < self.far < 3 and not self.comma and self.tokens[place + 1] != "of":
            return Label("code", True, self.far - 1, named=True)
        self.named = True
        self.surely = self.surely or sure or self.tokens[place + 1 : place + 2] in _SIGNED
        return None


def _is_short(tokens: list[str], place: int) -> bool:
    """Whether a full stop ends an abbreviation, such as no. or Tel., and no sentence."""
    before = folded(tokens[place - 1]) if place else ""
    brief = len(before) < 6 and (before in NUMBER_WORDS or kind_of(before) is not None)
    return before.isalpha() and (len(before) < 3 or brief or before.endswith("nr"))


def _pair(tokens: list[str], place: int, word: str) -> str | None:
    earlier = [folded(token) for token in tokens[max(0, place - 2) : place] if token[0].isalpha()]
    for first in reversed(earlier):
        kind = _PAIR_KINDS.get(f"{first} {word}")
        if kind is not None:
            return kind
        if len(first) > 1 and first not in FILLERS:
            return None
    return None


@lru_cache(maxsize=20_000)
def kind_of(word: str) -> str | None:
    """The kind that a folded word announces: by itself, by its beginning, or by what it is made of."""
    if word in _WORD_KINDS:
        return _WORD_KINDS[word]
    for length in range(min(len(word), 12), 3, -1):
        kind = _STEM_KINDS.get(word[:length])
        if kind is not None:
            return kind
    return None


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word in small letters without accents: Łódź is lodz, Grüße is grusse."""
    plain = word.lower()
    if plain.isascii():
        return plain
    apart = normalize("NFD", plain.translate(_PLAIN))
    return "".join(c for c in apart if not 0x300 <= ord(c) < 0x370)


_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def _kinds(words: Iterable[tuple[str, str]], sign: str | None = None) -> dict[str, str]:
    return {word.strip(): kind for kind, several in words for word in several.split(sign) if word.strip()}


_WORD_KINDS = _kinds(WHOLE.items())
_STEM_KINDS = _kinds(BEGINNINGS.items())
_PAIR_KINDS = _kinds(PAIRS.items(), ";")
