"""Small talk: whole messages only, in every chat language."""

import pytest

from assistant.understanding.small_talk import SmallTalk, recognize, without_courtesy


@pytest.mark.parametrize(
    ("message", "kind", "language"),
    [
        ("Hello!", SmallTalk.GREETING, "en"),
        ("¡Hola!", SmallTalk.GREETING, "es"),
        ("Merci beaucoup.", SmallTalk.THANKS, "fr"),
        ("谢谢！", SmallTalk.THANKS, "zh"),
        ("ماذا يمكنك أن تفعل؟", SmallTalk.CAPABILITIES, "ar"),
        ("Что ты умеешь?", SmallTalk.CAPABILITIES, "ru"),
        ("O que você pode fazer?", SmallTalk.CAPABILITIES, "pt"),
        ("what can you do?", SmallTalk.CAPABILITIES, "en"),
        ("Que peux-tu faire ?", SmallTalk.CAPABILITIES, "fr"),
        ("Hello, what can you do?", SmallTalk.CAPABILITIES, "en"),
        ("До свидания", SmallTalk.FAREWELL, "ru"),
        ("thx a lot!!", SmallTalk.THANKS, "en"),
        ("شكرا لكم", SmallTalk.THANKS, "ar"),
        ("D’accord", SmallTalk.ACKNOWLEDGED, "fr"),
        ("OK", SmallTalk.ACKNOWLEDGED, "en"),
        ("What's in here?", SmallTalk.HOLDINGS, "en"),
        ("资料库里有什么？", SmallTalk.HOLDINGS, "zh"),
        ("who made you?", SmallTalk.CAPABILITIES, "en"),
    ],
)
def test_recognizes_small_talk(message, kind, language):
    assert recognize(message) == (kind, language)


@pytest.mark.parametrize(
    "message",
    [
        "Hello, who funds wells in Senegal?",
        "Help with school feeding in Brazil",
        "What is DHIS2?",
        "",
        "???",
    ],
)
def test_a_question_is_no_small_talk(message):
    assert recognize(message) is None


def test_a_phrase_of_several_languages_is_in_that_of_the_turn_before():
    assert recognize("ok", before="pt") == (SmallTalk.ACKNOWLEDGED, "pt")
    assert recognize("ok", before="ru") == (SmallTalk.ACKNOWLEDGED, "en")


@pytest.mark.parametrize(
    ("message", "kind", "language"),
    [
        ("thanks!! very helpful", SmallTalk.THANKS, "en"),
        ("Great, thanks for the info", SmallTalk.THANKS, "en"),
        ("No thanks, that's all.", SmallTalk.FAREWELL, "en"),
        ("Good morning, could you help me please?", SmallTalk.CAPABILITIES, "en"),
        ("Non merci, c'est tout.", SmallTalk.FAREWELL, "fr"),
        ("That's not what I asked!", SmallTalk.DISPLEASED, "en"),
        ("C'est faux.", SmallTalk.DISPLEASED, "fr"),
        ("Eso no es lo que pregunté", SmallTalk.DISPLEASED, "es"),
        ("Это неправильно", SmallTalk.DISPLEASED, "ru"),
        ("不对", SmallTalk.DISPLEASED, "zh"),
        ("هذا خطأ", SmallTalk.DISPLEASED, "ar"),
        ("Está errado", SmallTalk.DISPLEASED, "pt"),
    ],
)
def test_a_message_of_several_phrases_is_what_the_last_says(message, kind, language):
    assert recognize(message) == (kind, language)


@pytest.mark.parametrize(
    "message",
    ["thanks, who funds wells?", "please tell me who funds wells", "wrong turn in Mali",
     "right to education", "help me find wells", "ok " * 40],
)  # fmt: skip
def test_what_says_more_than_phrases_is_a_question(message):
    assert recognize(message) is None


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Thanks, that was very helpful!", "en"),
        ("Thanks a lot, this helps me very much", "en"),
        ("Goodbye and thank you", "en"),
        ("Thank you so much for your quick reply, exactly what I needed", "en"),
        ("Perfect, thank you, this is a great help", "en"),
        ("Merci beaucoup, c'était très utile", "fr"),
        ("Merci, votre réponse m'a bien aidé", "fr"),
        ("Muchas gracias, me ayudó mucho", "es"),
        ("Gracias, ha sido de gran ayuda", "es"),
        ("Muito obrigado, ajudou bastante", "pt"),
        ("Obrigada, foi mesmo muito útil", "pt"),
        ("Спасибо большое, очень помогли", "ru"),
        ("Спасибо за подробный ответ, всё понятно", "ru"),
        ("شكرا جزيلا، كان هذا مفيدا جدا", "ar"),
        ("شكرا لك، ساعدتني كثيرا", "ar"),
        ("谢谢，非常有帮助", "zh"),
        ("谢谢你的回答，对我很有帮助！", "zh"),
    ],
)
def test_thanks_may_go_on_with_praise(message, language):
    assert recognize(message) == (SmallTalk.THANKS, language)


def test_a_farewell_may_go_on_with_praise():
    assert recognize("Au revoir, c'était vraiment parfait") == (
        SmallTalk.FAREWELL,
        "fr",
    )


@pytest.mark.parametrize(
    "message",
    [
        "Thanks. How many projects in Kenya?",
        "Thanks, projects in Kenya",
        "Thanks, now water",
        "Thanks, was that really useful?",
        "Thanks, and SDG 6",
        "Thanks to whom was this great",
        "Thank you UNICEF",
        "this was a great answer",
        "Thanks, tell me about useful information systems",
        "Thanks" + " very" * 40,
        "Merci, combien de projets au Mali",
        "Merci, et l'eau",
        "Gracias, ¿y en Perú?",
        "Gracias, proyectos útiles de salud",
        "Obrigado, e em Angola",
        "Obrigado, quem ajudou mais",
        "Спасибо, а в Казахстане",
        "Спасибо, кто помог больше всех",
        "شكرا، ماذا عن الأردن",
        "شكرا، مشاريع المياه",
        "谢谢，肯尼亚的项目",
        "谢谢，谁的帮助很大",
        "谢谢，这个有用吗",
    ],
)
def test_thanks_before_a_question_are_a_question(message):
    assert recognize(message) is None


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Thanks. How many projects in Kenya?", "How many projects in Kenya?"),
        ("Hello! Thanks a lot, who funds wells?", "who funds wells?"),
        ("Merci, combien de projets au Mali ?", "combien de projets au Mali ?"),
        ("¡Gracias! ¿Y en Perú?", "¿Y en Perú?"),
        ("Obrigado, e em Angola?", "e em Angola?"),
        ("Спасибо. Кто строит колодцы?", "Кто строит колодцы?"),
        ("شكرا، ماذا عن الأردن؟", "ماذا عن الأردن؟"),
        ("谢谢，肯尼亚有哪些项目？", "肯尼亚有哪些项目？"),
        ("Thanks, that was very helpful!", "Thanks, that was very helpful!"),
        ("Thanks!", "Thanks!"),
        ("Wells, water and Kenya", "Wells, water and Kenya"),
        ("Thanks to whom was it built?", "Thanks to whom was it built?"),
    ],
)
def test_a_question_is_read_without_courtesy(message, asked):
    assert without_courtesy(message) == asked
