"""What an IATI file tells besides its title and sums is found in the record too."""

from pathlib import Path

import pytest

from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.personal import PERSONAL


@pytest.fixture
def read(tmp_path):
    def _read(inner: str, *, version="2.03", root="activity", about=""):
        path: Path = tmp_path / "a.xml"
        plural = "activities" if root == "activity" else "organisations"
        path.write_text(
            f"<iati-{plural} version='{version}'><iati-{root} {about}>"
            f"{inner}</iati-{root}></iati-{plural}>",
            "utf-8",
        )
        return parse_file(path, shown="a.xml", options=ParseOptions())

    return _read


@pytest.fixture
def lines(read):
    def _lines(inner: str, **options: str) -> list[str]:
        (item,) = read(f"<title>Forty wells</title>{inner}", **options).items
        return "\n".join(block.text for block in item.blocks[1:]).split("\n")

    return _lines


def said(*texts: str) -> str:
    languages = ("en", "fr", "es")
    return "".join(
        f'<narrative xml:lang="{language}">{text}</narrative>'
        for language, text in zip(languages, texts, strict=False)
    )


def test_every_language_of_every_element_is_in_the_text(lines):
    found = lines(
        f"<reporting-org ref='XM-9'>{said('Pump Guild', 'Guilde')}</reporting-org>"
        f"<description>{said('Wells for all.', 'Des puits pour tous.')}</description>"
        f"<participating-org role='4'>{said('Fund', 'Fonds')}</participating-org>"
        f"<recipient-country code='SN'>{said('Senegal', 'Sénégal')}</recipient-country>"
        f"<sector vocabulary='99' code='1'>{said('Water', 'Eau')}</sector>"
        f"<result><title>{said('Water runs', 'L’eau coule')}</title></result>"
        "<document-link url='https://x.example/r.pdf'>"
        f"<title>{said('Report', 'Rapport')}</title></document-link>"
    )

    assert found == [
        "Wells for all.",
        "Des puits pour tous.",
        "Implementing organizations: Fund; Fonds",
        "Reporting organization: Pump Guild / Guilde",
        "Country: Senegal / Sénégal",
        "Sector: Water / Eau",
        "Result: Water runs / L’eau coule",
        "Document: Report / Rapport",
    ]


def test_elements_that_the_old_standard_repeats_a_language_are_all_read(read):
    (item,) = read(
        '<title xml:lang="en">Forty wells</title>'
        '<title xml:lang="fr">Quarante puits</title>'
        '<description xml:lang="en">Wells.</description>'
        '<description xml:lang="fr">Des puits.</description>'
        '<activity-status code="2" xml:lang="en">Running</activity-status>'
        '<activity-status code="2" xml:lang="fr">En cours</activity-status>',
        version="1.05",
    ).items

    assert (item.title, item.language) == ("Forty wells", "en")
    assert [block.text for block in item.blocks[1:]] == [
        "Quarante puits", "Wells.", "Des puits.", "Status: Running / En cours",
    ]  # fmt: skip


def test_an_organization_that_is_not_named_is_told_by_what_there_is(read):
    (item,) = read(
        "<title>Forty wells</title><reporting-org ref='XM-9'/>"
        "<participating-org role='Funding' ref='XM-DAC-41114'/>"
        "<participating-org role='Implementing' type='23'/>"
        "<participating-org role='Extending' ref='our no. 5'>Pump Guild"
        "</participating-org><participating-org role='Accountable'/>",
        version="1.05",
    ).items

    assert item.blocks[-1].text == (
        "Funding organization: XM-DAC-41114\n"
        "Implementing organization: unnamed (regional NGO)\n"
        "Extending organization: Pump Guild\nReporting organization: XM-9"
    )
    assert item.metadata["reporting_organization_ref"] == "XM-9"
    assert item.metadata["organization_refs (as written)"] == "Pump Guild: our no. 5"
    assert [party.name for party in item.participations] == ["Pump Guild"]


def test_markers_scopes_numbers_and_parties_of_transactions_are_lines(read):
    (item,) = read(
        f"<title>{said('Forty wells')}</title>"
        "<other-identifier ref='PRJ-778' type='A1'/>"
        "<policy-marker vocabulary='1' code='1' significance='2'/>"
        "<policy-marker code='7'/><policy-marker code='2' significance='0'/>"
        f"<policy-marker vocabulary='99' code='x'>{said('Youth')}</policy-marker>"
        "<humanitarian-scope type='1' vocabulary='1-2' code='EQ-1'>"
        f"{said('Quake')}</humanitarian-scope>"
        f"<tag vocabulary='99' code='1'>{said('Pumps')}</tag>"
        "<planned-disbursement><value>10</value></planned-disbursement>"
        "<transaction><transaction-type code='6'/><value>7</value>"
        f"<receiver-org>{said('Drill Co')}</receiver-org>"
        f"<provider-org>{said('Name Withheld')}</provider-org></transaction>"
        "<transaction><transaction-type>Disbursement</transaction-type>"
        f"<value>5</value><receiver-org>{said('Drill Co')}</receiver-org>"
        "</transaction>"
        "<default-flow-type code='10'/><related-activity type='9' ref='R-1'/>",
        about="humanitarian='1' default-currency='USD'",
    ).items

    assert item.blocks[-1].text == (
        "Planned disbursements: 10 USD\nLoan repayments: 7 USD\nDisbursements: 5 USD\n"
        "Other identifier: PRJ-778\n"
        "Policy marker: Gender equality (principal objective); "
        "Climate change adaptation; Youth\n"
        "Humanitarian: yes\nTag: Pumps\nHumanitarian emergency: Quake\n"
        "Receiver of transactions: Drill Co"
    )
    assert item.metadata["other_policy_markers"] == "Environment (0)"
    assert (item.metadata["flow_type"], item.metadata["related"]) == ("10", "R-1")


def test_places_beyond_the_text_and_codes_of_nothing_known_are_kept(read):
    places = "".join(
        f"<location><name>{said(f'Place {number}')}</name></location>"
        for number in range(1, 13)
    )
    (item,) = read(
        f"<title>{said('Forty wells')}</title>{places}<activity-status code='77'/>"
        "<recipient-country code='XX'/><recipient-region code='4711'/>"
        "<activity-website>www.wells.example/40</activity-website>"
    ).items

    assert item.blocks[-1].text.count("Place") == 10
    assert item.metadata["more_locations"] == "Place 11; Place 12"
    assert item.metadata["countries (as written)"] == "XX"
    assert item.metadata["regions (as written)"] == "4711"
    assert item.metadata["status (as written)"] == "77"
    assert item.uri == "https://www.wells.example/40"


def test_all_documents_keep_their_addresses_and_more_results_are_counted(read):
    links = "".join(
        f"<document-link url='https://x.example/{number}.pdf'>"
        f"<title>{said(f'Report {number % 12}')}</title></document-link>"
        for number in range(14)
    )
    results = "".join(
        f"<result><title>{said(f'Result {number}')}</title></result>"
        for number in range(43)
    )
    found = read(
        f"<iati-identifier>XM-1</iati-identifier><title>{said('Wells')}</title>{links}"
        f"<document-link url='https://x.example/bare.pdf'/>{results}"
    )

    (item,) = found.items
    assert item.blocks[-1].text.count("Document: ") == 10
    assert item.metadata["document: Report 0"] == (
        "https://x.example/0.pdf; https://x.example/12.pdf"
    )
    assert item.metadata["document: Report 11"] == "https://x.example/11.pdf"
    assert item.metadata["documents"] == "https://x.example/bare.pdf"
    assert [(left.path, left.what) for left in found.left_out] == [
        ("a.xml#XM-1", "3 results and indicators behind the first 40")
    ]


def test_an_offices_contact_is_kept_and_a_persons_left_out_and_reported(read):
    found = read(
        f"<title>{said('Wells')}</title>"
        f"<contact-info><organisation>{said('Pump Guild')}</organisation>"
        f"<person-name>{said('A. Person')}</person-name>"
        "<email>info@guild.example</email><email>a.person@guild.example</email>"
        "<website>www.guild.example</website></contact-info>"
    )

    (item,) = found.items
    assert item.metadata["contact: Pump Guild"] == (
        "https://www.guild.example; info@guild.example"
    )
    assert "erson" not in item.model_dump_json()
    assert [(left.path, left.what) for left in found.left_out] == [
        ("a.xml", f"contact-info: {PERSONAL}")
    ]


def test_results_of_the_old_standard_are_read_in_the_elements_themselves(lines):
    found = lines(
        "<result><title>Villages have water</title><indicator measure='1'>"
        "<title>Wells dug</title><period><period-end>31 December 2016</period-end>"
        "<target>500</target></period></indicator></result>",
        version="1.05",
    )

    assert found[-1] == (
        "Result: Villages have water: Wells dug: target 500 (to 2016-12-31)"
    )


def test_an_organisation_keeps_languages_dates_and_sums_as_written(read):
    found = read(
        "<organisation-identifier>XM-9</organisation-identifier>"
        '<name xml:lang="en">Pump Guild</name><name xml:lang="fr">Guilde</name>'
        "<total-budget><period-start>1 January 2021</period-start>"
        "<period-end iso-date='2021-12-41'/><value>1.250.000,50</value>"
        "</total-budget><total-expenditure><value>12,34,5</value></total-expenditure>",
        version="1.05",
        root="organisation",
        about="default-currency='EUR'",
    )

    (item,) = found.items
    assert item.blocks[1].text == "Guilde"
    assert item.blocks[-1].text == (
        "Identifier: XM-9\nTotal budget (2021-01-01): 1250000.5 EUR"
    )
    assert item.metadata["total_budget (as written)"] == "1.250.000,50"
    assert item.metadata["total_budget_period (as written)"] == (
        "1 January 2021; 2021-12-41"
    )
    assert item.metadata["total_expenditure (as written)"] == "12,34,5"
    assert [left.path for left in found.left_out] == ["a.xml#XM-9"] * 2
