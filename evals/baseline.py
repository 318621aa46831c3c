"""A plain LangChain pipeline over the same passages, as people would build it.

A Chroma vector store and a BM25 retriever in an ensemble of equal weights. It gets the
same embedder and the same passages as the product, with titles and headings; only the
ranking differs.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from langchain_core.embeddings import Embeddings

from evals.cases import Case
from evals.holdings import HeldChunks
from evals.metrics import first_hit
from evals.ranks import DEEPEST
from vectorstore.embeddings.protocol import Embedder

if TYPE_CHECKING:
    from langchain_classic.retrievers import EnsembleRetriever

WEIGHTS = (0.5, 0.5)
BATCH = 2_000
CHUNK, PATH = "chunk", "path"
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
        self._retriever = _retriever(chunks, embedder)

    def paths(self, question: str) -> list[str]:
        """Return the paths of the ten passages that it finds, best first."""
        found = self._retriever.invoke(question)[:DEEPEST]
        return [str(passage.metadata[PATH]) for passage in found]


def find_all(baseline: Baseline, cases: Sequence[Case]) -> dict[str, int | None]:
    """Return at which rank the source of each answerable question is found, by id."""
    return {
        case.id: first_hit(baseline.paths(case.question), case.gold)
        for case in cases
        if case.gold
    }


def _retriever(chunks: HeldChunks, embedder: Embedder) -> "EnsembleRetriever":
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=NO_LONGER_KEPT)
        from langchain_community.retrievers import BM25Retriever

    texts = list(chunks.texts)
    data = [
        {CHUNK: chunk, PATH: path}
        for chunk, path in zip(chunks.ids, chunks.paths, strict=True)
    ]
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
    words = BM25Retriever.from_texts(texts, metadatas=data, k=DEEPEST)
    return EnsembleRetriever(
        retrievers=[dense.as_retriever(search_kwargs={"k": DEEPEST}), words],
        weights=list(WEIGHTS),
        id_key=CHUNK,
    )
