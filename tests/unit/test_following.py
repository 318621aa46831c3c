"""A follow-up of nothing but limits moves the count or the list before it."""

import pytest

from assistant.records_told.breakdowns import breakdown_of
from assistant.records_told.countable import countable_in
from assistant.records_told.following import followed, pages_seen
from assistant.records_told.listing import listing_of
from assistant.replies import Request
from assistant.understanding.goals_asked import parts_asked
from assistant.understanding.questions import understand
from vectorstore.records import Filters
from vectorstore.text.asked import asked_words
from vectorstore.text.sectors import sector_words


def moved(message: str, *before: str):
    request = Request(question=message, context=before)
    return followed(understand(request), request)


@pytest.mark.parametrize(
    ("before", "message", "country"),
    [
        ("How many projects in Ghana?", "And in Kenya?", "KE"),
        ("How many projects in Ghana?", "kenya", "KE"),
        ("Combien de projets y a-t-il au Ghana ?", "Et au Kenya ?", "KE"),
        ("¿Cuántos proyectos hay en Ghana?", "¿Y en Kenia?", "KE"),
        ("كم عدد المشاريع في غانا؟", "وفي كينيا؟", "KE"),
        ("加纳有多少个项目？", "那肯尼亚呢？", "KE"),
        ("Сколько проектов в Гане?", "А в Кении?", "KE"),
        ("Quantos projetos há no Gana?", "E no Quénia?", "KE"),
    ],
)
def test_a_count_is_moved_to_another_country(before, message, country) -> None:
    question = moved(message, before)

    assert question is not None
    assert breakdown_of(question) is not None
    language = question.analysis_language
    countable = countable_in(
        question, Filters(), asked_words(question.to_search, language)
    )
    assert countable is not None
    assert countable.filters.country == (country,)


@pytest.mark.parametrize(
    ("before", "message", "rest"),
    [
        ("How many water projects are in Kenya?", "Show me them", "Kenya water"),
        ("How many water projects are in Kenya?", "which ones?", "Kenya water"),
        ("How many projects in Kenya, by year?", "show the list", "Kenya"),
        ("Combien de projets d’eau y a-t-il au Kenya ?", "Lesquels ?", "Kenya eau"),
        ("¿Cuántos proyectos de agua hay en Kenia?", "¿Cuáles son?", "Kenia agua"),
        ("كم عدد مشاريع المياه في كينيا؟", "اذكرها", "كينيا المياه"),
        ("肯尼亚有多少个供水项目？", "有哪些？", "肯尼亚 供水"),
        ("Сколько проектов по воде в Кении?", "Покажи их", "Кении воде"),
        ("Quantos projetos de água há no Quênia?", "quais são?", "Quênia água"),
    ],
)
def test_who_asks_to_see_what_was_counted_gets_a_list(before, message, rest) -> None:
    question = moved(message, before)

    assert question is not None
    listing = listing_of(question)
    assert listing is not None
    assert (listing.kind, listing.rest) == ("project", rest)
    assert question.language == understand(Request(question=before)).language


def test_nothing_is_shown_of_what_was_not_counted() -> None:
    assert moved("show me them", "Which wells were dug in Kenya?") is None


@pytest.mark.parametrize(
    ("before", "message", "text"),
    [
        (
            ["How many health projects since 2010, by country?"],
            "by year?",
            "How many health projects since 2010, by year",
        ),
        (
            ["How many health projects since 2010?"],
            "And until 2005?",
            "How many health projects until 2005",
        ),
        (["water projects in Kenya"], "only since 2015",
         "water projects in Kenya since 2015"),
        (["water projects in Kenya"], "and in West Africa?",
         "water projects in West Africa"),
        (
            ["water projects in Kenya", "And in Ghana?"],
            "since 2015",
            "water projects in Ghana since 2015",
        ),
        (["中国在坦桑尼亚有多少个项目？"], "那赞比亚呢？", "中国在赞比亚有多少个项目"),
        (
            ["How many projects in Kenya and Mali?"],
            "and in Ghana",
            "How many projects in Ghana",
        ),
        (["肯尼亚有哪些供水项目？"], "加纳呢？", "加纳有哪些供水项目"),
        (["How many health projects are there in Kenya?"], "what about education?",
         "How many education projects are there in Kenya"),
        (["Which health projects are there in Kenya?"], "And for education in Ghana?",
         "Which education projects are there in Ghana"),
        (["How many projects are there in Kenya?"], "only from Asia please",
         "How many projects are there in Asia"),
    ],
)  # fmt: skip
def test_what_a_follow_up_says_takes_the_place_of_the_same(before, message, text):
    question = moved(message, *before)

    assert question is not None
    assert question.text == text
    assert breakdown_of(question) or listing_of(question)


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ([], "And in Kenya?"),
        (["What is triangular cooperation?"], "And in Kenya?"),
        (["How many projects in Ghana?"], "What is the capital of Kenya?"),
        (["How many projects in Ghana?"], "And how many wells in Kenya?"),
        (["How many projects in Ghana?", "What is zaï?"], "And in Kenya?"),
        (["How many projects in Ghana?"], "water projects in Kenya"),
        (["How many projects in Ghana?"], "Who dug wells in Kenya?"),
        (["How many projects in Ghana?"], "thanks"),
        (["How many projects in Ghana?"], "why?"),
        (["How many projects in Ghana?"], "Who in Kenya?"),
        (["Combien de projets au Ghana ?"], "Pourquoi pas au Kenya ?"),
        (["water projects in Kenya"], "Which one of them began in 2015?"),
    ],
)
def test_what_says_more_is_no_such_follow_up(before, message) -> None:
    assert moved(message, *before) is None


def test_the_reply_stays_in_the_language_of_the_message() -> None:
    question = moved("Et au Kenya ?", "How many projects in Ghana?")

    assert question is not None
    assert (question.language, question.analysis_language) == ("fr", "en")


@pytest.mark.parametrize(
    ("before", "message", "language"),
    [
        ("Combien de projets y a-t-il au Ghana ?", "Et au Kenya ?", "fr"),
        ("Qui peut aider le Niger ?", "Et au Burkina Faso ?", "fr"),
        ("Quantos projetos há no Gana?", "E no Quénia?", "pt"),
        ("كم عدد المشاريع في غانا؟", "Kenya?", "ar"),
        ("Combien de projets y a-t-il au Ghana ?", "And in Kenya?", "en"),
        ("Combien de projets y a-t-il au Ghana ?", "А в Кении?", "ru"),
    ],
)
def test_small_words_are_in_the_language_of_the_turn_before(
    before, message, language
) -> None:
    question = understand(Request(question=message, context=(before,)))

    assert question.language == language


ZAMBIA = {
    "en": "How many projects in Zambia?",
    "fr": "Combien de projets y a-t-il en Zambie ?",
    "es": "¿Cuántos proyectos hay en Zambia?",
    "ar": "كم عدد المشاريع في زامبيا؟",
    "zh": "赞比亚有多少个项目？",
    "ru": "Сколько проектов в Замбии?",
    "pt": "Quantos projetos há na Zâmbia?",
}


@pytest.mark.parametrize(
    ("language", "message", "is_list"),
    [
        ("en", "Which of them are in health?", True),
        ("en", "And which ones concern health?", True),
        ("en", "How many of these are about health?", False),
        ("fr", "Et lesquels concernent la santé ?", True),
        ("fr", "Combien d’entre eux concernent la santé ?", False),
        ("es", "¿Cuáles de ellos son de salud?", True),
        ("es", "¿Y cuántos de ellos son de salud?", False),
        ("ar", "كم منها في الصحة؟", False),
        ("ar", "ما منها في الصحة؟", True),
        ("zh", "其中哪些是卫生项目？", True),
        ("zh", "其中有多少是卫生项目？", False),
        ("zh", "其中卫生项目有哪些？", True),
        ("ru", "Какие из них касаются здравоохранения?", True),
        ("ru", "А сколько из них в здравоохранении?", False),
        ("pt", "Quais deles são de saúde?", True),
        ("pt", "E quantos deles são da saúde?", False),
    ],
)
def test_a_part_of_what_was_counted_is_listed_or_counted(language, message, is_list):
    question = moved(message, ZAMBIA[language])

    assert question is not None
    listing = listing_of(question)
    assert (listing is not None) == is_list
    found = listing.breakdown if listing else breakdown_of(question)
    countable = countable_in(
        question,
        Filters(),
        asked_words(question.to_search, question.analysis_language),
        breakdown=found,
    )
    assert countable is not None
    assert countable.filters.country == ("ZM",)
    assert sector_words(question.text)


@pytest.mark.parametrize(
    "message",
    [
        "How many projects in Kenya?",
        "Which are the largest rivers in Kenya?",
        "How many of them died?",
        "其中谁最高？",
    ],
)
def test_what_asks_for_no_part_of_a_count_stands_alone(message):
    assert moved(message, ZAMBIA["en"]) is None


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("List health projects in Kenya", "Show me more"),
        ("List health projects in Kenya", "next"),
        ("Liste les projets de santé au Kenya", "encore"),
        ("Lista de proyectos de salud en Kenia", "Muéstrame más"),
        ("Lista de projetos de saúde no Quênia", "mais"),
        ("Список проектов по здравоохранению в Кении", "Ещё"),
        ("اذكر مشاريع الصحة في كينيا", "المزيد"),
        ("列出肯尼亚的卫生项目", "更多"),
    ],
)
def test_more_of_a_list_is_its_next_page(before, message) -> None:
    question = moved(message, before)

    assert question is not None
    assert question.text == before
    assert pages_seen(Request(question=message, context=(before,))) == 1
    assert pages_seen(Request(question=message, context=(before, message))) == 2


def test_more_behind_a_count_is_the_first_page_of_its_list() -> None:
    before = "How many health projects are there in Kenya?"

    question = moved("more", before)

    assert question is not None
    assert listing_of(question) is not None
    assert pages_seen(Request(question="more", context=(before,))) == 0


@pytest.mark.parametrize("message", ["Tell me more about it", "more wells", "next"])
def test_more_of_what_is_no_list_is_no_page(message) -> None:
    assert moved(message, "What is triangular cooperation?") is None


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("List health projects in Kenya", "And by year?"),
        ("Liste les projets de santé au Kenya", "Et par année ?"),
        ("列出肯尼亚的卫生项目", "按年份呢？"),
    ],
)
def test_a_list_by_year_is_a_count_of_the_same(before, message) -> None:
    question = moved(message, before)

    assert question is not None
    listing = listing_of(question)
    assert listing is not None
    assert listing.rows is not None
    assert (listing.rows.by, listing.rows.kind) == ("year", "project")


@pytest.mark.parametrize(
    ("before", "message", "kind"),
    [
        ("What is SDG 6?", "And its targets?", "target"),
        ("Qu'est-ce que l'ODD 6 ?", "Et ses cibles ?", "target"),
        ("¿Qué es el ODS 6?", "¿Y sus metas?", "target"),
        ("O que é o ODS 6?", "E suas metas?", "target"),
        ("Что такое ЦУР 6?", "А её задачи?", "target"),
        ("ما هو الهدف 6 من أهداف التنمية المستدامة؟", "وما غاياته؟", "target"),
        ("可持续发展目标6是什么？", "它的具体目标呢？", "target"),
        ("What is SDG 6?", "What are its indicators?", "indicator"),
    ],
)
def test_the_parts_of_a_goal_that_was_asked_about(before, message, kind) -> None:
    question = moved(message, before)

    assert question is not None
    asked = parts_asked(question.text)
    assert asked is not None
    assert (asked.kind, asked.whole.number) == (kind, "6")


def test_effects_are_no_parts_of_a_goal() -> None:
    assert moved("And its effects?", "What is SDG 6?") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("How many US projects in Ghana?", "How many USA projects in Ghana?"),
        ("List U.S. projects in Ghana", "List USA projects in Ghana"),
        (
            "Что говорит статья 26 ВДПЧ?",
            "Что говорит статья 26 Всеобщая декларация прав человека?",
        ),
    ],
)
def test_abbreviations_of_names_are_spelt_out(text, told) -> None:
    question = moved(text)

    assert question is not None
    assert question.text == told


@pytest.mark.parametrize("text", ["A loan of US$ 5 million", "What is the UDHR?"])
def test_what_is_no_such_abbreviation_stays(text) -> None:
    assert moved(text) is None
