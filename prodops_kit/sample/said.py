"""Who said what, where and when to the sample company: every item with the themes that it was written for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from prodops_kit.periods import Period, last_months
from prodops_kit.sample.facts import Dice
from prodops_kit.sample.sayings import CLOSERS, NOTES, OPENERS, PLEASANT, SAYINGS, SLOTS, TALES
from prodops_kit.sample.themes import ROWS, ROWS_NOW, SOURCES, shares, shipped_on

MONTHS = 14
CUSTOMERS = 420
EXACT, NEAR, SILENT = 4, 2, 5  # a month: copies word for word, copies with a word more, scores without words
PERSONAL = 6  # every so manieth item of a ticket or survey holds personal data
MIXED = 12  # every so manieth item begins with praise of something else
WORTH = {"Business": (240_000, 960_000), "Club": (30_000, 90_000), "Occasional": (4_000, 20_000)}  # cents a year
GROUPS: dict[str, dict[str, tuple[int, ...]]] = {  # how much each note hurts, by group and theme
    "Customer support": {"refund": (5, 5, 4, 5), "delivery.late": (3, 3), "support": (2, 3)},
    "Warehouse": {"delivery.damaged": (5, 4, 5, 4), "refund": (3, 2), "delivery.late": (2,)},
    "Sales": {"checkout.payment": (5, 5, 4, 5, 4), "delivery.late": (3, 4), "support": (2,)},
    "Store partners": {"delivery.late": (4, 5, 4, 5), "refund": (2, 3), "support": (3, 2)},
}
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One row of an export.

    Attributes:
        source: `tickets`, `survey`, `reviews` or `interviews`.
        number: Counts the rows of its source.
        themes: What it speaks of; empty for nothing in particular. `locker` is in no taxonomy.
        mixed: Whether it begins with praise of one theme and goes on with a complaint about another.
        customer: Number of the customer; 0 for nobody known.
        score: NPS, stars, or 5 and 1 for a ticket's Good and Bad; None for none.
        minutes: To the first answer; None for none.
        personal: Personal data that stands in the text.
        copy: `exact` or `near` for a copy of an earlier row of the month, else empty.
    """

    source: str
    number: int
    day: date
    text: str
    themes: frozenset[str]
    mixed: bool = False
    customer: int = 0
    score: int | None = None
    minutes: int | None = None
    decision: str = ""
    shipped: str = ""
    personal: tuple[str, ...] = ()
    copy: str = ""
    group: str = ""
    pain: int = 0


def segment(customer: int) -> str:
    """The kind of a customer."""
    place = customer % 20
    return "Business" if place < 3 else "Club" if place < 10 else "Occasional"


def worth(customer: int) -> int:
    """Cents a year that a customer pays."""
    low, high = WORTH[segment(customer)]
    return low + (high - low) * (customer * 37 % 101) // 100 // 100 * 100


def name(customer: int) -> str:
    """The name of a customer."""
    return f"Person {customer}"


def address(customer: int) -> str:
    """The mail address of a customer."""
    return f"person{customer}@example.com"


def everything(month: Period, dice: Dice) -> list[Said]:
    """All that was said in the months until the last, by day, copies among it."""
    numbers: Counter[str] = Counter()
    found: list[Said] = []
    for ago, ym in reversed(list(enumerate(reversed(last_months(month.text, MONTHS))))):
        one = _Month(Period(ym), ago, month, dice)
        found += _numbered(one.rows(), numbers)
    return found


def interviews(month: Period, dice: Dice) -> list[Said]:
    """The notes of the last three months."""
    words = _Words(dice, NOTES)
    days = [month.shift(-ago).start + timedelta(days=dice.whole(2, 26)) for ago in (2, 1, 0) for _ in range(12)]
    notes = [(group, theme, pain) for group, told in GROUPS.items() for theme, pains in told.items() for pain in pains]
    notes.sort(key=lambda note: (dice.whole(0, 999), note))
    return [
        Said(
            "interviews",
            n + 1,
            day,
            words.text(theme),
            frozenset((theme,)),
            group=group,
            pain=pain,
            customer=3001 + n % 9,
        )
        for n, (day, (group, theme, pain)) in enumerate(zip(sorted(days), notes, strict=False))
    ]


def _numbered(rows: Sequence[Said], numbers: Counter[str]) -> Iterator[Said]:
    for row in sorted(rows, key=lambda row: (row.day, row.source, row.copy, row.text)):
        numbers[row.source] += 1
        yield replace(row, number=numbers[row.source])


class _Words:
    """Texts that differ: a saying that returns tells another tale each time, until all are told."""

    def __init__(self, dice: Dice, sayings: dict[str, tuple[str, ...]]) -> None:
        self._dice = dice
        self._sayings = sayings
        self._used: Counter[str] = Counter()
        self._first = dice.whole(0, 99)

    def text(self, theme: str, pleasant: str = "") -> str:
        sayings = self._sayings[theme]
        said = sayings[(self._first + self._used[theme]) % len(sayings)]
        self._used[theme] += 1
        again = self._used[said]
        self._used[said] += 1
        tale = TALES[(self._first + again + 5 * self._sayings[theme].index(said)) % len(TALES)]
        opener, ending = self._dice.one_of(OPENERS), tale if again else self._dice.one_of(CLOSERS)
        if theme == "_ignore":
            opener, ending = "", tale if again else ""
        if pleasant:
            said = f"{self._dice.one_of(PLEASANT[pleasant])}, but {_small(said)}"
        return self._filled(" ".join(filter(None, [opener, said, ending])))

    def _filled(self, text: str) -> str:
        filled = _SLOT.sub(lambda place: self._dice.one_of(SLOTS[place[1]]), text)
        return re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", filled)


def _small(said: str) -> str:
    return said if re.match(r"I\b|[A-Z]{2}", said) else said[:1].lower() + said[1:]


class _Month:
    """One month of three sources."""

    def __init__(self, month: Period, ago: int, last: Period, dice: Dice) -> None:
        self._month, self._ago, self._last, self._dice = month, ago, last, dice
        self._words = _Words(dice, SAYINGS)

    def rows(self) -> list[Said]:
        """Distinct items, then their copies."""
        each = {source: self._of(source) for source in SOURCES}
        rows = [row for found in each.values() for row in found]
        return [*rows, *self._copies(each["tickets"])]

    def _of(self, source: str) -> list[Said]:
        total = (ROWS if self._ago else ROWS_NOW)[source]
        themes = _quota({theme: three[SOURCES.index(source)] for theme, three in shares(self._ago).items()}, total)
        return [self._said(source, theme, place) for place, theme in enumerate(themes)]

    def _said(self, source: str, theme: str, place: int) -> Said:
        dice = self._dice
        pleasant = list(PLEASANT)[place // MIXED % len(PLEASANT)] if place % MIXED == 5 else ""
        pleasant = "" if theme in ("", "_ignore", "praise", "support", pleasant) else pleasant
        customer = 0 if source == "reviews" else 1001 + dice.whole(0, CUSTOMERS - 1)
        day = self._month.start + timedelta(days=dice.whole(0, self._month.last_day.day - 6))
        text = self._words.text(theme, pleasant)
        personal: tuple[str, ...] = ()
        if customer and place % PERSONAL == 1:
            sentence, personal = _personal(customer, place // PERSONAL, dice)
            text = f"{text} {sentence}"
        found = Said(source, 0, day, text, frozenset(filter(None, (theme, pleasant))), bool(pleasant), customer)
        return replace(self._followed(found, theme), personal=personal, score=_score(source, theme, dice))

    def _followed(self, said: Said, theme: str) -> Said:
        """A ticket with what was done about it."""
        if said.source != "tickets":
            return said
        dice, shipped = self._dice, date.fromisoformat(shipped_on(self._last))
        minutes = 1440 * dice.one_of((1, 2, 2, 2, 3)) + dice.whole(1, 1400) if dice.whole(1, 100) <= 85 else None
        if theme == "request.instalments":
            done = shipped.isoformat() if 1 <= self._ago <= 5 else ""
            if done and dice.whole(1, 2) == 1:  # told on the day after it shipped
                minutes = 1440 * ((shipped - said.day).days + 1) + 60
            return replace(said, minutes=minutes, decision=_decision(theme), shipped=done)
        linked = theme in ("delivery.late", "refund", "checkout.payment") and dice.whole(1, 3) == 1
        return replace(said, minutes=minutes, decision=_decision(theme) if linked else "")

    def _copies(self, tickets: Sequence[Said]) -> Iterator[Said]:
        plain = [row for row in tickets if not row.personal and not row.mixed and len(row.text) >= 90]
        for place, row in enumerate(plain[: EXACT + NEAR]):
            later = replace(row, day=row.day + timedelta(days=1 + place % 4), minutes=None, score=None)
            if place < EXACT:  # the same customer again, in every second case in the survey
                yield replace(later, source=("tickets", "survey")[place % 2], copy="exact")
            else:
                other = 1001 + (row.customer - 1000) % CUSTOMERS
                yield replace(later, text=f"{row.text} Please!", customer=other, copy="near")


def _quota(percent: dict[str, int], total: int) -> list[str]:
    """A theme for each row, spread evenly, by largest remainder."""
    exact = {theme: share * total for theme, share in percent.items()}
    counts = {theme: part // 100 for theme, part in exact.items()}
    short = total - sum(counts.values())
    for theme in sorted(exact, key=lambda theme: (-(exact[theme] % 100), theme))[:short]:
        counts[theme] += 1
    spread = [((2 * n + 1) * total // (2 * count), theme) for theme, count in counts.items() for n in range(count)]
    return [theme for _, theme in sorted(spread)]


def _decision(theme: str) -> str:
    return f"https://wiki.example.com/decisions/{theme}"


def _score(source: str, theme: str, dice: Dice) -> int | None:
    if source == "tickets":
        return dice.one_of((5, 5, 1)) if dice.whole(1, 4) == 1 else None
    if source == "survey":  # returns and refunds cost most of the score
        return dice.whole(9, 10) if theme == "praise" else dice.whole(0, 4) if theme == "refund" else dice.whole(6, 9)
    return 5 if theme == "praise" else dice.whole(1, 2) if theme == "app.crash" else dice.whole(2, 4)


def _personal(customer: int, place: int, dice: Dice) -> tuple[str, tuple[str, ...]]:
    """A sentence that gives somebody away, and by what."""
    other, phone = name(1001 + dice.whole(0, CUSTOMERS - 1)), f"+1 202 555 01{dice.whole(10, 99)}"
    order = f"A-{dice.whole(100_000, 999_999)}"
    sentences = (
        (f"Regards, {name(customer)}", (name(customer),)),
        (f"Call me on {phone}.", (phone,)),
        (f"Write to {address(customer)}, please.", (address(customer),)),
        (f"The order number is {order}.", (order,)),
        ("My card is 4111 1111 1111 1111.", ("4111 1111 1111 1111",)),
        (f"{other} has the same trouble.", (other,)),
    )
    return sentences[place % len(sentences)]
