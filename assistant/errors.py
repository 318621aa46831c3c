"""Failures that people meet, each with words for them.

AssistantError                 message_key: what the chat says, per language
├── BadSettings                an environment variable that cannot be used
├── BadRequest                 a question or batch line that cannot be used
├── NotFound                   no document, chunk or audit record of that id
├── PageUnavailable            retryable: a page's picture could not be drawn
├── PortTaken                  the address to serve on is in use
├── ServerUnreachable          retryable: the running server did not answer
├── TooMany                    retryable, after `retry_after_s`
│   ├── TooManyQuestions
│   └── TooManyCorrections
├── ModelUnavailable           retryable: the chat model gave no answer; quotes do
└── EvidenceUnavailable        wraps a VectorstoreError: the store failed
"""

from typing import ClassVar, Literal

from vectorstore.errors import VectorstoreError

WhyUnavailable = Literal[
    "timeout",  # it said nothing for too long, or took too long in all
    "busy",  # 429, and again after the delay that it asked for
    "failed",  # 5xx
    "refused",  # another 4xx: key, model or request
    "unreachable",  # no connection, or it was cut
    "malformed",  # what came was no answer of the protocol
    "limit",  # the tokens of the day are used up
]


class AssistantError(Exception):
    """Base of all failures of the assistant.

    Attributes:
        code: short stable name for scripts.
        message: what is wrong, naming the thing.
        remedy: what a person can do about it.
        message_key: the sentence that the chat shows instead of the message.
        retryable: whether the same request may succeed later.
    """

    code = "assistant_failed"
    message_key = "chat.error"
    retryable = False

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class BadSettings(AssistantError):
    """An environment variable that cannot be used."""

    code = "bad_settings"


class BadRequest(AssistantError):
    """A question, a filter or a batch line that cannot be used."""

    code = "bad_request"


class NotFound(AssistantError):
    """Nothing has that id."""

    code = "not_found"


class PageUnavailable(AssistantError):
    """A page's picture could not be drawn this time."""

    code = "page_unavailable"
    retryable = True


class PortTaken(AssistantError):
    """The address to serve on is in use."""

    code = "port_taken"


class ServerUnreachable(AssistantError):
    """The running server did not answer."""

    code = "server_unreachable"
    retryable = True


class TooMany(AssistantError):
    """One asker came more often within a time than is allowed.

    Attributes:
        retry_after_s: whole seconds after which the next one is taken, from 1.
    """

    retryable = True
    what: ClassVar[str]  # of which there are too many, and within which time
    again: ClassVar[str]
    operator: ClassVar[str] = ""

    def __init__(self, at_most: int, *, retry_after_s: int) -> None:
        super().__init__(
            f"more than {at_most} {self.what}",
            remedy=f"{self.again} in {retry_after_s} seconds{self.operator}.",
        )
        self.retry_after_s = retry_after_s


class TooManyQuestions(TooMany):
    """One asker put more questions in a minute than the settings allow."""

    code = "too_many_questions"
    message_key = "chat.too_many"
    what = "questions in a minute"
    again = "Ask again"
    operator = "; the operator can raise GALAXY_QUESTIONS_A_MINUTE"


class TooManyCorrections(TooMany):
    """One address sent more correction requests in an hour than are taken."""

    code = "too_many_corrections"
    message_key = "correction.too_many"
    what = "correction requests in an hour"
    again = "Send it again"


class ModelUnavailable(AssistantError):
    """The chat model gave no answer; answers go on in the sources' own words."""

    code = "model_unavailable"
    retryable = True

    def __init__(self, model: str, why: WhyUnavailable) -> None:
        super().__init__(
            f"the model {model!r} gave no answer ({why})",
            remedy="Check GALAXY_CHAT_MODEL, OPENAI_BASE_URL and OPENAI_API_KEY; the "
            "log has the details.",
        )
        self.why: WhyUnavailable = why


SAID_PLAINLY = frozenset({"index_missing", "disk_full"})
"""Codes of the store whose failures have a sentence of their own for visitors."""


class EvidenceUnavailable(AssistantError):
    """The store failed; its own code and remedy are kept."""

    code = "evidence_unavailable"

    @classmethod
    def of(cls, error: VectorstoreError) -> "EvidenceUnavailable":
        """Wrap a failure of the store."""
        wrapped = cls(error.message, remedy=error.remedy)
        wrapped.code = error.code
        wrapped.retryable = error.retryable
        if error.code in SAID_PLAINLY:
            wrapped.message_key = f"chat.{error.code}"
        return wrapped
