"""Names of months in the seven languages, from CLDR's tables."""

from collections.abc import Mapping, Set
from functools import cache, lru_cache
from typing import cast

import regex

from assistant.support.remembered import folded
from vectorstore.records import Span
from vectorstore.text.normalization import fold_word

_KEPT = 4096
_LANGUAGES = frozenset({"en", "fr", "es", "pt", "ar", "ru"})
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_HAN_MONTH = regex.compile(r"(?<!\d)(\d{1,2}|十[一二]?|[一二三四五六七八九])月")
_HAN = {c: at for at, c in enumerate("一二三四五六七八九十", start=1)}
_ALSO = {
    "ar": {
        "كانون الثاني": 1, "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6,
        "تموز": 7, "أيلول": 9, "تشرين الأول": 10, "تشرين الثاني": 11,
        "كانون الأول": 12, "جانفي": 1, "فيفري": 2, "أفريل": 4, "جوان": 6, "جويلية": 7,
        "أوت": 8,
    },
}  # fmt: skip
"""Names of the Levant and the Maghreb; without آب, which is "father" too."""
_OTHER_WORDS = {"en": frozenset({"may", "march"}), "ar": frozenset({"مارس"})}
"""Words that mean something else too, as they are written then."""


@lru_cache(maxsize=_KEPT)
def months_named(text: str, language: str) -> tuple[tuple[int, Span], ...]:
    """Return the months that a text names, from 1, with the place of each, in order."""
    if language == "zh":
        return tuple((_han(m.group(1)), m.span()) for m in _HAN_MONTH.finditer(text))
    names, firsts = _names(language if language in _LANGUAGES else "en")
    words = list(_WORD.finditer(text))
    found: list[tuple[int, Span]] = []
    for at, word in enumerate(words):
        one = folded(word.group())
        if one not in firsts:
            continue
        if word.group() in _OTHER_WORDS.get(language, ()) and not _dated(text, word):
            continue
        behind = words[at + 1 : at + 2]
        pair = f"{one} {folded(behind[0].group())}" if behind else ""
        if pair in names:
            found.append((names[pair], (word.start(), behind[0].end())))
        elif one in names:
            found.append((names[one], word.span()))
    return tuple(found)


def _dated(text: str, word: "regex.Match[str]") -> bool:
    """Whether a number stands beside a word."""
    before = text[: word.start()][-2:].rstrip()
    behind = text[word.end() :][:2].lstrip()
    return before[-1:].isdigit() or behind[:1].isdigit()


def _han(written: str) -> int:
    if written.isdigit():
        return int(written)
    return sum(_HAN[one] for one in written)


@cache
def _names(language: str) -> tuple[Mapping[str, int], Set[str]]:
    """Return months by their names, folded, and the first words of these."""
    from babel import Locale

    tables = Locale(language).months
    found = dict(_ALSO.get(language, {}))
    for form in ("format", "stand-alone"):
        wide = cast("Mapping[int, str]", tables[form]["wide"])
        found |= {name: month for month, name in wide.items()}
    names = {fold_word(name.lower()): month for name, month in found.items()}
    if language == "ar":  # the conjunction and the preposition are written together
        names |= {f"{p}{n}": m for n, m in list(names.items()) for p in "وبل"}
    if language == "ru":  # "в июне"; CLDR has the nominative and the genitive
        names |= {f"{n[:-1]}е": m for n, m in list(names.items()) if n[-1] in "ьяй"}
        names |= {f"{n}е": m for n, m in list(names.items()) if n[-1] == "т"}
    return names, {name.partition(" ")[0] for name in names}
