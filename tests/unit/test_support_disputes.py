"""A claim with its passage's words and numbers that says something else."""

import numpy as np
import pytest

from assistant.replies import Verdict
from assistant.support.statements import Source, Statement
from assistant.support.verdicts import Judged, judge
from vectorstore.text.asked import asked_words
from vectorstore.text.sentences import split_sentences


def judged(claim: str, language: str, passage: str, of: str) -> Judged:
    words = tuple(asked_words(claim, language))
    spans = tuple(split_sentences(passage, of))
    return judge(
        Statement(
            text=claim, language=language, words=words, rarities=(4.0,) * len(words)
        ),
        Source(
            context=(),
            text=passage,
            language=of,
            sentences=spans,
            nearness=np.full(len(spans), 8.0),
        ),
    )


EN = (
    "From April 2011 to May 2014 the Asian Development Bank lent Nepal 30 boats. "
    "Peru sent four nurses to Chad, and Ghana built 60 mills for 9 million euros. "
    "Herders pay 2 dollars a week. Deaths fell from 33 to 20 per thousand births."
)
FR = (
    "Le Pérou a envoyé 40 infirmières au Tchad et le Ghana a construit 60 moulins. "
    "Les éleveurs paient 2 euros par semaine. Les pertes ont baissé de 33 % à 20 %."
)
RU = "Перу направила 40 врачей в Чад. Гана построила 60 мельниц за 9 миллионов евро."
ZH = "秘鲁派出了40名医生。加纳建造了60座磨坊，耗资900万欧元。"
AR = "أرسلت بيرو 40 طبيبا إلى تشاد. وشيدت غانا 60 مطحنة بمبلغ 9 ملايين يورو."


@pytest.mark.parametrize(
    ("claim", "language", "passage", "of"),
    [
        ("From May 2011 to April 2014 the bank lent Nepal 30 boats.", "en", EN, "en"),
        ("Before April 2011 the bank lent Nepal 30 boats.", "en", EN, "en"),
        ("After May 2014 the bank lent Nepal 30 boats.", "en", EN, "en"),
        ("Herders pay 2 dollars a month.", "en", EN, "en"),
        ("Herders pay 2 roubles a week.", "en", EN, "en"),
        ("Only herders pay 2 dollars a week.", "en", EN, "en"),
        ("Deaths fell from 33 to 20 per million births.", "en", EN, "en"),
        ("Deaths fell from 20 to 33 per thousand births.", "en", EN, "en"),
        ("Peru built 60 mills for 9 million euros.", "en", EN, "en"),
        ("Chad sent four nurses to Peru.", "en", EN, "en"),
        ("Peru refused to send four nurses to Chad.", "en", EN, "en"),
        ("Ghana planned to build 60 mills.", "en", EN, "en"),
        ("Ghana built 60 prisons.", "en", EN, "en"),
        ("Ghana built less than 60 mills.", "en", EN, "en"),
        ("Le Ghana a envoyé 40 infirmières au Tchad.", "fr", FR, "fr"),
        ("Les éleveurs paient 2 francs CFA par semaine.", "fr", FR, "fr"),
        ("Ghana sent 40 nurses to Chad.", "en", FR, "fr"),
        ("Herders pay 2 euros a year.", "en", FR, "fr"),
        ("Losses fell from 20 % to 33 %.", "en", FR, "fr"),
        ("UNICEF built 60 mills.", "en", FR, "fr"),
        ("Гана направила 40 врачей в Чад.", "ru", RU, "ru"),
        ("Гана построила 60 мельниц за 9 миллионов рублей.", "ru", RU, "ru"),
        ("Перу отозвала 40 врачей из Чада.", "ru", RU, "ru"),
        ("加纳派出了40名医生。", "zh", ZH, "zh"),
        ("秘鲁派出了40名士兵。", "zh", ZH, "zh"),
        ("加纳建造了60座磨坊，耗资900万卢布。", "zh", ZH, "zh"),
        ("أرسلت غانا 40 طبيبا إلى تشاد.", "ar", AR, "ar"),
        ("رفضت بيرو إرسال 40 طبيبا إلى تشاد.", "ar", AR, "ar"),
        ("El Perú retiró 40 médicos.", "es", RU, "ru"),
        ("O Gana enviou 40 médicos ao Chade.", "pt", RU, "ru"),
    ],
)
def test_what_is_told_otherwise_is_not_supported(claim, language, passage, of):
    assert judged(claim, language, passage, of).verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "language", "passage", "of"),
    [
        ("The Asian Development Bank lent Nepal 30 boats.", "en", EN, "en"),
        ("Between April 2011 and May 2014 it lent Nepal 30 boats.", "en", EN, "en"),
        ("Four nurses were sent to Chad by Peru.", "en", EN, "en"),
        ("Herders pay two dollars each week.", "en", EN, "en"),
        ("Deaths fell from 33 to 20 per 1,000 births.", "en", EN, "en"),
        ("Sixty mills were built by Ghana.", "en", EN, "en"),
        ("Le Pérou a envoyé 40 infirmières au Tchad.", "fr", FR, "fr"),
        ("Peru sent 40 nurses to Chad.", "en", FR, "fr"),
        ("Losses fell from 33 % to 20 %.", "en", FR, "fr"),
        ("Перу направила в Чад 40 врачей.", "ru", RU, "ru"),
        ("El Perú envió 40 médicos al Chad.", "es", RU, "ru"),
        ("O Gana construiu 60 moinhos.", "pt", RU, "ru"),
        ("秘鲁派出40名医生。", "zh", ZH, "zh"),
        ("أرسلت بيرو 40 طبيبا إلى تشاد.", "ar", AR, "ar"),
    ],
)
def test_a_paraphrase_is_not_lost(claim, language, passage, of):
    assert judged(claim, language, passage, of).verdict is Verdict.SUPPORTED
