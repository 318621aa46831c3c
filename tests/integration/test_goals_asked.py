"""A goal, target or indicator asked for by its number is answered by its record."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.replies import Reply, Request
from assistant.settings import Settings
from evals.endpoint.scripts import saying
from evals.endpoint.server import ScriptedEndpoint

GOALS = {
    "en": """2-short: Food
6-short: Clean water and sanitation
6-title: Ensure water and sanitation for every village and town
13-short: Climate action
13-title: Take urgent action to combat climate change and its impacts
""",
    "fr": """6-short: Eau propre et assainissement
6-title: Garantir l'eau et l'assainissement à chaque village et à chaque ville
""",
}
TARGETS = {
    "en": """6-1-title: Achieve access to safe and affordable drinking water for all
6-2-title: Achieve access to adequate sanitation and hygiene for all
6-10-title: Improve water quality by reducing pollution from every factory
6-a-title: Expand international cooperation in water and sanitation. Share tools.
13-1-title: Strengthen resilience and adaptive capacity to natural disasters
""",
    "fr": """6-1-title: Assurer l'accès de tous à l'eau potable à un coût abordable
6-2-title: Assurer l'accès de tous à des services d'assainissement
6-10-title: Améliorer la qualité de l'eau en réduisant la pollution des usines
6-a-title: Développer la coopération internationale pour l'eau
""",
}
INDICATORS = """6-1-1-title: Share of people who use safely managed drinking water
6-1-2-title: Share of schools that have safe drinking water of their own
"""
PUMPS = """# Pump software

SDG 6: our software keeps the pumps of villages running. What is SDG target 6.1 to us?
We count SDG 6 and SDG 13 among the goals that our software says it works for.
"""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("goals")
    for language, goals in GOALS.items():
        own = folder / language
        own.mkdir()
        _write(own / "global_goals.yml", goals)
        _write(own / "global_targets.yml", TARGETS[language])
    _write(folder / "en" / "global_indicators.yml", INDICATORS)
    _write(folder / "pumps.md", PUMPS)
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    with open_services(settings, purpose="a test") as opened:
        assert opened.ingest([folder], SourceOptions(platform="Test")).failed == ()
        yield opened


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def ask(services: Services, question: str, **more: object) -> Reply:
    request = Request.model_validate({"question": question, **more})
    return asyncio.run(services.assistant.ask(request))


def cited(reply: Reply) -> list[tuple[str | None, str]]:
    return list(
        dict.fromkeys(
            (c.path and c.path.rpartition("#")[2], c.language) for c in reply.citations
        )
    )


@pytest.mark.parametrize(
    ("question", "key", "language"),
    [
        ("What is SDG 6?", "6", "en"),
        ("what is sdg target 6.1", "6-1", "en"),
        ("text of target 6.2", "6-2", "en"),
        ("Define indicator 6.1.1", "6-1-1", "en"),
        ("Qu'est-ce que l'ODD 6 ?", "6", "fr"),
        ("Que dit la cible 6.1 des ODD ?", "6-1", "fr"),
        ("ODD 6", "6", "fr"),
        ("Qu'est-ce que l'ODD 13 ?", "13", "en"),
        ("可持续发展目标13是什么?", "13", "en"),
    ],
)
def test_the_record_answers_in_the_askers_language_or_english(
    services, question, key, language
):
    reply = ask(services, question)
    assert reply.kind == "answer"
    assert cited(reply) == [(key, language)]


def test_a_goal_is_quoted_whole_and_several_in_their_order(services):
    reply = ask(services, "What are SDGs 13 and 6?")
    assert cited(reply) == [("13", "en"), ("6", "en")]
    assert [c.quote for c in reply.citations][-1].startswith("Ensure water")


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("Whose pump software runs for SDG 6?", {}),
        ("What is target 6.3?", {}),
        ("What is SDG 6?", {"filters": {"kind": ["document"]}}),
        ("What is SDG 6?", {"filters": {"sdg": ["13"]}}),
    ],
)
def test_what_no_record_is_asked_for_or_held_is_answered_as_ever(
    services, question, more
):
    assert ("6", "en") not in cited(ask(services, question, **more))


def test_a_record_without_a_sentence_leaves_the_answer_to_others(services):
    assert ask(services, "What is SDG 2?").text == ask(services, "Is it SDG 2?").text


def test_a_model_is_shown_the_record_first(services, ask_model):
    with ScriptedEndpoint() as endpoint:
        endpoint.script = saying("NONE")
        ask_model(services, endpoint, "Que dit la cible 6.1 des ODD ?")
        [request] = [one.request for one in endpoint.requests]
    assert "l'eau potable à un coût abordable" in request.passages[0].text


@pytest.mark.parametrize(
    ("question", "keys", "language"),
    [
        ("What are the targets of SDG 6?", ["6-1", "6-2", "6-10", "6-a"], "en"),
        ("How many targets are there in Goal 6?", ["6-1", "6-2", "6-10", "6-a"], "en"),
        ("Quelles sont les cibles de l'ODD 6 ?", ["6-1", "6-2", "6-10", "6-a"], "fr"),
        ("Combien de cibles compte l'ODD 13 ?", ["13-1"], "en"),
        ("What are the indicators of target 6.1?", ["6-1-1", "6-1-2"], "en"),
        ("¿Qué indicador mide la meta 6.1?", ["6-1-1", "6-1-2"], "en"),
    ],
)
def test_the_parts_of_a_goal_are_all_quoted_in_their_order(
    services, question, keys, language
):
    reply = ask(services, question)
    assert reply.kind == "answer"
    assert cited(reply) == [(key, language) for key in keys]
    assert str(len(keys)) in reply.text.split("\n")[0]
    assert reply.counts is not None
    assert reply.counts.total == reply.counts.listed == len(keys)
    documents = services.library.documents([c.document_id for c in reply.citations])
    for citation in reply.citations:
        start, end = citation.span
        text = documents[citation.document_id].text
        assert text[start:end] == citation.quote
    assert [c.text for c in reply.claims] == [c.quote for c in reply.citations]


def test_a_part_of_several_sentences_is_quoted_whole(services):
    reply = ask(services, "What are the targets of SDG 6?")
    assert reply.citations[-1].quote.endswith("sanitation. Share tools.")


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("What are the targets of SDG 2?", {}),
        ("What are the targets of SDG 6?", {"filters": {"kind": ["document"]}}),
        ("What are the targets of SDG 6?", {"filters": {"sdg": ["13"]}}),
    ],
)
def test_parts_that_no_record_tells_are_searched_for(services, question, more):
    reply = ask(services, question, **more)
    assert reply.counts is None
    assert ("6-1", "en") not in cited(reply)


def test_a_target_is_found_by_its_matter(services):
    reply = ask(
        services, "Which SDG target will improve water quality by reducing pollution?"
    )
    assert reply.kind == "answer"
    assert cited(reply)[0] == ("6-10", "en")
    assert "mention" not in reply.text
