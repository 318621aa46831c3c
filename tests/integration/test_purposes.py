"""What a text is about is told by retrieval and words, or not at all."""

import numpy as np
import pytest

from evals.embed_descriptions import described
from vectorstore.described import Described, digest, stored_vectors
from vectorstore.purposes import Purposes, purposes
from vectorstore.text.sectors import sector_group

TOLD = [
    ("en", "Training of midwives in rural health posts", "120"),
    ("fr", "Des forages pour l'eau potable des villages", "140"),
    ("es", "Formación de maestros de primaria en zonas rurales", "110"),
    ("ar", "محطة للطاقة الشمسية تمد القرى بالكهرباء", "230"),
    ("zh", "农村道路修建与养护", "210"),
    ("ru", "Повышение урожайности риса у мелких фермеров", "310"),
    ("sw", "Chanjo ya watoto katika vituo vya afya", "120"),
]


@pytest.fixture(scope="module")
def told(embedder):
    def tell(*texts: tuple[str, str]):
        languages, words = zip(*texts, strict=True)
        return Purposes(embedder).told(words, languages, embedder.embed_passages(words))

    return tell


def test_purposes_are_told_in_any_language(told):
    found = told(*((language, text) for language, text, _ in TOLD))

    assert [one and one.group for one in found] == [group for *_, group in TOLD]
    assert all(sector_group(one.code) == one.group for one in found)
    assert all(one.code in purposes() and one.name for one in found)


def test_what_is_about_none_of_them_has_none(told):
    assert told(("en", "The committee met twice and thanked its members.")) == [None]


def test_no_texts_have_no_purposes(embedder):
    none = np.empty((0, embedder.dimensions), np.float32)

    assert Purposes(embedder).told([], [], none) == []


def test_every_purpose_is_of_a_group():
    assert all(sector_group(code) for code in purposes())


@pytest.mark.parametrize("some", described(), ids=["purposes", "goals"])
def test_vectors_of_descriptions_come_with_the_program_and_are_its_own(embedder, some):
    stored = stored_vectors()[digest(some)]
    again = embedder.embed_questions(some[::10])

    assert stored.shape == (len(some), embedder.dimensions)
    assert (stored[::10] * again).sum(axis=1).min() > 0.999


class OtherModel:
    """An embedder of another model, which the stored vectors are none of."""

    fingerprint = "another@00000000/1"
    dimensions = 2

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_questions(self, texts):
        self.texts += texts
        return np.eye(2, dtype=np.float32)[[0] * len(texts)]


def test_another_model_embeds_them_itself():
    embedder, [some, _] = OtherModel(), described()
    near = Described(embedder=embedder, descriptions=some)
    asked = np.array([[1.0, 0.0]], np.float32)

    assert near.nearness(["en"], asked).shape == (1, len(some))
    assert near.nearness(["en"], asked).min() == 1.0
    assert embedder.texts == list(some)
