"""What a question wants counted is read out of its words, in seven languages."""

from datetime import date

import pytest

from assistant.records_told.countable import countable_in
from assistant.records_told.counting import wants_count
from assistant.replies import Request
from assistant.understanding.intents import Intent, intent_of, intent_table
from assistant.understanding.questions import Question, understand
from assistant.wording import wording
from vectorstore.records import Filters
from vectorstore.text.asked import asked_words


def question(text: str) -> Question:
    return understand(Request(question=text))


def countable(text: str, limits: Filters | None = None):
    asked = question(text)
    words = asked_words(asked.to_search, asked.analysis_language)
    return countable_in(asked, limits or Filters(), words)


PROJECTS = ("project", "activity")


@pytest.mark.parametrize(
    ("text", "kinds", "country", "words"),
    [
        ("How many projects are there in Senegal?", PROJECTS, "SN", []),
        ("How many solutions are there?", ("solution",), None, []),
        ("How many good practices come from Peru?", ("good practice",), "PE", ["come"]),
        ("Combien de projets au Mali portent sur la soie ?", PROJECTS, "ML", ["soie"]),
        ("¿Cuántos documentos hay en la biblioteca?", (), None, []),
        ("Сколько проектов в Кении?", PROJECTS, "KE", []),
        ("كم عدد المشاريع في السودان؟", PROJECTS, "SD", []),
        ("Quantos projetos existem em Moçambique?", PROJECTS, "MZ", []),
    ],
)  # fmt: skip
def test_kinds_countries_and_words_are_told_apart(text, kinds, country, words):
    assert wants_count(question(text))

    found = countable(text)

    assert found is not None
    assert found.filters.kind == kinds
    assert found.filters.country == ((country,) if country else ())
    assert [word.written for word in found.words] == words


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("How many projects since 2010?", date(2010, 1, 1), None),
        ("How many projects before 2010?", None, date(2009, 12, 31)),
        ("How many projects in 2010?", date(2010, 1, 1), date(2010, 12, 31)),
        ("How many projects from 2008 to 2011?", date(2008, 1, 1), date(2011, 12, 31)),
        ("Combien de projets depuis 2010 ?", date(2010, 1, 1), None),
        ("Сколько проектов до 2010 года?", None, date(2009, 12, 31)),
        ("كم عدد المشاريع منذ 2010؟", date(2010, 1, 1), None),
    ],
)
def test_years_bound_what_is_counted(text, first, last):
    found = countable(text)

    assert found is not None
    assert (found.filters.from_, found.filters.to) == (first, last)


def test_a_goal_is_a_filter_and_none_of_the_words():
    found = countable("How many solutions address SDG 3?")

    assert found is not None
    assert found.filters.sdg == ("3",)
    assert found.words == ()


@pytest.mark.parametrize(
    "text",
    [
        "How many wells were dug in Burkina Faso?",
        "How many people does the service reach?",
        "Combien d'élèves y a-t-il au Niger ?",
    ],
)
def test_what_is_no_document_is_left_to_the_sources(text):
    assert countable(text) is None


def test_limits_of_the_person_stand():
    limits = Filters(kind=("solution",), country=("KE",), to=date(2012, 1, 1))

    found = countable("How many projects in Senegal since 2010?", limits)

    assert found is not None
    assert found.filters.kind == ("solution",)
    assert found.filters.country == ("KE",)
    assert found.filters.to == date(2012, 1, 1)
    assert countable("How many projects since 2014?", limits) is None


def test_the_sentence_says_exactly_what_was_counted():
    found = countable("How many projects on health in Senegal since 2010?")

    assert found is not None
    assert found.say(1234, wording("en")) == (
        "Counted in the library: 1,234 (Project, Senegal, from 2010; one passage holds "
        "all of: health). Some of them:"
    )


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("How many projects?", Intent.HOW_MANY),
        ("Compare the funds of India and Brazil", Intent.COMPARISON),
        ("Quels pays ont des banques de lait ?", Intent.LIST),
        ("Ищем партнеров для обучения медсестер", Intent.PARTNERS),
        ("列出中国的项目", Intent.LIST),
        ("What is triangular cooperation?", Intent.KNOWLEDGE),
        ("Blacklist of suppliers", Intent.KNOWLEDGE),
    ],
)
def test_what_a_question_wants_is_told_by_its_words(text, intent):
    language = question(text).analysis_language

    assert intent_of(text, language) is intent


def test_every_language_has_every_kind_of_words():
    table = intent_table()
    languages = {"en", "fr", "es", "ar", "zh", "ru", "pt"}
    for name, entries in table.items():
        if name == "record":
            assert all(set(words) == languages for words in entries.values())
        else:
            assert set(entries) == languages, name
