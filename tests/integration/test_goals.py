"""The goal that a text is about is told by retrieval, or not at all."""

import numpy as np
import pytest

from vectorstore.goals import Goals, descriptions, goal_title
from vectorstore.text.goals import GOALS

TOLD = [
    ("en", "Training of midwives in rural health posts", "3"),
    ("fr", "Des forages pour l'eau potable des villages", "6"),
    ("es", "Formación de maestros de primaria en zonas rurales", "4"),
    ("ar", "محطة للطاقة الشمسية تمد القرى بالكهرباء", "7"),
    ("zh", "保护珊瑚礁和海洋渔业资源", "14"),
    ("ru", "Борьба с коррупцией и доступ к правосудию", "16"),
    ("pt", "Recuperação de florestas e proteção da vida selvagem", "15"),
]


@pytest.fixture(scope="module")
def told(embedder):
    def tell(*texts: tuple[str, str]):
        languages, words = zip(*texts, strict=True)
        return Goals(embedder).told(languages, embedder.embed_passages(words))

    return tell


def test_goals_are_told_in_any_language(told):
    found = told(*((language, text) for language, text, _ in TOLD))

    assert [one and one.number for one in found] == [goal for *_, goal in TOLD]


def test_what_is_about_none_of_them_has_none(told):
    assert told(("en", "The committee met twice and thanked its members.")) == [None]


def test_no_texts_have_no_goals(embedder):
    none = np.empty((0, embedder.dimensions), np.float32)

    assert Goals(embedder).told([], none) == []


def test_every_goal_and_target_is_described():
    numbers = list(descriptions())
    assert tuple(number for number in numbers if "." not in number) == GOALS
    assert len(numbers) == 17 + 169
    assert all(text.strip() for text in descriptions().values())
    assert goal_title("6") == "Clean water and sanitation"
