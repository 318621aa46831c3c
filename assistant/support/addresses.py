"""Addresses in a text: of the web, of e-mail, telephones and messengers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from assistant.support.telephones import telephones
from vectorstore.records import Span


class AddressKind(StrEnum):
    """What an address leads to."""

    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"  # a name in a messenger


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
_MESSENGERS = tuple(
    """skype telegram whatsapp wechat weixin signal viber messenger скайп телеграм
    телеграмм вайбер ватсап سكايب تيليجرام تلغرام تليغرام واتساب""".split()
)
_MESSENGERS_OF_CHINA = ("微信", "qq", "line id")
_HANDLE = re.compile(
    rf"(?:(?<![\w@./-])(?:{'|'.join(_MESSENGERS)}|line\sid)(?=[\s:：(])"
    r"|微信号?|(?<!\w)QQ号?)\s?"
    r"(?P<told>(?:id|user(?:\s?name)?|name|handle|ник|号|账号|號|usuario)?\s?[:：(]\s?"
    r"|(?:id|user\s?name|handle|号|账号|號)\s)?"
    r"(?P<name>@?(?:live:)?[A-Z0-9][A-Z0-9_.-]{2,39})",
    re.IGNORECASE,
)
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
    telephone numbers as `telephones` finds them; names behind a messenger's.
    """
    found = [*_emails(text), *_urls(text), *_phones(text), *_handles(text)]
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
    for start, end in telephones(text):
        yield Address(kind=AddressKind.PHONE, text=text[start:end], span=(start, end))


def _handles(text: str) -> Iterator[Address]:
    small = text.lower()
    if not any(name in small for name in (*_MESSENGERS, *_MESSENGERS_OF_CHINA)):
        return
    for match in _HANDLE.finditer(text):
        name = match["name"].rstrip(".-")
        start = match.start("name")
        end = start + len(name)
        if _is_handle(name, told=match["told"] is not None, behind=text[end:]):
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
    if letters and _PARTED.search(name):
        return True
    ends = not behind.strip() or behind[0] in ".,;:)\n、。，；"
    return told and ends and name == name.lower() and len(name) >= _SHORTEST
