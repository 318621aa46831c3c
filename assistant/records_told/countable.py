"""What a question wants counted, read out of its words.

Kinds of documents, countries, goals and years become filters; all other words must be
held by one passage of a document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

import regex

from assistant.records_told.breakdowns import RECORD, Breakdown, By, breakdown_of, noise
from assistant.records_told.kinds_named import kind_patterns
from assistant.records_told.years import (
    bounds_years,
    is_year,
    names_year,
    without_sides,
    years_asked,
)
from assistant.understanding.intents import Intent, intent_table
from assistant.understanding.places import countries_asked
from assistant.understanding.questions import Question
from assistant.understanding.scope import is_filler
from assistant.wording import Wording
from vectorstore.records import DocumentId, Filters, OrganizationId, Role
from vectorstore.text.asked import AskedWord
from vectorstore.text.countries import countries_named
from vectorstore.text.goals import goal_words, goals_named
from vectorstore.text.languages import WRITTEN_TOGETHER
from vectorstore.text.regions import NamedRegion
from vectorstore.text.sectors import sectors_named
from vectorstore.text.spans import without_spans

SAME_KINDS: Mapping[str, tuple[str, ...]] = {
    "project": ("project", "activity"),
    "document": (),  # of any kind
    RECORD: (),
}
"""The kinds that a word means, where it is not the one of its own name."""

Part = Literal["funding", "implementing"]
"""What an organization does, where a verb of the question tells."""

_ELISION = regex.compile(r"^(?:(?:qu|[cdjlmnst])['’](?=\p{L})|ال(?=\p{Arabic}{3}))")
"""What French and Arabic write together with a word."""
_HAN = regex.compile(r"\p{Han}")
_SMALL_SIGNS = frozenset(
    "和与及同或了过呢吗吧都是我你您们这那其共中内上下对于为被将把由从到以所各多少几目请问至"
)
"""Signs that are left of a question for a count and are no matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """The organizations that a question names, and the documents of all of them."""

    names: tuple[str, ...]  # as the library tells them
    ids: tuple[OrganizationId, ...]
    part: Part | None  # None: in whatever role
    documents: frozenset[DocumentId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """What a question wants counted."""

    filters: Filters
    kind: str  # of `[record.*]` in intents.toml: the word that was asked for
    words: tuple[AskedWord, ...]  # that one passage of a document must hold together
    by: By | None = None  # what the rows are by; None: one number
    role: Role | None = None  # in which organizations are counted; None: any
    region: str | None = None  # as the question writes the one whose countries it has
    of: TakingPart | None = None  # whose records; None: anybody's

    def limits(self, say: Wording) -> list[str]:
        """Return what is counted: its kind, and what limits it."""
        filters = self.filters
        # Records that name organizations are said to be those, with the count's rows.
        told = [] if self.kind == RECORD else [say.kind_name(self.kind)]
        if self.region is None:
            names = [say.country_name(code) for code in filters.country]
            told += [say.say("counts.or").join(names)] if names else []
        else:
            count = say.number(len(filters.country))
            told.append(say.say("listed.region", name=self.region, count=count))
        told += [
            say.say("counts.sector", name=say.sector_name(group))
            for group in filters.sector
        ]
        told += [say.say("search.sdg_value", number=goal) for goal in filters.sdg]
        if filters.from_:
            told.append(say.say("search.from_value", date=filters.from_.year))
        if filters.to:
            told.append(say.say("search.to_value", date=filters.to.year))
        if self.of is not None:
            key = f"counts.organization_{self.of.part or 'any'}"
            told += [say.say(key, name=name) for name in self.of.names]
        return told

    def say(
        self,
        count: int,
        say: Wording,
        *,
        told: str = "answer.counted",
        copies: int = 0,
    ) -> str:
        """Return the sentence that tells the count, and of what.

        Args:
            count: how many there are.
            say: the language of the sentence.
            told: the key of the sentence; with "_words" behind, where words limit.
            copies: of these that are not counted.
        """
        limits = self.limits(say)
        if copies:
            limits.append(say.say("counts.copies", count=say.number(copies)))
        words = say.list_separator.join(word.written for word in self.words)
        number = say.number(count)
        if self.by is not None:
            if self.by == "organization":
                limits.append(say.say("counts.named"))
                limits += [say.say(f"role.{self.role}")] if self.role else []
            if words:
                limits.append(say.say("counts.words", words=words))
            what = say.list_separator.join(limits)
            by = say.say(f"counts.by_{self.by}")
            return say.say("counts.counted", count=number, what=what, by=by)
        what = say.list_separator.join(limits)
        if not words:
            return say.say(told, count=number, what=what)
        return say.say(f"{told}_words", count=number, what=what, words=words)


def countable_in(
    question: Question,
    limits: Filters,
    asked: Sequence[AskedWord],
    *,
    breakdown: Breakdown | None = None,
    within: NamedRegion | None = None,
    is_filed: bool = True,
) -> Countable | None:
    """Return what a question wants counted, within the request's own limits.

    None where no word of it is one for documents of a kind: "how many wells were dug?"
    is a question to the sources.

    Args:
        question: what was asked.
        limits: the request's own.
        asked: the words of the question that limit what is counted.
        breakdown: what is counted; None: as the question's words tell it.
        within: a region that it names; a country beside that is a word that passages
            must hold.
        is_filed: whether documents are filed under the country; else it is such a word.
    """
    breakdown = breakdown or breakdown_of(question)
    if breakdown is None:
        return None
    language, text = question.analysis_language, question.text.casefold()
    kind = breakdown.kind
    countries: tuple[str, ...] = ()
    if is_filed and within is None:
        countries = breakdown.compared or countries_asked(question.text)
    goals = goals_named(question.text)
    years = years_asked(question.text, language)
    begin = max(filter(None, (limits.from_, years.first)), default=None)
    end = min(filter(None, (limits.to, years.last)), default=None)
    if begin and end and begin > end:
        return None
    # Where the person has set a limit, it stands.
    filters = limits.model_copy(
        update={
            "kind": limits.kind or SAME_KINDS.get(kind, (kind,)),
            "country": limits.country
            or (within.countries if within else ())
            or countries,
            "sdg": limits.sdg or goals,
            "from_": begin,
            "to": end,
        }
    )
    counted_words = " ".join(
        found.group()
        for name, pattern in kind_patterns(language)
        if name in {kind, breakdown.by}
        for found in pattern.finditer(text)
    )
    words = tuple(
        word
        for word in asked
        if (word.country and word.country not in countries)
        or not (
            word.country
            or is_year(word.written.removeprefix("و"))
            or (goals and word.written.casefold() in goal_words(question.text))
            or _ELISION.sub("", word.written.casefold()) in counted_words
            or (
                is_filler(word, language)
                and not _is_lone_sign(word, language)
                and not sectors_named(word.written)
            )
            or _counts(word.written.casefold(), language)
            or (names_year(text) and bounds_years(word.written.casefold()))
            or (  # the Global Fund is a name, though to fund limits nothing
                not word.is_name
                and _around(language).match(_ELISION.sub("", word.written.casefold()))
            )
            or noise(language).fullmatch(_ELISION.sub("", word.written.casefold()))
        )
    )
    if breakdown.needs_matter and not words:
        return None
    return Countable(
        filters=filters,
        kind=kind,
        words=words,
        by=breakdown.by,
        role=breakdown.role,
        region=within.written if within and not limits.country else None,
    )


def _is_lone_sign(word: AskedWord, language: str) -> bool:
    """Whether a word is one Chinese sign that may well be a matter: 水, 稻."""
    return (
        language == "zh"
        and _HAN.fullmatch(word.written) is not None
        and word.written not in _SMALL_SIGNS
    )


def _words(known: Mapping[str, list[str]], *, behind: str) -> "regex.Pattern[str]":
    parts = [
        ("" if tag in WRITTEN_TOGETHER else r"(?<!\p{L})")
        + regex.escape(word.strip().casefold())
        + ("" if tag in WRITTEN_TOGETHER else behind)
        for tag, words in known.items()
        for word in words
    ]
    return regex.compile("|".join(sorted(parts, key=len, reverse=True)))


def limiting(text: str, language: str) -> str:
    """Return a question without the words for the sides of its years.

    Where no space parts its words, without all that limits nothing.
    """
    spans = years_asked(text, language).spans
    if language != "zh":
        # The years stay: how many words have capitals tells which are names.
        return without_sides(text, spans)
    text = without_spans(text, spans)
    spans = [span for _, span in reversed(countries_named(text))]
    names = [text[start:end] for start, end in spans]
    text = without_spans(text, spans)
    for pattern in (
        _phrases(language),
        *(pattern for _, pattern in kind_patterns(language)),
        noise(language),
        _around(language),
    ):
        text = pattern.sub(" ", text)
    return " ".join([*reversed(names), text])


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
def _counts(word: str, language: str) -> bool:
    """Whether a word belongs to the phrase that asks for the number."""
    table = cast("dict[str, list[str]]", intent_table()[Intent.HOW_MANY])
    phrases = table.get(language) or [p for some in table.values() for p in some]
    return any(word in phrase for phrase in phrases)
