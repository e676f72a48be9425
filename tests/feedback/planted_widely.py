"""More planted personal data: the values of some forty countries, announced in some fifty languages.

The sentences are the best of seven corpora, drawn up one after the other from different angles (a tester, forms and
chats of other countries, whole items of noisy exports, the values of a public generator, sentences of bank customers,
new clauses in real sentences, twice). Each was measured at first sight, then used. Of what section 3.7 of the reference
lists, found at first sight: .937, .945, .958, .961, .955, .976 from the second on, with a precision of .99 or more. Six
more of 1,500 texts each, drawn up without a look at the rules, were found at .994, .947, .985, .875, .921 and .963. The
first four of them were used for the last lines of the codes, the handles and the decoys. The last two were only
measured and are now found at .960 (odd wordings, many decoys; precision .97) and .997 (a public generator's values in
44 locales; precision 1.00): so of forms that nobody here has seen, expect from .96 to .99. All values are drawn from a
seed.
"""

from __future__ import annotations

import random

from feedback.planted import UPPER, Planted, _ascii, _card, _iban, _mail, _n, _of, _prefixed, _spelt

_PHONES = """
(988) 988-9999|988-988-9999|988.988.9999|+1 988 988 9999|1-800-988-9999|+1 (988) 988-9999|988-988-9999 ext. 99
07999 999999|020 7999 9999|+44 7999 999999|+44 (0)20 7999 9999|(01632) 999999|0151 28999999|0171/2899999
0049 221 289999|+49 (0)89 2899999|030 2899999|0664 2899999|+43 1 289 99 99|079 289 99 99|+41 (0)44 289 99 99
06 28 99 99 99
01.42.99.99.99|+33 6 28 99 99 99|0033 1 42 99 99 99|628 99 99 99|91 899 99 99|+34 628 999 999|333 8999999
+39 06 899 99999|06-28999999|020 899 9999|+31 6 28999999|0475 89 99 99|0475/89.99.99|912 899 999
+351 912 899 999|(11) 98999-9999
+55 11 98999 9999|589 999 999|22 899 99 99|+48 589 999 999|070-899 99 99|+46 70 899 99 99|489 99 999|+47 22 89 99 99
28 99 99 99|+45 2899 9999|040 899 9999|+358 40 899 9999|087 899 9999|+353 1 899 9999|689 999 999|+420 289 999 999
06 30 899 9999|+36 30 899 9999|0728 999 999|+40 21 899 9999|698 999 9999|+30 210 899 9999|0532 899 99 99
0 (212) 899 99 99|8 (495) 899-99-99|+7 912 899 99 99|067 899 99 99|98999 99999|+91-9899999999|138 8999 9999
+86 10 8999 9999|090-8999-9999|+81 3 8999 9999|010-8999-9999|+82-2-899-9999|0428 999 999|(02) 8999 9999|021 899 999
+64 9 899 9999|082 899 9999|+27 (0)11 899 9999|0803 899 9999|0722 899 999|010 8999 9999|050 899 9999|052-899-9999
55 8999 9999|+52 1 55 8999 9999|011 8999-9999|+54 9 11 8999 9999|9 8999 9999|+56 2 2899 9999|9899 9999|+65 6899 9999
0812-8999-9999|0917 899 9999|012-899 9999|089 899 9999|0912 899 999|0300 8999999
"""
_CALLS = """
call me on {}|My number is {}.|Tel: {}|you can reach me at {}, thanks|Cell {}|WhatsApp {} please
I was called from {} twice
contact no. {}|ph# {}|user: {} call pls|Ruf mich an: {}|meine Nummer lautet {}|Handy: {}|erreichbar unter {}
Rückruf bitte an {}|appelez-moi au {}|mon numéro est le {}|Tél : {}|joignable au {} le soir|Llámame al {}|mi móvil: {}
chiamatemi al {}|il mio numero è {}|bel me op {}|telefoonnummer {}|liga para {}|meu celular {}|zadzwoń pod {}
mój numer to {}|ring mig på {}|mitt nummer är {}|tlf. {}|puh. {}|soittakaa {}|zavolejte {}|hívjon: {}|sunați la {}
moj broj je {}|позвоните мне: {}|мій номер {}|τηλ. {}|beni {} numarasından arayın|電話番号は{}です|电话:{}
전화 {}|फोन {}
هاتف {}|โทร {}|gọi {}|hubungi {}|Great product, but my mobile is {}|number on file: {}
"""
_CODES = """
order {} never arrived|Order #: {}|my order no. {} is late|booking {} cancelled|confirmation code {}|Case {} closed
customer number {}|account number {}|invoice no. {} is wrong|PNR {}|Order#{} missing|res# {}|{} is my order number
its {}, the order number|Bestellnr. {}|Kd.-Nr. {}|meine Buchung {}|Auftrag {} storniert|Vorgangsnr. {}|Aktenzeichen {}
commande n° {}|numéro client {}|dossier {} sans réponse|número de pedido {}|mi reserva {}|localizador {}
numero ordine {}|la prenotazione {}|codice cliente {}|bestelnummer {}|factuurnummer {}|número do pedido {}
protocolo {}
zamówienie nr {}|numer klienta {}|beställning {}|ordrenummer {}|tilausnumero {}|číslo objednávky {}|rendelésszám: {}
numărul comenzii {}|broj narudžbe {}|številka naročila {}|заказ № {}|номер замовлення {}|Αριθμός παραγγελίας {}
Mein Buchungscode lautet {}|sous la référence {}|con localizador {}|o código da reserva é {}|numero di spedizione {}
track-and-trace {}|{} är mitt bokningsnummer|sagsnummer {}|varaustunnus {}|broneeringu number {}|rezervācijas kods {}
siuntos numeris {}|Numer rezerwacji to {}|list przewozowy {}|číslo zásilky je {}|ügyszám: {}|codul rezervării {}
товарителница {}|broj pošiljke {}|sledilna številka {}|κωδικός κράτησης {}|rezervasyon kodum {}|takip no {}
номер обращения {}|номер накладной {}|номер звернення {}|mã đặt chỗ {}|mã vận đơn {}|kode booking {}|nombor rujukan {}
nambari ya mteja {}|訂位代號 {}|快递单号{}|運單號 {}|お問い合わせ番号 {}|운송장 번호 {}|رقم الشحنة {}|رمز الحجز {}
מספר מעקב {}|کد رهگیری {}|بکنگ نمبر {}|बुकिंग नंबर {}|ট্র্যাকিং নম্বর {}|கண்காணிப்பு எண் {}|หมายเลขพัสดุ {}
order number ({})|"{}","order"|order ({})|cmomande {}|{} - thats my order number|booking no.{}|claim {}|RMA {}
sipariş numarası {}|注文番号{}|订单号{}|주문번호 {}|nomor pesanan {}|mã đơn hàng {}|orders 483920 and {}
"""
_CODE_FORMS = ("899999", "AB-899999", "8999-8999999", "KD89AB89", "2024-899999", "ABX8Z9", "q7r8tk", "8q3j-98d")
_MAILS = """
write to {}|My email is {}.|login {} no longer works|schreibt an {}!|mon adresse est {}|mi correo es {}|scrivete a {}
mailen naar {}|mój adres to {}|min mejl är {}|<{}>|mailto:{}|"{}"|cc: {};|メールは {} です|name;mail: x;{}
"""
_CARDS = """
my card {} was charged twice|Visa {}|Paid with {}, exp 04/27|Kreditkarte {} abgelehnt|numéro de carte {}|tarjeta {}
carta di credito {}|cartão {} recusado|karta {} odrzucona|it is {} and was declined|card on file {}|カード番号 {}
won on credit card {} transactions
"""
_ACCOUNTS = "IBAN {}|refund to {} please|Bitte auf {} überweisen|virement sur {}|cuenta {}|konto: {}|rekening {}"
_NUMBERS_OF_STATES = (
    ("my SSN is {}", _n("899-89-9999")),
    ("NI number {}", _n("AB 99 99 99 C")),
    ("mi DNI es {}", lambda d: (n := _n("89999999")(d)) + "TRWAGMYFPDXBNJZSQVHLCKE"[int(n) % 23]),
    ("Steuer-ID {}", _n("89999999999")),
    ("CPF: {}", _n("999.999.999-99")),
    ("PESEL:{}", _n("99999999999")),
    ("Aadhaar No: {}", _n("2999 9999 9999")),
    ("my PAN card number is {}", lambda d: _ascii(d, UPPER, 3) + "P" + _ascii(d, UPPER, 1) + _n("9999")(d) + "K"),
    ("personnummer {}", _n("19880312-9999")),
    ("henkilötunnus {}", _n("120388-999K")),
    ("Passport no: {}", lambda d: _ascii(d, UPPER, 1) + _n("8999999")(d)),
    ("numéro de sécurité sociale {}", _n("1 88 03 75 999 999 99")),
    ("licence plate {}", _n("AB89 KLM")),
    ("Kennzeichen {}", _n("B-KL 8999")),
    ("date of birth: {}", _n("12 March 1988")),
    ("né le {}", _n("12/03/1988")),
    ("my password is {}", lambda d: "Sun" + _n("99")(d) + "!rise"),
    ("hasło: {}", lambda d: "Kot_" + _n("8999")(d)),
    ("token {} expired", _prefixed("glpat-", 20)),
    ("parcel on its way: {}", _of(_n("RR899999999DE"), _n("1Z999AA18999999999"), _n("TBA899999999999"))),
    *(
        (sentence, _of(lambda d: f"jane.doe_{d.randint(10, 99)}", lambda d: f"the_wild_emma{d.randint(10, 99)}"))
        for sentence in (
            "insta: {}",
            "my insta {} has it",
            "IG - {}",
            "Instagram -> {}",
            "twitter handle {}",
            "as {} on tg",
        )
    ),
    ("follow {} please", lambda d: "@" + d.choice(["lena-m", "mr.tobi", "ümit_k", "karel"]) + _n("99")(d)),
)
_DECOYS = """
€1.299,00 a year|$4,500.50|1 234 567,89 zł|Rs. 49,999|CHF 1'250.00|v2.13.0-beta.4|iOS 17.4.1|Chrome 120.0.6099.109
Windows 11 23H2|build 20231115.3|error 0x80070057|HTTP 503|error code 500123|ORA-00942|KB5034441|CVE-2023-12345
2023-11-05|05.11.2023|5 November 2023|2024-2025|FY 2024-25|10:30-12:45|24/7|14h30|2-3 weeks|1,000,000 rows|row 48213
1 000 000 records|100.000 Zeilen|12345 users|8192 MB|4.5/5|12,5 %|ISO/IEC 27001:2022|RFC 2822|DIN EN 13501-1|SOC 2
iPhone 15 Pro Max|XPS 13 9310|WH-1000XM4|i7-12700K|1920x1080|sha 9fceb02d0ae598e95dc970b74767f19372d61af8
commit 3f2a9bc
#release2024|PR #4521|@ 5pm|50 @ 3 each|@media queries|order by date|booking took 20 minutes|order 66 items at once
two orders in 2023|password must have 12 characters|token expired|passport check failed|SKU ABC-1234
part number 88-1204
product code AB12|1234 5678 9012 3456|https://example.com|My name is misspelled|Mein Name ist falsch geschrieben
Thanks, Great app|Best regards from Germany|I am Very Disappointed|Dear Support Team|on the High Street
v3.1.0-rc.2|Update 10.0.19041|FRITZ!Box 7590|RTX 4090|#ff6600|#header-2024|@NotNull|@dataclass|voucher WELCOME10
emergency number 112|CE-34878-0|localhost:8080|IMG_20240312_174501.jpg|instagram login broken|github actions v3
订单金额5000元|주문 금액 50,000원|заказ на 5000 рублей|order amount 12000|number of orders 1500
barcode 4006381333931|1 in 5 users|item 445566|timestamp 1700000000|it fails at 4812 of 9000
"""


def widely(number: int, seed: int = 2) -> list[Planted]:
    """Texts with one value and one decoy each; every sentence comes in turn, its value is drawn."""
    draw = random.Random(seed)
    forms, decoys = _forms(draw), _lines(_DECOYS)
    made = []
    for place in range(number):
        sentence, maker = forms[place % len(forms)]
        value, decoy = maker(draw), decoys[place % len(decoys)]
        parts = [sentence.format(value), f"We saw {decoy} again"]
        draw.shuffle(parts)
        made.append(Planted(". ".join(parts) + draw.choice([".", "", "!\nPlease help."]), (value,), (decoy,)))
    return made


def _lines(listed: str) -> list[str]:
    return [one for line in listed.strip().splitlines() for one in line.split("|")]


def _forms(draw: random.Random) -> list[tuple[str, object]]:
    sentences = (
        (_CALLS, 3, [_phone(form) for form in _lines(_PHONES)]),
        (
            _CODES,
            2,
            [_n(form) for form in _CODE_FORMS],
        ),
        (_MAILS, 2, [_mail, _mail, *(_spelt(*signs) for signs in _SIGNS)]),
        (_CARDS, 2, [_card("4", 16, (4,) * 4, " "), _card("37", 15, (4, 6, 5), "-"), _card("2221", 16, (16,), "")]),
        (_ACCOUNTS, 2, [_iban("DE", "n" * 18), _iban("PL", "n" * 24, spaced=False), _iban("NL", "AAAA" + "n" * 10)]),
    )
    made = [(form, _of(*makers)) for listed, times, makers in sentences for form in _lines(listed) * times]
    made += _NUMBERS_OF_STATES
    draw.shuffle(made)
    return made


def _phone(form: str):
    """Digits for 9 and 8, but not in the code of the country."""
    code, _, rest = form.partition(" ") if form.startswith("+") else ("", "", form)
    return lambda draw: f"{code} {_n(rest)(draw)}".strip()


_SIGNS = ((" at ", " dot "), ("(at)", "(dot)"), (" [at] ", "."), (" arroba ", " punto "), (" małpa ", " kropka "))
