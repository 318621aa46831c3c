import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from vectorstore.embeddings.endpoint import EndpointEmbedder
from vectorstore.embeddings.factory import open_embedder
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.errors import EmbeddingFailed

KEY = "sk-very-secret-0123"
Answer = tuple[int, dict[str, str], object]


def vector_of(text: str) -> list[float]:
    digest = hashlib.sha256(text.encode()).digest()
    return [byte - 127.5 for byte in digest[:8]]


def well(inputs: list[str]) -> Answer:
    data = [
        {"object": "embedding", "index": index, "embedding": vector_of(text)}
        for index, text in enumerate(inputs)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    # In another order than asked: only the index says which is which.
    return 200, {}, {"object": "list", "model": "m", "data": data[::-1], "usage": usage}


@dataclass
class Endpoint:
    """A loopback server; `script` answers the first requests, `well` the others."""

    url: str
    script: list[Callable[[list[str]], Answer]] = field(default_factory=list)
    inputs: list[list[str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.inputs.append(body["input"])
            state.headers.append({k.lower(): v for k, v in self.headers.items()})
            answer = state.script.pop(0) if state.script else well
            status, headers, content = answer(body["input"])
            sent = (
                content if isinstance(content, bytes) else json.dumps(content).encode()
            )
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state = Endpoint(url=f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def embedder(endpoint: Endpoint) -> Iterator[EndpointEmbedder]:
    embedder = EndpointEmbedder(
        base_url=endpoint.url, model="m", api_key=KEY, batch_size=3
    )
    yield embedder
    embedder.close()


def test_vectors_are_normalized_and_in_the_order_of_the_texts(
    embedder: EndpointEmbedder, endpoint: Endpoint
) -> None:
    texts = ["water", "الماء", "水", "вода", "água", "eau", "agua"]

    vectors = embedder.embed_passages(texts)

    expected = np.array([vector_of(text) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(vectors, expected, atol=1e-6)
    assert vectors.dtype == np.float32
    assert [len(batch) for batch in endpoint.inputs] == [3, 3, 1]


def test_the_dimension_is_learned_from_the_first_answer(
    embedder: EndpointEmbedder, endpoint: Endpoint
) -> None:
    embedder.embed_questions(["water"])

    assert embedder.dimensions == 8
    assert len(endpoint.inputs) == 1


def test_the_dimension_is_asked_for_when_nothing_was_embedded(
    embedder: EndpointEmbedder,
) -> None:
    assert embedder.dimensions == 8
    assert embedder.embed_passages([]).shape == (0, 8)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again(
    embedder: EndpointEmbedder, endpoint: Endpoint, status: int
) -> None:
    endpoint.script = [lambda _: (status, {"Retry-After": "0.01"}, {})] * 2

    vectors = embedder.embed_passages(["water"])

    assert vectors.shape == (1, 8)
    assert len(endpoint.inputs) == 3


def test_an_endpoint_that_stays_busy_is_a_failure_worth_retrying(
    endpoint: Endpoint,
) -> None:
    endpoint.script = [lambda _: (429, {"Retry-After": "0.01"}, {})] * 9
    embedder = EndpointEmbedder(base_url=endpoint.url, model="m", max_retries=2)

    with pytest.raises(EmbeddingFailed, match="429") as caught:
        embedder.embed_passages(["water"])
    embedder.close()

    assert caught.value.retryable
    assert len(endpoint.inputs) == 3


def test_a_silent_endpoint_times_out_into_a_failure_worth_retrying(
    endpoint: Endpoint,
) -> None:
    release = threading.Event()

    def wait(inputs: list[str]) -> Answer:
        release.wait(20)
        return well(inputs)

    endpoint.script = [wait]
    embedder = EndpointEmbedder(
        base_url=endpoint.url, model="m", timeout_s=0.2, max_retries=0
    )

    with pytest.raises(EmbeddingFailed, match="does not answer") as caught:
        embedder.embed_passages(["water"])
    release.set()
    embedder.close()

    assert caught.value.retryable


def test_no_server_at_all_is_named(endpoint: Endpoint) -> None:
    embedder = EndpointEmbedder(
        base_url="http://user:pw@127.0.0.1:9/v1", model="m", max_retries=0
    )

    with pytest.raises(EmbeddingFailed, match=r"'http://127\.0\.0\.1/v1'"):
        embedder.embed_passages(["water"])
    embedder.close()


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_names_the_model_and_never_the_key(
    embedder: EndpointEmbedder,
    endpoint: Endpoint,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    says = {"error": {"message": f"Incorrect API key provided: {KEY}"}}
    endpoint.script = [lambda _: (status, {}, says)]

    with pytest.raises(EmbedderUnusable, match=str(status)) as caught:
        embedder.embed_passages(["water"])

    assert "'m'" in caught.value.message
    assert KEY not in f"{caught.value!r} {caught.value.remedy} {caplog.text}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert not caught.value.retryable
    assert len(endpoint.inputs) == 1


def edited(change: Callable[[list[dict[str, object]]], object]) -> Answer:
    status, headers, content = well(["a", "b"])
    assert isinstance(content, dict)
    content["data"] = change(content["data"])
    return status, headers, content


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"<html>a login page</html>"),
        (200, {"Content-Type": "text/html"}, b"<html>a login page</html>"),
        (200, {}, {}),
        (200, {}, {"error": "model not loaded"}),
        edited(lambda data: data[:1]),
        edited(lambda data: [{**item, "index": 0} for item in data]),
        edited(lambda data: [{**item, "embedding": [0.0] * 8} for item in data]),
        edited(lambda data: [data[0], {**data[1], "embedding": [1.0]}]),
        edited(lambda data: [{**item, "embedding": [float("nan")]} for item in data]),
        edited(lambda data: [{**item, "embedding": None} for item in data]),
        edited(lambda data: [{**item, "embedding": [[1.0]]} for item in data]),
        edited(lambda data: [{**item, "embedding": []} for item in data]),
    ],
)
def test_what_are_no_vectors_is_refused(
    embedder: EndpointEmbedder, endpoint: Endpoint, answer: Answer
) -> None:
    endpoint.script = [lambda _: answer]

    with pytest.raises(EmbedderUnusable, match="gave"):
        embedder.embed_passages(["a", "b"])


def test_another_dimension_than_before_is_refused(
    embedder: EndpointEmbedder, endpoint: Endpoint
) -> None:
    embedder.embed_passages(["a", "b"])
    endpoint.script = [
        lambda _: edited(lambda data: [{**i, "embedding": [1.0, 2.0]} for i in data])
    ]

    with pytest.raises(EmbedderUnusable, match="2 numbers a vector after 8"):
        embedder.embed_passages(["a", "b"])


def test_blank_texts_and_lone_surrogates_do_not_spoil_a_batch(
    embedder: EndpointEmbedder, endpoint: Endpoint
) -> None:
    vectors = embedder.embed_passages(["", " \n", "wa\ud800ter"])

    assert vectors.shape == (3, 8)
    assert endpoint.inputs == [[".", ".", "water"]]


def test_only_the_key_that_was_given_is_sent(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-chat-model")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-elsewhere")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-elsewhere")
    embedder = open_embedder(url=endpoint.url, model="m", api_key=None, threads=1)
    assert isinstance(embedder, EndpointEmbedder)

    embedder.embed_questions(["water"])
    embedder.close()

    sent = " ".join(endpoint.headers[0].values())
    assert "sk-of-the-chat-model" not in sent
    assert "elsewhere" not in sent


def test_many_threads_share_one_embedder(embedder: EndpointEmbedder) -> None:
    results: list[bool] = []

    def embed(name: str) -> None:
        texts = [f"{name} {number}" for number in range(7)]
        together = embedder.embed_passages(texts)
        expected = np.array([vector_of(text) for text in texts])
        expected /= np.linalg.norm(expected, axis=1, keepdims=True)
        results.append(np.allclose(together, expected, atol=1e-6))

    threads = [threading.Thread(target=embed, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [True] * 6


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("water", 2), ("水电站", 3), ("الماء", 4)]
)
def test_tokens_are_estimated_from_bytes(
    embedder: EndpointEmbedder, text: str, tokens: int
) -> None:
    assert embedder.count_tokens(text) == tokens
