"""A number that goes the other way in its passage keeps a claim from support."""

import numpy as np
import pytest

from assistant.replies import Verdict
from assistant.support.directions import directions, trend, turned, turned_about
from assistant.support.numbers import quantities
from assistant.support.statements import Source, Statement
from assistant.support.verdicts import judge
from vectorstore.text.asked import asked_words
from vectorstore.text.sentences import split_sentences


def of(text, language):
    return directions(text, language, quantities(text, language))


@pytest.mark.parametrize(
    ("claim", "passage", "told"),
    [
        (("Yields fell from 18 to 12 per cent.", "en"),
         ("Yields rose from 12 to 18 per cent.", "en"), ("rose", "fell")),
        (("El rendimiento bajó un 25 % y el costo aumentó un 10 %.", "es"),
         ("El rendimiento aumentó un 25 % y el costo bajó un 10 %.", "es"),
         ("aumentó", "bajó")),
        (("ارتفعت الكوليرا بنسبة 40 في المئة.", "ar"),
         ("انخفضت الكوليرا بنسبة 40 في المئة.", "ar"), ("انخفضت", "ارتفعت")),
        (("产量从每公顷8吨下降到3吨。", "zh"), ("产量从每公顷3吨提高到8吨。", "zh"),
         ("提高", "下降")),
        (("Costs rose by 10 %.", "en"), ("Стоимость снизилась на 10 %.", "ru"),
         ("снизилась", "rose")),
        (("More than 240 pumps.", "en"), ("Fewer than 240 pumps.", "en"),
         ("Fewer than 240", "More than 240")),
        (("Menos de 20 países.", "pt"), ("Plus de 20 pays.", "fr"),
         ("Plus de 20", "Menos de 20")),
        (("超过240台", "zh"), ("At most 240 of them.", "en"),
         ("At most 240", "超过240")),
        (("Foram plantadas até 2013.", "pt"), ("Foram plantadas desde 2013.", "pt"),
         ("desde 2013", "até 2013")),
        (("До 2018 года.", "ru"), ("2018年之后。", "zh"), ("2018年之后", "До 2018")),
    ],
)  # fmt: skip
def test_the_opposite_is_told_in_the_texts_own_words(claim, passage, told):
    found = turned(of(*claim), of(*passage))

    assert found is not None
    assert (found.said, found.claimed) == told


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (("Yields went up from 12 to 18 %.", "en"), ("Yields rose to 18 %.", "en")),
        (("Costs fell by 10 %.", "en"),
         ("Yields rose by 25 %, costs fell 10 %.", "en")),
        (("No more than 240 pumps.", "en"), ("At most 240 pumps.", "en")),
        (("Not less than 240.", "en"), ("Не менее 240.", "ru")),
        (("No más de 20 países.", "es"), ("Au plus 20 pays.", "fr")),
        (("Over 240 pumps.", "en"), ("240 pumps.", "en")),
        (("Reduced to at least as low as 12.", "en"), ("Не более 12.", "ru")),
        (("Since 2013 trees grow.", "en"), ("From 2013 until 2018 trees grew.", "en")),
        (("不超过20个", "zh"), ("最多20个，不到30个", "zh")),
        (("Before 2015.", "en"), ("Before 2015, and after 2015.", "en")),
        (("Poverty fell.", "en"), ("Income rose.", "en")),
    ],
)  # fmt: skip
def test_what_may_be_the_same_turns_nothing(claim, passage):
    assert turned(of(*claim), of(*passage)) is None


@pytest.mark.parametrize(
    ("language", "claim", "passage", "reason"),
    [
        ("en", "Maize yields fell by 18 per cent.", "Maize yields rose by 18 per cent.",
         "The passage says rose, the sentence fell."),
        ("fr", "Les coûts ont augmenté de 10 %.", "Les coûts ont diminué de 10 %.",
         "Le passage dit diminué, la phrase augmenté."),
        ("ru", "Стоимость увеличилась на 10 %.", "Стоимость уменьшилась на 10 %.",
         "Во фрагменте: уменьшилась, в предложении: увеличилась."),
    ],
)  # fmt: skip
def test_a_turned_number_is_not_supported_and_the_reason_is_told(
    language, claim, passage, reason
):
    words = tuple(asked_words(claim, language))
    spans = tuple(split_sentences(passage, language))
    judged = judge(
        Statement(
            text=claim, language=language, words=words, rarities=(4.0,) * len(words)
        ),
        Source(
            context=(),
            text=passage,
            language=language,
            sentences=spans,
            nearness=np.full(len(spans), 8.0),
        ),
    )

    assert judged.verdict is not Verdict.SUPPORTED
    assert judged.disagrees
    assert judged.reason.say(language) == reason


@pytest.mark.parametrize(
    ("claim", "passage", "told"),
    [
        (("Reduce the deaths of mothers.", "en"),
         ("Augmenter la mortalité maternelle.", "fr"), ("Augmenter", "Reduce")),
        (("Aumentar la pobreza.", "es"), ("Снизить и сократить бедность.", "ru"),
         ("Снизить", "Aumentar")),
        (("减少浪费", "zh"), ("Aumentar o desperdício.", "pt"), ("Aumentar", "减少")),
    ],
)  # fmt: skip
def test_a_sentence_that_goes_the_other_way_is_told(claim, passage, told):
    found = turned_about(trend(*claim), trend(*passage))

    assert found is not None
    assert (found.said, found.claimed) == told


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (("Reduce the deaths of mothers.", "en"), ("Réduire la mortalité.", "fr")),
        # Where some goes up and some down, it is not plain which is meant.
        (("Costs fell.", "en"), ("Yields rose and costs fell.", "en")),
        (("Costs fell.", "en"), ("Costs are low.", "en")),
        (("Gharama zilipungua.", "sw"), ("Costs rose.", "en")),
    ],
)
def test_where_not_all_goes_the_other_way_nothing_is_told(claim, passage):
    assert turned_about(trend(*claim), trend(*passage)) is None
