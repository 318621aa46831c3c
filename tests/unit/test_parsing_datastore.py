"""Activities that the Datastore flattened into arrays, which need not align."""

import json

import pytest

from ingestion.parsing import ParseOptions, parse_file
from vectorstore.records import Role

WHOLE = {
    "iati_identifier": "XM-1-a",
    "title_narrative": ["Forty wells", "Quarante puits"],
    "title_narrative_lang": ["EN", "fr"],
    "description_narrative": ["Wells for villages."],
    "reporting_org_narrative": ["Pump Guild"],
    "participating_org_narrative": ["Fund of the South", "Pump Guild", "Withheld"],
    "participating_org_role": ["1", "4", "4"],
    "participating_org_ref": ["XM-DAC-7", "XM-9"],
    "recipient_country_code": ["ML"],
    "sector_code": ["14030", "7"],
    "sector_vocabulary": ["1", "99"],
    "activity_date_iso_date": ["2020-01-01T00:00:00Z", "2022-06-30T00:00:00Z"],
    "activity_date_type": ["2", "3"],
    "activity_status_code": "2",
    "default_currency": "USD",
    "transaction_value": [1000.5, 999.5, 7],
    "transaction_transaction_type_code": ["3", "3", "2"],
    "related_activity_ref": ["XM-1"],
    "related_activity_type": ["1"],
    "contact_info_person_name_narrative": ["Jean Dupont"],
}


@pytest.fixture
def read(tmp_path):
    def _read(*entries):
        path = tmp_path / "a.json"
        path.write_text(json.dumps(list(entries)), "utf-8")
        return parse_file(path, shown="a.json", options=ParseOptions()).items

    return _read


def test_arrays_that_align_are_put_together(read):
    (item,) = read(WHOLE)

    text = "\n".join(block.text for block in item.blocks)
    assert (item.fragment, item.title, item.language) == (
        "XM-1-a", "Forty wells", "en",
    )  # fmt: skip
    assert (item.started, item.ended, item.facets.kind) == (
        "2020-01-01", "2022-06-30", "activity",
    )  # fmt: skip
    assert [(p.name, p.role) for p in item.participations] == [
        ("Fund of the South", Role.FUNDING),
        ("Pump Guild", Role.IMPLEMENTING),
    ]
    assert "Disbursements: 2000 USD" in text
    assert item.metadata["parent"] == "XM-1"
    assert "Jean Dupont" not in item.model_dump_json()


def test_what_does_not_align_is_taken_alone_and_no_role_or_sum_is_guessed(read):
    (item,) = read(
        WHOLE
        | {
            "participating_org_role": ["1", "4", "2", "4"],
            "activity_date_type": ["2"],
            "sector_vocabulary": ["1"],
            "transaction_transaction_type_code": ["3"],
            "title_narrative_lang": ["EN", "fr", "es"],
        }
    )

    text = "\n".join(block.text for block in item.blocks)
    assert {p.role for p in item.participations} == {Role.PARTICIPATING}
    assert [p.name for p in item.participations] == ["Fund of the South", "Pump Guild"]
    assert all(p.identifier is None for p in item.participations)
    assert "Disbursements" not in text
    assert (item.started, item.ended) == (None, None)
    assert item.language is None
    assert item.facets.countries == ("ML",)


def test_a_role_that_all_have_is_sure_however_many_are_named(read):
    (item,) = read(WHOLE | {"participating_org_role": ["4", "4", "4", "4", "4"]})

    assert {p.role for p in item.participations} == {Role.IMPLEMENTING}
