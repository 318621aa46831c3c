"""Which names are one organization, and why."""

from vectorstore.resolution import Alias, NameUse, Why, resolve
from vectorstore.text.organization_names import organization_key


def use(name, *, identifiers=(), first="2010-01-01", country=None):
    return NameUse(
        key=organization_key(name, country),
        names=frozenset({name}),
        identifiers=frozenset(identifiers),
        first=first,
        count=1,
    )


def joined(*uses, aliases=()):
    found = resolve(uses, aliases)
    return found, len(set(found.stands_for.values()))


def test_an_identifier_joins_whatever_the_names_are():
    found, count = joined(
        use("Pump Guild", identifiers=["KE-NCB-1"], first="2011-01-01"),
        use("Gilde des pompes", identifiers=["KE-NCB-1"], first="2009-01-01"),
        use("Well Works"),
    )
    assert count == 2
    [link] = found.links
    assert (link.why, link.detail) == (Why.IDENTIFIER, "KE-NCB-1")
    assert found.stands_for["pump guild"] == "gilde pompes"  # it was known first


def test_an_acronym_joins_what_is_alike_and_stands_alone_for_one():
    found, count = joined(
        use("Zambezi Telecom Equipment (ZTQ)"),
        use("Zambezi Technologies (ZTQ)"),
        use("ZTQ Corporation"),
    )
    assert count == 1
    assert {link.why for link in found.links} == {Why.ACRONYM}


def test_an_acronym_of_two_organizations_joins_neither():
    _, count = joined(
        use("Coast Geology Company (CGC)"), use("Central Grain Council (CGC)"),
        use("CGC"),
    )  # fmt: skip
    assert count == 3


def test_a_misspelt_long_word_joins_and_another_word_does_not():
    assert (
        joined(use("Delta Construction Bureau"), use("Delta Constrution Bureau"))[1]
        == 1
    )
    assert joined(use("Hunan Roads Bureau"), use("Henan Roads Bureau"))[1] == 2
    assert joined(use("External Affairs Desk"), use("Internal Affairs Desk"))[1] == 2
    assert joined(use("Hydro Sudan Works"), use("Hydrosudan Works"))[1] == 1


def test_translations_are_joined_by_a_table_alone():
    _, count = joined(
        use("World Health Organization (WHO)"),
        use("Organisation mondiale de la Santé"),
        use("世界卫生组织"),
    )
    assert count == 1
    assert joined(use("Pump Guild"), use("Gilde des pompes"))[1] == 2


def test_ministries_of_two_states_stay_apart():
    _, count = joined(
        use("Ministry of Water (MOW)", country="KE"),
        use("Ministry of Water (MOW)", country="ML"),
    )
    assert count == 2


def test_a_persons_word_outweighs_rules_and_can_be_taken_back():
    names = (
        use("Pump Guild", identifiers=["KE-NCB-1"]),
        use("Well Works", identifiers=["KE-NCB-1"]),
    )
    apart = Alias(one="pump guild", other="well works", is_same=False, since="2020")
    again = apart.model_copy(update={"is_same": True, "note": "they merged"})
    assert joined(*names)[1] == 1
    assert joined(*names, aliases=[apart])[1] == 2
    found, count = joined(*names, aliases=[apart, again])
    assert (count, found.links[0].why) == (1, Why.PERSON)
