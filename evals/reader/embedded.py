"""Passages and questions as the engine reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.reader.passages import Passage
from vectorstore.embeddings.protocol import Embedder, Read
from vectorstore.records import Chunk, ChunkId, DocumentId, Span
from vectorstore.sentences import embed_sentences
from vectorstore.tokens import pack_tokens

_AT_ONCE = 64  # passages


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPassage:
    """A passage with what an index stores of it."""

    text: str
    language: str
    vector: NDArray[np.float32]  # (dimensions,), of unit length
    spans: tuple[Span, ...]  # of its sentences, in order
    sentences: NDArray[np.float32]  # (len(spans), dimensions), of unit length
    tokens: bytes  # as `pack_tokens` packs them


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedQuestion:
    """A question with its passage and the sentences there that answer it."""

    text: str
    passage: int  # its place in the set, from 0
    answers: frozenset[int]  # places in the passage, from 0; at least one
    read: Read


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedSet:
    """The passages of a set, and its questions about them."""

    passages: tuple[EmbeddedPassage, ...]
    questions: tuple[EmbeddedQuestion, ...]


def embed_set(embedder: Embedder, passages: Sequence[Passage]) -> EmbeddedSet:
    """Embed passages, without titles, and their questions, all in order.

    A question whose answer lies in no sentence is left out.

    Raises:
        EmbeddingFailed: the embedder gave no vectors.
        ValueError: the embedder tells of no tokens.
    """
    embedded = [
        one
        for start in range(0, len(passages), _AT_ONCE)
        for one in _embed(embedder, passages[start : start + _AT_ONCE])
    ]
    questions: list[EmbeddedQuestion] = []
    for number, (passage, own) in enumerate(zip(passages, embedded, strict=True)):
        for question in passage.questions:
            answers = find_sentences(own.spans, question.answers)
            if answers:
                questions.append(
                    EmbeddedQuestion(
                        text=question.text,
                        passage=number,
                        answers=answers,
                        read=embedder.read_question(question.text),
                    )
                )
    return EmbeddedSet(passages=tuple(embedded), questions=tuple(questions))


def find_sentences(spans: Sequence[Span], places: Sequence[int]) -> frozenset[int]:
    """Return which sentences any of the places lies in; white space is in none."""
    return frozenset(
        number
        for number, (start, end) in enumerate(spans)
        if any(start <= place < end for place in places)
    )


def _embed(embedder: Embedder, passages: Sequence[Passage]) -> list[EmbeddedPassage]:
    chunks = [("", _chunk(number, one)) for number, one in enumerate(passages)]
    made = embed_sentences(embedder, chunks)
    embedded: list[EmbeddedPassage] = []
    for row, passage in enumerate(passages):
        tokens = pack_tokens(made.tokens[row])
        if tokens is None:
            raise ValueError(f"no tokens are known of {passage.text[:40]!r}")
        embedded.append(
            EmbeddedPassage(
                text=passage.text,
                language=passage.language,
                vector=made.vectors[row],
                spans=made.sentences[row].spans,
                sentences=made.sentences[row].vectors,
                tokens=tokens,
            )
        )
    return embedded


def _chunk(number: int, passage: Passage) -> Chunk:
    return Chunk(
        id=ChunkId(f"{number}"),
        document_id=DocumentId(f"{number}"),
        ordinal=0,
        span=(0, len(passage.text)),
        text=passage.text,
        language=passage.language,
        tokens=1,  # not looked at
    )
