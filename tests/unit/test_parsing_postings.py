"""Needs and offers out of tables and entries, in seven languages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.items import Item, Parsed
from ingestion.mapping_files import mapping_from
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.mapping import TableMapping
from ingestion.parsing.posting_fields import (
    Field,
    cooperation_named,
    field_named,
    label_in,
    public_contact,
)
from ingestion.parsing.shaping import normalized
from ingestion.table_sources import guessed, preview_table
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


def test_a_deadline_with_slashes_holds_where_it_is_one_day(parse):
    [item] = parse("a.csv", f"{HEAD}\nneed,,Good,Text,Org,Kenya,,,,30/06/2027,\n").items

    assert item.ended == "2027-06-30"


def test_bad_rows_are_told_one_by_one_and_the_others_kept(parse):
    rows = [
        "need,,Good,Text,Org,Kenya,,,,,",
        "need,,Bad date,Text,Org,Kenya,,,,05/06/2027,",
        "need,,No day,Text,Org,Kenya,,,,2027-02-30,",
        "offer,,Nowhere,Text,Org,Xlandia,,,,,",
        "offer,,,,Org,Kenya,,,,,",
        "offer,,Goal,Text,Org,Kenya,,99,,,",
    ]
    found = parse("a.csv", "\n".join([HEAD, *rows]) + "\n")

    assert [item.title for item in found.items] == ["Good"]
    told = {problem.path: problem.reason for problem in found.problems}
    assert list(told) == [f"a.csv#row={n}" for n in (3, 4, 5, 6, 7)]
    assert "05/06/2027" in told["a.csv#row=3"]
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


DEMANDS = (
    "Réf;Objet;Ce qu'il faut;Qui;Où;Clôture;Forme;Écrire à;Budget;Sens;Interne\n"
    "17;Puits de Ségou;Des équipes pour réparer des pompes;Région de Ségou;Mali;"
    "30/06/2031;assistance technique;info@segou.example;1 200;Besoin;x\n"
    "18;Formation;Des formateurs pour les équipes;Centre de l'eau;Togo;31/12/2031;"
    "formation;awa.diop@eau.example;900;Offre;y\n"
    "19;Autre chose;Des machines;Ville;Nulle Part;01/01/2031;;;1;Besoin;z\n"
)
SAID = TableMapping.model_validate(
    {
        "id": "Réf", "title": "objet", "text": "Ce qu'il faut", "country": "Où",
        "end": {"column": "Clôture", "format": "%d/%m/%Y"}, "cooperation": "Forme",
        "organizations": [{"column": "Qui", "role": "implementing"}],
        "contact": "Écrire à", "amount": {"column": "Budget", "currency": "XOF"},
        "skip": "Interne", "language": "fr", "kind_column": "Sens",
    }
)  # fmt: skip


def test_a_mapped_table_of_needs_and_offers_gives_what_any_other_gives(parse):
    found = parse("d.csv", DEMANDS, mapping=SAID)

    need, offer = found.items
    assert (need.fragment, offer.fragment) == ("need=17", "offer=18")
    assert (need.facets.kind, offer.facets.kind) == ("need", "offer")
    assert (need.facets.countries, need.ended) == (("ML",), "2031-06-30")
    assert (need.language, need.metadata[COOPERATION]) == ("fr", "technical")
    assert need.metadata["amount: Budget"] == "1200 XOF"
    roles = [(p.name, p.role) for one in found.items for p in one.participations]
    assert roles == [
        ("Région de Ségou", Role.SEEKING),
        ("Centre de l'eau", Role.OFFERING),
    ]
    assert need.metadata[CONTACT] == "info@segou.example"
    assert CONTACT not in offer.metadata
    assert "awa.diop" not in text(offer)
    assert "Clôture: 30/06/2031" in text(need)
    assert not any("Interne" in name for name in need.metadata)
    [problem] = found.problems
    assert "'Nulle Part'" in problem.reason


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"kind": "offer"}, ["offer", "offer"]),
        ({"kind": "need", "kind_column": "Sens"}, ["need", "offer"]),
        ({"kind": "activity"}, ["activity", "activity", "activity"]),
    ],
)
def test_the_kind_of_a_mapping_is_that_of_its_rows(parse, said, kinds):
    mapping = SAID.model_copy(update={"kind_column": None, **said})

    found = parse("d.csv", DEMANDS, mapping=mapping)

    assert [item.facets.kind for item in found.items] == kinds


def test_the_guess_for_a_table_of_needs_and_offers_reads_it_as_such(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(DEMANDS.replace("Qui", "Organisme"), encoding="utf-8")

    said = mapping_from(guessed(path), shown="guess")

    assert (said.kind, said.kind_column) == (None, "Sens")
    assert said.organizations is not None
    assert [one.column for one in said.organizations] == ["Organisme"]
    assert preview_table(path, said).records[0].kind == "need"
