"""Which sentence answers, as a question and its passages are read together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore import reader
from vectorstore.embeddings import arrays as arrays_module
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.protocol import Read, Tokens
from vectorstore.reader import load_reader
from vectorstore.tokens import join, pack_tokens


def drawn(seed, count, width=128):
    rows = np.random.default_rng(seed).normal(size=(count, width))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def stored(seed, count, *sentences, width=128):
    tokens = Tokens(vectors=drawn(seed, count, width), sentences=sentences)
    return pack_tokens(tokens) or b""


def asked(seed=1, count=5, *, weights=None, width=128):
    given_weights = [1 / count] * count if weights is None else weights
    return Read(
        vector=np.zeros(4, np.float32),
        tokens=Tokens(vectors=drawn(seed, count, width)),
        weights=np.array(given_weights, np.float32),
    )


def test_each_sentence_is_told_in_place():
    told = load_reader().read(
        asked(),
        join([stored(2, 9, (0, 4), (4, 9)), stored(3, 5, (2, 5))]),
    )

    assert [len(own) for own in told] == [2, 1]
    assert np.isfinite(np.concatenate(told)).all()


@given(seeds=st.lists(st.integers(2, 99), min_size=1, max_size=4))
def test_no_passage_changes_what_another_tells(seeds):
    question = asked()
    passages = [stored(seed, seed, (0, seed // 2), (seed // 2, seed)) for seed in seeds]

    together = load_reader().read(question, join(passages))

    alone = [load_reader().read(question, join([one]))[0] for one in passages]
    for beside, by_itself in zip(together, alone, strict=True):
        np.testing.assert_allclose(beside, by_itself, atol=1e-4)


def test_a_token_is_told_with_those_around_it():
    question, last = asked(), drawn(7, 1)
    first = [drawn(8, 3), drawn(9, 3)]

    told = [
        load_reader().read(
            question,
            join(
                [
                    pack_tokens(
                        Tokens(
                            vectors=np.concatenate([before, last]),
                            sentences=((0, 3), (3, 4)),
                        )
                    )
                    or b""
                ]
            ),
        )[0][1]
        for before in first
    ]

    assert told[0] != pytest.approx(told[1], abs=1e-3)


def test_a_token_of_no_weight_asks_for_nothing():
    passage = join([stored(4, 12, (0, 6), (6, 12))])
    whole, short = asked(1, 5, weights=[0.25] * 4 + [0.0]), asked(1, 5)
    cut = Read(
        vector=short.vector,
        tokens=Tokens(vectors=short.tokens.vectors[:4]),
        weights=np.full(4, 0.25, np.float32),
    )

    (with_it,) = load_reader().read(whole, passage)
    (without,) = load_reader().read(cut, passage)

    np.testing.assert_allclose(with_it, without, atol=1e-5)


def test_what_has_no_token_tells_nothing():
    (told,) = load_reader().read(asked(), join([stored(5, 4, (0, 4), (4, 4))]))

    assert np.isfinite(told).tolist() == [True, False]


def test_a_question_without_a_token_that_tells_is_read_alike_by_all():
    nothing = asked(weights=[0.0] * 5)

    told = load_reader().read(nothing, join([stored(5, 4, (0, 2), (2, 4))]))

    assert [own.tolist() for own in told] == [[0.0, 0.0]]


def test_tokens_of_another_width_are_not_read():
    question = asked(width=64)

    told = load_reader().read(question, join([stored(5, 4, (0, 4), width=64)]))

    assert [own.tolist() for own in told] == [[0.0]]


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        (None, "cannot be read"),
        ({"out.w": np.zeros(3)}, "cannot be read"),
        ({name: np.zeros(3) for name in reader._SHAPES}, "another shape"),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(tmp_path, monkeypatch, arrays, said):
    if arrays is None:
        (tmp_path / reader.FILE).write_bytes(b"PK\x03\x04 and no more")
    else:
        np.savez(tmp_path / reader.FILE, **arrays)
    monkeypatch.setattr(arrays_module, "files", lambda _: tmp_path)

    with pytest.raises(EmbedderUnusable, match=said) as raised:
        load_reader.__wrapped__()

    assert reader.FILE in str(raised.value)
    assert raised.value.remedy
