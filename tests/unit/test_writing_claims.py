"""A model's text becomes the same claims however it comes, in every script."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.writing.claims import ClaimReader, Draft, says_nothing


def read(text: str, language: str = "en", *, step: int = 10_000) -> list[Draft]:
    reader = ClaimReader(language)
    drafts: list[Draft] = []
    for at in range(0, len(text), step):
        drafts += reader.feed(text[at : at + step])
    return [*drafts, *reader.finish(whole=True)]


def told(text: str, language: str = "en") -> list[tuple[str, tuple[int, ...]]]:
    return [(draft.text, draft.cited) for draft in read(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "claims"),
    [
        ("It grew [1]. It fell. [2]", "en", [("It grew.", (1,)), ("It fell.", (2,))]),
        ("In 3.5 years [1][3]. Then", "en", [("In 3.5 years.", (1, 3)), ("Then", ())]),
        ("A [1, 2]. B [2-4].", "en", [("A.", (1, 2)), ("B.", (2, 3, 4))]),
        ("U.S. aid grew [1].", "en", [("U.S. aid grew.", (1,))]),
        ("长8千公里【1】。好。[2]", "zh", [("长8千公里。", (1,)), ("好。", (2,))]),
        ("الجدار [١]. بدأ [٢].", "ar", [("الجدار.", (1,)), ("بدأ.", (2,))]),
        ("यह एक है [1]। यह दो है [2]।", "hi", [("यह एक है।", (1,)), ("यह दो है।", (2,))]),
        ("It grew [2†source].", "en", [("It grew.", (2,))]),
        ("It grew [passage 2].", "en", [("It grew.", (2,))]),
        ("**It** grew `much` [1].", "en", [("It grew much.", (1,))]),
        ("## Growth\nIt grew [1].", "en", [("Growth", ()), ("It grew.", (1,))]),
        ("[1]\n\n- \n---", "en", []),
        ("", "en", []),
    ],
)  # fmt: skip
def test_claims_and_the_passages_they_cite(text, language, claims):
    assert told(text, language) == claims


@pytest.mark.parametrize(
    "text",
    [
        "See [the form](https://evil.example/x) now [1].",
        "See ![a picture](https://evil.example/p.png) [1].",
        'See <a href="https://evil.example">this</a> [1].',
        "<img src=x onerror=alert(1)> It grew [1].",
        "See [here]( <javascript:alert(1)> ) [1].",
    ],
)
def test_links_images_and_tags_are_left_out_and_told(text):
    [draft] = read(text)

    assert draft.linked
    assert "example" not in draft.text
    assert "<" not in draft.text
    assert draft.cited == (1,)


def test_lines_of_a_list_and_paragraphs_are_told_apart():
    drafts = read("Two things:\n- One [1]\n2. Two [2]. And more [2].\n\nLast [3].")

    assert [(d.text, d.listed, d.begins) for d in drafts] == [
        ("Two things:", False, True),
        ("One", True, True),
        ("Two.", True, True),
        ("And more.", True, False),
        ("Last.", False, True),
    ]


def test_quoted_words_are_found_in_the_marks_of_every_language():
    text = '“One” «deux» „три“ 「四」 "five" [1].'

    [draft] = read(text)

    assert draft.quoted == ("One", "deux", "три", "四", "five")


def test_a_claim_is_settled_by_a_pause_only_behind_its_marker():
    reader = ClaimReader("en")

    assert reader.feed("It grew.") == []
    assert reader.settle() == []
    assert reader.feed(" [1]") == []
    assert [draft.cited for draft in reader.settle()] == [(1,)]
    assert reader.settle() == []


def test_a_sentence_that_was_cut_is_no_claim():
    for text, kept in [
        ("It grew [1]. It then fe", ["It grew."]),
        ("It grew [1]. It fell [2", ["It grew.", "It fell [2"]),
        ("It grew [1]. It fell.", ["It grew.", "It fell."]),
    ]:
        reader = ClaimReader("en")
        drafts = [*reader.feed(text), *reader.finish(whole=False)]
        whole = [d.text for d in drafts]
        assert whole == kept[: len(whole)]
        assert not any(text.endswith("fe") for text in whole)


PIECES = st.lists(
    st.sampled_from(
        ["It grew", " [1]", ".", " ", "\n", "- ", "长8000公里", "。", "【2】", "[3",
         "]", "[a](http://x.example)", "3.5", "**", "بدأ", "؟", "<b>", "!", "“q”"]
    ),
    max_size=25,
)  # fmt: skip


@example(pieces=["。", "- ", "。", "It grew"], step=1)
@given(PIECES, st.integers(1, 7))
def test_the_same_text_gives_the_same_claims_in_whatever_pieces(pieces, step):
    text = "".join(pieces)

    assert read(text, step=step) == read(text)


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("NONE", True),
        (" none.\n", True),
        ("**NONE**", True),
        ("None of them grew.", False),
    ],
)
def test_a_model_that_finds_nothing_says_so(text, nothing):
    assert says_nothing(text) is nothing
