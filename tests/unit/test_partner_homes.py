"""Where a body is at home whose country no record states, and who is left out."""

from datetime import UTC, datetime

import pytest

from assistant.partners.asker import may_be_proposed
from assistant.partners.homes import homes_of
from assistant.partners.need import understand_need
from assistant.partners.view import Organization
from assistant.replies import Request
from vectorstore.records import Document, Participation, Role
from vectorstore.text.organization_names import name_key

NEED = understand_need(Request(question="Wells in Kenya, no Chinese companies"))


def body(name: str, country: str | None = None, kind: str | None = None):
    return Organization(
        id=name,
        name=name,
        country=country,
        kind=kind,
        is_generic=False,
        keys=frozenset({name_key(name)}),
        rows=(0,),
        offers=(),
        postings=(),
    )


def record(*parts: tuple[str, Role, str | None], text: str = "Wells") -> Document:
    return Document.model_validate(
        {
            "id": "d",
            "path": "wells.csv",
            "title": "Wells",
            "text": text,
            "language": "en",
            "revision": "r",
            "provenance": {
                "platform": "Guilds",
                "retrieved_at": datetime(2026, 11, 27, tzinfo=UTC),
            },
            "participations": tuple(
                Participation(name=name, role=role, country=country)
                for name, role, country in parts
            ),
        }
    )


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("China Wells Corporation", {"CN"}),
        ("Chinese Academy of Wells", {"CN"}),
        ("Beijing Wells", {"CN"}),
        ("Wells and Sons", set()),
    ],
)
def test_a_name_tells_a_home(name, countries):
    assert homes_of(body(name), ()) == countries


def test_a_stated_country_goes_before_what_a_name_tells():
    assert homes_of(body("China Wells", country="KE"), ()) == {"KE"}


DONE = ("Anhui Wells", Role.IMPLEMENTING, None)
BANK = ("Export-Import Bank of China", Role.FUNDING, None)
OTHER = ("Togo Water Fund", Role.FUNDING, None)


@pytest.mark.parametrize(
    ("records", "countries"),
    [
        ([record(DONE, BANK)], {"CN"}),
        ([record(DONE, text="Wells\n\nyear: 2013\ndonor: China")], {"CN"}),
        ([record(DONE, BANK), record(DONE, OTHER)], set()),
        ([record(DONE, BANK), record(DONE)], set()),
        ([record(("Anhui Wells", Role.RECIPIENT, None), BANK)], set()),
        ([record(("Anhui Wells", Role.RECIPIENT, None), OTHER),
          record(DONE, BANK)], {"CN"}),
        ([], set()),
    ],
)  # fmt: skip
def test_one_payer_of_all_that_it_did_tells_a_home(records, countries):
    assert homes_of(body("Anhui Wells"), records) == countries


def test_a_body_of_many_countries_is_of_none_of_those_who_pay():
    records = [record(("UNDP", Role.IMPLEMENTING, None), BANK)]

    assert homes_of(body("UNDP", kind="multilateral"), records) == set()


def test_bodies_of_a_left_out_country_are_not_proposed_as_far_as_records_tell():
    def paid(_: Organization) -> list[Document]:
        return [record(DONE, BANK)]

    assert not may_be_proposed(body("Anhui Wells"), NEED, paid)
    assert not may_be_proposed(body("China Wells"), NEED)
    assert not may_be_proposed(body("Wells", country="CN"), NEED)
    assert may_be_proposed(body("Anhui Wells"), NEED)
    assert may_be_proposed(body("Kenya Wells"), NEED, paid)


def test_records_are_read_only_where_somebody_is_left_out():
    def unread(_: Organization) -> list[Document]:
        raise AssertionError

    anybody = understand_need(Request(question="Wells in Kenya"))
    assert may_be_proposed(body("Anhui Wells"), anybody, unread)
    assert not may_be_proposed(body("Wells", country="CN"), NEED, unread)
