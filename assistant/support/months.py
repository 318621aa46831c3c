"""Names of months in the seven languages, from CLDR's tables."""

from collections.abc import Mapping
from functools import cache
from typing import cast

import regex

from vectorstore.records import Span
from vectorstore.text.normalization import fold_word

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


def months_named(text: str, language: str) -> list[tuple[int, Span]]:
    """Return the months that a text names, from 1, with the place of each, in order."""
    if language == "zh":
        return [(_han(m.group(1)), m.span()) for m in _HAN_MONTH.finditer(text)]
    names = _names(language if language in _LANGUAGES else "en")
    words = list(_WORD.finditer(text))
    found: list[tuple[int, Span]] = []
    for at, word in enumerate(words):
        if word.group() in _OTHER_WORDS.get(language, ()) and not _dated(text, word):
            continue
        pair = " ".join(fold_word(w.group().lower()) for w in words[at : at + 2])
        one = pair.partition(" ")[0]
        if pair in names and " " in pair:
            found.append((names[pair], (word.start(), words[at + 1].end())))
        elif one in names:
            found.append((names[one], word.span()))
    return found


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
def _names(language: str) -> Mapping[str, int]:
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
    return names
