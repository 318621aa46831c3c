"""Two of a claim that stand in each other's place in its passage."""

import pytest

from assistant.support.exchanged import Exchanged, exchanged
from assistant.support.numbers import quantities


def found(language: str, claim: str, passage: str) -> Exchanged | None:
    return exchanged(
        claim,
        quantities(claim, language),
        passage,
        quantities(passage, language),
        language=language,
    )


@pytest.mark.parametrize(
    ("language", "claim", "passage", "one", "other"),
    [
        ("en", "Uganda lent Kenya five boats in 2014.",
         "In 2014, Kenya lent Uganda five boats.", "Uganda", "Kenya"),
        ("en", "They dug 45 wells and built 120 schools.",
         "They dug 120 wells and built 45 schools in the north.", "45", "120"),
        ("en", "Engineers from Mali dug 42 wells in Morocco.",
         "Forty-two wells were dug in Mali with engineers from Morocco.",
         "Mali", "Morocco"),
        ("en", "The Asian Bank lent 3 million to the World Bank.",
         "The World Bank lent 3 million to the Asian Bank.",
         "Asian Bank", "World Bank"),
        ("en", "Yields rose from 18 to 12 bags.", "Yields rose from 12 to 18 bags.",
         "18", "12"),
        ("fr", "Le Niger a construit 17 barrages avec le Mali.",
         "Le Mali a construit 17 petits barrages avec le Niger.", "Niger", "Mali"),
        ("es", "El Perú prestó dos barcos al Brasil.",
         "En 2014, el Brasil prestó dos barcos al Perú.", "Perú", "Brasil"),
        ("pt", "O Peru emprestou dois barcos ao Brasil.",
         "Em 2014, o Brasil emprestou dois barcos ao Peru.", "Peru", "Brasil"),
        ("ru", "Работы начались в 2015 году и кончились в 2011 году.",
         "Работы начались в 2011 году и кончились в 2015 году.", "2015", "2011"),
        ("ru", "Уганда передала Кении пять лодок.", "Кения передала Уганде пять лодок.",
         "Уганда", "Кении"),
        ("ar", "قدمت أوغندا إلى كينيا خمسة قوارب.",
         "قدمت كينيا إلى أوغندا خمسة قوارب.", "أوغندا", "كينيا"),
        ("zh", "乌干达向肯尼亚提供了五艘船。", "2014年，肯尼亚向乌干达提供了五艘船。",
         "乌干达", "肯尼亚"),
        ("zh", "六十年间有3522批、27人次。", "六十年间就有27批、3522人次的队员工作过。",
         "3522", "27"),
    ],
)  # fmt: skip
def test_what_stands_in_each_others_place_is_told(language, claim, passage, one, other):
    assert found(language, claim, passage) == Exchanged(one=one, other=other)


@pytest.mark.parametrize(
    ("language", "claim", "passage"),
    [
        # As it stands, and in the passive.
        ("en", "Kenya lent Peru five boats.", "Kenya lent Peru five boats in 2014."),
        ("en", "Uganda was lent five boats by Kenya.", "Kenya lent Uganda five boats."),
        ("en", "Uganda was helped by Kenya.", "Kenya helped Uganda."),
        ("ru", "Уганде помогла Кения.", "Кения помогла Уганде."),
        # What is listed has no order.
        ("en", "Work went on in Peru, Kenya and Mali.",
         "Work went on in Kenya, Peru and Mali."),
        ("zh", "秘鲁和肯尼亚参加了会议。", "肯尼亚和秘鲁参加了会议。"),
        # The passage says both.
        ("en", "Uganda lent Kenya three boats.",
         "Kenya lent Uganda five boats, and Uganda lent Kenya three boats."),
        # Told in another order.
        ("en", "In 2016 Uganda trained 40 masons, Kenya 60 in 2014.",
         "Kenya trained 60 masons in 2014, and in 2016 Uganda trained 40."),
        # Of different kinds, or one of them is not there.
        ("en", "In 40 villages 2014 was a good year.",
         "In 2014 villages had 40 good days."),
        ("en", "Kenya lent Peru five boats.", "Kenya lent Uganda five boats."),
    ],
)  # fmt: skip
def test_what_only_stands_elsewhere_is_not(language, claim, passage):
    assert found(language, claim, passage) is None
