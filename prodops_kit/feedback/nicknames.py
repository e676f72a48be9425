"""Names of accounts: behind an at-sign, or beside the name of a platform or a word such as username.

What programs call by an at-sign, annotations, decorators and rules of style sheets, is nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from prodops_kit.feedback.digits import Found
from prodops_kit.feedback.labels import folded
from prodops_kit.feedback.lexicon import word_set
from prodops_kit.feedback.shapes import DOMAINS

_HANDLE = re.compile(
    r"(?<![\w@])(?<!\w[.])@([^\W\d][\w.\-]{1,38}(?:@[\w\-]+(?:\.[\w\-]+)+)?|\d[\w.]*[^\W\d_][\w.]{2,30})(?![\w@]|/(?!@))"
)
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w\-]{3,20}")
_NETS = (
    r"insta(?:gram)?|ig|telegram|tg|skype|discord|twitter|tik ?tok|snap(?:chat)?|bluesky|mastodon|facebook|fb|linkedin"
    r"|github|gitlab|youtube|yt|twitch|psn|wechat|weixin|kakao(?: ?talk)?|pinterest|vk|viber|zalo"
    r"|инстаграм|инста|телеграм|тг|твиттер"
)
_AMBIGUOUS = r"x|threads|steam|xbox|line|signal|reddit|whatsapp|sc|ins|log-?in|user|логин"  # everyday words, too
_WHOSE = (
    r"user ?name|user ?id|nick(?:name)?|gamertag|handle|screen ?name|benutzername|nutzername|identifiant|pseudo"
    r"|usuario|nome utente|usu.rio|gebruikersnaam|nazwa u.ytkownika|anv.ndarnamn|brukernavn|brugernavn|felhaszn.l.n.v"
    r"|nume de utilizator|k.ytt.j.tunnus|u.ivatelsk. jm.no|kullan.c. ad.m?|.νομα χρ.στη|никнейм|ник|имя пользователя"
)
_IS = (
    r"is|as|ist|als|est|c'est|es|è|é|to|är|er|on|unter|sous|como|jest|je|i'?m|i am|bin ich|ich bin|soy|sono|sou|это"
    r"|(?:bin|heiße) ich|su|au|at|under"
)
_CALLED = re.compile(
    rf"\b(?:(?P<net>{_NETS})|(?P<ambiguous>{_AMBIGUOUS})|{_WHOSE})(?![^\W\d_])"
    r"(?P<sure>(?:'s)? ?(?:handle|id|name|nick|user(?:name)?|acc(?:oun)?t|tag|gamertag|konto|profil[eo]?|compte|cuenta"
    r"|conta|hesab.m)\b)?(?:'s)?"
    rf"(?: ?(?:[:=]|-?>|→|- ) ?| (?:{_IS})[ :]+| ?[(\[\"'] ?|(?P<only> ))"
    r"(?P<name>[^\W\d][\w.#\-:]{2,40})",
    re.IGNORECASE,
)
_FAR_NETS = (
    "用户名|用戶名|用户ID|微信号|微信號|微信|ユーザー名|ユーザーID|インスタ|アカウント名|아이디|인스타그램|인스타"
    "|사용자명|닉네임|اسم المستخدم|انستغرام|انستا|تلغرام|יוזר|אינסטגרם|שם משתמש|טלגרם|نام کاربری|اینستاگرام"
    "|تلگرام|इंस्टाग्राम|यूज़रनेम|ইনস্টাগ্রাম|ไอจี|ไลน์|ยูสเซอร์"
)
_FAR_CALLED = re.compile(
    rf"(?:{normalize('NFKC', _FAR_NETS)})[ :]{{0,3}}(?:是|は|为|هو|הוא)?[ :]{{0,2}}"
    r"(?P<name>[A-Za-z_](?=[A-Za-z.\-]*[\d_.])[A-Za-z\d_.\-]{2,40})"
)
_CALLED_BEFORE = re.compile(
    r"(?<![\w.@/\-])(?P<name>[A-Za-z_](?=[A-Za-z.]*[\d_])[\w.]{3,40}) "
    rf"(?:(?:on|auf|bei|sur|en|no|su|på|op|na) (?:{_NETS})|is my (?:{_NETS}|{_WHOSE}))\b",
    re.IGNORECASE,
)
_HANDLE_WORDS = word_set(
    "user username userid login log insta instagram ig telegram skype discord twitter x tiktok snapchat snap threads "
    "bluesky mastodon facebook fb linkedin github youtube twitch steam psn xbox wechat weixin line kakao signal nick "
    "nickname gamertag handle screen screenname benutzername nutzername identifiant pseudo usuario utente "
    "gebruikersnaam nazwa anvandarnamn brukernavn brugernavn tg tik tok sc gitlab yt kakaotalk talk reddit pinterest "
    "vk viber whatsapp zalo ins инстаграм инста телеграм тг твиттер kayttajatunnus uzivatelske kullanici никнеим ник "
    "логин имя utilizator felhasznalonev χρηστη"
)
HANDLE_SIGNS = frozenset("@/").union(_HANDLE_WORDS, map(folded, re.findall(r"[^\W\d_]+", _FAR_NETS))) | frozenset(
    _FAR_NETS
).difference("|ID ")
_NO_HANDLE = word_set(  # what programs and style sheets call by an at-sign
    "deprecated autowired nullable notnull nonnull notblank notempty here channel everyone all media override import "
    "test property param params return returns throws exception anyone team component injectable input output bean "
    "entity service controller restcontroller repository configuration springbootapplication springboottest mockbean "
    "requestmapping getmapping postmapping putmapping deletemapping pathvariable requestparam requestbody "
    "responsebody transactional scheduled async qualifier value primary profile beforeeach aftereach beforeall "
    "afterall before after beforeclass afterclass parameterizedtest disabled ignore mock spy captor runwith "
    "extendwith data builder getter setter allargsconstructor noargsconstructor requiredargsconstructor slf4j id "
    "table column generatedvalue onetomany manytoone manytomany onetoone joincolumn jsonproperty jsonignore "
    "functionalinterface safevarargs suppresswarnings retention target documented inherited inject singleton "
    "provides module composable preview jvmstatic jvmoverloads dataclass staticmethod classmethod abstractmethod "
    "cached_property lru_cache contextmanager overload final wraps pytest.fixture fixture pytest.mark "
    "pytest.mark.parametrize functools.wraps functools.lru_cache functools.cache app.route app.get app.post "
    "login_required njit jit task shared_task validator field_validator receiver singledispatch unittest.skip "
    "mock.patch patch.object patch atexit.register click.command click.option hypothesis.given given ngmodule "
    "directive pipe hostlistener viewchild contentchild state published objc objcmembers escaping mainactor "
    "available discardableresult binding environment environmentobject observedobject stateobject main viewbuilder "
    "objects ibaction iboutlet nsmanaged uiapplicationmain autoclosure sendable testable font-face keyframes "
    "supports charset namespace page layer container apply include extend mixin use forward tailwind theme utility "
    "variant counter-style viewport else if for each function while debug warn error content mention mentions "
    "test.each see example author since version link inheritdoc code literal serial type typedef template callback "
    "class constructor private protected public readonly static todo fileoverview license ts-ignore ts-expect-error "
    "ts-nocheck jest vitest types angular babel vue react"
)
_ANNOTATED = re.compile(
    r" (?:annotations?|decorators?|directives?|at-rules?|annotationen|dekorator\w*|annotazion\w|anotaci\w+|queries"
    r"|query|property|rule|block|macro|on the (?:class|method|field|function))\b",
    re.IGNORECASE,
)


def handles(text: str) -> Iterator[Found]:
    """Names of accounts: behind an at-sign, or beside a word such as username."""
    if "@" in text:
        yield from _signed(text)
    for found in _REDDIT.finditer(text) if "u/" in text else ():
        yield found.start(), found.end(), "handle"
    if not _LIKELY.search(text):
        return
    for pattern in (_CALLED, _CALLED_BEFORE) if text.isascii() else (_CALLED, _CALLED_BEFORE, _FAR_CALLED):
        for found in pattern.finditer(text):
            name = found["name"].rstrip(".:-")
            if _is_made(name, found.groupdict()):
                yield found.start("name"), found.start("name") + len(name), "handle"


def _signed(text: str) -> Iterator[Found]:
    for found in _HANDLE.finditer(text):
        name = found[1].rstrip(".-")
        end = found.start(1) + len(name)
        if name.lower() not in _NO_HANDLE and not _TIME.fullmatch(name) and not _ANNOTATED.match(text, end):
            yield found.start(), end, "handle"


def _is_made(name: str, beside: Mapping[str, str | None]) -> bool:
    """Whether a word is made as people make names of accounts: the less stands between, the more it must look so."""
    if not beside.get("only", "no") or beside.get("sure"):
        return bool(_MADE.search(name)) and not _WEB.search(name)
    if _FILE.search(name) or _PRODUCT.match(name):
        return False
    return bool((_JOINED if beside.get("ambiguous") else _NUMBERED).search(name))


_LIKELY = re.compile(r"_|\w[#:.][^\W_]|[a-zA-Z]\d|[a-z][A-Z]")
_MADE = re.compile(r"[\d_.#:]|[a-z][A-Z]")
_JOINED = re.compile(r"^_|\w_\w|[^\W\d]{3}\.[^\W\d]")  # behind no more than a space
_NUMBERED = re.compile(rf"{_JOINED.pattern}|^[^\W\d_]{{3,}}\d{{2,4}}$")
_PRODUCT = re.compile(
    r"(?:office|windows|win|iphone|ipad|ios|android|galaxy|pixel|covid|python|version|update|series|build|v|q|h)\d+$",
    re.IGNORECASE,
)
_FILES = r"js|py|ts|md|php|html?|css|json|xml|ya?ml|exe|apk|dmg|png|jpe?g|gif|mp[34]|mov|pdf|zip"
_FILE = re.compile(rf"\.(?:{_FILES}|{DOMAINS})$|^v\d", re.IGNORECASE)
_WEB = re.compile(rf"\.(?:{_FILES}|com|net|org|io)$|^v\d", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:am|pm|uhr|hrs|h|x)", re.IGNORECASE)
