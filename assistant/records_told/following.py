"""A follow-up to a count or a list: "And in Kenya?", "since 2015?", "by year?".

It consists of nothing but what limits records or parts them into rows: places, years,
a sector. That takes the place of the same in the question before; all else of that
stays. "Show me them" makes a list of a count, and "more" shows what comes behind a
list. "And its targets?" behind a question about a goal asks for the targets of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from assistant.answers.articles import with_declaration
from assistant.records_told.breakdowns import breakdown_of, number_phrase, parted_by
from assistant.records_told.kinds_named import kind_patterns
from assistant.records_told.listing import asks_other, listing_of
from assistant.records_told.nationalities import spelled_out
from assistant.records_told.years import bounds_years, year_phrase
from assistant.replies import Request
from assistant.understanding.goals_asked import goals_asked, parts_asked
from assistant.understanding.leaning import follow_ups
from assistant.understanding.questions import Question, language_of, understand
from assistant.understanding.scope import is_filler
from assistant.wording import wording
from vectorstore.records import Span
from vectorstore.text.asked import asked_words
from vectorstore.text.countries import countries_named
from vectorstore.text.languages import (
    CHAT_LANGUAGES,
    WRITTEN_TOGETHER,
    detect_question_language,
)
from vectorstore.text.normalization import clean_text
from vectorstore.text.regions import regions_named
from vectorstore.text.sectors import sector_words
from vectorstore.text.spans import without_spans

LONGEST = 80
"""Code points of a follow-up; longer ones say more than limits."""
_ONLY = regex.compile(
    r"(?i)\b(?:only|just|seulement|uniquement|s[oó]lo|solamente|apenas|somente|только)\b"
    r"|فقط|[只仅]"
)
_JOINS = regex.compile(r"(?i)[\s,،、和与及/&]*(?:and|or|et|ou|y|o|e|и|или|و|أو)?\s*")
"""What stands between places that are listed together."""
_MEASURE = regex.compile(r"^(?:个|项(?!目))")
"""A sign between a number and what is counted."""
_ASKS = regex.compile(r"[是有]?(?:哪些|多少|几)[个项]?")
"""What asks for a part at the end of a message."""
_END = regex.compile(r"[\s?？؟.。!！,，،;；]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """Where a text says what limits records, and what they are parted by."""

    places: tuple[tuple[Span, str | None], ...] = ()  # with the codes of countries
    years: Span | None = None
    by: Span | None = None
    matters: tuple[Span, ...] = ()  # words that name sectors

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of them."""
        others = (self.years, self.by)
        places = (span for span, _ in self.places)
        told = (span for span in others if span is not None)
        return (*places, *told, *self.matters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of what was counted that a message asks for."""

    limits: str  # what the message says beside that
    is_list: bool  # it wants to see them; else to know how many they are


def followed(question: Question, request: Request) -> Question | None:
    """Return the question that a message stands for; None: it stands for itself.

    A count or a list before it is limited as the message says, and a goal before it is
    asked for the parts that it names. Names are spelt out.
    """
    turns = [clean_text(turn).strip() for turn in request.context]
    moved = _parts_of(question, turns) or _moved(question, request, turns)
    told = in_full(moved or question)
    return moved if told is question else told


def in_full(question: Question) -> Question:
    """Return a question with the abbreviations of names spelt out: "US", "UDHR"."""
    language, to_search = question.analysis_language, question.to_search
    text = with_declaration(question.text, language)
    if text != question.text:
        to_search = with_declaration(to_search, language)
    text = spelled_out(text)
    if text == question.text:
        return question
    return replace(question, text=text, to_search=to_search)


def pages_seen(request: Request) -> int:
    """Return how many pages of a list a person has seen who asks for more of it."""
    turns, seen = [*request.context, request.question], 0
    while len(turns) > 1 and _wants_more(turns[-1]) is not None:
        turns.pop()
        seen += 1
    if not seen:
        return 0
    shown = request.model_copy(
        update={"question": turns[-1], "context": tuple(turns[:-1])}
    )
    asked = understand(shown)
    asked = followed(asked, shown) or asked
    listing = listing_of(asked) if breakdown_of(asked) is None else None
    return seen if listing and listing.by is None else seen - 1


def _moved(
    question: Question, request: Request, turns: Sequence[str]
) -> Question | None:
    """Return the count or list before a message, limited as the message says.

    None where the message says anything else, or no count or list was asked before it.
    """
    before = next(
        (
            (at, asked)
            for at in reversed(range(len(turns)))
            if turns[at] and _wants_records(asked := _asked(turns[at]))
        ),
        None,
    )
    if before is None or question.small_talk:
        return None
    if _wants_records(question) and _among(question.text) is None:
        return None
    at, asked = before
    text, language = asked.text, None
    for said in (*turns[at + 1 :], question.text):
        turn = said
        more = _wants_more(turn, asked.analysis_language)
        shows = more or _shows(turn)
        if shows is not None:
            language, text = shows, _as_list(text, asked.analysis_language)
            continue
        if part := _among(turn):
            turn = part.limits
            if part.is_list:
                text = _as_list(text, asked.analysis_language)
        language = _language_of_limits(turn, before=asked.text)
        if language is None:
            return None
        text = _limited(text, asked.analysis_language, turn, language)
    moved = _asked(text, language=asked.analysis_language)
    if not _wants_records(moved):
        return None
    known = language if language in CHAT_LANGUAGES else question.language
    return replace(moved, language=question.language if request.language else known)


def _parts_of(question: Question, turns: Sequence[str]) -> Question | None:
    """Return the parts of a goal that a message asks for behind a question about it."""
    asked = _part_named(question.text)
    if asked is None:
        return None
    part, language = asked
    before = next((turn for turn in reversed(turns) if _part_named(turn) is None), "")
    wholes = goals_asked(before)
    if len(wholes) != 1:
        told = parts_asked(before)
        wholes = (told.whole,) if told else ()
    if len(wholes) != 1:
        return None
    [whole] = wholes
    [goal] = follow_ups()["goal"][language]
    named = f"{goal} {whole.number}" if whole.kind == "goal" else whole.number
    text = f"{part} {named}"
    return replace(question, text=text, to_search=text, is_vague=False)


def _part_named(message: str) -> tuple[str, str] | None:
    """Return the word for parts of which a message consists, and its language."""
    plain = message.casefold().replace("’", "'").strip("¿¡ ?？؟.。!！")
    # The same word is of several languages: that which asks so decides.
    for language in CHAT_LANGUAGES:
        found = _whole("parts", language).fullmatch(plain)
        if found is not None:
            return found["part"], language
    return None


def _wants_more(message: str, likely: str = "") -> str | None:
    """Return the language in which a message asks for more of a list, if any."""
    plain = message.casefold().replace("’", "'").strip("¿¡ ?？؟.。!！…,，")
    known = [one for one in CHAT_LANGUAGES if _whole("more", one).fullmatch(plain)]
    return likely if likely in known else next(iter(known), None)


def _asked(text: str, *, language: str | None = None) -> Question:
    question = in_full(understand(Request(question=text)))
    if language is None:
        return question
    return replace(question, analysis_language=language)


def _wants_records(question: Question) -> bool:
    return breakdown_of(question) is not None or listing_of(question) is not None


def _among(message: str) -> _Part | None:
    """Return what a message asks of what was counted: "which of them are in Mali?"."""
    plain = message.casefold().replace("’", "'")
    for language in CHAT_LANGUAGES:
        for name in ("many_among", "among"):
            found = _phrases(name, language).search(plain)
            if found is not None and len(plain) == len(message):
                rest = without_spans(message, [found.span()])
                for kind, pattern in kind_patterns(language):
                    if kind == "project":
                        rest = pattern.sub(" ", rest)
                return _Part(limits=_ASKS.sub(" ", rest), is_list=name == "among")
    return None


def _shows(message: str) -> str | None:
    """Return the language in which a message asks to see what was counted, if any."""
    plain = message.lower().replace("’", "'").strip("¿¡ ?？؟.。!！")
    return next(
        (one for one in CHAT_LANGUAGES if _whole("shows", one).fullmatch(plain)), None
    )


def _as_list(text: str, language: str) -> str:
    """Return a question for a count as one for a list of the same."""
    by = _parted_by(text, language)
    text = without_spans(text, [by]) if by else text
    found = number_phrase(text, language)
    if found is None:
        return text
    start, end = found
    openings = follow_ups()["listing"]
    [opening] = openings.get(language, openings["en"])
    before, behind = text[:start].strip("¿¡ "), _END.sub("", text[end:])
    if language == "zh":
        before, behind = before.removesuffix("有"), _MEASURE.sub("", behind)
        return f"{opening}{before}{behind}"
    return " ".join(f"{before} {opening} {behind}".split())


def _parted_by(text: str, language: str) -> Span | None:
    parted = parted_by(text, language)
    return parted[1] if parted else None


def _limits(text: str, language: str) -> _Limits:
    places = [(span, code) for code, span in countries_named(text)]
    places += [(region.span, None) for region in regions_named(text)]
    return _Limits(
        places=tuple(sorted(places)),
        years=year_phrase(text, language),
        by=_parted_by(text, language),
        matters=sector_words(text, beside=[span for span, _ in places]),
    )


def _language_of_limits(text: str, *, before: str) -> str | None:
    """Return the language in which a message limits records; None: it says more.

    So few words often look like another language than theirs.
    """
    if len(text) > LONGEST:
        return None
    likely = language_of(text, before=detect_question_language(before))
    return next(
        (one for one in (likely, *CHAT_LANGUAGES) if _only_limits(text, one)), None
    )


def _only_limits(text: str, language: str) -> bool:
    spans = _limits(text, language).spans
    rest = _ONLY.sub(" ", without_spans(text, spans))
    return (
        bool(spans)
        and not asks_other(rest, language)
        and all(
            is_filler(word, language) or bounds_years(word.written.casefold())
            for word in asked_words(rest, language)
        )
    )


def _limited(text: str, language: str, said: str, said_language: str) -> str:
    """Return a question with the limits of a follow-up in the place of its own."""
    own, new = _limits(text, language), _limits(said, said_language)
    say = wording(language)
    # A country by its name: people write it without its capital.
    places = [
        say.country_name(code) if code else said[start:end]
        for (start, end), code in new.places
    ]
    placed: dict[Span, str] = {}
    added: list[str] = []
    leading = follow_ups()["about"]
    [about] = leading.get(language, leading["en"])
    for old, fresh, lead in (
        (_last_together(text, [span for span, _ in own.places]), places, ""),
        (_listed(own.years), [said[a:b] for a, b in _listed(new.years)], ""),
        (_listed(own.by), [said[a:b] for a, b in _listed(new.by)], ""),
        (_last_together(text, own.matters), [said[a:b] for a, b in new.matters], about),
    ):
        told = " ".join(fresh)
        if told and old:
            placed |= {**dict.fromkeys(old, ""), old[0]: told}
        elif told:
            added.append(f"{lead} {told}")
    for (start, end), told in sorted(placed.items(), reverse=True):
        text = f"{text[:start]}{told}{text[end:]}"
    kept = _END.sub("", text)
    # What has no spaces ends with what is counted or listed.
    parts = [*added, kept] if language == "zh" else [kept, *added]
    return " ".join(" ".join(parts).split())


def _last_together(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return where the last of some places stands, with those it is listed with.

    China's projects "in Kenya and Mali" are moved from Kenya and Mali alone.
    """
    together: Span | None = None
    for start, end in sorted(spans, reverse=True):
        if together is None:
            together = (start, end)
        elif _JOINS.fullmatch(text[end : together[0]]):
            together = (start, together[1])
        else:
            break
    return _listed(together)


@cache
def _phrases(name: str, language: str) -> "regex.Pattern[str]":
    phrases = "|".join(follow_ups()[name][language])
    if language in WRITTEN_TOGETHER:
        return regex.compile(phrases)
    return regex.compile(rf"^[¿¡\s]*(?:{phrases})(?!\p{{L}})")


@cache
def _whole(name: str, language: str) -> "regex.Pattern[str]":
    """Return what matches all of a message."""
    return regex.compile("|".join(follow_ups()[name][language]))


def _listed(span: Span | None) -> tuple[Span, ...]:
    return () if span is None else (span,)
