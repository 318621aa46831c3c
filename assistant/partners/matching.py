"""Proposes organizations for a need, and freezes each reply in the audit log."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from assistant.audit import Auditor
from assistant.errors import EvidenceUnavailable
from assistant.partners.alike import alike_needs
from assistant.partners.asker import may_be_proposed
from assistant.partners.evidence import (
    Cited,
    Evidence,
    evidence_in,
    is_hidden,
    records_of,
)
from assistant.partners.fitting import FITS, is_met
from assistant.partners.gist import gist
from assistant.partners.homes import RECORDS
from assistant.partners.nearest import NearestSentences
from assistant.partners.need import understand_need
from assistant.partners.need_vectors import NeedVectors
from assistant.partners.offered import Offers
from assistant.partners.proposals import Need, Proposal
from assistant.partners.proposing import proposal
from assistant.partners.reasons import Told, was_done
from assistant.partners.register import Registers
from assistant.partners.remarks import names_nowhere, remarks
from assistant.partners.reply import PartnersReply
from assistant.partners.scoring import Ranked, rank, weights
from assistant.partners.signals import OF_IT, Asked, Signals, signals_of
from assistant.partners.view import Organization, View
from assistant.partners.views import Views
from assistant.postings.following import Matcher
from assistant.replies import Citation, Request
from assistant.wording import wording
from vectorstore.catalogue.postings import Posting
from vectorstore.embeddings.languages import stepped_question
from vectorstore.embeddings.protocol import Embedder
from vectorstore.errors import IndexMissing, VectorstoreError
from vectorstore.library import Library
from vectorstore.records import Document, DocumentId, Passage, Readers

LEFT_OUT = 5
"""Times as many where bodies of some countries are left out."""
SPARE = 2
"""Times the proposals asked for that are looked at: some have no record to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Who fits a need, before it is a reply with an audit record."""

    need: Need
    proposals: tuple[Proposal, ...]  # best first; none where nobody fits
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]  # that hold what is cited
    is_loose: bool  # no record that is cited is near to the need
    alike: tuple[Posting, ...] = ()  # needs of others, where nobody fits
    has_unknown_name: bool = False  # it names what may be a place that nothing knows
    left_out: tuple[str, ...] = ()  # the names of what it says that it is not about
    leaves_homes_out: bool = False  # whose bodies are not proposed, as far as is known
    is_cut: bool = False  # only the most telling sentences of it were looked for

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said of the need as a whole."""
        return remarks(
            wording(self.need.language),
            left_out=self.left_out,
            leaves_homes_out=self.leaves_homes_out,
            has_unknown_name=self.has_unknown_name,
            fits=bool(self.proposals),
            alike=self.alike,
            is_cut=self.is_cut,
        )


@dataclass(slots=True)
class Partners:
    """Matches needs with one library. Safe to call from several threads.

    Raises everywhere:
        EvidenceUnavailable: the store failed; `retryable` tells whether to try again.
    """

    library: Library
    embedder: Embedder
    auditor: Auditor
    now: Callable[[], datetime]
    registers: Registers
    matcher: Matcher  # of needs with offers
    vectors: NeedVectors = field(init=False)
    _views: Views = field(init=False)

    def __post_init__(self) -> None:
        """Begin without a view."""
        self.vectors = NeedVectors(embedder=self.embedder, registers=self.registers)
        self._views = Views(
            library=self.library,
            registers=self.registers,
            board=self.matcher.board,
            now=self.now,
        )

    async def propose(
        self, request: Request, *, readers: Readers = "public", channel: str = "api"
    ) -> PartnersReply:
        """Return proposals, best first, each with cited evidence; none where none fits.

        Raises:
            BadRequest: the need is empty or too long, or names what does not exist.
        """
        return await asyncio.to_thread(self._propose, request, readers, channel)

    def warm_up(self) -> None:
        """Do once what the first need would otherwise wait for."""
        request = Request(question="South-South")
        asked = self.vectors.ask(understand_need(request), tells_purpose=True)
        signals_of(self.view(request, "public"), asked)
        self.vectors.level(asked)

    def refresh(self) -> None:
        """Look at the library anew, if it was looked at, so that no need waits for it.

        Of 50,000 records that takes seconds.
        """
        if self.registers.is_made:
            self.view(Request(question="South-South"), "public")

    def view(self, request: Request, readers: Readers) -> View:
        """Return what a need may look at; the newest few are kept."""
        try:
            return self._views.of(request, readers)
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error

    def _propose(
        self, request: Request, readers: Readers, channel: str
    ) -> PartnersReply:
        began = time.perf_counter()
        matched = self.match(request, readers)
        reply = PartnersReply(
            id=request.id or uuid4().hex,
            audit_id=f"a{uuid4().hex}",
            need=matched.need,
            proposals=matched.proposals,
            citations=matched.citations,
            notes=matched.remarks,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )
        self.auditor.record_partners(
            reply,
            request=request,
            passages=matched.passages,
            channel=channel,
            at=self.now(),
        )
        return reply

    def match(self, request: Request, readers: Readers) -> Matched:
        """Return who fits a need; nothing is frozen. Blocking.

        Raises:
            BadRequest: the need is empty or too long, or names what does not exist.
        """
        understood = understand_need(request)
        try:
            if not self.library.chunk_count():
                raise IndexMissing(
                    "the library is empty",
                    remedy="Run `galaxy ingest --starter`, or ingest your own PATH.",
                )
            view = self.view(request, readers)
            sought = gist(
                understood.text, understood.analysis_language, view.register.rarity
            )
            understood = replace(understood, text=sought.text)
            is_unsaid = not understood.sectors or not understood.need.sdgs
            asked = self.vectors.ask(
                understood,
                is_cut=sought.is_cut,
                tells_purpose=request.need is None and is_unsaid,
            )
            understood = asked.need
            signals = signals_of(view, asked)
            offers = Offers(
                matcher=self.matcher,
                asked=asked,
                view=view,
                readers=readers,
                today=self.now().date(),
            )
            ranked = rank(
                signals,
                view.organizations,
                weights(),
                limit=SPARE
                * request.limit
                * (LEFT_OUT if understood.left_out.homes else 1),
                besides=offers.offering(),
            )
            ranked = [
                one
                for one in ranked
                if may_be_proposed(
                    view.organizations[one.place],
                    understood,
                    lambda body: self._records(view, body),
                )
            ]
            proposals, cited, is_loose = self._worded(
                ranked, offers, view, signals, asked, request, readers
            )
            alike = (
                () if proposals else alike_needs(self.matcher, asked, readers=readers)
            )
        except VectorstoreError as error:
            raise EvidenceUnavailable.of(error) from error
        return Matched(
            need=understood.need,
            proposals=tuple(proposals),
            citations=tuple(cited.citations),
            passages=tuple(cited.passages.values()),
            is_loose=is_loose,
            alike=alike,
            left_out=understood.left_out.names,
            leaves_homes_out=bool(understood.left_out.homes),
            is_cut=sought.is_cut,
            has_unknown_name=request.need is None
            and names_nowhere(understood, self.library),
        )

    def _records(self, view: View, body: Organization) -> list[Document]:
        """Return the first records that name a body, which may tell whose it is."""
        ids = [view.register.entries[row].id for row in body.rows[:RECORDS]]
        return list(self.library.documents(ids).values())

    def _worded(
        self,
        ranked: Sequence[Ranked],
        offers: Offers,
        view: View,
        signals: Signals,
        asked: Asked,
        request: Request,
        readers: Readers,
    ) -> tuple[list[Proposal], Cited, bool]:
        """Return proposals that have evidence to show, and what they cite.

        And whether none of that is near to the need. Where no record fits, only who
        offers what is needed is proposed.
        """
        looked_at = {
            row for one in ranked for row in view.organizations[one.place].every
        }
        similarities = {
            view.register.entries[row].id: float(signals.cosines[row])
            for row in looked_at
        }
        mean, deviation = self.vectors.level(asked)
        enough = mean + FITS * deviation
        near = {
            view.register.entries[row].id
            for row in looked_at
            if signals.cosines[row] >= enough and signals.topics[row] >= OF_IT
        }
        cited = Cited(
            library=self.library,
            readers=readers,
            not_named=wording(asked.need.need.language).say("partners.not_named"),
            similarities=similarities,
        )
        fits = view.mask.any() and is_met(
            float(signals.cosines.max() - mean) / deviation
        )
        if not fits:
            ranked = [one for one in ranked if one.place in offers.offering()]
        rows = {
            one.place: records_of(
                view, view.organizations[one.place], signals, asked.need
            )
            if fits
            else []
            for one in ranked
        }
        likely = [
            view.register.entries[row].id
            for one in ranked[: request.limit]
            for row in rows[one.place]
        ]
        documents: dict[DocumentId, Document | None] = {
            **self.library.documents(list(dict.fromkeys(likely)))
        }
        cited.read(list(documents))
        nearest = NearestSentences(
            library=self.library,
            question=stepped_question(
                asked.vector, asked.need.analysis_language, asked.steps
            ),
            steps=asked.steps,
            enough=enough,
        )
        nearest.read([(d, cited.chunks(d.id)) for d in documents.values() if d])
        proposals: list[Proposal] = []
        all_loose = True
        waiting = {one.place for one in ranked} & offers.offering()
        for one in ranked:
            if len(proposals) == request.limit:
                break
            left = request.limit - len(proposals)
            if one.place not in waiting and left <= len(waiting):
                continue  # who offers what is needed has the last places
            waiting.discard(one.place)
            found = [
                replace(evidence, telling=nearest.of(evidence.document))
                for evidence in self._evidence(
                    one, rows[one.place], view, signals, documents, readers
                )
            ]
            offered = offers.of(view.organizations[one.place])
            if found or offered:
                # An offer that is shown fits.
                is_loose = bool(found) and near.isdisjoint(e.document.id for e in found)
                all_loose &= is_loose
                proposals.append(
                    proposal(
                        one,
                        [*found, *offered],
                        Told(
                            view=view,
                            organization=view.organizations[one.place],
                            signals=signals,
                            need=asked.need,
                            is_loose=is_loose,
                            is_pledged=not offered
                            and not any(
                                was_done(evidence, today=view.today)
                                for evidence in found
                            ),
                        ),
                        cited,
                        rank=len(proposals) + 1,
                    )
                )
        return proposals, cited, all_loose

    def _evidence(
        self,
        one: Ranked,
        rows: Sequence[int],
        view: View,
        signals: Signals,
        documents: dict[DocumentId, Document | None],
        readers: Readers,
    ) -> list[Evidence]:
        organization = view.organizations[one.place]
        found: list[Evidence] = []
        for row in rows:
            identifier = view.register.entries[row].id
            if identifier not in documents:
                documents[identifier] = self.library.document(identifier)
            document = documents[identifier]
            if document is None or is_hidden(document, readers):
                continue
            evidence = evidence_in(
                document,
                view.parts_of(organization, row),
                wanted=signals.wanted,
                nearness=float(signals.nearness[row]),
            )
            if evidence is not None:
                found.append(evidence)
        return found
