"""What a text announces: the nearest word before a value that says whether an order, a telephone or an id follows.

Customers write "order no. 4711", "Kd.-Nr.: 4711" and "4711 is my order number". So a value is judged by the nearest
word that means something, in some fifty languages, over words that do not; and a word such as error, row or
product before it says that it is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from prodops_kit.feedback import nouns
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

_SENTENCE_END = re.compile(r"[.!?\n\u3002\ue000-\ue01a]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[.!?;\n\ue000-\ue01a:#=,/\"°]")
_BEFORE, _AFTER, _FAR_OFF = 64, 40, 22
_SUFFIXES = re.compile(
    r"(?:nummer|nummern|nummeret|numeret|nr|numero|numerot|number|tunnus|azonosito|kennung|zeichen|code|kode|szam|kod|id)$"
)
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
    """The announcement behind a value: "... is my order number", or apart from it "(order number)", nothing else."""
    found = _BEHIND.match(text, end, end + _AFTER)
    if not found:
        far_off = None if text.isascii() else _FAR_BEHIND.match(text, end, end + _AFTER)
        return (_far_label(far_off[1]) if far_off else None) or Label()
    words = [word.strip(".'-") for word in found["words"].split()]
    apart = found["apart"] and _numbers()[0].isdisjoint(map(folded, words))
    said = Label()
    for count, word in enumerate(words, 1):
        label = _nearest(" ".join(words[:count]), cut=False)
        if label.kind is not None:
            said = label if label.kind and not label.far and not apart else Label()
        plain = folded(word) in FILLERS or folded(word) in _numbers()[0]
        if is_silent(folded(word)) or (label.kind is not None and not plain):
            break
    return said


def is_silent(word: str) -> bool:
    """Whether a folded word says nothing of what follows, and does not belong to the sentence either."""
    return kind_of(word) is None and word not in _numbers()[0] and word not in FILLERS


_BEHIND = re.compile(
    r"[ ,)\"'(<\-\]*]{0,5}(?:\",\"|(?:that'?s|this is|it'?s|das ist|c'est|isto é|questo è|dit is|to je) (?=m)"
    r"|(?:is|was|ist|war|wäre|lautet|est|es|era|è|é|är|er|on|je|jest|este|είναι|это|е|as|als|comme|como|come|to(?= m)) "
    r"|(?:my|the|our|meine?|unsere|ma|mi|minha|mijn|mitt?|moj) |(?=numara)|(?:nolu|no'?lu) "
    r"|(?P<apart>(?<=[(\[])| ?= ?|(?<=- )))"
    r"(?P<words>(?:[^\W\d_]+(?:[ '-]{1,2}|(?<![^\W\d_]{5})\.[ '-]?)){0,4}[^\W\d_]+)",
    re.IGNORECASE,
)
_FAR_BEHIND = re.compile(r" ?(?:是|為|为|が|هو|هي|הוא|זה) ?([^\s\d,.]{1,8}(?: [^\s\d,.]{1,8}){0,2})")


def _nearest(words: str, *, cut: bool) -> Label:
    if not words.isascii() and (label := _far_label(_SENTENCE_END.split(words[-_FAR_OFF:].rstrip(" ."))[-1])):
        return label
    walk = _Walk(_TOKEN.findall(words))
    for place in range(len(walk.tokens) - 1, int(cut) - 1, -1):  # the first may be half a word
        label = walk.word(place) if walk.tokens[place][0].isalpha() else walk.sign(place)
        if label or walk.far > (6 if walk.told else 4):
            return label or Label()
    return Label(None, walk.told or walk.named, walk.far, walk.plainly and not walk.far)


def _far_label(words: str) -> Label | None:
    """The last announcement in a script whose words are found within others."""
    pattern, known = _far_words()
    kinds = [known[word] for word in pattern.findall(words)]
    said = [kind for kind in kinds if kind not in (_NUMBER, _ALONE)]
    if not said:
        return Label("code", told=True, named=True) if _ALONE in kinds else None
    named = len(said) < len(kinds) or words.rstrip(" (\"'")[-1:] in tuple(_SIGNS)
    return Label(said[-1], named or said[-1] != "code", named=named)


@dataclass(slots=True)
class _Walk:
    """From a value backwards: what was met on the way."""

    tokens: list[str]
    told: bool = False  # a colon or the like
    named: bool = False  # a word such as number
    surely: bool = False  # one that can mean nothing else
    plainly: bool = False  # one that means a number, and no code
    comma: bool = False
    crossed: bool = False  # a line or a sentence ended
    bare: bool = False  # ... and nothing stands behind it
    far: int = 0

    def sign(self, place: int) -> Label | None:
        """A full stop ends the walk, unless it abbreviates; so does a number."""
        token = self.tokens[place]
        if token in _SIGNS:
            self.told = True
            if token == "#" and place == len(self.tokens) - 1:  # noqa: S105
                self.named = self.surely = True
        elif token in ",;":  # noqa: S105
            self.comma = True
        elif token.isdecimal() and len(token) < 3:
            self.far += 1
        elif self._says_nothing(place, token):
            return None
        elif self.crossed or self.far or self.comma or not self._crosses(place, token):
            return Label()
        else:
            self.crossed, self.told, self.bare = True, False, place == len(self.tokens) - 1
        return None

    def _crosses(self, place: int, sign: str) -> bool:
        """Whether a line ends, or a sentence that the words behind it go on with, as in "My order? It is 4711"."""
        return sign == "\n" or (sign in ".!?" and place < len(self.tokens) - 1)

    def _says_nothing(self, place: int, sign: str) -> bool:
        """A quote, an abbreviation, a date between order and number, the end of a sentence with its line."""
        if sign == ".":
            return _is_short(self.tokens, place) or (self.crossed and self.tokens[place + 1] == "\n")
        if sign in "!?":
            return self.crossed and self.tokens[place + 1] == "\n"
        return sign in '/"' or (sign >= "\ue000" and self.plainly)

    def word(self, place: int) -> Label | None:
        """A word that announces ends the walk."""
        word = folded(self.tokens[place])
        pair = _pair(self.tokens, place, word)
        kind = kind_of(word) if pair is None else pair
        named = self.named or pair is not None or (len(word) > 5 and bool(_SUFFIXES.search(word)))
        named = named or (kind == "code" and not self.far and _is_strong(self.tokens, place))
        if self.crossed:
            return self._across(word, kind, named=named)
        if kind is not None and (named or self._announces(word, kind, place)):
            silent = (self.far or self.comma) if kind == "" else (self.far and self.comma and kind != "phone")
            return Label() if silent else Label(kind, self.told or named, self.far, named)
        if word in _numbers()[0]:
            return self._number(word, place)
        if word in _ENDINGS:
            return Label()
        if named and not self.named and len(word) > 6:
            return Label("code", True, self.far, named=True)
        if word not in FILLERS:
            if self.surely and not self.far and not self.comma and len(word) > 2:
                return Label("code", True, 1, named=True)
            self.far += 1
        return None

    def _across(self, word: str, kind: str | None, *, named: bool) -> Label | None:
        """From an earlier line or sentence only a number that is named, right at its end, says anything."""
        if kind and (named or self.told):
            return Label(kind, told=True)
        if kind == "code" and not self.bare:
            return Label(kind)
        if word in _numbers()[0]:
            self.named = True
        elif word not in FILLERS or kind is not None:
            return Label(named=self.plainly and not self.far)
        return None

    def _announces(self, word: str, kind: str, place: int) -> bool:
        if word in ONLY_TOLD:
            return (self.told and kind != "code") or (word in BESIDE and _SIGNS.issuperset(self.tokens[place + 1 :]))
        return True

    def _number(self, word: str, place: int) -> Label | None:
        sure = word in _numbers()[1]
        if sure and 0 < self.far < 3 and not self.comma and self.tokens[place + 1] != "of":
            return Label("code", True, self.far - 1, named=True)
        self.named = True
        self.plainly = self.plainly or word.startswith(_PLAINLY)
        self.surely = self.surely or sure or self.tokens[place + 1 : place + 2] in _SIGNED
        return None


def _is_short(tokens: list[str], place: int) -> bool:
    """Whether a full stop ends an abbreviation, such as no. or Tel., and no sentence."""
    before = folded(tokens[place - 1]) if place else ""
    behind = folded(tokens[place + 1]) if place + 1 < len(tokens) else ""
    joined = len(before) < 4 or not behind.isalpha() or behind in _numbers()[0] or kind_of(behind) is not None
    brief = len(before) < 6 and joined and (before in _numbers()[0] or kind_of(before) is not None)
    return before.isalpha() and (len(before) < 3 or brief or before.endswith("nr"))


def _is_strong(tokens: list[str], place: int) -> bool:
    """Whether a noun, or the word beside it over words without a meaning, stands for a code of its own."""
    for token in reversed(tokens[max(0, place - 3) : place + 1]):
        word = folded(token)
        if word.startswith(_strong()[0]) or word in _strong()[1]:
            return True
        if word == "of" and token is tokens[place - 1]:
            return False  # the number of orders is a count
        if token != tokens[place] and word not in FILLERS and token != ".":  # noqa: S105
            return False
    return False


def _pair(tokens: list[str], place: int, word: str) -> str | None:
    if word in nouns.SHORTENED and tokens[place + 1 : place + 2] == ["."]:
        return nouns.SHORTENED[word]
    earlier = [folded(token) for token in tokens[max(0, place - 2) : place] if token[0].isalpha()]
    for first in reversed(earlier):
        kind = _announcing()[2].get(f"{first} {word}")
        if kind is not None:
            return kind
        if len(first) > 1 and first not in FILLERS:
            return None
    return None


@lru_cache(maxsize=20_000)
def kind_of(word: str) -> str | None:
    """The kind that a folded word announces: by itself, by its beginning, or by what it is made of."""
    words, stems, _ = _announcing()
    if word in words:
        return words[word]
    for length in range(min(len(word), 12), 3, -1):
        kind = stems.get(word[:length])
        if kind is not None:
            return kind
    return None


def _folded(word: str) -> str:
    plain = word.lower()
    if plain.isascii():
        return plain
    apart = normalize("NFD", plain.translate(_PLAIN))
    return "".join(c for c in apart if not 0x300 <= ord(c) < 0x370)


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word in small letters without accents: Łódź is lodz, Grüße is grusse."""
    return _folded(word)


_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


@cache
def _announcing() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The kinds of whole words, of beginnings, and of pairs of words; what `lexicon` says goes before `nouns`."""
    words, stems, pairs = _kinds(WHOLE.items()), _kinds(BEGINNINGS.items()), _kinds(PAIRS.items(), ";")
    for noun, kind in ((noun, kind) for kind, listed in _NOUNS for noun in map(_folded, listed.split())):
        if noun.endswith("*"):
            stems.setdefault(noun[:-1], kind)
        elif "_" in noun:
            pairs.setdefault(noun.replace("_", " "), kind)
        else:
            words.setdefault(noun, kind)
    known = FILLERS | _numbers()[0]
    slips = {slip: "code" for noun in nouns.IN_HASTE.split() for slip in _slips(noun) if slip not in known}
    return slips | words, stems, pairs


def _slips(word: str) -> Iterator[str]:
    """The word with one inner letter left out, or two neighbours exchanged."""
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@cache
def _far_words() -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression of all words in scripts without borders, the longest first, with their kinds."""
    listed = [*((kind, words.split("|")) for kind, words in FAR.items()), (_NUMBER, nouns.FAR_NUMBERS.split())]
    listed.append((_ALONE, nouns.FAR_ALONE.split()))
    listed += [(kind, [word for word in words.split() if word[0] >= _FAR_SCRIPTS]) for kind, words in _NOUNS]
    known: dict[str, str] = {}
    for kind, words in listed:
        for word in words:
            known.setdefault(normalize("NFKC", word.replace("_", " ")), kind)
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True)))), known


@cache
def _numbers() -> tuple[frozenset[str], frozenset[str]]:
    """The words for number and code; of these, the ones that announce with any word beside them."""
    sure = SURE_NUMBERS.union(map(_folded, nouns.NUMBERS.split()))
    return NUMBER_WORDS.union(sure, map(_folded, nouns.NUMBER_CODES.split())), sure


@cache
def _strong() -> tuple[tuple[str, ...], frozenset[str]]:
    """Beginnings, and whole words."""
    listed = nouns.STRONG.split()
    return tuple(word[:-1] for word in listed if word[-1] == "*"), frozenset(w for w in listed if w[-1] != "*")


_ENDINGS = frozenset(map(_folded, nouns.ENDING.split()))
_PLAINLY = ("num", "nom", "nr", "bro", "cis", "szam", "stev", "αριθ", "ном", "нум")
_NUMBER, _ALONE = "number", "number alone"
_FAR_SCRIPTS = "\u0590"
_NOUNS = (("phone", nouns.PHONES), ("code", nouns.CODES), ("card", nouns.CARDS), ("", nouns.NOBODYS))


def _kinds(words: Iterable[tuple[str, str]], sign: str | None = None) -> dict[str, str]:
    return {_folded(word.strip()): kind for kind, several in words for word in several.split(sign) if word.strip()}
