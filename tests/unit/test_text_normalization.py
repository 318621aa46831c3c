"""Cleaning and search terms, in the scripts that people write."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vectorstore.text.normalization import clean_text, terms, words

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))
TRICKY_TEXT = st.text(
    alphabet=" \t\n\r\x00\x0b\x0c\x85\u00a0\u200b\u200c\u200d\u2028\u2029\u202e\ufeff"
    "\ufffd\ud800\udc00\u0301\u0308ae\u0645\u0915\u094d가각ᄀ\u1100\u1161;\u037e"
)


@settings(deadline=None)  # no timed tests
@given(ANY_TEXT | TRICKY_TEXT)
@example("\u0300\u094d\u200c")
@example("\u0300\u200c\u094d\u200c")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)

    assert clean_text(once) == once


@settings(deadline=None)  # no timed tests
@given(ANY_TEXT | TRICKY_TEXT)
def test_cleaned_text_is_composed_encodable_and_calmly_spaced(text: str) -> None:
    cleaned = clean_text(text)

    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode() is not None
    assert "\n\n\n" not in cleaned
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()
    assert {c for c in cleaned if unicodedata.category(c) == "Cc"} <= {"\n"}


@settings(deadline=None)  # no timed tests
@given(st.text(alphabet=st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po"))))
def test_cleaning_keeps_every_letter_digit_and_mark_of_punctuation(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\x00b", "ab"),
        ("\ufeffe\u0301te\u0301", "été"),
        ("half \ud83d pair", "half pair"),
        ("one\r\ntwo\rthree\x85four", "one\ntwo\nthree\nfour"),
        ("a\u2029b", "a\n\nb"),
        ("12\u00a0000\u202fkm", "12 000 km"),
        ("a \n \n \n\n b", "a\n\nb"),
        ("left \u202eright\u202c", "left right"),
        ("co\u00adoperation", "cooperation"),
        ("unread\ufffdble", "unread\ufffdble"),
        ("in\u200cvisible", "invisible"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("ok\U000e0049\U000e0067", "ok"),
    ],
)
def test_stores_text_without_what_nobody_sees(written: str, stored: str) -> None:
    assert clean_text(written) == stored


@pytest.mark.parametrize(
    ("language", "text", "found_by"),
    [
        ("en", "Children's vaccination", {"children", "vaccination", "vaccin"}),
        ("en", "target SDG 3.4 and NGA/000112", {"sdg", "3.4", "nga", "000112"}),
        ("en", "1,000 schools in 2014-15", {"1000", "school", "2014", "15"}),
        ("en", "the U.S. and COVID-19", {"us", "covid", "19"}),
        ("fr", "L’école d'Abidjan", {"ecole", "abidjan"}),
        ("es", "la nutrición", {"nutricion"}),
        ("pt", "nutrição das crianças", {"nutricao", "criancas"}),
        ("ru", "Ребёнок и школы, йод", {"ребенок", "школ", "йод"}),
        ("ar", "الصِّحَّةُ وَالمَدارِس", {"الصحه", "صح", "مدارس"}),
        ("ar", "١٬٠٠٠ مدرسة", {"1000", "مدرسه"}),
        ("zh", "农业合作", {"农业", "业合", "合作"}),
        ("ja", "データ", {"デー", "ータ"}),
        ("th", "น้ำ SDG", {"sdg"}),
        ("hi", "शिक्षा", {"शिक्षा"}),
        ("sw", "Elimu ya watoto", {"elimu", "watoto"}),
    ],
)
def test_finds_words_in_each_language(
    language: str, text: str, found_by: set[str]
) -> None:
    assert found_by <= set(terms(text, language))


@pytest.mark.parametrize(
    ("language", "asked", "written"),
    [
        ("en", "vaccinate", "vaccinations"),
        ("fr", "vaccinations", "vaccination"),
        ("es", "NUTRICION", "nutrición"),
        ("pt", "escolas", "escola"),
        ("ru", "школах", "школы"),
        ("ar", "صحة", "الصحة"),
        ("ar", "المدارس", "مدارس"),
        ("ar", "أفريقيا", "افريقيا"),
        ("fr", "Côte d'Ivoire", "Côte d’Ivoire"),
        ("en", "1000", "1,000"),
        ("es", "1000", "1.000"),
        ("ru", "35 000", "35,000"),
        ("en", "35,000", "35\u202f000"),
        ("fr", "3,4", "3.4"),
        ("zh", "合作", "南南合作"),
        ("en", "cooperation", "ｃｏｏｐｅｒａｔｉｏｎ"),
    ],
)
def test_another_form_of_a_word_finds_it(
    language: str, asked: str, written: str
) -> None:
    held = set(terms(written, language))

    wanted = words(asked, language)

    assert wanted
    assert all(held.intersection(word.forms) for word in wanted)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What is it?"),
        ("fr", "Qu'est-ce que c'est ?"),
        ("es", "¿Qué es y cómo?"),
        ("pt", "O que é?"),
        ("ru", "Что это и как?"),
        ("ar", "ما هو هذا؟"),
        ("zh", "什么吗？"),
        ("sw", "Ni nini hii?"),
    ],
)
def test_a_question_without_words_of_content_has_none(
    language: str, question: str
) -> None:
    assert words(question, language) == []


def test_an_organization_is_no_question_word() -> None:
    assert [word.forms for word in words("What does WHO do?", "en")] == [("who",)]
    assert words("Who does it?", "en") == []


def test_capitals_throughout_are_no_organizations() -> None:
    assert words("WHO DOES IT?", "en") == []


@settings(deadline=None)  # no timed tests
@given(ANY_TEXT, st.sampled_from(["en", "fr", "ar", "zh", "ru", "und", "th"]))
def test_a_text_holds_every_word_of_itself(text: str, language: str) -> None:
    held = set(terms(text, language))

    assert all(held.intersection(word.forms) for word in words(text, language))
    assert "" not in held
    assert not any(character.isspace() for term in held for character in term)
