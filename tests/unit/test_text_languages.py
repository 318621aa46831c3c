"""Telling languages apart, in long texts and in very short ones."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.text.languages import (
    detect_document_language,
    detect_question_language,
    is_right_to_left,
    normalize_tag,
)

QUESTIONS = [
    ("en", "What is DHIS2 used for?"),
    ("en", "maternal mortality and child health"),
    ("en", "Which countries help each other with rice farming?"),
    ("en", "What does 可持续发展 mean?"),
    ("fr", "Quels projets d'eau potable au Sénégal ?"),
    ("fr", "accès à l'eau"),
    ("es", "¿Qué proyectos de salud hay en Perú?"),
    ("es", "agua potable"),
    ("pt", "Quais são os projetos de saúde em Moçambique?"),
    ("ru", "Какие есть проекты по здравоохранению?"),
    ("ru", "Что такое DHIS2 и SDG 3.4?"),
    ("ar", "ما هي مشاريع المياه في السنغال؟"),
    ("ar", "ما دور منظمة WHO و UNICEF؟"),
    ("zh", "UNICEF在塞内加尔做了什么？"),
    ("zh", "WHO和UNICEF的合作有哪些？"),
    ("sw", "Ni miradi gani ya maji nchini Kenya?"),
    ("hi", "शिक्षा के लिए कौन सी परियोजनाएँ हैं?"),
    ("ja", "南南協力とは何ですか"),
    ("ja", "データ協力"),
    ("ko", "남남협력이란 무엇입니까?"),
    ("th", "โครงการน้ำสะอาดมีอะไรบ้าง"),
    ("he", "אילו פרויקטים יש?"),
    ("el", "Ποια έργα υπάρχουν;"),
    ("am", "ምን ፕሮጀክቶች አሉ?"),
    ("bn", "কোন প্রকল্প আছে?"),
    ("fa", "پروژه‌های آب در ایران کدام‌اند؟"),
    ("ur", "پانی کے منصوبے کون سے ہیں؟"),
    ("uk", "Які проєкти є в Україні?"),
    ("kk", "Қазақстанда қандай жобалар бар?"),
    ("de", "Wie viele Kinder wurden in Nigeria geimpft?"),
    ("vi", "Dự án nào ở Việt Nam về nước sạch?"),
    ("tr", "Senegal'deki su projeleri hangileridir?"),
]
CORPUS_LANGUAGES = {
    "arb": "ar", "cmn_hans": "zh", "eng": "en", "fra": "fr",
    "por_BR": "pt", "rus": "ru", "spa": "es", "swh": "sw",
}  # fmt: skip


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
def test_names_the_language_of_a_question(language: str, question: str) -> None:
    assert detect_question_language(question) == language


@pytest.mark.parametrize(
    "question",
    ["", "?", "3.4", "DHIS2?", "SDG 3.4", "UNICEF", "Burkina Faso", "Norway?",
     "Hola", "Merci", "water", "https://example.org/quels-projets", "👍", "\ud800"],
)  # fmt: skip
def test_does_not_guess_from_codes_names_and_single_words(question: str) -> None:
    assert detect_question_language(question) == "und"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "WHAT PROJECTS ARE THERE IN PERU?"),
        ("fr", "QUELS SONT LES PROJETS DE SANTÉ ?"),
        ("ru", "КАКИЕ ЕСТЬ ПРОЕКТЫ?"),
        ("ru", "Привет"),
        ("ar", "شكرا"),
        ("zh", "谢谢"),
    ],
)
def test_capitals_and_single_words_of_a_telling_script_are_enough(
    language: str, question: str
) -> None:
    assert detect_question_language(question) == language


@settings(deadline=None)  # no timed tests
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_has_some_language(text: str) -> None:
    assert 2 <= len(detect_question_language(text)) <= 3
    assert 2 <= len(detect_document_language(text)) <= 3


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("", None, "und"),
        ("12.5 %", None, "und"),
        ("12.5 %", "fr", "fr"),
        ("Dakar", None, "und"),
        ("Santé", "fr", "fr"),
        ("Proyecto de agua", "pt-BR", "pt"),
        ("Вода и санитария", "en", "ru"),
        ("水和卫生", "en", "zh"),
        ("Water and sanitation", "zh-Hans", "en"),
        ("Water and sanitation", "ru", "en"),
        ("پروژه آب", "fa", "fa"),
        ("पानी", "ne", "ne"),
        ("Water and sanitation for all", "nonsense", "en"),
        ("The school was built in two years by both countries. " * 6, "fr", "en"),
        ("Nigeria Governors Immunization Challenge Fund Management", None, "en"),
        ("Die Schule wurde in zwei Jahren gebaut. " * 8, None, "de"),
    ],
)
def test_a_hint_decides_for_short_documents_unless_the_script_contradicts(
    text: str, hint: str | None, language: str
) -> None:
    assert detect_document_language(text, hint=hint) == language


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "language"), CORPUS_LANGUAGES.items())
def test_knows_the_languages_of_the_declaration(
    corpus: Path, name: str, language: str
) -> None:
    file = ElementTree.parse(corpus / "udhr" / f"udhr_{name}.xml")
    paragraphs = [
        " ".join(text.split())
        for text in file.getroot().itertext()
        if len(text.split()) > 6 or len(text.strip()) > 40
    ]

    wrong = [text for text in paragraphs if detect_document_language(text) != language]

    assert detect_document_language("\n".join(paragraphs)) == language
    assert len(wrong) <= len(paragraphs) / 50, wrong


@pytest.mark.parametrize(
    ("tag", "short"),
    [
        ("en", "en"), ("EN", "en"), ("zh-Hans", "zh"), ("zh_CN", "zh"),
        ("pt-BR", "pt"), ("arb", "ar"), ("swh", "sw"), ("cmn", "zh"), ("eng", "en"),
        ("fre", "fr"), ("ger", "de"), (" fr ", "fr"), ("iw", "he"),
        ("und", None), ("mul", None), ("xx", None), ("qqq", None), ("", None),
        ("junk!", None), ("French", None), (None, None), ("e", None),
    ],
)  # fmt: skip
def test_tags_are_shortened_and_junk_is_none(
    tag: str | None, short: str | None
) -> None:
    assert normalize_tag(tag) == short


def test_knows_which_languages_run_from_right_to_left() -> None:
    assert all(map(is_right_to_left, ["ar", "ar-EG", "fa", "he", "ur"]))
    assert not any(map(is_right_to_left, ["en", "zh", "und", "ru"]))


def test_many_threads_agree() -> None:
    questions = [question for _, question in QUESTIONS] * 4

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(detect_question_language, questions))

    assert found == [language for language, _ in QUESTIONS] * 4


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Что такое South-South Galaxy?", "ru"),
        ("South-South Galaxy 是什么？", "zh"),
        ("ما هي منصة South-South Galaxy؟", "ar"),
    ],
)
def test_a_question_around_a_latin_name_keeps_its_own_script(
    question: str, language: str
) -> None:
    assert detect_question_language(question) == language


@pytest.mark.parametrize("question", ["¿Y entonces?", "¿Cuba?", "¡Ayuda!"])
def test_an_opening_mark_is_spanish(question):
    assert detect_question_language(question) == "es"
