"""What is understood of a need."""

from datetime import date

import pytest

from assistant.errors import BadRequest
from assistant.partners.chips import chips_of
from assistant.partners.need import about, understand_need
from assistant.partners.proposals import MOST, ChosenNeed
from assistant.replies import Request
from assistant.understanding.questions import LONGEST_NEED
from assistant.wording import wording
from vectorstore.goals import Goal
from vectorstore.purposes import Purpose
from vectorstore.records import Filters
from vectorstore.targets import Target
from vectorstore.text.regions import members_of


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


TEXT = "Le Mali a besoin de puits ; le Niger aussi."


def chosen(**values: object) -> Request:
    return Request(question=TEXT, need=ChosenNeed.model_validate(values))


def test_what_is_chosen_replaces_what_was_read_and_the_rest_is_open():
    understood = understand_need(
        chosen(countries=("NE", "Togo"), sectors=("14030", "health"), kind="training")
    )
    need = understood.need
    assert need.topic == TEXT
    assert need.countries == ("NE", "TG")
    assert need.sectors == ("Water and sanitation", "Health")
    assert (need.role, need.kind, need.language) == (None, "training", "fr")
    assert understood.countries == {"NE": 0.5, "TG": 0.5}
    assert "Mali" not in understood.text
    assert "Niger aussi" in understood.text
    assert understood.text.endswith("Togo\nSanté\nFormation")


def test_the_need_of_a_reply_is_taken_back_as_it_is():
    need = understand_need(Request(question=TEXT)).need
    again = understand_need(
        chosen(**need.model_dump(exclude={"topic", "language", "inferred"}))
    )
    assert again.need == need
    assert again.text == TEXT


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("Who works on SDG 6 and SDG 14 in Fiji?", ("6", "14")),
        ("Qui peut aider pour l'ODD n° 4 ?", ("4",)),
        ("¿Quién trabaja en el ODS 7?", ("7",)),
        ("Кто работает над ЦУР 13?", ("13",)),
        ("谁在为可持续发展目标 3 工作？", ("3",)),
        ("من يعمل على الهدف 5؟", ("5",)),
        ("Quem trabalha no ODS 1?", ("1",)),
        ("Who works on SDG 18, or on 6 wells?", ()),
    ],
)
def test_goals_that_a_need_names_are_read(text, goals):
    need = understand_need(Request(question=text)).need
    assert (need.sdgs, need.inferred) == (goals, ())


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Who can lend money to Kenya for a port?", "funding"),
        ("Which donors could support vaccination in Liberia?", "funding"),
        ("Quels bailleurs pourraient soutenir la vaccination au Libéria ?", "funding"),
        ("¿Qué donantes podrían apoyar la vacunación en Liberia?", "funding"),
        ("Quem poderia emprestar dinheiro à Etiópia?", "funding"),
        ("Какие банки могли бы помочь порту в Кении?", "funding"),
        ("哪些捐助方可以支持利比里亚的疫苗接种？", "funding"),
        ("من يمكنه إقراض كينيا لبناء ميناء؟", "funding"),
        ("Which universities could support vaccination in Liberia?", None),
        ("We need partners for a bank of seeds in Mali", None),
    ],
)
def test_lenders_and_donors_are_looked_for_to_fund(text, role):
    assert understand_need(Request(question=text)).need.role == role


WATER = Purpose(code="14030", name="Wells", group="140", share=0.6)
GOAL = Goal(number="6", share=0.9)


def test_what_is_inferred_stands_in_only_where_nothing_is_named():
    open_need = understand_need(Request(question="Who can help Mali?"))
    need = about(open_need, WATER, GOAL).need
    assert (need.sectors, need.sdgs) == (("Water and sanitation",), ("6",))
    assert need.inferred == ("Water and sanitation", "6")
    named = understand_need(Request(question="Hospitals in Mali, for SDG 3"))
    assert about(named, WATER, GOAL) == named
    assert about(open_need, None, None) == open_need


def test_the_goal_of_partnerships_is_not_inferred_from_asking_for_partners():
    need = understand_need(Request(question="Partners for solar energy in Laos"))
    assert about(need, None, Goal(number="17", share=0.9)).need.sdgs == ()
    named = understand_need(Request(question="Partners for SDG 17 in Laos"))
    assert named.need.sdgs == ("17",)


@pytest.mark.parametrize(
    ("goal", "target", "told"),
    [
        ("6", "6.1", ("6", "6.1")),
        (None, "6.1", ("6", "6.1")),
        ("6", None, ("6",)),
        ("6", "3.9", ("6",)),  # of another goal: the goal is surer
        (None, "17.6", ()),
        ("17", "17.6", ()),
    ],
)
def test_a_target_is_inferred_beside_its_goal(goal, target, told):
    need = understand_need(Request(question="Who can help Mali?"))
    found = about(
        need,
        None,
        Goal(number=goal, share=0.9) if goal else None,
        Target(number=target, share=0.5) if target else None,
    ).need
    assert (found.sdgs, found.inferred) == (told, told)


def test_a_target_that_is_chosen_is_looked_for_too():
    understood = understand_need(chosen(sdgs=("6.1",)))
    assert understood.need.sdgs == ("6.1",)
    assert "drink" in understood.text.casefold()


def test_a_goal_that_is_chosen_is_looked_for_too():
    understood = understand_need(chosen(sdgs=("6", "3")))
    assert understood.need.sdgs == ("6", "3")
    assert "Clean water and sanitation" in understood.text
    with pytest.raises(BadRequest, match="contradict"):
        understand_need(
            Request(
                question=TEXT,
                need=ChosenNeed(sdgs=("6",)),
                filters=Filters(sdg=("3.4",)),
            )
        )


def test_where_nothing_else_is_left_the_words_stay():
    request = Request(question="Mali", need=ChosenNeed())
    understood = understand_need(request)
    assert (understood.text, understood.need.countries) == ("Mali", ())


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"countries": ("ZZ",)}, "'ZZ'"),
        ({"countries": ("Atlantis",)}, "'Atlantis'"),
        ({"regions": ("Atlantis",)}, "'Atlantis'"),
        ({"regions": ("wells of west africa",)}, "'wells of west africa'"),
        ({"sectors": ("hospitals",)}, "'hospitals'"),
        ({"sectors": ("999",)}, "'999'"),
        ({"sdgs": ("18",)}, "'18'"),
        ({"sdgs": ("wells",)}, "'wells'"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_by_its_name(values, told):
    with pytest.raises(BadRequest, match=told) as caught:
        understand_need(chosen(**values))
    assert caught.value.remedy


@pytest.mark.parametrize(
    "values",
    [
        {"role": "cooking"},
        {"kind": "magic"},
        {"colour": "red"},
        {"countries": ["ML"] * (MOST + 1)},
    ],
)
def test_what_is_no_choice_at_all_is_refused(values):
    with pytest.raises(ValueError, match=next(iter(values))):
        ChosenNeed.model_validate(values)


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("Need: hospital equipment, Zambia. Budget small.", ("Health",)),
        ("我们需要医院设备，预算有限", ("Health",)),
        ("Mali needs general budget support", ("Budget support",)),
    ],
)
def test_a_need_that_tells_its_budget_is_not_for_budget_support(text, sectors):
    assert understand_need(Request(question=text)).need.sectors == sectors


@pytest.mark.parametrize(
    ("text", "regions", "name"),
    [
        ("Countries of West Africa need nurses", ("western-africa",), "Western Africa"),
        ("Les pays les moins avancés cherchent des enseignants",
         ("least-developed-countries",), "Pays les moins avancés"),
        ("Los países de América Central necesitan pozos",
         ("central-america",), "Centroamérica"),
        ("Os países em desenvolvimento sem litoral precisam de estradas",
         ("landlocked-developing-countries",),
         "Países em desenvolvimento sem litoral"),
        ("تحتاج دول غرب أفريقيا إلى ممرضات", ("western-africa",), "غرب أفريقيا"),
        ("东南亚国家需要太阳能专家", ("south-eastern-asia",), "东南亚"),
        ("Странам Центральной Азии нужны врачи",
         ("central-asia",), "Центральная Азия"),
        ("Countries of the global South need vaccines", ("global-south",),
         "Global South"),
        ("Les pays du Sahel cherchent des éleveurs", ("sahel",), "Sahel"),
        ("تحتاج دول المغرب العربي إلى خبراء", ("maghreb",), "المغرب العربي"),
        ("安第斯国家需要太阳能专家", ("andes",), "安第斯国家"),
    ],
)  # fmt: skip
def test_a_region_stands_for_its_countries_as_one_chip(text, regions, name):
    understood = understand_need(Request(question=text))
    need = understood.need

    assert (need.countries, need.regions) == ((), regions)
    assert set(understood.places) == set(members_of(regions))
    assert sum(understood.places.values()) == pytest.approx(1)
    chips = chips_of(need, wording(need.language))
    assert [chip.name for chip in chips if chip.what == "regions"] == [name]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("We need partners for mobile clinics in Dakar", "SN"),
        ("Нужны врачи для клиник в Ташкенте", "UZ"),
        ("نحتاج إلى شركاء لعيادات في القاهرة", "EG"),
        ("内罗毕需要水泵专家", "KE"),
    ],
)
def test_a_city_stands_for_its_country(text, country):
    assert understand_need(Request(question=text)).need.countries == (country,)


def test_a_region_and_a_group_are_the_countries_of_both():
    text = "Small island developing states in the Pacific need solar power"
    understood = understand_need(Request(question=text))

    assert understood.need.regions == ("small-island-developing-states", "pacific")
    assert {"FJ", "TV", "NU", "CK"} < set(understood.places)
    assert not {"JM", "MU"} & set(understood.places)


def test_a_named_country_is_wanted_and_not_its_region():
    need = understand_need(Request(question="Mali, in West Africa, needs wells")).need

    assert (need.countries, need.regions) == (("ML",), ())


def test_a_region_is_taken_away_and_another_chosen():
    text = "Countries of West Africa need wells"
    gone = understand_need(Request(question=text, need=ChosenNeed()))
    other = understand_need(
        Request(question=text, need=ChosenNeed(regions=("pacific", "Central Asia")))
    )

    assert (gone.need.regions, dict(gone.places)) == ((), {})
    assert "Africa" not in gone.text
    assert other.need.regions == ("pacific", "central-asia")
    assert {"FJ", "KZ"} < set(other.places)
    assert "NG" not in other.places
    assert other.text.endswith("Pacific\nCentral Asia")


def test_a_chosen_country_beside_a_region_weighs_more_than_its_members():
    chosen_both = ChosenNeed(countries=("KZ",), regions=("western-africa",))
    places = understand_need(Request(question="Wells", need=chosen_both)).places

    assert places["KZ"] == pytest.approx(0.5)
    assert places["ML"] == pytest.approx(0.5 / 17)


def test_a_region_against_the_filters_is_refused():
    with pytest.raises(BadRequest, match="western-africa"):
        understand_need(
            Request(
                question="Wells",
                need=ChosenNeed(regions=("western-africa",)),
                filters=Filters(country=("PE",)),
            )
        )


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("The Kenyan Ministry of Health needs nurses", "KE"),
        ("Le ministère sénégalais de la Santé cherche des infirmières", "SN"),
        ("تحتاج وزارة الصحة اليمنية إلى ممرضات", "YE"),
        ("El gobierno boliviano busca apoyo para pozos", "BO"),
        ("O Ministério da Saúde moçambicano procura enfermeiros", "MZ"),
        ("Кенийское министерство здравоохранения ищет врачей", "KE"),
        ("肯尼亚卫生部需要护士", "KE"),
    ],
)
def test_an_asker_needs_at_home_what_it_needs_nowhere_else(text, home):
    assert understand_need(Request(question=text)).need.countries == (home,)


def test_the_home_of_who_asks_is_not_where_it_is_needed():
    text = "The Kenyan Ministry of Health seeks partners for clinics in Uganda"
    understood = understand_need(Request(question=text))

    assert understood.need.countries == ("UG",)
    assert understood.home == "KE"
    region = "The Kenyan government seeks partners for clinics in West Africa"
    assert understand_need(Request(question=region)).need.countries == ()
