from pathlib import Path

import pytest

from vectorstore.embeddings.graph import has_dot_products


@pytest.mark.parametrize(
    ("cpuinfo", "has_them"),
    [
        ("processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512_vnni\n", True),
        ("flags\t\t: fpu avx2 avx_vnni\n", True),
        ("flags\t\t: fpu sse2 avx2 avx512f\n", False),
        ("Features\t: fp asimd asimddp\n", True),
        ("Features\t: fp asimd\n", False),
        ("model name\t: avx512_vnni lookalike\n", False),
    ],
)
def test_dot_products_of_bytes_are_told_by_the_processors_flags(
    tmp_path: Path, cpuinfo: str, has_them: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    path = tmp_path / "cpuinfo"
    path.write_text(cpuinfo)

    assert has_dot_products(path) is has_them


def test_an_unknown_processor_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")

    assert not has_dot_products(tmp_path / "absent")
