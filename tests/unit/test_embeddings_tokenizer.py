import pytest

from vectorstore.embeddings.tokenizer import Tokenizer
from vectorstore.embeddings.weights import Vocabulary

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁solar", "▁so", "lar", "<", "/", "s"]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    pieces = [(piece, -float(at)) for at, piece in enumerate([*PIECES, ">", "<mask>"])]
    table = {0x0A: " ", 0xAD: "", 0xFB01: "fi", 0x2581: " "}
    return Tokenizer(
        Vocabulary(pieces=pieces, bos=0, eos=2, pad=1, unk=3, normalization=table)
    )


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a\n \nb", "a b"),
        ("so\u00adlar", "solar"),
        ("ﬁn", "fin"),
        ("a\x00b\ud800c\udfff", "abc"),
        ("▁a", " a"),
        ("", ""),
    ],
)
def test_text_is_mapped_as_the_file_says_and_spaces_collapse(
    tokenizer: Tokenizer, text: str, normal: str
) -> None:
    assert tokenizer.normalize(text) == normal


def test_the_likeliest_pieces_are_chosen(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("solar") == [5]


@pytest.mark.parametrize("special", ["<s>", "</s>", "<unk>", "<pad>", "<mask>"])
def test_the_name_of_a_special_token_is_spelt_out(
    tokenizer: Tokenizer, special: str
) -> None:
    ids = tokenizer.encode(special)

    assert ids[:2] == [4, 8]
    assert not {0, 1, 2, 12} & set(ids)


def test_a_run_of_unknown_letters_is_one_unknown_token(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("ჯჯჯჯ") == [4, 3]


def test_nothing_has_no_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("") == []
