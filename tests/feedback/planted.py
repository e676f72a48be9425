"""Texts with planted personal data of many forms and countries, and with what only looks like it.

`developed` is what the expressions were first written against; `held_out` was written after them, in other forms and
of other countries, and found 93 of 100 at first sight. The expressions were widened since, so only new forms test them
blindly: of the last such set, of 60 forms, 91 of 100 were found at first sight. All values are drawn from a
seed; check digits are computed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """One text: what must not stay in it, and what must."""

    text: str
    personal: tuple[str, ...]
    harmless: tuple[str, ...]


def developed(number: int, seed: int = 0) -> list[Planted]:
    return _corpus(number, seed, _PERSONAL, _HARMLESS)


def held_out(number: int, seed: int = 1) -> list[Planted]:
    return _corpus(number, seed, _OTHER_PERSONAL, _OTHER_HARMLESS)


def _corpus(number, seed, personal, harmless):
    draw = random.Random(seed)
    made = []
    for place in range(number):
        forms = (personal[place % len(personal)], harmless[place % len(harmless)])
        (before, value, after), (left, decoy, right) = (_filled(draw, form) for form in forms)
        parts = [f"{before}{value}{after}", f"{left}{decoy}{right}"]
        draw.shuffle(parts)
        made.append(
            Planted(". ".join(parts) + draw.choice([".", "", ". Thanks", "!\nPlease help."]), (value,), (decoy,))
        )
    return made


def _filled(draw, form):
    sentence, value = form
    before, _, after = sentence.partition("{}")
    return before, value(draw), after


FIRST = ("anna", "jonas", "maria", "li", "omar", "sofie", "ivan", "chiara", "joão", "zoë", "kenji", "priya")
LAST = ("berg", "rossi", "novak", "silva", "tanaka", "okafor", "haddad", "müller", "o.neil", "van-dijk", "singh")
HOSTS = ("example.com", "example.org", "mail.example.co.uk", "example.de", "post.example.com.br", "example.io")


def _n(pattern):
    """Digits for 9, 1-9 for 8; anything else stays."""
    return lambda draw: "".join(
        str(draw.randint(0, 9)) if c == "9" else str(draw.randint(1, 9)) if c == "8" else c for c in pattern
    )


def _of(*makers):
    return lambda draw: draw.choice(makers)(draw)


def _user(draw):
    return draw.choice([f"{draw.choice(FIRST)}.{draw.choice(LAST)}", f"{draw.choice(FIRST)}{draw.randint(1, 99)}"])


def _mail(draw):
    return f"{_user(draw)}{draw.choice(['', '+shop', '_x'])}@{draw.choice(HOSTS)}"


def _spelt(at, dot):
    return lambda draw: _mail(draw).replace("@", at).replace(".", dot)


def _ascii(draw, letters, length):
    return "".join(draw.choice(letters) for _ in range(length))


UPPER, LOWER, DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "0123456789"


def luhn(digits):
    """The digit that completes a card number (ISO/IEC 7812, annex B)."""
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def _card(prefix, length, groups, sign):
    def card(draw):
        body = prefix + _ascii(draw, DIGITS, length - len(prefix) - 1)
        digits, parts = body + luhn(body), []
        for size in groups:
            parts, digits = [*parts, digits[:size]], digits[size:]
        return sign.join(parts)

    return card


def _iban(country, form, spaced=True):
    def iban(draw):
        body = "".join(draw.choice(DIGITS if c == "n" else UPPER) for c in form)
        number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
        whole = f"{country}{98 - number % 97:02}{body}"
        return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4)) if spaced else whole

    return iban


def _random(length):
    return lambda draw: _ascii(draw, UPPER + LOWER + DIGITS, length - 6) + "a7Bq9Z"


def _code(form):
    return lambda draw: "".join(
        draw.choice(DIGITS) if c == "9" else draw.choice(UPPER) if c == "A" else c for c in form
    )


def _prefixed(prefix, length):
    return lambda draw: prefix + _random(length)(draw)


def _full_width(maker):
    return lambda draw: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in maker(draw))


_PERSONAL = [
    ("Please write to {} about it", _mail),
    ("My address is <{}>", _mail),
    ("Antworten Sie an {} bitte", _mail),
    ("reach me: {}", _spelt(" at ", " dot ")),
    ("mail {} please", _spelt("(at)", ".")),
    ("mail {} please", _spelt(" [at] ", " [dot] ")),
    ("contact {}", lambda draw: _mail(draw).replace("@", "＠")),
    ("contact {}", lambda draw: _mail(draw).replace("@", "\u200b@\u200b")),
    ("contact {}", lambda draw: _mail(draw).replace("@", "&#64;")),
    ("see https://app.example.com{} for it", _n("/users/899/reset?token=9999abc")),
    ("see www.example.com{}", _n("/account/899999")),
    ("Call {} today", _n("+1 (212) 888-9999")),
    ("my number {}", _n("+44 20 7999 9999")),
    ("Tel. {}", _n("+49 30 8999999")),
    ("Rufen Sie {} an", _n("+49 (0)171 8999999")),
    ("Appelez le {}", _n("06 89 99 99 99")),
    ("téléphone {}", _n("06.89.99.99.99")),
    ("I am at {}", _n("212-588-9999")),
    ("I am at {}", _n("(415) 588-9999")),
    ("I am at {}", _n("020 7888 9999")),
    ("whatsapp {}", _n("+55 11 98999-9999")),
    ("llámame al {}", _n("612 345 999")),
    ("call {}", _n("+91 98999 99999")),
    ("phone {}", _full_width(_n("+81 90 8999 9999"))),
    ("0049 form: {}", _n("0049 89 8999999")),
    ("mobile {}", _n("0412 888 999")),
    ("paid with {}", _card("4", 16, (4, 4, 4, 4), " ")),
    ("paid with {}", _card("53", 16, (16,), "")),
    ("paid with {}", _card("37", 15, (4, 6, 5), "-")),
    ("refund to {}", _iban("DE", "n" * 18)),
    ("refund to {}", _iban("GB", "AAAA" + "n" * 14)),
    ("refund to {}", _iban("NL", "AAAA" + "n" * 10, spaced=False)),
    ("refund to {}", _iban("FR", "n" * 10 + "A" * 11 + "nn")),
    ("from {} it is slow", lambda d: ".".join(str(d.randint(11, 254)) for _ in range(4))),
    ("from {} it is slow", _code("2001:db8:85a3::8a2e:370:7334")),
    ("follow {} for it", lambda d: f"@{d.choice(FIRST[:8])}_{d.randint(1, 99)}"),
    ("my order {} is lost", _code("999999")),
    ("my order number is {}", _code("AA-99999")),
    ("Booking reference: {}", _code("AAAAAA")),
    ("Bestellnummer {}", _code("9999-AA99")),
    ("numéro de commande {}", _code("A9999999")),
    ("pedido nº {}", _code("9999999")),
    ("factuurnummer {}", _code("99999999")),
    ("prenotazione {}", _code("AA9999A")),
    ("my key {} leaked", _prefixed("sk_live_", 24)),
    ("my key {} leaked", lambda d: "AKIA" + _ascii(d, UPPER, 16)),
    ("my key {} leaked", _prefixed("ghp_", 36)),
    ("bearer {}", lambda d: f"eyJ{_random(20)(d)}.eyJ{_random(24)(d)}.{_random(30)(d)}"),
    ("session {} fails", _random(40)),
    ("password: {}", _code("sunny99A!")),
    ("SSN {}", _n("899-89-9999")),
    ("my passport number is {}", _code("A99999999")),
    ("CPF {}", _code("999.999.999-99")),
    ("BSN {}", _code("999999999")),
    ("born on {}", _n("12.03.1988")),
    ("I live at {}", _n("88 Baker Street")),
    ("ich wohne in der {}", _n("Lindenstraße 88")),
    ("j'habite {}", _n("88 rue de la Paix")),
    ("vivo en {}", _n("Calle Mayor 88")),
]
_HARMLESS = [
    ("it costs {} a month", _n("$8,999.99")),
    ("it costs {} a month", _n("8.999,00 €")),
    ("we paid {}", _n("EUR 89 999")),
    ("since {}", _n("2026-10-28")),
    ("since {}", _n("28/10/2026")),
    ("since {}", _n("28.10.2026")),
    ("at {}", _n("12:39:28")),
    ("on {}", _n("12 March 2026")),
    ("since version {}", _n("8.99.8.9")),
    ("since {}", _n("v8.9.9")),
    ("after {}", _n("899,999 rows")),
    ("after {}", _n("8999999 rows")),
    ("a book, {}", _n("ISBN 978-3-16-148410-0")),
    ("the barcode {}", _n("4899999999998")),
    ("product {}", _n("8999999999")),
    ("error {}", _n("0x8009999")),
    ("we have {}", _n("8 999 999 events")),
    ("a screen of {}", _n("1920x1080")),
    ("model {}", lambda d: d.choice(["iPhone 15 Pro", "WH-1000XM5", "RTX 4090", "ThinkPad X1"])),
    ("look at {}", lambda d: d.choice(["example.com", "help.example.com", "node.js", "and/or"])),
    ("we meet {}", lambda d: d.choice(["@ 5pm", "at 10 dot", "at home"])),
    ("we use {}", lambda d: d.choice(["@angular/core", "react@18.2.0", "std::vector"])),
    ("my order {} late", lambda d: d.choice(["is", "was", "came"])),
    ("the password {} fails", lambda d: d.choice(["reset", "field", "manager"])),
    ("timestamp {}", _n("1799999999")),
    ("in {}", lambda d: d.choice(["2025/2026", "Q3 2026", "2025-2026"])),
    ("score {}", lambda d: d.choice(["10/10", "9.5", "100%", "4.8/5"])),
    ("ticket {}", lambda d: d.choice(["queue", "system", "list"])),
    ("logo {}", lambda d: d.choice(["logo@2x.png", "export-final-version-2.csv", "quarterly-report-2026-final.pdf"])),
]


_OTHER_PERSONAL = [
    ("Skriv till {} tack", lambda d: f"{_user(d)}@kund.example.se"),
    ("написать на {}", lambda d: f"{d.choice(['иван', 'анна', 'мария'])}.{d.randint(1, 99)}@пример.рф"),
    ("Mail: {} - merci", _spelt(" arobase ", " point ")),
    ("send it to {}", _spelt("{at}", "{dot}")),
    ("send it to {}", lambda d: _mail(d).replace("@", " @ ")),
    ("my mail is {}", lambda d: _mail(d).upper()),
    ("<a href='mailto:x'>{}</a>", _mail),
    ("mailto:{}", _mail),
    ("my gmail is {}", lambda d: f"{d.choice(FIRST[:8])}{d.randint(10, 99)}@gmail"),
    ("open shop.example.pl{} now", _n("/zamowienie/899999")),
    ("open ftp://files.example.org{}", _n("/private/89999.zip")),
    ("Zadzwoń {}", _n("+48 512 999 999")),
    ("ring {}", _n("+353 87 899 9999")),
    ("Ring mig på {}", _n("070-899 99 99")),
    ("Ring meg {}", _n("+47 912 99 999")),
    ("tlf. {}", _n("29 89 99 99")),
    ("Bel me op {}", _n("06-89999999")),
    ("звоните {}", _n("8 (912) 899-99-99")),
    ("звоните {}", _n("+7 912 899-99-99")),
    ("電話は{}です", _n("090-8999-9999")),
    ("电话 {}", _n("138 8999 9999")),
    ("전화 {}", _n("010-8999-9999")),
    ("call {}", _n("+972-54-899-9999")),
    ("call {}", _n("+971 50 899 9999")),
    ("call me on {} ext. 12", _n("1-800-588-9999")),
    ("liga {}", _n("(21) 99899-9999")),
    ("reach me {}", _n("+65 9899 9999")),
    ("number is {}", _n("08989999999")),
    ("call {}", lambda d: _n("+4479 8999 9999")(d).replace(" ", "\u00a0")),
    ("phone {}", lambda d: _n("+1.415.588.9999")(d)),
    ("hívjon {}", _n("+36 30 899 9999")),
    ("my card {}", _card("6011", 16, (4, 4, 4, 4), "-")),
    ("my card {}", _card("30", 14, (4, 6, 4), " ")),
    ("ma carte {}", _card("4", 16, (16,), "")),
    ("Karte {}", _full_width(_card("55", 16, (4, 4, 4, 4), " "))),
    ("conto {}", _iban("IT", "A" + "n" * 22)),
    ("konto {}", _iban("PL", "n" * 24)),
    ("cuenta {}", lambda d: _iban("ES", "n" * 20, spaced=False)(d).lower()),
    ("konto {}", _iban("NO", "n" * 11)),
    ("host {}:8080 is down", lambda d: ".".join(str(d.randint(11, 254)) for _ in range(4))),
    ("seen from {}", lambda d: f"fe80::{d.randint(10, 99)}ff:fe23:4567:890a"),
    ("on insta as {}", lambda d: f"@{d.choice(FIRST[:6])}.{d.choice(LAST[:6])}"),
    ("my username is {}", lambda d: f"{d.choice(FIRST[:6])}_{d.randint(1970, 2005)}"),
    ("zamówienie nr {}", _code("999999/AA")),
    ("beställning {}", _code("9999999")),
    ("Ordre de commande: {}", _code("AA999999")),
    ("invoice INV: {}", _code("INV-2026-99999")),
    ("ticket #{}", _code("9999999")),
    ("Kundennummer: {}", _code("99999999")),
    ("my reservation code is {}", _code("AA9A9A")),
    ("numero d'ordine {}", _code("9999999999")),
    ("заказ № {}", _code("9999999")),
    ("token {}", _prefixed("glpat-", 20)),
    ("token {}", lambda d: "xoxb-" + _ascii(d, DIGITS, 12) + "-" + _random(24)(d)),
    ("key {}", lambda d: "AIza" + _random(35)(d)),
    ("mot de passe : {}", _code("Soleil99!")),
    ("the hash {}", lambda d: _ascii(d, "0123456789abcdef", 38) + "a1"),
    ("device {}", lambda d: "-".join(_ascii(d, "0123456789abcdef", n) for n in (8, 4, 4, 4, 12))),
    ("NHS number {}", _code("999 999 9999")),
    ("personnummer {}", _code("19880312-9999")),
    ("PESEL: {}", _code("99999999999")),
    ("NI number {}", _code("AB 99 99 99 C")),
    ("my Aadhaar is {}", _code("2999 9999 9999")),
    ("fecha de nacimiento: {}", _n("12/03/1988")),
    ("I live at {}", _n("888 Oak Hill Avenue")),
    ("levering naar {}", _n("Prinsengracht 888")),
    ("abito in {}", _n("Via Garibaldi 88")),
    ("send it to {}", _n("Storgatan 88")),
]
_OTHER_HARMLESS = [
    ("we spent {}", _n("₹8,99,999")),
    ("we spent {}", _n("8 999 kr")),
    ("we spent {}", _n("1.2 million")),
    ("on {}", _n("3rd October 2026")),
    ("on {}", _n("10/28/26")),
    ("from {}", _n("2026-10-28T12:39:28")),
    ("from {} to then", _n("09:00-17:30")),
    ("Windows {}", _n("10.0.19045.8999")),
    ("Chrome {}", _n("130.0.6723.92")),
    ("iOS {}", _n("18.1.8")),
    ("Python {}", _n("3.11.8")),
    ("it took {}", _n("89999 ms")),
    ("we have {}", _n("8999999 users")),
    ("we shipped {}", _n("89,999 parcels")),
    ("SKU {}", _n("89999-8999")),
    ("article {}", _n("899.999.99")),
    ("the EAN {}", _n("5901234123457")),
    ("a book, {}", _n("9780306406157")),
    ("HTTP {}", lambda d: d.choice(["404", "500 Internal", "429"])),
    ("error code {}", _n("-8999")),
    ("pi is {}", _n("3.14159265358979")),
    ("at {}", _n("52.8999, 13.8999")),
    ("size {}", lambda d: d.choice(["10x15 cm", "3840 x 2160", "1:100000"])),
    ("col {}", lambda d: d.choice(["AB12", "C3:D10", "A1"])),
    ("the function {}", lambda d: d.choice(["get_user_by_id", "renderTemplateForInvoicePdfExport", "X-Forwarded-For"])),
    ("a case {}", lambda d: d.choice(["study", "in point", "of 2026"])),
    ("order {} rows", _n("89999")),
    ("account {}", lambda d: d.choice(["settings", "page 2", "manager"])),
    ("see {}", lambda d: d.choice(["section 4.2.1", "page 1024", "chapter 12"])),
    ("use {}", lambda d: d.choice(["@media queries", "C++17", "email@work feature"])),
    ("between {}", lambda d: d.choice(["1999-2004", "10 000 and 20 000", "1000-2000"])),
    ("uuid of {}", lambda d: d.choice(["the row", "an item"])),
]
