"""A question that compares countries is answered for each of them."""

import asyncio

import pytest

from assistant.answers.comparing import sides
from assistant.app import Services
from assistant.audit import read_record
from assistant.replies import Reply, Request
from assistant.understanding.questions import understand
from vectorstore.catalogue.audit_log import AuditLog

KENYA = (
    "Farmers in Kenya water their maize fields with solar pumps.",
    "In Kenya, maize fields are watered by farmers from a dam in the hills.",
    "Farmers of maize fields in Kenya dig ponds to water them in dry months.",
    "Water for maize fields reaches farmers in western Kenya by canals.",
    "Farmers in Kenya carry water to maize fields on donkey carts.",
    "Many farmers in Kenya water maize fields with drips from old barrels.",
)
GHANA = "In Ghana, farmers water maize fields with one pump shared by ten villages."
OTHERS = {
    "bees.txt": "A beekeeping school in Lesotho trains women to build hives.\n",
    "milk.txt": "Milk collection centres in Uruguay pay small dairies each week.\n",
}


@pytest.fixture(scope="module")
def services(open_library) -> Services:
    kenya = {f"kenya{number}.txt": text for number, text in enumerate(KENYA)}
    return open_library({**kenya, "ghana.txt": GHANA, **OTHERS})


def ask(services: Services, question: str) -> Reply:
    return asyncio.run(services.assistant.ask(Request(question=question)))


@pytest.mark.parametrize(
    "question",
    [
        "Compare how farmers in Kenya and in Ghana water their maize fields",
        "Compara cómo los agricultores de Kenia y de Ghana riegan sus campos de maíz",
        "Comparez comment les paysans du Kenya et du Ghana arrosent le maïs",
    ],
)
def test_both_sides_are_quoted_though_one_has_far_more_sources(services, question):
    reply = ask(services, question)

    assert reply.kind == "answer", reply.text
    quoted = {citation.quote for citation in reply.citations}
    assert GHANA in quoted
    assert quoted.intersection(KENYA)
    kept = read_record(AuditLog(services.library.engine), reply.audit_id)
    texts = "\n".join(kept.passages.values())
    assert all(quote in texts for quote in quoted)


def test_a_side_of_which_nothing_is_known_is_named(services) -> None:
    question = "Compare how farmers in Kenya and in Fiji water their maize fields"

    reply = ask(services, question)

    assert reply.kind == "answer", reply.text
    assert "mentions: Fiji." in reply.text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Compare water projects in Kenya and Ghana", 2),
        ("What is the difference between pumps in Kenya, Ghana and Fiji?", 3),
        ("Compare China's pumps in Kenya and in Ghana", 2),
        ("Compare pumps of Brazil and of India in Ghana", 2),
        ("Which pumps are used in Kenya and Ghana?", 0),
        ("Compare water projects in Kenya", 0),
        ("Compare Kenya, Ghana, Fiji, Mali and Togo", 0),
    ],
)
def test_only_comparisons_of_a_few_countries_are_looked_up_apart(text, asked) -> None:
    apart = sides(understand(Request(question=text)))

    assert len(apart) == asked
    assert all("Kenya" not in one.to_search for one in apart[1:])
    for kept in ("China", "Brazil"):
        said = [kept in one.to_search for one in apart]
        assert kept not in text or said in ([True, True], [True, False])
