"""Who did such work comes before who is only named in a pledge of it."""

import asyncio
from collections.abc import Iterator

import pytest

from assistant.app import Services, open_services
from assistant.partners.reply import PartnersReply
from assistant.partners.scoring import PLEDGED, PLEDGED_PART
from assistant.replies import Request
from assistant.settings import Settings
from assistant.wording import LANGUAGES, wording
from ingestion.source_files import options_from

ROWS = """\
title,description,year,implementing_agency,country,status
Training of nurses and midwives,Nurses and midwives will be trained in hospitals.,2019,\
Pledge House,Malawi,Pipeline: Pledge
Course for nurses,Forty nurses of district hospitals took a course.,2015,Care Guild,\
Zambia,Completion
Training of midwives and nurses in clinics,Nurses and midwives in clinics are to be \
trained.,2019,Care Guild,Malawi,Pipeline: Commitment
"""
NEEDS = {
    "en": "We need to train nurses and midwives in Malawi",
    "fr": "Le Malawi a besoin de former des infirmières et des sages-femmes",
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    place = tmp_path_factory.mktemp("pledges")
    (place / "a.csv").write_text(ROWS, "utf-8")
    with open_services(
        Settings(home=place / "home", workers=1), purpose="a test"
    ) as opened:
        assert opened.ingest([place / "a.csv"], options_from()).failed == ()
        yield opened


def propose(services: Services, question: str, **more: object) -> PartnersReply:
    request = Request.model_validate({"question": question, **more})
    return asyncio.run(services.partners.propose(request))


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
def test_who_did_such_work_comes_before_who_is_named_in_a_pledge(services, need):
    first, second = propose(services, need).proposals

    assert first.organization.name == "Care Guild"
    assert [one.work.deed for one in first.reasons] == ["worked", "named"]
    assert second.organization.name == "Pledge House"
    assert second.parts[PLEDGED_PART] == PLEDGED
    assert not {"role", "role_share", "track"} & set(second.parts)
    assert sum(second.parts.values()) == pytest.approx(second.score)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_that_the_sources_know_only_a_pledge(services, language):
    gap = wording(language).say("partners.gap_pledged")

    reply = propose(services, NEEDS["en"], language=language)

    gaps = {one.organization.name: one.gaps for one in reply.proposals}
    assert gap in gaps["Pledge House"]
    assert gap not in gaps["Care Guild"]
