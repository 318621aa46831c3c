"""Failures of ingestion.

IngestionError
├── UnreadableFile     this file gives nothing: empty, encrypted, mislabelled
├── BadSourceFile      a source.yaml or .galaxyignore that cannot be used
├── NothingToIngest    the path does not exist or holds no files
├── UnusablePosting    a need or an offer that was given has a value of no use
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


class BadSourceFile(IngestionError):
    """A source.yaml or .galaxyignore that cannot be used."""

    code = "bad_source_file"


class NothingToIngest(IngestionError):
    """The path does not exist or holds no files."""

    code = "nothing_to_ingest"


class UnusablePosting(IngestionError):
    """A need or an offer that was given field by field has a value of no use."""

    code = "bad_request"


class PageMissing(IngestionError):
    """A page of which there is no picture."""

    code = "no_page"


class PageFailed(IngestionError):
    """A page whose picture could not be drawn this time."""

    code = "page_failed"
