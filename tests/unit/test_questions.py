"""A question is understood before anything is searched."""

import pytest

from assistant.errors import BadRequest
from assistant.replies import Request
from assistant.understanding.questions import LONGEST, language_untold, understand
from assistant.understanding.small_talk import SmallTalk


def test_the_reply_has_the_questions_language():
    assert understand(Request(question="Qui finance les puits ?")).language == "fr"


def test_a_forced_language_wins_and_is_shortened():
    request = Request(question="Who funds wells?", language="zh-Hans")

    assert understand(request).language == "zh"


def test_a_code_takes_the_language_of_the_turn_before():
    request = Request(question="DHIS2?", context=("¿Qué sistemas de salud existen?",))

    assert understand(request).language == "es"


def test_a_lone_code_is_answered_in_english():
    assert understand(Request(question="DHIS2?")).language == "en"


def test_a_short_follow_up_leans_on_the_turn_before_it():
    request = Request(question="And in Senegal?", context=("Who funds wells in Mali?",))

    assert "wells in Mali" in understand(request).to_search


def test_a_whole_question_stands_alone():
    request = Request(
        question="Which agencies paid for the road between the two ports?",
        context=("Who funds wells in Mali?",),
    )

    assert "Mali" not in understand(request).to_search


def test_small_talk_has_the_language_of_its_phrase():
    question = understand(Request(question="Merci !"))

    assert (question.small_talk, question.language) == (SmallTalk.THANKS, "fr")


@pytest.mark.parametrize("text", ["???", "what is it?", "的", "…"])
def test_words_without_content_are_too_vague(text):
    assert understand(Request(question=text)).is_vague


@pytest.mark.parametrize(
    "text", ["water", "agua", "l’eau", "水", "المياه", "вода?", "água"]
)
def test_one_word_of_a_topic_is_bare(text):
    question = understand(Request(question=text))

    assert (question.is_bare, question.is_vague) == (True, False)


@pytest.mark.parametrize(
    "text", ["Kenya", "UNDP", "water in Kenya", "why?", "\U0001f30d"]
)
def test_a_name_or_more_words_or_none_are_not_bare(text):
    assert not understand(Request(question=text)).is_bare


@pytest.mark.parametrize("text", ["", "   ", "\x00\u200b"])
def test_an_empty_question_is_refused(text):
    with pytest.raises(BadRequest, match="empty"):
        understand(Request(question=text))


def test_a_document_is_no_question():
    with pytest.raises(BadRequest, match="characters"):
        understand(Request(question="why " * LONGEST))


def test_an_unknown_language_tag_is_refused():
    with pytest.raises(BadRequest, match="no language tag"):
        understand(Request(question="Who?", language="not a tag!"))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ('<b>What</b> is <a href="x">zaï</a>?', "What is zaï ?"),
        ("<script>alert(1)</script> zaï", "alert(1) zaï"),
        ("is 3 < 4 and 5 > 4", "is 3 < 4 and 5 > 4"),
        ("<br/>", "<br/>"),
    ],
)
def test_tags_that_were_copied_with_a_question_are_not_looked_for(asked, text):
    question = understand(Request(question=asked))
    assert " ".join(question.to_search.split()) == text


def test_whether_the_language_is_told():
    assert language_untold("M-Pesa", ())
    assert not language_untold("Qu'est-ce que le zaï ?", ())
    assert not language_untold("M-Pesa", ("Qu'est-ce que le zaï ?",))
    assert not language_untold("Hola", ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("malaria zambia", "en"),
        ("debt relief zambia", "en"),
        ("Maji safi Tanzania", "sw"),
        ("Je, Kenya ina miradi mingapi?", "sw"),
        ("Et au Kenya ?", "fr"),
    ],
)
def test_a_countrys_name_does_not_make_a_question_swahili(text, language):
    assert understand(Request(question=text)).language == language


def test_what_was_only_thanks_is_no_turn_to_lean_on():
    context = ("Who pays for the wells in Mali?", "thanks!! very helpful")

    question = understand(Request(question="And since when?", context=context))

    assert question.to_search.startswith("Who pays for the wells in Mali?")
