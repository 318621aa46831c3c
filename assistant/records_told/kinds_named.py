"""The kinds of records that a text names, and whether they head what it asks for."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

import regex

from assistant.understanding.intents import intent_table
from vectorstore.text.languages import WRITTEN_TOGETHER
from vectorstore.text.stop_words import stop_words

_WORDS_BETWEEN = 3
"""Words between "how many" and what is counted: "health", "small solar"."""
_SIGNS_BETWEEN = 10
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’-]+")
_LEADING: Mapping[str, str] = {
    "en": "of the your these different",
    "fr": "de des d les ces",
    "es": "de los las estos",
    "pt": "de dos das os as",
    "ru": "из",
    "ar": "من",
}
"""Small words that may stand before what is counted: "how many of the projects"."""
_MANY: Mapping[str, "regex.Pattern[str]"] = {
    "en": regex.compile(r"s$"),
    "fr": regex.compile(r"s$"),
    "es": regex.compile(r"s$"),
    "pt": regex.compile(r"s$"),
    "ru": regex.compile(r"(?:ов|ев|ий|ей|тв|ик)$"),
    "ar": regex.compile(
        r"مشاريع|أنشطة|وثائق|مصادر|نصوص|حلول|منظمات|مؤسسات|وكالات|أحداث|فعاليات|ممارسات|احتياجات|عروض"
    ),
}
"""How a word for several looks behind "how many", in its own language."""
_MANY_NAMED: Mapping[str, "regex.Pattern[str]"] = {
    **_MANY,
    "ru": regex.compile(r"(?:ов|ев|ий|ей|тв|ик|ы|и|ия)$"),
}
"""How it looks where no number is asked for."""
_OTHER_MATTER = regex.compile(r"了|人|口|名|位|该|这|此|国家|被")


def is_many(text: str, span: tuple[int, int], language: str) -> bool:
    """Tell whether the word at a place of a folded text stands for many."""
    return _MANY_NAMED[language].search(_whole_word(text, span)) is not None


def head(text: str, start: int, language: str) -> str | None:
    """Return the kind that follows a place, with nothing but adjectives between."""
    matches = [
        (found.start(), -len(found.group()), kind, found.span())
        for kind, pattern in kind_patterns(language)
        for found in pattern.finditer(text, start)
    ]
    for at, _, kind, span in sorted(matches):
        between = text[start:at]
        if language == "zh":
            near = len(between) <= _SIGNS_BETWEEN
            if near and not _OTHER_MATTER.search(between):
                return kind
            return None
        if not _only_adjectives(between, language):
            return None
        if _MANY[language].search(_whole_word(text, span)):
            return kind
    return None


def _only_adjectives(between: str, language: str) -> bool:
    words = _WORD.findall(between)
    leading = _LEADING[language].split()
    while words and words[0] in leading:
        words.pop(0)
    if language == "ar" and words and between.endswith("ال"):
        words.pop()  # the article of the word itself
    small = stop_words(language)
    return len(words) <= _WORDS_BETWEEN and not any(
        word in small or word in leading for word in words
    )


def _whole_word(text: str, span: tuple[int, int]) -> str:
    start, end = span
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end]


def first_kind(text: str, language: str) -> str | None:
    """Return the first kind whose words a text holds."""
    return next(
        (kind for kind, pattern in kind_patterns(language) if pattern.search(text)),
        None,
    )


def kind_at_end(text: str, language: str) -> str | None:
    """Return the kind that a text ends with, if it is a kind of many."""
    plain = text.rstrip(" 的")
    for kind, pattern in kind_patterns(language):
        for found in pattern.finditer(plain):
            before = plain[: found.start()]
            if found.end() == len(plain) and not before.endswith(("该", "这", "此")):
                return kind
    return None


@cache
def kind_patterns(language: str) -> "tuple[tuple[str, regex.Pattern[str]], ...]":
    """Return what finds the words for each kind, the longest name first."""
    table = cast("dict[str, dict[str, list[str]]]", intent_table()["record"])
    made: list[tuple[str, regex.Pattern[str]]] = []
    for kind, languages in table.items():
        tags = [language] if language in languages else list(languages)
        made.append((kind, words_of({tag: languages[tag] for tag in tags})))
    return tuple(sorted(made, key=lambda pair: -pair[0].count(" ")))


def words_of(known: Mapping[str, Iterable[str]]) -> "regex.Pattern[str]":
    """Return what finds beginnings of words, given by language."""
    parts = [
        ("" if tag in WRITTEN_TOGETHER else r"(?<!\p{L})")
        + regex.escape(word.strip().casefold())
        + ("" if tag in WRITTEN_TOGETHER else r"\p{L}*")
        for tag, words in known.items()
        for word in words
    ]
    return regex.compile("|".join(sorted(parts, key=len, reverse=True)))
