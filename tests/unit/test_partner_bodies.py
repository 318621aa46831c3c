"""The kind of body that a need asks for, and the kind that a body is."""

import pytest

from assistant.partners.bodies import body_of, body_sought, other_bodies
from assistant.partners.view import Organization


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Which NGO can help my village in Uganda with clean water?", "ngo"),
        ("We need an NGO, not a company, for girls' education in Nigeria", "ngo"),
        (
            "Is there any university that could train our statisticians in Ethiopia?",
            "university",
        ),
        ("We look for private companies that build roads in Angola", "private"),
        ("Which companies could build a port in Kenya?", "company"),
        ("Necesitamos una ONG, no una empresa, para educar a niñas", "ngo"),
        ("¿Qué ONG puede ayudar a mi aldea en Uganda con agua potable?", "ngo"),
        (
            "¿Hay alguna universidad que pueda formar a nuestros estadísticos?",
            "university",
        ),
        ("Buscamos empresas privadas que construyan carreteras en Angola", "private"),
        ("Que ONG pode ajudar a minha aldeia em Uganda com água potável?", "ngo"),
        (
            "Precisamos de uma ONG, não de uma empresa, para a educação das meninas",
            "ngo",
        ),
        (
            "Há alguma universidade que possa formar os nossos estatísticos?",
            "university",
        ),
        ("Quelle ONG peut aider mon village en Ouganda ?", "ngo"),
        (
            "Nous cherchons une université qui puisse former nos statisticiens",
            "university",
        ),
        ("Nous avons besoin d'une ONG, pas d'une entreprise, pour l'éducation", "ngo"),
        ("Какая НКО может помочь моей деревне в Уганде?", "ngo"),
        ("Есть ли университет, который мог бы обучить статистиков?", "university"),
        ("Нам нужна НКО, а не компания", "ngo"),
        ("Ищем частные компании для строительства дорог в Анголе", "private"),
        ("أي منظمة غير حكومية يمكنها مساعدة قريتي؟", "ngo"),
        ("هل توجد جامعة يمكنها تدريب الإحصائيين؟", "university"),
        ("نبحث عن شركات خاصة لبناء الطرق في أنغولا", "private"),
        ("哪些非政府组织可以帮助我的村庄？", "ngo"),
        ("有没有大学可以培训我们的统计人员？", "university"),
        ("我们需要一个非政府组织，而不是公司", "ngo"),
        ("哪些私营企业可以修路？", "private"),
        (
            "We would like to work with the Cuban Ministry of Health on eye surgery",
            "government",
        ),
        ("We want to collaborate with Indian universities", "university"),
        ("We are a university and look for partners", None),
        ("Which NGO or university can help us?", None),
        ("Find NGOs, companies or universities for wells in Mali", None),
        ("Our ministry needs wells", None),
        ("Train staff of our university", None),
        ("Malawi needs a university in the north", None),
        ("We need partners for companies in Ghana", None),
        ("Quelle ONG ou université peut aider ?", None),
        ("我们大学需要合作伙伴", None),
        ("Наш университет ищет партнёров", None),
        ("Nuestra universidad busca socios", None),
        ("We look for someone to help our company", None),
        ("We need money for a university", None),
        ("تحتاج جامعتنا إلى شركاء", None),
        ("Какой университет или компания может помочь?", None),
        ("哪些大学或公司可以帮助我们？", None),
    ],
)
def test_the_kind_of_body_that_is_asked_for_is_read(text, body):
    assert body_sought(text) == body


@pytest.mark.parametrize(
    ("name", "stated", "body"),
    [
        ("UNDP", None, "multilateral"),
        ("United Nations Development Program", None, "multilateral"),
        ("University of Bamenda", None, "university"),
        ("Ghana Water Company Ltd.", "state-owned company", "state company"),
        ("Sky Solar", "company", "company"),
        ("Moodle Pty Ltd", None, "company"),
        ("Dimagi", None, None),
        ("China Guangdong International Corporation", None, "company"),
        ("Ministry of Health and Quality of Life", "government", "government"),
        ("International Development Association", None, "multilateral"),
        ("Nature Preservation Foundation", "foundation", "ngo"),
        ("International Finance Corporation", None, "multilateral"),
        ("League of Arab States", None, "multilateral"),
        ("جامعة الدول العربية", None, "multilateral"),
        ("African Development Bank", "multilateral", "multilateral"),
        ("La Universidad de Los Andes", "academic", "university"),
        ("Party", "other", None),
    ],
)
def test_a_name_that_tells_goes_before_what_is_stated(name, stated, body):
    assert body_of(name, stated) == body


def an_organization(name: str, kind: str | None) -> Organization:
    return Organization(
        id=name,
        name=name,
        country=None,
        kind=kind,
        is_generic=False,
        keys=frozenset({name}),
        rows=(),
        offers=(),
        postings=(),
    )


@pytest.mark.parametrize(
    ("body", "others"),
    [
        (None, []),
        ("ngo", ["Bridges", "Roads Ltd", "University of Togo"]),
        ("private", ["Bridges", "Kaya", "University of Togo"]),
        ("company", ["Kaya", "University of Togo"]),
    ],
)
def test_bodies_known_to_be_of_another_kind_are_told_from_all(body, others):
    organizations = [
        an_organization("Bridges", "state-owned company"),
        an_organization("Kaya", "ngo"),
        an_organization("Roads Ltd", None),
        an_organization("University of Togo", "other"),
        an_organization("Vela", None),
    ]
    told = other_bodies(organizations, body)
    assert [
        o.name for o, is_other in zip(organizations, told, strict=True) if is_other
    ] == others
