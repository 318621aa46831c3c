"""What the library holds, in a few words: documents, platforms, languages."""

from collections.abc import Sequence

from assistant.answers.answering import Composed
from assistant.answers.said import Said, said_at_once
from assistant.finding import Finder
from assistant.understanding.questions import Question
from assistant.wording import Wording, wording
from vectorstore.records import EVERYTHING, Readers
from vectorstore.text.languages import UNDETERMINED

NAMED = 12
"""Platforms, and languages, that are told by name; more are a number."""


def tell_holdings(finder: Finder, question: Question, readers: Readers) -> Said:
    """Tell what these readers may find here.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    say = wording(question.language)
    counts = finder.facets(
        ("platform", "language"),
        filters=EVERYTHING,
        readers=readers,
        with_copies=True,
    )
    if not counts.documents:
        words = say.say("chat.index_missing")
        return said_at_once("notice", Composed(text=words), question)
    languages = [tag for tag in counts.values["language"] if tag != UNDETERMINED]
    words = say.say(
        "notice.holdings",
        count=say.number(counts.documents),
        platforms=_few(list(counts.values["platform"]), say),
        languages=_few([say.language_name(tag) for tag in languages], say),
    )
    return said_at_once("notice", Composed(text=words), question)


def _few(names: Sequence[str], say: Wording) -> str:
    more = len(names) - NAMED
    rest = [say.say("organizations.more", count=say.number(more))] if more > 0 else []
    return say.list_separator.join([*names[:NAMED], *rest])
