"""Addresses in a text: of the web, e-mail, telephones, messengers, homes, papers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from assistant.support.papers import homes, papers
from assistant.support.telephones import telephones
from vectorstore.records import Span


class AddressKind(StrEnum):
    """What an address leads to."""

    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"  # a name in a messenger
    HOME = "home"  # where a person lives
    PAPERS = "papers"  # the number of a passport or a card of identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address and where it stands."""

    kind: AddressKind
    text: str
    span: Span


_ENDINGS = "com|org|net|int|info|biz|io|gov|edu|app|dev|xyz|top|site|online|link|click"
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|javascript:|data:[a-z]+/)[^\s<>\"'”»“«]+"
    r"|(?<![\w@./-])(?:[\w-]{1,63}\.){1,8}"
    rf"(?:[a-z]{{2,24}}/[^\s<>\"'”»“«]*|(?:{_ENDINGS})(?![\w@.]*\w))",
    re.IGNORECASE,
)
_MAY_BE_URL = re.compile(r"://|www\.|mailto:|script:|data:|\w\.\w", re.IGNORECASE)
_TRAILING = ".,:;!?…)]}）】。，、؛،"
_DOT_WORDS = "dot|punto|ponto|point|точка|点|點|نقطة"
_AT_WORDS = r"at|arroba|arobase|a\s?commercial|собак[аи]|собачка|艾特|圈a|آت|أت"
_LOCAL = re.compile(r"[\w.%+'-]{1,64}\Z")
_DOT = rf"(?:\.|\s?[\[({{]\s?(?:{_DOT_WORDS}|\.)\s?[\])}}]\s?|\s(?:{_DOT_WORDS})\s)"
_HOST = rf"(?P<host>[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,6}})"
_EMAIL = re.compile(
    rf"(?:[@＠]|\s?[\[({{]?\s?[@＠]\s?[\])}}]?\s?(?![\w.%+'-]+[@＠])){_HOST}",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"(?:\s?[\[({{]\s?(?:{_AT_WORDS}|a|à|chez|эт)\s?[\])}}]\s?"
    rf"|\s(?:{_AT_WORDS}|à)\s)(?!www\.|[\w.%+'-]+[@＠/]){_HOST}",
    re.IGNORECASE,
)
"""The sign as a word, and a host: before an address with a sign it is only a word."""
_DOTS = re.compile(_DOT, re.IGNORECASE)
_MESSENGERS = (
    r"skype|telegram|whats\s?app|wechat|weixin|signal|viber|messenger"
    r"|ск[аэ]йп\w{0,2}|т[еэ]леграмм?\w{0,2}|вайбер\w{0,2}|в[ао][тц]?с[аэ]пп?\w{0,2}"
    r"|ватсапп?\w{0,2}|вичат\w{0,2}"
    r"|[بلفو]?(?:ال)?(?:سكايب|تيليجرام|تليجرام|تلجرام|تلغرام|تليغرام|تيليغرام"
    r"|واتس\s?[اآ]?ب|وي\s?شات|ويتشات|فايبر)"
)
_CALLED = (
    r"id|user(?:\s?name)?|name|handle|account|ник\w*|логин|аккаунт|号|账号|賬號|号码|號"
    r"|用户名|usuario|usuário|utilizador|cuenta|conta|compte|identifiant|pseudo|معرف"
    r"|حساب(?:ه|ها)?|اسم المستخدم"
)
_NAME = "nome|nombre|nom"
_LINKED = (
    "is|as|under|at|est|es|é|como|sous|com|bajo|sob|под|как|это|هو|باسم"
    "|من خلال|是|为|為"
)
_HANDLE = re.compile(
    rf"(?:(?<![\w@./-])(?:{_MESSENGERS}|line\sid)(?=[\s:：(=—–-])"
    r"|微信(?P<own>号|號)?|(?<!\w)QQ(?P<qq>号|號)?|(?<!\w)(?:飞书|钉钉)号?)\s?"
    rf"(?:(?:de|da|do|of|du|dela|dele)(?:\s[^\W\d_]+){{0,2}}\s?"
    rf"(?=[:：]|(?:{_LINKED})\s))?"
    rf"(?P<told>(?:{_CALLED})?\s?[:：(=]\s?|(?:{_CALLED})\s(?:{_LINKED})?\s?"
    rf"|(?:{_LINKED})\s?(?:(?:(?:the|o|el|le)\s)?(?:{_CALLED}|{_NAME})\s)?|[—–-]\s?)?"
    r"(?P<name>@?(?:live:)?[A-Z0-9][A-Z0-9_.-]{2,39})",
    re.IGNORECASE,
)
_MESSENGERS_PARTS = (
    *"skype telegram whats wechat weixin signal viber messenger qq".split(),
    *"скайп скэйп леграм вайбер тсап цап вичат".split(),
    *"سكايب جرام غرام واتس شات فايبر".split(),
    *("微信", "line id", "飞书", "钉钉"),
)
"""Parts of their names, one of which stands before any name in them."""
_MIXED = re.compile(r"(?=.{5})[a-z]{3}[a-z_]*\d+[a-z\d_]*\Z", re.IGNORECASE)
"""Letters and then digits, as no word of a sentence has them: "aminad88"."""
_SHORTEST = 5
"""Letters of a name that is written like a word."""
_PARTED = re.compile(r"[A-Za-z0-9][._][A-Za-z0-9]")
_SECOND_LEVEL = frozenset(
    "ac co com edu gob gov gouv govt gub go mil ne net nom or org sch".split()
)
_SHARED = frozenset(
    """github.io gitlab.io blogspot.com wordpress.com wixsite.com weebly.com netlify.app
    vercel.app pages.dev web.app herokuapp.com azurewebsites.net cloudfront.net
    amazonaws.com sharepoint.com googleusercontent.com""".split()
)
"""Hosts below which everybody has a site of their own."""


def addresses(text: str) -> list[Address]:
    """Return the addresses of a text, in order and without overlaps.

    Addresses of the web with or without a scheme; e-mail also as "name [at] host";
    telephone numbers as `telephones` finds them; names behind a messenger's; homes and
    papers of persons as `papers` finds them.
    """
    found = [
        *_emails(text),
        *_urls(text),
        *_phones(text),
        *_handles(text),
        *_of(AddressKind.HOME, text, homes(text)),
        *_of(AddressKind.PAPERS, text, papers(text)),
    ]
    chosen: list[Address] = []
    for address in sorted(found, key=lambda one: (one.span[0], -one.span[1])):
        if not chosen or address.span[0] >= chosen[-1].span[1]:
            chosen.append(address)
    return chosen


def same_site(url: str, address: str | None) -> bool:
    """Tell whether an address of the web is on the site of another one.

    Sites are told by the host that is registered: "data.un.org" is on "un.org". What is
    not http or https is on no site.
    """
    site = _site(url)
    return site is not None and address is not None and site == _site(address)


def _site(url: str) -> str | None:
    """Return the registered host of an address, in lower case; None where it has none.

    Browsers read a backslash as a slash, and so does this: what stands before "@" is no
    host.
    """
    plain = url.strip().replace("\\", "/")
    if "://" not in plain:
        plain = f"https://{plain}"
    try:
        parts = urlsplit(plain)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return None
    labels = host.split(".")
    if labels[-1].isdigit() or len(labels) == 1:
        return host
    below = ".".join(labels[-2:])
    by_country = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:]) if by_country or below in _SHARED else below


def _urls(text: str) -> Iterator[Address]:
    if not _MAY_BE_URL.search(text):
        return
    for match in _URL.finditer(text):
        told = match.group().rstrip(_TRAILING)
        if "(" in told and match.group()[len(told) :].startswith(")"):
            told += ")"
        start = match.start()
        yield Address(kind=AddressKind.URL, text=told, span=(start, start + len(told)))


def _emails(text: str) -> Iterator[Address]:
    """Yield addresses with their sign, then those that spell it and overlap none."""
    signed = []
    if "@" in text or "＠" in text:
        signed = [one for match in _EMAIL.finditer(text) if (one := _email(match))]
    yield from signed
    for match in _SPELLED.finditer(text):
        one = _email(match)
        if one and _is_host(one.text.partition("@")[2]):
            start, end = one.span
            if not any(a < end and start < b for a, b in (s.span for s in signed)):
                yield one


def _email(found: "re.Match[str]") -> Address | None:
    """Return an address as one writes to it, from its sign and host."""
    text, end = found.string, found.end()
    local = _LOCAL.search(text, max(0, found.start() - 64), found.start())
    if local is None:
        return None
    plain = f"{local.group()}@{_DOTS.sub('.', found['host'])}".strip(".'-")
    return Address(kind=AddressKind.EMAIL, text=plain, span=(local.start(), end))


def _is_host(host: str) -> bool:
    """Whether what follows the word "at" is a host: not "at 3.5", "at St.Louis"."""
    ending = host.rpartition(".")[2]
    return ending == ending.lower() and ending.isalpha() and len(ending) >= 2


def _phones(text: str) -> Iterator[Address]:
    return _of(AddressKind.PHONE, text, telephones(text))


def _of(kind: AddressKind, text: str, spans: Iterable[Span]) -> Iterator[Address]:
    for start, end in spans:
        yield Address(kind=kind, text=text[start:end], span=(start, end))


def _handles(text: str) -> Iterator[Address]:
    small = text.lower()
    if not any(part in small for part in _MESSENGERS_PARTS):
        return
    for match in _HANDLE.finditer(text):
        name = match["name"].rstrip(".-")
        start = match.start("name")
        end = start + len(name)
        told = any(match[part] is not None for part in ("told", "own", "qq"))
        if _is_handle(name, told=told, behind=text[end:]):
            yield Address(kind=AddressKind.HANDLE, text=name, span=(start, end))


def _is_handle(name: str, *, told: bool, behind: str) -> bool:
    """Whether what follows a messenger's name is a name in it, and no other word.

    Args:
        name: as it stands there.
        told: whether a colon or such a word as "ID" announces it.
        behind: what follows it.
    """
    if name.startswith("@"):
        return True
    letters = any(map(str.isalpha, name))
    if told and not name.isalpha():
        return True
    if letters and (_PARTED.search(name) or _MIXED.match(name)):
        return True
    ends = not behind.strip() or behind[0] in ".,;:)\n、。，；"
    return told and ends and name == name.lower() and len(name) >= _SHORTEST
