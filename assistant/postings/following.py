"""Keeps what fits up to date with the library, and computes it anew for one posting."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EvidenceUnavailable
from assistant.postings.matching import ENOUGH, Texts, fits, nearness_to
from assistant.postings.matter import enough, matter
from assistant.postings.quoting import (
    Quotable,
    end_of_prose,
    nearest_pair,
    quotable,
)
from vectorstore.background import UNRELATED
from vectorstore.catalogue.database import translated
from vectorstore.catalogue.material import read_owned_vectors
from vectorstore.catalogue.postings import Board, Match, Posting
from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.embeddings.protocol import Embedder
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library
from vectorstore.records import DocumentId

RECIPE = "2"
"""Changes when matching does, so that all matches are made anew."""


MATTERS = 20_000
"""Postings whose matter is remembered."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a posting is about."""

    text: str
    vector: NDArray[np.float32]  # the step of its language off
    unrelated: float  # mean cosine with unrelated sentences


@dataclass(slots=True)
class Matcher:
    """Says which postings of one library fit. Safe to call from several threads.

    Raises everywhere:
        EvidenceUnavailable: the store failed; `retryable` tells whether to try again.
    """

    library: Library
    embedder: Embedder
    board: Board
    _lock: Lock = field(default_factory=Lock)
    _unrelated: NDArray[np.float32] | None = None
    _matters: dict[tuple[DocumentId, str], Matter] = field(
        default_factory=dict[tuple[DocumentId, str], Matter]
    )

    def follow(self) -> int:
        """Bring the stored matches up to what the library holds now.

        Returns how many were made. Killed at any instant, the next call does it all.
        """
        with self._lock, told_of_the_store():
            changes = self.board.changes(recipe=self._recipe)
            if changes.is_nothing:
                return 0
            every = self.board.postings(readers="staff")
            new = [
                one for one in every
                if changes.documents is None or one.id in changes.documents
            ]  # fmt: skip
            matches = self._fitting(new, every) if new else []
            self.board.renew(
                changes, matches, revisions={one.id: one.revision for one in every}
            )
            return len(matches)

    def computed(self, posting: Posting) -> list[Match]:
        """Return what fits one posting now, whatever is stored, best first."""
        with told_of_the_store():
            return self._fitting([posting], self.board.postings(readers="staff"))

    def nearness(
        self, vector: NDArray[np.float32], language: str, postings: Sequence[Posting]
    ) -> dict[DocumentId, float]:
        """Return how near a text is to postings, as matches have it; 1 is alike.

        Args:
            vector: of the text, embedded as a passage.
            language: of the text.
            postings: those that it is compared with.
        """
        steps = language_steps(self.embedder.fingerprint)
        with told_of_the_store():
            vectors = read_owned_vectors(
                self.library.engine,
                [one.id for one in postings],
                dimensions=self.embedder.dimensions,
            )
        unrelated = self._unrelated_vectors()
        others = Texts.of(postings, vectors, steps=steps, unrelated=unrelated)
        near = nearness_to(
            stepped(vector[None, :], [language], steps), others, unrelated=unrelated
        )
        return dict(zip(others.ids, near.tolist(), strict=True))

    def matters(self, postings: Sequence[Posting]) -> dict[DocumentId, Matter]:
        """Return what postings are about; those whose documents are gone are left out.

        Raises:
            EmbeddingFailed: the embedder gave no vector.
        """
        known = self._matters
        keys = {one.id: (one.id, one.revision) for one in postings}
        missing = [one for one in postings if keys[one.id] not in known]
        if missing:
            if len(known) + len(missing) > MATTERS:
                known = {}
            documents = self.library.documents([one.id for one in missing])
            told = [
                (keys[one.id], matter(d.text[: end_of_prose(d.text)]), one.language)
                for one in missing
                if (d := documents.get(one.id)) is not None
            ]
            made = self.matters_of([(text, language) for _, text, language in told])
            new = {key: one for (key, _, _), one in zip(told, made, strict=True)}
            known = {**known, **new}
            self._matters = known
        return {i: known[key] for i, key in keys.items() if key in known}

    def matters_of(self, texts: Sequence[tuple[str, str]]) -> list[Matter]:
        """Return what texts are about, given without places and with their languages.

        Raises:
            EmbeddingFailed: the embedder gave no vector.
        """
        if not texts:
            return []
        vectors = stepped(
            self.embedder.embed_passages([text for text, _ in texts]),
            [language for _, language in texts],
            language_steps(self.embedder.fingerprint),
        )
        means = (vectors @ self._unrelated_vectors().T).mean(axis=1).tolist()
        return [
            Matter(text, vector, mean)
            for (text, _), vector, mean in zip(texts, vectors, means, strict=True)
        ]

    def _by_matter(
        self,
        pairs: Sequence[tuple[DocumentId, DocumentId]],
        postings: Mapping[DocumentId, Posting],
    ) -> list[float]:
        """Return the meaning of pairs by their matter alone.

        On the scale of whole texts: what is enough there is enough here.
        """
        ids = dict.fromkeys(identifier for pair in pairs for identifier in pair)
        told = self.matters([postings[one] for one in ids])
        found: list[float] = []
        for pair in pairs:
            if not all(one in told for one in pair):
                found.append(0.0)
                continue
            one, other = (told[identifier] for identifier in pair)
            lift = ENOUGH - enough(one.text, other.text)
            found.append(min(nearness_of(one, other) + lift, 1.0))
        return found

    def _fitting(self, new: Sequence[Posting], every: Sequence[Posting]) -> list[Match]:
        """Return all matches that new postings have, best first."""
        vectors = read_owned_vectors(
            self.library.engine,
            [one.id for one in every],
            dimensions=self.embedder.dimensions,
        )
        steps = language_steps(self.embedder.fingerprint)

        def texts(postings: Iterable[Posting]) -> Texts:
            return Texts.of(
                [*postings], vectors, steps=steps, unrelated=self._unrelated_vectors()
            )

        fresh = {one.id for one in new}
        needs, offers = (
            [one for one in every if one.kind == kind] for kind in ("need", "offer")
        )
        known = {one.id: one for one in every}
        found = fits(
            texts(one for one in needs if one.id in fresh),
            texts(offers),
            known,
            by_matter=lambda pairs: self._by_matter(pairs, known),
        )
        # Those of new needs with new offers are there already.
        found += fits(
            texts(one for one in needs if one.id not in fresh),
            texts(one for one in offers if one.id in fresh),
            known,
            by_matter=lambda pairs: self._by_matter(pairs, known),
        )
        sentences: dict[DocumentId, Quotable | None] = {}
        matches: list[Match] = []
        for fit in found:
            for identifier in (fit.one, fit.other):
                if identifier not in sentences:
                    sentences[identifier] = quotable(self.library, identifier, steps)
            one, other = sentences[fit.one], sentences[fit.other]
            if one is None or other is None:
                continue
            need_span, offer_span = nearest_pair(one, other)
            matches.append(
                Match(
                    need=fit.one,
                    offer=fit.other,
                    score=fit.score,
                    parts=fit.parts,
                    need_span=need_span,
                    offer_span=offer_span,
                )
            )
        return sorted(matches, key=lambda m: (-m.score, m.need, m.offer))

    @property
    def _recipe(self) -> str:
        return f"{RECIPE}/{self.embedder.fingerprint}"

    def _unrelated_vectors(self) -> NDArray[np.float32]:
        if self._unrelated is None:
            self._unrelated = stepped(
                self.embedder.embed_passages([text for _, text in UNRELATED]),
                [language for language, _ in UNRELATED],
                language_steps(self.embedder.fingerprint),
            )
        return self._unrelated


def nearness_of(one: Matter, other: Matter) -> float:
    """Return how near two are by their matter: 0 as unrelated sentences, 1 alike."""
    nothing = (one.unrelated + other.unrelated) / 2
    return (float(one.vector @ other.vector) - nothing) / (1 - nothing)


@contextmanager
def told_of_the_store() -> Generator[None]:
    """Say failures of the store as the assistant's.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    try:
        with translated():
            yield
    except VectorstoreError as error:
        raise EvidenceUnavailable.of(error) from error
