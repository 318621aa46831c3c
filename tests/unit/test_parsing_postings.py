"""Needs and offers out of tables and entries, in seven languages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.posting_fields import (
    Field,
    cooperation_named,
    field_named,
    label_in,
    public_contact,
)
from ingestion.parsing.shaping import normalized
from vectorstore.records import CONTACT, COOPERATION, Role

Parse = Callable[..., Parsed]
HEAD = ",".join(
    "kind id title description organization country sector sdg cooperation until "
    "contact".split()
)


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(name: str, content: object, **options: object) -> Parsed:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return parse_file(
            path, shown=name, options=ParseOptions.model_validate(options)
        )

    return _parse


def text(item: Item) -> str:
    return "\n\n".join(block.text for block in item.blocks)


def test_a_row_that_says_need_becomes_one_with_every_field_in_its_text(parse):
    row = (
        "need,N1,Crews for wells,We need trainers of repair crews.,Ministry of Water,"
        "Kenya,Water supply,6,Technical assistance,2027-06-30,info@water.example"
    )
    [item] = parse("a.csv", f"{HEAD}\n{row}\n").items

    assert item.fragment == "need=N1"
    assert item.facets.kind == "need"
    assert item.facets.countries == ("KE",)
    assert item.facets.sectors == ("Water supply",)
    assert item.facets.sdgs == ("6",)
    assert item.ended == "2027-06-30"
    [party] = item.participations
    assert (party.name, party.role) == ("Ministry of Water", Role.SEEKING)
    assert item.metadata[COOPERATION] == "technical"
    assert item.metadata["cooperation"] == "Technical assistance"
    assert item.metadata[CONTACT] == "info@water.example"
    assert text(item).startswith("Crews for wells\n\nWe need trainers of repair crews.")
    for line in ("organization: Ministry of Water", "until: 2027-06-30"):
        assert line in text(item)


@pytest.mark.parametrize(
    ("head", "row", "kind"),
    [
        (
            "type,titre,description,organisation,pays,jusqu'au",
            "Besoin,P,D,Guild,Kenya,2027",
            "need",
        ),
        (
            "tipo,título,descripción,organización,país,hasta",
            "oferta,P,D,Guild,Kenia,2027",
            "offer",
        ),
        (
            "tipo,título,descrição,organização,país,até",
            "necessidade,P,D,Guild,Quênia,2027",
            "need",
        ),
        (
            "тип,название,описание,организация,страна,до",
            "предложение,P,D,Guild,Кения,2027",
            "offer",
        ),
        ("类型,标题,描述,机构,国家,截止日期", "需求,P,D,Guild,肯尼亚,2027", "need"),
        ("النوع,العنوان,الوصف,المنظمة,البلد,حتى", "عرض,P,D,Guild,كينيا,2027", "offer"),
    ],
)
def test_columns_are_known_in_seven_languages(parse, head, row, kind):
    [item] = parse("a.csv", f"{head}\n{row}\n").items

    assert item.facets.kind == kind
    assert item.facets.countries == ("KE",)
    assert (item.title, item.ended) == ("P", "2027")
    assert [party.name for party in item.participations] == ["Guild"]


def test_bad_rows_are_told_one_by_one_and_the_others_kept(parse):
    rows = [
        "need,,Good,Text,Org,Kenya,,,,,",
        "need,,Bad date,Text,Org,Kenya,,,,30/06/2027,",
        "need,,No day,Text,Org,Kenya,,,,2027-02-30,",
        "offer,,Nowhere,Text,Org,Xlandia,,,,,",
        "offer,,,,Org,Kenya,,,,,",
        "offer,,Goal,Text,Org,Kenya,,99,,,",
    ]
    found = parse("a.csv", "\n".join([HEAD, *rows]) + "\n")

    assert [item.title for item in found.items] == ["Good"]
    told = {problem.path: problem.reason for problem in found.problems}
    assert list(told) == [f"a.csv#row={n}" for n in (3, 4, 5, 6, 7)]
    assert "30/06/2027" in told["a.csv#row=3"]
    assert "2027-06-30" in told["a.csv#row=3"]
    assert "Xlandia" in told["a.csv#row=5"]
    assert "neither a title nor a description" in told["a.csv#row=6"]


def test_all_bad_rows_are_told_where_none_is_good(parse):
    rows = ["need,,A,T,O,Xa,,,,,", "need,,B,T,O,Xb,,,,,"]
    found = parse("a.csv", "\n".join([HEAD, *rows]) + "\n")

    assert found.items == ()
    assert [problem.path for problem in found.problems] == [
        "a.csv#row=2",
        "a.csv#row=3",
    ]


def test_persons_contacts_are_left_out_and_told(parse):
    rows = [
        "need,,A,Text,Org,Kenya,,,,,Jane Roe <jane.roe@water.example>",
        "need,,B,Text,Org,Kenya,,,,,+254 700 000 000",
        "need,,C,Text,Org,Kenya,,,,,https://water.example/contact",
    ]
    found = parse("a.csv", "\n".join([HEAD, *rows]) + "\n")

    whole = "".join(item.model_dump_json() for item in found.items)
    assert "jane" not in whole
    assert "254" not in whole
    assert "https://water.example/contact" in whole
    assert [left.what for left in found.left_out] == [
        "column 'contact': persons' contacts"
    ]


def test_a_posting_stays_the_same_when_rows_are_put_before_it(parse):
    row = "need,,Wells,Text,Org,Kenya,,,,,"
    [alone] = parse("a.csv", f"{HEAD}\n{row}\n").items
    other = "need,,Roads,Text,Org,Kenya,,,,,"
    [_, second] = parse("a.csv", f"{HEAD}\n{other}\n{row}\n").items

    assert alone.fragment == second.fragment


def test_entries_of_json_are_read_as_rows_are(parse):
    found = parse(
        "a.json",
        [
            {
                "kind": "offer",
                "id": "7",
                "title": "Courses",
                "description": "We teach.",
                "organization": {"name": "Pump Guild", "email": "jo.ro@guild.example"},
                "countries": ["Togo", "Mali"],
                "until": "2027",
            },
            {"kind": "need", "id": "8", "title": "X", "countries": ["Nowhere"]},
            {"kind": "film", "id": "9", "title": "A film", "description": "Of wells."},
        ],
    )

    offer, film = found.items
    assert offer.fragment == "offer=7"
    assert offer.facets.countries == ("TG", "ML")
    assert [party.role for party in offer.participations] == [Role.OFFERING]
    assert film.facets.kind == "record"
    assert [problem.path for problem in found.problems] == ["a.json#8"]
    assert any("email" in left.what for left in found.left_out)


def test_what_is_said_of_a_file_makes_its_rows_postings(parse):
    table = "title,description\nWells,We need wells.\n"

    assert parse("a.csv", table, kind="need").items[0].facets.kind == "need"
    assert parse("a.csv", table).items[0].facets.kind == "record"


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ru", "zh", "ar"])
def test_what_we_write_ourselves_is_read_as_it_was_meant(language):
    for field in Field:
        named = field_named(label_in(field, language))
        assert named is field, (language, field)
    assert normalized(label_in(Field.UNTIL, language))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Formation", "training"),
        ("технологии", "technology"),
        ("资金", "financial"),
        ("Public-private partnership", "public-private"),
        ("walks", None),
    ],
)
def test_kinds_of_cooperation_are_brought_to_one_form(value, kind):
    assert cooperation_named(value) == kind


def test_only_an_offices_contact_is_public():
    assert public_contact(" info@water.example ") == "info@water.example"
    assert public_contact("https://water.example") == "https://water.example"
    for value in ("jane.roe@water.example", "Jane <info@water.example>", "+254 1 23"):
        assert public_contact(value) is None
