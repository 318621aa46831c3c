"""Adjectives of nationality beside the word for records are countries taking part."""

import pytest

from assistant.records_told.nationalities import nationalities_read
from vectorstore.text.asked import asked_words


def countries(text: str, language: str) -> set[str]:
    read = nationalities_read(
        asked_words(text, language), text, analysis_language=language, language="en"
    )
    return {word.country for word in read if word.country}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("American projects", "en"),
        ("American health projects", "en"),
        ("projets américains", "fr"),
        ("proyectos estadounidenses", "es"),
        ("projetos americanos", "pt"),
        ("американские проекты", "ru"),
        ("مشاريع أمريكية", "ar"),
        ("美国项目", "zh"),
    ],
)
def test_american_projects_are_of_the_united_states(text, language) -> None:
    assert countries(text, language) == {"US"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Latin American projects", "en"),
        ("South American projects", "en"),
        ("projets latino-américains", "fr"),
        ("proyectos latinoamericanos", "es"),
        ("the American way", "en"),
    ],
)
def test_those_of_the_rest_of_america_are_not(text, language) -> None:
    assert countries(text, language) == set()
