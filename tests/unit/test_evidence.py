"""Evidence: the best passage must stand out, and hold the question's numbers."""

from datetime import UTC, datetime

import pytest

from assistant.evidence import ENOUGH, MISSING_NUMBER, evidence
from vectorstore.records import Chunk, ChunkId, DocumentId, Passage, Provenance


def passages(*scores, text="Forty wells were dug.", published=None):
    return [
        Passage(
            chunk=Chunk(
                id=ChunkId(f"d{rank}.x.1"),
                document_id=DocumentId(f"d{rank}"),
                ordinal=0,
                span=(0, len(text)),
                text=text,
                language="en",
                tokens=5,
            ),
            title="Wells",
            path="wells.txt",
            provenance=Provenance(
                platform="Platform",
                published=published,
                retrieved_at=datetime(2026, 1, 2, tzinfo=UTC),
            ),
            similarity=0.8,
            coverage=0.0,
            score=score,
            rank=rank,
        )
        for rank, score in enumerate(scores, start=1)
    ]


def test_nothing_found_is_no_evidence():
    assert evidence("Who digs wells?", []) == 0.0


def test_a_passage_that_stands_out_is_enough_and_one_in_a_crowd_is_not():
    standing_out = passages(6.0, *[3.0] * 14)
    in_a_crowd = passages(3.2, *[3.0] * 14)

    assert evidence("Who digs wells?", standing_out) > ENOUGH
    assert evidence("Who digs wells?", in_a_crowd) < ENOUGH


def test_a_tiny_library_answers_what_it_holds_and_refuses_what_it_does_not():
    assert evidence("Who digs wells?", passages(5.0)) > ENOUGH
    assert evidence("Who won the match?", passages(1.5)) < ENOUGH


@pytest.mark.parametrize(
    ("question", "text", "published", "missing"),
    [
        ("What was dug in 2011?", "In 2011 wells were dug.", None, False),
        ("What was dug in 2011?", "Wells were dug.", "2011-05-01", False),
        ("What was dug in 2011?", "Wells were dug in 2012.", None, True),
        ("Who got 35,000 dollars?", "They got 35 000 dollars.", None, False),
        ("Who got 3.5 million?", "They got 35 million.", None, True),
    ],
)
def test_a_number_of_the_question_must_be_in_what_was_found(
    question, text, published, missing
):
    found = passages(5.0, *[3.0] * 14, text=text, published=published)
    without = evidence("What was dug?", found)

    cost = without - evidence(question, found)

    assert cost == pytest.approx(MISSING_NUMBER if missing else 0.0)
