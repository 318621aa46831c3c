"""Copies of one record count once, whoever tells it, and lead to each other."""

import asyncio
import csv
import io
from collections.abc import Iterator

import httpx
import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.pages.address import asked_of
from assistant.replies import Reply, Request
from assistant.server.web import create_app
from assistant.settings import Settings
from vectorstore.records import Filters

HEAD = "title,description,year,status,funding_agency,implementing_agency,country,sector"


def row(title: str, year: int, country: str, sector: str) -> dict[str, str]:
    return {
        "title": title,
        "description": f"People of {country} learn together.",
        "year": str(year),
        "status": "Completion",
        "funding_agency": "Togo Fund",
        "implementing_agency": "Pump Guild",
        "country": country,
        "sector": sector,
    }


MINE = [
    row("Deep wells of the north", 2011, "Kenya", "Health"),
    row("Nurses for islands", 2012, "Kenya", "Health"),
    row("Programme of wells 2016-2017", 2016, "Kenya", "Health"),
    row("Programme of wells 2018-2019", 2018, "Kenya", "Health"),
    row("Plan 2016", 2016, "Kenya", "Health"),
    row("Plan 2018", 2018, "Kenya", "Health"),
]
THEIRS = [
    row("DEEP WELLS OF THE NORTH", 2011, "Kenya", ""),
    row("Nurses for islands", 2012, "Mali", "Health"),
]
DISTINCT = 5  # two of Kenya, the programme once, and two plans


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as opened:
        for platform, rows in (("Ours", MINE), ("Others", THEIRS)):
            folder = tmp_path_factory.mktemp(platform)
            told = io.StringIO()
            writer = csv.DictWriter(told, HEAD.split(","))
            writer.writeheader()
            writer.writerows(rows)
            (folder / "projects.csv").write_text(told.getvalue(), "utf-8")
            report = opened.ingest([folder], SourceOptions(platform=platform))
            assert report.failed == ()
        yield opened


def ask(services: Services, question: str) -> Reply:
    return asyncio.run(services.assistant.ask(Request(question=question)))


def test_copies_of_two_platforms_and_of_two_years_count_once(services) -> None:
    reply = ask(services, "How many projects in Kenya?")

    assert reply.counts is not None
    assert reply.counts.total == DISTINCT
    assert reply.counts.copies == 2  # of the wells: another platform's, another year's
    assert "copies not counted: 2" in reply.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Combien de projets au Kenya ?", "copies non comptées : 2"),
        ("肯尼亚有多少个项目？", "未计入的副本：2"),
        ("كم عدد المشاريع في كينيا؟", "نسخ لم تُحسب: 2"),
    ],
)
def test_the_answer_says_how_many_copies_are_left_out(services, question, said) -> None:
    assert said in ask(services, question).text


def test_a_copy_that_passes_a_filter_stands_for_all(services) -> None:
    reply = ask(services, "How many health projects in Kenya?")

    assert reply.counts is not None
    assert reply.counts.total == DISTINCT
    assert reply.counts.copies == 1  # that of the other year; theirs has no sector


def test_counts_by_organization_agree_with_those_of_records(services) -> None:
    reply = ask(services, "How many health projects in Kenya by organization?")

    assert reply.counts is not None
    assert reply.counts.total == DISTINCT
    assert {one.count for one in reply.counts.rows} == {DISTINCT}


def test_rows_by_platform_hold_what_each_address_lists(services) -> None:
    reply = ask(services, "How many projects by platform?")

    assert reply.counts is not None
    assert {one.value: one.count for one in reply.counts.rows} == {
        "Ours": DISTINCT,
        "Others": 2,
    }
    assert reply.counts.total == DISTINCT + 1  # the nurses of Mali are others
    for one in reply.counts.rows:
        listed = services.assistant.library.listed(filters=one.filters)
        assert len(listed) == one.count


def test_a_list_tells_each_record_once(services) -> None:
    reply = ask(services, "List projects in Kenya")

    assert reply.counts is not None
    assert reply.counts.total == reply.counts.listed == DISTINCT
    titles = [citation.title.casefold() for citation in reply.citations]
    assert titles.count("deep wells of the north") == 1


async def test_a_record_leads_to_its_copies_and_back(services: Services) -> None:
    library = services.assistant.library
    first = library.listed()
    every = [*first, *(copy for one in first for copy in library.copies_of(one))]
    ids = {
        (document.provenance.platform, document.title.casefold()): one
        for one, document in library.documents(every).items()
    }
    mine = ids["Ours", "deep wells of the north"]
    theirs = ids["Others", "deep wells of the north"]
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        for one, other in ((mine, theirs), (theirs, mine)):
            page = await client.get(f"/document/{one}")
            assert "The same record in" in page.text
            assert f'href="/document/{other}"' in page.text
        alone = await client.get(f"/document/{ids['Ours', 'plan 2016']}")
        assert "The same record in" not in alone.text
        count = await client.get(asked_of(Filters(country=("KE",))).address())
        assert f"Documents found: {DISTINCT}<" in count.text
