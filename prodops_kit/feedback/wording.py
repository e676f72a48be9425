"""What a text says, free of how an export wrote it: one spelling, a key, its clauses, its language.

Everything here takes time in proportion to the length of the text, whatever it holds: customers write the input.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

PLACEHOLDER = re.compile(
    r"\[(email|link|phone|card|iban|ip|handle|code|secret|id|address|name)( [^\s\[\]]+\.[^\s\[\]]+)?(?: [0-9a-f]{6})?\]"
)
_ROUNDS = 8  # an entity in an entity in an entity; deeper is no export's doing
_SIGNATURE_LINES = 8
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP|#0{0,4}38|#[xX]0{0,4}26);)+")
_UNSEEN = re.compile(r"<(style|script)\b[^<>]*>[^<]*</\1\s*>|<!--[^<>]*-->", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:address|blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|body|center|cite|code|em|font|head|html|i|img|ins|label|link|mark|meta|s|small|span|strike|strong|"
    r"style|sub|sup|title|tt|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"-{2,} ?(?:original message|forwarded message|urspr.ngliche nachricht|message d'origine|mensaje original|"
    r"messaggio originale|mensagem original|oorspronkelijk bericht) ?-{2,}"
    r"|(?:on|am|le|el|il|em|op) .{6,200}\b(?:wrote|schrieb|a .crit|escribi.|ha scritto|escreveu|schreef).{0,120}:",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:sent from|get outlook for|gesendet von|von meinem|envoy. de|enviado desde|enviado do|inviato da"
    r"|verzonden) .{3,60}",
    re.IGNORECASE,
)


def normalised(text: str) -> str:
    """The same words in one spelling: Unicode NFKC, no markup, no unseen characters, one space, one newline.

    Entities and tags of exported HTML are resolved, quotes and hyphens made plain, digits of every script made ASCII.
    The quoted mail below an answer and the signature at its end are dropped, unless nothing else is there. Letter case
    stays. Normalising twice changes nothing.

    >>> normalised("It&#39;s  “slow”<br>since <b>May</b>\\u200b")
    'It\\'s "slow"\\nsince May'
    """
    if _is_plain(text):
        return text
    for _ in range(_ROUNDS):
        before, text = text, _lines(_without_markup(_plain(text)))
        if text == before:
            return text
    return _lines(_plain(text.replace("&", " ").replace("<", " ")))


def comparable(text: str) -> str:
    """What makes two texts the same: normalised, without letter case, placeholders of redaction by their kind alone."""
    return " ".join(PLACEHOLDER.sub(r"[\1\2]", normalised(text)).casefold().split())


def key_of(text: str) -> str:
    """A key of 16 hexadecimal digits that survives a new export and a new secret: the hash of the comparable text."""
    return hashlib.sha256(comparable(text).encode("utf-8", "backslashreplace")).hexdigest()[:16]


_CHANGED = ("&", "<", "`", "  ")


def _is_plain(text: str) -> bool:
    """Whether a text surely is normalised: one line of ASCII without anything that changes."""
    if not (text.isascii() and text.isprintable()) or any(map(text.__contains__, _CHANGED)):
        return False
    return not text.startswith(" ") and not text.endswith(" ")


_PLAIN = {"'": "‘’‚‛′`´ʼ", '"': "“”„‟″", "-": "‐‑‒–−"}


class _Characters(dict[int, str | int | None]):
    """What becomes of single characters, found out when one is first met; those that nobody sees, become nothing."""

    def __missing__(self, code: int) -> str | int | None:
        kind = unicodedata.category(chr(code))
        new: str | int | None = code
        if kind == "Cf" or 0xFE00 <= code <= 0xFE0F:  # formats: zero width, soft hyphen, direction; variation selectors
            new = None
        elif kind == "Cc" and chr(code) not in "\n\r\t\x0b\x0c\x1c\x1d\x1e\x85":
            new = " "
        elif kind == "Nd" and code > 127:
            new = str(unicodedata.digit(chr(code)))
        self[code] = new
        return new


_CHARACTERS = _Characters({ord(odd): usual for usual, several in _PLAIN.items() for odd in several})


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.replace("`", "'")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_CHARACTERS))


def _without_markup(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), _AMPERSANDS.sub("&", text))
    if "<" in text:
        text = _INLINE.sub("", _BLOCK.sub("\n", _UNSEEN.sub(" ", text)))
    return text


def _lines(text: str) -> str:
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    if len(lines) < 2:
        return "\n".join(lines)
    return "\n".join(_without_signature(_without_quotes(lines)))


def _without_quotes(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if place and _REPLY.fullmatch(line):
            lines = lines[:place]
            break
    return [line for line in lines if not line.startswith(">")] or lines


def _without_signature(lines: list[str]) -> list[str]:
    end = 0
    shorter = len(lines)
    while shorter != end:
        end, shorter = shorter, _signature_start(lines, shorter)
    return lines[:end]


def _signature_start(lines: list[str], end: int) -> int:
    """Where the lines before `end` end without one signature; `end` itself when there is none."""
    for place in range(end - 1, max(0, end - 2 - _SIGNATURE_LINES), -1):
        if lines[place] == "--":
            return place
    return end - 1 if end > 1 and _SENT_FROM.fullmatch(lines[end - 1]) else end


_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|mr|mrs|ms|dr|prof|vs|approx|no|nr|st|inc|ltd|z\.b|d\.h|bzw|ca|usw|sr|sra|p\.ex)\.$", re.IGNORECASE
)
_CONTRASTS = (
    *("but", "however", "although", "though", "except", "whereas", "nevertheless"),
    *("aber", "jedoch", "allerdings", "obwohl", "mais", "cependant", "pourtant", "sauf", "pero", "aunque"),
    *("sin embargo", "però", "tuttavia", "porém", "embora", "maar", "echter"),
)
_END = r"(?P<end>[.!?…。！？；;\n](?:(?<=[.!?…])[.!?…]*[\"')\]]*(?=\s|$)|(?<=[。！？；;\n])[。！？；;\n]*))"
_NO_CONTRAST = re.compile(_END)
_ONE, _NOWHERE = re.compile(r"[^.!?;\n]*+[.!?]*"), re.compile(r"(?!)")  # no end but the last
_BORDER = re.compile(rf"{_END}|\b(?P<contrast>{'|'.join(_CONTRASTS)})\b(?=,?\s+\w)", re.IGNORECASE)
_ALL_BUT = re.compile(r"\b(?:nothing|anything|all|none|everything|everyone) $", re.IGNORECASE)
_WORD = re.compile(r"\w")


def clauses(text: str) -> list[tuple[int, int]]:
    """Where each clause begins and ends: cut at sentence ends, semicolons, lines, and before a contrast word.

    Returns:
        Half-open spans in the order of the text, disjoint, none without a letter or digit; together they hold all of
        them.

    >>> text = "Great app, but slow. Love it"
    >>> [text[start:end] for start, end in clauses(text)]
    ['Great app,', 'but slow.', 'Love it']
    """
    spans = (_trimmed(text, start, end) for start, end in pairwise([0, *_borders(text), len(text)]))
    return [(start, end) for start, end in spans if _WORD.search(text, start, end)]


def _borders(text: str) -> Iterator[int]:
    for found in _border(text).finditer(text):
        if found.lastgroup == "contrast":
            if not _ALL_BUT.search(text, max(0, found.start() - 12), found.start()):
                yield found.start()
        elif not (found[0] == "." and _ABBREVIATION.search(text, max(0, found.end() - 8), found.end())):
            yield found.end()


def _border(text: str) -> re.Pattern[str]:
    """The quick expressions where no contrast word can be; only ASCII has one small letter for each."""
    small = text.lower()
    if not text.isascii() or any(map(small.__contains__, _CONTRASTS)):
        return _BORDER
    return _NOWHERE if _ONE.fullmatch(text) else _NO_CONTRAST


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())


_SCRIPTS = {
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    "zh": "\u4e00-\u9fff",
    "ar": "\u0600-\u06ff",
    "he": "\u0590-\u05ff",
    "th": "\u0e00-\u0e7f",
    "el": "\u0370-\u03ff",
    "hi": "\u0900-\u097f",
    "uk": "ґєіїҐЄІЇ",
    "ru": "ёъыэЁЪЫЭ",
}
_LETTERS = {code: re.compile(f"[{letters}]") for code, letters in _SCRIPTS.items()}
_COMMON = {
    "en": "the and is are was were to of for that this it i you we my not with have has had be been on at from when "
    "can "
    "would but so there what they your me",
    "de": "der die das und ist sind war nicht ich sie wir mit auf für von zu ein eine einen dem den des es auch aber "
    "wenn "
    "kann habe haben wird bei noch nur seit immer",
    "fr": "le la les et est sont je vous nous pas ne que qui une un des du dans pour avec sur mais il elle ce cette "
    "mon "
    "j'ai plus très depuis",
    "es": "el la los las y es son no que un una de del en para con por pero se mi me lo está muy cuando puedo desde "
    "como "
    "hay todo",
    "it": "il lo la gli le e è sono non che un una di del della in per con ma si mi ho ha molto quando questo anche "
    "dopo "
    "più come",
    "pt": "o a os as e é são não que um uma de do da em para com por mas se meu minha muito quando está eu você foi "
    "depois mais",
    "nl": "de het een en is zijn was niet ik je wij met op voor van te dat die maar ook als kan heb heeft bij nog naar "
    "wordt geen",
    "sv": "och är inte jag det som en ett att för med på av men har kan när vi från den till mycket",
    "pl": "i w na nie jest się że z do to jak ale mi po od dla czy mam bardzo są przez już tylko",
}
_COMMON_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LOOKED_AT = 2_000


def language(text: str) -> str:
    """The language as a code of two letters, told by script or by its commonest words; empty when not sure.

    A flag for filters and warnings, no more: at least two common words, and half as many again as the next language.

    >>> language("The export is slow and I can not open it"), language("Der Export ist langsam und die Datei fehlt")
    ('en', 'de')
    >>> language("OK 123")
    ''
    """
    words = [word.lower() for word in _TOKEN.findall(text[:_LOOKED_AT])]
    letters = sum(map(len, words))
    for code, pattern in _LETTERS.items():
        seen = len(pattern.findall(text[:_LOOKED_AT]))
        if seen >= max(2, letters * (0.02 if code in ("uk", "ru", "ja") else 0.3)):
            return code
    counts = sorted(
        ((sum(word in known for word in words), code) for code, known in _COMMON_WORDS.items()), reverse=True
    )
    (most, code), (next_most, _) = counts[0], counts[1]
    return code if most >= 2 and most >= 1.5 * next_most else ""
