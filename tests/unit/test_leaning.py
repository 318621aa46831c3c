"""Short messages in a chat: those about the turn before, and those about their own."""

import pytest

from assistant.replies import Request
from assistant.understanding.questions import understand

FOLLOW_UPS = [
    ("What is the India-UN fund?", "Who pays for it?"),
    ("What is the India-UN fund?", "Who pays?"),
    ("What is the India-UN fund?", "since when?"),
    ("What is the India-UN fund?", "And in Kenya?"),
    ("What is the India-UN fund?", "Kenya?"),
    ("What is the India-UN fund?", "tell me more"),
    ("What is the India-UN fund?", "why?"),
    ("What is the India-UN fund?", "What is the budget?"),
    ("What is the India-UN fund?", "How many countries take part?"),
    ("What is the India-UN fund?", "What about women?"),
    ("Did the Aral Sea shrink?", "and its fishermen"),
    ("Qu'est-ce que le zaï ?", "Et son coût ?"),
    ("Qu'est-ce que le zaï ?", "Combien ça coûte ?"),
    ("¿Qué es Mesoamérica sin Hambre?", "¿y en Honduras?"),
    ("¿Qué es Mesoamérica sin Hambre?", "¿Quién lo financia?"),
    ("O que é a CPLP?", "E quem paga?"),
    ("Что такое CASA-1000?", "А кто платит?"),
    ("Что такое CASA-1000?", "Сколько это стоит?"),
    ("ما هو السور الأخضر العظيم؟", "وفي النيجر؟"),
    ("什么是菌草技术？", "那在卢旺达呢？"),
    ("什么是菌草技术？", "它的成本？"),
]
OWN = [
    ("How did mobile money spread from Kenya?", "What is zaï?"),
    ("How did mobile money spread?", "What is triangular cooperation?"),
    ("What is the Great Green Wall?", "hybrid rice in Madagascar"),
    ("What is juncao?", "School meals in Brazil?"),
    ("Who can help Mali build rural roads?", "stadium"),
    ("What is juncao?", "hydropower cooperation"),
    ("What is juncao?", "How did Progresa work?"),
    ("What is juncao?", "DHIS2"),
    ("What is zaï?", "Who can help Peru with cisterns?"),
    ("Quels pays paient pour le Fonds IBSA ?", "Qu'est-ce que le zaï ?"),
    ("Quels pays paient pour le Fonds IBSA ?", "C’est quoi l'Agenda 2063 ?"),
    ("¿Qué es Mesoamérica sin Hambre?", "¿Qué es la Brigada Henry Reeve?"),
    ("O que é a CPLP?", "O que são cisternas?"),
    ("Что такое CASA-1000?", "Что такое аральское море?"),
    ("ما هو السور الأخضر العظيم؟", "ما هو الربط العكسي؟"),
    ("ما هو السور الأخضر العظيم؟", "الربط العكسي"),
    ("中国援外医疗队工作了多少年？", "什么是菌草？"),
    ("中国援外医疗队工作了多少年？", "菌草"),
]


def searched(message: str, before: str) -> str:
    return understand(Request(question=message, context=(before,))).to_search


@pytest.mark.parametrize(("before", "message"), FOLLOW_UPS)
def test_a_follow_up_is_looked_for_with_the_turn_before(before, message) -> None:
    assert searched(message, before) == f"{before}\n{message}"


@pytest.mark.parametrize(("before", "message"), OWN)
def test_a_short_question_of_its_own_is_looked_for_alone(before, message) -> None:
    assert searched(message, before) == message
