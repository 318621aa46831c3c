"""An answer as far as it has come, and how it is stopped."""

from datetime import date

import pytest

from assistant.replies import Citation, Claim, Released, Verdict
from assistant.ui.connection import Connection
from assistant.ui.unfolding import reply_so_far
from assistant.writing.composing import compose_written
from assistant.writing.writer import Writing


def released(
    text: str, marker: int, *, language: str = "en", begins: bool = False
) -> Released:
    cited = Citation(
        marker=marker,
        chunk_id=f"c{marker}",
        document_id="d",
        title="T",
        uri=None,
        platform="P",
        publisher=None,
        licence=None,
        published=None,
        retrieved_at="2026-11-24T00:00:00+00:00",
        path=None,
        page=None,
        language=language,
        quote=text,
        span=(0, len(text)),
        verdict=Verdict.SUPPORTED,
        verdict_reason="verbatim",
    )
    claim = Claim(text=text, citations=(marker,), verdict=Verdict.SUPPORTED)
    return Released(
        text=f"{text} [{marker}]",
        claim=claim,
        citations=(cited,),
        language=language,
        begins=begins,
    )


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_what_is_shown_on_the_way_is_how_the_whole_answer_begins(language: str) -> None:
    claims = [
        released("One.", 1, language=language, begins=True),
        released("Two.", 2, language=language),
        released("• Three.", 3, language=language, begins=True),
    ]
    writing = Writing(language=language, released=claims, stopped="length")
    whole = compose_written(writing, model="m", today=date(2026, 1, 1), of_years=True)
    for count in (1, 2, 3):
        so_far = reply_so_far("Q?", claims[:count], model="m")
        assert whole.text.startswith(so_far.text)
        assert whole.citations[:count] == so_far.citations
        assert whole.claims[:count] == so_far.claims


def test_an_answer_that_its_reader_stopped_says_so_on_screen_and_in_the_log() -> None:
    claims = [released("One.", 1, begins=True)]
    writing = Writing(language="en", released=claims, stopped="stopped")
    kept = compose_written(writing, model="m", today=date.max, of_years=True)
    shown = reply_so_far("Q?", claims, model="m", stopped=True)
    assert shown.text == kept.text
    assert shown.text.endswith(
        "You stopped this answer. What was checked until then is shown."
    )


def test_stopping_reaches_the_answer_that_a_session_waits_for_and_no_other() -> None:
    connection = Connection()
    with connection.stoppable("a") as first, connection.stoppable("b") as second:
        connection.stop("a")
        assert (first.is_set(), second.is_set()) == (True, False)
    connection.stop("a")
    connection.stop("unknown")
    with connection.stoppable("a") as again:
        assert not again.is_set()
