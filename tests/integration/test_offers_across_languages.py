"""An offer of the very matter is found from a need in another language."""

import asyncio
from collections.abc import Iterator

import pytest

from assistant.app import Services, open_services
from assistant.replies import Request
from assistant.settings import Settings
from ingestion.source_files import options_from

POSTINGS = """\
kind,title,organization,country,language
offer,Formation de sages-femmes,École de santé de Dakar,Senegal,fr
offer,太阳能水泵,Sun Pump Works,China,zh
offer,solar water pumps,Pumps of the South,India,en
offer,Gestion des déchets urbains et recyclage,Ville Propre,Maroc,fr
need,Necesitamos bombas solares para riego en Bolivia,Riego Andino,Bolivia,es
"""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    place = tmp_path_factory.mktemp("offers")
    (place / "a.csv").write_text(POSTINGS, "utf-8")
    with open_services(
        Settings(home=place / "home", workers=1), purpose="a test"
    ) as opened:
        assert opened.ingest([place / "a.csv"], options_from()).failed == ()
        yield opened


@pytest.mark.parametrize(
    ("need", "names"),
    [
        ("We need to train midwives in Malawi", {"École de santé de Dakar"}),
        (
            "Le Malawi a besoin de former des sages-femmes",
            {"École de santé de Dakar"},
        ),
        (
            "Necesitamos bombas solares para riego en Bolivia",
            {"Sun Pump Works", "Pumps of the South"},
        ),
        ("We need somebody who tunes pianos and violins in Peru", set()),
    ],
)
def test_who_offers_the_very_matter_is_proposed_and_nobody_else(services, need, names):
    reply = asyncio.run(services.partners.propose(Request(question=need)))

    assert {one.organization.name for one in reply.proposals} == names
    assert all(r.work.deed == "offers" for p in reply.proposals for r in p.reasons)


def test_a_need_meets_offers_in_other_languages(services):
    board = services.postings.board
    titles = {one.id: one.title for one in board.postings()}

    found = {(titles[one.need], titles[one.offer]) for one in board.matches()}

    need = "Necesitamos bombas solares para riego en Bolivia"
    assert found == {(need, "太阳能水泵"), (need, "solar water pumps")}


def test_who_offers_is_at_home_where_its_name_or_its_offers_say(services):
    reply = asyncio.run(
        services.partners.propose(Request(question="We need to train midwives"))
    )

    [one] = reply.proposals
    assert one.organization.country == "SN"
    assert one.cooperation == "south-south"
    assert not any("based" in gap for gap in one.gaps)
