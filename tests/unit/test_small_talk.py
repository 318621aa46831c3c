"""Small talk: whole messages only, in every chat language."""

import pytest

from assistant.small_talk import SmallTalk, recognize


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
