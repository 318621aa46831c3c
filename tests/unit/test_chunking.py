"""Chunks are exact, whole, ordered and of the right size, whatever the text."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.chunking import LaidOut, build_text, cut
from ingestion.items import Block
from vectorstore.records import Chunk, DocumentId, embedded_text

DOCUMENT = DocumentId("d1")
TARGET, MOST = 40, 60

Cut = Callable[..., list[Chunk]]


def _words(text: str) -> int:
    return len(text.split())


def _characters(text: str) -> int:
    return len("".join(text.split()))


@pytest.fixture
def cut_small() -> Cut:
    def run(laid_out: LaidOut, **changes: object) -> list[Chunk]:
        settings: dict[str, object] = {
            "title": "",
            "language": "en",
            "count_tokens": _words,
            "target_tokens": TARGET,
            "max_tokens": MOST,
        }
        return cut(DOCUMENT, laid_out, **(settings | changes))  # type: ignore[arg-type] # any setting

    return run


HEADINGS = st.lists(st.sampled_from(["A", "B", "Long heading"]), max_size=2).map(tuple)
TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["One two three.", "四五。", "six", "\n", "\n\n", "क्षि।", "x" * 90]
    ),
    max_size=30,
).map(" ".join)
BLOCKS = st.lists(
    st.builds(
        Block,
        text=TEXTS,
        headings=HEADINGS,
        page=st.none() | st.integers(1, 5),
        is_heading=st.booleans(),
    ),
    max_size=12,
)


@settings(deadline=None)  # no timed tests
@given(BLOCKS, st.sampled_from([_words, _characters, len]), st.integers(1, 60))
def test_chunks_hold_every_character_once_and_in_order(
    blocks: list[Block], count: Callable[[str], int], most: int
) -> None:
    laid_out = build_text(blocks)

    chunks = cut(
        DOCUMENT,
        laid_out,
        title="A title",
        language="en",
        count_tokens=count,
        target_tokens=most,
        max_tokens=most,
    )

    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    assert all(c.text == laid_out.text[c.span[0] : c.span[1]] for c in chunks)
    assert all(c.text == c.text.strip() != "" for c in chunks)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(chunks))
    held = "".join("".join(chunk.text.split()) for chunk in chunks)
    assert held == "".join(laid_out.text.split())
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@settings(deadline=None)  # no timed tests
@given(BLOCKS)
def test_no_chunk_has_more_than_its_room(blocks: list[Block]) -> None:
    chunks = cut(
        DOCUMENT,
        build_text(blocks),
        title="A title",
        language="en",
        count_tokens=_characters,
        target_tokens=TARGET,
        max_tokens=MOST,
    )

    for chunk in chunks:
        context = _characters(embedded_text("A title", chunk.headings, ""))
        assert _characters(chunk.text) <= max(MOST - context, MOST // 2)
        assert chunk.tokens >= context + _characters(chunk.text)


@settings(deadline=None)  # no timed tests
@given(BLOCKS)
def test_no_chunk_spans_two_heading_paths(blocks: list[Block]) -> None:
    laid_out = build_text(blocks)

    chunks = cut(DOCUMENT, laid_out, title="", language="en", count_tokens=_words)

    for chunk in chunks:
        start, end = chunk.span
        paths = {
            block.headings
            for block in laid_out.blocks
            if not block.is_heading and block.span[0] < end and start < block.span[1]
        }
        assert paths <= {chunk.headings}


@settings(deadline=None)  # no timed tests
@given(BLOCKS)
def test_pages_begin_in_order_and_chunks_know_theirs(blocks: list[Block]) -> None:
    laid_out = build_text(blocks)
    starts = laid_out.page_starts

    chunks = cut(DOCUMENT, laid_out, title="", language="en", count_tokens=_words)

    assert list(starts) == sorted(starts)
    assert not starts or starts[0] == 0
    assert all((chunk.page is None) == (not starts) for chunk in chunks)
    assert all(
        starts[chunk.page - 1] <= chunk.span[0]
        for chunk in chunks
        if chunk.page is not None
    )
    assert all(
        chunk.page_at(offset) == (bisect_right(starts, offset) or None)
        for chunk in chunks
        for offset in range(*chunk.span)
    )


def test_text_is_clean_blocks_joined_by_blank_lines() -> None:
    laid_out = build_text(
        [
            Block(text="One\x00 \u00a0two", page=1),
            Block(text=" \u200b "),
            Block(text="Three", headings=(" A\nB ", "\u200b"), page=3),
        ]
    )

    assert laid_out.text == "One two\n\nThree"
    assert [block.span for block in laid_out.blocks] == [(0, 7), (9, 14)]
    assert laid_out.blocks[1].headings == ("A B",)
    assert laid_out.page_starts == (0, 9, 9)


def test_a_page_is_where_the_chunk_begins(cut_small: Cut) -> None:
    laid_out = build_text(
        [Block(text="word " * 35, page=1), Block(text="next " * 35, page=3)]
    )

    assert [chunk.page for chunk in cut_small(laid_out)] == [1, 3]


def test_small_paragraphs_are_joined_and_cut_between_paragraphs(cut_small: Cut) -> None:
    paragraphs = [f"Paragraph {n} has eight words in all here." for n in range(15)]
    laid_out = build_text([Block(text=text) for text in paragraphs])

    chunks = cut_small(laid_out)

    assert [_words(chunk.text) for chunk in chunks] == [40, 40, 40]
    assert [chunk.text for chunk in chunks] == [
        "\n\n".join(paragraphs[at : at + 5]) for at in (0, 5, 10)
    ]


def test_sentences_stay_whole(cut_small: Cut) -> None:
    laid_out = build_text([Block(text="It has just seven words in it. " * 30)])

    chunks = cut_small(laid_out)

    assert all(chunk.text.startswith("It has") for chunk in chunks)
    assert all(chunk.text.endswith("in it.") for chunk in chunks)
    assert all(30 <= _words(chunk.text) <= MOST for chunk in chunks)


def test_a_sentence_that_is_too_large_is_cut_at_spaces(cut_small: Cut) -> None:
    chunks = cut_small(build_text([Block(text="word " * 200)]))

    assert all(_words(chunk.text) <= MOST for chunk in chunks)
    assert {w for chunk in chunks for w in chunk.text.split()} == {"word"}


def test_a_heading_goes_with_what_follows(cut_small: Cut) -> None:
    laid_out = build_text(
        [
            Block(text="First words. " * 19, headings=("One",)),
            Block(text="Two", is_heading=True),
            Block(text="Two and a half", headings=("Two",), is_heading=True),
            Block(text="More words. " * 30, headings=("Two", "Two and a half")),
            Block(text="The end", is_heading=True),
        ]
    )

    chunks = cut_small(laid_out)

    assert chunks[0].headings == ("One",)
    assert chunks[1].text.startswith("Two\n\nTwo and a half\n\nMore words.")
    assert chunks[1].headings == chunks[2].headings == ("Two", "Two and a half")
    assert chunks[-1].text == "The end"


def test_repeated_text_has_ids_that_differ_and_stay(cut_small: Cut) -> None:
    laid_out = build_text([Block(text="Same.", headings=(name,)) for name in "ABA"])

    first, second, third = (chunk.id for chunk in cut_small(laid_out))

    assert first.rsplit(".", 1)[0] == second.rsplit(".", 1)[0]
    assert [i.rsplit(".", 1)[1] for i in (first, second, third)] == ["1", "2", "3"]
    assert [chunk.id for chunk in cut_small(laid_out)] == [first, second, third]


def test_a_long_title_leaves_half_of_the_room(cut_small: Cut) -> None:
    laid_out = build_text([Block(text="Four words are here. " * 30)])

    chunks = cut_small(laid_out, title="word " * 100)

    assert all(15 <= _words(chunk.text) <= 30 for chunk in chunks)


def test_each_sentence_is_counted_once(cut_small: Cut) -> None:
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return _words(text)

    cut_small(build_text([Block(text="It is one. " * 100)]), count_tokens=count)

    assert len(counted) == 101  # the title and headings, then the sentences


def test_nothing_gives_no_chunks(cut_small: Cut) -> None:
    laid_out = build_text([Block(text=" \n"), Block(text="\x00")])

    assert laid_out.text == ""
    assert cut_small(laid_out) == []


@pytest.mark.parametrize(
    ("title", "text", "embedded"),
    [
        ("Wells", "They were dug.", "Wells\nThey were dug."),
        (
            "Dig wells in the… (6-1)",
            "Dig wells in the north.",
            "Dig wells in the north.",
        ),
        ("Dig wells", "Dig wells\n\nThey were dug.", "Dig wells\n\nThey were dug."),
        ("", "They were dug.", "They were dug."),
    ],
)
def test_a_title_that_repeats_the_beginning_is_not_embedded_twice(
    title: str, text: str, embedded: str
) -> None:
    assert embedded_text(title, (), text) == embedded
