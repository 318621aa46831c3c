"""Mapping files as people write them."""

import pytest

from ingestion.errors import UnusableMapping
from ingestion.mapping_files import mapping_from


def pairs(text: str) -> list[tuple[str, str]]:
    said = mapping_from(text, shown="m.yaml").organizations
    assert said is not None
    return [(one.column, one.role.value) for one in said]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "organizations: [{column: Geldgeber, role: funding}, {column: Wer}]",
            [("Geldgeber", "funding"), ("Wer", "participating")],
        ),
        ("organizations: {column: Wer, role: funding}", [("Wer", "funding")]),
        ("organizations: {Wer: implementing}", [("Wer", "implementing")]),
        (
            "organizations: {implementing: [Wer, Mit wem], funding: Geldgeber}",
            [
                ("Wer", "implementing"),
                ("Mit wem", "implementing"),
                ("Geldgeber", "funding"),
            ],
        ),
        ("organizations: {owner: funding}", [("owner", "funding")]),
        ("organizations: Wer", [("Wer", "participating")]),
        (
            "organizations: [Wer, Partner]",
            [("Wer", "participating"), ("Partner", "participating")],
        ),
    ],
)
def test_organizations_are_paired_with_roles_in_any_usual_way(text, expected) -> None:
    assert pairs(text) == expected


def test_a_role_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(UnusableMapping, match="'builds'") as told:
        mapping_from("organizations: {Wer: builds}", shown="m.yaml")

    assert "'implementing'" in told.value.remedy
