"""Open offers of an organization that fit a need, said beside what it has done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.partners.evidence import Evidence, evidence_in
from assistant.partners.signals import Asked
from assistant.partners.view import Organization, View
from assistant.postings.following import Matcher
from assistant.postings.timeliness import taken
from vectorstore.catalogue.postings import Posting
from vectorstore.records import Document, Readers, Role

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

    def of(self, organization: Organization) -> list[Evidence]:
        """Return what shows that an organization offers what is needed, nearest first.

        Raises:
            VectorstoreError: the store or the embedder failed.
        """
        entries = self.view.register.entries
        theirs = [entries[row].id for row in organization.offers]
        if not theirs:
            return []
        open_ones = self.matcher.board.postings(ids=theirs, readers=self.readers)
        found: list[Evidence] = []
        for one, nearness in self._near(open_ones)[:OFFERS]:
            document = self.matcher.library.document(one.id)
            evidence = document and self._evidence(document, nearness)
            found += [evidence] if evidence else []
        return found

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
        near = [
            (one, nearness[one.id])
            for one in offers
            if nearness.get(one.id, 0.0) >= FITS
        ]

        def worth(one: Posting, nearness: float) -> float:
            return nearness + sum(taken(one, on=self.today).values())

        return sorted(near, key=lambda pair: (-worth(*pair), pair[0].id))

    def _evidence(self, document: Document, nearness: float) -> Evidence | None:
        parts = [p for p in document.participations if p.role is Role.OFFERING]
        return evidence_in(document, parts, wanted=_OFFERING, nearness=nearness)
