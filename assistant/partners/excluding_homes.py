"""Countries whose bodies a need leaves out by an adjective: "no Chinese companies"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from assistant.partners.excluding_words import any_of, pattern, plain
from vectorstore.records import Span
from vectorstore.text.demonyms import country_of

_TOKEN = regex.compile(r"[\p{L}\p{M}]+|[^\s\p{L}\p{M}'’-]")
_IN_FRONT = regex.compile(
    r"(?:[,;:(–—،]|\b(?:but|and|mais|et|pero|y|mas|e|но|а|и)"
    r"|\b(?:that|which|who) (?:is|are)|\bqui ne (?:soi\p{L}+|est|sont)|\bque"
    r"|\bкотор\p{L}+)\s*$"
)
_OF_OTHERS = regex.compile("non|не|و?غير")
"""Negations of an adjective alone, whose noun is wanted."""
_SELF = regex.compile(
    r"(?:\b(?:(?:we|they) are|i am|is|(?:nous )?ne sommes|n’est|мы)|(?<!\p{L})نحن)\s*$"
)
_ARABIC = regex.compile(r"\p{Arabic}")
_ARABIC_PLURAL = regex.compile(r"(?<=\p{Arabic}{3})(?:ين|ون|ات)$")
_CLAUSE = regex.compile(r"[.!?;:,。！？؟؛،，：\n]")
WORDS = 7
"""Words behind a negation that are looked at."""
BEFORE = 3
"""Words before a negation among which the body may stand: "firms that are not …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutHome:
    """Words that leave out the bodies of a country."""

    span: Span  # with the negation, without a body that is wanted: "non-Chinese" ones
    name: Span  # "Chinese companies"
    countries: frozenset[str]  # ISO 3166-1 alpha-2


def homes_left_out(text: str) -> list[LeftOutHome]:
    """Return whose bodies a need leaves out by adjectives, in order."""
    told = plain(text)
    found: dict[Span, LeftOutHome] = {}
    for lead in _leads().finditer(told):
        one = _behind(told, lead)
        if one is not None:
            found[one.span] = one
    return [found[span] for span in sorted(found)]


def _behind(told: str, lead: "regex.Match[str]") -> LeftOutHome | None:
    """Return what a negation leaves out, where it is followed by an adjective."""
    adjectives: list[tuple[Span, str]] = []
    nouns: list[Span] = []
    words: list[str] = []
    is_over = True
    for token in list(_TOKEN.finditer(told, lead.end()))[:WORDS]:
        word = token.group()
        home = _home(words[-1:], word)
        words.append(word)
        if home is not None:
            adjectives.append((token.span(), home))
        elif _noun().fullmatch(word):
            nouns.append(token.span())
        elif not _linking().fullmatch(word):
            is_over = not word[0].isalpha()
            break
    if not adjectives:
        return None
    spans = [span for span, _ in adjectives]
    last = max(end for _, end in spans)
    if nouns and not _is_missing(told, lead):
        spans += nouns
    elif not nouns and _is_named_before(told, lead.start()):
        pass
    elif nouns or not is_over or not _IN_FRONT.search(told[: lead.start()]):
        return None
    name = (min(spans)[0], max(end for _, end in spans))
    is_of_others = _OF_OTHERS.fullmatch(lead.group()) is not None
    return LeftOutHome(
        span=(lead.start(), last if is_of_others else name[1]),
        name=name,
        countries=frozenset(code for code in dict(adjectives).values()),
    )


def _home(before: Sequence[str], word: str) -> str | None:
    """Return the country whose adjective a word is, perhaps with the one before it."""
    if not word[0].isalpha():
        return None
    forms = [word]
    if _ARABIC.match(word):  # with an article: its first letter may be that of "and"
        forms += [f"ال{word}", f"ال{_ARABIC_PLURAL.sub('', word)}"]
    for form in forms:
        told = country_of([*before, form])
        if told is not None:
            return told[0]
    return None


def _is_missing(told: str, lead: "regex.Match[str]") -> bool:
    """Tell whether a sentence says that there are no such bodies."""
    if pattern("unneeded").fullmatch(lead.group()):
        return False
    begin = max((m.end() for m in _CLAUSE.finditer(told, 0, lead.start())), default=0)
    lacks = pattern("lacks").finditer(told, begin)
    is_self = _SELF.search(told[begin : lead.start()]) is not None
    return is_self or any(one.start() <= lead.end() for one in lacks)


def _is_named_before(told: str, at: int) -> bool:
    """Tell whether a word of a body stands shortly before a place."""
    before: Sequence[str] = [t.group() for t in _TOKEN.finditer(told[:at])]
    return any(_noun().fullmatch(word) for word in _clause(before[-BEFORE:]))


def _clause(words: Sequence[str]) -> Iterator[str]:
    """Yield the words behind the last mark."""
    last = max((n for n, w in enumerate(words) if not w[0].isalpha()), default=-1)
    yield from words[last + 1 :]


@cache
def _leads() -> "regex.Pattern[str]":
    return regex.compile(
        rf"(?:{any_of('unneeded')}|(?<!\p{{L}}){any_of('bodies.not_theirs')})(?!\p{{L}})"
        r"|(?<!\p{L})не(?=\p{Cyrillic}{4})"
    )


@cache
def _noun() -> "regex.Pattern[str]":
    return pattern("bodies.words")


@cache
def _linking() -> "regex.Pattern[str]":
    return pattern("bodies.linking")
