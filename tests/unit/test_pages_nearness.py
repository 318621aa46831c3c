"""What of a search is related to its query, and how well it fits."""

from collections.abc import Sequence

import pytest

from assistant.pages.nearness import Fit, searched
from assistant.replies import PassageView, SearchReply

NEAR, FAR = 5.0, 0.5


def passage(text: str, *, score: float, language: str = "en") -> PassageView:
    return PassageView(
        rank=1,
        score=score,
        chunk_id=text,
        document_id=text,
        title="",
        uri=None,
        platform="Test",
        publisher=None,
        licence=None,
        published=None,
        retrieved_at="2026-01-01",
        path=None,
        page=None,
        language=language,
        headings=(),
        text=text,
    )


def reply(
    query: str, *passages: PassageView, evidence: float = 1.0, language: str = "en"
) -> SearchReply:
    return SearchReply(
        id="1",
        query=query,
        language=language,
        took_ms=1.0,
        evidence=evidence,
        meant=None,
        passages=passages,
    )


def texts(found: Sequence[Sequence[PassageView]]) -> list[str]:
    return [passages[0].text for passages in found]


def test_results_end_where_unrelated_text_is_as_near_but_all_words_count() -> None:
    found = searched(
        reply(
            "village wells",
            passage("Water for all.", score=NEAR),
            passage("Village wells.", score=FAR),
            passage("A village choir.", score=FAR),
        ),
        limit=100,
    )

    assert texts(found.documents) == ["Water for all.", "Village wells."]
    assert not found.is_cut


def test_as_many_related_passages_as_were_looked_for_may_not_be_all() -> None:
    found = searched(reply("wells", passage("Wells.", score=NEAR)), limit=1)

    assert found.is_cut


@pytest.mark.parametrize(
    ("query", "text", "evidence", "fit"),
    [
        ("village wells", "Wells in Mali.", 1.0, Fit.WELL),
        ("太阳能", "Solar energy.", 4.0, Fit.BY_MEANING),
        ("zzzzqqqq", "Solar energy.", 2.0, Fit.BY_MEANING),
        ("love poems", "We love rivers.", -4.0, Fit.LOOSELY),
        ("solar energy", "Solar energy.", -4.0, Fit.WELL),  # it holds all the words
        ("who is it", "Solar energy.", 1.0, Fit.WELL),  # there is no word to hold
    ],
)
def test_the_best_passages_tell_how_well_the_library_fits(
    query, text, evidence, fit
) -> None:
    found = searched(
        reply(query, passage(text, score=NEAR), evidence=evidence), limit=100
    )

    assert found.fit is fit
