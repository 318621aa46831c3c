"""The fixed sentences: complete in every language, with names and dates."""

import re

import pytest

from assistant.wording import LANGUAGES, placeholders, wording

OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_sentences_of_english(language: str) -> None:
    assert set(wording(language).sentences) == set(wording("en").sentences)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_wants_the_same_values_as_in_english(language: str) -> None:
    english = wording("en").sentences
    wanted = {key: placeholders(text) for key, text in english.items()}
    sentences = wording(language).sentences
    assert {key: placeholders(text) for key, text in sentences.items()} == wanted


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language: str) -> None:
    english = wording("en").sentences
    same = {
        key
        for key, text in wording(language).sentences.items()
        if text == english[key] and len(text) > 20
    }
    assert same == set()


@pytest.mark.parametrize(
    ("language", "unwanted"),
    [
        ("zh", r"[\u4e00-\u9fff}][,;:?!]|[,;:?!][\u4e00-\u9fff]|组织机构|运营"),
        ("fr", r"(?<=\w)'(?=\w)|\w[:;?!](?=\s|$)|connectées"),
        ("pt", r"(?i)registro|contato|acadêmic|equipe|passage|[“”]"),
        ("ru", r"(?i)отрыв|сектор|\bв фр"),
        ("ar", r"اً|مرشح|المشغّ?ل|[?,;]"),
    ],
)
def test_one_thing_has_one_name_and_signs_are_those_of_the_language(
    language: str, unwanted: str
) -> None:
    found = {
        key: text
        for key, text in wording(language).sentences.items()
        if re.search(unwanted, re.sub(r"galaxy \w+( \S+)*|\{\w+\}", "x", text))
    }
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_four_starter_questions(language: str) -> None:
    starters = wording(language).starters
    assert len({starter.question for starter in starters}) == 4
    assert all(starter.label for starter in starters)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("pt-BR", "pt"), ("zh-Hans", "zh"), ("AR", "ar"), ("sw", "en"), ("und", "en")],
)
def test_a_tag_gets_its_language_or_english(tag: str, language: str) -> None:
    assert wording(tag).language == language


def test_values_that_hold_braces_stay_inert() -> None:
    said = wording("en").say("chat.open_source", marker=1, title="{marker} {0} {x}")
    assert said == "Open source 1: {marker} {0} {x}"


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        wording("en").say("answer.dates")


@pytest.mark.parametrize(
    ("language", "tag", "name"),
    [
        ("en", "ar", "Arabic"),
        ("fr", "zh", "chinois"),
        ("ar", "fr", "الفرنسية"),
        ("zh", "ru", "俄语"),
        ("en", "zh-Hant", "Traditional Chinese"),
        ("es", "pt-AO", "portugués"),
        ("ru", "xx-unknown", "xx-unknown"),
    ],
)
def test_languages_are_named_in_the_readers_language(
    language: str, tag: str, name: str
) -> None:
    assert wording(language).language_name(tag) == name


@pytest.mark.parametrize(
    ("language", "iso", "shown"),
    [
        ("en", "2015-09-25", "September 25, 2015"),
        ("fr", "2015-09-25", "25 septembre 2015"),
        ("fr", "2015-09", "septembre 2015"),
        ("zh", "2015", "2015年"),
        ("en", "2015", "2015"),
        ("ru", "2026-11-24T01:02:03+00:00", "24 ноября 2026\u202fг."),
        ("en", "2015-13-40", "2015-13-40"),
        ("en", "c. 1960", "c. 1960"),
        ("en", "2015/16", "2015/16"),
    ],
)
def test_dates_are_written_as_the_reader_does(
    language: str, iso: str, shown: str
) -> None:
    assert wording(language).date(iso) == shown


def test_names_are_joined_as_the_reader_does() -> None:
    assert wording("en").enumerate(["Arabic", "Thai"]) == "Arabic and Thai"
    assert wording("fr").enumerate(["arabe", "thaï"]) == "arabe et thaï"


def test_only_arabic_runs_from_right_to_left() -> None:
    mirrored = [name for name in LANGUAGES if wording(name).right_to_left]
    assert mirrored == ["ar"]
