"""The chat model: any endpoint that speaks the protocol of OpenAI's chat completions.

What an endpoint can do besides plain completions is found out once, from what it
refuses, and never required. Output is capped on our side too, for some ignore the cap
they are given; a stream that was cut is told apart from one that came to its end.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

from assistant.errors import ModelUnavailable, WhyUnavailable

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

LOG = logging.getLogger(__name__)

Messages = Sequence[tuple[str, str]]
"""Role ("system", "user", "assistant") and text of each message, in order."""

CONNECT_S = 10.0
REFUSALS_AT_MOST = 5
"""Times that a request is made anew with less in it."""
SLACK = 4
"""Code points that a token is taken to have at most, where a cap is counted by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a model is, and how long to wait for it."""

    model: str
    base_url: str | None  # None: OpenAI's own
    api_key: str | None
    silence_s: float = 60.0  # without a word, from which it counts as stalled
    total_s: float = 300.0  # of one request, from its beginning to its end
    retries: int = 2  # after 429, 5xx or no connection, with the server's delay


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one request, as the endpoint counts them; 0 where it does not say."""

    prompt: int = 0
    completion: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a stream ended.

    "stop": the model was done. "length": it reached the cap, the endpoint's or ours.
    "cut": the connection ended before the model said so.
    """

    how: Literal["stop", "length", "cut"]
    usage: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Abilities:
    """What is asked of an endpoint beyond plain completions."""

    usage: bool = True  # counts tokens at the end of a stream
    cap: Literal["max_completion_tokens", "max_tokens"] | None = "max_completion_tokens"
    temperature: bool = True

    def without(self, refusal: str) -> "_Abilities | None":
        """Return less, by what a refusal names; None where nothing is left to drop."""
        if "stream_options" in refusal and self.usage:
            return replace(self, usage=False)
        if "temperature" in refusal and self.temperature:
            return replace(self, temperature=False)
        if "max_completion_tokens" in refusal and self.cap == "max_completion_tokens":
            return replace(self, cap="max_tokens")
        if "max_tokens" in refusal and self.cap is not None:
            return replace(self, cap=None)
        plain = _Abilities(usage=False, cap=None, temperature=False)
        return None if self == plain else plain

    def arguments(self, cap_tokens: int) -> dict[str, Any]:
        """Return the arguments of a call."""
        told: dict[str, Any] = {"stream_usage": self.usage}
        if self.temperature:
            told["temperature"] = 0.0
        if self.cap == "max_completion_tokens":
            told["max_tokens"] = cap_tokens  # the client sends it by its new name
        elif self.cap == "max_tokens":
            told["extra_body"] = {"max_tokens": cap_tokens}
        return told


class ChatModel:
    """One endpoint. Safe to use by many tasks of one event loop at a time."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._abilities = _Abilities()
        self._client: ChatOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def name(self) -> str:
        """The model's name, as audit records have it."""
        return self.endpoint.model

    async def stream(
        self, messages: Messages, *, cap_tokens: int
    ) -> AsyncGenerator[str | Ended]:
        """Yield pieces of the model's text as they come, then how it ended, once.

        Thoughts that a model writes before its answer, between <think> and </think>,
        are left out. Closing the iterator, or cancelling its task, ends the request.

        Raises:
            ModelUnavailable: there is no answer, or none any more.
        """
        deadline = asyncio.get_running_loop().time() + self.endpoint.total_s
        async with aclosing(self._negotiated(messages, cap_tokens, deadline)) as pieces:
            async for piece in pieces:
                yield piece

    async def complete(
        self, messages: Messages, *, cap_tokens: int
    ) -> tuple[str, Usage]:
        """Return all that the model says, and the tokens it took.

        Raises:
            ModelUnavailable: there is no answer, or it was cut.
        """
        parts: list[str] = []
        async with aclosing(self.stream(messages, cap_tokens=cap_tokens)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Ended):
                    if piece.how == "cut":
                        raise self._unavailable("malformed")
                    return "".join(parts), piece.usage
                parts.append(piece)
        raise self._unavailable("malformed")

    def warm_up(self) -> None:
        """Load what the first request would otherwise wait for; asks nothing."""
        import_module("langchain_openai")  # it takes seconds

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None and self._loop is asyncio.get_running_loop():
            await self._client.root_async_client.close()
        self._client = None

    async def _negotiated(
        self, messages: Messages, cap_tokens: int, deadline: float
    ) -> AsyncGenerator[str | Ended]:
        """Stream with what the endpoint has, found out from what it refuses."""
        from openai import BadRequestError, UnprocessableEntityError

        asked = self._abilities
        for _ in range(REFUSALS_AT_MOST):
            began = False
            try:
                once = self._once(messages, cap_tokens, asked, deadline)
                async with aclosing(once) as pieces:
                    async for piece in pieces:
                        # What is refused for another reason, too, tells no lack.
                        self._abilities, began = asked, True
                        yield piece
            except (BadRequestError, UnprocessableEntityError) as error:
                less = asked.without(str(error))
                if less is None or began:
                    LOG.warning("the endpoint refused: %s", self._named(error))
                    raise self._unavailable("refused") from None
                LOG.info("the endpoint takes less than %s: now %s", asked, less)
                asked = less
            except ModelUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - no library says what it raises
                why = _why(error)
                LOG.warning(
                    "the model did not answer (%s): %s", why, self._named(error)
                )
                raise self._unavailable(why) from None
            else:
                return
        raise self._unavailable("refused")

    async def _once(
        self,
        messages: Messages,
        cap_tokens: int,
        abilities: _Abilities,
        deadline: float,
    ) -> AsyncGenerator[str | Ended]:
        """Stream one request; its time counts thoughts and empty pieces as well.

        So do silence, and the pauses between the client's own tries.
        """
        counted, finish, usage = 0, "", Usage()
        thoughts = _Thoughts()
        async with _stopping(
            self._chat().astream(list(messages), **abilities.arguments(cap_tokens))
        ) as chunks:
            while (chunk := await _next(chunks, by=deadline)) is not None:
                usage = _usage(chunk) or usage
                finish = str(chunk.response_metadata.get("finish_reason") or finish)
                text = str(chunk.text)
                counted += len(text)
                spoken = thoughts.without(text)
                if spoken:
                    yield spoken
                if counted > cap_tokens * SLACK:
                    yield Ended(how="length", usage=usage)
                    return
        how = {"": "cut", "length": "length"}.get(finish, "stop")
        yield Ended(how=cast("Literal['stop', 'length', 'cut']", how), usage=usage)

    def _chat(self) -> "ChatOpenAI":
        """Return the client of this event loop."""
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            from langchain_openai import ChatOpenAI
            from openai import DefaultAsyncHttpxClient, Timeout
            from pydantic import SecretStr

            silence = self.endpoint.silence_s
            wait = Timeout(silence, connect=min(CONNECT_S, silence))
            self._client = ChatOpenAI(
                model=self.endpoint.model,
                base_url=self.endpoint.base_url,
                api_key=SecretStr(self.endpoint.api_key or "none"),
                timeout=wait,
                stream_chunk_timeout=silence,
                max_retries=self.endpoint.retries,
                use_responses_api=False,
                http_async_client=DefaultAsyncHttpxClient(timeout=wait),
            )
            self._loop = loop
        return self._client

    def _unavailable(self, why: WhyUnavailable) -> ModelUnavailable:
        return ModelUnavailable(self.endpoint.model, why)

    def _named(self, error: Exception) -> str:
        """Return a failure for the log, without the key."""
        told = f"{type(error).__name__}: {error}"[:500]
        key = self.endpoint.api_key
        return told.replace(key, "***") if key else told


class _Thoughts:
    """Leaves out what stands between <think> and </think> at a text's beginning."""

    def __init__(self) -> None:
        self._held = ""
        self._state: Literal["before", "inside", "behind"] = "before"

    def without(self, piece: str) -> str:
        """Return what of the text so far may be given on, and was not yet."""
        if self._state == "behind":
            return piece
        self._held += piece
        if self._state == "before":
            start = self._held.lstrip()
            if "<think>".startswith(start[:7]) and len(start) < 7:
                return ""
            if not start.startswith("<think>"):
                return self._rest(self._held)
            self._state = "inside"
        _, found, rest = self._held.partition("</think>")
        return self._rest(rest.lstrip()) if found else ""

    def _rest(self, text: str) -> str:
        self._state, self._held = "behind", ""
        return text


@asynccontextmanager
async def _stopping(
    chunks: "AsyncIterator[AIMessageChunk]",
) -> AsyncGenerator["AsyncIterator[AIMessageChunk]"]:
    """Close a stream on the way out, so that the endpoint stops writing at once."""
    try:
        yield chunks
    finally:
        await cast("Any", chunks).aclose()


async def _next(
    chunks: "AsyncIterator[AIMessageChunk]", *, by: float
) -> "AIMessageChunk | None":
    """Return the next piece, or None behind the last.

    Raises:
        TimeoutError: it did not come in time, by the event loop's clock.
    """
    async with asyncio.timeout_at(by):
        return await anext(chunks, None)


def _usage(chunk: "AIMessageChunk") -> Usage | None:
    told = chunk.usage_metadata
    if not told:
        return None
    return Usage(prompt=told["input_tokens"], completion=told["output_tokens"])


def _why(error: Exception) -> WhyUnavailable:
    """Return the kind of a failure, by the client's exceptions."""
    import openai
    from langchain_openai import StreamChunkTimeoutError

    late = (openai.APITimeoutError, StreamChunkTimeoutError, TimeoutError)
    if isinstance(error, late):
        return "timeout"
    if isinstance(error, openai.RateLimitError):
        return "busy"
    if isinstance(error, openai.APIStatusError):
        return "failed" if error.status_code >= 500 else "refused"
    broken = type(error).__module__.partition(".")[0].startswith("httpx")
    if broken or isinstance(error, (openai.APIConnectionError, OSError)):
        return "unreachable"
    return "malformed"
