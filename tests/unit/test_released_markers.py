"""Markers of a model's answer: one for each piece of evidence and what was found."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from assistant.answers.quoting import Quote, Sentence
from assistant.replies import Verdict
from assistant.support.quotes import Checked
from assistant.support.reasons import VERBATIM, Reason
from assistant.ui.unfolding import reply_so_far
from assistant.wording import LANGUAGES, wording
from assistant.writing.checking import Carried, Shown, Support
from assistant.writing.claims import Draft
from assistant.writing.composing import compose_written, go_on_in_quotes
from assistant.writing.writer import Writing
from vectorstore.records import Chunk, ChunkId, DocumentId, Passage, Provenance
from vectorstore.sentences import Sentences

TEXT = "Wells were dug."


def passage(text: str = TEXT, *, name: str = "1", title: str = "Wells") -> Passage:
    return Passage(
        chunk=Chunk(
            id=ChunkId(f"c{name}"),
            document_id=DocumentId(f"d{name}"),
            ordinal=0,
            span=(0, len(text)),
            text=text,
            language="en",
            tokens=4,
        ),
        title=title,
        path=None,
        provenance=Provenance(
            platform="P", retrieved_at=datetime(2026, 1, 2, tzinfo=UTC)
        ),
        similarity=0.8,
        coverage=0.0,
        score=1.0,
        rank=1,
    )


def carried(text: str, verdict: Verdict, reason: str | None) -> Carried:
    """A claim that the one passage carries, with a verdict and a reason."""
    sentences = Sentences(spans=(), vectors=np.zeros((0, 4), np.float32), letters=())
    support = Support(
        shown=Shown.of(1, passage(), sentences),
        span=(0, len(TEXT)),
        verdict=verdict,
        reason=Reason(key=reason) if reason else None,
    )
    draft = Draft(
        text=text, cited=(1,), quoted=(), listed=False, begins=False, linked=False
    )
    return Carried(draft=draft, supports=(support,))


def quoted(words: str, within: Passage) -> Checked:
    """A quote of a passage."""
    begin = within.chunk.text.index(words)
    sentence = Sentence(
        passage=within,
        text=words,
        span=(begin, begin + len(words)),
        vector=np.zeros(4, np.float32),
    )
    quote = Quote(sentence=sentence, score=0.0, nearness=0.0, coverage=0.0)
    return Checked(quote=quote, verdict=Verdict.SUPPORTED, reason=VERBATIM)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_behind_claims_go_on_with_their_markers_under_their_sources(
    language: str,
) -> None:
    say = wording(language)
    water = passage("They hold water. They are deep.", name="2", title="Water")
    pumps = passage("Pumps run.", name="3", title="Pumps")
    writing = Writing(language=language)
    writing.release(carried("Wells were dug.", Verdict.SUPPORTED, None))
    writing.stopped = "timeout"

    released = go_on_in_quotes(
        writing,
        [
            quoted("They are deep.", water),
            quoted("Pumps run.", pumps),
            quoted("They hold water.", water),
        ],
    )

    whole = compose_written(writing, model="m", today=date(2026, 1, 2), of_years=True)
    assert [one.claim.citations for one in released] == [(2,), (3,), (4,)]
    assert [one.marker for one in whole.citations] == [1, 2, 3, 4]
    assert [claim.text for claim in whole.claims[1:]] == [
        "They hold water.",
        "They are deep.",
        "Pumps run.",
    ]
    lines = whole.text.split("\n")
    assert lines[2:6] == ["Wells were dug. [1]", "", why(language), ""]
    assert lines[6].startswith("Water (P")
    assert lines[7:10] == ["• They hold water. [2]", "• They are deep. [3]", ""]
    assert lines[10].startswith("Pumps (P")
    assert lines[11:] == ["• Pumps run. [4]"]
    assert say.say("answer.stopped") not in whole.text
    for count in range(1, 5):
        so_far = reply_so_far("Q?", writing.released[:count], model="m")
        assert whole.text.startswith(so_far.text)


def test_where_there_is_nothing_to_quote_a_note_says_that_it_ends_early() -> None:
    writing = Writing(language="en")
    writing.release(carried("Wells were dug.", Verdict.SUPPORTED, None))
    writing.stopped = "unreachable"

    assert go_on_in_quotes(writing, []) == ()

    whole = compose_written(writing, model="m", today=date(2026, 1, 2), of_years=True)
    assert whole.text.endswith(wording("en").say("answer.stopped"))
    assert why("en") not in whole.text


def why(language: str) -> str:
    return wording(language).say("answer.model_broke_off")
