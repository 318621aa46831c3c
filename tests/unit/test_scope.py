"""Vague and private questions are told apart, and no others."""

import pytest

from assistant.replies import Request
from assistant.understanding.questions import understand


def understood(question: str):
    return understand(Request(question=question))


@pytest.mark.parametrize(
    "question",
    [
        "Can you explain it?",
        "And the other project?",
        "Pouvez-vous en dire plus ?",
        "¿Y después?",
        "Mais detalhes, por favor",
        "Расскажите подробнее",
        "وماذا بعد ذلك؟",
        "再说明一下",
    ],
)
def test_a_question_of_fillers_alone_is_vague(question: str) -> None:
    assert understood(question).is_vague


@pytest.mark.parametrize(
    "question",
    [
        "What is agroecology?",
        "Ebola",
        "And in Senegal?",
        "Et au Niger ?",
        "¿Y la malaria?",
        "E o algodão?",
        "А вакцины?",
        "ما هو التعاون الثلاثي؟",
        "什么是三方合作?",
    ],
)
def test_a_short_question_with_a_subject_is_not(question: str) -> None:
    assert not understood(question).is_vague


def test_a_turn_before_tells_what_a_vague_question_means() -> None:
    request = Request(question="Tell me more", context=("Who pays into the fund?",))

    assert not understand(request).is_vague


@pytest.mark.parametrize(
    "question",
    [
        "What is the ambassador's mobile number?",
        "Quel est le mot de passe de la directrice ?",
        "¿Cuál es la contraseña del alcalde?",
        "Qual é a morada do governador?",
        "Какой домашний адрес у председателя?",
        "ما راتب الوزير؟",
        "部长的家庭住址在哪里?",
        "home address of somebody who works there",
        "Email of the Kenyan health minister",
        "Quel est le numéro de portable de cette dame ?",
        "他的家庭住址是什么？",
    ],
)
def test_what_is_private_of_a_person_is_told(question: str) -> None:
    assert understood(question).is_private


@pytest.mark.parametrize(
    "question",
    [
        "What is the phone number of the secretariat's help desk for mobile money?",
        "Which minister opened the hospital?",
        "Where does the staff of the clinics come from?",
        "How did mobile money reach rural people without a bank account?",
        "Что сказал президент о здравоохранении?",
        "卫生部长参加了哪次会议?",
    ],
)
def test_what_is_public_is_not(question: str) -> None:
    assert not understood(question).is_private
