"""Failures of ingestion.

IngestionError
├── UnreadableFile     this file gives nothing: empty, encrypted, mislabelled
│   └── UnusableMapping    what is said of a table's columns does not fit it
├── BadSourceFile      a source.yaml or .galaxyignore that cannot be used
├── NothingToIngest    the path does not exist or holds no files
├── UnusablePosting    a need or an offer that was given has a value of no use
├── UnusableSource     what is said of an address cannot be used
├── FetchRefused       an address that may not be reached, by our rules or its own
├── FetchFailed        retryable or not: an address that did not answer as it should
├── PageMissing        no picture of this page can be had: no PDF, no such page
└── PageFailed         drawing the page crashed, took too long, or must wait
"""


def _rebuild(
    kind: "type[IngestionError]", message: str, remedy: str
) -> "IngestionError":
    return kind(message, remedy=remedy)


class IngestionError(Exception):
    """Base of all failures of ingestion.

    Attributes:
        code: short stable name for scripts.
        remedy: what a person can do about it.
    """

    code = "ingestion_failed"

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the remedy when the failure crosses from a worker process."""
        return _rebuild, (type(self), self.message, self.remedy)


class UnreadableFile(IngestionError):
    """A file from which no item can be had."""

    code = "unreadable_file"


class UnusableMapping(UnreadableFile):
    """What is said of a table's columns does not fit the table."""

    code = "unusable_mapping"


class BadSourceFile(IngestionError):
    """A source.yaml or .galaxyignore that cannot be used."""

    code = "bad_source_file"


class NothingToIngest(IngestionError):
    """The path does not exist or holds no files."""

    code = "nothing_to_ingest"


class UnusablePosting(IngestionError):
    """A need or an offer that was given field by field has a value of no use."""

    code = "bad_request"


class UnusableSource(IngestionError):
    """What is said of an address that is to be kept in step cannot be used."""

    code = "unusable_source"


class FetchRefused(IngestionError):
    """An address that may not be reached: private, not named, or closed to robots."""

    code = "fetch_refused"


class FetchFailed(IngestionError):
    """An address that did not answer as it should.

    Attributes:
        retryable: whether the same request may succeed later.
        retry_after_s: how long it asked to be left alone, in seconds.
        status: the HTTP status that it answered with, if it did.
    """

    code = "fetch_failed"

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        retryable: bool = False,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.status = status


class PageMissing(IngestionError):
    """A page of which there is no picture."""

    code = "no_page"


class PageFailed(IngestionError):
    """A page whose picture could not be drawn this time."""

    code = "page_failed"
