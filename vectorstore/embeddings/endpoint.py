"""The other embedder: any endpoint that speaks OpenAI's embeddings protocol."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.protocol import (
    NO_TOKENS,
    Divided,
    DividedVectors,
    Read,
    Vectors,
)
from vectorstore.errors import EmbeddingFailed

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

MAX_RETRIES = 5
"""Retries of a busy or silent endpoint, half a second to eight seconds apart (a
Retry-After of up to a minute goes first): the openai client's own policy."""

_BLANK = "."  # endpoints refuse empty texts
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000))
_BYTES_PER_TOKEN = 3


class EndpointEmbedder:
    """An `Embedder` over an OpenAI-compatible endpoint.

    Questions and passages are sent alike, without prefixes. A blank text is sent as a
    full stop, and lone surrogates are left out; callers drop such texts. Safe to call
    from several threads. The key is in no message and no log line of ours.

    Raises:
        EmbedderUnusable: the address is not an http or https one.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str | None = None,
        batch_size: int = 64,
        timeout_s: float = 30.0,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        from openai import OpenAI

        parts = urlsplit(base_url)
        self._shown = f"{parts.scheme}://{parts.hostname}{parts.path}"  # no credentials
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EmbedderUnusable(
                f"The embeddings endpoint {self._shown!r} is not an address",
                remedy='Set GALAXY_EMBEDDINGS_URL like "http://127.0.0.1:8080/v1".',
            )
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size}")
        self._model = model
        self._batch_size = batch_size
        self._dimensions: int | None = None
        self._client = OpenAI(
            base_url=base_url,
            # The client insists on a key; endpoints without one ignore it.
            api_key=api_key or "none",
            timeout=timeout_s,
            max_retries=max_retries,
        )
        # It read these from other programs' environment variables, to be sent along.
        self._client.organization = self._client.project = None

    @property
    def fingerprint(self) -> str:
        """Identify the model by its name; where it runs may change."""
        return f"endpoint/{self._model}"

    @property
    def dimensions(self) -> int:
        """Length of each vector, learned from the first answer.

        Asks the endpoint if nothing was embedded yet.

        Raises:
            EmbeddingFailed: the endpoint gave none.
        """
        if self._dimensions is None:
            return self._embed([_BLANK]).shape[1]
        return self._dimensions

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions), in order.

        Raises:
            EmbeddingFailed: the endpoint did not answer, after all retries.
            EmbedderUnusable: it refused, or answered something else than vectors.
        """
        return self._embed(texts)

    def read_question(self, text: str) -> Read:
        """Return a question's unit vector; an endpoint tells nothing of its tokens.

        Raises:
            EmbeddingFailed: the endpoint did not answer, after all retries.
            EmbedderUnusable: it refused, or answered something else than vectors.
        """
        return Read(
            vector=self._embed([text])[0],
            tokens=NO_TOKENS,
            weights=np.zeros(0, np.float32),
        )

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions), in order.

        Raises:
            EmbeddingFailed: the endpoint did not answer, after all retries.
            EmbedderUnusable: it refused, or answered something else than vectors.
        """
        return self._embed(texts)

    def embed_divided(self, texts: Sequence[Divided]) -> DividedVectors:
        """Return unit vectors of passages and, each by itself, of their sentences.

        Equal sentences are sent once.

        Raises:
            EmbeddingFailed: the endpoint did not answer, after all retries.
            EmbedderUnusable: it refused, or answered something else than vectors.
        """
        parts = [[t.text[start:end] for start, end in t.sentences] for t in texts]
        distinct = list(dict.fromkeys(part for some in parts for part in some))
        row_of = {part: row for row, part in enumerate(distinct)}
        rows = self._embed(distinct)
        return DividedVectors(
            texts=self._embed([text.text for text in texts]),
            sentences=tuple(rows[[row_of[part] for part in some]] for some in parts),
            tokens=(NO_TOKENS,) * len(texts),
        )

    def count_tokens(self, text: str) -> int:
        """Return about how many tokens a text has: a third of its UTF-8 bytes.

        The endpoint's tokenizer is not known. This counts high for Latin letters (some
        four bytes a token) and about right for Chinese (three), so chunks stay within
        the model's window.
        """
        return -(-len(text.encode("utf-8", "ignore")) // _BYTES_PER_TOKEN)

    def close(self) -> None:
        """Close the connections; embedding fails from then on."""
        self._client.close()

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        sent = [text.translate(_SURROGATES) for text in texts]
        sent = [text if text.strip() else _BLANK for text in sent]
        size = self._batch_size
        return np.concatenate(
            [self._ask(sent[at : at + size]) for at in range(0, len(sent), size)]
        )

    def _ask(self, texts: Sequence[str]) -> Vectors:
        import openai

        # Not chained: a server's words may repeat the key that it was sent.
        try:
            answer = self._client.embeddings.create(
                model=self._model, input=list(texts), encoding_format="float"
            )
        except (openai.RateLimitError, openai.InternalServerError) as error:
            raise EmbeddingFailed(
                f"The embeddings endpoint {self._shown!r} answered "
                f"{error.status_code} after {self._client.max_retries} retries",
                remedy="Try again later, or ask the endpoint's operator.",
            ) from None
        except openai.APIStatusError as error:
            raise EmbedderUnusable(
                f"The embeddings endpoint {self._shown!r} refused model "
                f"{self._model!r} with status {error.status_code}",
                remedy="Check GALAXY_EMBEDDINGS_URL, _MODEL and _KEY.",
            ) from None
        except openai.APIConnectionError:  # time-outs are among them
            raise EmbeddingFailed(
                f"The embeddings endpoint {self._shown!r} does not answer",
                remedy="Check that it runs and that GALAXY_EMBEDDINGS_URL is right.",
            ) from None
        except (openai.OpenAIError, ValueError):
            raise self._nonsense("no embeddings") from None
        return self._check(answer, len(texts))

    def _check(self, answer: "CreateEmbeddingResponse", expected: int) -> Vectors:
        try:
            by_index = {item.index: item.embedding for item in answer.data}
            rows = [by_index[index] for index in range(expected)]
            vectors = np.array(rows, np.float32)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self._nonsense(f"other than {expected} vectors") from None
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
        if vectors.ndim != 2 or not np.isfinite(lengths).all() or not lengths.all():
            raise self._nonsense("vectors without a direction")
        found = vectors.shape[1]
        if self._dimensions not in (None, found):
            raise self._nonsense(f"{found} numbers a vector after {self._dimensions}")
        self._dimensions = found
        return (vectors / lengths).astype(np.float32)

    def _nonsense(self, what: str) -> EmbedderUnusable:
        return EmbedderUnusable(
            f"The embeddings endpoint {self._shown!r} gave {what}",
            remedy=f"Check that {self._model!r} is a model for embeddings.",
        )
