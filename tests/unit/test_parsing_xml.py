"""XML: aid activities, records and prose."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.errors import UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file

Parse = Callable[..., Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(name: str, content: str) -> Parsed:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return parse_file(path, shown=name, options=ParseOptions())

    return _parse


def text(item: Item) -> str:
    return "\n\n".join(block.text for block in item.blocks)


NEW = """<?xml version="1.0"?>
<iati-activities version="2.03">
<iati-activity default-currency="USD" last-updated-datetime="2021-01-02T00:00:00Z">
  <iati-identifier> XM-1-a </iati-identifier>
  <reporting-org ref="XM"><narrative>Pump Guild</narrative></reporting-org>
  <title><narrative xml:lang="EN">Forty wells</narrative>
    <narrative xml:lang="fr">Quarante puits</narrative></title>
  <description type="1"><narrative>Wells for villages.</narrative></description>
  <participating-org role="1"><narrative>Fund of the South</narrative>
  </participating-org>
  <participating-org role="4"><narrative>Pump Guild</narrative></participating-org>
  <participating-org role="4"><narrative>**********</narrative></participating-org>
  <activity-status code="2"/>
  <activity-date type="2" iso-date="2020-01-01+08:00"/>
  <activity-date type="3" iso-date="2022-06-30"/>
  <recipient-country code="XX"/>
  <recipient-region code="289"><narrative>South of Sahara</narrative></recipient-region>
  <sector vocabulary="1" code="14030"/>
  <sector vocabulary="99" code="7"><narrative>Village water</narrative></sector>
  <transaction><transaction-type code="3"/><value>1,000.5</value>
    <recipient-country code="ml"/></transaction>
  <transaction><transaction-type code="3"/><value currency="EUR">20</value>
  </transaction>
  <transaction><transaction-type code="3"/><value>999.5</value></transaction>
  <budget><value>5000</value></budget>
</iati-activity>
<iati-activity><title><narrative>Seed banks</narrative></title></iati-activity>
<iati-activity><iati-identifier>XM-1-empty</iati-identifier></iati-activity>
</iati-activities>"""


def test_an_activity_tells_who_where_when_and_how_much(parse: Parse) -> None:
    first, second = parse("a.xml", NEW).items
    assert (first.fragment, first.title) == ("XM-1-a", "Forty wells")
    assert first.publisher == "Pump Guild"
    assert first.published == "2020-01-01"
    assert first.language == "en"
    assert first.facets.countries == ("ML",)
    assert first.facets.sectors == ("14030", "Village water")
    assert first.facets.kind == "activity"
    assert text(first) == (
        "Forty wells\n\nQuarante puits\n\nWells for villages.\n\n"
        "Funding organization: Fund of the South\n"
        "Implementing organization: Pump Guild\n"
        "Country: Mali\n"
        "Region: South of Sahara\n"
        "Sector: Basic drinking water supply and basic sanitation (14030); "
        "Village water\n"
        "Status: Implementation\n"
        "Actual start: 2020-01-01\n"
        "Planned end: 2022-06-30\n"
        "Budget: 5000 USD\n"
        "Disbursements: 2000 USD\n"
        "Disbursements: 20 EUR"
    )
    assert (second.fragment, second.title) == ("activity=2", "Seed banks")


QUIRKS = """<iati-activities version="2.03" xmlns:x="http://example.org/x">
<!-- <iati-activity><iati-identifier>Q-0</iati-identifier></iati-activity> -->
<iati-activity x:note="a">
  <iati-identifier>Q-1</iati-identifier>
  <title><narrative>Rice for schools</narrative></title>
  <participating-org role="1"><narrative>Meal Fund</narrative></participating-org>
  <participating-org role="2"><narrative>Meal Fund</narrative></participating-org>
  <participating-org role="3"><narrative>Meal Fund</narrative></participating-org>
  <participating-org role="4"><narrative>Meal Fund</narrative></participating-org>
  <participating-org role="4"><narrative>Name Withheld</narrative></participating-org>
  <recipient-country code="GLOBAL"/><recipient-country code="XX"/>
  <recipient-country code="GLOBAL"><narrative>Global</narrative></recipient-country>
  <recipient-region code="298"/><recipient-region code="4711"/>
  <sector vocabulary="7" code="2"/><sector vocabulary="99" code="11220"/>
  <sector vocabulary="1" code="11250"/>
  <tag vocabulary="3" code="2.1"/>
  <related-activity type="1" ref="Q-P"/><related-activity type="2" ref="Q-2"/>
  <related-activity type="2" ref="Q-3"/>
</iati-activity></iati-activities>"""


RESULTS = """<iati-activities version="2.03"><iati-activity>
  <iati-identifier>XM-1-r</iati-identifier>
  <title><narrative>Forty wells</narrative></title>
  <result type="1"><title><narrative>Villages have water</narrative></title>
    <indicator measure="1"><title><narrative>Wells dug</narrative></title>
      <baseline year="2014" value="0"/>
      <period><period-start iso-date="2015-01-01"/>
        <period-end iso-date="2016-12-31"/>
        <target value="500"/><actual value="432"/></period></indicator>
    <indicator measure="2"><title><narrative>Homes reached</narrative></title>
      <period><target value="80"/></period></indicator></result>
  <result type="2"><title><narrative>Fewer ill children</narrative></title></result>
  <document-link url="https://x.example/r.pdf"><title>
    <narrative>Final report on the wells</narrative></title></document-link>
</iati-activity></iati-activities>"""


def test_results_and_documents_of_an_activity_are_read(parse: Parse) -> None:
    (item,) = parse("a.xml", RESULTS).items

    told = text(item).split("\n")
    assert (
        "Result: Villages have water: Wells dug: baseline 0 (2014), "
        "target 500 (to 2016-12-31), actual 432 (to 2016-12-31)"
    ) in told
    assert "Result: Villages have water: Homes reached: target 80 %" in told
    assert "Result: Fewer ill children" in told
    assert "Document: Final report on the wells" in told


def test_what_feeds_do_wrong_is_read_as_far_as_it_goes(parse: Parse) -> None:
    (item,) = parse("a.xml", QUIRKS).items
    assert (item.fragment, item.language) == ("Q-1", None)
    assert item.facets.countries == ()
    assert item.facets.sdgs == ("2", "2.1")
    assert item.facets.sectors == ("11250",)
    assert (item.metadata["parent"], item.metadata["children"]) == ("Q-P", "Q-2; Q-3")
    assert {party.name for party in item.participations} == {"Meal Fund"}
    assert text(item) == (
        "Rice for schools\n\n"
        "Funding, Accountable, Extending, Implementing organization: Meal Fund\n"
        "Country: Global\nRegion: Africa\n"
        "Sector: 11220; School feeding (11250)\nSDGs: 2, 2.1"
    )


def test_a_contacts_site_is_its_organizations_and_no_persons(parse: Parse) -> None:
    contacts = (
        "<contact-info><organisation><narrative>Fund of the South</narrative>"
        "</organisation><email>awa@fund.example</email>"
        "<email>info@fund.example</email><website>www.fund.example</website>"
        "</contact-info>"
        "<contact-info><person-name><narrative>A. Person</narrative></person-name>"
        "<email>a.person@example.org</email><website>https://guild.example</website>"
        "</contact-info></iati-activity>"
    )
    first = parse("a.xml", NEW.replace("</iati-activity>", contacts, 1)).items[0]
    assert [
        (party.name, party.uri, party.mailbox) for party in first.participations
    ] == [
        ("Fund of the South", "https://www.fund.example", "info@fund.example"),
        ("Pump Guild", "https://guild.example", None),
    ]
    assert "erson" not in first.model_dump_json()
    assert "awa" not in first.model_dump_json()


ORGANISATIONS = """<iati-organisations version="2.03">
<iati-organisation default-currency="EUR" last-updated-datetime="2021-05-01">
  <organisation-identifier>XM-9</organisation-identifier>
  <name><narrative>Pump Guild</narrative><narrative>Guilde</narrative></name>
  <reporting-org ref="XM-9" type="22"><narrative>Pump Guild</narrative></reporting-org>
  <total-budget><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
    <value>1,000</value></total-budget>
  <recipient-country-budget><recipient-country code="ML"/>
    <value currency="USD">5</value></recipient-country-budget>
  <document-link url="https://example.org/plan.pdf"><title><narrative>Plan 2021
    </narrative></title></document-link>
</iati-organisation><iati-organisation><organisation-identifier>XM-8
</organisation-identifier></iati-organisation></iati-organisations>"""


def test_an_organisation_file_tells_budgets_and_documents(parse: Parse) -> None:
    (item,) = parse("a.xml", ORGANISATIONS).items
    assert (item.fragment, item.title) == ("XM-9", "Pump Guild")
    assert (item.facets.kind, item.facets.countries) == ("organization", ("ML",))
    assert item.participations == ()
    assert item.metadata["document: Plan 2021"] == "https://example.org/plan.pdf"
    assert text(item) == (
        "Pump Guild\n\nGuilde\n\nIdentifier: XM-9\n"
        "Total budget (2021-01-01 to 2021-12-31): 1000 EUR\n"
        "Budget for Mali: 5 USD\nDocument: Plan 2021"
    )


def test_every_broken_activity_is_named_and_all_others_are_kept(parse: Parse) -> None:
    one = (
        "<iati-activity><iati-identifier>B-{0}</iati-identifier><title><narrative>"
        "Wells {0}</narrative></title></iati-activity>\n"
    )
    broken = {
        2: one.format(2).replace("Wells", "Wells & more"),
        4: one.format(4).replace("</narrative></title></iati-activity>", ""),
        6: one.format(6).replace("Wells", "<x>Wells"),
    }
    body = "".join(broken.get(number) or one.format(number) for number in range(1, 8))
    found = parse("a.xml", f"<iati-activities>\n{body}</iati-activities>")
    assert [item.fragment for item in found.items] == [f"B-{n}" for n in range(1, 8)]
    assert [problem.path for problem in found.problems] == [
        f"a.xml#B-{number}" for number in broken
    ]
    assert [f"(line {number + 1})" in problem.reason for number, problem in zip(
        broken, found.problems, strict=True)] == [True] * 3  # fmt: skip


OLD = """<iati-activities version="1.04"><iati-activity xml:lang="en">
<iati-identifier>
  OLD-1
</iati-identifier><title>
  Forty wells
</title><participating-org role="Funding">
  Fund of the South
</participating-org><participating-org role="Implementing">Fund of the South
</participating-org><activity-status code="3">Completion</activity-status>
<recipient-country code="NG" percentage="100.00"/>
<transaction><value currency="USD">5</value><transaction-type code="E"/></transaction>
</iati-activity></iati-activities>"""


def test_an_activity_of_the_old_standard_is_read_alike(parse: Parse) -> None:
    (item,) = parse("a.xml", OLD).items
    assert item.fragment == "OLD-1"
    assert (
        item.language is None
    )  # a whole activity's language is a default, often wrong
    assert text(item) == (
        "Forty wells\n\n"
        "Funding, Implementing organization: Fund of the South\n"
        "Country: Nigeria\nStatus: Completion\nExpenditure: 5 USD"
    )


def test_broken_xml_keeps_what_is_whole_and_says_where(parse: Parse) -> None:
    broken = NEW.replace(
        "<title><narrative>Seed banks", "<title><narrative>Seed <banks & "
    )
    found = parse("a.xml", broken)
    assert found.items[0].fragment == "XM-1-a"
    (problem,) = found.problems
    assert problem.path.startswith("a.xml#line=")
    assert "broken here" in problem.reason


def test_a_file_that_breaks_off_keeps_the_activities_before(parse: Parse) -> None:
    found = parse("a.xml", NEW[: NEW.index("Seed banks")])
    assert [item.fragment for item in found.items] == ["XM-1-a"]
    assert found.problems


DECLARATION = """<?xml version="1.0"?>
<udhr xml:lang="sw" xmlns="http://example.org/ns">
 <note><para>Before the title.</para></note>
 <title>Tamko</title>
 <preamble><title>Utangulizi</title><para>Kwa kuwa
   <i>haki</i> zote.</para></preamble>
 <article number="1"><title>Kifungu cha 1</title><para>Watu wote.</para>
  <orderedlist><listitem><para>Moja.</para></listitem></orderedlist></article>
 <article number="2"><title>Kifungu cha 2</title><para>Kila mtu.</para></article>
</udhr>"""


def test_prose_is_one_item_under_its_titles(parse: Parse) -> None:
    (item,) = parse("a.xml", DECLARATION).items
    assert (item.fragment, item.title, item.language) == (None, "Tamko", "sw")
    assert [(block.headings, block.text) for block in item.blocks] == [
        ((), "Before the title."),
        ((), "Tamko"),
        ((), "Utangulizi"),
        (("Utangulizi",), "Kwa kuwa haki zote."),
        ((), "Kifungu cha 1"),
        (("Kifungu cha 1",), "Watu wote."),
        (("Kifungu cha 1",), "Moja."),
        ((), "Kifungu cha 2"),
        (("Kifungu cha 2",), "Kila mtu."),
    ]


def test_records_that_repeat_are_items(parse: Parse) -> None:
    found = parse(
        "a.xml",
        "<list><made>2020</made>"
        "<project id='p1'><name>Wells</name><country>Mali</country></project>"
        "<project id='p2'><name>Seeds</name><country>Peru</country>"
        "<contact>Someone</contact></project></list>",
    )
    assert [item.fragment for item in found.items] == ["p1", "p2"]
    assert [item.title for item in found.items] == ["Wells", "Seeds"]
    assert found.items[1].facets.countries == ("PE",)
    assert [left.what for left in found.left_out] == [
        "field 'contact': persons' contacts"
    ]


def test_records_without_identifiers_are_named_by_place(parse: Parse) -> None:
    found = parse(
        "a.xml",
        "<feed><channel><item><title>Wells</title><link>https://example.org/w</link>"
        "</item><item><title>Seeds</title></item></channel></feed>",
    )
    assert [item.fragment for item in found.items] == ["item[1]", "item[2]"]
    assert found.items[0].uri == "https://example.org/w"


def test_entities_are_refused(parse: Parse) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "words words"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(UnreadableFile, match="entities"):
        parse("a.xml", bomb)
    with pytest.raises(UnreadableFile, match="entities"):
        parse(
            "b.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        )


def test_deep_xml_and_no_xml_are_failures_with_reasons(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match=r"nested too deeply|not valid XML"):
        parse("a.xml", "<a>" * 5_000 + "words" + "</a>" * 5_000)
    with pytest.raises(UnreadableFile, match="not valid XML"):
        parse("b.xml", "no markup at all")


@pytest.mark.corpus
def test_every_activity_of_the_corpus_has_its_own_identifier(corpus: Path) -> None:
    counts: dict[str, int] = {}
    for path in sorted((corpus / "iati").glob("*.xml")):
        found = parse_file(path, shown=path.name, options=ParseOptions())
        assert not found.problems
        named = {item.fragment for item in found.items}
        assert len(named) == len(found.items)
        counts[path.name[5:9] + path.name[10:13]] = len(found.items)
    assert counts == {"1.04Nig": 481, "2.03Nig": 140, "2.03Sen": 701}


@pytest.mark.corpus
def test_the_declaration_of_the_corpus_has_thirty_articles(corpus: Path) -> None:
    for path in sorted((corpus / "udhr").glob("*.xml")):
        (item,) = parse_file(path, shown=path.name, options=ParseOptions()).items
        assert item.language
        assert sum(block.is_heading for block in item.blocks) >= 31, path.name
