from pathlib import Path

import pytest

from vectorstore.embeddings.graph import Variant, choose_variant


@pytest.mark.parametrize(
    ("cpuinfo", "variant"),
    [
        ("processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512_vnni\n", Variant.MIX),
        ("flags\t\t: fpu avx2 avx_vnni\n", Variant.MIX),
        ("flags\t\t: fpu sse2 avx2 avx512f\n", Variant.Q4),
        ("Features\t: fp asimd asimddp\n", Variant.MIX),
        ("Features\t: fp asimd\n", Variant.Q4),
        ("model name\t: avx512_vnni lookalike\n", Variant.Q4),
    ],
)
def test_eight_bits_are_multiplied_only_where_the_processor_does_it_exactly(
    tmp_path: Path, cpuinfo: str, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    path = tmp_path / "cpuinfo"
    path.write_text(cpuinfo)

    assert choose_variant(path) is variant


def test_an_unknown_processor_gets_the_variant_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")

    assert choose_variant(tmp_path / "absent") is Variant.Q4
