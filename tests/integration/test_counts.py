"""Counts are exact: the same as counted here from the rows that were taken in."""

import asyncio
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema
import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.pages.address import asked_of
from assistant.replies import Reply, Request
from assistant.server.web import create_app
from assistant.settings import Settings
from assistant.ui.answers import answer_view

CONTRACT = Path(__file__).parents[2] / "docs" / "contract" / "ask.json"
HEAD = "title,description,year,status,funding_agency,implementing_agency,country,sector"
PLACES = ("Kenya", "Mali", "Kenya; Mali", "Ghana", "Niger")
CODES = {"Kenya": "KE", "Mali": "ML", "Ghana": "GH", "Niger": "NE"}
SECTORS = ("Health", "12220", "Agriculture", "Water supply", "")
GROUPS = {"Health": "120", "12220": "120", "Agriculture": "310", "Water supply": "140"}
BODIES = ("Healers Circle", "Farm Union", "Pump Guild")


def rows() -> list[dict[str, str]]:
    """Sixty projects, each of another mixture of place, sector, year and body."""
    return [
        {
            "title": f"Project {n} of the plan",
            "description": f"People of village {n} learn together."
            + " Nurses help." * (n % 7 == 0),
            "year": str(2005 + n % 9) if n % 11 else "",
            "status": "Completion",
            "funding_agency": "Togo Fund",
            "implementing_agency": BODIES[n % 3],
            "country": PLACES[n % 5],
            "sector": SECTORS[(n // 2) % 5],
        }
        for n in range(60)
    ]


def as_csv(some: list[dict[str, str]]) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, HEAD.split(","))
    writer.writeheader()
    writer.writerows(some)
    return told.getvalue()


def places(row: dict[str, str]) -> list[str]:
    return [CODES[name] for name in row["country"].split("; ")]


def within(sector: str, *, since: int = 0) -> list[dict[str, str]]:
    return [
        row
        for row in rows()
        if GROUPS.get(row["sector"]) == sector
        and (not since or (row["year"] and int(row["year"]) >= since))
    ]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("counted")
    (folder / "projects.csv").write_text(as_csv(rows()), "utf-8")
    secret = folder / "secret"
    secret.mkdir()
    hidden = [row | {"title": f"Hidden {n}"} for n, row in enumerate(rows()[:10])]
    (secret / "cables.csv").write_text(as_csv(hidden), "utf-8")
    (secret / "source.yaml").write_text("{platform: Emb, visibility: staff}\n")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    with open_services(settings, purpose="a test") as opened:
        assert opened.ingest([folder], SourceOptions(platform="Plans")).failed == ()
        yield opened


def ask(services: Services, question: str, **more) -> Reply:
    request = Request.model_validate({"question": question, **more})
    reply = asyncio.run(services.assistant.ask(request))
    jsonschema.validate(
        json.loads(reply.model_dump_json(by_alias=True)),
        json.loads(CONTRACT.read_text("utf-8")),
    )
    return reply


def counted(reply: Reply) -> dict[str, int]:
    assert reply.counts is not None, reply.text
    return {row.value: row.count for row in reply.counts.rows}


HEALTH = (
    "How many health projects since 2010, by country?",
    "Combien de projets de santé depuis 2010, par pays ?",
    "¿Cuántos proyectos de salud desde 2010, por país?",
    "كم عدد مشاريع الصحة منذ 2010 حسب البلد؟",
    "2010年以来有多少个卫生项目，按国家分？",
    "Сколько проектов в области здравоохранения с 2010 года по странам?",
    "Quantos projetos de saúde desde 2010, por país?",
)


@pytest.mark.parametrize("question", HEALTH)
def test_health_projects_by_country_in_each_language(services, question) -> None:
    reply = ask(services, question)

    health = within("120", since=2010)
    assert counted(reply) == dict(Counter(c for row in health for c in places(row)))
    assert reply.counts.total == len(health)
    assert reply.counts.words == ()
    assert reply.counts.filters.sector == ("120",)
    assert reply.kind == "answer"
    assert reply.citations
    titles = {row["title"] for row in health}
    assert {citation.title for citation in reply.citations} <= titles


async def test_each_row_leads_to_exactly_its_documents(services: Services) -> None:
    request = Request(question=HEALTH[0])
    reply = await services.assistant.ask(request)
    assert reply.counts is not None
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        for row in reply.counts.rows:
            page = await client.get(asked_of(row.filters).address())
            assert f"Documents found: {row.count}<" in page.text
            assert 'name="sector" value="120" checked' in page.text
        everything = await client.get("/search")
        for group in ("120", "140", "310"):
            told = re.search(
                rf'name="sector" value="{group}".*?class="count">(\d+)<',
                everything.text,
            )
            assert told
            assert int(told[1]) == len(within(group))


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("How many projects are there per year?", lambda row: [row["year"]]),
        (
            "Combien de projets par secteur ?",
            lambda row: [GROUPS.get(row["sector"], "")],
        ),
        ("Number of projects by country", places),
    ],
)
def test_rows_are_what_the_records_say_and_the_rest_is_told(services, question, key):
    reply = ask(services, question)

    expected = Counter(value for row in rows() for value in key(row) if value)
    assert counted(reply) == dict(expected)
    assert reply.counts.total == 60
    assert reply.counts.without == sum(key(row) == [""] for row in rows())


def test_who_does_what_names_organizations_with_their_roles(services) -> None:
    reply = ask(services, "Who does what in agriculture in Kenya?")

    kenya = [row for row in within("310") if "KE" in places(row)]
    bodies = Counter(row["implementing_agency"] for row in kenya)
    labels = {row.label: row.count for row in reply.counts.rows}
    expected = {f"{name} (Implementing)": count for name, count in bodies.items()}
    assert labels == expected | {"Togo Fund (Funding)": len(kenya)}
    assert reply.counts.total == len(kenya)
    assert reply.counts.by == "organization"
    for row in reply.counts.rows:
        profile = services.directory.profile(row.value, filters=row.filters)
        assert profile.records == row.count
    assert "– Togo Fund (Funding): " in reply.text


def test_which_countries_have_most_puts_the_most_first(services) -> None:
    reply = ask(services, "Which countries have most projects on water?")

    expected = Counter(c for row in within("140") for c in places(row))
    assert [row.count for row in reply.counts.rows] == sorted(
        expected.values(), reverse=True
    )
    assert counted(reply) == dict(expected)


def test_a_country_that_was_asked_for_is_the_only_row(services) -> None:
    reply = ask(services, "How many projects in Kenya by country?")
    kenya = [row for row in rows() if "KE" in places(row)]
    assert counted(reply) == {"KE": len(kenya)}


def test_the_persons_own_limits_and_its_day_stand(services) -> None:
    limits = {"country": ["ML"], "to": "2009-12-31"}
    reply = ask(services, "How many projects by year?", filters=limits)
    mali = [r for r in rows() if "ML" in places(r) and r["year"] and r["year"] < "2010"]
    assert counted(reply) == dict(Counter(row["year"] for row in mali))
    before = ask(services, "How many projects by year?", before="2008-01-01")
    assert set(counted(before)) <= {"2005", "2006", "2007"}


def test_words_that_are_no_sector_are_told_with_the_count(services) -> None:
    reply = ask(services, "How many projects on village 17, by country?")
    assert reply.counts.total == 1
    assert set(reply.counts.words) == {"village", "17"}
    assert "one passage holds all of: " in reply.text


def test_a_matter_within_a_sector_is_not_taken_for_all_of_it(services) -> None:
    reply = ask(services, "How many agriculture projects on village, by country?")
    assert reply.counts.filters.sector == ("310",)
    assert reply.counts.words == ("village",)
    assert reply.counts.total == len(within("310"))
    nurses = ask(services, "How many projects with nurses, by country?")
    assert nurses.counts.filters.sector == ()
    assert nurses.counts.words == ("nurses",)
    assert nurses.counts.total == len(range(0, 60, 7))
    malaria = ask(services, "How many malaria projects by country?")
    assert malaria.counts.filters.sector == ("120",)  # no passage says the word
    assert "sector Health" in malaria.text


def test_none_is_an_answer_of_its_own(services) -> None:
    reply = ask(services, "How many health projects since 2030, by country?")
    assert (reply.kind, reply.counts.total, reply.counts.rows) == ("answer", 0, ())
    assert reply.text.startswith("Counted in the library: 0 (")


def test_one_number_has_counts_too_and_others_have_none(services) -> None:
    assert ask(services, "How many projects are there?").counts.total == 60
    assert ask(services, "What do people of village 3 learn?").counts is None


def test_the_chat_shows_a_table_with_bars_and_links(services) -> None:
    reply = ask(services, HEALTH[1])
    view = answer_view(reply, {})
    table = view.table
    assert table is not None
    assert [row.count for row in table.rows] == [
        str(row.count) for row in reply.counts.rows
    ]
    assert max(row.share for row in table.rows) == 1.0
    assert all(row.address.startswith("/search?") for row in table.rows)
    assert not any(
        part.text.startswith("– ") for line in view.lines for part in line.parts
    )
    who = answer_view(ask(services, "Who does what in agriculture in Kenya?"), {})
    assert all(
        row.address.startswith("/organizations/") and "country=KE" in row.address
        for row in who.table.rows
    )


def test_organizations_are_counted_where_only_records_name_them(services) -> None:
    reply = ask(services, "How many organizations work on health in Ghana?")
    assert reply.counts is not None
    assert reply.counts.by == "organization"
    names = {row["implementing_agency"] for row in within("120")
             if places(row) == ["GH"]} | {"Togo Fund"}  # fmt: skip
    assert {row.label.split(" (")[0] for row in reply.counts.rows} == names
    assert f"Organizations that they name: {len(names)}." in reply.text


WEST = (
    "How many health projects are there in West Africa since 2010?",
    "Combien de projets de santé en Afrique de l'Ouest depuis 2010 ?",
    "¿Cuántos proyectos de salud hay en África Occidental desde 2010?",
    "كم عدد المشاريع الصحية في غرب أفريقيا منذ 2010؟",
    "2010年以来西非有多少个卫生项目？",
    "Сколько проектов в области здравоохранения в Западной Африке с 2010 года?",
    "Quantos projetos de saúde há na África Ocidental desde 2010?",
)


@pytest.mark.parametrize("question", WEST)
def test_a_region_is_its_countries_in_each_language(services, question) -> None:
    reply = ask(services, question)

    west = {"ML", "GH", "NE"}
    told = [row for row in within("120", since=2010) if west & {*places(row)}]
    assert reply.counts is not None, reply.text
    assert reply.counts.total == len(told)
    assert reply.counts.words == ()
    assert "17" in reply.text  # countries and territories, of which these are three
    assert reply.citations


def test_who_does_what_in_a_region_counts_its_organizations(services) -> None:
    reply = ask(services, "Who does what in health in West Africa?")

    west = [row for row in within("120") if {"ML", "GH", "NE"} & {*places(row)}]
    assert reply.counts.total == len(west)
    held = {code for row in west for code in places(row)} & {"ML", "GH", "NE"}
    assert set(reply.counts.rows[0].filters.country) == held


BOTH = (
    "How many projects in Kenya and Ghana, by country?",
    "Combien de projets au Kenya et au Ghana, par pays ?",
    "¿Cuántos proyectos en Kenia y Ghana, por país?",
    "كم عدد المشاريع في كينيا وغانا حسب البلد؟",
    "肯尼亚和加纳有多少个项目，按国家分？",
    "Сколько проектов в Кении и Гане по странам?",
    "Quantos projetos no Quênia e em Gana, por país?",
)


@pytest.mark.parametrize("question", BOTH)
def test_countries_side_by_side_are_counted_each(services, question) -> None:
    reply = ask(services, question)

    every = Counter(code for row in rows() for code in places(row))
    assert counted(reply) == {"KE": every["KE"], "GH": every["GH"]}
    assert reply.counts.total == every["KE"] + every["GH"]
    assert reply.counts.words == ()


FUNDERS = (
    "Who funds health in Kenya?",
    "Qui finance la santé au Kenya ?",
    "¿Quién financia la salud en Kenia?",
    "من يمول الصحة في كينيا؟",
    "谁资助肯尼亚的卫生？",
    "Кто финансирует здравоохранение в Кении?",
    "Quem financia a saúde no Quênia?",
)


@pytest.mark.parametrize("question", FUNDERS)
def test_who_funds_counts_those_that_fund_alone(services, question) -> None:
    reply = ask(services, question)

    told = [row for row in within("120") if "KE" in places(row)]
    assert reply.counts is not None, reply.text
    assert [row.count for row in reply.counts.rows] == [len(told)]
    assert reply.counts.rows[0].label.startswith("Togo Fund")


@pytest.mark.parametrize(
    "question",
    [
        "How many projects in Kenya between 2008 and 2010?",
        "Combien de projets au Kenya entre 2008 et 2010 ?",
        "¿Cuántos proyectos en Kenia entre 2008 y 2010?",
        "كم عدد المشاريع في كينيا بين 2008 و2010؟",
        "2008年至2010年之间肯尼亚有多少个项目？",
        "Сколько проектов в Кении между 2008 и 2010 годами?",
        "Number of projects in Kenya between 2008 and 2010",
    ],
)
def test_words_around_years_limit_nothing(services, question) -> None:
    reply = ask(services, question)

    told = [
        row
        for row in rows()
        if "KE" in places(row) and row["year"] in {"2008", "2009", "2010"}
    ]
    assert reply.counts is not None, reply.text
    assert (reply.counts.total, reply.counts.words) == (len(told), ())


def test_a_count_of_none_shows_no_records(services) -> None:
    question = "How many health projects in Fiji by organization?"
    reply = ask(services, question)

    assert reply.counts is None or reply.counts.total == 0
    assert "Some of these records" not in reply.text
