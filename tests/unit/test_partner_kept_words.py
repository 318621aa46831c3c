"""Counted words kept beside a library."""

import numpy as np

from assistant.partners.kept_words import FILE, keep_words, load_words
from assistant.partners.word_counts import Vocabulary


def test_words_come_back_as_they_were_counted(tmp_path):
    counting = Vocabulary()
    one = counting.count("well pump well".split())
    other = counting.count(["pump", "country:ML", "供水"])
    keep_words(tmp_path, counting, [("d1", "r1", one), ("d2", "r2", other)])

    again = Vocabulary()
    kept = load_words(tmp_path, again)

    assert again.codes == counting.codes
    assert set(kept) == {("d1", "r1"), ("d2", "r2")}
    np.testing.assert_array_equal(kept["d2", "r2"].codes, other.codes)
    np.testing.assert_array_equal(kept["d1", "r1"].counts, one.counts)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_nothing_kept_or_something_damaged_is_counted_anew(tmp_path):
    assert load_words(tmp_path, Vocabulary()) == {}
    (tmp_path / FILE).write_bytes(b"PK no archive")
    assert load_words(tmp_path, Vocabulary()) == {}
    keep_words(tmp_path / "nowhere", Vocabulary(), [])
