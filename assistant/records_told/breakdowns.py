"""Tells questions for counts from those that only look like them, in seven languages.

"How many health projects, by country?", "who does what in …?", "which countries have
most projects …?", "has Kenya or Mali more projects?" are for counts. What is counted
must be the head of the question: "how many wells did the projects dig" is a question to
the sources.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast, get_args

import regex

from assistant.records_told.kinds_named import (
    first_kind,
    head,
    kind_at_end,
    words_of,
)
from assistant.understanding.intents import Intent, intent_table
from assistant.understanding.places import countries_compared
from assistant.understanding.questions import Question
from vectorstore.records import Role, Span
from vectorstore.text.countries import countries_named
from vectorstore.text.languages import WRITTEN_TOGETHER, languages_to_try
from vectorstore.text.regions import regions_named
from vectorstore.text.spans import blanked

By = Literal["country", "year", "sector", "platform", "organization", "kind"]
"""What rows of a count are by."""
RECORD = "record"
"""What is counted where no kind is named: whatever names organizations."""

_DIMENSIONS: tuple[By, ...] = get_args(By)
_ROLES = {
    "who": None,
    "funders": Role.FUNDING,
    "implementers": Role.IMPLEMENTING,
    "doers": Role.IMPLEMENTING,
}
"""Tables of what asks for organizations, with the role these have."""
_OF_A_PLACE = "doers"
"""That which asks so only of a place: who makes something anywhere, a source says."""
_SINGULAR_BEHIND = regex.compile(r"كم\s*$|كم (?:مشروع|وثيقة)")
_END = regex.compile(r"\s*(?:[?？。！!,，;；]|$)")
_LETTERS = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A question for a count, as its words tell it."""

    by: By | None  # what the rows are by; None: one number
    kind: str  # what is counted: of `[record.*]` in intents.toml, or `RECORD`
    rest: str  # the question without the words that ask for the count's rows
    role: Role | None = None  # in which organizations are counted; None: any
    compared: tuple[str, ...] = ()  # countries of which it asks which has more
    needs_matter: bool = False  # it is one only where a word limits it


@lru_cache(maxsize=256)
def breakdown_of(question: Question) -> Breakdown | None:
    """Return what a question wants counted; None: it is no question for a count."""
    languages = languages_to_try(question.analysis_language)
    text = " ".join(question.text.casefold().split())
    return next(
        (
            found
            for language in languages
            for read in (_who, _most, _more, _how_many)
            if (found := read(text, language, question.text)) is not None
        ),
        None,
    )


def parted_by(text: str, language: str) -> tuple[By, Span] | None:
    """Return what a text says that rows of a count are by, and where; None: nothing."""
    plain = text.lower()
    if len(plain) != len(text):
        return None
    for one in languages_to_try(language):
        by, pattern = _parted_by(plain, one)
        found = pattern.search(plain) if pattern else None
        if by is not None and found is not None:
            return by, found.span()
    return None


def number_phrase(text: str, language: str) -> tuple[int, int] | None:
    """Return where a text asks for a number of documents; None: it does not."""
    plain = text.lower()
    if len(plain) != len(text):
        return None
    for one in languages_to_try(language):
        found = _counted(plain, one)
        if found is not None:
            return found[1]
    return None


@cache
def noise(language: str) -> "regex.Pattern[str]":
    """Return what finds beginnings of words around the matter that limit nothing."""
    table = cast("dict[str, list[str]]", _table()["noise"])
    return words_of({tag: table[tag] for tag in languages_to_try(language)})


def told_more(language: str) -> str:
    """Return the sentence that tells which of some countries have most."""
    [told] = _table()["told_more"][language]
    return told


def _who(text: str, language: str, asked: str) -> Breakdown | None:
    for name, role in _ROLES.items():
        pattern = _any(_table()[name][language])
        if name == _OF_A_PLACE and not (countries_named(asked) or regions_named(asked)):
            continue
        if pattern is not None and pattern.search(text):
            rest = pattern.sub(_kept, asked)
            return Breakdown(
                by="organization",
                kind=RECORD,
                rest=rest,
                role=role,
                needs_matter=name == _OF_A_PLACE,
            )
    return None


def _kept(found: "regex.Match[str]") -> str:
    """Return what a phrase is said around, where it is."""
    return f" {found.groupdict().get('within') or ''} "


def _most(text: str, language: str, asked: str) -> Breakdown | None:
    for by in _DIMENSIONS:
        pattern = _phrases("most", by, language)
        found = pattern.search(text) if pattern else None
        if pattern is None or found is None:
            continue
        if language == "zh":
            kind = kind_at_end(found.group("within"), language)
        else:
            kind = head(text, found.end(), language)
        if kind is not None:
            return Breakdown(
                by=by,
                kind=kind,
                rest=pattern.sub(_kept, asked),
                compared=_compared(asked) if by == "country" else (),
            )
    return None


def _more(text: str, language: str, asked: str) -> Breakdown | None:
    """Read which of some countries has more: "Has Kenya or Mali more projects?"."""
    whole = " ".join(asked.split())
    compared = _compared(whole)
    if not compared or len(whole) != len(text):
        return None
    spans = [span for _, span in countries_named(whole)]
    plain = blanked(text, spans)
    pattern = _any(_table()["more"][language])
    for more in pattern.finditer(plain) if pattern else ():
        found = _kind_of_more(plain, more, language)
        if found is not None:
            kind, (start, end) = found
            matter = whole[start:end]
            if language == "zh":
                matter = _frames(language).sub(" ", plain[start:end])
            names = [whole[start:end] for start, end in spans]
            rest = " ".join([*names, matter])
            return Breakdown(by="country", kind=kind, rest=rest, compared=compared)
    return None


def _compared(asked: str) -> tuple[str, ...]:
    codes = countries_compared(asked)
    return codes if len(codes) > 1 else ()


def _kind_of_more(
    text: str, more: "regex.Match[str]", language: str
) -> tuple[str, Span] | None:
    """Return the kind of which a phrase asks for more, and where its matter stands.

    None where the text holds words other than may stand around such a phrase: "why has
    Kenya more projects?".
    """
    within = more.groupdict().get("within")
    if within is None:
        kind, matter = head(text, more.end(), language), (more.end(), len(text))
    elif language == "zh":
        kind, matter = kind_at_end(within, language), more.span("within")
    else:
        kind, matter = first_kind(within, language), more.span("within")
    around = text[: more.start()] + text[max(more.end(), matter[1]) :]
    if kind is None or _LETTERS.search(_frames(language).sub(" ", around)):
        return None
    return kind, matter


def _how_many(text: str, language: str, asked: str) -> Breakdown | None:
    by, by_pattern = _parted_by(text, language)
    counted = _counted(text, language)
    if counted is None:
        return None
    kind, _ = counted
    rest = by_pattern.sub(" ", asked) if by_pattern else asked
    return Breakdown(by=by, kind=kind, rest=rest)


def _parted_by(
    text: str, language: str
) -> "tuple[By | None, regex.Pattern[str] | None]":
    """Return what a question wants rows by: the first that it names."""
    found: list[tuple[int, By, regex.Pattern[str]]] = [
        (match.start(), by, pattern)
        for by in _DIMENSIONS
        if (pattern := _phrases("by", by, language)) is not None
        and (match := pattern.search(text))
    ]
    if not found:
        return None, None
    _, by, pattern = min(found, key=lambda one: one[0])
    return by, pattern


def _counted(text: str, language: str) -> tuple[str, tuple[int, int]] | None:
    """Return the kind that a text asks the number of, and where it asks that."""
    for start, end in _count_phrases(text, language):
        kind = _counted_kind(text, start, end, language)
        if kind is not None:
            return kind, (start, end)
    return None


def _count_phrases(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where a question asks for a number of things."""
    phrases = cast("dict[str, list[str]]", intent_table()[Intent.HOW_MANY])[language]
    before = "" if language in WRITTEN_TOGETHER else r"(?<!\p{L})"
    many = _any([before + regex.escape(phrase) for phrase in phrases])
    assert many is not None
    yield from (found.span() for found in many.finditer(text))
    number = _any(_table()["number"][language])
    if number is not None and (found := number.match(text)):
        yield found.span()


def _counted_kind(text: str, start: int, end: int, language: str) -> str | None:
    """Return the kind that a phrase asks the number of."""
    if language == "zh" and _END.match(text, end):
        return kind_at_end(text[:start].removesuffix("数量"), language)
    within = text[start:end]
    if language == "ar" and (inner := _SINGULAR_BEHIND.search(within)):
        return first_kind(within[inner.start() :], language)
    return head(text, end, language)


@cache
def _phrases(what: str, by: By, language: str) -> "regex.Pattern[str] | None":
    noun = cast("dict[str, dict[str, dict[str, str]]]", _table()["noun"])[by][language]
    before, behind = (
        ("", "") if language in WRITTEN_TOGETHER else (r"(?<!\p{L})", r"(?!\p{L})")
    )
    behind = behind if what == "by" else ""
    made = [
        before + phrase.replace("{one}", noun["one"]).replace("{some}", noun["some"])
        + behind
        for phrase in cast("dict[str, list[str]]", _table()[what])[language]
    ]  # fmt: skip
    return _any(made)


def _any(patterns: Iterable[str]) -> "regex.Pattern[str] | None":
    ordered = sorted(patterns, key=len, reverse=True)
    return regex.compile("|".join(ordered), regex.IGNORECASE) if ordered else None


@cache
def _frames(language: str) -> "regex.Pattern[str]":
    """Return what finds the words that may stand around what there is more of."""
    words = " ".join(_table()["around_more"][language]).split()
    joined = "|".join(sorted(words, key=len, reverse=True))
    if language == "zh":
        return regex.compile(joined)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{joined})(?![\p{{L}}\p{{M}}])")


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    source = files("assistant").joinpath("locales/breakdowns.toml")
    return tomllib.loads(source.read_text("utf-8"))
