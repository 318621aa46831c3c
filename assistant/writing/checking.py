"""Decides which claims of a model may be shown, and by which words of the sources.

A claim is shown when a passage carries it. Quoted words must stand in that passage to
the letter; a claim that cites the wrong passage, or none, is given the one that carries
it; a link, an address, or words in another language than the answer's keep it out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex

from assistant.finding import Finder
from assistant.replies import Verdict
from assistant.support.addresses import Address, AddressKind, addresses
from assistant.support.gate import DENSE, Quotable, Standing, gate
from assistant.support.inert import Withheld, hindrances, inert_text
from assistant.support.pieces import joined, set_off
from assistant.support.reasons import VERBATIM, Reason
from assistant.support.speech import speaks_to_reader
from assistant.support.statements import Source, Statement
from assistant.support.verdicts import Judged, judge, may_support, read_ahead
from assistant.writing.claims import Draft
from assistant.writing.language import speaks_another
from vectorstore.background import View
from vectorstore.records import Passage, Span
from vectorstore.search import Understood
from vectorstore.sentences import Sentences
from vectorstore.text.asked import asked_words, index_terms
from vectorstore.text.instructions import instructs

ADDITION = 4
"""Words in a row that a passage lacks, from which a claim adds to what it says."""
DENSE_ECHOES = 2
"""Pairs of characters that a claim may not share with what is not repeated; of words
that are set apart, one."""
SHORTEST_QUOTE = 12
"""Letters from which words in quotation marks are a quote, not a name or a term."""
SHORTEST_DENSE_QUOTE = 6


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A passage as the model was shown it."""

    number: int  # from 1
    passage: Passage
    inert: str  # its text, with blanks in place of what is not repeated
    runs: tuple[Sentences, ...]  # its sentences, cut where something is not repeated

    @classmethod
    def of(cls, number: int, passage: Passage, sentences: Sentences) -> "Shown":
        """Take a passage with its stored sentences."""
        inert = inert_passage(passage)
        return cls(
            number=number,
            passage=passage,
            inert=inert,
            runs=tuple(_runs(sentences, passage.chunk.text, inert)),
        )

    @property
    def context(self) -> tuple[str, ...]:
        """Title and headings, which name what its words speak of."""
        return self.passage.title, *self.passage.chunk.headings

    @property
    def withheld(self) -> str:
        """What of its text no claim may echo: instructions, and persons' contacts.

        The words of a link are those of any title; that it leads elsewhere is looked
        at where a claim holds an address.
        """
        chunk = self.passage.chunk
        if self.inert == chunk.text:
            return ""
        found = hindrances(
            chunk.text, language=chunk.language, uri=self.passage.provenance.uri
        )
        return "\n".join(
            chunk.text[slice(*one.span)]
            for one in found
            if one.reason is not Withheld.ELSEWHERE
        )

    @cached_property
    def quotable(self) -> Quotable:
        """Its text as quotes are looked for in it."""
        return Quotable(self.inert)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A passage that carries a claim, and the words of it that do."""

    shown: Shown
    span: Span  # in the document's text
    verdict: Verdict
    reason: Reason | None  # None: the claim is the passage's own words

    def say(self, language: str) -> str:
        """Return the reason in a language."""
        return VERBATIM if self.reason is None else self.reason.say(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A claim that may be shown."""

    draft: Draft
    supports: tuple[Support, ...]  # at least one; the claim's verdict is the worst

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its supports."""
        partly = any(s.verdict is Verdict.PARTIAL for s in self.supports)
        return Verdict.PARTIAL if partly else Verdict.SUPPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A claim that may not be shown as it stands."""

    draft: Draft
    reason: Reason
    nearest: Shown | None = None  # what it may be mended by; None: not to be mended


class Checker:
    """Checks the claims of one answer. Blocking; for one thread at a time."""

    def __init__(
        self, finder: Finder, passages: Sequence[Passage], *, language: str
    ) -> None:
        """Take the passages in the order in which the model saw them."""
        divided = finder.sentences(passages)
        self._finder = finder
        self._language = language
        self._shown = [
            Shown.of(number, passage, divided[passage.chunk.id])
            for number, passage in enumerate(passages, 1)
        ]

    def read_ahead(self) -> None:
        """Read the passages as claims are held against them, while none has come."""
        for shown in self._shown:
            for run in shown.runs:
                read_ahead(
                    Source(
                        context=shown.context,
                        text=shown.inert,
                        language=shown.passage.chunk.language,
                        sentences=run.spans,
                        nearness=np.zeros(len(run.spans)),
                    )
                )

    def check(self, draft: Draft) -> Carried | Refused:
        """Tell whether a claim may be shown.

        Raises:
            EvidenceUnavailable: the store failed.
        """
        if draft.linked:
            return Refused(draft=draft, reason=Reason(key="address"))
        if self._instructs(draft.text):
            return Refused(draft=draft, reason=Reason(key="instruction"))
        if speaks_another(draft.text, self._language):
            return Refused(draft=draft, reason=Reason(key="language"))
        seen = _Seen(draft, self._language, self._finder)
        cited = [shown for shown in self._shown if shown.number in draft.cited]
        others = [shown for shown in self._shown if shown not in cited]
        stated = self._placed(seen, cited, others)
        if isinstance(stated, Refused):
            return stated
        cited, others = stated
        told = addresses(draft.text)
        if told:
            cited = [s for s in (*cited, *others) if _holds(s, told)]
            others = []
            if not cited:
                return Refused(draft=draft, reason=Reason(key="address"))
        supports = [s for shown in cited if (s := seen.support(shown, strictly=False))]
        if not supports:
            supports = list(self._elsewhere(seen, others))
        if supports:
            return Carried(draft=draft, supports=tuple(supports))
        nearest = max(cited or others, key=lambda s: seen.judged(s).score, default=None)
        reason = seen.judged(nearest).reason if nearest else Reason(key="nothing")
        return Refused(draft=draft, reason=reason, nearest=nearest)

    def _instructs(self, claim: str) -> bool:
        """Whether a claim or a part of it instructs, speaks to the reader, or echoes.

        What stands in the passages only in an instruction or a person's contact is
        never told, however it is joined to what they say.
        """
        parts = [
            piece
            for part in set_off(claim, self._language)
            for piece in (part, *joined(part, self._language))
        ]
        if any(instructs(part) is not None for part in (claim, *parts)):
            return True
        if speaks_to_reader(claim, self._language) and not any(
            speaks_to_reader(s.inert, s.passage.chunk.language) for s in self._shown
        ):
            return True
        if not self._only_withheld:
            return False
        echoes = sum(
            not word.forms.isdisjoint(self._only_withheld)
            for word in asked_words(claim, self._language)
        )
        return echoes >= (DENSE_ECHOES if self._language == "zh" else 1)

    @cached_property
    def _only_withheld(self) -> frozenset[str]:
        """What the passages in the answer's language hold only where no echo may."""
        own = [s for s in self._shown if s.passage.chunk.language == self._language]
        withheld = [
            index_terms(held, self._language) for s in own if (held := s.withheld)
        ]
        if not withheld:
            return frozenset()
        told = [
            index_terms("\n".join((*s.context, s.inert)), c.language)
            for s in self._shown
            for c in (s.passage.chunk,)
        ]
        none = frozenset[str]()
        return none.union(*withheld).difference(*told)

    def _placed(
        self, seen: "_Seen", cited: list[Shown], others: list[Shown]
    ) -> tuple[list[Shown], list[Shown]] | Refused:
        """Return the passages that hold all quoted words first, or refuse the claim."""
        quotes = [quote for quote in seen.draft.quoted if _is_quote(quote)]
        if not quotes:
            return cited, others
        order = [*cited, *others]
        texts = [f"{s.passage.title}\n{s.inert}" for s in order]
        for quote in quotes:
            standing = gate(quote, texts, cited=0).standing
            if standing in {Standing.STITCHED, Standing.FABRICATED}:
                reason = Reason(key=str(standing), values={"quote": quote})
                nearest = order[0] if standing is Standing.STITCHED else None
                return Refused(draft=seen.draft, reason=reason, nearest=nearest)
        holding = [
            shown
            for shown, text in zip(order, texts, strict=True)
            if all(gate(q, [text], cited=0).standing is Standing.FOUND for q in quotes)
        ]
        kept = [shown for shown in cited if shown in holding]
        return kept or holding, []

    def _elsewhere(self, seen: "_Seen", others: list[Shown]) -> Iterator[Support]:
        """Yield the passage that carries a claim though the claim does not cite it."""
        for shown in others:
            support = seen.support(shown, strictly=True)
            if support is not None:
                yield support
                return


class _Seen:
    """One claim, judged against passages when it is asked for, once each."""

    def __init__(self, draft: Draft, language: str, finder: Finder) -> None:
        self.draft = draft
        self._language = language
        self._finder = finder
        self._judged: dict[int, Judged] = {}
        self._seen: dict[int, list[Source]] = {}

    @cached_property
    def _understood(self) -> Understood:
        return self._finder.understand(self.draft.text, language=self._language)

    @cached_property
    def _statement(self) -> Statement:
        return Statement.of(
            self.draft.text, language=self._language, understood=self._understood
        )

    @cached_property
    def _pieces(self) -> Mapping[str, View]:
        texts = self._statement.piece_texts
        views = self._finder.views(texts, language=self._language)
        return dict(zip(texts, views, strict=True))

    def judged(self, shown: Shown) -> Judged:
        if shown.number not in self._judged:
            judged = [judge(self._statement, s) for s in self._sources(shown)]
            self._judged[shown.number] = max(judged, key=lambda one: one.score)
        return self._judged[shown.number]

    def _may_support(self, shown: Shown) -> bool:
        return any(may_support(self._statement, s) for s in self._sources(shown))

    def _sources(self, shown: Shown) -> list[Source]:
        if shown.number not in self._seen:
            self._seen[shown.number] = list(self._seen_from_here(shown))
        return self._seen[shown.number]

    def _seen_from_here(self, shown: Shown) -> Iterator[Source]:
        chunk = shown.passage.chunk
        same = chunk.language == self._language
        for run in shown.runs:
            yield Source.of(
                shown.inert,
                context=shown.context,
                language=chunk.language,
                divided=run,
                understood=self._understood,
                pieces=dict if same else lambda: self._pieces,
            )

    def support(self, shown: Shown, *, strictly: bool) -> Support | None:
        """Return how a passage carries the claim, or None.

        `strictly`: in part is not enough, for the model did not name this passage.
        """
        start = shown.passage.chunk.span[0]
        verbatim = shown.quotable.find(self.draft.text)
        if verbatim:
            begin, end = verbatim
            return Support(
                shown=shown,
                span=(start + begin, start + end),
                verdict=Verdict.SUPPORTED,
                reason=None,
            )
        if strictly and not self._may_support(shown):
            return None
        judged = self.judged(shown)
        carried = judged.verdict is Verdict.SUPPORTED or (
            judged.verdict is Verdict.PARTIAL
            and not strictly
            and not judged.disagrees
            and not judged.adds
            and judged.gap < ADDITION
        )
        if not carried or judged.span is None:
            return None
        return Support(
            shown=shown,
            span=(start + judged.span[0], start + judged.span[1]),
            verdict=judged.verdict,
            reason=judged.reason,
        )


def inert_passage(passage: Passage) -> str:
    """Return a passage's text with blanks in place of what is not repeated."""
    chunk = passage.chunk
    return inert_text(chunk.text, language=chunk.language, uri=passage.provenance.uri)


def _runs(sentences: Sentences, text: str, inert: str) -> Iterator[Sentences]:
    """Yield the sentences between which nothing is left out; none at all: as one."""
    run: list[int] = []
    for at, (start, end) in enumerate(sentences.spans):
        if text[start:end] == inert[start:end]:
            run.append(at)
            continue
        if run:
            yield _part(sentences, run)
        run = []
    if run or all(text[a:b] != inert[a:b] for a, b in sentences.spans):
        yield _part(sentences, run)


def _part(sentences: Sentences, rows: list[int]) -> Sentences:
    return Sentences(
        spans=tuple(sentences.spans[row] for row in rows),
        vectors=sentences.vectors[rows],
        letters=tuple(sentences.letters[row] for row in rows),
    )


def _holds(shown: Shown, told: Sequence[Address]) -> bool:
    """Whether a passage gives each address itself, and it may be repeated."""
    return all(
        one.kind is not AddressKind.URL and one.text in shown.inert for one in told
    )


def _is_quote(words: str) -> bool:
    letters = len(regex.findall(r"\p{L}", words))
    return letters >= (SHORTEST_DENSE_QUOTE if DENSE.search(words) else SHORTEST_QUOTE)
