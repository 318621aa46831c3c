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


def test_markers_numbers_places_and_documents_are_read_and_slips_reported(tmp_path):
    path = tmp_path / "a.json"
    more = {
        "activity_date_iso_date": ["2012-13-45", "2022-06-30T00:00:00Z"],
        "humanitarian": True,
        "other_identifier_ref": ["PRJ-778"],
        "policy_marker_code": ["1"],
        "policy_marker_significance": ["2"],
        "location_name_narrative": ["Kaya"],
        "reporting_org_ref": "XM-9",
        "document_link_title_narrative": ["Report"],
        "document_link_url": ["https://x.example/r.pdf"],
        "transaction_transaction_date_iso_date": ["2020-02-01T00:00:00Z"],
    }
    path.write_text(json.dumps([WHOLE | more]), "utf-8")

    found = parse_file(path, shown="a.json", options=ParseOptions())

    (item,) = found.items
    lines = item.blocks[-1].text.split("\n")
    for line in (
        "Location: Kaya",
        "Other identifier: PRJ-778",
        "Policy marker: Gender equality (principal objective)",
        "Humanitarian: yes",
        "Document: Report",
    ):
        assert line in lines
    assert item.metadata["document: Report"] == "https://x.example/r.pdf"
    assert item.metadata["reporting_organization_ref"] == "XM-9"
    assert item.metadata["first_transaction"] == "2020-02-01"
    assert item.metadata["actual_start (as written)"] == "2012-13-45"
    assert [left.path for left in found.left_out] == ["a.json#XM-1-a"]
