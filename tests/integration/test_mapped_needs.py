"""Tables of needs and offers as offices keep them: guessed, mapped, matched, shown."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from assistant.app import Services, open_services
from assistant.server.web import create_app
from assistant.settings import Settings
from ingestion.table_sources import guessed

NEEDS = """\
Ref;Intitulé du besoin;Explication;Institution;Pays;Secteur;ODD;Échéance;Courriel
B1;Réparateurs de pompes;Nous cherchons des formateurs pour les équipes qui réparent \
les pompes à main de nos villages.;Direction de l'Eau;Niger;Eau;6;30/06/2099;\
info@eau.example
B2;Banques de lait maternel;Nos hôpitaux veulent ouvrir des banques de lait humain \
pour les prématurés.;Hôpital de Thiès;Sénégal;Santé;3;31/12/2099;awa@hopital.example
"""
OFFERS = [
    ["Offers of cooperation, as of November"],
    [],
    ["No", "What we offer", "Details", "Organization", "Country", "Sector", "SDG",
     "Valid until", "Type of cooperation"],
    [1, "Courses for pump mechanics", "We train village crews to repair hand pumps.",
     "Pump School", "Togo", "Water and sanitation", 6, "2099-12-31", "training"],
    [2, "Milk banks", "We help hospitals to set up human milk banks for newborns.",
     "Milk Bank Network", "Brazil", "Health", 3, "2099-11-30", "technical"],
]  # fmt: skip


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path / "home", workers=1)
    with open_services(settings, purpose="a test") as opened:
        yield opened


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    needs, offers = tmp_path / "besoins 2026.csv", tmp_path / "table.xlsx"
    needs.write_text(NEEDS, "utf-8")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in OFFERS:
        book.active.append(row)
    book.save(offers)
    return needs, offers


def test_from_two_tables_to_a_page_with_the_words_of_both_sides(
    services, galaxy_on, tables, tmp_path
):
    galaxy = galaxy_on(services)
    for table, kind, role in zip(
        tables, ("need", "offer"), ("seeking", "offering"), strict=True
    ):
        said = tmp_path / f"{kind}.yaml"
        said.write_text(galaxy("sources", "guess", str(table)).stdout, "utf-8")
        assert f"\nkind: {kind}\n" in said.read_text("utf-8")
        add = ("sources", "add", str(table), "--map", str(said))
        shown = json.loads(galaxy(*add, "--preview", "--json").stdout)
        first = shown["records"][0]
        assert (first["kind"], first["ended"][:4]) == (kind, "2099")
        assert [one["role"] for one in first["organizations"]] == [role]
        done = galaxy(*add, "--platform", "Offices")
        assert done.exit_code == 0, done.output
        assert "2 items added" in done.output
        assert "galaxy needs matches" in done.output

    listed = map(json.loads, galaxy("needs", "list", "--json").stdout.splitlines())
    for need in listed:
        reply = json.loads(galaxy("needs", "match", need["id"], "--json").stdout)
        assert reply["matches"][0]["posting"]["sdgs"] == need["sdgs"]

    with TestClient(create_app(services, ui=False)) as client:
        page = unescape(client.get("/needs", params={"lang": "fr"}).text)
    plain = " ".join(re.sub("<[^>]*>", " ", page).split())
    for words in (
        "Nous cherchons des formateurs pour les équipes qui réparent les pompes",
        "We train village crews to repair hand pumps.",
        "Nos hôpitaux veulent ouvrir des banques de lait humain",
        "We help hospitals to set up human milk banks for newborns.",
        "info@eau.example",
    ):
        assert words in plain
    assert "awa@" not in page


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("needs", "need"), ("Besoins 2026", "need"), ("ofertas", "offer"),
        ("合作需求", "need"), ("предложения", "offer"), ("الاحتياجات", "need"),
        ("needs and offers", None), ("projects", None), ("water supply", None),
    ],
)  # fmt: skip
def test_the_name_of_a_file_tells_what_its_rows_are(tmp_path, name, expected):
    table = tmp_path / f"{name}.csv"
    table.write_text("title,until\nRepair of pumps,2099-01-31\nWells,2099\n", "utf-8")

    told = guessed(table)

    found = re.search("^kind: (.*)$", told, re.M)
    assert (found and found.group(1)) == expected
    assert ("\nend: until\n" in told) is (expected is not None)
