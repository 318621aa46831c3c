"""Takes requests to correct what a page says of an organization."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import BadRequest, EvidenceUnavailable, NotFound
from assistant.organizations.profile import OrganizationProfile
from vectorstore.catalogue.corrections import Correction, CorrectionLog, State
from vectorstore.errors import VectorstoreError
from vectorstore.library import Library
from vectorstore.records import DocumentId, Span, Visibility
from vectorstore.text.normalization import clean_text

LONGEST = 4_000
"""Code points of a request; what needs more is a letter."""


class EmptyCorrection(BadRequest):
    """A request that says nothing."""


class LongCorrection(BadRequest):
    """A request that is too long."""


class GoneCitation(BadRequest):
    """A request about a quote that nobody can see any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The citation that a request is about."""

    document_id: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Keeps requests about one library. Blocking; safe to call from several threads."""

    library: Library
    now: Callable[[], datetime]

    @property
    def log(self) -> CorrectionLog:
        """Where they are kept."""
        return CorrectionLog(self.library.engine)

    def request(
        self, text: str, *, about: OrganizationProfile, place: Place | None = None
    ) -> str:
        """Keep what somebody says is wrong, and return its reference.

        Raises:
            EmptyCorrection: it says nothing.
            LongCorrection: it has more code points than are read.
            GoneCitation: the place is none in a document that the public may see.
            EvidenceUnavailable: the store failed; `retryable` tells whether to try
                again.
        """
        told = clean_text(text)
        if not told:
            raise EmptyCorrection("the request is empty", remedy="Say what is wrong.")
        if len(told) > LONGEST:
            raise LongCorrection(
                f"the request has {len(told)} characters, more than {LONGEST}",
                remedy="Say in fewer words what is wrong, and how you know.",
            )
        try:
            quote = self._quote(place) if place else None
            return self.log.add(
                organization_id=about.id,
                organization=about.name,
                document_id=place.document_id if place else None,
                quote=quote,
                text=told,
                at=self.now(),
            )
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error

    def listed(self, *, state: State | None = None) -> list[Correction]:
        """Return requests, oldest first.

        Raises:
            EvidenceUnavailable: the store failed.
        """
        try:
            return self.log.listed(state=state)
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error

    def settle(self, reference: str, *, note: str) -> Correction:
        """Keep that a request is settled, and what was done.

        Raises:
            NotFound: there is no such request.
            BadRequest: the note is empty or too long.
            EvidenceUnavailable: the store failed.
        """
        try:
            return settle(self.log, reference, note=note, at=self.now())
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error

    def _quote(self, place: Place) -> str:
        document = self.library.document(DocumentId(place.document_id))
        start, end = place.span
        if (
            document is None
            or document.provenance.visibility is not Visibility.PUBLIC
            or not 0 <= start < end <= len(document.text)
        ):
            raise GoneCitation(
                "the quote that the request is about is gone",
                remedy="Open the page anew and choose the quote there.",
            )
        return document.text[start:end]


def settle(
    log: CorrectionLog, reference: str, *, note: str, at: datetime
) -> Correction:
    """Keep that a request is settled, and what was done about it.

    Raises:
        NotFound: there is no such request.
        BadRequest: the note is empty or too long.
    """
    told = clean_text(note)
    if not told or len(told) > LONGEST:
        raise BadRequest(
            "a request is settled with a note of what was done",
            remedy=f"Write one of at most {LONGEST} characters.",
        )
    settled = log.settle(reference, note=told, at=at)
    if settled is None:
        raise NotFound(
            f"there is no correction request {reference!r}",
            remedy="List them with `galaxy organizations corrections list`.",
        )
    return settled
