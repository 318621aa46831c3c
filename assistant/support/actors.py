"""Whom a sentence names, and what each takes part as: who does, gets or has something.

A name tells its part by the words before it, in Russian by its case as well. Names of
countries and bodies are one in all languages, others are what is written.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

import regex

from assistant.support.bodies import bodies_named
from assistant.support.months import months_named
from assistant.support.remembered import countries_in, folded
from vectorstore.records import Span

_LONG_NAME = 4
"""Letters from which a single word with a capital is a name."""

TO, FROM, BY, OTHER = "to", "from", "by", "other"
_PREPOSITIONS: Mapping[str, Mapping[str, str]] = {
    "en": {
        BY: "by",
        TO: "to|into|for",
        FROM: "from",
        OTHER: "in|of|with|at|on|between|through|against|than|via|under|near|across"
        "|like|including|within|throughout|over|among|alongside|after|before|and in|as",
    },
    "fr": {
        BY: "par",
        TO: "à|au|aux|vers",
        FROM: "en provenance d[ue]|depuis|de|du|des|d['’]",
        OTHER: "en|dans|avec|chez|entre|pour|sur|contre|sous|comme|hors",
    },
    "es": {
        BY: "por",
        TO: "al?|hacia|para",
        FROM: "desde|procedente[s]? de|del?",
        OTHER: "en|con|entre|sobre|contra|como|según",
    },
    "pt": {
        BY: "por|pelo|pela|pelos|pelas",
        TO: r"(?<![,;.:] |^|\be |\bE )a|ao|à|aos|às|para|para o|para a",
        FROM: "desde|de|do|da|dos|das",
        OTHER: "em|no|na|nos|nas|com|entre|sobre|contra|como",
    },
    "ru": {
        BY: r"(?!)",
        TO: "в|во|на|к",
        FROM: "из|от|у",
        OTHER: "с|со|для|о|об|при|между|по|через|против|под|за",
    },
    "ar": {
        BY: "من قبل|على يد|بواسطة|من جانب",
        TO: "إلى|الى|ل|لل",
        FROM: "من",
        OTHER: "في|مع|على|بين|عن|ب|لدى|عبر|داخل|ضد",
    },
    "zh": {
        BY: "由|被",
        TO: "向|给|对|到|往|赴|至",
        FROM: "从|自|来自",
        OTHER: "在|同|于|跟|以及在|位于",
    },
}
_ARTICLE = {
    "en": "the |its |neighbou?ring ",
    "fr": "les? |la |l['’]",
    "es": "el |la |los |las ",
    "pt": "o |a |os |as ",
}
JOINED = regex.compile(
    r"[\s,،、]*(?:and|et|y|e|ou|o|и|و|和|与|及|以及|&)?\s*"
    r"(?:the |le |la |l['’]|el |o |a )?",
    regex.I,
)
_NAME = regex.compile(
    r"\p{Lu}[\p{L}\p{M}'’-]*(?: (?:de|du|des|do|da|dos|das|del|of|for|the|and) "
    r"(?=\p{Lu})| )?(?:\p{Lu}[\p{L}\p{M}-]*(?: (?:de|du|des|do|da|dos|das|del|of|for) "
    r"(?=\p{Lu})| (?=\p{Lu}))?)*"
)
_IN_PLACE = regex.compile(r"(?:ии|е)$")
"""How Russian names end where something is in a place, and not sent there."""
_CASES = frozenset({"ru"})
_ARABIC_TO = regex.compile(
    r"[وف]?(?:لل|ل(?!\p{L}?بنان|اوس|يبيا|يبيريا|يسوتو|اتفيا|يتوانيا|كسمبرغ))"
)
_ARABIC_IN = regex.compile(r"ب(?:ال|(?=[^\s]*$)(?!و|ن|ر|ي|ا|ل|ه))")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody named in a text."""

    key: str
    span: Span
    written: str
    part: str  # what stands before it makes of it; empty: it may do something


def actors_of(text: str, language: str) -> list[Actor]:
    """Return whom a text names, in order; nobody in an unknown language."""
    if language not in _PREPOSITIONS:
        return []
    found: list[tuple[str, Span]] = [(b.key, b.span) for b in bodies_named(text)]
    names = countries_in(text)
    dated = {span for _, span in months_named(text, language)}
    for match in _NAME.finditer(text) if language != "zh" else ():
        start, end = match.start(), match.start() + len(match.group().rstrip())
        inside = [span for _, span in names if start <= span[0] and span[1] <= end]
        written = text[start:end]
        if inside and inside[0] == (start, end):
            continue
        first = written.split(" ")[0]
        if first.lower() in _small(language):
            start += len(first) + 1
            written = text[start:end]
        if " " not in written and (
            start == 0 or len(written) < _LONG_NAME or (start, end) in dated or inside
        ):
            continue  # any word may begin a sentence
        if not any(s < end and start < e for _, (s, e) in found):
            found.append((f"#{folded(written)}", (start, end)))
    taken = [span for _, span in found]
    found += [
        (code, (s, e))
        for code, (s, e) in names
        if not any(a < e and s < b for a, b in taken)
    ]
    found.sort(key=lambda one: one[1])
    actors: list[Actor] = []
    for key, (start, end) in found:
        part = _part_of(text, start, end, language, key)
        if actors and not part and actors[-1].part:
            between = text[actors[-1].span[1] : start]
            if between.strip() and JOINED.fullmatch(between) and "," not in between:
                part = actors[-1].part  # "to Kenya and Mali"
        actors.append(Actor(key, (start, end), text[start:end], part))
    return actors


def _part_of(text: str, start: int, end: int, language: str, key: str) -> str:
    """Return what a name takes part as, by the words before it, or by its case."""
    if text[end : end + 2] in {"'s", "’s"}:
        return OTHER
    before = text[max(start - 24, 0) : start]
    if language == "ar":
        return _arabic_part(before, text[start:end])
    for part, pattern in _before(language).items():
        if pattern.search(before):
            is_place = (
                language in _CASES and part == TO and _IN_PLACE.search(text[start:end])
            )
            return OTHER if is_place else part
    if language in _CASES and len(key) == 2:
        return _case_of(text[start:end], key)
    if language == "zh" and text[end : end + 1] == "的":
        return OTHER
    return ""


def _arabic_part(before: str, name: str) -> str:
    for part, pattern in _before("ar").items():
        if pattern.search(before):
            return part
    if _ARABIC_TO.match(name):
        return TO
    return OTHER if _ARABIC_IN.match(name) else ""


def _case_of(written: str, code: str) -> str:
    """Return what a country in another case than the first takes part as."""
    return "" if folded(written) in _nominatives().get(code, ()) else OTHER


@cache
def _nominatives() -> Mapping[str, frozenset[str]]:
    from vectorstore.text import country_names

    found: dict[str, set[str]] = {}
    for name, code in country_names.names().items():
        found.setdefault(code, set()).add(folded(name))
    return {code: frozenset(names) for code, names in found.items()}


@cache
def _before(language: str) -> "Mapping[str, regex.Pattern[str]]":
    first = "" if language == "zh" else r"(?<![\p{L}\p{M}])(?:و)?"
    article = _ARTICLE.get(language, "")
    gap = "" if language == "zh" else r"(?:\s|(?<=['’]))"
    behind = rf"(?:{article})?" if article else ""
    return {
        part: regex.compile(rf"{first}(?:{words_}){gap}{behind}$", regex.I)
        for part, words_ in _PREPOSITIONS[language].items()
    }


@cache
def _small(language: str) -> Set[str]:
    from vectorstore.text.stop_words import stop_words

    return stop_words(language)
