"""Shares in words are numbers: another share in the passage keeps a claim out."""

from fractions import Fraction

import pytest

from assistant.support.agreement import Disputed
from assistant.support.fraction_words import worded_shares
from assistant.support.numbers import NumberKind, quantities


@pytest.mark.parametrize(
    ("language", "text", "share"),
    [
        ("en", "Half of the wells give water.", 50),
        ("en", "Two-thirds of the wells give water.", 67),
        ("en", "A quarter of the households took part.", 25),
        ("fr", "Un tiers des ménages a participé.", 33),
        ("fr", "La moitié d’entre eux a participé.", 50),
        ("es", "Participó la cuarta parte de los hogares.", 25),
        ("es", "Las tres cuartas partes de los hogares.", 75),
        ("pt", "Um quinto das famílias participou.", 20),
        ("pt", "Metade dos poços dá água.", 50),
        ("ru", "Треть домохозяйств приняла участие.", 33),
        ("ru", "В проекте участвовала половина сёл.", 50),
        ("ar", "شارك نصف السكان.", 50),
        ("ar", "شارك ثلثا السكان.", 67),
        ("zh", "三分之一的家庭参加了。", 33),
        ("zh", "五分之二的家庭参加了。", 40),
        ("zh", "一半的水井出水。", 50),
    ],
)
def test_a_share_in_words_is_a_percentage(language, text, share):
    [found] = worded_shares(text, language)
    [number] = [q for q in quantities(text, language) if q.is_share]

    assert Fraction(share) in found.values
    assert number.kind is NumberKind.PERCENT
    [other] = quantities(f"{share} %", language)
    assert number.agrees_with(other)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In the second half of the year."),
        ("en", "A third party paid in the third quarter."),
        ("en", "The first of the four half-yearly reports."),
        ("fr", "Les pays tiers et le quart-monde."),
        ("es", "El medio ambiente y el tercer trimestre, en un cuarto."),
        ("pt", "Na segunda metade do ano, em um quarto."),
        ("ru", "В первой половине года, третью неделю."),
        ("ar", "في الربع الأول من العام."),
        ("zh", "百分之五十"),
    ],
)
def test_what_only_sounds_like_a_share_is_none(language, text):
    assert worded_shares(text, language) == []


@pytest.mark.parametrize(
    ("passage", "may_be_named"),
    [
        ("A third of the wells give water.", False),
        ("40 per cent of the wells give water.", False),
        ("Of 20 wells, 10 give water.", True),
    ],
)
def test_a_share_is_only_disputed_by_another(passage, may_be_named):
    [claimed] = quantities("Half of the wells give water.", "en")
    said = [q for q in quantities(passage, "en") if q.kind is claimed.kind]

    one = Disputed(claimed=claimed, said=said[0] if said else None)

    assert one.may_be_named == may_be_named
    assert not any(q.agrees_with(claimed) for q in said)
