"""Questions for a goal by its number are told from those that only mention one."""

import pytest

from assistant.replies import Request
from assistant.understanding.goals_asked import (
    goals_asked,
    kind_sought,
    language_asked_in,
    parts_asked,
)
from assistant.understanding.questions import understand


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("What is SDG 13?", "goal", "13"),
        ("what is sdg target 3.1", "target", "3.1"),
        ("SDG13", "goal", "13"),
        ("SDG 13", "goal", "13"),
        ("target 3.1", "target", "3.1"),
        ("What does target 3.1 of SDG 3 say?", "target", "3.1"),
        ("Please explain Sustainable Development Goal No. 6.", "goal", "6"),
        ("Text of indicator 6.b.1", "indicator", "6.b.1"),
        ("What does SDG indicator 3.1.1 measure?", "indicator", "3.1.1"),
        ("Define SDG targets 3.1 and 3.2", "target", "3.1 3.2"),
        ("What are SDGs 1, 2 and 17?", "goal", "1 2 17"),
        ("Qu'est-ce que l'ODD 4 ?", "goal", "4"),
        ("Qu’est-ce que l’ODD n° 4 ?", "goal", "4"),
        ("ODD 4", "goal", "4"),
        (
            "Que dit la cible 6.a de l'objectif de développement durable 6 ?",
            "target",
            "6.a",
        ),
        ("Quel est le libellé de l'indicateur 3.1.1 ?", "indicator", "3.1.1"),
        ("¿Qué dice la meta 6.1 de los ODS?", "target", "6.1"),
        ("que es el ods 13", "goal", "13"),
        ("Explique el Objetivo de Desarrollo Sostenible 5", "goal", "5"),
        ("¿Qué es el indicador 1.1.1 de los ODS?", "indicator", "1.1.1"),
        ("O que é o ODS 13?", "goal", "13"),
        ("O que diz a meta 3.1 dos ODS?", "target", "3.1"),
        ("Texto do indicador 3.1.1", "indicator", "3.1.1"),
        ("Что такое ЦУР 6?", "goal", "6"),
        ("О чём говорится в задаче 6.а?", "target", "6.a"),
        ("Что гласит цель 6 в области устойчивого развития?", "goal", "6"),
        ("Объясните показатель 3.1.1", "indicator", "3.1.1"),
        ("ما هو الهدف 6 من أهداف التنمية المستدامة؟", "goal", "6"),
        ("ما هو الهدف السادس من أهداف التنمية المستدامة؟", "goal", "6"),
        ("ماذا تقول الغاية ٦-١؟", "target", "6.1"),
        ("ما هي الغاية 6-أ؟", "target", "6.a"),
        ("ما هو المؤشر 6-1-1؟", "indicator", "6.1.1"),
        ("可持续发展目标13是什么?", "goal", "13"),
        ("什么是可持续发展目标十三？", "goal", "13"),
        ("第13个可持续发展目标是什么？", "goal", "13"),
        ("请解释具体目标6.1的内容", "target", "6.1"),
        ("指标3.1.1是什么意思？", "indicator", "3.1.1"),
    ],
)
def test_a_goal_is_asked_for_by_its_number(text: str, kind: str, numbers: str) -> None:
    asked = goals_asked(text)
    assert [one.number for one in asked] == numbers.split()
    assert {one.kind for one in asked} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "projects for SDG 13 in Kenya",
        "How many projects for SDG 4?",
        "Who works on SDG 13?",
        "What is SDG 13 in Kenya?",
        "What is the link between SDG 13 and SDG 7?",
        "Which organizations work for target 3.1?",
        "What are the targets of SDG 6?",
        "What are the indicators of target 3.1?",
        "What are the 17 SDGs?",
        "What are the SDGs?",
        "SDG 3-5",
        "What is SDG 18?",
        "What is SDG 99?",
        "What is target 5?",
        "What is 3.1?",
        "What is SDG 3.1.1.1?",
        "SDGs",
        "",
        "Quels projets pour l'ODD 4 ?",
        "Combien de projets pour l'ODD 4 ?",
        "Quelles sont les cibles de l'ODD 4 ?",
        "¿Qué proyectos hay del ODS 6?",
        "¿Cuántas metas son del ODS 6?",
        "Quantos projetos são do ODS 13?",
        "Quais são as metas do ODS 13?",
        "Какие проекты посвящены ЦУР 6?",
        "Сколько проектов по ЦУР 6?",
        "ما هي مشاريع الهدف 6؟",
        "كم عدد مشاريع الهدف 6؟",
        "可持续发展目标13的项目有哪些?",
        "17个可持续发展目标是什么?",
        "What is SDG 13? " * 20,
    ],
)
def test_a_goal_that_is_only_mentioned_is_not_asked_for(text: str) -> None:
    assert goals_asked(text) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("SDG 13", "en"),
        ("ODD 4", "fr"),
        ("O que é o ODS 13?", "pt"),
        ("ODS 13", None),
        ("projets pour l'ODD 4", None),
    ],
)
def test_the_name_of_a_goal_tells_the_language(text: str, language: str | None) -> None:
    assert language_asked_in(text) == language


def test_the_name_of_a_goal_tells_less_than_the_turn_before() -> None:
    before = "¿Qué proyectos de agua hay en Bolivia?"
    asked = understand(Request(question="SDG 13", context=(before,)))
    assert asked.language == "es"
    assert understand(Request(question="ODD 4")).language == "fr"
    assert understand(Request(question="ODD 4", language="ru")).language == "ru"


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("What are the targets of SDG 5?", "target", "5"),
        ("Targets of SDG 14", "target", "14"),
        ("How many targets are there under Goal 3?", "target", "3"),
        ("How many targets does SDG 17 have?", "target", "17"),
        ("List all the targets of Goal 1", "target", "1"),
        ("What are the indicators of SDG 13?", "indicator", "13"),
        ("What are the indicators of target 3.1?", "indicator", "3.1"),
        ("Which indicators measure target 3.1 of SDG 3?", "indicator", "3.1"),
        ("Quelles sont les cibles de l'ODD 6 ?", "target", "6"),
        ("Combien de cibles compte l'ODD 6 ?", "target", "6"),
        ("¿Cuáles son las metas del ODS 4?", "target", "4"),
        ("¿Cuántas metas tiene el ODS 4?", "target", "4"),
        ("¿Qué indicador mide la meta 3.1?", "indicator", "3.1"),
        ("Quais são as metas do ODS 13?", "target", "13"),
        ("Quantas metas tem o ODS 13?", "target", "13"),
        ("ما هي غايات الهدف 3؟", "target", "3"),
        ("كم عدد غايات الهدف 3؟", "target", "3"),
        ("Какие задачи входят в ЦУР 5?", "target", "5"),
        ("Сколько задач в ЦУР 5?", "target", "5"),
        ("目标7有哪些具体目标？", "target", "7"),
        ("目标7有多少个具体目标？", "target", "7"),
    ],
)
def test_the_parts_of_a_goal_are_asked_for(text: str, kind: str, number: str) -> None:
    asked = parts_asked(text)
    assert asked is not None
    assert (asked.kind, asked.whole.number) == (kind, number)
    assert goals_asked(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "What is SDG 13?",
        "What does target 3.1 of SDG 3 say?",
        "What are the targets of SDG 18?",
        "What are the targets of SDG 5 and SDG 6?",
        "What are the targets of the SDGs?",
        "How many projects work on the targets of SDG 5?",
        "Which organizations work for the targets of SDG 5?",
        "What are the targets of SDG 5 in Kenya?",
        "What are the targets and indicators of SDG 5?",
        "¿Qué proyectos tienen metas del ODS 6?",
        "Combien de projets pour les cibles de l'ODD 4 ?",
        "Сколько проектов по задачам ЦУР 6?",
        "كم عدد مشاريع غايات الهدف 6؟",
        "目标7的具体目标有哪些项目？",
    ],
)
def test_the_parts_of_a_goal_are_not_asked_for(text: str) -> None:
    assert parts_asked(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Which SDG target is about illegal fishing?", "target"),
        ("Quelle cible des ODD parle de la pêche illégale ?", "target"),
        ("¿Qué meta de los ODS trata de la pesca ilegal?", "target"),
        ("Qual meta dos ODS fala da pesca ilegal?", "target"),
        ("Какая задача ЦУР касается незаконного рыболовства?", "target"),
        ("ما هي غاية أهداف التنمية المستدامة بشأن الصيد؟", "target"),
        ("可持续发展目标中哪个具体目标涉及非法捕鱼？", "target"),
        ("Which SDG indicator measures literacy?", "indicator"),
        ("Which target is about fishing?", None),
        ("How many SDG targets are about fishing?", None),
        ("Which targets of SDG 14 are about fishing?", None),
        ("Which projects are about SDG targets?", None),
        ("What are the SDG targets?", None),
    ],
)
def test_a_target_is_sought_by_its_matter(text: str, kind: str | None) -> None:
    assert kind_sought(text) == kind
