"""Of one text in two languages the asker's is shown, whatever the files are called."""

from collections.abc import Iterator

import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.settings import Settings

FAIR = (
    "The fair of seeds is held in Sikasso every two years. In 2018 it had 140 stalls. "
    "Farmers trade the seeds of millet and fonio there. A jury gives prizes to those "
    "who keep old varieties."
)
FOIRE = (
    "La foire aux semences a lieu à Sikasso tous les deux ans. En 2018, elle comptait "
    "140 stands. Les agriculteurs y échangent des semences de mil et de fonio. Un jury "
    "remet des prix à ceux qui conservent d'anciennes variétés."
)
OTHER_YEAR = FOIRE.replace("2018", "2022").replace("140", "95")
BESIDE = (
    "La foire aux outils a lieu à Ségou tous les ans. En 2018, elle comptait 140 "
    "stands. Les forgerons y vendent des charrues et des houes. La mairie nettoie la "
    "place le soir."
)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("docs")
    for name, text in {
        "fair": f"# A fair\n\n{FAIR}",
        "foire": f"# Une foire\n\n{FOIRE}",
        "outils": f"# Des outils\n\n{BESIDE}",
    }.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("home")
    with open_services(Settings(home=home, workers=1), purpose="test") as opened:
        opened.ingest([folder], SourceOptions(platform="Test"))
        yield opened


def paths(services: Services, question: str, language: str) -> list[str | None]:
    found = services.assistant.search_engine.find(question, language=language, limit=3)
    assert [passage.rank for passage in found.passages] == list(
        range(1, len(found.passages) + 1)
    )
    return [passage.path for passage in found.passages]


@pytest.mark.parametrize(
    ("question", "language", "shown", "hidden"),
    [
        ("Where is the fair of seeds held?", "en", "fair.md", "foire.md"),
        ("Où a lieu la foire aux semences ?", "fr", "foire.md", "fair.md"),
    ],
)
def test_of_translations_the_askers_is_shown(
    services, question, language, shown, hidden
):
    found = paths(services, question, language)

    assert found[0] == shown
    assert hidden not in found
    assert "outils.md" in found


def test_a_text_with_other_numbers_is_no_translation(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "fair.md").write_text(f"# A fair\n\n{FAIR}", "utf-8")
    (folder / "foire.md").write_text(f"# Une foire\n\n{OTHER_YEAR}", "utf-8")
    settings = Settings(home=tmp_path / "home", workers=1)
    with open_services(settings, purpose="test") as services:
        services.ingest([folder], SourceOptions(platform="Test"))

        found = paths(services, "Where is the fair of seeds held?", "en")

    assert found == ["fair.md", "foire.md"]
