"""Failures of the store.

VectorstoreError
├── IndexMissing        nothing has been ingested; says which command does it
├── IndexMismatch       built by another embedding model; re-ingest
├── StoreNewer          the store was written by a newer program
├── StoreUnavailable    retryable: a busy lock, a Chroma server that does not answer
├── StoreFull           no space left on the device
├── OwnedElsewhere      another process owns the embedded index
└── EmbeddingFailed     the embedding engine or endpoint did not give vectors
"""


def _rebuild(
    kind: "type[VectorstoreError]", message: str, remedy: str
) -> "VectorstoreError":
    return kind(message, remedy=remedy)


class VectorstoreError(Exception):
    """Base of all failures of the store.

    Attributes:
        code: short stable name for scripts.
        remedy: what a person can do about it.
        retryable: whether the same call may succeed later.
    """

    code = "store_failed"
    retryable = False

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the remedy when the failure crosses from a worker process."""
        return _rebuild, (type(self), self.message, self.remedy)


class IndexMissing(VectorstoreError):
    """Nothing has been ingested yet."""

    code = "index_missing"


class IndexMismatch(VectorstoreError):
    """The index was built by another embedding model."""

    code = "index_mismatch"


class StoreNewer(VectorstoreError):
    """The store was written by a newer version of the program."""

    code = "store_newer"


class StoreUnavailable(VectorstoreError):
    """The store cannot be reached now."""

    code = "store_unavailable"
    retryable = True


class StoreFull(VectorstoreError):
    """The disk is full."""

    code = "disk_full"


class OwnedElsewhere(VectorstoreError):
    """Another process owns the embedded index."""

    code = "index_owned"
    retryable = True


class EmbeddingFailed(VectorstoreError):
    """The embedder gave no vectors."""

    code = "embedding_failed"
    retryable = True
