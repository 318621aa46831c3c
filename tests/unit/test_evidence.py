"""Evidence: the best passage must stand out, and hold the question's names."""

from datetime import UTC, datetime

import pytest

from assistant.answers.evidence import calibration, evidence, missing_names
from vectorstore.records import Chunk, ChunkId, DocumentId, Passage, Provenance
from vectorstore.text.asked import asked_words


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


def strength(question, found, language="en"):
    return evidence(asked_words(question, language), found, language=language)


def test_nothing_found_is_not_enough():
    assert strength("Who digs wells?", []) < 0


def test_a_passage_that_stands_out_is_enough_and_one_in_a_crowd_is_not():
    standing_out = passages(6.0, *[3.0] * 14)
    in_a_crowd = passages(3.2, *[3.0] * 14)

    assert strength("Who digs wells?", standing_out) > 0
    assert strength("Who digs wells?", in_a_crowd) < 0


def test_a_tiny_library_answers_what_it_holds_and_refuses_what_it_does_not():
    assert strength("Who digs wells?", passages(5.0)) > 0
    assert strength("Who won the match?", passages(1.5)) < 0


@pytest.mark.parametrize(
    ("question", "text", "published", "missing"),
    [
        ("What was dug in 2011?", "In 2011 wells were dug.", None, []),
        ("What was dug in 2011?", "Wells were dug.", "2011-05-01", []),
        ("What was dug in 2011?", "Wells were dug in 2012.", None, ["2011"]),
        ("Who got 35,000 dollars?", "They got 35 000 dollars.", None, []),
        ("Who got 3.5 million?", "They got 35 million.", None, ["3.5"]),
        ("Who dug in Chad?", "Wells were dug in Niger.", None, ["Chad"]),
        ("Qui a creusé au Tchad ?", "Wells were dug in Chad.", None, []),
        ("Who paid UNICEF?", "Wells were dug.", None, ["UNICEF"]),
    ],
)
def test_names_of_the_question_must_be_in_what_was_found(
    question, text, published, missing
):
    found = passages(5.0, *[3.0] * 14, text=text, published=published)
    language = "fr" if "Tchad" in question else "en"

    lacking = missing_names(asked_words(question, language), found)

    assert [word.written for word in lacking] == missing
    if missing:
        assert strength(question, found) <= strength("Who dug it?", found)


def test_what_holds_more_of_the_question_is_stronger_evidence():
    def read(held, similarity=0.85):
        return [
            one.model_copy(update={"held": held, "similarity": similarity})
            for one in passages(5.0, *[3.0] * 14)
        ]

    little, much = (strength("Who digs wells?", read(held)) for held in (0.4, 0.6))
    far, near = (
        strength("Who digs wells?", read(0.5, similarity)) for similarity in (0.7, 0.9)
    )

    assert little < much
    assert far < near
    # More than answers usually have tells only that the library is of one subject.
    assert strength("Who digs wells?", read(0.7, 0.9)) == strength(
        "Who digs wells?", read(0.8, 0.95)
    )


def test_a_model_that_tells_no_tokens_is_weighed_without_its_cosines():
    near, far = (
        [
            one.model_copy(update={"similarity": similarity})
            for one in passages(5.0, *[3.0] * 14)
        ]
        for similarity in (0.9, 0.1)
    )

    assert strength("Who digs wells?", near) == strength("Who digs wells?", far) > 0


def test_every_missing_name_counts_against_an_answer():
    weights = calibration().pooled.weights

    assert weights.countries_missing < 0
    assert weights.numbers_missing < 0
    assert weights.names_missing <= 0
    assert weights.stands_out > 0
