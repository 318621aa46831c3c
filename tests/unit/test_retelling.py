"""A message that asks for the answer before it in another language."""

import pytest

from assistant.replies import Request
from assistant.understanding.questions import language_untold
from assistant.understanding.retelling import asked_again, language_wanted


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("in English please", "en"),
        ("Explain in English, please.", "en"),
        ("Can you answer that in French?", "fr"),
        ("and in Portuguese?", "pt"),
        ("translate it into Chinese", "zh"),
        ("En anglais, s'il vous plaît", "en"),
        ("Peux-tu me le traduire en espagnol ?", "es"),
        ("Réponds en français", "fr"),
        ("¿En inglés?", "en"),
        ("Explícalo en español, por favor", "es"),
        ("traduce al portugués", "pt"),
        ("Responde em português, por favor", "pt"),
        ("em inglês?", "en"),
        ("Ответьте по-русски, пожалуйста", "ru"),
        ("а на английском?", "en"),
        ("переведи на французский", "fr"),
        ("أجب بالعربية من فضلك", "ar"),
        ("بالإنجليزية؟", "en"),
        ("请用中文回答", "zh"),
        ("用英语再说一遍", "en"),
        ("翻译成法语", "fr"),
    ],
)
def test_the_language_that_is_wanted(message, language) -> None:
    assert language_wanted(message) == language


@pytest.mark.parametrize(
    "message",
    [
        "What is taught in English?",
        "English",
        "school books in French",
        "Which projects teach in Portuguese?",
        "in Kenya please",
        "en Francia",
        "Les cours sont-ils donnés en anglais au Bénin ?",
        "用英语教学的项目有哪些？",
        "please",
        "",
    ],
)
def test_other_messages_want_none(message) -> None:
    assert language_wanted(message) is None


def test_the_question_before_is_asked_again_in_it() -> None:
    asked = ("What is zaï?", "Où l'utilise-t-on ?", "in Spanish please")
    again = asked_again(Request(question="in English please", context=asked))

    assert again is not None
    assert (again.question, again.context) == (asked[1], asked[:1])
    assert again.language == "en"


def test_without_a_question_before_there_is_none_to_ask_again() -> None:
    assert asked_again(Request(question="in English please")) is None
    before = ("in French",)
    assert asked_again(Request(question="in English please", context=before)) is None


def test_a_language_that_is_forced_stays() -> None:
    request = Request(question="in English", context=("¿Qué es?",), language="ar")

    again = asked_again(request)

    assert again is not None
    assert again.language == "ar"


def test_a_page_does_not_force_its_own_language_on_such_a_message() -> None:
    assert language_untold("DHIS2?", ())
    assert not language_untold("auf Deutsch / in English", ("Wo ist das?",))
    assert not language_untold("in English", ("DHIS2?",))
