"""Personal data out of the words of customers, before anything is stored, shown or logged.

A value becomes its kind and a short keyed hash, such as `[email 3f9a11]`: the same value gives the same pseudonym in
every text of a workbook, and nobody without the workbook's secret can go back or try a guess. Names that neither the
export's own columns nor the text itself calls names are not found; the page must say so.
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_

from prodops_kit.feedback import addresses, digits, identities, nicknames, numbered, persons, shapes
from prodops_kit.feedback.labels import folded
from prodops_kit.feedback.wording import PLACEHOLDER, normalised

_ROUNDS = 16  # what stands aside may free its neighbours; two rounds are usual
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WORD = re.compile(r"[^\W\d_]+")
_MASK = re.compile("\ue000([\ue010-\ue019]+)\ue001")
_ALWAYS: frozenset[str] = frozenset()
_DIGITS = frozenset("0123456789")
_PASSES: tuple[tuple[Callable[[str], Iterator[digits.Found]], frozenset[str]], ...] = (  # each with the signs it needs
    (shapes.links, frozenset(("/", "?", "www"))),
    (shapes.secrets, _DIGITS | frozenset("-_")),
    (shapes.passwords, shapes.PASSWORD_SIGNS),
    (shapes.mails, shapes.MAIL_SIGNS),
    (digits.accounts, _DIGITS),
    (identities.births, identities.BIRTH_SIGNS),
    (identities.identities, _DIGITS),
    (digits.machines, _DIGITS | {":"}),
    (digits.parcels, _DIGITS),
    (addresses.homes, _DIGITS),
    (addresses.streets, addresses.STREET_SIGNS),
    (addresses.told_homes, addresses.HOME_SIGNS),
    (digits.harmless, _DIGITS),
    (numbered.numbered, _DIGITS),
    (numbered.locators, _ALWAYS),
    (nicknames.handles, nicknames.HANDLE_SIGNS),
    *persons.LOOKS,
)
_SHORTEST_KEY = 20  # letters, where a key has neither a digit nor a sign
_ALWAYS_CALLED_FOR = sum(1 << place for place, (_, needed) in enumerate(_PASSES) if not needed)
_MARKS = frozenset(  # signs that are no word, and those of scripts without spaces
    sign for _, needed in _PASSES for sign in needed if len(sign) == 1 and (not sign.isalpha() or sign > "\u2e7f")
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """Texts without the personal data that was found.

    Attributes:
        texts: In the order given, normalised.
        counts: How many values were taken out, by kind.
    """

    texts: tuple[str, ...]
    counts: Mapping[str, int]


def redact(texts: Iterable[str], *, known: Sequence[Iterable[str]] = (), key: bytes = b"") -> Redacted:
    """Take personal data out of texts: mail, links (the host stays), phones, cards, accounts, keys, ids, homes, names.

    The texts are normalised first, so that no entity, full-width digit or unseen character hides a value. Doing it
    twice changes nothing.

    Args:
        texts: As exported.
        known: For each text the values of its row's name and customer columns. They are taken out of this text also in
            parts; those of several words out of every text.
        key: The workbook's secret (`readers.people.hash_key`). Without one a pseudonym is the kind alone, since a hash
            without a secret could be guessed.

    >>> redact(["Write to ada@example.com or https://example.com/u/17"]).texts
    ('Write to [email] or [link example.com]',)
    """
    given = [list(values) for values in known]
    everywhere = persons.phrases(value for values in given for value in values)
    counts: Counter[str] = Counter()
    done = []
    for place, text in enumerate(texts):
        own = persons.phrases(given[place], parts=True) if place < len(given) else {}
        done.append(_redacted(text, (everywhere, own), key, counts))
    return Redacted(tuple(done), dict(sorted(counts.items())))


def _redacted(text: str, names: Sequence[persons.Phrases], key: bytes, counts: Counter[str]) -> str:
    text = normalised(text)
    for _ in range(_ROUNDS):
        before, text = text, normalised(_once(text, names, key, counts))
        if text == before:
            break
    return text


def _once(text: str, names: Sequence[persons.Phrases], key: bytes, counts: Counter[str]) -> str:
    masked = _Masked(_PRIVATE.sub(" ", text), key)
    masked.keep(PLACEHOLDER)
    worth_while = _worth_while(masked.text)
    for place, (find, _) in enumerate(_PASSES):
        if worth_while >> place & 1:
            masked.hide(find(masked.text))
    everywhere, own = names
    for phrases, parts in ((everywhere, False), (own, True)):
        if phrases:
            masked.hide(persons.recurring(masked.text, phrases, parts=parts))
    counts.update(masked.counts)
    return masked.shown()


def _worth_while(text: str) -> int:
    """Which passes could find something, one bit each: told by the folded words and the marks of a text."""
    words = map(folded, _WORD.findall(text))
    return reduce(or_, map(_called_for, chain(words, _MARKS.intersection(text))), _ALWAYS_CALLED_FOR)


@lru_cache(50_000)
def _called_for(sign: str) -> int:
    """The passes that need a sign."""
    may_be_key = len(sign) >= _SHORTEST_KEY
    return sum(
        1 << place
        for place, (find, needed) in enumerate(_PASSES)
        if sign in needed or (may_be_key and find is shapes.secrets)
    )


class _Masked:
    """A text whose values stand aside, so that no later look finds anything in them."""

    def __init__(self, text: str, key: bytes) -> None:
        self.text = text
        self.key = key
        self.aside: list[str] = []
        self.counts: Counter[str] = Counter()

    def keep(self, pattern: re.Pattern[str]) -> None:
        self.hide((*found.span(), "") for found in pattern.finditer(self.text))

    def hide(self, found: Iterable[digits.Found]) -> None:
        """Put spans aside: of those that overlap the first and longest; no kind keeps the words as they are."""
        done, pieces = 0, []
        for start, end, kind in sorted(found, key=lambda span: (span[0], -span[1])):
            if start >= done and end > start:
                pieces += [self.text[done:start], self._mask(self.text[start:end], kind)]
                done = end
        if pieces:
            self.text = "".join((*pieces, self.text[done:]))

    def _mask(self, value: str, kind: str) -> str:
        if kind:
            self.counts[kind.partition(" ")[0]] += 1
        self.aside.append(_pseudonym(self._whole(value), kind, self.key) if kind else value)
        return "\ue000" + "".join(chr(0xE010 + int(digit)) for digit in str(len(self.aside) - 1)) + "\ue001"

    def _whole(self, text: str) -> str:
        while "\ue000" in text:  # what stands aside may hold what stood aside before
            text = _MASK.sub(lambda found: self.aside[int("".join(str(ord(c) - 0xE010) for c in found[1]))], text)
        return text

    def shown(self) -> str:
        return self._whole(self.text)


def _pseudonym(value: str, kind: str, key: bytes) -> str:
    if kind.startswith("link") or not key:
        return f"[{kind}]"
    same = re.sub(r"[\W_]+", "", value).casefold() if kind != "email" else _spelt_plainly(value)
    return f"[{kind} {hmac.digest(key, f'{kind}:{same}'.encode('utf-8', 'backslashreplace'), 'sha256').hex()[:6]}]"


def _spelt_plainly(mail: str) -> str:
    """The address that was meant: name at example dot com is name@example.com."""
    plain = re.sub(r" ?[(\[{<] ?(?:at|@|arobase|arroba|chiocciola|ät|klammeraffe|a) ?[)\]}>] ?", "@", mail.lower())
    plain = re.sub(r" ?[(\[{<]? ?\b(?:dot|punkt|point|punto|ponto|kropka)\b ?[)\]}>]? ?", ".", plain)
    if "@" not in plain:
        plain = re.sub(r" (?:at|arobase|arroba|chiocciola|ät) ", "@", plain)
    return "".join(plain.split())
