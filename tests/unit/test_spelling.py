"""Which words are forms of one, so that neither is a misspelling of the other."""

import pytest

from vectorstore.spelling import are_forms_of_one, differ_at_one_place


@pytest.mark.parametrize(
    ("word", "other", "language"),
    [
        ("صيني", "الصين", "ar"),
        ("والمزارعون", "مزارعين", "ar"),
        ("construyeron", "construyen", "es"),
        ("agricolas", "agricola", "pt"),
        ("школами", "школах", "ru"),
        ("formees", "former", "fr"),
        ("planting", "planted", "en"),
    ],
)
def test_words_that_differ_in_endings_and_clitics_are_forms_of_one(
    word, other, language
):
    assert are_forms_of_one(word, other, language)


@pytest.mark.parametrize(
    ("word", "other", "language"),
    [
        ("escollar", "escolar", "pt"),
        ("brasill", "brasil", "pt"),
        ("peles", "peels", "en"),
        ("vermicompostng", "vermicomposting", "en"),
        ("marok", "maroc", "fr"),
        ("irigation", "irrigation", "en"),
    ],
)
def test_misspelt_words_are_not(word, other, language) -> None:
    assert not are_forms_of_one(word, other, language)


def test_two_letters_side_by_side_make_another_word() -> None:
    assert differ_at_one_place("apicultores", "agricultores")
    assert not differ_at_one_place("comunicasao", "communicacao")
