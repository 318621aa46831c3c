"""What the screen shows of a reply: lines, markers, cards, and text to copy."""

import pytest

from assistant.replies import (
    Citation,
    Claim,
    PassageView,
    RefusalDetail,
    RefusalReason,
    Reply,
    Verdict,
)
from assistant.ui.answers import answer_view, copy_text, introduction, safe_link

QUOTE = "Fifty <b>wells</b> were dug ![x](http://evil.example/x.png)."


def citation(marker: int = 1, **changes: object) -> Citation:
    values: dict[str, object] = {
        "marker": marker,
        "chunk_id": f"c{marker}",
        "document_id": "d1",
        "title": "Wells [2] of the North",
        "uri": "https://example.org/wells",
        "platform": "Platform",
        "publisher": None,
        "licence": "CC BY 4.0",
        "published": "2019-05",
        "retrieved_at": "2026-11-24T00:00:00+00:00",
        "path": "wells.pdf",
        "page": 3,
        "language": "en",
        "quote": QUOTE,
        "span": (10, 10 + len(QUOTE)),
        "verdict": Verdict.SUPPORTED,
        "verdict_reason": "verbatim",
    }
    return Citation.model_validate(values | changes)


def answer(*cited: Citation, language: str = "en", text: str | None = None) -> Reply:
    words = text or (
        "The sources say:\n\nWells [2] of the North (Platform, May 2019)\n"
        f"• {QUOTE} [1]"
    )
    return Reply(
        id="q",
        audit_id="a1",
        kind="answer",
        question="How many wells?",
        language=language,
        mode="quoting",
        text=words,
        claims=(Claim(text=QUOTE, citations=(1,), verdict=Verdict.SUPPORTED),),
        citations=cited or (citation(),),
        took_ms=1.0,
    )


def refusal(*nearest: PassageView) -> Reply:
    return Reply(
        id="q",
        audit_id="a2",
        kind="refusal",
        question="Who won?",
        language="en",
        mode="quoting",
        text="Not answered.\n\nThe nearest passages:\n• Wells (P, 2019)\n\nTry.",
        refusal=RefusalDetail(
            reason=RefusalReason.NOT_IN_SOURCES, nearest=nearest, suggestion="Try."
        ),
        took_ms=1.0,
    )


def passage() -> PassageView:
    return PassageView(
        rank=1,
        score=1.0,
        chunk_id="c1",
        document_id="d1",
        title="Wells",
        uri=None,
        platform="P",
        publisher=None,
        licence=None,
        published="2019",
        retrieved_at="2026-11-24T00:00:00+00:00",
        path="wells.txt",
        page=None,
        language="und",
        headings=(),
        text="Wells were dug.",
    )


def test_the_words_of_all_lines_are_those_of_the_reply() -> None:
    reply = answer()
    shown = [
        "".join(p.text for p in line.parts) for line in answer_view(reply, {}).lines
    ]
    assert shown == [
        "Wells [2] of the North (Platform, May 2019)",
        f"{QUOTE} [1]",
    ]
    assert introduction(reply) == "The sources say:"


def test_only_markers_that_have_a_citation_open_something() -> None:
    parts = [part for line in answer_view(answer(), {}).lines for part in line.parts]
    assert [part.text for part in parts if part.marker is not None] == ["[1]"]


def test_a_title_stands_apart_from_its_platform_and_date() -> None:
    source = answer_view(answer(), {}).lines[0]
    assert source.kind == "source"
    apart = [part.text for part in source.parts if part.apart]
    assert apart == ["Wells [2] of the North", "Platform", "May 2019"]


def test_the_quote_is_marked_within_its_passage() -> None:
    [card] = answer_view(answer(), {"c1": f"Before. {QUOTE} After."}).cards
    assert (card.before, card.quote, card.after) == ("Before. ", QUOTE, " After.")
    assert card.note == "The quoted words are highlighted."


@pytest.mark.parametrize("passages", [{}, {"c1": "It says something else now."}])
def test_a_source_that_changed_shows_the_quote_alone_and_says_so(
    passages: dict[str, str],
) -> None:
    [card] = answer_view(answer(), passages).cards
    assert (card.before, card.quote, card.after) == ("", QUOTE, "")
    assert card.note is not None
    assert "changed" in card.note


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https:",
        "",
        None,
    ],
)
def test_only_web_addresses_are_followed(uri: str | None) -> None:
    assert safe_link(uri) is None
    [card] = answer_view(answer(citation(uri=uri)), {}).cards
    assert card.link is None
    assert "wells.pdf" in [fact.value for fact in card.facts]


def test_a_card_tells_where_the_words_come_from() -> None:
    [card] = answer_view(answer(language="fr"), {}).cards
    assert {fact.label: fact.value for fact in card.facts} == {
        "Plateforme": "Platform",
        "Publié": "mai 2019",
        "Consulté": "24 novembre 2026",
        "Licence": "CC BY 4.0",
        "Langue": "anglais",
        "Page": "3",
    }
    assert card.link == "https://example.org/wells"


def test_an_undated_source_says_so() -> None:
    [card] = answer_view(answer(citation(published=None)), {}).cards
    assert "no date given" in [fact.value for fact in card.facts]


def test_a_refusal_opens_its_nearest_passages() -> None:
    view = answer_view(refusal(passage()), {})
    [near] = [line for line in view.lines if line.kind == "nearest"]
    assert near.marker == 1
    [card] = view.cards
    assert (card.before, card.quote) == ("Wells were dug.", "")


def test_a_copied_answer_takes_its_sources_along() -> None:
    assert copy_text(answer()).endswith(
        "\n\nSources\n"
        "[1] Wells [2] of the North, Platform, May 2019, Page 3, CC BY 4.0, "
        "https://example.org/wells\n\nReference of this answer: a1"
    )


def test_arabic_answers_run_from_right_to_left() -> None:
    assert answer_view(answer(language="ar"), {}).direction == "rtl"
    assert answer_view(answer(language="fr"), {}).direction == "ltr"


def test_a_notice_is_shown_whole() -> None:
    reply = answer().model_copy(update={"kind": "notice", "text": "Hello.\nAsk me."})
    assert introduction(reply) == "Hello.\nAsk me."
