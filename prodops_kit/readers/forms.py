"""How money and days are written, as SQL over text; and which form a file uses: declared or proved, never guessed.

An amount is written `1,234.56` or `1.234,56`, with a currency's symbol or code before or after, blanks, and brackets
or a minus on either side when negative. A day is written iso (2026-10-31), mdy (10/31/2026) or dmy (31.10.26), with
or without a time. Expressions take trimmed text (`trimmed`) and give NULL for what is not of their form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from prodops_kit.engines import MONEY, Relation, literal, quoted

Notation = Literal["1,234.56", "1.234,56"]
Order = Literal["iso", "mdy", "dmy"]

POINT: Notation = "1,234.56"
COMMA: Notation = "1.234,56"
ORDERS: dict[str, str] = {"iso": "year-month-day", "mdy": "month/day/year", "dmy": "day/month/year"}

_MARK = r"[A-Z]{0,3}\p{Sc}|[A-Z]{3}|kr\.?|Kč|zł|Ft"
_NUMBER = r"[0-9.,](?:[0-9., '’]*[0-9.,])?(?:[eE][-+]?[0-9]{1,2})?"
_AMOUNT = rf"^(\()? ?([-+−])? ?({_MARK})? ?([-+−])? ?({_NUMBER}) ?({_MARK})? ?([-−])? ?(\))?$"
_PARTS = ("open", "sign", "mark", "inner", "body", "after", "trail", "close")
_GROUPS = {POINT: r"[, '’]", COMMA: r"[. '’]"}
LARGEST = "1e150"  # numbers from here on, infinity and NaN are refused: their squares cannot be added up
_TOO_LARGE = "1e15"  # a sum of a billion smaller amounts still fits the exact type

_TIME = r"(?:[T ] ?(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?[AaPp][Mm])?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[-+][0-9]{2}:?[0-9]{2}))?"
_DAY = rf"^([0-9]{{1,4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,4}}){_TIME}{_ZONE}$"

_NAMED = rf"^([0-9]{{1,2}}[-/. ][A-Za-z]{{3,9}}[-/. ](?:[0-9]{{4}}|[0-9]{{2}})){_TIME}{_ZONE}$"

_SYMBOLS = {  # which currencies a symbol may stand for; any other symbol is not checked
    "$": "USD CAD AUD NZD SGD HKD TWD MXN BRL ARS CLP COP",
    "€": "EUR",
    "£": "GBP EGP",
    "¥": "JPY CNY",
    "₹": "INR",
}


def trimmed(cell: str) -> str:
    """A cell without blanks around it, single blanks inside, and nothing where the word NULL stands for nothing."""
    clean = rf"trim(regexp_replace({cell}, '[\s\x{{{{00a0}}}}\x{{{{202f}}}}\x{{{{2009}}}}\x{{{{feff}}}}]+', ' ', 'g'))"
    text = f"case when regexp_full_match({cell}, '[!-~]+(?: [!-~]+)*') then {cell} else {clean} end"  # most are clean
    return f"nullif(case when length({cell}) >= 4 and upper({text}) = 'NULL' then '' else {text} end, '')"


def written(cell: str) -> str:
    """A cell of words as it was written, line breaks and all, without blanks around it; NULL where none are left."""
    return f"nullif(trim({cell}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279)), '')"


def amount(text: str, notation: Notation) -> str:
    """The exact amount that a text states in a notation."""
    mark = "." if notation == POINT else ","
    simple = f"try_cast(replace({text}, ',', '.') as {MONEY})"
    return (
        f"(case when (length({text}) < 16 or (length({text}) < 24 and ends_with({text}, 'e-12'))) "  # typed numbers
        f"and regexp_full_match({text}, '-?[0-9]+(?:[{mark}][0-9]+|e-[0-9]{{{{1,2}}}})?') then {simple} "
        f"else {_decorated(text, notation)} end)"
    )


def _decorated(text: str, notation: Notation) -> str:
    groups, mark = _GROUPS[notation].replace("'", "''"), "." if notation == POINT else ","
    whole = rf"(?:[0-9]+|[1-9][0-9]{{{{0,2}}}}(?:{groups}[0-9]{{{{2,3}}}})*{groups}[0-9]{{{{3}}}})?"
    form = rf"{whole}(?:[{mark}][0-9]*)?(?:[eE][-+]?[0-9]+)?"
    body = _part(text, "body")
    value = f"try_cast(replace(regexp_replace({body}, '{groups}', '', 'g'), ',', '.') as {MONEY})"
    return (
        f"case when regexp_full_match({body}, '{form}') and {_sane_sign(text)} and abs({value}) < {_TOO_LARGE} "
        f"then {value} * case when {_minus(text)} then -1 else 1 end end"
    )


def wrong_currency(text: str, currency: str) -> str:
    """Whether an amount names another currency than the row's; `currency` is an SQL expression."""
    mark = f"upper({_part(text, 'mark')} || {_part(text, 'after')})"
    code = f"regexp_full_match({mark}, '[A-Z]{{{{3}}}}') and {mark} <> {currency}"
    symbols = " or ".join(
        f"(contains({mark}, '{symbol}') and not contains('{codes}', {currency}))" for symbol, codes in _SYMBOLS.items()
    )
    return f"(not regexp_full_match({text}, '[-0-9.,]+') and ({code} or {symbols}))"


def finer_than_exact(text: str) -> str:
    """Whether an amount has more than the twelve decimals that are kept."""
    return f"(length({text}) > 13 and regexp_matches({_part(text, 'body')}, '[.,][0-9]{{{{12}}}}[0-9]*[1-9]'))"


def day(text: str, order: Order) -> str:
    """The day that a text states; times and zones are not converted.

    ISO days, and days with the English name of their month (05/Jan/26), are read in any order.
    """
    return f"coalesce({_numbered(text, order)}, {_named(text)})"


def _numbered(text: str, order: Order) -> str:
    a, b, c = (_component(text, name) for name in "abc")
    iso = f"case when length({a}) = 4 then {_date(a, b, c)} end"
    if order == "iso":
        return f"({iso})"
    month, number = (a, b) if order == "mdy" else (b, a)
    year = f"case length({c}) when 2 then '20' || {c} when 4 then {c} end"
    return f"(case when length({a}) = 4 then {_date(a, b, c)} else {_date(year, month, number)} end)"


def _named(text: str) -> str:
    cell = f"regexp_replace(regexp_extract({text}, {literal(_NAMED)}, 1), '[-/. ]+', ' ', 'g')"
    names = ", ".join(f"'%d {month} {year}'" for month in ("%b", "%B") for year in ("%y", "%Y"))
    return f"cast(try_strptime(nullif({cell}, ''), [{names}]) as date)"


def number(text: str, notation: Notation | None) -> str:
    """The whole number, 0 or more, that a text states; a mark between thousands counts where the notation is known."""
    marks = _GROUPS[notation].replace("'", "''") if notation else "[ ''’]"
    decimals = {POINT: "[.]", COMMA: "[,]", None: "[.,]"}[notation]
    form = (
        rf"[0-9]+(?:{decimals}0{{{{1,2}}}})?|[1-9][0-9]{{{{0,2}}}}(?:{marks}[0-9]{{{{3}}}})+(?:{decimals}0{{{{1,2}}}})?"
    )
    whole = rf"regexp_replace(regexp_replace({text}, '{decimals}0{{{{1,2}}}}$', ''), '{marks}', '', 'g')"
    return f"(case when regexp_full_match({text}, '{form}') then try_cast({whole} as bigint) end)"


def decimal(text: str) -> str:
    """The number that a text states with a decimal point; no mark between thousands, no hexadecimal."""
    value = f"try_cast(trim({text}) as double)"  # trimmed here: else DuckDB's CSV reader casts itself, and drops rows
    return f"(case when abs({value}) < {LARGEST} and not contains({text}, '_') then {value} end)"


YES, NO = ("yes", "y", "true", "t", "1"), ("no", "n", "false", "f", "0")


def yes_or_no(text: str) -> str:
    """Whether a text says yes or no, in words that need no guess."""
    cases = " ".join(
        f"when lower({text}) in ({', '.join(map(literal, words))}) then {value}"
        for words, value in ((YES, "true"), (NO, "false"))
    )
    return f"(case {cases} end)"


@dataclass(frozen=True, slots=True)
class Proof:
    """The form that a file's own cells prove.

    Attributes:
        form: The one form under which the cells can be read, or None.
        problem: Why there is none, as a clause, or empty.
    """

    form: Any
    problem: str = ""


def prove_notation(rows: Relation, column: str) -> Proof:
    """Which notation every amount of a column is written in.

    A cell proves a notation that the other cannot read: `1,234.5` or `0.125`, not `1,234`.
    """
    text = quoted(column)
    read = rows.select(f"from {{rows}} select line, {amount(text, POINT)} as point, {amount(text, COMMA)} as comma")
    found = read.query(
        """
        select min(line) filter (point is not null and comma is null) as point,
               min(line) filter (comma is not null and point is null) as comma,
               min(line) filter (point <> comma) as either
        from {rows}
        """
    ).iloc[0]
    if found["point"] is not None and found["comma"] is not None:
        return Proof(
            None, f"is written as {POINT} on line {found['point']} and as {COMMA} on line {found['comma']}; use one"
        )
    if found["either"] is not None and found["point"] is None and found["comma"] is None:
        return Proof(
            None,
            f"can be read as {POINT} and as {COMMA} (line {found['either']}), and no cell tells which; "
            f"write one amount with two decimals, or declare money='{POINT}'",
        )
    return Proof(COMMA if found["comma"] is not None else POINT)


def prove_order(rows: Relation, columns: Sequence[str], periods: tuple[str, str] | None) -> Proof:
    """In which order all days of a file are written.

    A number above 12 proves the order. So do billing periods when only one order makes each of them one whole month.

    Args:
        columns: Every column that holds days.
        periods: First and exclusive last day of a billing period among them, or None.
    """
    a, b, line = _extremes(rows, columns)
    if a is None:
        return Proof("iso")
    if a > 12 and b > 12:
        return Proof(None, f"hold month/day/year and day/month/year (from line {line}); use one order")
    if a > 12 or b > 12:
        return Proof("dmy" if a > 12 else "mdy")
    proved = [order for order in ("mdy", "dmy") if periods and _whole_months(rows, *periods, order)]
    if len(proved) == 1:
        return Proof(proved[0])
    return Proof(
        None,
        f"can be read as month/day/year and as day/month/year (line {line}): no number is above 12; "
        f"write them as 2026-10-31, or declare dates='mdy' or dates='dmy'",
    )


def _extremes(rows: Relation, columns: Sequence[str]) -> tuple[Any, Any, Any]:
    parts = " union all ".join(
        f"from {{rows}} select line, try_cast({_component(quoted(column), 'a')} as integer) as a, "
        f"try_cast({_component(quoted(column), 'b')} as integer) as b "
        f"where length({_component(quoted(column), 'a')}) between 1 and 2"
        for column in columns
    )
    found = rows.query(f"from ({parts}) select max(a) as a, max(b) as b, min(line) as line").iloc[0]
    return found["a"], found["b"], found["line"]


def _whole_months(rows: Relation, start: str, end: str, order: Order) -> bool:
    first, after = day(quoted(start), order), day(quoted(end), order)
    found = rows.query(
        f"""
        from (from {{rows}} select {first} as first, {after} as after
              where {quoted(start)} is not null and {quoted(end)} is not null)
        select count(*) > 0 and bool_and(first is not null and after is not null and day(first) = 1
                                         and after = first + interval 1 month) as whole
        """
    )
    return bool(found["whole"].item())


def _part(text: str, name: str) -> str:
    pattern, names = literal(_AMOUNT), ", ".join(f"'{part}'" for part in _PARTS)
    return f"regexp_extract({text}, {pattern}, [{names}])['{name}']"


def _minus(text: str) -> str:
    signs = " || ".join(_part(text, name) for name in ("open", "sign", "inner", "trail"))
    return f"regexp_matches({signs}, '[(−-]')"


def _sane_sign(text: str) -> str:
    signs = " || ".join(_part(text, name) for name in ("open", "sign", "inner", "trail"))
    return f"length({signs}) <= 1 and length({_part(text, 'open')}) = length({_part(text, 'close')})"


def _component(text: str, name: str) -> str:
    return f"regexp_extract({text}, {literal(_DAY)}, ['a', 'b', 'c'])['{name}']"


def _date(year: str, month: str, number: str) -> str:
    return f"try_cast({year} || '-' || lpad({month}, 2, '0') || '-' || lpad({number}, 2, '0') as date)"
