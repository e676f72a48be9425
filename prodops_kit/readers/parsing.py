"""From trimmed cells to declared values: every row keeps its line and, where it must be set aside, its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prodops_kit.engines import Relation, literal, quoted
from prodops_kit.errors import DataError, ParameterError, several
from prodops_kit.money import digits
from prodops_kit.readers import forms, headers
from prodops_kit.readers.declarations import KINDS, Field, Table
from prodops_kit.readers.layouts import Layout, header_in_words
from prodops_kit.readers.people import person_key

BETWEEN = "\n"  # column and reason in one cell; neither holds a line break


def matched(name: str, header: tuple[str, ...], layout: Layout) -> headers.Match:
    """Find the declared columns of a file.

    Raises:
        DataError: Headers are equal, or a column that is needed is missing; all in one message.
    """
    match = layout.match(header)
    absent = layout.absent(match)
    problems = [f"{name}: {problem}." for problem in match.problems]
    if absent:
        problems.append(_absence(name, header, absent))
    if problems:
        raise DataError(several(problems))
    return match


def _absence(name: str, header: tuple[str, ...], absent: list[Field]) -> str:
    near = [(field, headers.nearest(field.name, field.aliases, header)) for field in absent]
    hints = "".join(f" Did you mean '{found.strip()}' for {field.name}?" for field, found in near if found)
    wanted = ", ".join(f"{field.name} (or {field.aliases[0]})" if field.aliases else field.name for field in absent)
    has = header_in_words(header)
    return f"{name}: no column for {wanted}. It has {has}. Rename or add the columns in the export.{hints}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file on its way into its declaration: trimmed cells under declared names, with their line."""

    name: str
    layout: Layout
    header: tuple[str, ...]
    match: headers.Match
    cells: Relation

    @property
    def table(self) -> type[Table]:
        """The declaration."""
        return self.layout.table

    def present(self, kind: str) -> list[Field]:
        """Declared columns of a kind that the file has."""
        return [field for field in self.table.fields if field.kind == kind and field.name in self.match.found]

    def shown(self, field: Field) -> str:
        """The header as the file writes it."""
        return self.header[self.match.found[field.name]].strip()

    def forms(self, money: str | None, dates: str | None) -> dict[str, Any]:
        """The form of each money and day column, declared or proved; all doubts in one error."""
        amounts, days = self.present("money"), self.present("day")
        proofs = {f.name: forms.Proof(money) if money else forms.prove_notation(self.cells, f.name) for f in amounts}
        problems = [f"'{self.shown(f)}' {proofs[f.name].problem}" for f in amounts if proofs[f.name].problem]
        if days:
            names = [field.name for field in days]
            periods = self.table.periods if set(self.table.periods or ()) <= set(names) else None
            proof = forms.Proof(dates) if dates else forms.prove_order(self.cells, names, periods)
            proofs |= dict.fromkeys(names, proof)
            problems += [f"days in '{self.shown(days[0])}' {proof.problem}"] if proof.problem else []
        problems += self._unreadable_defaults()
        if problems:
            raise DataError(several([f"{self.name}: {problem}." for problem in problems]))
        notations = {proofs[field.name].form for field in amounts} or {money}
        shared = notations.pop() if len(notations) == 1 else None
        counts: dict[str, Any] = dict.fromkeys((field.name for field in self.present("count")), shared)
        return counts | {field: proof.form for field, proof in proofs.items()}

    def _unreadable_defaults(self) -> list[str]:
        given = [f for f in self.table.fields if f.name in self.layout.defaults and f.name not in self.match.found]
        unread = [f for f in given if _count(self.cells.select("select 1"), f"({self._value(f, None, [])}) is null")]
        return [f"the text given for {f.name} is not {_wanted(f, {})}; correct it" for f in unread]

    def parsed(self, form: Mapping[str, Any]) -> Relation:
        """Every row with its values and, where it must be set aside, the column and the reason."""
        known = _known_currencies(self.cells, self.present("currency"))
        values = {field.name: self._value(field, form.get(field.name), known) for field in self.table.fields}
        columns = [f"cast({values[f.name]} as {KINDS[f.kind]}) as {quoted(f.name)}" for f in self.table.fields]
        faults = [fault for field in self.table.fields for fault in self._faults(field, form, values)]
        cases = " ".join(f"when {wrong} then {literal(shown + BETWEEN + reason)}" for wrong, shown, reason in faults)
        problem = f"case {cases} end" if cases else "cast(null as varchar)"
        return self.cells.select(f"from {{rows}} select {', '.join(columns)}, line, {problem} as problem")

    def warnings(self) -> tuple[str, ...]:
        """What was read with a doubt that a reader should know."""
        finer = [
            f"'{self.shown(field)}': {count} amounts have more than 12 decimals and were rounded to 12."
            for field in self.present("money")
            if (count := _count(self.cells, forms.finer_than_exact(quoted(field.name))))
        ]
        return (*(f"{doubt}." for doubt in self.match.doubts), *finer)

    def _value(self, field: Field, form: Any, known: list[str]) -> str:
        given = self.layout.defaults.get(field.name)
        if field.name not in self.match.found:
            return "null" if given is None else self._parse(field, literal(_stored(field, given)), None, [given])
        return self._parse(field, quoted(field.name), form, known)

    def _parse(self, field: Field, text: str, form: Any, known: list[str]) -> str:
        if field.kind == "money":
            return forms.amount(text, form or forms.POINT)
        if field.kind == "day":
            return forms.day(text, form or "iso")
        if field.kind == "count":
            return forms.number(text, form)
        if field.kind == "number":
            return forms.decimal(text)
        if field.kind == "yesno":
            return forms.yes_or_no(text)
        options = known if field.kind == "currency" else field.options
        return _one_of(text, options) if field.kind == "currency" or options else text

    def _faults(
        self, field: Field, form: Mapping[str, Any], values: Mapping[str, str]
    ) -> Iterator[tuple[str, str, str]]:
        if field.name not in self.match.found:
            return
        text, shown = quoted(field.name), self.shown(field)
        if not field.nullable:
            yield f"{text} is null", shown, f"'{shown}' is empty"
        yield f"contains({text}, chr(0))", shown, f"'{shown}' holds a NUL character"
        unread = f"{text} is not null and {values[field.name]} is null"
        if field.unsaid:
            unread += f" and lower({text}) not in ({', '.join(map(literal, field.unsaid))})"
        yield unread, shown, f"'{shown}' is not {_wanted(field, form)}"
        if field.currency and values[field.currency] != "null":
            wrong = forms.wrong_currency(text, values[field.currency])
            yield wrong, shown, f"'{shown}' names another currency than its row"


def _wanted(field: Field, form: Mapping[str, Any]) -> str:
    if field.kind == "money":
        return f"an amount written as {form.get(field.name, forms.POINT)}"
    if field.kind == "day":
        return f"a day written as {forms.ORDERS[form.get(field.name, 'iso')]}"
    return _WANTED.get(field.kind) or f"one of {', '.join(field.options)}"


def _stored(field: Field, given: str) -> str:
    return person_key(given) or "" if field.kind == "person" or field.person_when else given


_WANTED = {
    "currency": "an ISO 4217 code",
    "count": "a whole number, 0 or more",
    "number": "a number with a decimal point",
    "yesno": "yes or no",
}


def _one_of(text: str, options: Iterable[str]) -> str:
    cases = " ".join(f"when {literal(option.lower())} then {literal(option)}" for option in options)
    return f"(case lower({text}) {cases} end)" if cases else "null"


def _known_currencies(cells: Relation, fields: list[Field]) -> list[str]:
    codes = {
        code
        for field in fields
        for code in cells.query(f"from {{rows}} select distinct upper({quoted(field.name)}) as code")["code"]
    }
    return sorted(code for code in codes if code and _is_currency(code))


def _is_currency(code: str) -> bool:
    try:
        return digits(code) >= 0
    except ParameterError:
        return False


def _count(rows: Relation, condition: str) -> int:
    return int(rows.query(f"from {{rows}} select count(*) as n where {condition}")["n"].item())
