"""Suites over the SDG targets, whose texts are parallel in seven languages.

`sdg` asks each target in another language against the English ones alone, beside a
plain dense ranking of the same pool. `languages` asks in each language for the copy in
each other, in an index that holds them all.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import yaml

from assistant.replies import SearchReply
from evals.metrics import Share, share
from evals.product import Asked
from vectorstore.embeddings.protocol import Embedder
from vectorstore.records import Filters, Record

TARGETS = "global_targets.yml"
POOL = "en"
ASKED_IN = ("fr", "es", "ar", "ru", "zh-Hans", "sw")
EVERY = 4
"""Of the 169 targets, which share the table of pairs asks: all pairs are many."""


class Searches(Protocol):
    """What the suites need of the product."""

    def search(self, asked: Sequence[Asked]) -> tuple[SearchReply, ...]:
        """Find passages, one reply a question, in order."""
        ...


class Versus(Record):
    """Recall at 1 of the product and of plain dense ranking, on the same questions."""

    language: str  # of the questions
    product: Share
    dense: Share
    only_product: int  # questions that only the product gets right
    only_dense: int

    @property
    def no_worse(self) -> bool:
        """Whether the product finds at least as many as plain dense ranking."""
        return self.product.hits >= self.dense.hits


class Pair(Record):
    """Recall at 1 for questions in one language and documents in another."""

    question: str
    document: str
    recall_1: Share


class AgainstDense(Record):
    """The whole suite `sdg`, a row a language."""

    rows: tuple[Versus, ...]


class Pairs(Record):
    """The whole suite `languages`, question's language by question's language."""

    pairs: tuple[Pair, ...]


def load_targets(corpus: Path, language: str) -> dict[str, str]:
    """Return the text of each target by its key ("1-1"), in the file's order."""
    path = corpus / "sdg" / language / TARGETS
    loaded: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return {
        key.removesuffix("-title"): " ".join(text.split())
        for key, text in loaded.items()
        if key.endswith("-title") and text
    }


def measure_against_dense(
    product: Searches, embedder: Embedder, corpus: Path
) -> AgainstDense:
    """Ask each target against an index that holds the English targets and no more."""
    pool = load_targets(corpus, POOL)
    keys = list(pool)
    passages = embedder.embed_passages(list(pool.values()))
    rows: list[Versus] = []
    for language in ASKED_IN:
        asked = {k: t for k, t in load_targets(corpus, language).items() if k in pool}
        replies = product.search(_questions(language, asked))
        cosines = embedder.embed_questions(list(asked.values())) @ passages.T
        nearest = [keys[int(row)] for row in np.argmax(cosines, axis=1)]
        rows.append(_versus(language, asked, replies=replies, nearest=nearest))
    return AgainstDense(rows=tuple(rows))


def _questions(language: str, asked: dict[str, str]) -> list[Asked]:
    return [
        Asked(id=f"{language}-{key}", question=text, limit=1)
        for key, text in asked.items()
    ]


def _versus(
    language: str,
    asked: dict[str, str],
    *,
    replies: Sequence[SearchReply],
    nearest: Sequence[str],
) -> Versus:
    right = [
        bool(reply.passages) and _is_target(reply.passages[0].path, None, key)
        for reply, key in zip(replies, asked, strict=True)
    ]
    dense = [found == key for found, key in zip(nearest, asked, strict=True)]
    both = list(zip(right, dense, strict=True))
    return Versus(
        language=language,
        product=share(right),
        dense=share(dense),
        only_product=sum(a and not b for a, b in both),
        only_dense=sum(b and not a for a, b in both),
    )


def measure_pairs(product: Searches, corpus: Path) -> Pairs:
    """Ask every fourth target in each language for its copy in each language.

    The index holds every language; a filter leaves those of the document's.
    """
    languages = (POOL, *ASKED_IN)
    texts = {language: load_targets(corpus, language) for language in languages}
    keys = [k for k in texts[POOL] if all(k in t for t in texts.values())][::EVERY]
    pairs = [(asked, held) for asked in languages for held in languages]
    replies = product.search(
        [
            Asked(
                id=f"{asked}-{held}-{key}",
                question=texts[asked][key],
                limit=1,
                filters=Filters(language=(held.partition("-")[0],)),
            )
            for asked, held in pairs
            for key in keys
        ]
    )
    found: list[Pair] = []
    for number, (asked, held) in enumerate(pairs):
        own = replies[number * len(keys) : (number + 1) * len(keys)]
        right = [
            bool(reply.passages) and _is_target(reply.passages[0].path, held, key)
            for key, reply in zip(keys, own, strict=True)
        ]
        found.append(Pair(question=asked, document=held, recall_1=share(right)))
    return Pairs(pairs=tuple(found))


def _is_target(path: str | None, language: str | None, key: str) -> bool:
    # Ingested alone the file has no folder before it; a second publisher of the same
    # targets (kazstat) is as right as the first.
    ending = f"{TARGETS}#{key}" if language is None else f"{language}/{TARGETS}#{key}"
    return path is not None and (path == ending or path.endswith(f"/{ending}"))
