"""A search: the passages for a query, with how strongly they suggest an answer."""

import time
from uuid import uuid4

from assistant.answers.evidence import COMPARED, evidence
from assistant.answers.respelling import respelled
from assistant.errors import BadRequest
from assistant.finding import Finder
from assistant.replies import PassageView, Request, SearchReply
from assistant.understanding.questions import understand
from vectorstore.records import Readers

BETTER = 0.5
"""Log odds by which a mended query must be answered more surely, and at all."""


def search(finder: Finder, request: Request, *, readers: Readers) -> SearchReply:
    """Return the passages for a query, best first.

    Raises:
        BadRequest: it is empty, in an unknown language, or comes with a need.
        EvidenceUnavailable: the store failed.
    """
    began = time.perf_counter()
    if request.need is not None:
        raise BadRequest(
            "a search takes no need", remedy="Ask for partners with it instead."
        )
    question = understand(request)
    found = finder.find(question, request, readers=readers, at_least=COMPARED.stop)
    strength = evidence(
        found.question.asked, found.passages, language=question.language
    )
    meant = (
        respelled(
            finder,
            question,
            request,
            found.question.asked,
            above=max(strength + BETTER, 0.0),
            readers=readers,
        )
        if strength < 0
        else None
    )
    shown = found.passages[: request.limit]
    return SearchReply(
        id=request.id or uuid4().hex,
        query=request.question,
        language=question.language,
        took_ms=round((time.perf_counter() - began) * 1000, 3),
        evidence=round(strength, 4) if shown else None,
        meant=meant,
        passages=tuple(PassageView.of(passage) for passage in shown),
    )
