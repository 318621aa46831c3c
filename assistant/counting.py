"""How many documents a question asks for, counted in the catalogue and told exactly.

Only what can be counted is: documents of a kind, of a country, of a goal, of some
years, and those of which one passage holds all the other words of the question. The
answer says what was counted, so that nobody takes it for more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

import regex

from assistant.finding import Finder
from assistant.intents import Intent, intent_of, intent_table
from assistant.questions import Question
from assistant.replies import Request
from assistant.scope import is_filler
from assistant.wording import Wording, wording
from vectorstore.records import DocumentId, Filters, Passage, Readers
from vectorstore.text.asked import AskedWord, asked_words

SAME_KINDS: Mapping[str, tuple[str, ...]] = {
    "project": ("project", "activity", "record"),
    "document": (),  # of any kind
}
"""The kinds that a word means, where it is not the one of its own name."""

_GOAL = regex.compile(
    r"(?:\bSDGs?|\bODDs?|\bODS|ЦУР|可持续发展目标|أهداف التنمية المستدامة|الهدف)"
    r"\s*(?:n[°º.]?\s*)?(\d{1,2})(?!\d)",
    regex.IGNORECASE,
)
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_INSIDE = {"ar", "zh"}
_SIDES = ("since", "before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """What a question wants counted."""

    filters: Filters
    kind: str  # of `[record.*]` in intents.toml: the word that was asked for
    words: tuple[AskedWord, ...]  # that one passage of a document must hold together

    def say(self, count: int, say: Wording) -> str:
        """Return the sentence that tells the count, and of what."""
        limits: list[str] = []
        limits += [say.country_name(code) for code in self.filters.country]
        limits += [
            say.say("search.sdg_value", number=goal) for goal in self.filters.sdg
        ]
        if self.filters.from_:
            limits.append(say.say("search.from_value", date=self.filters.from_.year))
        if self.filters.to:
            limits.append(say.say("search.to_value", date=self.filters.to.year))
        told = say.list_separator.join([say.kind_name(self.kind), *limits])
        if not self.words:
            return say.say("answer.counted", count=say.number(count), what=told)
        words = say.list_separator.join(word.written for word in self.words)
        return say.say(
            "answer.counted_words", count=say.number(count), what=told, words=words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count, and what is needed to show records behind it."""

    sentence: str  # that tells it, in the reply's language
    request: Request  # that finds the records
    documents: frozenset[DocumentId] | None  # those counted; None: all it leaves

    def shown(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Return the passages of documents that were counted."""
        return tuple(
            p
            for p in passages
            if self.documents is None or p.chunk.document_id in self.documents
        )


def wants_count(question: Question) -> bool:
    """Tell whether a question asks for a number of things."""
    return intent_of(question.text, question.analysis_language) is Intent.HOW_MANY


def count(
    finder: Finder, question: Question, request: Request, *, readers: Readers
) -> Counted | None:
    """Count what a question asks the number of.

    None where that is no kind of document, or no document holds all its words.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    asked = asked_words(_limiting(question), question.analysis_language)
    countable = countable_in(question, request.limits, asked)
    if countable is None:
        return None
    filters = countable.filters
    documents: frozenset[DocumentId] | None = None
    if countable.words:
        forms = [word.forms for word in countable.words]
        documents = frozenset(finder.holding(forms, filters=filters, readers=readers))
        number = len(documents)
        if not documents:
            return None  # what the words mean may still be answered
    else:
        number = finder.count(filters=filters, readers=readers)
    return Counted(
        sentence=countable.say(number, wording(question.language)),
        request=request.model_copy(update={"filters": filters, "before": None}),
        documents=documents,
    )


def countable_in(
    question: Question, limits: Filters, asked: Sequence[AskedWord]
) -> Countable | None:
    """Return what a question wants counted, within the request's own limits.

    None where no word of it is one for documents of a kind: "how many wells were dug?"
    is a question to the sources.
    """
    language, text = question.analysis_language, question.text.casefold()
    found = next(_kinds(text, language), None)
    if found is None:
        return None
    kind, spans = found
    countries = tuple(word.country for word in asked if word.country)
    goals = tuple(_GOAL.findall(question.text))
    first, last = _years(question.text, language)
    begin = max(filter(None, (limits.from_, first)), default=None)
    end = min(filter(None, (limits.to, last)), default=None)
    if begin and end and begin > end:
        return None
    # Where the person has set a limit, it stands.
    filters = limits.model_copy(
        update={
            "kind": limits.kind or SAME_KINDS.get(kind, (kind,)),
            "country": limits.country or (countries if len(countries) == 1 else ()),
            "sdg": limits.sdg or goals,
            "from_": begin,
            "to": end,
        }
    )
    counted_words = " ".join(text[start:end] for start, end in spans)
    words = tuple(
        word
        for word in asked
        if not (word.country and len(countries) == 1)
        and not _YEAR.fullmatch(word.written)
        and not (goals and word.written.casefold() in _goal_words(question.text))
        and word.written.casefold() not in counted_words
        and not is_filler(word, language)
        and not _counts(word.written.casefold(), language)
        and not (_YEAR.search(text) and _bounds_years(word.written.casefold()))
        and not _around(language).match(word.written.casefold())
    )
    return Countable(filters=filters, kind=kind, words=words)


def _kinds(text: str, language: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield the kinds that a question names, the longest name first."""
    for kind, pattern in _patterns(language):
        spans = [found.span() for found in pattern.finditer(text)]
        if spans:
            yield kind, spans


@cache
def _patterns(language: str) -> "tuple[tuple[str, regex.Pattern[str]], ...]":
    table = cast("dict[str, dict[str, list[str]]]", intent_table()["record"])
    made: list[tuple[str, regex.Pattern[str]]] = []
    for kind, languages in table.items():
        known = {language: languages[language]} if language in languages else languages
        made.append((kind, _words(known, behind=r"\p{L}*")))
    return tuple(sorted(made, key=lambda pair: -pair[0].count(" ")))


def _words(known: Mapping[str, list[str]], *, behind: str) -> "regex.Pattern[str]":
    parts = [
        ("" if tag in _INSIDE else r"(?<!\p{L})")
        + regex.escape(word.strip().casefold())
        + ("" if tag in _INSIDE else behind)
        for tag, words in known.items()
        for word in words
    ]
    return regex.compile("|".join(sorted(parts, key=len, reverse=True)))


def _years(text: str, language: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a question's years leave."""
    years = [(found.start(), int(found.group())) for found in _YEAR.finditer(text)]
    if not years:
        return None, None
    if len(years) == 1:
        at, year = years[0]
        before = text[max(0, at - 24) : at].casefold().rstrip(" ,")
        if _bounds("since", language).search(before):
            return date(year, 1, 1), None
        if _bounds("before", language).search(before):
            return None, date(year - 1, 12, 31)
        return date(year, 1, 1), date(year, 12, 31)
    all_years = [year for _, year in years]
    return date(min(all_years), 1, 1), date(max(all_years), 12, 31)


@cache
def _bounds(name: str, language: str) -> "regex.Pattern[str]":
    table = cast("dict[str, list[str]]", intent_table()[name])
    known = {language: table[language]} if language in table else table
    words = _words(known, behind=r"(?!\p{L})").pattern
    return regex.compile(f"(?:{words})$")


def _limiting(question: Question) -> str:
    """Return a question without what limits nothing, where no space parts its words."""
    text, language = question.to_search, question.analysis_language
    if language != "zh":
        return text
    for pattern in (
        _phrases(language),
        *(pattern for _, pattern in _patterns(language)),
        _around(language),
    ):
        text = pattern.sub(" ", text)
    return text


@cache
def _phrases(language: str) -> "regex.Pattern[str]":
    table = cast("dict[str, list[str]]", intent_table()[Intent.HOW_MANY])
    return _words({language: table[language]}, behind="")


@cache
def _around(language: str) -> "regex.Pattern[str]":
    """Return what finds words around what is counted that limit nothing."""
    table = cast("dict[str, list[str]]", intent_table()["around"])
    known = {language: table[language]} if language in table else table
    return _words(known, behind="")


@cache
def _bounds_years(word: str) -> bool:
    """Whether a word says on which side of a year things are."""
    tables = [cast("dict[str, list[str]]", intent_table()[n]) for n in _SIDES]
    return any(word in phrases for table in tables for phrases in table.values())


def _goal_words(text: str) -> set[str]:
    return {
        word.casefold()
        for found in _GOAL.finditer(text)
        for word in regex.findall(r"[\p{L}\p{N}]+", found.group())
    }


@cache
def _counts(word: str, language: str) -> bool:
    """Whether a word belongs to the phrase that asks for the number."""
    table = cast("dict[str, list[str]]", intent_table()[Intent.HOW_MANY])
    phrases = table.get(language) or [p for some in table.values() for p in some]
    return any(word in phrase for phrase in phrases)
