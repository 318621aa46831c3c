"""Where a claim is cut into parts that each say something of their own.

By marks that set a part off, and by words that join one to another. Within a language
the words of a part tell whether a passage says it; across languages only how near the
passage comes to it, and whether it comes nearer to the claim without it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from assistant.support.number_words import spelled_numbers
from vectorstore.text.sentences import split_sentences

WORD = regex.compile(r"\p{Han}|[\p{L}\p{M}\p{N}]+")
_OF_THE_WORD = "|".join(
    """زارة زارات زير زيرة زراء كالة كالات كيل كلاء ظيفة ظائف فد فود فاة فيات لاية لايات
    لادة لادات ثيقة ثائق سيلة سائل سط سطى ساطة رشة رش رق راء جه جهة جود حدة حدات احد
    احدة اسع اسعة اضح اضحة اقع اجب اجبات طن طني طنية فق فقا فقًا قت قاية قائي قائية
    قود عي عد عود صول صفة ضع صل جد قع فر باء بائي بائية زن دائع ارد اردة اردات الدة
    الدي""".split()
)
"""What follows the letter "waw" in words that begin with it, where it joins nothing."""
_PARTED = regex.compile(r"[;；؛:：]|\s[—–-]{1,2}\s|——")
_JOINS = {
    "en": r"\b(?:and|but|while|whereas|so)\b",
    "fr": r"\b(?:et|mais|tandis que|alors que)\b",
    "es": r"\b(?:y|e|pero|mientras)\b",
    "pt": r"\b(?:e|mas|enquanto)\b",
    "ru": r"\b(?:и|а|но|тогда как)\b",
    "ar": rf"[،,]?\s+(?=و(?!(?:{_OF_THE_WORD})(?:ه|ها|هم|هما)?(?!\p{{L}}))\p{{L}}{{2}})"
    r"|\bلكن\b",
    "zh": r"[，,]?(?:并且|而且|以及|同时)|[，,](?=[并而且但])",
}
_COMMA = {"zh": r"(?<!\p{N})[，,]|[，,](?!\p{N})"}
"""What joins whole statements where a language needs no word for it, and parts too."""
_WHEN = {
    "zh": r"(?:直?到|至|截[至止]|自从?|从|在|于|早在)?\s?"
    r"[\p{N}〇零一二三四五六七八九十]+\s?(?:世纪|年代|年|月|日|号)"
    r"[\p{N}〇零一二三四五六七八九十世纪年代月日号初中末底上下旬半]*"
    r"(?:为止|以来|开始|起|之?[前后]|以[前后]|期?间|时)?",
}
"""A part that only sets a time: its numbers are compared as facts."""
DENSE = 2
"""Characters, or pairs of them, that count for a word where words are not set apart."""
_APART_WORDS, _APART_NEAR = 4, 2.0
"""Words from which a part that is set off is looked at, and deviations above chance
from which a passage in another language says it."""
_JOINED_WORDS, _JOINED_NEAR = 8, 0.7
"""The same of a joined part: less is asked of it, for it leans on the other."""
_DOUBTFUL, _TOGETHER = 1.5, 5.0
"""Deviations below which a joined part is only said where part and whole together come
as near as this: a passage that hardly carries the whole must carry the part itself."""
_FALLS = ((5, 0.2, 0.0, 1.25), (3, 0.3, 0.1, 4.0))
"""Words of a joined part, longest first; the fall of the whole below the claim without
it that tells an addition, and what more of it is asked for each deviation that the part
comes near itself; and the nearness of the part from which it is none. A vector of three
or four words says little by itself, so that there the fall decides."""
_LEANING_BETWEEN_COMMAS = 2.0
"""The same of few words where commas join: most of these are no statements."""
_NEVER = -float("inf")
_KEPT = 2048
"""Parts whose cuts are remembered: a claim is held against several passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a claim that a passage must come near to, whatever its language."""

    text: str
    enough: float  # deviations above chance from which the passage may say it
    rest: str | None = None  # the claim without it; None: the part alone is looked at
    doubtful: float = _NEVER  # nearness below which the whole must make up for it
    fall: float = 0.0  # deviations that the rest may be nearer than the whole claim
    slope: float = 0.0  # how many more for each deviation that the part is near
    leaning: float = 0.0  # nearness of the part from which no fall tells against it

    @property
    def texts(self) -> tuple[str, ...]:
        """What is embedded to tell whether a passage says it."""
        return (self.text,) if self.rest is None else (self.text, self.rest)

    def is_said(self, whole: float, nearness: Mapping[str, float]) -> bool:
        """Tell whether a passage says it.

        Args:
            whole: how near its nearest sentence comes to the whole claim.
            nearness: the same of `texts`.
        """
        near = nearness[self.text]
        if near < self.enough or near < min(self.doubtful, _TOGETHER - whole):
            return False
        if self.rest is None or near >= self.leaning:
            return True
        return nearness[self.rest] - whole <= self.fall + self.slope * near


def set_off(text: str, language: str) -> Iterator[str]:
    """Yield the sentences of a text, and their parts between marks."""
    for start, end in split_sentences(text, language):
        for part in _PARTED.split(text[start:end]):
            yield part.strip()


def joined(part: str, language: str) -> list[str]:
    """Return what joining words join; nothing where there are none."""
    return [piece for piece, _ in cut_out(part, language)]


def parted_by_commas(part: str, language: str) -> list[str]:
    """Return what stands between commas where these join statements; else nothing."""
    if language not in _COMMA:
        return []
    pieces = _joins(language, commas=True).split(part)
    return [piece.strip() for piece in pieces] if len(pieces) > 1 else []


def cut_out(part: str, language: str, *, commas: bool = False) -> list[tuple[str, str]]:
    """Return what joining words join, each with what is left without it.

    Nothing where there are none; the "and" of a number joins nothing. `commas` join
    too where a language has it so.
    """
    return list(_cut_out(part, language, commas))


@lru_cache(maxsize=_KEPT)
def _cut_out(part: str, language: str, commas: bool) -> tuple[tuple[str, str], ...]:
    joins = [match.span() for match in _joins(language, commas=commas).finditer(part)]
    numbers = [number.span for number in spelled_numbers(part, language)]
    joins = [
        (start, end)
        for start, end in joins
        if not any(first < start < last for first, last in numbers)
    ]
    if not joins:
        return ()
    starts, ends = [0, *(end for _, end in joins)], [a for a, _ in joins] + [len(part)]
    cut: list[tuple[str, str]] = []
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        before = part[: ends[at - 1]] if at else ""
        behind = part[end:] if at else part[starts[1] :]
        cut.append((part[start:end].strip(), f"{before}{behind}".strip()))
    return tuple(cut)


def sets_a_time(part: str, language: str) -> bool:
    """Tell whether a part says no more than when, where commas set that off."""
    when = _WHEN.get(language)
    return when is not None and regex.fullmatch(when, part) is not None


def pieces_of(text: str, language: str) -> tuple[Piece, ...]:
    """Return the parts of a claim of more than one that are long enough to be told."""
    apart = list(set_off(text, language))
    pieces = [
        Piece(text=part, enough=_APART_NEAR)
        for part in apart
        if len(apart) > 1 and _count(part, language) >= _APART_WORDS
    ]
    for part in apart:
        pieces += [
            Piece(text=piece, enough=_JOINED_NEAR, doubtful=_DOUBTFUL)
            for piece in joined(part, language)
            if _count(piece, language) >= _JOINED_WORDS
        ]
        for piece, rest in cut_out(part, language, commas=True):
            words = _count(piece, language)
            told = next((told for told in _FALLS if words >= told[0]), None)
            if told is not None and rest and not sets_a_time(piece, language):
                least, fall, slope, leaning = told
                if language in _COMMA and least < _FALLS[0][0]:
                    leaning = _LEANING_BETWEEN_COMMAS
                pieces.append(
                    Piece(
                        text=piece,
                        enough=_NEVER,
                        rest=text.replace(part, rest, 1),
                        fall=fall,
                        slope=slope,
                        leaning=leaning,
                    )
                )
    return tuple(pieces)


def _count(text: str, language: str) -> float:
    return len(WORD.findall(text)) / (DENSE if language == "zh" else 1)


@cache
def _joins(language: str, *, commas: bool = False) -> "regex.Pattern[str]":
    joins = _JOINS.get(language, r"(?!)")
    if commas and language in _COMMA:
        joins = f"{joins}|{_COMMA[language]}"
    return regex.compile(joins, regex.IGNORECASE)
