"""The texts as the network reads them: tokens, with the prefix of their role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from evals.adapter.codes import ENGLISH, MAIN
from evals.adapter.parallel import Group, Kind
from evals.adapter.questions import Asked, Asker
from vectorstore.embeddings.engine import PASSAGE_PREFIX, QUESTION_PREFIX
from vectorstore.embeddings.tokenizer import Tokenizer
from vectorstore.embeddings.weights import Vocabulary

Tokens = NDArray[np.int32]

FIRST_HELD = 113
"""The document of NTREX from which on nothing is taught."""


class Role(IntEnum):
    """What a text is taken for; each has its prefix."""

    QUESTION = 0
    PASSAGE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel:
    """A group's texts by language, none of them empty."""

    kind: Kind
    document: int | None
    texts: Mapping[str, Tokens]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its passage; equal passages share `passage_id`."""

    asker: Asker
    question: Tokens
    passage: Tokens
    passage_id: int
    sentences: tuple[Tokens, ...]
    answer: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """All that is taught, and what is held out to check it."""

    taught: Sequence[Parallel]  # each has English
    held: Sequence[Parallel]  # each has all main languages
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the tokens of a text."""

    first: int
    last: int
    padding: int
    prefixes: tuple[Tokens, Tokens]  # by role

    def around(self, *texts: Tokens, role: Role, longest: int = 510) -> Tokens:
        """Return texts one after the other, in the frame of one; the rest is cut."""
        prefix = self.prefixes[role]
        content = np.concatenate(texts)[: longest - len(prefix)]
        return np.concatenate([[self.first], prefix, content, [self.last]]).astype(
            np.int32
        )


class Encoder:
    """Gives tokens, the same array for the same text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._tokenizer = Tokenizer(vocabulary)
        self._known: dict[str, tuple[int, Tokens]] = {}
        self.frame = Frame(
            first=vocabulary.bos,
            last=vocabulary.eos,
            padding=vocabulary.pad,
            prefixes=(self.encode(QUESTION_PREFIX), self.encode(PASSAGE_PREFIX)),
        )

    def encode(self, text: str) -> Tokens:
        """Return the tokens of a text, its spaces collapsed."""
        return self.identify(text)[1]

    def identify(self, text: str) -> tuple[int, Tokens]:
        """Return a number that no other text has, and the tokens."""
        plain = " ".join(text.split())
        if plain not in self._known:
            ids = self._tokenizer.encode(self._tokenizer.normalize(plain))
            self._known[plain] = len(self._known), np.array(ids, np.int32)
        return self._known[plain]


def prepare(
    groups: Iterable[Group], questions: Iterable[Asked], encoder: Encoder
) -> Lessons:
    """Return tokens for texts; what has too little to teach with is left out."""
    encoded = [_parallel(group, encoder) for group in groups]
    several = [group for group in encoded if len(group.texts) > 1]
    asked = (_question(one, encoder) for one in questions)
    return Lessons(
        taught=[g for g in several if not _is_held(g) and ENGLISH in g.texts],
        held=[g for g in several if _is_held(g) and set(MAIN) <= set(g.texts)],
        questions=[one for one in asked if _is_whole(one)],
    )


def _is_held(group: Parallel) -> bool:
    return group.document is not None and group.document >= FIRST_HELD


def _parallel(group: Group, encoder: Encoder) -> Parallel:
    texts = {language: encoder.encode(text) for language, text in group.texts.items()}
    return Parallel(
        kind=group.kind,
        document=group.document,
        texts={language: tokens for language, tokens in texts.items() if tokens.size},
    )


def _question(asked: Asked, encoder: Encoder) -> Question:
    number, passage = encoder.identify(asked.passage)
    return Question(
        asker=asked.asker,
        question=encoder.encode(asked.question),
        passage=passage,
        passage_id=number,
        sentences=tuple(encoder.encode(sentence) for sentence in asked.sentences),
        answer=asked.answer,
    )


def _is_whole(one: Question) -> bool:
    return all(part.size for part in (one.question, one.passage, *one.sentences))
