"""A follow-up of countries alone moves the need before it; nothing else does."""

import pytest

from assistant.partners.following import moved_need
from assistant.replies import Request

WELLS = "Who could help us with boreholes in Mali?"


@pytest.mark.parametrize(
    ("before", "message", "countries"),
    [
        (WELLS, "And in Niger?", ("NE",)),
        (WELLS, "Niger", ("NE",)),
        ("Qui pourrait nous aider à creuser des puits au Mali ?", "Et au Niger ?",
         ("NE",)),
        ("¿Quién podría ayudarnos a perforar pozos en Bolivia?", "¿Y en el Perú?",
         ("PE",)),
        ("Quem poderia nos ajudar a perfurar poços no Mali?", "E em Angola?", ("AO",)),
        ("谁能帮助我们在马里打井？", "尼日尔呢？", ("NE",)),
        ("من يمكنه مساعدتنا في حفر آبار في مالي؟", "وفي النيجر؟", ("NE",)),
        ("Кто мог бы помочь нам построить колодцы в Мали?", "А в Нигере?", ("NE",)),
    ],
)  # fmt: skip
def test_the_need_before_is_moved(before, message, countries):
    moved = moved_need(Request(question=message, context=(before,)))
    assert moved is not None
    assert moved.question == before
    assert moved.need is not None
    assert moved.need.countries == countries


def test_it_may_be_moved_again_and_keeps_what_else_was_read():
    before = "Mali is looking for funding for its schools."
    request = Request(question="And Ghana?", context=(before, "And in Niger?"))
    moved = moved_need(request)
    assert moved is not None
    assert moved.need is not None
    assert moved.need.countries == ("GH",)
    assert (moved.need.sectors, moved.need.role) == (("Education",), "funding")


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ((), "And in Niger?"),
        ((WELLS,), "What is BAPA?"),
        ((WELLS,), "How many people live in Niger?"),
        ((WELLS, "What is the Kora festival?"), "And in Niger?"),
        (("What is the Kora festival?",), "And in Niger?"),
    ],
)
def test_anything_else_is_a_question_to_the_sources(context, message):
    assert moved_need(Request(question=message, context=context)) is None
