import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.weights import load_weights, unpack


def packed_model(*, tensors: dict[str, np.ndarray] | None = None) -> bytes:
    """A whole model file of one layer and four pieces, small enough to read."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁a"]
    text = "".join(pieces).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in pieces)])
    normalization = struct.pack("<IBI", 0x0A, 1, 0x20) + struct.pack("<IB", 0xAD, 0)
    head = struct.pack("<4si7ifi", b"E5S1", 1, 32, 1, 2, 64, 6, 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(text))
    head += ends.astype("<u4").tobytes()
    head += np.arange(len(pieces), dtype="<f4").tobytes() + text
    head += struct.pack("<iI", 2, len(normalization)) + normalization
    sizes = {"emb.pos": 8 * 32, "emb.type": 2 * 32, "emb.ln.w": 32, "emb.ln.b": 32}
    sizes |= dict.fromkeys((f"l0.{part}.b" for part in ("q", "k", "v", "ao", "fo")), 32)
    sizes |= {"l0.fi.b": 64}
    sizes |= {f"l0.{norm}.{half}": 32 for norm in ("aln", "oln") for half in "wb"}
    contents = {name: np.full(size, 2, "<f4") for name, size in sizes.items()}
    blocks = {"emb.word": 6, "l0.fi.w": 64, "l0.fo.w": 64}
    blocks |= dict.fromkeys((f"l0.{part}.w" for part in ("q", "k", "v", "ao")), 32)
    contents |= {name: np.zeros((n, 18), np.uint8) for name, n in blocks.items()}
    contents |= tensors or {}
    entries = len(head) + 4 + sum(2 + len(name) + 21 for name in contents)
    directory, body = struct.pack("<i", len(contents)), b""
    for name, values in contents.items():
        is_packed = values.dtype == np.uint8
        count = values.size // 18 * 32 if is_packed else values.size
        directory += struct.pack("<H", len(name)) + name.encode()
        at = entries + len(body)
        directory += struct.pack("<BiQQ", is_packed, count, at, values.nbytes)
        body += values.tobytes()
    return head + directory + body


def test_parts_of_a_whole_file_are_found(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(packed_model())

    weights = load_weights(path, sha256=None)

    assert (weights.shape.hidden, weights.shape.inner) == (32, 64)
    assert weights.vocabulary.pieces[4] == ("▁a", 4.0)
    assert weights.vocabulary.normalization == {0x0A: " ", 0xAD: ""}
    assert weights.matrix("l0.fo.w", outputs=32, inputs=64).shape == (32, 2, 18)
    assert weights.floats["l0.fi.b"].tolist() == [2.0] * 64


@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    whole = packed_model()
    path = tmp_path_factory.mktemp("cut") / "model.bin"
    path.write_bytes(whole[: int(share * len(whole))])

    with pytest.raises(EmbedderUnusable) as caught:
        load_weights(path, sha256=None)

    assert "model.bin" in caught.value.message
    assert "GALAXY_EMBEDDINGS_URL" in caught.value.remedy
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("at", "new", "word"),
    [
        (0, b"GGUF", "format"),
        (4, struct.pack("<i", 2), "version 2"),
        (8, struct.pack("<i", 33), "impossible sizes"),
        (44, struct.pack("<i", -5), "pieces"),
        (44, struct.pack("<i", 10**9), "pieces"),
        (64, struct.pack("<Q", 2**63), "outside the file"),
        (72, struct.pack("<I", 7), "do not fill"),
    ],
)
def test_a_damaged_header_is_named(
    tmp_path: Path, at: int, new: bytes, word: str
) -> None:
    whole = packed_model()
    path = tmp_path / "model.bin"
    path.write_bytes(whole[:at] + new + whole[at + len(new) :])

    with pytest.raises(EmbedderUnusable, match=word):
        load_weights(path, sha256=None)


@pytest.mark.parametrize("name", ["l0.q.w", "l0.oln.b", "emb.word", "emb.pos"])
def test_a_tensor_of_another_size_is_named(tmp_path: Path, name: str) -> None:
    short = np.zeros((1, 18), np.uint8) if name.endswith((".w", "word")) else None
    tensors = {name: short if short is not None else np.zeros(31, "<f4")}
    path = tmp_path / "model.bin"
    path.write_bytes(packed_model(tensors=tensors))

    with pytest.raises(EmbedderUnusable, match=f"'{name}'"):
        load_weights(path, sha256=None)


def test_another_file_is_refused_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(packed_model())

    with pytest.raises(EmbedderUnusable, match="not the one expected"):
        load_weights(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnusable, match=r"absent\.bin"):
        load_weights(tmp_path / "absent.bin")


def test_low_halves_come_first_and_the_scale_multiplies() -> None:
    block = np.zeros((1, 18), np.uint8)
    block[0, :2] = np.array([0.5], np.float16).view(np.uint8)
    block[0, 2:] = 0x88
    block[0, 2] = 0xF0  # weight 0 is (0 - 8) / 2, weight 16 is (15 - 8) / 2

    weights = unpack(block)

    assert weights.shape == (32,)
    assert weights[0] == -4.0
    assert weights[16] == 3.5
    assert not weights[[1, 15, 17, 31]].any()
