"""A question that compares countries is looked up once for each of them.

One search finds what is nearest to all of its words, which is often of one side alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import regex

from assistant.understanding.intents import (
    Intent,
    intent_of,
    intent_phrases,
)
from assistant.understanding.places import countries_compared
from assistant.understanding.questions import Question
from vectorstore.records import ChunkId, Passage
from vectorstore.text.countries import countries_named
from vectorstore.text.spans import without_spans

MOST_SIDES = 4
"""Countries that are looked up apart; more are looked up together."""


def sides(question: Question) -> tuple[Question, ...]:
    """Return a question for each country that a comparison names; else none."""
    text = question.to_search
    if intent_of(text, question.analysis_language) is not Intent.COMPARISON:
        return ()
    named = countries_named(text)
    codes = countries_compared(text)
    if not 2 <= len(codes) <= MOST_SIDES:
        return ()
    asks = _asking(question.analysis_language)
    return tuple(
        replace(question, to_search=asks.sub(" ", without_spans(text, others)))
        for code in codes
        for others in ([s for one, s in named if one in codes and one != code],)
    )


@cache
def _asking(language: str) -> "regex.Pattern[str]":
    """Return what finds words that ask for a comparison: no side's text has them."""
    phrases = intent_phrases(Intent.COMPARISON, language).pattern
    # To the end of the word, in scripts that part words.
    return regex.compile(rf"(?i)(?:{phrases})[\p{{Latin}}\p{{Cyrillic}}]*")


def in_turn(found: Sequence[Sequence[Passage]], limit: int) -> tuple[Passage, ...]:
    """Return the best passage of each, then the next of each; each once, ranked anew.

    Args:
        found: passages, best first.
        limit: how many there may be.
    """
    together: dict[ChunkId, Passage] = {}
    for at in range(max(map(len, found), default=0)):
        for passage in (passages[at] for passages in found if at < len(passages)):
            together.setdefault(passage.chunk.id, passage)
    ordered = list(together.values())[:limit]
    return tuple(
        passage.model_copy(update={"rank": rank})
        for rank, passage in enumerate(ordered, start=1)
    )
