"""Units beside numbers are read in the seven languages, and must agree."""

import numpy as np
import pytest

from assistant.replies import Verdict
from assistant.support.numbers import quantities
from assistant.support.statements import Source, Statement
from assistant.support.verdicts import judge
from vectorstore.text.asked import asked_words
from vectorstore.text.sentences import split_sentences


def a_claim(text, language):
    words = tuple(asked_words(text, language))
    rarities = (4.0,) * len(words)
    return Statement(text=text, language=language, words=words, rarities=rarities)


def a_source(text, language):
    spans = tuple(split_sentences(text, language))
    return Source(
        context=(),
        text=text,
        language=language,
        sentences=spans,
        nearness=np.full(len(spans), 8.0),
    )


def units_of(text, language):
    found = quantities(text, language)
    return [(q.unit and q.unit.name, sorted(q.each)) for q in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "5 hectares", [("hectare", [])]),
        ("en", "an 18-month course", [("month", [])]),
        ("en", "3 million square kilometres", [("square_kilometre", [])]),
        ("en", "3 tonnes per hectare per year", [("tonne", ["hectare", "year"])]),
        ("en", "300 MW and 5 kW", [("megawatt", []), ("kilowatt", [])]),
        ("en", "5 pumps in 2014", [(None, []), (None, [])]),
        ("fr", "5 millions d'hectares", [("hectare", [])]),
        ("fr", "trois ans", [("year", [])]),
        ("es", "4,5 toneladas por hectárea", [("tonne", ["hectare"])]),
        ("pt", "seis meses", [("month", [])]),
        ("ru", "18 месяцев", [("month", [])]),
        ("ru", "3 тонны с гектара", [("tonne", ["hectare"])]),
        ("ar", "15 مليون هكتار", [("hectare", [])]),
        ("ar", "3 أطنان للهكتار", [("tonne", ["hectare"])]),
        ("zh", "产量从每公顷3吨", [("tonne", ["hectare"])]),
        ("zh", "3个多月", [("month", [])]),
        ("zh", "从3升至8", [(None, []), (None, [])]),
        ("zh", "80年代", [(None, [])]),
        ("zh", "提高5个百分点", [("point", [])]),
        ("zh", "提高五个百分点", [("point", [])]),
    ],
)
def test_a_unit_is_read_beside_its_number(language, text, expected):
    assert units_of(text, language) == expected


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        (("5 hectares", "en"), ("5 acres", "en"), False),
        (("5 hectares", "en"), ("5 公顷", "zh"), True),
        (("1,000 kg", "en"), ("1 t", "en"), True),
        (("24 months", "en"), ("2 ans", "fr"), True),
        (("1 500 metros", "es"), ("1,5 км", "ru"), True),
        (("6 años", "es"), ("6 месяцев", "ru"), False),
        (("6 años", "es"), ("6", "en"), True),
        (("3 toneladas por mes", "es"), ("每公顷3吨", "zh"), False),
        (("3 toneladas", "es"), ("每公顷3吨", "zh"), True),
        (("18 percentage points", "en"), ("18 %", "fr"), False),
        (("18 points de pourcentage", "fr"), ("18 pontos percentuais", "pt"), True),
        (("七成", "zh"), ("70 %", "en"), True),
        (("$3.2m", "en"), ("3,2 millones de dólares", "es"), True),
        (("USD 3.2 million", "en"), ("320万美元", "zh"), True),
        (("30k people", "en"), ("30 000", "fr"), True),
        (("a 3.2 m wall", "en"), ("3.2 million", "en"), False),
    ],
)
def test_numbers_agree_with_their_units(one, other, agrees):
    (first,), (second,) = quantities(*one), quantities(*other)

    assert first.agrees_with(second) is agrees
    assert second.agrees_with(first) is agrees


@pytest.mark.parametrize(
    ("claim", "passage", "reason"),
    [
        (("Each pump waters 5 acres.", "en"), ("Each pump waters 5 hectares.", "en"),
         "The passage says 5 hectares, the sentence 5 acres."),
        (("Le cours dure six ans.", "fr"), ("Le cours dure six mois.", "fr"),
         "Le passage dit six mois, la phrase six ans."),
        (("Курс длится 18 недель.", "ru"), ("Курс длится 18 месяцев.", "ru"),
         "Во фрагменте: 18 месяцев, в предложении: 18 недель."),
        (("每亩收3吨水稻。", "zh"), ("每公顷收3吨水稻。", "zh"),
         "段落中是每公顷收3吨，句子中是每亩收3吨。"),
        (("The course lasts 18 weeks.", "en"), ("O curso dura 18 meses.", "pt"),
         "The passage says 18 meses, the sentence 18 weeks."),
    ],
)  # fmt: skip
def test_another_unit_keeps_a_claim_from_being_supported(claim, passage, reason):
    judged = judge(a_claim(*claim), a_source(*passage))

    assert judged.verdict is not Verdict.SUPPORTED
    assert judged.disagrees
    assert judged.reason.say(claim[1]) == reason


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (("Two hundred and forty pumps were installed.", "en"),
         ("240 pumps were installed.", "en")),
        (("Treinta y cinco mil familias recibieron semillas.", "es"),
         ("Unas 35 000 familias recibieron semillas.", "es")),
        (("Тридцать пять из них вернулись домой.", "ru"),
         ("Из них 35 вернулись домой.", "ru")),
        (("La banque de lait a ouvert en deux mille onze.", "fr"),
         ("La banque de lait a ouvert en 2011.", "fr")),
        (("Setenta por cento das árvores vivem ainda.", "pt"),
         ("Ainda vivem 70 % das árvores.", "pt")),
        (("حفرت مصر خمسة وسبعين بئرا.", "ar"), ("حفرت مصر 75 بئرا.", "ar")),
        (("India paid US$ 3.2 million for the pumps.", "en"),
         ("India paid 3.2 million dollars for the pumps.", "en")),
        (("India paid USD 3,200,000 for the pumps.", "en"),
         ("India paid $3.2m for the pumps.", "en")),
    ],
)  # fmt: skip
def test_a_number_written_otherwise_adds_nothing(claim, passage):
    judged = judge(a_claim(*claim), a_source(*passage))

    assert judged.verdict is Verdict.SUPPORTED
