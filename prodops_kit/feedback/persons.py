"""Names of people: those the export's own columns hold, and those that a text itself calls names.

A name of a column is found again in other letters (Zoe for Zoë, Mueller for Müller), with endings, as initials, and in
the order of an address book. A text calls a name what follows "my name is", a title, a greeting, or the farewell at
its end. Other names are not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from prodops_kit.feedback.digits import Found, begun_by
from prodops_kit.feedback.labels import folded
from prodops_kit.feedback.lexicon import word_set
from prodops_kit.feedback.wording import normalised

BIG = (
    "".join(chr(code) for code in range(0x41, 0x250) if chr(code).isupper()) + "\u0400-\u042f\u0386-\u03ab\u1e9e\u0490"
)
_PARTICLE = (
    r"(?:van|von|vom|zu|zur|de|del|della|der|den|ter|ten|da|das|do|dos|di|du|la|le|el|al|bin|ibn|af|av|y|e|O'|D')"
)
_ONE = rf"(?:[{BIG}][^\W\d_]*(?:['\-][^\W\d_]+)*+(?:\.(?= ?[{BIG}]))?)"
NAMES = rf"{_ONE}(?: (?:{_PARTICLE} ){{0,2}}{_ONE}){{0,4}}"
_SHORT_TITLES = (  # a full stop may follow
    r"[Mm]r|[Mm]rs|[Mm]s|Mx|Messrs|[Dd]r|[Pp]rof|Dres|Hr|Fr|Frl|M|Mme|Mlle|Sr|Sra|Srta|D.a|Sig|Sig\.ra|Dott|Dott\.ssa"
    r"|Avv|Ing|Dipl\.-Ing|Dhr|dhr|Mevr|mevr|Mw|mw|Dra"
)
_TITLES = (  # a full stop ends the sentence
    r"Miss|Sir|[Hh]err|Herrn|Frau|Monsieur|Madame|Mademoiselle|Se.or|Se.ora|Se.orita|Don|Do.a|Signor|Signora|Signore"
    r"|Meneer|meneer|Mevrouw|mevrouw|Pan|pan|Pani|pani|Pana|pana|Panu|Panem|Pani.|pani.|Senhor|senhor|Senhora|senhora"
    r"|Fru|fru|Herra|Rouva|se.or|se.ora|signor|signora|monsieur|madame|Bay|Bayan|господин|госпожа|г-н|г-жа"
)
_TITLED = re.compile(rf"\b(?:(?:{_SHORT_TITLES})\b\.?|(?:{_TITLES})\b)(?: (?:Dr|Prof|med)\b\.?){{0,2}} ({NAMES})")
_FIELDS = re.compile(
    r"\b(?:(?:(?:first|last|full|user'?s?|contact|my|customer|family|given|middle|agent)[ -]?)?name|vorname"
    r"|nachname|"
    r"familienname|nom(?: de famille)?|pr.nom|nombre(?: completo)?|apellidos?|nome(?: completo)?|cognome|naam|"
    r"voornaam|achternaam|sobrenome|apelido|imi.(?: i nazwisko)?|nazwisko|namn|f.rnamn|efternamn|navn|nimi|jm.no"
    r"|n.v|applicant|ad soyad|ad.? ?soyad.?|isim|vor- und nachname|"
    r"contact(?: person)?|ansprechpartner(?:in)?|kontakt|agent|sales rep|account manager|signed|unterschrift"
    r"|client|"
    r"customer|kunde|cliente|absender|autor|author|имя|фио|фамилия)"
    rf"(?: ?[:=] ?| - )((?-i:{NAMES}(?:, {_ONE}(?=\n|$))?))(?=$|[\n.,;!?)|]| (?-i:[^{BIG}]))",
    re.IGNORECASE,
)
_SAID = (
    r"my (?:full |first |last )?name(?:'s| is)|i(?:'m| am) called|name's|call me|mein name ist|mein name lautet"
    r"|ich hei(?:ß|ss)e|mon nom est"
    r"|mon pr.nom est|je m'appelle|me llamo|mi nombre es|mi chiamo|il mio nome .|meu nome .|me chamo|chamo-me|mijn "
    r"naam is|ik heet|nazywam si.|mam na imi.|mitt namn .r|jag heter|mit navn er|jeg hedder|mitt navn er|jeg heter|"
    r"nimeni on|olen nimelt.ni|jmenuji se|ad.m|benim ad.m|nevem|a nevem|m. numesc|numele meu este|меня зовут"
    r"|мое имя"
    r"|моё имя"
)
_SAYS = re.compile(rf"\b(?:{_SAID}) ((?-i:{NAMES}))", re.IGNORECASE)
_SAYS_SMALL = re.compile(rf"\b(?:{_SAID}) ((?-i:[^\W\d_]{{2,20}}))(?: ([^\W\d_]{{2,20}}))?(?![\w'])", re.IGNORECASE)
_IAM = re.compile(
    rf"\b(?:(?:[Ii] am|[Ii]'m|[Tt]his is|[Ii]t's|[Ii]ch bin(?: die| der)?|[Hh]ier ist|[Jj]e suis|[Ss]oy|[Ss]ono"
    rf"|[Ii]k ben|[Ss]ou(?: o| a)?|"
    rf"[Jj]estem|[Jj]ag .r|[Jj]eg er)) ((?:{_ONE} (?:{_PARTICLE} ){{0,2}}){{1,2}}{_ONE})"
    rf"|\b(?:[Ii] am|[Ii]'m|[Tt]his is|[Jj]e suis|[Ss]oy"
    rf"|[Ss]ono) ([{BIG}][a-zà-ÿ]{{2,20}}(?<!ian)(?<!ish)(?<!ese)(?<!can)(?<!man))"
    rf"(?= (?:and|from|et|de|y|e|da|di)\b|[,.!]|$)"
)
_IAM = begun_by(r"[IiTtHhJjSs]", _IAM)
_BYE = (
    r"(?:(?:best|kind|kindest|warm|warmest|many|with kind|with best)[ ,]*)?regards|best wishes"
    r"|sincerely(?: yours)?|"
    r"yours(?: sincerely| truly| faithfully)?|faithfully|respectfully|rgds|"
    r"(?:(?:viele|liebe|beste|sch.ne|herzliche|freundliche|mit (?:freundlichen|besten|lieben|vielen"
    r"|herzlichen))[nr]? )?gr(?:ü|ue)(?:ß|ss)e?n?|"
    r"mfg|gru(?:ß|ss)|hochachtungsvoll|"
    r"(?:bien |tr.s )?cordialement|(?:sinc.res |meilleures |cordiales )?salutations(?: distingu.es)?"
    r"|bien . (?:vous|toi)|amicalement|bises|"
    r"(?:un )?(?:cordial |atento )?saludos?(?: cordial(?:es)?)?|atentamente|atte|un abrazo|abrazos|"
    r"(?:cordiali |distinti |tanti )?saluti|cordialmente|"
    r"(?:met (?:vriendelijke|hartelijke) )?groet(?:en|jes)?|mvg|"
    r"atenciosamente|(?:com os melhores )?cumprimentos|abra.os?|sauda..es|"
    r"pozdrawiam(?: serdecznie)?|pozdrowienia|z powa.aniem|"
    r"(?:med )?(?:v.nliga?|b.sta) h.lsning(?:ar)?|h.lsning(?:ar)?|mvh|hilsen|(?:med )?venlig hilsen|(?:vennlig"
    r"|beste) hilsen|hilsner|"
    r"(?:srda.an |lijep |lep )?pozdrav|pozdravi|linkėjimai|pagarbiai|χαιρετισμούς|поздрави|terveisin"
    r"|yst.v.llisin terveisin|s pozdravem|.dv.zlettel|cu respect|sayg.lar(?:.mla)?|с уважением"
)
_BRIEF = r"lg|vg|bg|br|kr|vh|att|signed|ihre?|eure?"
_THANKS = (
    r"thanks(?: a lot| so much| again| in advance)?|thank you(?: very much)?|thx|cheers|best|love|all the best"
    r"|take "
    r"care|danke|vielen dank|dank im voraus|merci(?: beaucoup| d'avance)?|(?:muchas )?gracias|grazie(?: mille)?"
    r"|bedankt|"
    r"dank u|obrigad[oa]|dzi.kuj.|tack(?: p. f.rhand)?|tak|takk|kiitos"
)
_END = r"(?=[ .!,]*(?:$|\n|,|[^\w\s'])|[.,]? \ue000)"
_FAREWELL = re.compile(
    rf"(?<!\w)(?:(?:{_BYE})[,.!]? ?\n?[\-~*]? ?((?-i:{NAMES}))|(?:{_BRIEF})[,.!]? ?\n?((?-i:{NAMES})){_END})",
    re.IGNORECASE,
)
_THANKED = re.compile(rf"(?<!\w)(?:{_THANKS})(?:[,.!]? ?\n|, )[\-~*]? ?((?-i:{NAMES})){_END}", re.IGNORECASE)
_GREETING = re.compile(
    rf"(?:^|(?<=[\n.!?] )|(?<=\n))(?:hi|hello|hey|dear|hallo|liebe[rs]?|servus|bonjour|salut|cher|ch.re|hola"
    rf"|estimad[oa]|"
    rf"querid[oa]|ciao|buongiorno|gentile|car[oa]|beste|geachte|ol.|prezad[oa]|car[oa]|cze..|drog[ia]|dzie. dobry"
    rf"|hej|hei|"
    rf"moi|k.ra?|good (?:morning|afternoon|evening)|guten (?:tag|morgen|abend)) ((?-i:{NAMES}))(?=[,!:.\n]|$| - )",
    re.IGNORECASE,
)
_NO_NAMES = word_set(
    """there team all everyone everybody world support customer customers user users client clients kunde kunden
    kundin cliente service services sir madam sirs folks guys friends app the this that it its a an and but not very so
    too great good best nice super please thank thanks you i we they he she if when since from in on at to of for
    germany france spain italy london berlin paris europe happy unhappy sad sorry disappointed frustrated satisfied
    angry new old here now also really quite still just never always google microsoft apple amazon slack zoom jira
    excel windows android iphone outlook teams chrome github salesforce facebook instagram twitter linkedin hr it
    admin administrator management sales marketing finance product engineering development developer developers dev
    help helpdesk desk anonymous nobody someone none nil null na required missing wrong misspelled unknown empty
    field ich wir sie er es der die das ein eine und aber nicht sehr hier jetzt liebes liebe liebes damen herren hallo
    zusammen alle beim kundenservice mein meine unser je nous vous il elle le la les un une des et mais pas tout
    monsieur madame messieurs mesdames equipe bonjour yo nosotros el los las y pero no muy todo equipo buenos buenas
    mal encore toujours nunca siempre mai sempre io noi lo gli e ma non molto tutto squadra o os as mas nao muito equipe
    senhores ik wij het de een en maar niet
    heel team allemaal ja my nie ale bardzo panstwo jag vi det den och men inte mycket big long term time user's
    premium pro basic free enterprise business student teacher doctor engineer manager director owner member guest
    power full first last name product monday tuesday wednesday thursday friday saturday sunday january february march
    april june july august september october november december black white red blue green using trying writing looking
    waiting unable able sure glad currently getting having having going being done stuck lost confused amazing awesome
    terrible horrible awful bad worst better kundendienst neukunde kein keine schade danke viele bitte mit freundliche
    freundlichen grusse gruss ihr ihre leider seit wenn weil dass sincerely regards cheers cordialement saludos saluti
    what why how who where ok okay no yes universe god lord jesus you're works working looks feels update version
    windows's team's order booking ticket invoice account case email phone mobile"""
)
_SMALL_NO = re.compile(r".*(?:ed|ing|ly|lt|en|et|e\b|ch)$")
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _TITLED,
        "mr mrs ms miss mx messrs sir dr prof dres herr herrn hr frau fr frl m mme mlle monsieur madame "
        "mademoiselle "
        "senor senora senorita sr sra srta don dona dna sig signor signora signore dott avv ing dipl meneer "
        "mevrouw dhr "
        "mevr mw pan pani pana panu panem pania senhor senhora dra fru herra rouva bay bayan господин госпожа г",
    ),
    (
        _FIELDS,
        "name vorname nachname familienname nom prenom nombre apellido apellidos nome cognome naam voornaam "
        "achternaam "
        "sobrenome apelido imie nazwisko namn fornamn efternamn navn nimi jmeno nev applicant soyad soyadi isim "
        "contact ansprechpartner "
        "ansprechpartnerin kontakt agent rep manager signed unterschrift client customer kunde cliente absender "
        "autor "
        "author имя фио фамилия",
    ),
    (
        _SAYS,
        "name called call heisse appelle nom prenom llamo nombre chiamo nome chamo naam heet nazywam imie namn "
        "heter "
        "navn hedder nimeni nimeltani jmenuji adim nevem numesc numele зовут имя",
    ),
    (_IAM, "am m this s bin ist suis soy sono ben sou jestem ar er"),
    (
        _FAREWELL,
        "regards wishes sincerely yours faithfully respectfully signed rgds br kr grusse gruesse gruse grussen "
        "gruessen "
        "lg vg mfg bg gruss hochachtungsvoll ihr ihre eure euer cordialement salutations vous toi amicalement "
        "bises saludo "
        "saludos atentamente atte abrazo abrazos saluti cordialmente groet groeten groetjes mvg atenciosamente "
        "cumprimentos att abraco abracos saudacoes pozdrawiam pozdrowienia powazaniem halsning halsningar mvh vh "
        "hilsen hilsner terveisin pozdravem udvozlettel respect saygilar saygilarimla pozdrav pozdravi linkejimai "
        "pagarbiai χαιρετισμους поздрави уважением",
    ),
    (
        _THANKED,
        "thanks thank thx cheers best love care danke dank merci gracias grazie bedankt obrigado obrigada "
        "dziekuje tack tak takk kiitos",
    ),
    (
        _GREETING,
        "hi hello hey dear hallo lieber liebe liebes servus bonjour salut cher chere hola estimado estimada "
        "querido "
        "querida ciao buongiorno gentile caro cara beste geachte ola prezado prezada czesc drogi droga dzien hej "
        "hei moi "
        "kar kara kare good guten",
    ),
)


def _named(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for found in pattern.finditer(text):
        start, name = found.start(found.lastindex or 1), found[found.lastindex or 1]
        end = _end_of_name(name)
        if end:
            yield start, start + end, "name"


def _said_small(text: str) -> Iterator[Found]:
    """Names in small letters behind "my name is"; words that are everyday words are none."""
    for found in _SAYS_SMALL.finditer(text):
        first, second = found[1], found[2] or ""
        if first.islower() and not _is_no_name(first):
            both = second and second.islower() and not _is_no_name(second) and len(second) > 3
            yield found.start(1), found.end(2) if both else found.end(1), "name"


def _is_no_name(word: str) -> bool:
    return folded(word) in _NO_NAMES or bool(_SMALL_NO.match(word)) or len(word) < 3


def _end_of_name(words: str) -> int:
    """Where the name ends: before the first word that is none."""
    end = 0
    for found in re.finditer(r"[^ ]+", words):
        word = found[0].rstrip(".")
        if folded(word) in _NO_NAMES and word[:1].isupper():
            break
        end = found.end()
    return len(re.sub(rf"(?: {_PARTICLE})+$", "", words[:end].rstrip(" -'"))) if end else 0


LOOKS: tuple[tuple[Callable[[str], Iterator[Found]], frozenset[str]], ...] = (
    *((partial(_named, pattern), frozenset(words.split())) for pattern, words in _SIGNS),
    (_said_small, frozenset(dict(_SIGNS)[_SAYS].split())),
)
_EVERYDAY = word_set(
    """will mark may grace hope faith joy rose bill rich frank art grant chase dean jack rob sue pat drew summer
    april june august dawn eve gene guy max miles norm page pierce ray skip stone wade young long short good
    best new old white black brown green king love day price page case data group team test support app
    customer user guest none company the and for inc ltd llc gmbh person client von van der den del des los las san
    service services shop store online international global solutions systems consulting media digital"""
)
Phrases = dict[str, set[tuple[str, ...]]]
_TOKEN = re.compile(r"\w+")
_DOUBLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def phrases(values: Iterable[str], *, parts: bool = False) -> Phrases:
    """Values as sequences of folded words, by their first word; with `parts` also each word of them."""
    known: Phrases = {}
    for value in values:
        plain = normalised(str(value))
        for words in {_words(plain), _words(plain.lower().translate(_DOUBLED)), _turned(plain)}:
            if len("".join(words)) > 2 and (parts or len(words) > 1 or _is_key(words)):
                _add(known, words)
        for part in re.split(r"[\s,;/()]+", plain) if parts else ():
            for words in {_words(part), _words(part.lower().translate(_DOUBLED)), _words(part.replace("'", ""))}:
                if len("".join(words)) > 2 and "".join(words).isalpha() and "".join(words) not in _EVERYDAY:
                    _add(known, words)
    return known


def _turned(name: str) -> tuple[str, ...]:
    """The other order: Byron, Ada is Ada Byron; Ada Byron is Byron Ada."""
    last, comma, first = name.partition(",")
    words = _words(name)
    return _words(first) + _words(last) if comma else words[::-1] if len(words) == 2 else words


def _words(text: str) -> tuple[str, ...]:
    return tuple(map(folded, _TOKEN.findall(text)))


def _is_key(words: tuple[str, ...]) -> bool:
    """One word that is no everyday word: an id of letters and digits, or a long number."""
    word = words[0] if words else ""
    return (len(word) > 6 and word.isdecimal()) or (
        len(word) > 3 and word.isalnum() and not word.isalpha() and not word.isdecimal()
    )


def _add(known: Phrases, words: tuple[str, ...]) -> None:
    known.setdefault(words[0], set()).add(words)


def recurring(text: str, known: Phrases, *, parts: bool = False) -> Iterator[Found]:
    """Where known words recur; with `parts` also with endings, and with initials beside them."""
    words = list(_TOKEN.finditer(text))
    plain = [folded(word[0]) for word in words]
    stems = _stems(known) if parts else ()
    initials = {word[0] for several in known.values() for phrase in several for word in phrase} if parts else set()
    for place, word in enumerate(plain):
        ends = [
            place + len(phrase) for phrase in known.get(word, ()) if tuple(plain[place : place + len(phrase)]) == phrase
        ]
        if not ends and stems and _is_inflected(words[place][0], word, stems):
            ends = [place + 1]
        for end in ends:
            first, last = _with_initials(text, words, plain, (place, end), initials)
            if words[last - 1].end() - words[first].start() < 200:
                stop = words[last - 1].end()
                yield words[first].start(), stop + (last != end and text[stop : stop + 1] == "."), "name"


def _stems(known: Phrases) -> tuple[str, ...]:
    single = (phrase[0] for several in known.values() for phrase in several if len(phrase) == 1)
    return tuple(
        sorted({word[:-1] if word[-1] in "aeiouy" else word for word in single if len(word) > 3 and word.isalpha()})
    )


def _is_inflected(written: str, word: str, stems: tuple[str, ...]) -> bool:
    """A known name with an ending of up to three letters, written as a name."""
    return written[0].isupper() and any(len(word) - len(s) < 5 and len(s) > 3 and word.startswith(s) for s in stems)


def _with_initials(
    text: str, words: list[re.Match[str]], plain: list[str], span: tuple[int, int], initials: set[str]
) -> tuple[int, int]:
    first, last = span
    while (
        first
        and plain[first - 1] in initials
        and text[words[first - 1].end() : words[first].start()] in (" ", ". ", ".")
    ):
        first -= 1
    while (
        last < len(plain)
        and plain[last] in initials
        and words[last][0].isupper()
        and text[words[last].end() : words[last].end() + 1] not in ("'", "-")
        and text[words[last - 1].end() : words[last].start()] == " "
    ):
        last += 1
    return first, last
