"""Facts must agree, then a score decides; the reason can be read."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.replies import Verdict
from assistant.support.agreement import compare
from assistant.support.clauses import told
from assistant.support.negation import denials
from assistant.support.statements import Source, Statement
from assistant.support.verdicts import (
    calibration,
    judge,
    judge_first,
    may_support,
    read_ahead,
)
from assistant.support.windows import LONGEST, best_window
from assistant.wording import LANGUAGES
from vectorstore.text.asked import asked_words
from vectorstore.text.sentences import split_sentences

NEAR = 8.0
FAR = 0.5


def a_claim(text, language="en"):
    words = tuple(asked_words(text, language))
    return Statement(
        text=text, language=language, words=words, rarities=(4.0,) * len(words)
    )


def a_source(text, language="en", *, near=NEAR, context=()):
    spans = tuple(split_sentences(text, language))
    return Source(
        context=context,
        text=text,
        language=language,
        sentences=spans,
        nearness=np.full(len(spans), near),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_read_ahead_changes_no_verdict_and_is_not_read_again(language):
    told.cache_clear()
    passage = "China built 12 wells in Niger in 2014. They serve 3,000 people."
    claim = a_claim("China built 12 wells in Niger in 2015.", language)
    before = judge(claim, a_source(passage, language))
    told.cache_clear()

    read_ahead(a_source(passage, language, near=0.0))
    read = told.cache_info().misses
    after = judge(claim, a_source(passage, language))

    assert after == before
    assert told.cache_info().misses - read <= 1  # the claim itself


CARRIED = [
    ("en", "Over 27,000 experts were sent abroad up to 2007.",
     "By December 2007 the agency had sent more than 27,000 experts abroad."),
    ("fr", "Plus de 27 000 experts sont partis jusqu'en 2007.",
     "En décembre 2007, plus de 27 000 experts étaient partis."),
    ("es", "En 2014 se llegó a 1 000 000 de cisternas.",
     "La meta de un millón de cisternas se alcanzó en 2014."),
    ("pt", "Foram capacitados 425 técnicos na primeira fase.",
     "Na primeira fase, 425 técnicos aprenderam três técnicas."),
    ("ar", "عولج 725 شخصًا في تشاد.", "وفُحص ٣٥٬٧١٦ شخصًا في تشاد وعولج ٧٢٥ منهم."),
    ("zh", "中国累计派出医疗队员约30000人次。", "中国先后派出医疗队员约3万人次。"),
    ("ru", "Вклад составил 100 000 долларов.", "Вклад страны: 100 тысяч долларов."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "claim", "passage"), CARRIED)
def test_a_paraphrase_with_the_same_facts_is_supported(language, claim, passage):
    judged = judge(a_claim(claim, language), a_source(passage, language))

    assert judged.verdict is Verdict.SUPPORTED
    assert judged.score > 0.5


@pytest.mark.parametrize(
    ("language", "claim", "passage", "reason"),
    [
        ("en", "It was founded in 2016.", "It was founded in 2014.",
         "The passage says 2014, the sentence 2016."),
        ("fr", "L'école a reçu 38 % des fonds.", "L'école a reçu 27 % des fonds.",
         "Le passage dit 27 %, la phrase 38 %."),
        ("es", "Se sortearon 595 localidades.", "Se sortearon 495 localidades.",
         "El pasaje dice 495; la frase, 595."),
        ("pt", "O Paraguai abriu o centro.", "O Brasil abriu o centro.",
         "O trecho diz Brasil; a frase, Paraguai."),
        ("ar", "أطلقت نيبال المبادرة.", "أطلقت مصر المبادرة.",
         "يذكر المقطع مصر، بينما تذكر الجملة نيبال."),
        ("zh", "中国派出6万人次。", "中国派出3万人次。", "段落中是3万，句子中是6万。"),
        ("ru", "Стройка началась в июне.", "Стройка началась в мае.",
         "Во фрагменте: мае, в предложении: июне."),
        ("en", "The families never paid for it.", "The families paid for it.",
         "The sentence denies what the passage says."),
        ("en", "The families paid for it all.", "The families never paid for it all.",
         "The passage denies what the sentence says."),
        ("en", "The farmers thank the FAO.", "The farmers thank the World Bank.",
         "The passage does not mention FAO."),
    ],
)  # fmt: skip
def test_a_fact_that_differs_is_never_supported_and_is_told(
    language, claim, passage, reason
):
    judged = judge(a_claim(claim, language), a_source(passage, language))

    assert judged.verdict is not Verdict.SUPPORTED
    assert judged.reason.say(language) == reason


def test_facts_are_compared_across_languages_too():
    passage = a_source("В 1960 году в Казахстане было 100 тысяч семей.", "ru")

    same = judge(a_claim("In 1960 Kazakhstan had 100,000 families."), passage)
    other = judge(a_claim("In 1960 Kazakhstan had 300,000 families."), passage)

    assert same.verdict is Verdict.SUPPORTED
    assert other.verdict is not Verdict.SUPPORTED
    assert other.reason.say("zh") == "段落中是100 тысяч，句子中是300,000。"


def test_what_is_far_and_shares_no_words_is_unsupported():
    passage = a_source("The bakery sells rye bread on Tuesdays.", near=FAR)

    judged = judge(a_claim("Member states adopted a plan of action."), passage)

    assert judged.verdict is Verdict.UNSUPPORTED
    assert judged.reason.say("en") == "The passage does not say this."


def test_an_addition_keeps_a_sentence_from_being_supported():
    passage = a_source("The office was opened in Rabat.")
    added = (
        "The office was opened in Rabat, and foreign lenders secretly covered rents."
    )

    assert judge(a_claim("The office was opened in Rabat."), passage).score > 0.5
    assert judge(a_claim(added), passage).verdict is not Verdict.SUPPORTED


def test_names_of_the_title_count_for_the_passage():
    claim = a_claim("The fund of India was set up in 2017.")
    passage = a_source("It was set up in 2017.", context=("The fund of India",))

    assert not compare(claim, passage, best_window(claim, passage)).disagrees


def test_a_small_number_in_words_may_be_told_by_naming():
    claim = a_claim("Two storms, Mitch and Georges, struck in 1998.")
    passage = a_source("In 1998 the storms Mitch and Georges struck.")

    assert judge(claim, passage).verdict is Verdict.SUPPORTED


def test_another_passage_is_named_where_only_it_carries_the_claim():
    claim = a_claim("The agency opened in 1986.")
    cited = a_source("Rice grows on terraces.", near=FAR)
    other = a_source("The agency opened in 1986.")

    judged, index = judge_first(claim, cited, [cited, other])

    assert (judged.verdict, index) == (Verdict.SUPPORTED, 1)
    assert judge_first(claim, cited, [cited])[1] is None


def test_a_passage_without_sentences_carries_nothing():
    judged = judge(a_claim("Anything."), a_source(""))

    assert (judged.verdict, judged.span) == (Verdict.UNSUPPORTED, None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It does not replace it."),
        ("fr", "Elle ne la remplace pas."),
        ("es", "No la sustituye."),
        ("pt", "Não a substitui."),
        ("ar", "لا تحل محلها."),
        ("zh", "它不取代南北合作。"),
        ("ru", "Она не заменяет её."),
    ],
)
def test_a_denial_is_heard_once_in_each_language(language, text):
    assert len(denials(text, language).open) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Not only children came."),
        ("fr", "Elle a remplacé l'autre."),
        ("es", "No menos de diez."),
        ("pt", "Não só crianças."),
        ("ar", "ولا سيما النساء"),
        ("zh", "最不发达国家和非洲的未来"),
        ("ru", "Не менее десяти."),
    ],
)
def test_words_that_only_look_so_deny_nothing(language, text):
    assert denials(text, language).open == ()


PIECES = st.sampled_from(
    [
        "India pays.",
        "In 2014 it began. ",
        "Nothing was said. ",
        "中国派出3万人次。",
        "\n",
    ]
)


@settings(deadline=None)  # no timed tests
@given(st.lists(PIECES, min_size=1, max_size=12), st.sampled_from(["en", "zh"]))
def test_a_span_is_a_run_of_sentences_of_the_passage(pieces, language):
    source = a_source("".join(pieces), language)

    judged = judge(a_claim("India began in 2014.", "en"), source)

    if judged.span:
        start, end = judged.span
        assert start in {begin for begin, _ in source.sentences}
        assert end in {stop for _, stop in source.sentences}
        held = [s for s in source.sentences if start <= s[0] and s[1] <= end]
        assert 1 <= len(held) <= LONGEST


def test_the_shortest_run_that_carries_a_claim_is_taken():
    source = a_source("Rice grows. The agency opened in 1986. Rain falls. Goats eat.")

    start, end = judge(a_claim("The agency opened in 1986."), source).span

    assert source.text[start:end] == "The agency opened in 1986."


def test_more_of_a_claim_never_lowers_its_score():
    for weighing in (calibration().same, calibration().across):
        assert weighing.weights.contained >= 0
        assert weighing.weights.near > 0
        assert weighing.weights.numbers_missing < 0
        assert weighing.partial <= weighing.supported


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_are_told_in_every_language(language):
    judged = judge(a_claim("It was founded in 2016."), a_source("Founded in 2014."))

    told = judged.reason.say(language)

    assert "2014" in told
    assert "2016" in told


@pytest.mark.parametrize(("language", "claim", "passage"), CARRIED)
def test_a_passage_that_carries_a_claim_is_never_passed_over(language, claim, passage):
    assert may_support(a_claim(claim, language), a_source(passage, language))


def test_a_passage_of_other_words_is_passed_over():
    claim = a_claim("The school trained forty nurses in Chad.")

    assert not may_support(claim, a_source("Rain fell on the old bridge.", near=FAR))


def test_parts_are_not_embedded_where_the_whole_claim_is_refused():
    def embedded():
        raise AssertionError("embedded")

    source = replace(
        a_source("La pluie est tombée.", "fr", near=FAR), nearest_to_pieces=embedded
    )

    judged = judge(a_claim("It trained forty nurses; it paid for all of it."), source)

    assert judged.verdict is Verdict.UNSUPPORTED
