"""Markers of a model's answer: one for each piece of evidence and what was found."""

from datetime import UTC, datetime

import numpy as np

from assistant.replies import Verdict
from assistant.support.reasons import Reason
from assistant.writing.checking import Carried, Shown, Support
from assistant.writing.claims import Draft
from assistant.writing.writer import Writing
from vectorstore.records import Chunk, ChunkId, DocumentId, Passage, Provenance
from vectorstore.sentences import Sentences

TEXT = "Wells were dug."


def carried(text: str, verdict: Verdict, reason: str | None) -> Carried:
    """A claim that the one passage carries, with a verdict and a reason."""
    passage = Passage(
        chunk=Chunk(
            id=ChunkId("c1"),
            document_id=DocumentId("d1"),
            ordinal=0,
            span=(0, len(TEXT)),
            text=TEXT,
            language="en",
            tokens=4,
        ),
        title="Wells",
        path=None,
        provenance=Provenance(
            platform="P", retrieved_at=datetime(2026, 1, 2, tzinfo=UTC)
        ),
        similarity=0.8,
        coverage=0.0,
        score=1.0,
        rank=1,
    )
    sentences = Sentences(spans=(), vectors=np.zeros((0, 4), np.float32), letters=())
    support = Support(
        shown=Shown.of(1, passage, sentences),
        span=(0, len(TEXT)),
        verdict=verdict,
        reason=Reason(key=reason) if reason else None,
    )
    draft = Draft(
        text=text, cited=(1,), quoted=(), listed=False, begins=False, linked=False
    )
    return Carried(draft=draft, supports=(support,))


def test_a_claims_verdict_is_that_of_the_citations_it_names() -> None:
    writing = Writing(language="en")
    claims = [
        carried("Wells were dug.", Verdict.SUPPORTED, None),
        carried("Many wells were dug.", Verdict.PARTIAL, "part"),
        carried("Wells have been dug.", Verdict.SUPPORTED, "carried"),
        carried("Some wells were dug.", Verdict.PARTIAL, "part"),
    ]
    released = [writing.release(claim) for claim in claims]
    verdicts = {c.marker: c.verdict for c in writing.citations}
    assert [r.claim.citations for r in released] == [(1,), (2,), (3,), (2,)]
    assert [r.claim.verdict for r in released] == [
        verdicts[r.claim.citations[0]] for r in released
    ]
