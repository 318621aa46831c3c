"""Keeps the counted words of records beside the library, so that a start is short.

Counting takes over a millisecond a record, reading what was counted a hundredth of it.
The file is derived: where it is missing, of another recipe or damaged, words are
counted anew.
"""

import logging
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray

from assistant.partners.word_counts import Vocabulary, Words
from vectorstore.lexical import ANALYSIS
from vectorstore.records import DocumentId

FILE = "partners-words.npz"
RECIPE = f"1/{ANALYSIS}"
"""Changes when words are counted otherwise."""

Kept = Mapping[tuple[DocumentId, str], Words]
"""The words of records, by id and revision."""

log = logging.getLogger(__name__)


def load_words(home: Path, vocabulary: Vocabulary) -> Kept:
    """Return what is kept in a home, and fill an empty vocabulary with its words."""
    path = home / FILE
    if not path.is_file() or vocabulary.codes:
        return {}
    try:
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["recipe"]) != RECIPE:
                return {}
            terms, ids, revisions = (
                _lines(stored[name]) for name in ("terms", "ids", "revisions")
            )
            ends = np.cumsum(stored["sizes"])[:-1]
            codes = np.split(stored["codes"], ends)
            counts = np.split(stored["counts"], ends)
        found = {
            (DocumentId(identifier), revision): Words(codes=some, counts=times)
            for identifier, revision, some, times in zip(
                ids, revisions, codes, counts, strict=True
            )
        }
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        log.warning("the counted words of records cannot be read: counted anew")
        return {}
    vocabulary.codes.update({term: code for code, term in enumerate(terms)})
    return found


def _bytes(lines: Sequence[str]) -> NDArray[np.uint8]:
    """Return lines as bytes: an array of texts gives each the room of the longest."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _lines(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode().split("\n")


def keep_words(
    home: Path,
    vocabulary: Vocabulary,
    records: Sequence[tuple[DocumentId, str, Words]],
) -> None:
    """Write the words of records; a home that cannot be written to keeps none."""
    if not records:
        return
    try:
        with NamedTemporaryFile(dir=home, suffix=".npz", delete=False) as file:
            np.savez(
                file,
                allow_pickle=False,
                recipe=np.array(RECIPE),
                terms=_bytes(list(vocabulary.codes)),
                ids=_bytes([identifier for identifier, _, _ in records]),
                revisions=_bytes([revision for _, revision, _ in records]),
                sizes=np.array([len(words.codes) for _, _, words in records]),
                codes=np.concatenate([words.codes for _, _, words in records]),
                counts=np.concatenate([words.counts for _, _, words in records]),
            )
        Path(file.name).replace(home / FILE)
    except OSError:
        log.warning("the counted words of records cannot be kept")
