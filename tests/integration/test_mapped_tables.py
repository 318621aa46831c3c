"""Tables are read by what a person says of their columns, and told of every slip."""

import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from typer.testing import CliRunner

from assistant.cli import app
from ingestion.errors import UnusableMapping
from ingestion.mapping_files import mapping_from
from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.mapping import TableMapping
from ingestion.table_sources import guessed, preview_table
from vectorstore.records import Role

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"
FRENCH = (
    "Liste des projets 2020;;;;;;;\n;;;;;;;\n"
    "Code;Intitulé;Ce qui fut fait;Pays;Début;Coût (FCFA);Bailleur;Contact\n"
    "P1;Puits de Kaya;Quarante puits;Burkina Faso;03/05/2019;1 234 567,5;AFD;Jean\n"
    "P2;Puits de Ségou;Trente puits;Mali;30/11/2019;beaucoup;BOAD;Awa\n"
)
MAPPING = """
id: code
title: Intitulé
text: Ce qui fut fait
language: fr
country: Pays
start: {column: Début, format: "%d/%m/%Y"}
amount: {column: Coût (FCFA), currency: XOF}
organizations:
- {column: Bailleur, role: funding}
kind: good practice
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "projets.csv"
    path.write_text(FRENCH, "utf-8")
    return path


def mapped(path, text):
    options = ParseOptions(mapping=mapping_from(text, shown="m.yaml"))
    return parse_file(path, shown=path.name, options=options)


def test_every_key_of_a_mapping_is_heeded_and_originals_are_kept(table):
    found = mapped(table, MAPPING)

    first, second = found.items
    assert (first.fragment, first.title, first.language) == (
        "P1", "Puits de Kaya", "fr",
    )  # fmt: skip
    assert first.blocks[1].text == "Quarante puits"
    assert (first.facets.countries, first.facets.kind) == (("BF",), "good practice")
    assert (first.started, first.published) == ("2019-05-03", "2019-05-03")
    assert first.metadata["Début"] == "03/05/2019"
    assert first.metadata["Coût (FCFA)"] == "1 234 567,5"
    assert first.metadata["amount: Coût (FCFA)"] == "1234567.5 XOF"
    [party] = first.participations
    assert (party.name, party.role) == ("AFD", Role.FUNDING)
    assert "amount: Coût (FCFA)" not in second.metadata
    told = [left.what for left in found.left_out]
    assert "column 'Contact': persons' contacts" in told
    assert any("'beaucoup' (P2)" in what for what in told)


@pytest.mark.parametrize(
    ("said", "message", "remedy"),
    [
        ("titel: X", "'titel'", "title"),
        ("kind: projekt", "kind", "good practice"),
        ("title: Intitule du projet", "'Intitule du projet'", None),
        ("start: {column: Début, format: '%d/%m'}", "start.format", "%Y"),
        ("organizations: [{column: Bailleur, role: payer}]", "role", "funding"),
        ("amount: {column: Code, currency: ZZZ}", "currency", "XOF"),
        ("title: a: b", "line 1", "quotation"),
        ("- x", "says nothing", "title"),
    ],
)
def test_a_slip_in_a_mapping_is_named_with_what_was_meant(table, said, message, remedy):
    with pytest.raises(UnusableMapping) as caught:
        mapped(table, said)

    assert message in caught.value.message
    if remedy is None:
        assert "did you mean 'Intitulé'?" in caught.value.message
    else:
        assert remedy in caught.value.remedy


def test_a_guess_reads_the_table_as_it_would_be_read(table):
    text = guessed(table)

    mapping = mapping_from(text, shown="guess")
    assert (mapping.id, mapping.country) == ("Code", ("Pays",))
    assert "# Not named above" in text
    assert "'Ce qui fut fait'" in text or "Ce qui fut fait: Quarante puits" in text
    assert preview_table(table, mapping).found == 2


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("id,title,start date,amount (USD),implementing agency", "USD"),
        ("código,título,fecha de inicio,presupuesto (USD),agencia ejecutora", "USD"),
        ("编号,项目名称,开始日期,金额 (USD),实施机构", "USD"),
        ("номер,название,дата начала,бюджет (USD),исполнитель", "USD"),
        ("الرقم,العنوان,تاريخ البدء,المبلغ (USD),الجهة المنفذة", "USD"),
    ],
)
def test_headers_in_many_languages_are_guessed(tmp_path, header, expected):
    path = tmp_path / "t.csv"
    rows = "\n".join(
        f'{n},Wells of village {n},{n}/11/2019,"1,00{n}.50",Agency {n}'
        for n in range(13, 19)
    )
    path.write_text(f"{header}\n{rows}\n", "utf-8")

    mapping = mapping_from(guessed(path), shown="guess")

    names = header.split(",")
    assert (mapping.id, mapping.title) == (names[0], names[1])
    assert mapping.start is not None
    assert (mapping.start.column, mapping.start.format) == ((names[2],), "%d/%m/%Y")
    assert [(a.column, a.currency) for a in mapping.amount] == [(names[3], expected)]
    assert [(p.column, p.role) for p in mapping.organizations or ()] == [
        (names[4], Role.IMPLEMENTING)
    ]


@pytest.fixture
def messy(tmp_path):
    """A workbook as offices make them: notes, merged cells, two tables, text sums."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Projects"
    sheet.append(["Ministry of Water, as of June"])
    sheet.append([])
    sheet.append(["No", "Project", "Money", None, "Partner"])
    sheet.append([None, None, "Planned", "Spent", None])
    sheet.merge_cells("C3:D3")
    for number in range(1, 5):
        sheet.append([number, f"Canal {number}", f"{number} 000", number * 900, "IsDB"])
    sheet.append([])
    sheet.append(["Abbreviation", "Meaning", "Since"])
    sheet.append(["IsDB", "Islamic Development Bank", 1975])
    sheet.append(["MW", "Ministry of Water", 1960])
    path = tmp_path / "messy.xlsm"
    book.save(path)
    return path


def test_a_messy_sheet_is_read_by_its_mapping_and_other_tables_are_told_of(messy):
    found = mapped(
        messy,
        "id: No\ntitle: Project\namount: [{column: 'Money: Planned', currency: XOF}]\n"
        "organizations: [{column: Partner, role: funding}]\n",
    )

    assert [item.title for item in found.items] == [f"Canal {n}" for n in range(1, 5)]
    assert found.items[0].metadata["amount: Money: Planned"] == "1000 XOF"
    assert found.items[0].participations[0].name == "IsDB"
    assert any("a table of 2 rows" in left.what for left in found.left_out)


def test_a_mapping_stays_with_its_table(table, tmp_path, monkeypatch):
    monkeypatch.setenv("GALAXY_HOME", str(tmp_path / "home"))
    said = tmp_path / "m.yaml"
    said.write_text(MAPPING, "utf-8")

    def run(*words):
        done = CliRunner().invoke(app, [*words, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    preview = run("sources", "add", str(table), "--map", str(said), "--preview")
    added = run("sources", "add", str(table), "--map", str(said))
    table.write_text(FRENCH.replace("Quarante", "Cinquante"), "utf-8")
    again = run("ingest", str(table))

    schema = json.loads((CONTRACT / "preview.json").read_text("utf-8"))
    jsonschema.validate(preview, schema)
    assert preview["records"][0]["amounts"] == ["1234567.5 XOF"]
    assert preview["records"][0]["organizations"][0]["role"] == "funding"
    assert (added["added"], again["updated"], again["unchanged"]) == (2, 1, 1)
    assert (added["removed"], again["removed"]) == (0, 0)


def test_only_tables_take_a_mapping(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Not a table at all.", "utf-8")

    with pytest.raises(UnusableMapping, match="no table"):
        preview_table(path, TableMapping())
