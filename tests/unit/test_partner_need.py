"""What is understood of a need."""

from datetime import date

import pytest

from assistant.errors import BadRequest
from assistant.partners.need import understand_need
from assistant.questions import LONGEST_NEED
from assistant.replies import Request
from vectorstore.records import Filters


@pytest.mark.parametrize(
    ("text", "country", "sector", "role", "kind", "language"),
    [
        ("Senegal is looking for a contractor to build schools",
         "SN", "Education", "implementing", None, "en"),
        ("Le Mali cherche des bailleurs pour financer des hôpitaux",
         "ML", "Health", "funding", None, "fr"),
        ("Bolivia necesita capacitación de maestros para sus escuelas",
         "BO", "Education", None, "training", "es"),
        ("Moçambique procura assistência técnica em irrigação",
         "MZ", "Agriculture, forestry and fishing", None, "technical", "pt"),
        ("Кении нужны эксперты по солнечной энергетике",
         "KE", "Energy", "implementing", "technical", "ru"),
        ("赞比亚需要资金修建公路", "ZM", "Transport", "funding", "financial", "zh"),
        ("تحتاج كينيا إلى خبراء في الري وتدريب المزارعين",
         "KE", "Agriculture, forestry and fishing", "implementing", "training", "ar"),
    ],
)  # fmt: skip
def test_a_need_is_read_in_every_language(text, country, sector, role, kind, language):
    need = understand_need(Request(question=text)).need
    assert need.countries == (country,)
    assert need.sectors[0] == sector
    assert (need.role, need.language) == (role, language)
    assert kind is None or need.kind == kind
    assert need.topic == text


def test_a_project_that_mentions_a_loan_seeks_no_lender():
    need = understand_need(
        Request(question="The bank signed a loan to fund a bridge built by the guild.")
    ).need
    assert need.role is None


def test_a_long_need_is_read_whole_and_shown_in_part():
    text = "Wells for the villages of Mali. " * 320
    understood = understand_need(Request(question=text))
    assert len(text) > 10_000
    assert understood.text == text.strip()
    assert len(understood.need.topic) <= 200
    assert understood.need.topic.endswith("…")


@pytest.mark.parametrize("text", ["", "   ", "?!", "12", "a" * (LONGEST_NEED + 1)])
def test_an_empty_or_endless_need_is_refused_with_a_remedy(text):
    with pytest.raises(BadRequest) as caught:
        understand_need(Request(question=text))
    assert caught.value.remedy


def test_an_unknown_country_and_language_are_refused():
    with pytest.raises(BadRequest, match="XQ"):
        understand_need(Request(question="Wells", filters=Filters(country=("XQ",))))
    with pytest.raises(BadRequest, match="klingonish"):
        understand_need(Request(question="Wells", language="klingonish"))


def test_filters_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="before"):
        Request.model_validate(
            {"question": "x", "before": "2010-01-01", "filters": {"from": "2011-01-01"}}
        )
    with pytest.raises(ValueError, match="after"):
        Filters.model_validate({"from": date(2012, 1, 1), "to": date(2011, 1, 1)})
