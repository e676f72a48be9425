"""Values to text, once, through Babel: how every number, amount and date on a page reads.

An amount in a sentence is exact below 1,000 and whole above; on a card or an axis it is short (`$51.5k`);
in a table it is exact, so that rows add up to their total. What is not known says so and is never 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import singledispatch
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_symbol

from prodops_kit.money import Money, digits
from prodops_kit.periods import Period
from prodops_kit.results import Change, Count, Names, Probability, Sentence, Share
from prodops_kit.show.markup import clean

LOCALE = "en_US"
UNKNOWN = "not known"
_BEYOND_WORDS = Decimal(10) ** 18  # no count or amount of a company; digits would only run out of the page
_SCALES = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def plain(sentence: Sentence | str) -> str:
    """A sentence with its values as text; not yet HTML."""
    if isinstance(sentence, str):
        return clean(sentence)
    return clean(sentence.template.format_map({name: as_text(value) for name, value in sentence.values.items()}))


@singledispatch
def as_text(value: object) -> str:
    """A value as it stands in a sentence."""
    return clean(str(value)) if known(value) else UNKNOWN


@as_text.register(int)
@as_text.register(float)
def _(value: float) -> str:
    return number(value)


@as_text.register
def _(value: Money) -> str:
    whole = abs(value.amount) >= 1000 or value.amount == value.amount.to_integral_value()
    return money(value, decimals=0 if whole else None)


@as_text.register
def _(value: Share) -> str:
    return share(value.value, signed=value.signed)


@as_text.register
def _(value: Change) -> str:
    if not known(value.value) or value.unit == "number":
        return number(value.value, signed=value.signed)
    amount = exact(value.value) * 100
    decimals = 1 if abs(amount) >= 1 else 1 - amount.adjusted()
    noun = "point" if abs(amount) == 1 else "points"
    return f"{number(_rounded(amount, decimals), signed=value.signed)} {noun}"


@as_text.register
def _(value: Probability) -> str:
    return probability(value.value)


@as_text.register
def _(value: Sentence) -> str:
    return plain(value)


@as_text.register
def _(value: Count) -> str:
    noun = value.one if abs(value.value) == 1 else value.many
    return clean(f"{number(value.value)} {noun}".rstrip())


@as_text.register
def _(value: Names) -> str:
    names = [clean(name) for name in value.values]
    # The "standard" style without the serial comma reads as the analysts write it.
    return format_list(names, locale="en_GB") if names else "none"


@as_text.register
def _(value: Period) -> str:
    return period(value)


@as_text.register
def _(value: date) -> str:
    return day(value, "d MMMM y")


def known(value: object) -> bool:
    """Whether there is a value: not None, NaN, NaT, NA or infinite.

    >>> known(0), known(None), known(float("nan"))
    (True, False, False)
    """
    try:
        return value is not None and bool(value == value) and not (isinstance(value, float) and math.isinf(value))
    except TypeError:  # pandas.NA refuses to be true or false
        return False


def number(value: float | Decimal | None, *, decimals: int | None = None, signed: bool = False) -> str:
    """A number with separators and a real minus; by default with the decimals that its size deserves.

    >>> number(-1234.5), number(0.01234), number(3, signed=True), number(None)
    ('−1,234.5', '0.0123', '+3', 'not known')
    """
    if value is None or not known(value):
        return UNKNOWN
    amount = exact(value)
    return _sign(amount, _digits(amount, decimals), signed)


def money(value: Money, *, decimals: int | None = None, signed: bool = False) -> str:
    """An amount with its symbol, exact unless `decimals` says otherwise.

    >>> money(Money(-123456, "USD")), money(Money(5000, "JPY")), money(Money(1999, "CHF"), signed=True)
    ('−$1,234.56', '¥5,000', '+CHF\xa019.99')
    """
    shown = digits(value.currency) if decimals is None else decimals
    return _sign(value.amount, symbol(value.currency) + _digits(value.amount, shown), signed)


def compact(value: Decimal, *, before: str = "", signed: bool = False, scale: Decimal | None = None) -> str:
    """Three significant digits with k, M, bn or tn: what fits on a card.

    Args:
        scale: Show in this scale rather than the value's own, where at least a tenth of it is left.

    >>> compact(Decimal("51487.2"), before="$"), compact(Decimal("999960")), compact(Decimal(480), scale=Decimal(1000))
    ('$51.5k', '1M', '0.5k')
    """
    size = abs(value)
    if size >= _BEYOND_WORDS:
        return _sign(value, f"{before}{size:.2e}", signed)
    if scale is None or size < scale / 10:
        scale = scale_of(size)
    shown = size / scale
    decimals = 0 if shown >= 100 else 1 if shown >= 10 or size < scale else 2
    body = format_decimal(_rounded(shown, decimals), format="#,##0.##", locale=LOCALE)
    return _sign(value, f"{before}{body}{suffix(scale)}", signed)


def scale_of(size: Decimal) -> Decimal:
    """The scale in which a number is short: 1, a thousand, a million, …

    >>> scale_of(Decimal(51_500)), scale_of(Decimal(999))
    (Decimal('1000'), Decimal('1'))
    """
    # From 999.5 of the smaller scale on, three digits would round up into the next one.
    return next((scale for scale, _ in _SCALES if abs(size) >= scale * Decimal("0.9995")), Decimal(1))


def suffix(scale: Decimal) -> str:
    """What follows a number that was divided by its scale."""
    return dict(_SCALES).get(scale, "")


def share(value: float | None, *, decimals: int | None = None, signed: bool = False) -> str:
    """A part of a whole as a percentage; one that is nearly nothing or nearly all is not rounded to it.

    >>> share(0.357), share(0.048), share(0.07), share(0.0001), share(0.99996), share(-0.0481, signed=True)
    ('36%', '4.8%', '7%', 'under 0.1%', 'over 99.9%', '−4.8%')
    """
    if value is None or not known(value):
        return UNKNOWN
    percent = exact(value) * 100
    if decimals is None and not signed and 0 < percent < Decimal("0.05"):
        return "under 0.1%"
    if decimals is None and not signed and Decimal("99.95") <= percent < 100:
        return "over 99.9%"
    if decimals is None:
        decimals = 1 if abs(percent) < 10 or 99 < percent < 100 else 0
        percent = _rounded(percent, decimals)
        return _sign(percent, _digits(percent, None) + "%", signed)
    return _sign(_rounded(percent, decimals), _digits(percent, decimals) + "%", signed)


def probability(value: float | None) -> str:
    """A probability with two significant digits; a tiny one as a bound, never as 0.

    >>> probability(0.0312), probability(0.00004), probability(1e-300), probability(0.5)
    ('0.031', '0.00004', 'below 0.000001', '0.5')
    """
    if value is None or not known(value):
        return UNKNOWN
    return f"{Decimal(f'{value:.1e}').normalize():f}" if value >= 1e-6 else "below 0.000001"


def points(difference: float) -> str:
    """A difference of two shares, without sign: `3 points`, `1 point`, `0.4 points`.

    >>> points(-0.03), points(0.01), points(0.004)
    ('3 points', '1 point', '0.4 points')
    """
    size = abs(exact(difference)) * 100
    text = _digits(_rounded(size, 0 if size >= 1 else 1), None)
    return f"{text} {'point' if text == '1' else 'points'}"


def period(value: Period | str) -> str:
    """A period in words: `October 2026`, `Q3 2026`, `2026`."""
    value = Period(value) if isinstance(value, str) else value
    if value.kind == "quarter":
        return f"{value.text[5:]} {value.text[:4]}"
    return day(value.start, "MMMM y") if value.kind == "month" else value.text


def period_name(value: Period) -> str:
    """A period where its year is plain: `September`, `Q2`, `2025`."""
    return day(value.start, "MMMM") if value.kind == "month" else period(value).split()[0]


def period_tick(value: Period, *, year: bool) -> str:
    """A period under an axis: `Nov 2025`, then `Dec`."""
    if value.kind == "month":
        return day(value.start, "MMM y" if year else "MMM")
    return period(value) if year else period_name(value)


def day(value: date | None, form: str = "d MMM y") -> str:
    """A date in a pattern of Unicode's; by default as in a table, `31 Oct 2026`."""
    return format_date(value, format=form, locale=LOCALE) if value is not None and known(value) else UNKNOWN


def joined(texts: Iterable[str]) -> str:
    """Sentences one after another, each with its full stop."""
    return " ".join(text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in texts if text)


def symbol(currency: str) -> str:
    """What stands before an amount: `$`, or letters with a space that does not break."""
    sign = get_currency_symbol(currency, locale=LOCALE)
    return f"{sign}\xa0" if sign[-1].isalpha() else sign


def exact(value: Any) -> Decimal:
    """A Python or numpy number as the decimal that it is written as."""
    return value if isinstance(value, Decimal) else Decimal(str(value.item() if hasattr(value, "item") else value))


def affixed(value: Decimal, before: str, after: str, *, decimals: int, signed: bool = False) -> str:
    """A number between its symbol and its unit, the sign in front of both."""
    return _sign(value, f"{before}{_digits(value, decimals)}{after}", signed)


def _digits(value: Decimal, decimals: int | None) -> str:
    size = abs(value)
    if size >= _BEYOND_WORDS:
        return f"{size:.2e}"
    if decimals is not None:
        fixed = "." + "0" * decimals if decimals else ""
        return format_decimal(_rounded(size, decimals), format=f"#,##0{fixed}", locale=LOCALE)
    if size == 0 or size >= 1:
        return format_decimal(_rounded(size, 2), format="#,##0.##", locale=LOCALE)
    if size < Decimal("0.000001"):
        return f"{size:.2e}"
    return format_decimal(_rounded(size, 2 - size.adjusted()), format="#,##0.########", locale=LOCALE)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    # Halves away from zero, as money.py does; Babel alone would round them to even.
    step = Decimal(1).scaleb(-decimals)
    return value if abs(value) >= _BEYOND_WORDS else value.quantize(step, rounding=ROUND_HALF_UP)


def _sign(value: Decimal, body: str, signed: bool) -> str:
    if not any(c in "123456789" for c in body):
        return body  # what rounds to nothing has no sign
    return "−" + body if value < 0 else "+" + body if signed and value > 0 else body
