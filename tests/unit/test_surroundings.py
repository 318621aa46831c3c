"""A passage in its document: an exact piece of it, cut where it reads well."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.surroundings import REACH, surroundings

WORDS = st.lists(
    st.sampled_from(["well", "水", "ماء", "a" * 90, "\n\n", "cooperation."]),
    min_size=1,
    max_size=300,
)


@given(st.data())
def test_the_three_parts_are_one_piece_of_the_document(data: st.DataObject) -> None:
    text = " ".join(data.draw(WORDS))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = surroundings(text, (start, end))
    first = start - len(found.before)
    assert text.startswith(found.before + found.text + found.after, first)
    assert found.span == (start, end)
    assert len(found.before) <= REACH
    assert len(found.after) <= REACH
    assert found.cut_before == (first > 0)
    assert found.cut_after == (end + len(found.after) < len(text))


def test_what_is_cut_off_is_cut_between_words() -> None:
    text = "word " * 600
    found = surroundings(text, (1500, 1504))
    assert found.before.startswith("word")
    assert found.after.endswith("word")


def test_where_a_paragraph_ends_near_it_is_cut_there() -> None:
    paragraph = "word " * 49 + "end."
    text = "\n\n".join([paragraph] * 12)
    start = text.index(paragraph, 1400)
    found = surroundings(text, (start, start + len(paragraph)))
    assert found.before == f"{paragraph}\n\n{paragraph}\n\n"
    assert found.after == f"\n\n{paragraph}\n\n{paragraph}"


def test_a_passage_that_is_the_whole_document_has_none() -> None:
    found = surroundings("All of it.", (0, 10))
    assert (found.before, found.after) == ("", "")
    assert not found.cut_before
    assert not found.cut_after
