"""A copy of a home from which some documents are taken out."""

import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vectorstore.embeddings.protocol import Embedder
from vectorstore.library import Library
from vectorstore.records import DocumentId


@contextmanager
def opened(home: Path, embedder: Embedder) -> Generator[Library]:
    """Own the library of a home for a while.

    Raises:
        VectorstoreError: it cannot be opened; says what to do.
    """
    library = Library.open(
        home,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        purpose="galaxy-eval",
    )
    try:
        yield library
    finally:
        library.close()


@contextmanager
def copied_without(
    home: Path, removed: Sequence[DocumentId], embedder: Embedder
) -> Generator[Path]:
    """Give a copy of a home that lacks documents; it is deleted afterwards.

    Nobody may own the home meanwhile. All that is near to the documents stays.
    """
    with tempfile.TemporaryDirectory(prefix="galaxy-eval-") as made:
        copy = Path(made) / "home"
        shutil.copytree(home, copy)
        with opened(copy, embedder) as library:
            library.commit((), removed=list(removed))
        yield copy
