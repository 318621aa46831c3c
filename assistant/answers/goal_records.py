"""Finds the records of the goals, targets and indicators that a question asks for."""

from collections.abc import Sequence

import regex

from assistant.finding import Finder
from assistant.replies import Request
from assistant.understanding.goals_asked import GoalAsked, Kind, goals_asked
from assistant.understanding.questions import Question
from vectorstore.records import Document, Filters, Passage, Readers

RECORDS = 3
"""Records that are shown of one goal: a country may have its own beside the world's."""


def goal_records(
    finder: Finder, question: Question, request: Request, *, readers: Readers
) -> tuple[Passage, ...]:
    """Return the records a question asks for by number, as passages, in its order.

    They are in the language of the reply where there are such, else in English, else
    in any one. Nothing where it asks for something else, or one of them is not here.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    records: list[Document] = []
    for asked in goals_asked(question.text) or goals_asked(question.to_search):
        own = _records_of(finder, asked, question, request, readers=readers)
        if not own:
            return ()
        records += own
    ids = list(dict.fromkeys(record.id for record in records))[: request.limit]
    openings = finder.openings(ids, readers=readers)
    return tuple(
        openings[one].model_copy(update={"rank": rank})
        for rank, one in enumerate((one for one in ids if one in openings), start=1)
    )


def _records_of(
    finder: Finder,
    asked: GoalAsked,
    question: Question,
    request: Request,
    *,
    readers: Readers,
) -> list[Document]:
    filters = record_filters(asked, request.limits)
    if filters is None:
        return []
    found = finder.documents(finder.listed(filters=filters, readers=readers))
    fitting = [record for record in found.values() if _is(record, asked)]
    languages = [record.language for record in fitting]
    language = next(
        (one for one in (question.language, "en") if one in languages),
        languages[0] if languages else None,
    )
    return [one for one in fitting if one.language == language][:RECORDS]


def record_filters(
    asked: GoalAsked, limits: Filters, *, kind: Kind | None = None
) -> Filters | None:
    """Return a request's limits and the record's own; None: it is outside of them.

    With a `kind` they are those of its parts of that kind.
    """
    wanted = kind or asked.kind
    number = ".".join(asked.number.split(".")[:2])
    within = [number, number.partition(".")[0]]
    if (limits.kind and wanted not in limits.kind) or (
        limits.sdg and not any(one in limits.sdg for one in within)
    ):
        return None
    return limits.model_copy(update={"kind": (wanted,), "sdg": (number,)})


def _is(record: Document, asked: GoalAsked) -> bool:
    """Tell whether a record is of just that number.

    Records state the targets of indicators; an indicator's own number stands in its
    title or its key.
    """
    if asked.kind != "indicator":
        return asked.number in record.facets.sdgs
    number = regex.escape(asked.number).replace(r"\.", "[.-]")
    own = rf"(?i)(?<![\p{{N}}.-]){number}(?![\p{{L}}\p{{N}}]|[.-]\p{{N}})"
    key = record.path.rpartition("#")[2]
    return any(regex.search(own, told) for told in (record.title, key))


def with_records(
    records: Sequence[Passage], found: Sequence[Passage]
) -> tuple[Passage, ...]:
    """Return records with what a search found behind them, ranked anew."""
    own = {passage.chunk.id for passage in records}
    best = max((passage.score for passage in found), default=0.0)
    first = [passage.model_copy(update={"score": best}) for passage in records]
    others = [passage for passage in found if passage.chunk.id not in own]
    return tuple(
        passage.model_copy(update={"rank": rank})
        for rank, passage in enumerate([*first, *others], start=1)
    )
