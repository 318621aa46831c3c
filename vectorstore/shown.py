"""Which of the ranked passages are shown: few of one document, and no copies.

A copy is the same in the same words (`vectorstore.copies`) or in another language
(`vectorstore.translations`); of translations the asker's own language is shown.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vectorstore.catalogue.rows import StoredChunk
from vectorstore.copies import COPY_BEHIND, Wording
from vectorstore.library import Library
from vectorstore.records import ChunkId, Passage, Readers
from vectorstore.translations import Translations

SPARE = 4
"""Passages read beyond what is shown, for those that turn out to be copies."""
A_DOCUMENT_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Chunks in the order of their scores, best first, and what is known of each."""

    scores: Mapping[ChunkId, float]  # in their order; standard deviations
    cosines: Mapping[ChunkId, float]  # with the question
    covered: Mapping[ChunkId, float]  # share of its words; none: unknown
    held: Mapping[ChunkId, float]  # what its tokens hold of it; none: not reread
    translations: Translations


@dataclass(slots=True, kw_only=True)
class _Shown:
    """The passages taken so far, in order."""

    language: str  # the asker's
    translations: Translations
    passages: list[Passage] = field(default_factory=list[Passage])
    wordings: list[Wording] = field(default_factory=list[Wording])
    taken: Counter[str] = field(default_factory=Counter[str])

    def offer(self, passage: Passage) -> None:
        """Take a passage, unless enough of its document or a copy of it is there."""
        document = passage.chunk.document_id
        if self.taken[document] >= A_DOCUMENT_AT_MOST:
            return
        wording = Wording.of(passage.title, passage.chunk.text)
        if any(wording.is_copy_of(other) for other in self.wordings):
            return
        at = self._translation_of(passage)
        if at is None:
            at = len(self.passages)
            self.passages.append(passage)
            self.wordings.append(wording)
        elif self._is_preferred(passage, self.passages[at]):
            self.taken[self.passages[at].chunk.document_id] -= 1
            self.passages[at] = passage.model_copy(
                update={"score": self.passages[at].score}
            )
            self.wordings[at] = wording
        else:
            return
        self.taken[document] += 1

    def _translation_of(self, passage: Passage) -> int | None:
        """Return the place of a passage that says the same in another language."""
        chunk = passage.chunk
        for at, other in enumerate(self.passages):
            texts = (chunk.text, other.chunk.text)
            if self.translations.are_one(chunk.id, other.chunk.id, texts):
                return at
        return None

    def _is_preferred(self, passage: Passage, to: Passage) -> bool:
        return (
            passage.chunk.language == self.language != to.chunk.language
            and passage.score >= to.score - COPY_BEHIND
        )


def gather(
    library: Library, ranked: Ranked, *, language: str, limit: int, readers: Readers
) -> tuple[Passage, ...]:
    """Return at most `limit` passages of ranked chunks, best first, without copies.

    Raises:
        StoreUnavailable: worth retrying.
    """
    shown = _Shown(language=language, translations=ranked.translations)
    order = list(ranked.scores)
    step = limit + SPARE
    for start in range(0, len(order), step):
        some = order[start : start + step]
        stored = library.chunks(some, readers=readers)
        for one in some:
            if one in stored:
                shown.offer(_passage(stored[one], ranked))
        if len(shown.passages) >= limit:
            break
    return _numbered(shown.passages[:limit])


def _passage(found: StoredChunk, ranked: Ranked) -> Passage:
    one = found.chunk.id
    return Passage(
        chunk=found.chunk,
        title=found.title,
        path=found.path,
        provenance=found.provenance,
        facets=found.facets,
        similarity=min(max(ranked.cosines[one], -1.0), 1.0),
        coverage=min(ranked.covered.get(one, 0.0), 1.0),
        held=ranked.held.get(one),
        score=ranked.scores[one],
        rank=1,
    )


def _numbered(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(
        passage.model_copy(update={"rank": rank})
        for rank, passage in enumerate(passages, start=1)
    )
