"""Project numbers and rare phrases find the passages that alone hold them."""

from collections.abc import Iterator

import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.settings import Settings

PROJECTS = {
    31742: "Loan for the construction of the national road in the north",
    32049: "Memorandum on agricultural cooperation with Cambodia",
    33786: "Second phase of the ring road and of the railway station",
    38121: "Project of a satellite, and of a project office for projects",
}
RUSSIAN = {
    "projects": "Проект готовит проектное бюро. Проекты страны ведёт министерство.",
    "numbers": "Номер проекта указывают в каждом отчёте о проекте.",
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("docs")
    for number, text in PROJECTS.items():
        (folder / f"{number}.md").write_text(
            f"# {text}\n\nProject identifier: {number}. Status: completed.\n", "utf-8"
        )
    for name, text in RUSSIAN.items():
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n", "utf-8")
    (folder / "looms.md").write_text(
        "# Looms\n\nThe weavers repair their looms with heddles of raffia.\n", "utf-8"
    )
    home = tmp_path_factory.mktemp("home")
    with open_services(Settings(home=home, workers=1), purpose="test") as opened:
        opened.ingest([folder], SourceOptions(platform="Test"))
        yield opened


def first(services: Services, question: str, language: str) -> str:
    found = services.assistant.search_engine.find(question, language=language, limit=3)
    return found.passages[0].path or ""


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is project #{}?", "en"),
        ("Что за проект #{}?", "ru"),
        ("ما هو المشروع {}؟", "ar"),
        ("{}号项目是什么？", "zh"),
        ("Quel est le projet n° {} ?", "fr"),
        ("¿Qué es el proyecto {}?", "es"),
        ("Que projeto tem o número {}?", "pt"),
    ],
)
@pytest.mark.parametrize("number", PROJECTS)
def test_a_project_is_found_by_its_number_in_any_language(
    services, question, language, number
):
    assert first(services, question.format(number), language) == f"{number}.md"


def test_a_passage_that_alone_holds_a_rare_phrase_comes_first(services):
    assert first(services, "heddles raffia", "en") == "looms.md"
