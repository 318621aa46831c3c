"""Which kinds of cooperation records are of, and what that is worth."""

import pytest

from assistant.partners.kinds import kind_sought, kinds_told
from vectorstore.records import COOPERATION


@pytest.mark.parametrize(
    ("text", "details", "kind", "expected"),
    [
        ("Wells\n\nFunding agency: Water House\nCountry: Mali", {}, "activity", set()),
        ("Wells\n\nflow: Loan", {}, "activity", {"financial"}),
        ("Formation des agents", {}, "activity", {"training"}),
        ("培训教师", {}, "activity", {"training"}),
        ("Wells", {"aid_type": "C01", "finance_type": "110"}, "activity", set()),
        ("Wells", {"aid_type": "D02; C01"}, "activity", {"technical"}),
        ("Wells", {"aid_type": "E01"}, "activity", {"training"}),
        ("Wells", {"finance_type": "421"}, "activity", {"financial"}),
        ("Loans and training", {COOPERATION: "technology"}, "offer", {"technology"}),
        ("Training", {COOPERATION: "technology"}, "activity", {"training"}),
    ],
)
def test_a_record_is_of_the_kinds_that_its_values_and_codes_say(
    text, details, kind, expected
):
    assert kinds_told(text, details, kind=kind) == expected


def test_of_several_kinds_that_of_most_words_is_sought():
    text = "We seek a loan and training: trainers for trainees."

    assert kind_sought(text) == "training"
    assert kind_sought("We need wells") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The farm trained 100 fish farmers", "training"),
        ("She taught welders, and coached young cooks", "training"),
        ("A course on bookkeeping", "training"),
        ("Workshops in two districts", "training"),
        ("Seminars and apprenticeships for nurses", "training"),
        ("Cent agents formés à la pisciculture", "training"),
        ("Former des sages-femmes", "training"),
        ("Un atelier et un séminaire pour les agents", "training"),
        ("Se capacitó a cien parteras", "training"),
        ("Capacitaron a pescadores en un curso", "training"),
        ("Entrenamiento de guías y talleres de costura", "training"),
        ("Treinou cem pescadores", "training"),
        ("Oficinas de capacitação e cursos", "training"),
        ("Ensinaram a costurar", "training"),
        ("Провели семинары и тренинги", "training"),
        ("Курсы повышения квалификации", "training"),
        ("Подготовили сто сельских врачей", "training"),
        ("研修班与讲座", "training"),
        ("为一百名教师开设课程", "training"),
        ("ورشة عمل للمزارعين", "training"),
        ("دربت مئة مزارع", "training"),
        ("تنمية القدرات للقابلات", "training"),
        ("Clinics equipped with lamps", "technology"),
        ("Une plateforme de prix", "technology"),
        ("Сельская система и программное обеспечение", "technology"),
        ("Microcrédits pour femmes", "financial"),
        ("Crédito rural", "financial"),
        ("قروض صغيرة للنساء", "financial"),
        ("Funded ten wells", "financial"),
        ("المساعدة التقنية للمزارعين", "technical"),
        ("Consultants for the ministry", "technical"),
        ("Apoyo técnico", "technical"),
        ("向农业部派出顾问", "technical"),
        ("Partenariats publics-privés", "public-private"),
    ],
)
def test_words_of_a_kind_are_known_in_their_forms(text, kind):
    assert kind in kinds_told(text, {}, kind="activity")


@pytest.mark.parametrize(
    "text",
    [
        "Of course the dam stands",
        "In the course of the year",
        "A former president",
        "Teaching hospitals in the capital",
        "Au cours de l’année",
        "Le comité formé de dix membres",
        "Pozos en curso",
        "Obras em curso",
        "Курсы валют",
        "Изменение курса реки",
        "A taller wall",
        "La oficina del ministro",
        "Wells funded by the bank",
    ],
)
def test_words_that_only_look_like_those_of_a_kind_tell_none(text):
    assert kinds_told(text, {}, kind="activity") == set()
