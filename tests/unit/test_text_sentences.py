"""Sentences as exact spans, in every script."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.text.sentences import LONGEST, split_sentences

TRICKY = st.text(
    alphabet=" \n\t.!?…。！？؟।።;,、\"'”’»)（(［[]12aAбБ中क्ع\u0301\u200d\u3000",
    max_size=120,
)
ANY = st.text(max_size=300) | TRICKY
LANGUAGES = st.sampled_from(["en", "fr", "ru", "th", "el", "de", "und"])


def _sentences(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@settings(deadline=None)  # no timed tests
@given(ANY, LANGUAGES)
def test_spans_are_in_order_trimmed_and_hold_all_that_is_no_white_space(
    text: str, language: str
) -> None:
    spans = split_sentences(text, language)

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    held = "".join(text[start:end] for start, end in spans)
    assert "".join(held.split()) == "".join(text.split())
    assert not any("\n" in text[start:end] for start, end in spans)


@settings(deadline=None)  # no timed tests
@given(st.text(alphabet="ab ,;中क\u0301", min_size=LONGEST, max_size=3 * LONGEST))
def test_no_sentence_is_longer_than_the_longest(text: str) -> None:
    assert all(end - start <= LONGEST for start, end in split_sentences(text))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["It works.", "Does it?", "Yes!", "Good."]),
        ("en", ["Dr. Smith met Mr. J. K. Brown.", "They agreed."]),
        ("en", ["Target 3.4 cut deaths by 12.5 per cent.", "See Fig. 2 and p. 14."]),
        ("en", ["The U.S. Government paid.", "It left the U.S.", "The rest stayed."]),
        (
            "en",
            ["Crops, e.g. rice, i.e. food, etc. were sent.", "All ate, etc.", "Now."],
        ),
        ("en", ["Is it No. 5?", "No.", "It is not."]),
        ("en", ['He said "Stop."', "She left (at 5 p.m.).", "Then?"]),
        ("en", ['"What?" he asked.', "Nobody knew…", "Time passed... and went."]),
        (
            "en",
            ["See https://example.org/a.b?c=d.", "It helps."],
        ),
        ("en", ["Write to info@example.org.", "Today."]),
        ("en", ["It grew.[12]", "It fell. [3, 4]", "It rose."]),
        ("en", ["1. First, dig.", "2. Then plant."]),
        ("fr", ["M. Diop et Mme. Sow, p. ex., ont signé l'art. 5.", "C'est fait !"]),
        ("fr", ["Le riz, le mil, etc.", "Les « autres. »", "Voilà."]),
        ("es", ["La Sra. Díaz vive en EE.UU. desde 2014.", "¿Y el Dr. Paz?", "¡Sí!"]),
        ("pt", ["O Sr. Silva leu a pág. 3.", "A Profa. Lima também."]),
        ("ru", ["Это было в 2014 г.", "Затем пришли.", "В г. Москва и т. е. там."]),
        ("ru", ["Это 5 млн. руб.", "Школы, дома и т.д.", "Потом А. С. Пушкин ушёл."]),
        ("ar", ["ما هذا؟", "هذا مشروع.", "قال د. أحمد نعم!"]),
        ("zh", ["这是什么？", "这是水。", "他说：“好。”", "完了！"]),
        ("hi", ["यह क्या है?", "यह पानी है।", "डॉ. राव आए।"]),
        ("am", ["ይህ ምንድን ነው፧", "ይህ ውሃ ነው።", "ጥሩ ነው።"]),
        ("ja", ["これは水です。", "「はい。」", "本当？", "ええ！"]),
        ("ur", ["یہ پانی ہے۔", "کیا یہ ہے؟"]),
        ("my", ["ဒါက ရေပါ။", "ဟုတ်တယ်။"]),
        ("km", ["នេះជាទឹក។", "បាទ។"]),
        ("hy", ["Սա ջուր է։", "Այո։"]),
        ("el", ["Τι είναι αυτό;", "Είναι νερό."]),
        ("de", ["Am 3. Oktober kam er.", "Dann ging er."]),
        ("th", ["ราคา 3.5 บาท พ.ศ. 2560"]),
    ],
)
def test_cuts_where_sentences_end_and_nowhere_else(
    language: str, sentences: list[str]
) -> None:
    joint = "" if language in {"zh", "ja"} else " "

    assert _sentences(joint.join(sentences), language) == sentences


def test_a_line_break_ends_a_sentence() -> None:
    assert _sentences("A title\nIts text goes\n\non. ", "en") == [
        "A title",
        "Its text goes",
        "on.",
    ]


def test_a_sentence_without_end_is_cut_at_a_comma_then_at_a_space() -> None:
    with_commas = "many words in a row, " * 60
    without = "words " * 200

    assert all(s.endswith(",") for s in _sentences(with_commas, "en"))
    assert set(" ".join(_sentences(without, "en")).split()) == {"words"}


def test_thai_is_cut_at_its_spaces() -> None:
    found = _sentences("โครงการน้ำสะอาดสำหรับทุกคน " * 30, "th")

    assert len(found) > 3
    assert all(sentence.endswith("ทุกคน") for sentence in found)


@pytest.mark.parametrize(
    "text", ["a. " * 50_000, "." * 200_000, "a." * 100_000, "x" * 200_000]
)
def test_long_lines_are_cut_whole(text: str) -> None:
    spans = split_sentences(text, "en")

    assert spans[0][0] == 0
    assert spans[-1][1] == len(text.rstrip())
