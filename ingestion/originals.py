"""The original file of what was taken in, and whether it is still the same."""

from hashlib import file_digest, sha256
from pathlib import Path

from ingestion.errors import PageMissing


def file_hash(content: bytes) -> str:
    """Return the hash of a file's content."""
    return sha256(content).hexdigest()


def hash_of(path: Path) -> str:
    """Return the hash of a file's content, however long it is.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def same_content(path: Path, content_hash: str) -> bytes:
    """Return a file's content, which is that which was taken in.

    Raises:
        PageMissing: it is gone, or has changed since.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise gone() from error
    if file_hash(content) != content_hash:
        raise PageMissing(
            "the original file has changed since it was taken in",
            remedy="Ingest it again to see its pages; its text as taken in is kept.",
        )
    return content


def gone() -> PageMissing:
    """Return the failure of a file that is not where it was."""
    return PageMissing(
        "the original file is no longer where it was taken in",
        remedy="Put it back, or ingest it at its new place; its text is kept.",
    )
