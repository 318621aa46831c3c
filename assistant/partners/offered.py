"""Open offers of an organization that fit a need, said beside what it has done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.partners.evidence import Evidence, evidence_in
from assistant.partners.signals import Asked
from assistant.partners.view import Organization, View
from assistant.postings.following import Matcher, Matter, nearness_of
from assistant.postings.matching import LOOKED_AT, WORTH_A_LOOK
from assistant.postings.matter import ENOUGH_OF_SHORT, matter
from assistant.postings.timeliness import taken
from vectorstore.catalogue.postings import Posting
from vectorstore.records import Document, DocumentId, Readers, Role

OFFERING = 2
"""Organizations whose offers fit best that are proposed wherever they stand."""
OFFERS = 1
"""Offers that a proposal is shown with."""
FITS = 0.3
"""Nearness of a need's own words from which an offer is about it. Lower than between
two postings, whose lines of fields are alike: the descriptions of 14 needs come to .31
or more with the offer that is theirs, and 12 of 210 others do (tests/data/postings)."""
_OFFERING = frozenset({Role.OFFERING})


@dataclass(slots=True)
class Offers:
    """The open offers that one need may be told of: those that its view counts."""

    matcher: Matcher
    asked: Asked
    view: View
    readers: Readers
    today: date
    _vector: NDArray[np.float32] | None = field(default=None)
    _matter: Matter | None = None
    _offering: frozenset[int] | None = None

    def of(self, organization: Organization) -> list[Evidence]:
        """Return what shows that an organization offers what is needed, nearest first.

        Raises:
            VectorstoreError: the store or the embedder failed.
        """
        entries = self.view.register.entries
        theirs = [entries[row].id for row in organization.offers]
        if not theirs:
            return []
        open_ones = self._open(theirs)
        found: list[Evidence] = []
        for one, nearness in self._near(open_ones)[:OFFERS]:
            document = self.matcher.library.document(one.id)
            evidence = document and self._evidence(document, nearness)
            found += [evidence] if evidence else []
        return found

    def offering(self) -> frozenset[int]:
        """Return the places of the few organizations whose offers fit best.

        They are proposed wherever they stand: who asks would else never hear of them.

        Raises:
            VectorstoreError: the store or the embedder failed.
        """
        if self._offering is None:
            entries = self.view.register.entries
            whose = {
                entries[row].id: place
                for place, one in enumerate(self.view.organizations)
                for row in one.offers
            }
            near = self._near(self._open([*whose])) if whose else []
            places = list(dict.fromkeys(whose[one.id] for one, _ in near))
            self._offering = frozenset(places[:OFFERING])
        return self._offering

    def _open(self, ids: Sequence[DocumentId]) -> list[Posting]:
        return [*self.matcher.board.postings(ids=ids, readers=self.readers)]

    def _of_matter(
        self, offers: Sequence[Posting], nearness: Mapping[DocumentId, float]
    ) -> dict[DocumentId, float]:
        """Return how near offers are by their matter, of those that are not far."""
        some = [one for one in offers if nearness.get(one.id, 0.0) >= WORTH_A_LOOK]
        some.sort(key=lambda one: -nearness[one.id])
        if self._matter is None:
            need = self.asked.need
            [self._matter] = self.matcher.matters_of(
                [(matter(need.text), need.analysis_language)]
            )
        told = self.matcher.matters(some[:LOOKED_AT])
        return {i: nearness_of(self._matter, other) for i, other in told.items()}

    def _near(self, offers: Sequence[Posting]) -> list[tuple[Posting, float]]:
        if not offers:
            return []
        need = self.asked.need
        vector = self._vector
        if vector is None:
            # As a passage: that is how offers are compared with needs.
            vector = self.matcher.embedder.embed_passages([need.text])[0]
            self._vector = vector
        nearness = self.matcher.nearness(vector, need.analysis_language, offers)
        near: list[tuple[Posting, float]] = []
        of_matter = self._of_matter(offers, nearness)
        for one in offers:
            whole, own = nearness.get(one.id, 0.0), of_matter.get(one.id, 0.0)
            if whole >= FITS or own >= ENOUGH_OF_SHORT:
                near.append((one, max(whole, own)))

        def worth(one: Posting, nearness: float) -> float:
            return nearness + sum(taken(one, on=self.today).values())

        return sorted(near, key=lambda pair: (-worth(*pair), pair[0].id))

    def _evidence(self, document: Document, nearness: float) -> Evidence | None:
        parts = [p for p in document.participations if p.role is Role.OFFERING]
        return evidence_in(document, parts, wanted=_OFFERING, nearness=nearness)
