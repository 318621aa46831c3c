"""Who asks for partners is told from who only mentions them."""

import json
from pathlib import Path

import pytest

from assistant.partners.seeking import seeks_partners
from assistant.understanding.intents import Intent, intent_of
from assistant.wording import LANGUAGES, wording

SUITES = Path(__file__).parents[2] / "evals" / "suites"
OTHERS = ("starter", "corpus", "more", "fresh", "near", "unanswerable", "injection")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


MESSAGES = lines(SUITES / "intents" / "partners.jsonl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_that_ask_for_partners_are_told_from_others(language):
    told = [one for one in MESSAGES if one["language"] == language]
    assert {one["wants_partners"] for one in told} == {True, False}
    wrong = [
        one["text"]
        for one in told
        if seeks_partners(one["text"]) is not one["wants_partners"]
    ]
    assert wrong == []


@pytest.mark.parametrize("suite", OTHERS)
def test_no_question_to_the_sources_is_taken_for_one(suite):
    questions = [
        one["question"] for one in lines(SUITES / f"{suite}.jsonl") if "question" in one
    ]
    assert questions
    assert [text for text in questions if seeks_partners(text)] == []


def test_no_question_to_begin_with_is_taken_for_one():
    questions = [s.question for name in LANGUAGES for s in wording(name).starters]
    assert [text for text in questions if seeks_partners(text)] == []


def test_it_may_be_said_in_any_of_the_first_sentences():
    text = "Our region is dry. Harvests fail.\nWho could help us dig wells?"
    assert seeks_partners(text)
    assert intent_of(text, "en") is Intent.PARTNERS
    assert not seeks_partners("It rains. " * 30 + text)


@pytest.mark.parametrize(
    "text", ["", "?!", "…", "we need", "a" * 5_000, "which " + "a- " * 2_000]
)
def test_odd_messages_are_looked_at_all_the_same(text):
    assert seeks_partners(text) is (text == "we need")


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("We need a digital health information system for clinics in Malawi", True),
        ("We need information on clinics in Malawi", False),
        ("We need a data centre for our ministry", True),
        ("Нам нужна медицинская информационная система", True),
        ("Нам нужна информация о клиниках", False),
        ("我们需要一个卫生信息系统", True),
        ("我们需要关于诊所的信息", False),
    ],
)
def test_a_system_of_information_is_a_need_and_information_is_none(message, wanted):
    assert seeks_partners(message) is wanted


@pytest.mark.parametrize(
    "message",
    [
        "Les pays du Sahel ont besoin de reboisement",
        "We would like to work with the Cuban Ministry of Health on eye surgery",
        "cooperación triangular en salud materna para Honduras",
        "Looking for donors for girls education in South Sudan",
        "seeking funding: e-government in Rwanda",
        "Partnership wanted: BRT in Dar es Salaam",
        "Ghana is interested in learning from Brazil about school meals",
        "The countries of the Sahel need reforestation",
        "We want to partner with Embrapa on cassava",
        "We hope to collaborate with Indian universities on telemedicine",
        "We are interested in cooperating with Cuba on eye surgery",
        "I'd like to team up with a Kenyan cooperative on coffee",
        "We'd like to learn from Brazil about school meals",
        "Our city would like to cooperate with Medellín on cable cars",
        "Kenya wants to learn from Ethiopia about industrial parks",
        "Mozambique would like to work with India on cashew processing",
        "Funding sought for rural clinics in Malawi",
        "Partners wanted: mangrove restoration in Fiji",
        "Donors needed for a school in Chad",
        "Searching for a contractor: wells in Niger",
        "In search of a partner for cassava processing in Benin",
        "triangular cooperation on maternal health for Honduras",
        "South-South cooperation on rice for Haiti",
        "Nous aimerions travailler avec le ministère cubain de la Santé",
        "Nous souhaitons collaborer avec des universités indiennes",
        "Nous voudrions coopérer avec le Brésil sur le manioc",
        "Le Ghana souhaite apprendre du Brésil en matière de repas scolaires",
        "Le Ghana est intéressé par l'expérience du Brésil",
        "coopération triangulaire en santé maternelle pour le Honduras",
        "Recherche de bailleurs pour l'éducation des filles au Soudan du Sud",
        "À la recherche de financements : administration en ligne au Rwanda",
        "Partenariat recherché : bus rapides à Dakar",
        "Cherchons partenaire pour des puits au Niger",
        "Nos villages manquent d'eau potable au Mali",
        "Les villages du Niger manquent de puits",
        "Nous aimerions nous inspirer du Brésil pour les cantines",
        "Nos gustaría trabajar con el Ministerio de Salud de Cuba en cirugía ocular",
        "Queremos colaborar con universidades de la India",
        "Quisiéramos cooperar con Brasil en yuca",
        "Ghana quiere aprender de Brasil sobre alimentación escolar",
        "Ghana está interesada en aprender de Brasil",
        "Buscando donantes para la educación de niñas en Sudán del Sur",
        "Se buscan socios: autobuses rápidos en Dar es Salaam",
        "En busca de financiamiento: gobierno electrónico en Ruanda",
        "Se necesita financiación para clínicas en Malaui",
        "Los países del Sahel tienen necesidad de reforestación",
        "A Honduras le hacen falta parteras",
        "A Honduras le falta agua potable",
        "Gostaríamos de trabalhar com o Ministério da Saúde de Cuba em cirurgia ocular",
        "Queremos colaborar com universidades da Índia",
        "Moçambique gostaria de aprender com o Brasil sobre merenda escolar",
        "Moçambique está interessado em aprender com o Brasil sobre merenda escolar",
        "cooperação triangular em saúde materna para Honduras",
        "Procura-se financiamento: governo eletrônico em Ruanda",
        "Procuram-se parceiros: ônibus rápidos em Dar es Salaam",
        "Em busca de doadores para a educação de meninas no Sudão do Sul",
        "Buscando parceiros para poços na Guiné-Bissau",
        "Os países do Sahel têm necessidade de reflorestamento",
        "Falta água potável em Angola",
        "Мы хотели бы работать с Министерством здравоохранения Кубы",
        "Мы хотим сотрудничать с индийскими университетами",
        "Гана хотела бы перенять опыт Бразилии в школьном питании",
        "Гана заинтересована в опыте Бразилии",
        "Кения хочет учиться у Эфиопии",
        "трёхстороннее сотрудничество в охране здоровья матерей для Гондураса",
        "Ищем доноров для образования девочек в Южном Судане",
        "В поисках финансирования: электронное правительство в Руанде",
        "Поиск партнёров: скоростные автобусы в Дар-эс-Саламе",
        "Требуются партнёры для колодцев в Нигере",
        "Странам Сахеля нужно лесовосстановление",
        "Странам Сахеля необходимо лесовосстановление",
        "Страны Сахеля нуждаются в лесовосстановлении",
        "Деревням Мали необходимы колодцы",
        "نود العمل مع وزارة الصحة الكوبية في جراحة العيون",
        "نريد التعاون مع جامعات هندية",
        "نرغب في التعاون مع البرازيل",
        "ترغب غانا في التعلم من البرازيل بشأن الوجبات المدرسية",
        "غانا مهتمة بالتعلم من البرازيل",
        "تعاون ثلاثي في صحة الأمهات لهندوراس",
        "تعاون ثلاثي من أجل هندوراس",
        "البحث عن مانحين لتعليم الفتيات في جنوب السودان",
        "نبحث عن تمويل: الحكومة الإلكترونية في رواندا",
        "مطلوب شركاء: حافلات سريعة في دار السلام",
        "بلدان الساحل بحاجة إلى إعادة التشجير",
        "دول الساحل في حاجة إلى إعادة التشجير",
        "تفتقر قرى مالي إلى الآبار",
        "我们希望与古巴卫生部在眼科手术方面合作",
        "我们想和印度的大学合作",
        "我们愿意同巴西开展木薯合作",
        "加纳希望向巴西学习学校供餐经验",
        "加纳有意借鉴巴西的学校供餐经验",
        "为洪都拉斯开展孕产妇保健三方合作",
        "寻求南苏丹女童教育捐助方",
        "寻找资助：卢旺达电子政务",
        "征集合作伙伴：达累斯萨拉姆快速公交",
        "萨赫勒国家需要植树造林",
        "马里的村庄缺少水井",
        "萨赫勒国家急需重新造林",
        "Quiero colaborar con universidades de Cuba",
        "Il nous faut des puits dans le nord du Mali",
        "In the north of Ghana, villages lack wells",
        "Many villages along the Niger need wells",
        "Le Tchad souhaite coopérer avec le Brésil",
        "Angola quer cooperar com o Brasil em saúde",
        "Angola quiere cooperar con Cuba",
        "تريد أنغولا التعاون مع البرازيل في الصحة",
        "安哥拉希望与巴西开展卫生合作",
        "Ангола хочет сотрудничать с Бразилией",
        "Technical assistance for Nepal",
    ],
)
def test_wishes_to_work_with_or_learn_from_and_phrases_seek_partners(message):
    assert seeks_partners(message)


@pytest.mark.parametrize(
    "message",
    [
        "South-South cooperation in health",
        "Triangular cooperation in Latin America",
        "cooperación triangular en salud",
        "cooperación Sur-Sur en Honduras",
        "coopération triangulaire en Afrique",
        "cooperação triangular no Brasil",
        "Сотрудничество Юг-Юг в здравоохранении",
        "南南合作",
        "التعاون بين بلدان الجنوب في الصحة",
        "التعاون الثلاثي في أمريكا اللاتينية",
        "What does Ghana want to learn from Brazil?",
        "Is Ghana interested in learning from Brazil?",
        "Did Kenya work with Cuba on eye surgery?",
        "Cuba worked with Kenya on eye surgery",
        "Who wanted to work with Cuba?",
        "We want to know how Cuba works with Kenya",
        "We would like to learn about school meals in Brazil",
        "I want to learn more about Cuban doctors",
        "I would like to learn what Brazil did in school meals",
        "I would like to learn from the evaluation report of Brazil",
        "Which partners were looking for funding in Rwanda?",
        "Funding for e-government in Rwanda",
        "Funding of rural clinics in Malawi",
        "donors for girls education in South Sudan",
        "Looking for information on donors in South Sudan",
        "Looking for reports on school meals in Ghana",
        "seeking funding data on Rwanda",
        "Nous voudrions en savoir plus sur la coopération avec Cuba",
        "Nous voulons connaître la coopération triangulaire pour le Honduras",
        "De quoi les pays du Sahel ont-ils besoin ?",
        "Quels pays ont besoin de reboisement ?",
        "Ce que le Sahel a fait pour le reboisement",
        "¿Qué necesita Honduras?",
        "Queremos saber más sobre Honduras",
        "Я хочу узнать больше о Кубе",
        "我们想了解古巴与肯尼亚的合作",
        "我想知道加纳向巴西学习了什么",
        "古巴与肯尼亚的合作",
        "加纳向巴西学习学校供餐",
        "نريد معرفة المزيد عن كوبا",
        "Importance of triangular cooperation for Africa",
        "Benefits of South-South cooperation for Kenya",
        "Technical assistance for Nepal in 2012",
        "UNDP technical assistance project for Nepal",
        "Results of the training programme for Honduras",
        "Cooperación técnica de Brasil para Honduras en 2010",
        "Brazil's technical cooperation for Haiti",
        "How to get technical assistance for Nepal",
        "Explain triangular cooperation for Honduras",
        "history of South-South cooperation for Haiti",
        "Why do villages in Wakanda need wells?",
        "Countries that want to work with Cuba on eye surgery?",
        "为什么加纳希望与巴西合作",
        "加纳为什么希望与巴西开展合作？",
        "Qui souhaite coopérer avec le Brésil",
        "I want to work with animals",
        "What is needed for cooperation with Cuba?",
        "the project was interested in data from Brazil",
        "How cities in Asia need to change",
        "Cooperation for development",
        "Triangular cooperation for development in Africa",
        "South-South cooperation for food security",
        "Qué países quieren aprender de Brasil",
        "Почему Кения хочет учиться у Эфиопии",
        "لماذا ترغب غانا في التعلم من البرازيل",
        "Quels pays souhaitent apprendre du Brésil",
        "I want to learn from Wikipedia about Brazil",
        "I would like to learn Portuguese from Brazil",
        "What do the countries of the Sahel need",
        "萨赫勒国家需要什么",
        "萨赫勒国家为什么需要植树造林",
    ],
)
def test_topics_and_questions_near_such_wishes_seek_none(message):
    assert not seeks_partners(message)
