"""Small pure functions on text that several readers share."""

import html
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import regex

from ingestion.items import Block

TITLE_CHARACTERS = 90
"""A title that is cut from a text is no longer than this."""

_TAG = regex.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z][a-z0-9]*\b[^<>]*>",
    regex.I | regex.S,
)
_BREAKING = regex.compile(
    r"<\s*(?:br|/p|/li|/h[1-6]|/div|/tr|/ul|/ol|/blockquote)\b[^<>]*>", regex.I
)
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", regex.I)
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}"
                          r"\p{Myanmar}\u3000-\u303f\uff00-\uffef]")  # fmt: skip
_LETTER = regex.compile(r"\p{L}")
_ADDRESS = regex.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")
_EXACT_BELOW = 2**53
"""Smaller whole numbers are exact as binary fractions."""
_NUMBERS_ONLY = regex.compile(r"[\p{N}\p{P}\p{S}\p{Z}\s]*")


def one_line(text: str) -> str:
    """Return the text with every run of white space as one space, ends trimmed."""
    return " ".join(text.split())


def number(value: float) -> str:
    """Return a number without the digits that binary fractions add."""
    return (
        str(int(value))
        if value.is_integer() and abs(value) < _EXACT_BELOW
        else f"{value:.12g}"
    )


def has_letters(text: str) -> bool:
    """Tell whether a text has a letter of any script, not only numbers and signs."""
    return _LETTER.search(text) is not None


def is_only_numbers(text: str) -> bool:
    """Tell whether a text is empty or holds only numbers and signs."""
    return _NUMBERS_ONLY.fullmatch(text) is not None


def join_lines(lines: Iterable[str]) -> str:
    """Return hard-wrapped lines as one, with no space where the script has none."""
    joined = ""
    for line in lines:
        part = one_line(line)
        if not part:
            continue
        if joined and not (_UNSPACED.match(joined[-1]) and _UNSPACED.match(part[0])):
            joined += " "
        joined += part
    return joined


def strip_markup(text: str) -> str:
    """Return a text without HTML tags and entities; paragraphs stay on own lines.

    A text without markup comes back as it is, line breaks included.
    """
    if "<" not in text and "&" not in text:
        return text
    if _TAG.search(text):
        # Line breaks in a source of HTML mean nothing; its block tags do.
        text = _BREAKING.sub("\n", text.replace("\r", " ").replace("\n", " "))
        text = _TAG.sub("", text)
    if _ENTITY.search(text):
        text = html.unescape(text)
    return text


def tidy_lines(text: str) -> str:
    """Return a text with each line's white space collapsed and empty lines dropped."""
    lines = (one_line(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def label_of(name: str) -> str:
    """Return a field's name as words: "licenseURL" is "license URL"."""
    words = _CAMEL.sub(" ", name.replace("_", " ").replace("\n", " "))
    return one_line(words)


@lru_cache(maxsize=8192)
def normalized(name: str) -> str:
    """Return a name for comparing: lower case, no accents, words parted by spaces."""
    plain = "".join(
        mark
        for mark in unicodedata.normalize("NFKD", _CAMEL.sub(" ", name)).casefold()
        if not unicodedata.combining(mark)
    )
    return one_line(regex.sub(r"[\p{P}\p{S}_]+", " ", plain))


def first_words(text: str, *, limit: int = TITLE_CHARACTERS) -> str:
    """Return the beginning of a text, cut between words, with "…" where it was cut."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    if " " in cut[limit // 2 :] and not line[limit - 1].isspace():
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.-–—،；，、") + "…"


def shorten_title(text: str) -> str:
    """Return a stated title as one line of at most 300 characters."""
    return first_words(strip_markup(text), limit=300)


def paragraphs(text: str, *, headings: tuple[str, ...] = ()) -> list[Block]:
    """Return a block for each paragraph of a field's text, markup removed.

    Paragraphs are parted by empty lines, or by line breaks when no line is wrapped.
    """
    found: list[Block] = []
    for part in regex.split(r"\n\s*\n", strip_markup(text).replace("\r\n", "\n")):
        tidy = tidy_lines(part)
        if tidy:
            found.append(Block(text=tidy, headings=headings))
    return found


def is_http(text: str) -> bool:
    """Tell whether a text is one http or https address and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None
