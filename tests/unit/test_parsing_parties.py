"""Organizations as tables, activities and entries name them."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.items import Item
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.column_map import ColumnMap
from ingestion.parsing.parties import parties_in, party_role
from vectorstore.records import Participation, Role

ReadItems = Callable[[str, str], tuple[Item, ...]]


@pytest.fixture
def items(tmp_path: Path) -> ReadItems:
    def read(name: str, content: str) -> tuple[Item, ...]:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return parse_file(path, shown=name, options=ParseOptions()).items

    return read


def parts(item: Item) -> list[tuple[str, str]]:
    return [(part.name, part.role.value) for part in item.participations]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("implementing_agency", Role.IMPLEMENTING),
        ("Executing Partner", Role.IMPLEMENTING),
        ("fundingAgency", Role.FUNDING),
        ("donors", Role.FUNDING),
        ("recipient_agencies", Role.RECIPIENT),
        ("Organisme bénéficiaire", Role.RECIPIENT),
        ("Entidad ejecutora", Role.IMPLEMENTING),
        ("Исполнитель", Role.IMPLEMENTING),
        ("实施机构", Role.IMPLEMENTING),
        ("الجهة المنفذة", Role.IMPLEMENTING),
        ("recipient_iso3", None),
        ("recipient_agencies_count", None),
        ("donor country", None),
        ("recipient condensed", None),
        ("title", None),
        ("funding", None),
    ],
)
def test_a_columns_name_tells_the_role(name, role):
    assert party_role(name) == role


def test_a_cell_names_several_with_the_type_behind_each():
    found = parties_in(
        "Delta Roads Co., Ltd., Private Sector; University of Delta, Academic, Training"
        " and Research | Name Withheld; Kenya, Government Agency; ",
        role=Role.IMPLEMENTING,
        countries=("KE",),
    )
    assert [(part.name, part.kind) for part in found] == [
        ("Delta Roads Co., Ltd.", "company"),
        ("University of Delta", "academic"),
    ]


def test_homes_are_those_of_names_of_registers_and_of_whom_it_is_done_for():
    def home(name: str, role: Role, **more: str) -> str | None:
        return parties_in(name, role=role, countries=("KE",), **more)[0].country

    assert home("Togo Wells", Role.IMPLEMENTING) == "TG"
    assert home("Pump Guild", Role.RECIPIENT) == "KE"
    assert home("Pump Guild", Role.IMPLEMENTING) is None
    assert home("Ministry of Water", Role.IMPLEMENTING) == "KE"
    assert home("Ministry of Water", Role.FUNDING) is None
    assert home("Togo Fund, Multilateral", Role.FUNDING) is None


def test_a_tables_agencies_and_dates_are_read(items):
    [first, second] = items(
        "t.csv",
        "title,year,start_actual,start_planned,donor,funding_agency,"
        "implementing_agency,recipient_agencies,country\n"
        'Forty wells,2009,,2008-03-01,Togo,"Togo Water Fund, Government Agency",'
        '"Pump Guild (PG), National NGO; Well Works",Ministry of Water,Mali\n'
        "Ten bridges,2011,2010-05-06,,Togo,Unspecified Togo Institution,,,Ghana\n",
    )
    assert parts(first) == [
        ("Togo Water Fund", "funding"),
        ("Pump Guild (PG)", "implementing"),
        ("Well Works", "implementing"),
        ("Ministry of Water", "recipient"),
    ]
    assert first.participations[1].kind == "ngo"
    assert (first.started, first.published) == ("2008-03-01", "2009")
    assert (second.started, parts(second)) == ("2010-05-06", [])


ACTIVITIES = """<?xml version="1.0"?><iati-activities version="2.03">
<iati-activity><iati-identifier>A-1</iati-identifier>
 <title><narrative>Seed banks</narrative></title>
 <participating-org role="1" type="40" ref="XM-DAC-41114"><narrative>Seed Fund
 </narrative></participating-org>
 <participating-org role="4" type="22" ref="KE-NCB-0001"><narrative>Granary Circle
 </narrative><narrative xml:lang="fr">Cercle des greniers</narrative>
 </participating-org>
 <participating-org role="2"><narrative>Granary Circle</narrative>
 </participating-org>
 <participating-org role="4"><narrative>**********</narrative></participating-org>
 <activity-date type="1" iso-date="2010-01-01"/>
 <activity-date type="2" iso-date="2010-02-01+02:00"/>
 <activity-date type="4" iso-date="2012-02-01"/>
 <recipient-country code="KE"/></iati-activity></iati-activities>"""


def test_an_activitys_organizations_keep_identifier_role_and_kind(items):
    [item] = items("a.xml", ACTIVITIES)
    assert item.participations == (
        Participation(
            name="Seed Fund",
            role=Role.FUNDING,
            identifier="XM-DAC-41114",
            kind="multilateral",
        ),
        Participation(
            name="Granary Circle",
            role=Role.IMPLEMENTING,
            identifier="KE-NCB-0001",
            kind="ngo",
            country="KE",
        ),
        Participation(name="Granary Circle", role=Role.ACCOUNTABLE),
    )
    assert (item.started, item.ended) == ("2010-02-01", "2012-02-01")


def test_an_older_activity_has_roles_in_words_and_text_in_elements(items):
    [item] = items(
        "a.xml",
        '<iati-activities version="1.04"><iati-activity><iati-identifier>B-1'
        "</iati-identifier><title>Seed banks</title>"
        '<participating-org role="Implementing" ref="KE-NCB-0001">Granary Circle'
        '</participating-org><participating-org role="Extending">Seed Desk'
        '</participating-org><activity-date type="start-planned" '
        'iso-date="2010-01-01"/></iati-activity></iati-activities>',
    )
    assert parts(item) == [
        ("Granary Circle", "implementing"),
        ("Seed Desk", "extending"),
    ]
    assert item.started == "2010-01-01"


def test_what_was_only_updated_did_not_begin(items):
    [item] = items(
        "a.xml",
        '<iati-activities version="2.03"><iati-activity '
        'last-updated-datetime="2021-01-02T00:00:00Z"><title><narrative>Seeds'
        "</narrative></title></iati-activity></iati-activities>",
    )
    assert (item.published, item.started) == ("2021-01-02", None)


def test_a_solutions_owners_are_those_that_its_entry_lists(items):
    [item] = items(
        "s.json",
        json.dumps(
            {
                "name": "Crop ledger",
                "description": "Keeps what each field gave. " * 8,
                "organizations": [
                    {"name": "Ledger Circle", "org_type": "owner"},
                    {"name": "Seed Fund", "org_type": "funder"},
                    {"name": "Name withheld", "org_type": "owner"},
                ],
                "implementing_partner": "Pump Guild; Well Works",
            }
        ),
    )
    assert parts(item) == [
        ("Ledger Circle", "owner"),
        ("Seed Fund", "funding"),
        ("Pump Guild", "implementing"),
        ("Well Works", "implementing"),
    ]


def test_a_person_may_say_what_columns_are_for(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "title,Builder,Payer,donor agency,Commenced,year\n"
        "Forty wells,Pump Guild; Well Works,Water Fund,Not a donor,2008-03-01,2010\n",
        "utf-8",
    )
    said = ColumnMap.model_validate(
        {
            "implementing": "builder",
            "funding": ["Payer"],
            "no_organization": ["donor agency"],
            "start": "Commenced",
        }
    )
    [item] = parse_file(path, shown="t.csv", options=ParseOptions(columns=said)).items
    assert parts(item) == [
        ("Pump Guild", "implementing"),
        ("Well Works", "implementing"),
        ("Water Fund", "funding"),
    ]
    assert item.started == "2008-03-01"


@pytest.mark.corpus
def test_agencies_of_the_real_workbook_are_recognised(corpus: Path) -> None:
    [path] = (corpus / "gcof").glob("*.xlsx")
    items = parse_file(path, shown=path.name, options=ParseOptions()).items
    roles = Counter(part.role for item in items for part in item.participations)
    names = {part.name for item in items for part in item.participations}
    implemented = [
        item
        for item in items
        if any(part.role is Role.IMPLEMENTING for part in item.participations)
    ]
    assert len(implemented) > 1_380
    assert roles[Role.RECIPIENT] > 800
    assert roles[Role.FUNDING] > 1_300
    assert not [name for name in names if name.casefold().startswith("unspecified")]
    assert all(item.started for item in items)


def mailboxes(item: Item) -> dict[str, str | None]:
    return {part.name: part.mailbox for part in item.participations}


HEAD = "title,country,funding agency,implementing agency,"


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Implementing agency e-mail", "hq@well.example", [None, "hq@well.example"]),
        ("Donor contact", "Awa, office@fund.example", ["office@fund.example", None]),
        ("Implementing agency e-mail", "awa.diop@wells.example", [None, None]),
        ("Contact", "info@wells.example", [None, None]),  # of which of the two?
        ("Contact of the owner", "info@wells.example", [None, None]),
        ("Phone", "+221 33 800 00 00", [None, None]),
    ],
)  # fmt: skip
def test_an_offices_mailbox_in_a_table_is_of_the_organization_that_its_column_says(
    items, header, cells, expected
):
    row = f'Wells,Togo,Water Fund,Well Builders,"{cells}"'
    [item] = items("a.csv", f"{HEAD}{header}\n{row}\n")

    assert list(mailboxes(item).values()) == expected
    text = "\n".join(block.text for block in item.blocks)
    assert "@" not in text + str(item.metadata)


def test_a_rows_contact_is_of_its_only_organization(items):
    head = "title,implementing agency,contact\n"
    [item] = items("a.csv", f"{head}Wells,Well Builders,info@wells.example\n")

    assert mailboxes(item) == {"Well Builders": "info@wells.example"}


def test_a_mapping_says_whose_a_mailbox_is(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title,by,write to\nWells,Well Builders,info@w.example\n", "utf-8")
    said = {"column": "by", "role": "implementing", "contact": "write to"}
    mapping = {"title": "title", "organizations": [said]}
    options = ParseOptions.model_validate({"mapping": mapping})

    [item] = parse_file(path, shown=path.name, options=options).items

    assert mailboxes(item) == {"Well Builders": "info@w.example"}
    assert "@" not in str(item.metadata)


def test_an_entrys_offices_have_their_mailboxes_and_no_person_has(items):
    entry = {
        "name": "Seed bank",
        "organizations": [
            {"name": "Seed Circle", "contact_email": "info@seeds.example"},
            {"name": "Grain Circle", "contact_email": "ana.lima@grain.example"},
        ],
    }
    alone = {
        "name": "Mill",
        "owner_organization": "Mill Guild",
        "email": "hq@m.example",
    }
    found = items("a.json", json.dumps([entry, alone]))

    assert mailboxes(found[0]) == {
        "Seed Circle": "info@seeds.example",
        "Grain Circle": None,
    }
    assert mailboxes(found[1]) == {"Mill Guild": "hq@m.example"}
    assert "@" not in str(found[0].metadata) + str(found[1].blocks)


def test_what_has_no_mailbox_is_written_as_before():
    part = Participation(name="Seed Circle", role=Role.OWNER)

    assert "mailbox" not in part.model_dump_json()
