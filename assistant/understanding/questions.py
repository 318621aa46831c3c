"""Understands a question before a search: language, small talk, follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from babel import UnknownLocaleError

from assistant.errors import BadRequest
from assistant.partners.seeking import seeks_partners
from assistant.replies import Request
from assistant.understanding.goals_asked import language_asked_in
from assistant.understanding.leaning import leans
from assistant.understanding.retelling import language_wanted
from assistant.understanding.scope import is_private, names_nothing
from assistant.understanding.small_talk import SmallTalk, recognize, without_courtesy
from vectorstore.text.asked import AskedWord, asked_words
from vectorstore.text.countries import countries_named
from vectorstore.text.country_names import territories
from vectorstore.text.languages import (
    CHAT_LANGUAGES,
    detect_question_language,
    normalize_tag,
)
from vectorstore.text.normalization import clean_text
from vectorstore.text.spans import without_spans
from vectorstore.text.stop_words import stop_words

LONGEST = 4_000
"""Code points of a question; longer ones are no questions but documents."""
LONGEST_NEED = 20_000
"""Code points of a need that partners are asked for; it may be a whole page."""
UNDETERMINED = "und"
_TAG = regex.compile(
    r"""</?[a-zA-Z][a-zA-Z0-9]*"""
    r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?>"""
)
_WORD = regex.compile(r"[\p{L}\p{M}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question ready to be searched."""

    text: str
    to_search: str  # as it was asked, after the turn before when it leans on that
    language: str  # of the reply; never "und"
    analysis_language: str  # of the question's own words
    small_talk: SmallTalk | None
    is_vague: bool  # it does not say what it is about
    is_private: bool  # it asks for something private of a person
    is_bare: bool = False  # it is the one word of a topic: "water"


def understand(request: Request) -> Question:
    """Tell the reply's language, whether it is small talk, and what to search for.

    Raises:
        BadRequest: the question is empty or too long, or the language is unknown.
    """
    asked = without_courtesy(_without_markup(request.question))
    text = clean_text(asked).strip()
    if not text:
        raise BadRequest("the question is empty", remedy="Write a question.")
    limit = LONGEST_NEED if request.need is not None else longest(text)
    if len(text) > limit:
        raise BadRequest(
            f"the question has {len(text)} characters, more than {limit}",
            remedy="Ask for one thing at a time, in fewer words.",
        )
    turns = [turn for turn in map(clean_text, request.context) if turn.strip()]
    earlier = _that_ask(turns)
    before = earlier[-1] if earlier else ""
    language_before = detect_question_language(before or "".join(turns[-1:]))
    small_talk = recognize(text, before=language_before)
    detected = (
        small_talk[1] if small_talk else language_of(text, before=language_before)
    )
    own_words = asked_words(text, detected)
    follows = (
        bool(earlier)
        and not small_talk
        and leans(
            text,
            own_words,
            language=detected,
            before=language_before,
        )
    )
    return Question(
        text=text,
        to_search=f"{earlier[-1]}\n{asked}" if follows else asked,
        language=reply_language(
            request.language, detected, turns, hint=language_asked_in(text)
        ),
        analysis_language=detected,
        small_talk=small_talk[0] if small_talk else None,
        is_vague=not small_talk and names_nothing(text, detected) and not follows,
        is_private=not small_talk and is_private(text, detected),
        is_bare=not small_talk and not follows and _is_bare(text, own_words),
    )


def without_small_talk(request: Request) -> Request:
    """Return a request whose earlier turns are those that asked for something."""
    return request.model_copy(update={"context": tuple(_that_ask(request.context))})


def _that_ask(turns: Sequence[str]) -> list[str]:
    return [
        turn
        for turn in turns
        if recognize(turn) is None and language_wanted(turn) is None
    ]


def language_untold(question: str, context: Sequence[str]) -> bool:
    """Tell whether neither a message nor the turns before it tell their language."""
    tells = recognize(question) is not None or language_wanted(question) is not None
    return not tells and all(
        detect_question_language(clean_text(turn)) == UNDETERMINED
        for turn in (question, *context)
    )


def _without_markup(question: str) -> str:
    """Return a question without the tags of HTML that were copied with it."""
    return _TAG.sub(" ", question).strip() or question.strip()


def _is_bare(text: str, words: Sequence[AskedWord]) -> bool:
    """Tell whether a text is one word of content and nothing else, and no name."""
    if len(words) != 1 or len(text.split()) != 1 or text.isupper():
        return False
    word = words[0]
    return not word.is_name and not any(
        word.written.casefold() in stop_words(tag) for tag in CHAT_LANGUAGES
    )


def longest(message: str) -> int:
    """Return how many code points a message may have: a need more than a question."""
    if len(message) <= LONGEST:
        return LONGEST
    return LONGEST_NEED if seeks_partners(message) else LONGEST


def language_of(text: str, *, before: str) -> str:
    """Return the language of a message, which may be "und".

    One of nothing but names and small words is in that of the turn before it, where
    these are small words of it: "Et au Kenya ?" looks like Swahili by itself. The
    language before is "und" where there was no turn.
    """
    detected = detect_question_language(text)
    named = countries_named(text)
    spans = [span for _, span in named]
    if any(_is_english_too(code, detected) for code, _ in named):
        # "malaria zambia" is no Swahili, though Zambia is called so there.
        around = detect_question_language(without_spans(text, spans))
        if around == UNDETERMINED or around in CHAT_LANGUAGES:
            detected = around
    if before == detected or before not in CHAT_LANGUAGES:
        return detected
    rest = without_spans(text.casefold(), spans)
    small = stop_words(before)
    return before if all(word in small for word in _WORD.findall(rest)) else detected


def _is_english_too(country: str, language: str) -> bool:
    """Whether a language that has no words of ours writes a country as English does."""
    if language in CHAT_LANGUAGES or language == UNDETERMINED:
        return False
    try:
        own = territories(language).get(country)
    except (UnknownLocaleError, ValueError):
        return False
    return own is not None and own == territories("en").get(country)


def reply_language(
    forced: str | None, detected: str, earlier: list[str], *, hint: str | None = None
) -> str:
    """Return the language to reply in: the forced one, else the text's, else English.

    A `hint` is taken where neither the text nor those before it tell a language.

    Raises:
        BadRequest: the forced one is no language tag.
    """
    if forced is not None:
        tag = normalize_tag(forced)
        if tag is None:
            raise BadRequest(
                f"{forced!r} is no language tag",
                remedy='Use a BCP 47 tag such as "en", "fr" or "zh-Hans".',
            )
        return tag
    for candidate in [detected, *map(detect_question_language, reversed(earlier))]:
        if candidate != UNDETERMINED:
            return candidate
    return hint or "en"
