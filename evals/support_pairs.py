"""Claims with a passage each that carries them or does not, by construction.

Hand-written claims with the passage that they cite; each of the supported with one fact
changed, and with a neighbouring passage; and parallel texts, each cited for itself in
another language, with one fact changed, and for its neighbour.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from evals.cases import SUITES, BadSuite, Split, read_suite
from evals.endpoint.writers import AND
from evals.holdings import HeldChunks, held_chunks
from evals.parallel_texts import SDG_FOLDERS, UDHR, load_articles, load_targets
from evals.perturbations import Change, changed, names_of
from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library
from vectorstore.records import Chunk, ChunkId, DocumentId, Record
from vectorstore.sentences import Sentences, embed_sentences
from vectorstore.text.languages import CHAT_LANGUAGES, normalize_tag

FILE = SUITES / "claims" / "support.jsonl"
ADDITIONS = SUITES / "claims" / "additions.jsonl"
TARGETS = 24
ARTICLES = 14
"""Parallel texts of each set that are asked about, spread evenly."""


class Kind(StrEnum):
    """How a pair came to be; all but `CARRIED` are unsupported."""

    CARRIED = "carried"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    NAME = "name"
    NEGATION = "negation"
    UNIT = "unit"
    DIRECTION = "direction"
    EXCHANGED = "exchanged"
    WRITTEN = "written"  # by hand, to sound like the passage
    ADDED = "added"  # a supported claim, and another beside it that is not
    JOINED = "joined"  # a supported claim, and a short one joined by "and"
    NEIGHBOUR = "neighbour"  # the claim with a passage beside its own


APART = frozenset({Kind.JOINED, Kind.UNIT, Kind.DIRECTION, Kind.EXCHANGED})
"""Kinds that the score knows nothing of: neither fitted on nor counted with others."""


class Origin(StrEnum):
    """Where a pair is from."""

    HAND = "hand"
    SOURCE = "source"  # a sentence of the passage itself, in the claim's place
    PARALLEL = "parallel"
    ATTRIBUTION = "attribution"  # other people's judgements, for reporting alone


class ClaimCase(Record):
    """One line of the file."""

    id: str = Field(min_length=1)
    split: Split
    claim: str = Field(min_length=1)
    language: str
    path: str
    words: str = Field(min_length=1)  # verbatim; in one passage of the document alone
    supported: bool


class Addition(Record):
    """A short statement that fits no passage."""

    id: str = Field(min_length=1)
    split: Split
    language: str
    text: str = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A passage with its sentences."""

    title: str
    headings: tuple[str, ...]
    text: str
    language: str
    sentences: Sentences

    def sentence(self, words: str) -> str:
        """Return the sentence that words stand in, else the whole text."""
        for start, end in self.sentences.spans:
            told = " ".join(self.text[start:end].split())
            if words in told:
                return told
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim and the passage that it cites."""

    id: str  # of the claim that it comes from
    claim: str
    language: str
    cited: Cited
    kind: Kind
    origin: Origin
    words: str = ""  # where the support is, of a hand-written claim

    @property
    def supported(self) -> bool:
        """Whether the passage carries the claim."""
        return self.kind is Kind.CARRIED

    @property
    def across(self) -> bool:
        """Whether the two are in different languages."""
        return self.language != self.cited.language


def load_claims(path: Path = FILE) -> tuple[ClaimCase, ...]:
    """Return the hand-written claims, in order.

    Raises:
        BadSuite: a line is no claim.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
        return tuple(ClaimCase.model_validate_json(line) for line in lines if line)
    except (OSError, ValidationError) as error:
        raise BadSuite(f"{path}: {error}") from error


def hand_pairs(home: Path, library: Library, split: Split) -> list[Pair]:
    """Return the pairs of the hand-written claims, and of the sentences that they cite.

    Raises:
        BadSuite: a passage is not in the home, or not in one place alone.
    """
    claims, additions = load_claims(), read_suite(ADDITIONS, Addition)
    passages = _Passages(held_chunks(home), library)
    names: dict[str, list[str]] = {}
    beside: dict[str, list[ClaimCase]] = {}
    for case in claims:
        names.setdefault(case.language, []).extend(names_of(case.claim, case.language))
        if case.split is split and not case.supported:
            beside.setdefault(case.language, []).append(case)
    pairs: list[Pair] = []
    for case in claims:
        if case.split is not split:
            continue
        at = passages.place(case)
        own = passages.cited(at)
        making = _Making(
            case=case,
            own=own,
            neighbour=passages.neighbour(at),
            names=names[case.language],
            unsupported=[
                other.claim
                for other in beside[case.language]
                if other.path != case.path
            ],
            additions=[
                one.text
                for one in additions
                if one.split is split and one.language == case.language
            ],
        )
        pairs += making.pairs(case.claim, Origin.HAND)
        if case.supported and case.language == own.language:
            pairs += making.pairs(own.sentence(case.words), Origin.SOURCE)
    return pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """What pairs are made of, for one case."""

    case: ClaimCase
    own: Cited
    neighbour: Cited | None
    names: Sequence[str]
    unsupported: Sequence[str]  # claims in its language that other passages are near
    additions: Sequence[str]  # short statements in its language that fit no passage

    def pairs(self, claim: str, origin: Origin) -> Iterator[Pair]:
        """Yield a claim with its passage, and what is made of the two."""
        case, own = self.case, self.own

        def pair(claim: str, kind: Kind, passage: Cited = own) -> Pair:
            return Pair(
                id=case.id,
                claim=claim,
                language=case.language,
                cited=passage,
                kind=kind,
                origin=origin,
                words=case.words,
            )

        if not case.supported:
            yield pair(claim, Kind.WRITTEN)
            return
        yield pair(claim, Kind.CARRIED)
        told = "\n".join((own.title, *own.headings, own.text))
        others = changed(claim, language=case.language, passage=told, names=self.names)
        for change, other in others.items():
            if change is not Change.NAME or case.language == own.language:
                yield pair(other, Kind(change.value))
        if self.neighbour is not None:
            yield pair(claim, Kind.NEIGHBOUR, self.neighbour)
        bare = claim.rstrip(".。؟")
        added = self.unsupported[len(claim) % len(self.unsupported)]
        yield pair(f"{bare}; {added}", Kind.ADDED)
        if self.additions:
            short = self.additions[len(claim) % len(self.additions)]
            yield pair(f"{bare}{AND[case.language]}{short}.", Kind.JOINED)


class _Passages:
    """The chunks of a home, found by path and words."""

    def __init__(self, chunks: HeldChunks, library: Library) -> None:
        self._chunks = chunks
        self._library = library
        self._of_path: dict[str, list[int]] = {}
        order = sorted(range(len(chunks.ids)), key=lambda at: chunks.spans[at])
        for at in order:
            self._of_path.setdefault(chunks.paths[at], []).append(at)

    def place(self, case: ClaimCase) -> int:
        """Return the chunk that a claim cites."""
        found = [
            at
            for path, places in self._of_path.items()
            if path == case.path
            for at in places
            if case.words in " ".join(self._chunks.texts[at].split("\n", 1)[-1].split())
        ]
        if len(found) != 1:
            raise BadSuite(f"{case.id}: {case.words!r} is in {len(found)} passages")
        return found[0]

    def neighbour(self, at: int) -> Cited | None:
        """Return the passage behind a chunk in its document, else the one before."""
        places = self._of_path[self._chunks.paths[at]]
        if len(places) < 2:
            return None
        own = places.index(at)
        beside = places[own + 1] if own + 1 < len(places) else places[own - 1]
        return self.cited(beside)

    def cited(self, at: int) -> Cited:
        """Return a chunk as a passage."""
        identifier = self._chunks.ids[at]
        stored = self._library.chunks([identifier])[identifier]
        sentences = self._library.sentences([identifier])[identifier]
        return Cited(
            title=stored.title,
            headings=stored.chunk.headings,
            text=stored.chunk.text,
            language=stored.chunk.language,
            sentences=sentences,
        )


def parallel_pairs(corpus: Path, embedder: Embedder, split: Split) -> list[Pair]:
    """Return pairs of texts that say the same in two languages, and of neighbours."""
    targets: dict[str, dict[str, str]] = {}
    for folder in SDG_FOLDERS:
        language = normalize_tag(folder) or folder
        if language in CHAT_LANGUAGES:
            targets[language] = load_targets(corpus, folder)
    articles = {
        language: {
            number: " ".join(paragraphs)
            for number, paragraphs in load_articles(
                corpus / f"udhr/udhr_{code}.xml"
            ).items()
        }
        for language, code in UDHR.items()
        if language in CHAT_LANGUAGES
    }
    return [
        *_parallel("sdg", targets, embedder, split, count=TARGETS),
        *_parallel("udhr", articles, embedder, split, count=ARTICLES),
    ]


def _parallel(
    name: str,
    texts: dict[str, dict[str, str]],
    embedder: Embedder,
    split: Split,
    *,
    count: int,
) -> Iterator[Pair]:
    keys = [key for key in texts["en"] if all(own.get(key) for own in texts.values())]
    step = max(len(keys) // count, 1)
    places = range(0 if split is Split.DEV else step // 2, len(keys), step)
    wanted = sorted({p for at in places for p in (at, _beside(at, keys))})
    some = [keys[at] for at in wanted]
    cited = {
        language: dict(
            zip(wanted, passages_of(own, language, some, embedder), strict=True)
        )
        for language, own in texts.items()
    }
    for at in places:
        beside = _beside(at, keys)
        said = "\n".join(passages[at].text for passages in cited.values())
        for claimed, own in texts.items():
            others = changed(own[keys[at]], language=claimed, passage=said, names=())
            others.pop(
                Change.NEGATION, None
            )  # rules for a sentence, and these are laws
            for written, passages in cited.items():
                told = [
                    (own[keys[at]], Kind.CARRIED, passages[at]),
                    (own[keys[at]], Kind.NEIGHBOUR, passages[beside]),
                    *((c, Kind(k.value), passages[at]) for k, c in others.items()),
                ]
                for claim, kind, passage in told if written != claimed else ():
                    yield Pair(
                        id=f"{name}-{keys[at]}-{claimed}",
                        claim=claim,
                        language=claimed,
                        cited=passage,
                        kind=kind,
                        origin=Origin.PARALLEL,
                    )


def _beside(at: int, keys: Sequence[str]) -> int:
    return at + 1 if at + 1 < len(keys) else at - 1


def passages_of(
    texts: Mapping[str, str], language: str, keys: Sequence[str], embedder: Embedder
) -> list[Cited]:
    """Return texts as passages without a title, in the order of the keys."""
    chunks = [
        Chunk(
            id=ChunkId(key),
            document_id=DocumentId(key),
            ordinal=0,
            span=(0, len(texts[key])),
            text=texts[key],
            language=language,
            tokens=0,
        )
        for key in keys
    ]
    made = embed_sentences(embedder, [("", chunk) for chunk in chunks])
    return [
        Cited(title="", headings=(), text=chunk.text, language=language, sentences=own)
        for chunk, own in zip(chunks, made.sentences, strict=True)
    ]
