"""Chooses the sentences of the sources that answer, verbatim.

A candidate is a sentence of a found passage, as an exact span of its document. It is
scored by its own nearness to the question, by its passage's score, and by how much of
the question its words and its tokens hold. Repeats are merged; nothing is rewritten.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.finding import Finder
from assistant.support.inert import inert_sentences
from vectorstore.records import ChunkId, Passage, Span
from vectorstore.search import Found, Understood
from vectorstore.sentences import Sentences, count_dense, count_letters
from vectorstore.text.asked import asked_words, index_terms

READ_PASSAGES = 8
"""Passages whose sentences are read; more bring little and cost an embedding each."""
READ_SENTENCES = 64
QUOTES_AT_MOST = 5
RECORD_QUOTES_AT_MOST = 12
SENTENCE_WEIGHT = 0.5
PASSAGE_WEIGHT = 1.0
COVERAGE_WEIGHT = 0.5
HELD_WEIGHT = 8.0
"""What a cosine weighs that its tokens, half its own and half with those of sentences
beside it, hold more of the question: decisions 0028 and 0054."""
ANSWERING_WEIGHT = 0.5
"""What log odds weigh that a sentence, read with the question, answers it: decision
0055."""
SHORTNESS_WEIGHT = 1.0
WHOLE = 60
"""Letters of a sentence that says something whole. Shorter ones lose part of the weight
of shortness: a field such as "status: Completion" is near to any question."""
LABEL_WORDS = 4
"""Words that the name of a record's field has at most."""
BEFORE_WEIGHT = 0.25
AFTER_WEIGHT = 0.1
"""How far a sentence is raised to the one before or behind it that scores higher: who
"she" is, and what "this" was, often stands there."""
FAR_BEHIND = 3.5
"""A quote that scores this much less than the best is left out."""
SAME = 0.975
"""Cosine from which two sentences say the same thing in the same words."""
SHORTEST = 12
"""Code points below which a sentence says nothing by itself."""
DENSE = 5
"""Characters, such as those of Han, of which so many say something all the same."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_LISTED = re.compile(r"\s*[•▪◦*–—-]\s.*(?:https?://|www\.)\S+\s*", re.DOTALL)
"""An entry of a list that ends in an address: where to read more, not what is so."""
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage, as a span of its document's text."""

    passage: Passage
    text: str
    span: Span
    vector: NDArray[np.float32]  # of unit length
    held: float = 0.0  # what of the question its tokens hold: `vectorstore.reread`
    answers: float = 0.0  # log odds, among the others: `Rereading.answering`


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A chosen sentence. `score` is comparable within one question only."""

    sentence: Sentence
    score: float
    nearness: float  # standard deviations above unrelated text
    coverage: float  # share of the question's words in it, in [0, 1]


def sentences_of(
    passages: Sequence[Passage],
    divided: Mapping[ChunkId, Sentences],
    held: Mapping[ChunkId, Sequence[float]] | None = None,
    answering: Mapping[ChunkId, Sequence[float]] | None = None,
) -> list[Sentence]:
    """Return the sentences that may be quoted, in order of their passages.

    A number in square brackets would read as one of our markers, so a sentence that
    holds one gives its longest part without. A sentence that instructs a model, gives a
    person's contacts or leads to another site is not quoted (`support.inert`).

    Args:
        passages: best first.
        divided: the sentences of each.
        held: what of the question each of these holds, where passages were reread.
        answering: how much each of these seems to answer; least where it is not told.
    """
    found: list[Sentence] = []
    seen: set[str] = set()
    least = min((min(own) for own in (answering or {}).values() if own), default=0.0)
    for passage in passages[:READ_PASSAGES]:
        chunk = passage.chunk
        every = divided[chunk.id]
        own = inert_sentences(chunk.text, every, uri=passage.provenance.uri)
        holds, answers = (
            dict(zip(every.spans, (told or {}).get(chunk.id, ()), strict=False))
            for told in (held, answering)
        )
        for (start, end), vector in zip(own.spans, own.vectors, strict=True):
            at, text = _without_markers(start, chunk.text[start:end])
            folded = " ".join(text.casefold().split())
            if len(text) < SHORTEST and count_dense(text) < DENSE:
                continue
            is_name = text == passage.title or text in chunk.headings
            if folded in seen or is_name or not _says_something(text):
                continue
            seen.add(folded)
            begin = chunk.span[0] + at
            found.append(
                Sentence(
                    passage=passage,
                    text=text,
                    span=(begin, begin + len(text)),
                    vector=vector,
                    held=holds.get((start, end), 0.0),
                    answers=answers.get((start, end), least),
                )
            )
    return found[:READ_SENTENCES]


def quotes_from(
    finder: Finder, found: Found, passages: Sequence[Passage]
) -> list[Quote]:
    """Return the quotes of some found passages that answer best, best first.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    read = passages[:READ_PASSAGES]
    divided, answering = finder.sentences(read), finder.answering(found, read)
    return choose_quotes(
        found.question, sentences_of(read, divided, found.held, answering)
    )


def choose_quotes(question: Understood, sentences: Sequence[Sentence]) -> list[Quote]:
    """Return the quotes that answer best, best first; none when there is no sentence.

    Args:
        question: the question as search understood it.
        sentences: what may be quoted.
    """
    if not sentences:
        return []
    vectors = np.array([sentence.vector for sentence in sentences])
    nearnesses = question.view.of_sentences(
        vectors, [sentence.passage.chunk.language for sentence in sentences]
    )
    best_passage = max(sentence.passage.score for sentence in sentences)
    nears = [float(near) for near in nearnesses]
    coverages: list[float] = []
    own: list[float] = []
    for sentence, nearness in zip(sentences, nears, strict=True):
        coverage = question.coverage(
            set(index_terms(sentence.text, sentence.passage.chunk.language))
        )
        behind = best_passage - sentence.passage.score
        coverages.append(coverage)
        own.append(
            SENTENCE_WEIGHT * nearness
            - PASSAGE_WEIGHT * behind
            + COVERAGE_WEIGHT * coverage**2
            + HELD_WEIGHT * sentence.held
            + ANSWERING_WEIGHT * sentence.answers
            - SHORTNESS_WEIGHT * max(0.0, 1 - count_letters(sentence.text) / WHOLE)
        )
    raised = _raised(own, [sentence.passage.chunk.id for sentence in sentences])
    quotes = [
        Quote(sentence=sentence, score=score, nearness=nearness, coverage=coverage)
        for sentence, score, nearness, coverage in zip(
            sentences, raised, nears, coverages, strict=True
        )
    ]
    order = sorted(range(len(quotes)), key=lambda at: (-quotes[at].score, at))
    best = quotes[order[0]].score
    order = [at for at in order if not _echoes(question, sentences[at])] or order
    chosen: list[int] = []
    for at in order:
        if quotes[at].score < best - FAR_BEHIND:
            break
        if any(float(vectors[at] @ vectors[c]) >= SAME for c in chosen):
            continue
        chosen.append(at)
        if len(chosen) == QUOTES_AT_MOST:
            break
    return [quotes[at] for at in chosen]


def _raised(scores: Sequence[float], chunks: Sequence[ChunkId]) -> list[float]:
    """Return scores of sentences, in reading order, raised by their neighbours'."""

    def gain(at: int, beside: int) -> float:
        if not 0 <= beside < len(scores) or chunks[beside] != chunks[at]:
            return 0.0
        return max(0.0, scores[beside] - scores[at])

    return [
        score + BEFORE_WEIGHT * gain(at, at - 1) + AFTER_WEIGHT * gain(at, at + 1)
        for at, score in enumerate(scores)
    ]


def _echoes(question: Understood, sentence: Sentence) -> bool:
    """Whether a record's field says only what the question does: "country: Zambia"."""
    label, _, value = sentence.text.partition(": ")
    if not value or len(label.split()) > LABEL_WORDS:
        return False
    asked = frozenset[str]().union(*(word.forms for word in question.asked))
    told = asked_words(value, sentence.passage.chunk.language)
    return bool(told) and all(not word.forms.isdisjoint(asked) for word in told)


def whole_quotes(sentences: Sequence[Sentence]) -> list[Quote]:
    """Return sentences of records that are themselves the answer, in their order.

    What says the same as one before it is left out.
    """
    chosen: list[Sentence] = []
    for sentence in sentences:
        if not any(float(sentence.vector @ one.vector) >= SAME for one in chosen):
            chosen.append(sentence)
    return [
        Quote(sentence=sentence, score=0.0, nearness=0.0, coverage=1.0)
        for sentence in chosen[:RECORD_QUOTES_AT_MOST]
    ]


def _without_markers(start: int, text: str) -> tuple[int, str]:
    if not _MARKER.search(text):
        return start, text
    parts: list[tuple[int, str]] = []
    begin = 0
    for match in [*_MARKER.finditer(text), None]:
        end = match.start() if match else len(text)
        part = text[begin:end]
        stripped = part.strip()
        parts.append((begin + len(part) - len(part.lstrip()), stripped))
        begin = match.end() if match else end
    at, longest = max(parts, key=lambda part: len(part[1]))
    return start + at, longest


def _says_something(text: str) -> bool:
    """Whether there are words, not only a number, an address or a reference to one."""
    if _LISTED.fullmatch(text):
        return False
    bare = _ADDRESS.sub("", text)
    return sum(c.isalpha() for c in bare) >= 3 and len(bare) >= 0.7 * len(text)
