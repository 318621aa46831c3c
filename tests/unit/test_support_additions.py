"""A claim that adds something of its own, told apart from one in other words."""

import numpy as np
import pytest

from assistant.support.additions import JOINED, adds_to
from assistant.support.pieces import cut_out, joined, parted_by_commas, pieces_of
from assistant.support.speech import speaks_to_reader
from assistant.support.statements import Source, Statement
from evals.cases import read_suite
from evals.endpoint.writers import AND
from evals.support_pairs import ADDITIONS as FILE
from evals.support_pairs import Addition
from vectorstore.text.asked import asked_words
from vectorstore.text.sentences import split_sentences

SHORT = [
    one
    for one in read_suite(FILE, Addition)
    if one.language == "zh" or len(asked_words(one.text, one.language)) <= JOINED
]
PASSAGES = {
    "en": "Viet Nam and Mozambique exchanged rice seed from 2016 to 2019. Nine "
    "varieties were tried on the fields of Zambezia.",
    "fr": "Le Bénin et Madagascar ont échangé des semences de riz de 2017 à 2020. Onze "
    "variétés ont été essayées sur les hauts plateaux.",
    "es": "Bolivia y Mozambique intercambiaron semillas de quinua de 2016 a 2019. Se "
    "probaron nueve variedades en los campos altos.",
    "pt": "O Brasil e Angola trocaram sementes de feijão de 2016 a 2019. Nove "
    "variedades foram testadas nos campos secos.",
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


def across(claim, nearness, *, whole=6.0, language="en"):
    """Return what is added, where texts come so near, and others like the whole."""
    spans = tuple(split_sentences(PASSAGES["fr"], "fr"))
    statement = Statement(
        text=claim,
        language=language,
        words=(),
        rarities=(),
        pieces=pieces_of(claim, language),
    )
    source = Source(
        context=(),
        text=PASSAGES["fr"],
        language="fr",
        sentences=spans,
        nearness=np.full(len(spans), whole),
        nearest_to_pieces=lambda: {
            text: nearness.get(text, whole) for text in statement.piece_texts
        },
    )
    return adds_to(statement, source)


def test_across_languages_a_part_that_no_sentence_comes_near_to_is_an_addition():
    claim = "Benin exchanged rice seed with Madagascar; the ministry sold all of it."
    added = "the ministry sold all of it."

    assert across(claim, {added: 4.0}) is None
    assert across(claim, {added: 0.5}) == added


def test_across_languages_a_part_that_leans_on_another_needs_less_nearness():
    added = "the ministry of trade sold all that was left in the stores."
    claim = f"Benin exchanged several kinds of rice seed with Madagascar and {added}"

    assert across(claim, {added: 0.8}) is None
    assert across(claim, {added: 0.6}) == added


def test_a_passage_that_hardly_carries_the_whole_must_carry_a_joined_part():
    added = "the ministry of trade sold all that was left in the stores."
    claim = f"Benin exchanged several kinds of rice seed with Madagascar and {added}"

    assert across(claim, {added: 1.2}, whole=3.9) is None
    assert across(claim, {added: 1.2}, whole=3.7) == added
    assert across(claim, {added: 1.6}, whole=3.2) is None


@pytest.mark.parametrize(
    ("added", "near", "fall", "is_told"),
    [
        ("it ended badly.", 3.0, 0.7, True),
        ("it ended badly.", 3.0, 0.5, False),
        ("it ended badly.", 1.0, 0.5, True),  # farther, so that less is asked
        ("it ended badly.", 4.5, 0.9, False),
        ("the minister stole the money.", 1.0, 0.3, True),
        ("the minister stole the money.", 1.0, 0.1, False),
        ("the minister stole the money.", 2.0, 0.3, False),
        ("it failed.", -1.0, 2.0, False),  # too short to be told
    ],
)
def test_across_languages_a_short_part_that_draws_the_claim_away_is_an_addition(
    added, near, fall, is_told
):
    rest = "Benin exchanged rice seed with Madagascar"
    claim = f"{rest} and {added}"

    told = across(claim, {added: near, rest: 6.0 + fall})

    assert told == (added if is_told else None)


@pytest.mark.parametrize(("near", "is_told"), [(1.5, True), (2.5, False)])
def test_a_few_words_that_commas_part_draw_a_claim_away_only_where_far(near, is_told):
    added, rest = "种子全部都有毒", "贝宁与马达加斯加交换了水稻种子"

    told = across(f"{rest}，{added}", {added: near, rest: 7.0}, language="zh")

    assert told == (added if is_told else None)


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("Benin exchanged rice seed with Madagascar.", "en"),
        ("Benin and Togo.", "en"),
        ("Yes: all of it.", "en"),
        ("贝宁与马达加斯加交换水稻种子。", "zh"),
    ],
)
def test_what_is_of_one_piece_is_not_cut(claim, language):
    assert pieces_of(claim, language) == ()


def test_a_joined_part_is_cut_out_with_the_word_that_joins_it():
    assert cut_out("It rained and the bridge fell, but all went home.", "en") == [
        ("It rained", "the bridge fell, but all went home."),
        ("the bridge fell,", "It rained but all went home."),
        ("all went home.", "It rained and the bridge fell,"),
    ]
    assert cut_out("It rained.", "en") == []
    assert parted_by_commas("下雨了，大家都回家了。", "zh") == [
        "下雨了",
        "大家都回家了。",
    ]
    assert parted_by_commas("培训农民1,023名。", "zh") == []
    assert parted_by_commas("It rained, all went home.", "en") == []


@pytest.mark.parametrize("when", ["到2023年为止", "自1976年以来", "二十世纪八十年代"])
def test_what_only_sets_a_time_is_no_part(when):
    claim = f"{when}，高原上试种了九个品种。"

    assert added(claim, "zh") is None
    assert when not in [piece.text for piece in pieces_of(claim, "zh")]


def test_an_arabic_word_that_begins_with_waw_joins_nothing():
    assert joined("وفر المشروع 40 وظيفة جديدة", "ar") == []
    assert joined("جُربت تسعة أصناف وسرقت وزارة الزراعة كل البذور", "ar") == [
        "جُربت تسعة أصناف",
        "وسرقت وزارة الزراعة كل البذور",
    ]
    assert joined("الصحة ووزارة الزراعة", "ar") == ["الصحة", "ووزارة الزراعة"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You must pay first.", "en"),
        ("Who paid for it?", "en"),
        ("Vous devez payer d'abord.", "fr"),
        ("Usted debe pagar antes.", "es"),
        ("Você deve pagar antes.", "pt"),
        ("Сначала вам нужно заплатить.", "ru"),
        ("عليك أن تدفع أولا.", "ar"),
        ("من دفع ثمنه؟", "ar"),
        ("您必须先付费。", "zh"),
    ],
)
def test_a_text_that_asks_or_says_you_speaks_to_its_reader(text, language):
    assert speaks_to_reader(text, language)


@pytest.mark.parametrize(
    ("text", "language"), [(text, language) for language, text in PASSAGES.items()]
)
def test_a_statement_of_facts_speaks_to_nobody(text, language):
    assert not speaks_to_reader(text, language)


@pytest.mark.parametrize("addition", SHORT, ids=[one.id for one in SHORT])
def test_a_short_statement_joined_to_what_a_passage_says_is_told(addition):
    language = addition.language
    first = PASSAGES[language].split("。" if language == "zh" else ". ")[0].rstrip(".")

    told = added(f"{first}{AND[language]}{addition.text}.", language)

    assert told is not None
