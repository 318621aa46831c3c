"""Counts and lists of records of an organization, or of a nationality, are exact."""

import asyncio
import csv
import io

import pytest

from assistant.app import Services
from assistant.replies import Reply, Request

HEAD = "title,description,year,funding_agency,implementing_agency,country,sector"
FUNDERS = ("World Bank", "Bill & Melinda Gates Foundation", "Commerce Bank", "Oasis")
DOERS = ("Ministry of Health", "Pump Guild", "World Bank")
MADE = ("with Chinese engineers", "with help of China", "by engineers from Norway")


def rows() -> list[dict[str, str]]:
    return [
        {
            "title": f"Project {n} of the plan",
            "description": f"People of village {n} learn together {MADE[n % 3]}.",
            "year": str(2005 + n % 9),
            "funding_agency": FUNDERS[n % 4],
            "implementing_agency": DOERS[n % 3],
            "country": ("Kenya", "Ghana")[n % 2] if n % 5 else "Kenya",
            "sector": ("Banking", "Health", "Energy")[n % 3],
        }
        for n in range(48)
    ]


def of(funder: str = "", doer: str = "", country: str = "Kenya") -> int:
    return sum(
        row["country"] == country
        and (row["funding_agency"] == funder or row["implementing_agency"] == doer)
        for row in rows()
    )


@pytest.fixture(scope="module")
def services(open_library) -> Services:
    told = io.StringIO()
    writer = csv.DictWriter(told, HEAD.split(","))
    writer.writeheader()
    writer.writerows(rows())
    return open_library({"projects.csv": told.getvalue()})


def ask(services: Services, question: str) -> Reply:
    reply = asyncio.run(services.assistant.ask(Request(question=question)))
    assert reply.counts is not None, reply.text
    return reply


@pytest.mark.parametrize(
    "question",
    [
        "How many projects does the World Bank fund in Kenya?",
        "Combien de projets la Banque mondiale finance-t-elle au Kenya ?",
        "¿Cuántos proyectos financia el Banco Mundial en Kenia?",
        "Quantos projetos o Banco Mundial financia no Quênia?",
        "Сколько проектов Всемирный банк финансирует в Кении?",
        "世界银行在肯尼亚资助了多少个项目？",
    ],
)
def test_what_a_body_funds_is_counted_in_each_language(services, question) -> None:
    reply = ask(services, question)

    assert reply.counts.total == of("World Bank")
    assert reply.counts.words == ()
    assert reply.counts.filters.sector == ()
    assert "World Bank" in reply.text.split("\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "List the World Bank projects in Kenya",
        "How many World Bank projects are there in Kenya, by sector?",
        "Сколько проектов Всемирного банка в Кении?",
        "كم عدد مشاريع البنك الدولي في كينيا؟",
    ],
)
def test_without_a_verb_any_part_counts(services, question) -> None:
    assert ask(services, question).counts.total == of("World Bank", "World Bank")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many projects does the Ministry of Health implement in Kenya?",
            of(doer="Ministry of Health"),
        ),
        (
            "How many projects does the Bill & Melinda Gates Foundation fund in Ghana?",
            of("Bill & Melinda Gates Foundation", country="Ghana"),
        ),
        (
            "Combien de projets la Fondation Gates finance-t-elle au Ghana ?",
            of("Bill & Melinda Gates Foundation", country="Ghana"),
        ),
    ],
)
def test_a_name_is_read_before_words_for_sectors(services, question, expected) -> None:
    reply = ask(services, question)

    assert (reply.counts.total, reply.counts.filters.sector) == (expected, ())
    assert not reply.text.split("\n")[0].endswith(":") or reply.citations


def test_words_for_sectors_stay_sectors(services) -> None:
    reply = ask(services, "How many health projects are there in Kenya?")

    assert reply.counts.filters.sector == ("120",)


@pytest.mark.parametrize(
    ("question", "adjective"),
    [
        ("How many projects of China are there in Kenya?", "China"),
        ("How many Chinese projects are there in Kenya?", "China"),
        ("Combien de projets chinois au Kenya ?", "Chine"),
        ("¿Cuántos proyectos chinos hay en Kenia?", "China"),
        ("Quantos projetos chineses há no Quênia?", "China"),
        ("Сколько китайских проектов в Кении?", "Китай"),
        ("كم عدد المشاريع الصينية في كينيا؟", "الصين"),
        ("List the Chinese projects in Kenya", "China"),
    ],
)
def test_a_nationality_is_its_country(services, question, adjective) -> None:
    reply = ask(services, question)

    expected = sum(
        row["country"] == "Kenya" and MADE[1] in row["description"] for row in rows()
    )
    assert reply.counts.total == expected
    assert reply.counts.words == (adjective,)
