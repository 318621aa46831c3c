"""What a question says of years, on which side of them, and in which words."""

from datetime import date

import pytest

from assistant.records_told.countable import limiting
from assistant.records_told.years import years_asked

TODAY = date(2026, 11, 27)
PHRASES = [
    ("en", "projects in Ghana until 2012", None, 2012, "until 2012"),
    ("en", "projects in Ghana up to 2012", None, 2012, "up to 2012"),
    ("fr", "projets au Ghana jusqu'en 2012", None, 2012, "jusqu'en 2012"),
    ("es", "proyectos en Ghana hasta 2012", None, 2012, "hasta 2012"),
    ("pt", "projetos no Gana até 2012", None, 2012, "até 2012"),
    ("ar", "كم مشروعا في غانا حتى عام 2012", None, 2012, "حتى عام 2012"),
    ("ru", "проекты в Гане по 2012 год", None, 2012, "по 2012"),
    ("zh", "截至2005年加纳有多少个项目", None, 2005, "截至2005"),
    ("en", "projects in Ghana before 2012", None, 2011, "before 2012"),
    ("ru", "проекты в Гане до 2012 года", None, 2011, "до 2012"),
    ("zh", "坦桑尼亚2005年以前有多少个项目", None, 2004, "2005年以前"),
    ("zh", "2005年之前坦桑尼亚有多少项目", None, 2004, "2005年之前"),
    ("zh", "坦桑尼亚2005年之后有多少项目", 2005, None, "2005年之后"),
    ("zh", "在2005年至2010年间有多少农业项目", 2005, 2010, "2005年至2010年间"),
    ("zh", "2005年到2010年间赞比亚有多少卫生项目", 2005, 2010, "2005年到2010年间"),
    ("en", "from 2005 up to and including 2008", 2005, 2008,
     "from 2005 up to and including 2008"),
    ("en", "between 2005 and 2008", 2005, 2008, "between 2005 and 2008"),
    ("en", "after 2012", 2013, None, "after 2012"),
    ("en", "in 2012", 2012, 2012, "2012"),
    ("en", "projects started in Ghana in the 2000s", 2000, 2009, "in the 2000s"),
    ("fr", "projets dans les années 2000", 2000, 2009, "dans les années 2000"),
    ("es", "proyectos en la década de 2000", 2000, 2009, "en la década de 2000"),
    ("pt", "projetos nos anos 2000", 2000, 2009, "nos anos 2000"),
    ("ru", "проекты в 2000-х годах", 2000, 2009, "в 2000-х годах"),
    ("zh", "2000年代有多少项目", 2000, 2009, "2000年代"),
    ("en", "in Ghana in the last five years?", 2021, None, "in the last five years"),
    ("en", "over the past 10 years", 2016, None, "over the past 10 years"),
    ("fr", "ces cinq dernières années", 2021, None, "ces cinq dernières années"),
    ("fr", "au cours des 5 dernières années", 2021, None, "5 dernières années"),
    ("es", "en los últimos cinco años", 2021, None, "en los últimos cinco años"),
    ("pt", "nos últimos cinco anos", 2021, None, "nos últimos cinco anos"),
    ("ru", "за последние пять лет", 2021, None, "за последние пять лет"),
    ("ar", "خلال السنوات الخمس الأخيرة", 2021, None, "خلال السنوات الخمس الأخيرة"),
    ("ar", "في آخر 5 سنوات", 2021, None, "آخر 5 سنوات"),
    ("zh", "最近五年有多少项目", 2021, None, "最近五年"),
    ("zh", "过去10年里", 2016, None, "过去10年里"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "first", "last", "phrase"), PHRASES)
def test_years_bound_what_is_counted(language, text, first, last, phrase):
    years = years_asked(text, language, today=TODAY)
    assert years.first == (date(first, 1, 1) if first else None)
    assert years.last == (date(last, 12, 31) if last else None)
    [(start, end)] = years.spans
    assert phrase in text[start:end]


@pytest.mark.parametrize("text", ["in the last mile", "the past kings of Ghana", ""])
def test_nothing_is_said_of_years(text):
    assert years_asked(text, "en", today=TODAY).spans == ()


def test_years_apart_are_two_phrases():
    text = "since 2005 in Ghana, by sector, until 2008"
    spans = years_asked(text, "en").spans
    assert [text[a:b] for a, b in spans] == ["since 2005", "until 2008"]


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "wells in Ghana up to and including 2012", "wells in Ghana 2012"),
        ("en", "wells in Ghana in the last five years", "wells in Ghana"),
        ("zh", "加纳2005年至2010年间的农业项目", "加纳 农业"),
    ],
)
def test_words_for_sides_limit_nothing_else(language, text, left):
    assert limiting(text, language).split() == left.split()
