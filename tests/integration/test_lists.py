"""A question for a list gives the records themselves, as many as were taken in."""

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema
import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.replies import Reply, Request
from assistant.server.web import create_app
from assistant.settings import Settings
from assistant.ui.answers import answer_view

CONTRACT = Path(__file__).parents[2] / "docs" / "contract" / "ask.json"
HEAD = "title,description,year,status,funding_agency,implementing_agency,country,sector"
PLACES = ("Kenya", "Fiji", "Kenya; Mali", "Ghana", "Samoa")
SECTORS = ("Water supply", "Energy", "Health")


def rows() -> list[dict[str, str]]:
    """Sixty projects, each of another mixture of place, sector and year."""
    return [
        {
            "title": f"Project {n} of the plan",
            "description": f"People of village {n} learn together.",
            "year": str(2005 + n % 9),
            "status": "Completion",
            "funding_agency": "Togo Fund",
            "implementing_agency": ("Farm Union", "Pump Guild")[n % 2],
            "country": PLACES[n % 5],
            "sector": SECTORS[(n // 5) % 3],
        }
        for n in range(60)
    ]


def fitting(country: str, sector: str) -> set[str]:
    places = country.split()
    return {
        row["title"]
        for row in rows()
        if row["sector"] == sector and any(p in row["country"] for p in places)
    }


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("listed")
    told = io.StringIO()
    writer = csv.DictWriter(told, HEAD.split(","))
    writer.writeheader()
    writer.writerows(rows())
    (folder / "projects.csv").write_text(told.getvalue(), "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    with open_services(settings, purpose="a test") as opened:
        assert opened.ingest([folder], SourceOptions(platform="Plans")).failed == ()
        yield opened


def ask(services: Services, question: str, **more: object) -> Reply:
    request = Request.model_validate({"question": question, **more})
    reply = asyncio.run(services.assistant.ask(request))
    jsonschema.validate(
        json.loads(reply.model_dump_json(by_alias=True)),
        json.loads(CONTRACT.read_text("utf-8")),
    )
    return reply


@pytest.mark.parametrize(
    "question",
    [
        "water projects in Kenya",
        "Quels projets sur l’eau y a-t-il au Kenya ?",
        "¿Qué proyectos de agua hay en Kenia?",
        "اذكر مشاريع المياه في كينيا",
        "肯尼亚有哪些供水项目？",
        "Какие проекты по водоснабжению есть в Кении?",
        "Quais projetos de água existem no Quênia?",
    ],
)
def test_water_projects_in_kenya_in_each_language(services, question) -> None:
    reply = ask(services, question)

    expected = fitting("Kenya", "Water supply")
    assert reply.kind == "answer", reply.text
    assert reply.counts.total == len(expected)
    assert reply.counts.listed == len(reply.citations) == min(len(expected), 8)
    titles = [citation.title for citation in reply.citations]
    assert len(set(titles)) == len(titles)
    assert set(titles) <= expected


@pytest.mark.parametrize(
    "question",
    [
        "What projects has the Pump Guild carried out in Ghana?",
        "Which projects does the Pump Guild run in Ghana?",
        "Quels projets réalise le Pump Guild au Ghana ?",
        "¿Qué proyectos ha ejecutado el Pump Guild en Ghana?",
        "ما المشاريع التي نفذتها Pump Guild في غانا؟",
        "Pump Guild在加纳实施了哪些项目？",
        "Какие проекты Pump Guild реализовал в Гане?",
        "Que projetos o Pump Guild executou em Gana?",
    ],
)
def test_what_one_body_did_in_a_country_in_each_language(services, question) -> None:
    reply = ask(services, question)

    expected = {
        row["title"]
        for row in rows()
        if row["country"] == "Ghana" and row["implementing_agency"] == "Pump Guild"
    }
    assert reply.kind == "answer", reply.text
    assert reply.counts is not None, reply.text
    assert reply.counts.total == len(expected)
    assert {citation.title for citation in reply.citations} <= expected


def test_each_record_is_told_with_its_facts_and_an_exact_span(services) -> None:
    reply = ask(services, "water projects in Kenya", limit=3)

    assert len(reply.citations) == reply.counts.listed == 3
    for citation in reply.citations:
        document = services.library.document(citation.document_id)
        assert document.text[slice(*citation.span)] == citation.quote
        row = next(row for row in rows() if row["title"] == citation.title)
        line = next(
            line for line in reply.text.split("\n") if line.startswith(citation.title)
        )
        facts = (*row["country"].split("; "), row["year"], row["implementing_agency"])
        assert all(fact in line for fact in facts), line
    assert f"Further records: {reply.counts.total - 3}." in reply.text


async def test_a_region_is_its_countries_and_the_link_leads_to_all(services) -> None:
    request = Request(question="list projects on renewable energy in the Pacific")
    reply = await services.assistant.ask(request)

    expected = fitting("Fiji Samoa", "Energy")
    assert reply.counts.total == len(expected)
    assert {"FJ", "WS"} <= set(reply.counts.filters.country)
    assert "Pacific, countries and territories: 22" in reply.text
    view = answer_view(reply, {})
    assert view.search.address == reply.counts.search
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        page = await client.get(view.search.address)
        assert f"Documents found: {len(expected)}<" in page.text
        africa = await services.assistant.ask(Request(question="projects in Africa"))
        page = await client.get(africa.counts.search)
        assert re.search(rf"Documents found: {africa.counts.total}<", page.text)


def test_organizations_are_listed_with_their_records(services) -> None:
    reply = ask(services, "Which organizations work on water in Kenya?")

    assert reply.counts.by == "organization"
    assert reply.counts.total == len(fitting("Kenya", "Water supply"))


@pytest.mark.parametrize(
    "question", ["water projects in Peru", "Which projects in Kenya reduced malaria?"]
)
def test_what_matches_nothing_or_asks_for_more_goes_its_own_way(
    services, question
) -> None:
    assert ask(services, question).counts is None


def test_what_the_library_holds_is_told(services) -> None:
    reply = ask(services, "What's in here?")
    assert reply.kind == "notice"
    assert "60" in reply.text
    assert "Plans" in reply.text
    assert "English" in reply.text

    told = ask(services, "资料库里有什么？")
    assert "Plans" in told.text
    assert "英语" in told.text


@pytest.mark.parametrize(
    ("before", "message", "code", "country", "sectors"),
    [
        ("water projects in Kenya", "And in Fiji?", "FJ", "Fiji", ("Water supply",)),
        ("Quels projets sur l’eau au Kenya ?", "Et aux Fidji ?", "FJ", "Fiji",
         ("Water supply",)),
        ("How many projects in Kenya?", "and in Ghana?", "GH", "Ghana", SECTORS),
    ],
)  # fmt: skip
def test_a_follow_up_moves_a_list_or_a_count(
    services, before, message, code, country, sectors
) -> None:
    reply = ask(services, message, context=["What is a well?", before])
    assert reply.counts is not None
    assert reply.counts.filters.country == (code,)
    there = [fitting(country, sector) for sector in sectors]
    assert reply.counts.total == len(set().union(*there))


@pytest.mark.parametrize(
    "question",
    [
        "List energy projects in Ghana and Samoa",
        "Liste les projets d'énergie au Ghana et au Samoa",
        "Proyectos de energía en Ghana y Samoa",
        "加纳和萨摩亚有哪些能源项目？",
    ],
)
def test_countries_side_by_side_are_listed_each(services, question) -> None:
    reply = ask(services, question)

    assert reply.counts is not None, reply.text
    assert reply.counts.total == len(fitting("Ghana Samoa", "Energy"))
    assert set(reply.counts.filters.country) == {"GH", "WS"}
