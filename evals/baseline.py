"""A plain LangChain pipeline over the same passages, as people would build it.

A Chroma vector store and a BM25 retriever in an ensemble of equal weights. It gets the
same embedder and the same passages as the product, with titles and headings; only the
ranking differs. Its answer is what many would show first: of the best passages the
sentences nearest to the question; it would refuse where the nearest passage is far.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from langchain_core.embeddings import Embeddings

from evals.beside import Plain
from evals.cases import Case
from evals.holdings import HeldChunks
from evals.metrics import first_hit, holds_words
from evals.outcomes import BEST_QUOTES
from evals.ranks import DEEPEST
from vectorstore.embeddings.protocol import Embedder
from vectorstore.text.languages import UNDETERMINED
from vectorstore.text.sentences import split_sentences

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever

WEIGHTS = (0.5, 0.5)
BATCH = 2_000
CHUNK, PATH = "chunk", "path"
READ = 5
"""Passages whose sentences it shows the nearest of."""
LOOKED_THROUGH = 60
"""Passages among which the nearest that is no source is looked for."""
NO_LONGER_KEPT = "`langchain-community` is being sunset"


class StoredEmbeddings(Embeddings):
    """Our embedder for LangChain; passages that have a stored vector keep it."""

    def __init__(self, embedder: Embedder, stored: Mapping[str, list[float]]) -> None:
        self._embedder = embedder
        self._stored = stored

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a vector a passage, in order."""
        missing = [text for text in texts if text not in self._stored]
        made = self._embedder.embed_passages(missing) if missing else ()
        new = {t: [float(v) for v in own] for t, own in zip(missing, made, strict=True)}
        return [self._stored.get(text) or new[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(value) for value in self._embedder.embed_questions([text])[0]]


class Baseline:
    """The pipeline over some chunks, in memory."""

    def __init__(self, chunks: HeldChunks, embedder: Embedder) -> None:
        self._embedder = embedder
        self._dense = _dense(chunks, embedder)
        self._retriever = _retriever(chunks, self._dense)

    def ask(self, case: Case) -> Plain:
        """Return what it finds, shows and takes its own passages for."""
        found = self._retriever.invoke(case.question)[:DEEPEST]
        paths = [str(passage.metadata[PATH]) for passage in found]
        nearest = [
            (str(passage.metadata[PATH]), 1.0 - float(distance))
            for passage, distance in self._dense.similarity_search_with_score(
                case.question, k=LOOKED_THROUGH
            )
        ]
        shown = self._sentences(
            case.question, [passage.page_content for passage in found[:READ]]
        )
        return Plain(
            language=case.language,
            kind=case.kind,
            found_at=first_hit(paths, case.gold),
            strength=_first(cosine for _, cosine in nearest),
            strength_without=_first(c for path, c in nearest if path not in case.gold),
            best_hold_words=bool(case.words)
            and holds_words("\n".join(shown), case.words),
        )

    def _sentences(self, question: str, texts: Sequence[str]) -> list[str]:
        """Return the few sentences of texts that lie nearest to a question."""
        sentences = [
            text[start:end]
            for text in texts
            for start, end in split_sentences(text, UNDETERMINED)
        ]
        if not sentences:
            return []
        near = self._embedder.embed_passages(sentences)
        (asked,) = self._embedder.embed_questions([question])
        order = (-(near @ asked)).argsort(kind="stable")
        return [sentences[at] for at in order[:BEST_QUOTES]]


def ask_all_plainly(baseline: Baseline, cases: Sequence[Case]) -> dict[str, Plain]:
    """Return what comes of every question, by id."""
    return {case.id: baseline.ask(case) for case in cases}


def _first(cosines: Iterable[float]) -> float | None:
    return next(iter(cosines), None)


def _dense(chunks: HeldChunks, embedder: Embedder) -> "Chroma":
    from langchain_chroma import Chroma

    texts = list(chunks.texts)
    data = _metadata(chunks)
    stored = {
        text: [float(value) for value in vector]
        for text, vector in zip(texts, chunks.vectors, strict=True)
    }
    dense = Chroma(
        collection_name=f"baseline-{uuid4().hex}",  # clients in memory share data
        embedding_function=StoredEmbeddings(embedder, stored),
        collection_metadata={"hnsw:space": "cosine"},
    )
    for start in range(0, len(texts), BATCH):
        end = start + BATCH
        dense.add_texts(texts[start:end], data[start:end], list(chunks.ids[start:end]))
    return dense


def _metadata(chunks: HeldChunks) -> list[dict[str, str]]:
    return [
        {CHUNK: chunk, PATH: path}
        for chunk, path in zip(chunks.ids, chunks.paths, strict=True)
    ]


def _retriever(chunks: HeldChunks, dense: "Chroma") -> "EnsembleRetriever":
    from langchain_classic.retrievers import EnsembleRetriever

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=NO_LONGER_KEPT)
        from langchain_community.retrievers import BM25Retriever

    words = BM25Retriever.from_texts(
        list(chunks.texts), metadatas=_metadata(chunks), k=DEEPEST
    )
    return EnsembleRetriever(
        retrievers=[dense.as_retriever(search_kwargs={"k": DEEPEST}), words],
        weights=list(WEIGHTS),
        id_key=CHUNK,
    )
