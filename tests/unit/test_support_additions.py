"""A claim that adds something of its own, told apart from one in other words."""

import numpy as np
import pytest

from assistant.support.additions import adds_to
from assistant.support.pieces import pieces_of
from assistant.support.statements import Source, Statement
from vectorstore.text.sentences import split_sentences

PASSAGES = {
    "en": "Viet Nam and Mozambique exchanged rice seed from 2016 to 2019. Nine "
    "varieties were tried on the fields of Zambezia.",
    "fr": "Le Bénin et Madagascar ont échangé des semences de riz de 2017 à 2020. Onze "
    "variétés ont été essayées sur les hauts plateaux.",
    "ru": "Казахстан и Монголия обменивались семенами пшеницы с 2016 по 2019 год. "
    "Девять сортов испытали на степных полях.",
    "ar": "تبادل السودان والأردن بذور الذرة من عام 2016 إلى عام 2019. جُربت تسعة "
    "أصناف في الحقول الجافة.",
    "zh": "中国与马达加斯加从2016年到2019年交换水稻种子。高原上试种了九个品种。",
}


def added(claim, language, *, of=None, context=("Seed exchange",)):
    passage = PASSAGES[of or language]
    spans = tuple(split_sentences(passage, of or language))
    source = Source(
        context=context,
        text=passage,
        language=of or language,
        sentences=spans,
        nearness=np.zeros(len(spans)),
    )
    statement = Statement(text=claim, language=language, words=(), rarities=())
    return adds_to(statement, source)


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("Viet Nam and Mozambique exchanged rice seed; the seed was poisoned.", "en"),
        ("Nine varieties were tried. The ministry stole them.", "en"),
        ("Nine varieties were tried, but the ministry lied.", "en"),
        ("The seed was poisoned.", "en"),
        (
            "Viet Nam and Mozambique exchanged rice seed from 2016 to 2019 because it "
            "was poisoned and cheap.",
            "en",
        ),
        ("Le Bénin a échangé des semences : le ministère a tout vendu.", "fr"),
        ("Казахстан и Монголия обменивались семенами — министерство украло.", "ru"),
        (
            "تبادل السودان والأردن بذور الذرة من عام 2016 إلى عام 2019 وكانت البذور "
            "مسمومة.",
            "ar",
        ),
        ("جُربت تسعة أصناف في الحقول الجافة وسرقت الوزارة كل البذور.", "ar"),
        ("中国与马达加斯加从2016年到2019年交换水稻种子，种子有毒。", "zh"),
    ],
)
def test_a_short_part_of_new_words_is_an_addition(claim, language):
    assert added(claim, language) is not None


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("Viet Nam and Mozambique exchanged rice seed from 2016 to 2019.", "en"),
        ("Nine varieties of rice seed were tried in Zambezia.", "en"),
        ("From 2016, rice seed was exchanged by Viet Nam and Mozambique.", "en"),
        ("Onze variétés de riz ont été essayées au Bénin et à Madagascar.", "fr"),
        ("Девять сортов пшеницы испытали на полях.", "ru"),
        ("جُربت تسعة أصناف من الذرة.", "ar"),
        ("تبادل الأردن والسودان بذور الذرة وجُربت تسعة أصناف.", "ar"),
        ("高原上试种了九个水稻品种。", "zh"),
        ("In 2016 the exchange began.", "en"),
        ("", "en"),
    ],
)
def test_what_the_passage_says_in_other_order_adds_nothing(claim, language):
    assert added(claim, language) is None


def test_words_of_the_title_are_known():
    assert added("The exchange of seed.", "en") is None
    assert added("The exchange of seed.", "en", context=()) is None
    assert added("The programme.", "en", context=("A programme",)) is None
    assert added("The programme.", "en", context=()) == "The programme."


def test_words_tell_nothing_across_languages():
    assert added("The seed was poisoned.", "en", of="fr") is None


def across(claim, *nearness):
    spans = tuple(split_sentences(PASSAGES["fr"], "fr"))
    source = Source(
        context=(),
        text=PASSAGES["fr"],
        language="fr",
        sentences=spans,
        nearness=np.zeros(len(spans)),
        nearest_to_pieces=lambda: nearness,
    )
    pieces = pieces_of(claim, "en")
    assert len(pieces) == len(nearness)
    statement = Statement(
        text=claim, language="en", words=(), rarities=(), pieces=pieces
    )
    return adds_to(statement, source)


def test_across_languages_a_part_that_no_sentence_comes_near_to_is_an_addition():
    claim = "Benin exchanged rice seed with Madagascar; the ministry sold all of it."

    assert across(claim, 5.0, 4.0) is None
    assert across(claim, 5.0, 0.5) == "the ministry sold all of it."


def test_across_languages_a_part_that_leans_on_another_needs_less_nearness():
    claim = (
        "Benin exchanged several kinds of rice seed with Madagascar and the ministry "
        "of trade sold all that was left in the stores."
    )

    assert across(claim, 5.0, 1.5) is None
    assert across(claim, 5.0, 0.5).startswith("the ministry of trade")


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("Benin exchanged rice seed with Madagascar.", "en"),
        ("Benin, Togo and Madagascar exchanged rice seed.", "en"),
        ("Yes: all of it.", "en"),
        ("贝宁与马达加斯加交换水稻种子。", "zh"),
    ],
)
def test_what_is_of_one_piece_is_not_cut(claim, language):
    assert pieces_of(claim, language) == ()
