"""Keeps what fits up to date with the library, and computes it anew for one posting."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EvidenceUnavailable
from assistant.postings.matching import Texts, fits, nearness_to
from assistant.postings.quoting import Quotable, nearest_pair, quotable
from vectorstore.background import UNRELATED
from vectorstore.catalogue.database import translated
from vectorstore.catalogue.material import read_owned_vectors
from vectorstore.catalogue.postings import Board, Match, Posting
from vectorstore.embeddings.languages import language_steps, stepped
from vectorstore.embeddings.protocol import Embedder
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library
from vectorstore.records import DocumentId

RECIPE = "1"
"""Changes when matching does, so that all matches are made anew."""


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
            texts(one for one in needs if one.id in fresh), texts(offers), known
        )
        # Those of new needs with new offers are there already.
        found += fits(
            texts(one for one in needs if one.id not in fresh),
            texts(one for one in offers if one.id in fresh),
            known,
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
