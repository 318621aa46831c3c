"""How near what a search found is: which passages are related to it, and how well.

Something is always nearest, so a page must say where it only is that.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from assistant.answers.quoted import OFF_TOPIC
from assistant.pages.results import Found, by_document
from assistant.replies import PassageView, Request, SearchReply
from assistant.understanding.questions import understand
from vectorstore.records import Record
from vectorstore.text.asked import AskedWord, asked_words, index_terms

LOOSE = -1.0
"""Evidence below which the best passages are of other matters: on 39 queries on
subjects of the library it was above -0.7, on 13 of 28 others or of no words below."""
LOOKED_AT = 20
"""The best passages: whether they hold words of the query is looked at."""


class Fit(StrEnum):
    """How well the best passages fit a query."""

    WELL = "well"
    BY_MEANING = "by_meaning"  # none of them holds any of its words
    LOOSELY = "loosely"


class Searched(Record):
    """What a search found, as its page shows it."""

    reply: SearchReply
    documents: tuple[Found, ...]  # with their related passages, best first
    is_cut: bool  # whether more passages may be related
    fit: Fit


def searched(reply: SearchReply, *, limit: int) -> Searched:
    """Return what of a search is related to its query, and how well it fits.

    A passage is related that is nearer to the query than unrelated text is, or holds
    all its words.

    Args:
        reply: what was found, best first.
        limit: how many passages were looked for.
    """
    language = understand(Request(question=reply.query)).analysis_language
    words = asked_words(reply.query, language)
    related = [
        passage
        for passage in reply.passages
        if passage.score >= OFF_TOPIC or (words and _holding(words, passage) == 1)
    ]
    return Searched(
        reply=reply,
        documents=tuple(by_document(related)),
        is_cut=len(related) >= limit,
        fit=_fit(reply, words, related[:LOOKED_AT]),
    )


def _fit(
    reply: SearchReply, words: Sequence[AskedWord], best: Iterable[PassageView]
) -> Fit:
    held = [_holding(words, passage) for passage in best] if words else []
    is_weak = reply.evidence is not None and reply.evidence < LOOSE
    if is_weak and 1 not in held:
        return Fit.LOOSELY
    return Fit.WELL if not words or any(held) else Fit.BY_MEANING


def _holding(words: Sequence[AskedWord], passage: PassageView) -> float:
    """Return the share of words that a passage holds."""
    told = "\n".join((passage.title, *passage.headings, passage.text))
    held = frozenset(index_terms(told, passage.language))
    return sum(not word.forms.isdisjoint(held) for word in words) / len(words)
