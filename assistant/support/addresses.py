"""Addresses in a text: of the web, of e-mail and of telephones, and whose they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from vectorstore.records import Span


class AddressKind(StrEnum):
    """What an address leads to."""

    URL = "url"
    EMAIL = "email"
    PHONE = "phone"


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
_AT = re.compile(r"@|\b(?:at|arroba|chez)\b|\(a\)", re.IGNORECASE)
_EMAIL = re.compile(
    r"[\w.%+'-]{1,64}\s?(?:@|[\[({]\s?(?:at|arroba|a|chez)\s?[\])}]|\s(?:at|AT)\s)\s?"
    r"[\w-]{1,63}(?:(?:\.|\s?[\[({]\s?(?:dot|punto|ponto|point)\s?[\])}]\s?|\sdot\s)"
    r"[\w-]{1,63}){1,6}",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:tel|tels|telephone|telefono|telefone|phone|phones|mobile|movil|celular|cell"
    r"|telemovel|portable|whatsapp|fax|call|viber|signal|hotline|appelez|llame|ligue)\b"
    r"|\bt[eé]l(?:[eé]phone)?\b|\btel[eé]fon[oe]s?\b|\bm[oó]vil\b|\btelem[oó]vel\b"
    r"|тел(?:ефон\w*)?\b|факс|звоните|هاتف|جوال|فاكس|اتصل|电话|手机|传真|致电",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?:[+＋(]\s?)?\d(?:[\s().\-–/]{0,3}\d){6,17}")
_ABROAD = re.compile(r"(?<!\d)00(?=[1-9])")
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
    telephone numbers with a country's code, or behind a word for telephone.
    """
    found = [*_emails(text), *_urls(text), *_phones(text)]
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
    if not _AT.search(text):
        return
    for match in _EMAIL.finditer(text):
        plain = _plain_email(match.group())
        if "@" in match.group() or _is_host(plain.partition("@")[2]):
            yield Address(kind=AddressKind.EMAIL, text=plain, span=match.span())


def _plain_email(found: str) -> str:
    plain = re.sub(
        r"\s?[\[({]\s?(?:at|arroba|a|chez)\s?[\])}]\s?|\s(?:at|AT)\s", "@", found
    )
    plain = re.sub(
        r"\s?[\[({]\s?(?:dot|punto|ponto|point)\s?[\])}]\s?|\sdot\s", ".", plain
    )
    return plain.replace(" ", "").strip(".'-")


def _is_host(host: str) -> bool:
    """Whether what follows the word "at" is a host: not "at 3.5", "at St.Louis"."""
    ending = host.rpartition(".")[2]
    return ending.islower() and ending.isalpha() and len(ending) >= 2


def _phones(text: str) -> Iterator[Address]:
    if not _DIGITS.search(text):
        return
    called = _CALLED.search(text) is not None
    if called:
        for match in _DIGITS.finditer(text):
            yield Address(kind=AddressKind.PHONE, text=match.group(), span=match.span())
    elif "+" in text or "＋" in text or _ABROAD.search(text):
        import phonenumbers

        # The prefix of a call abroad, with the sign of the same length for it.
        plain = _ABROAD.sub(" +", text)
        for number in phonenumbers.PhoneNumberMatcher(plain, None):
            start = number.start - text.startswith("00", number.start - 1)
            told = text[start : number.end]
            yield Address(kind=AddressKind.PHONE, text=told, span=(start, number.end))
