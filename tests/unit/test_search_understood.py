"""What search makes of the words of a question."""

import math

import numpy as np
import pytest

from vectorstore.background import View
from vectorstore.embeddings.protocol import NO_TOKENS, Read
from vectorstore.search import Understood
from vectorstore.text.asked import asked_words


def understood(question: str, rarities: dict[str, float]) -> Understood:
    asked = tuple(asked_words(question, "en"))
    return Understood(
        read=Read(
            vector=np.zeros(4, np.float32),
            tokens=NO_TOKENS,
            weights=np.zeros(0, np.float32),
        ),
        asked=asked,
        rarities=tuple(rarities.get(word.written, 5.0) for word in asked),
        view=View(sides=()),
    )


@pytest.mark.parametrize(
    ("share", "tells"), [(1.0, 0.0), (1 / 2, 0.0), (1 / 20, 1.0), (1 / 500, 1.0)]
)
def test_a_name_tells_the_more_the_fewer_hold_it(share, tells):
    rarity = math.log1p(1 / share)

    found = understood("What is to be done by 2030?", {"2030": rarity})

    assert found.names_tell == pytest.approx(tells)


def test_the_rarest_name_of_a_question_counts():
    common = {"2030": math.log1p(2), "Kenya": math.log1p(5)}

    assert 0 < understood("Wells in Kenya by 2030?", common).names_tell < 1
    assert understood("Wells for farmers?", common).names_tell == 0
