"""Kinds of cooperation that a need refuses: "technical assistance, not funding".

What is missing is not refused: "villages that have no funding", "without funding".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

import regex

from assistant.partners.excluding_words import any_of, pattern, plain
from assistant.partners.kinds import KINDS, kind_patterns
from assistant.partners.proposals import CooperationKind
from vectorstore.records import Span

_OTHER = "other"
_JOIN = (
    r"(?:\s*(?:[,،、/]\s*)?(?:(?:and|or|nor|et|ou|ni|y|o|u|e|nem|и|или|ни)\b\s*"
    r"|(?:أو|ولا|و)\s*|[和或与及、]|/\s*))"
)
_COMMA = r"\s*[,،、，]\s*"
_ADJECTIVE_OR_ARTICLE = (
    r"(?:the|an?|any|more|external|foreign|its|de|d|des|du|les?|la|l|une?|el|los|las|"
    r"una?|os?|as?|umas?|mais|más|наши|внешн\p{L}+|إلى|عن|من|على)"
)
_ARABIC_PREFIX = "(?:[وبلك]?(?:ال|لل)?)?"
_WORD = r"[\p{L}\p{M}\p{N}-]+"
_SENTENCE = ".!?;。！？；؟؛\n"
_CLAUSE = _SENTENCE + ",:，：،("
_NAME_OF_ANOTHER = regex.compile(r"(?:\b(?:of|de|del|do|da)|\bd’)\s*$")
_NEEDED = regex.compile(
    r"(?:besoin|precis|necessi|necesi|busca|procur)\p{L}* d(?:e |’)$"
)
_BEHIND = 12
"""Letters behind a refused kind that may say that it was "only" that one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedKind:
    """Words of a need that name what it does not want."""

    span: Span
    kind: CooperationKind | None  # None: work by contract, which is of no kind


def refused_kinds(text: str) -> list[RefusedKind]:
    """Return the words of kinds that a need refuses, in order."""
    told = plain(text)
    found: dict[Span, RefusedKind] = {}
    for start, end in sorted(_scopes(told)):
        for one in _kinds().finditer(told, start, end):
            if pattern("states").fullmatch(one.group()):
                continue
            name = cast("str", one.lastgroup)
            kind = None if name == _OTHER else _known(name)
            span = _whole_words(told, one.span())
            found[span] = RefusedKind(span=span, kind=kind)
    return [found[span] for span in sorted(found)]


def _known(name: str) -> CooperationKind:
    return next(kind for kind in KINDS if kind.replace("-", "_") == name)


def _scopes(told: str) -> Iterator[Span]:
    """Yield where things stand that are refused."""
    for lead in pattern("unneeded").finditer(told):
        yield from _items(told, lead.end(), _unneeded_items())
    for lead in pattern("contrast").finditer(told):
        clause = told[_begin(told, lead.start(), _CLAUSE) : lead.start()]
        if not pattern("lacks").search(clause):
            yield from _items(told, lead.end(), _contrast_items())
    for lead in pattern("beside").finditer(told):
        sentence = told[_begin(told, lead.start(), _SENTENCE) : lead.start()]
        is_missing = pattern("lacks", "lacking").search(sentence)
        if not is_missing and _kinds().search(sentence):
            yield from _items(told, lead.end(), _contrast_items())
    for one in _kinds().finditer(told):
        if pattern("states").fullmatch(one.group()):
            continue
        behind = _needless().match(told, one.end())
        if behind is not None and not _is_only(told, one.end(), behind.end()):
            yield one.span()
        lead = _bare().match(told, one.end())
        before = told[: one.start()]
        is_of_another = _NAME_OF_ANOTHER.search(before) and not _NEEDED.search(before)
        if lead is not None and not is_of_another:
            yield from _items(told, lead.end(), _contrast_items())


def _items(told: str, at: int, items: "regex.Pattern[str]") -> Iterator[Span]:
    """Yield the span of what is listed from a place on; none where it is no refusal."""
    found = items.match(told, at)
    if found is not None and not _is_only(told, at, found.end()):
        yield found.span()


def _is_only(told: str, start: int, end: int) -> bool:
    """Tell whether "only", "alone" or "much" stands among words or right behind."""
    behind = regex.split(rf"[{regex.escape(_CLAUSE)}]", told[end : end + _BEHIND])[0]
    return pattern("only").search(told[start:end] + behind) is not None


def _begin(told: str, at: int, ends: str) -> int:
    """Return where the part of a text begins that ends at a place."""
    return max(told.rfind(mark, 0, at) for mark in ends) + 1


def _whole_words(told: str, span: Span) -> Span:
    """Return a span with the letters that its words are written together with."""
    start, end = span
    if regex.search(r"\p{Han}", told[start:end]):
        return span
    while start and regex.match(r"[\p{L}\p{M}]", told[start - 1]):
        start -= 1
    while end < len(told) and regex.match(r"[\p{L}\p{M}]", told[end]):
        end += 1
    return start, end


@cache
def _kinds() -> "regex.Pattern[str]":
    return regex.compile(_any_kind())


@cache
def _any_kind() -> str:
    """Return a pattern of words of any kind, a group each."""
    parts = [
        rf"(?P<{kind.replace('-', '_')}>{'|'.join((known, *_called(kind)))})"
        for kind, known in kind_patterns().items()
    ]
    return "|".join([*parts, rf"(?P<{_OTHER}>{any_of('called.other')})"])


def _called(kind: str) -> tuple[str, ...]:
    named = ("financial", "technology", "technical")
    return (any_of(f"called.{kind}"),) if kind in named else ()


@cache
def _unneeded_items() -> "regex.Pattern[str]":
    over = any_of("over")
    return _list(
        rf"’?(?:(?:(?!{over}){_WORD}(?:’|\s+)){{0,4}}?|(?:(?!{over})\p{{Han}}){{0,6}}?)",
        rf"(?:(?:(?!{over}){_WORD}(?:’|\s+)){{0,2}}?)",
    )


@cache
def _contrast_items() -> "regex.Pattern[str]":
    over = any_of("over")
    small = rf"(?:{_ADJECTIVE_OR_ARTICLE}(?:’|\s+)){{0,3}}?"
    return _list(rf"’?\s*(?:{small}|(?:(?!{over})\p{{Han}}){{0,3}}?)", small)


def _list(first: str, further: str) -> "regex.Pattern[str]":
    """Return a pattern of a list of kinds, with what may stand before each of them."""
    any_kind = regex.sub(r"[?]P<[a-z_]+>", "?:", _any_kind())
    kind = rf"{_ARABIC_PREFIX}(?:{any_kind})[\p{{L}}\p{{M}}--\p{{Han}}]*"
    return regex.compile(
        rf"(?V1)\s*{first}{kind}"
        rf"(?:(?:{_COMMA}{further}{kind})*{_JOIN}{further}{kind})*"
    )


@cache
def _needless() -> "regex.Pattern[str]":
    return regex.compile(rf"(?V1)[\p{{L}}\p{{M}}--\p{{Han}}]*{any_of('needless')}")


@cache
def _bare() -> "regex.Pattern[str]":
    return regex.compile(
        rf"(?V1)[\p{{L}}\p{{M}}--\p{{Han}}]*[\s,]*{any_of('bare')}(?!\p{{L}})"
        r"|\s*不[带附]"
    )
