"""Needs and offers from files to matches, in two languages, killed and closed."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from assistant.app import Services, open_services, options_from
from assistant.errors import BadRequest, NotFound
from assistant.partners.proposals import Proposal
from assistant.postings.reply import (
    MatchesReply,
    PostingsQuery,
    PostingView,
    PostingWord,
)
from assistant.replies import Request
from assistant.server.handover import HEADER, RemoteGalaxy
from assistant.server.internal import internal_router
from assistant.server.web import create_app
from assistant.settings import Settings
from assistant.wording import LANGUAGES, wording
from vectorstore.records import DocumentId, Record

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "data" / "postings"
CONTRACT = ROOT / "docs" / "contract"
PROJECTS = """title,description,year,implementing_agency,country
Forty wells,Boreholes with hand pumps.,2016,Maison des Artisans de l'Eau,Togo
A film week,Old films were shown.,2017,Film Archive,Mexico
"""
SECRET = """kind,title,description,sector,sdg,until
need,Repair of hand pumps for a base,We look for crews who repair pumps.,Water,6,2099
"""
OLD = """kind,id,title,description,sector,sdg,from,language
offer,old,Implantação de bancos de leite humano,"Ajudamos hospitais a criar bancos \
de leite humano: pasteurização, controlo de qualidade do leite doado e formação de \
equipas de enfermagem.",Saúde,3,2001-05-01,pt
"""


def conforms(body: dict[str, Any], name: str) -> dict[str, Any]:
    schema = json.loads((CONTRACT / f"{name}.json").read_text("utf-8"))
    jsonschema.validate(body, schema)
    return body


def as_body(record: Record) -> dict[str, Any]:
    return json.loads(record.model_dump_json())


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    files = tmp_path_factory.mktemp("files")
    copytree(FILES, files / "public")
    (files / "projects").mkdir()
    (files / "projects" / "projects.csv").write_text(PROJECTS, "utf-8")
    (files / "projects" / "old.csv").write_text(OLD, "utf-8")
    (files / "secret").mkdir()
    (files / "secret" / "secret.csv").write_text(SECRET, "utf-8")
    source = "{platform: Staff, visibility: staff}"
    (files / "secret" / "source.yaml").write_text(source, "utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as opened:
        report = opened.ingest([files], options_from())
        assert report.failed == ()
        yield opened


def listed(services: Services, **query: object) -> dict[str, PostingView]:
    asked = PostingsQuery.model_validate(query)
    found = services.postings.listed(asked)
    conforms(as_body(found), "postings")
    return {f"{one.kind} {one.path.partition('=')[2]}": one for one in found.postings}


def match(services: Services, posting: PostingView, **more: Any) -> MatchesReply:
    reply = services.postings.match(posting.id, **more)
    conforms(as_body(reply), "matches")
    return reply


def close(services: Services, posting: PostingView, *, closed: bool = True) -> None:
    word = PostingWord(id=posting.id, kind=posting.kind, closed=closed, why="done")
    services.postings.say(word)


def stored(services: Services) -> set[tuple[str, str, float]]:
    found = services.postings.board.matches()
    return {(one.need, one.offer, one.score) for one in found}


def test_needs_and_offers_meet_across_languages_with_the_words_of_both(services):
    found = listed(services)

    for name in ("pumps", "milk", "rice", "civil", "solar", "tb", "fish"):
        need, offer = found[f"need {name}"], found[f"offer {name}"]
        assert need.language != offer.language
        first, reply = match(services, need).matches[0], match(services, offer)
        assert first.posting.id == offer.id, name
        first = next(m for m in reply.matches if m.posting.id == need.id)
        assert sum(first.parts.values()) == pytest.approx(first.score)
        assert match(services, offer, stored=True).matches == reply.matches
        cited = {citation.marker: citation for citation in reply.citations}
        for markers, own in ((first.need, need), (first.offer, offer)):
            [citation] = [cited[marker] for marker in markers]
            shown = asyncio.run(services.assistant.show(citation.document_id))
            start, end = citation.span
            assert shown.text[start:end] == citation.quote
            assert citation.document_id == own.id
            assert citation.quote != own.title  # a sentence says more


def test_of_two_offers_alike_the_old_one_comes_second(services):
    found = listed(services)

    fresh, old = match(services, found["need milk"]).matches[:2]

    assert fresh.posting.id == found["offer milk"].id
    assert old.posting.id == found["offer old"].id
    assert old.parts["age"] < 0
    assert "age" not in fresh.parts
    assert sum(old.parts.values()) == pytest.approx(old.score)


def test_nothing_fits_what_is_about_something_else(services):
    found = listed(services)

    for name in ("offer film", "offer space"):
        reply = match(services, found[name], language="en")
        assert reply.matches == ()
        assert reply.notes == (wording("en").say("postings.no_match_offer"),)


def test_what_is_closed_is_matched_no_more_until_it_is_opened_again(services):
    found = listed(services)
    need, offer = found["need milk"], found["offer milk"]
    before = stored(services)

    close(services, need)

    assert listed(services, state="closed")["need milk"].state == "closed"
    assert match(services, need, language="fr").notes == (
        wording("fr").say("postings.not_matched_closed"),
    )
    assert need.id not in {m.posting.id for m in match(services, offer).matches}
    close(services, need)  # saying it twice says it once
    close(services, need, closed=False)
    assert match(services, offer).matches[0].posting.id == need.id
    assert stored(services) == before
    words = services.postings.board.words(DocumentId(need.id))
    assert [(word.state, word.why) for word in words] == [
        ("closed", "done"),
        ("open", "done"),
    ]
    with pytest.raises(BadRequest, match="is no offer"):
        services.postings.say(PostingWord(id=need.id, kind="offer", closed=True))
    with pytest.raises(NotFound):
        services.postings.say(PostingWord(id="d0", kind="need", closed=True))


def test_what_has_expired_is_told_and_not_matched(services):
    found = listed(services)
    desk = services.postings
    later = type(desk)(
        library=desk.library,
        board=desk.board,
        matcher=desk.matcher,
        now=lambda: datetime(2099, 7, 1, tzinfo=UTC),
    )

    reply = later.match(found["need pumps"].id, language="en")

    assert reply.posting.state == "expired"
    assert reply.notes == (wording("en").say("postings.not_matched_expired"),)
    offered = later.match(found["offer pumps"].id)
    assert found["need pumps"].id not in {m.posting.id for m in offered.matches}
    with pytest.raises(BadRequest, match="2099-06-30"):
        later.say(PostingWord(id=found["need pumps"].id, kind="need", closed=False))


def test_postings_for_staff_are_seen_by_staff_alone(services):
    offer = listed(services)["offer pumps"]

    public = match(services, offer)
    staff = match(services, offer, readers="staff")

    assert "Repair of hand pumps for a base" not in public.model_dump_json()
    assert "Repair of hand pumps for a base" in staff.model_dump_json()
    hidden = next(m.posting.id for m in staff.matches if m.posting.platform == "Staff")
    with pytest.raises(NotFound):
        services.postings.match(hidden)


def test_postings_are_found_and_cited_and_are_nobodys_track_record(services):
    reply = asyncio.run(
        services.assistant.ask(Request(question="Who repairs hand pumps in Togo?"))
    )

    cited = [c for c in reply.citations if (c.path or "").endswith("offer=pumps")]
    assert cited
    assert "no longer open" not in reply.text

    offer = listed(services)["offer pumps"]
    close(services, offer)
    reply = asyncio.run(
        services.assistant.ask(Request(question="Who repairs hand pumps in Togo?"))
    )
    shown = asyncio.run(services.assistant.show(offer.id))
    close(services, offer, closed=False)
    assert f"“{offer.title}” is no longer open: Closed." in reply.text
    assert shown.metadata["state"] == "closed"


KILLED = """
import os, sys
from pathlib import Path
from assistant.app import open_services
from assistant.settings import Settings
from vectorstore.catalogue import postings

postings.keep_cursor = lambda *_: os._exit(9)  # behind the writing of matches
with open_services(Settings(home=Path(sys.argv[1])), purpose="a test") as opened:
    opened.postings.matcher.follow()
"""


def test_an_open_offer_is_said_beside_what_its_organization_has_done(services):
    need = "We need trainers who teach villagers to repair and maintain hand pumps"

    def reasons(**more: object) -> list[str]:
        request = Request.model_validate({"question": need, **more})
        reply = asyncio.run(services.partners.propose(request))
        first = reply.proposals[0]
        assert first.organization.name == "Maison des Artisans de l'Eau"
        assert all(reason.citations for reason in first.reasons)
        return [reason.text for reason in first.reasons]

    done, offered = reasons()
    assert "has worked on “Forty wells”" in done
    assert "offers “Formation d'artisans réparateurs de pompes”" in offered
    assert len(reasons(before="2020-01-01")) == 1  # which were open is not known
    offer = listed(services)["offer pumps"]
    close(services, offer)
    closed = reasons()
    close(services, offer, closed=False)
    assert closed == [done]


def test_who_is_known_by_an_offer_alone_is_proposed_for_it_and_has_a_page(services):
    need = "We want to open human milk banks in our hospitals and need help with them"
    name = "Rede de Bancos de Leite"

    def proposed(**more: object) -> dict[str, Proposal]:
        request = Request.model_validate({"question": need, **more})
        reply = asyncio.run(services.partners.propose(request))
        conforms(as_body(reply), "partners")
        cited = {c.marker: c for c in reply.citations}
        for one in reply.proposals:
            for marker in (m for r in one.reasons for m in r.citations):
                shown = asyncio.run(services.assistant.show(cited[marker].document_id))
                assert shown.text[slice(*cited[marker].span)] == cited[marker].quote
        return {one.organization.name: one for one in reply.proposals}

    first = proposed()[name]
    assert first.rank == 1
    [reason] = first.reasons
    assert reason.work.deed == "offers"
    assert "worked" not in reason.text
    assert not {"role", "role_share", "track"} & set(first.parts)
    assert sum(first.parts.values()) == pytest.approx(first.score)
    assert wording("en").say("partners.gap_no_record") in first.gaps
    assert name not in proposed(before="2020-01-01")
    assert name not in proposed(filters={"country": ["TG"]})
    page = services.directory.profile(first.organization.id)
    conforms(json.loads(page.model_dump_json(by_alias=True)), "organization")
    assert (page.name, page.records, page.country) == (name, 0, "BR")
    assert [one.kind for one in page.postings] == ["offer"]
    assert wording("en").say("partners.gap_no_record_at_all") in page.gaps
    offer = listed(services)["offer milk"]
    close(services, offer)
    closed = proposed()
    kept = services.directory.profile(first.organization.id)
    close(services, offer, closed=False)
    assert name not in closed
    assert [one.state for one in kept.postings] == ["closed"]


def test_matches_follow_every_change_and_a_kill_loses_none(tmp_path):
    table, home = tmp_path / "a.csv", tmp_path / "home"
    head = "kind,id,title,description,sector,sdg\n"
    need = "need,1,Hand pumps,We look for trainers who repair hand pumps.,Water,6\n"
    offer = "offer,2,Pump courses,We train people to repair hand pumps.,Water,6\n"
    table.write_text(head + need + offer, "utf-8")
    settings, options = Settings(home=home, workers=1), options_from(platform="B")
    with open_services(settings, purpose="a test") as opened:
        opened.ingest([table], options)
        [first] = stored(opened)
        assert opened.postings.matcher.follow() == 0
        with opened.library.engine.begin() as catalogue:  # as if it came just now
            catalogue.execute(text("delete from posting_matches"))
            catalogue.execute(text("update change_cursors set number = number - 1"))

    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(home)],
        capture_output=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 9, done.stderr
    with open_services(settings, purpose="a test") as opened:
        assert stored(opened) == set()
        opened.postings.matcher.follow()
        assert stored(opened) == {first}

        other = "offer,2,Film,Our archive restores old films of the cinema.,Culture,\n"
        table.write_text(head + need + other, "utf-8")
        opened.ingest([table], options)
        assert stored(opened) == set()

        [gone] = opened.postings.board.postings(ids=[DocumentId(first[1])])
        close(opened, PostingView.of(gone, on=opened.postings.now().date()))
        opened.remove(table)
        assert opened.postings.board.postings() == ()
        [word] = opened.postings.board.words(gone.id)  # outlives the document
        assert word.state == "closed"


async def test_over_http_they_are_listed_and_matched_for_the_public(services):
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        needs = (await client.get("/api/needs", params={"country": "ke"})).json()
        offers = (await client.get("/api/offers", params={"sdg": "7"})).json()
        [need] = conforms(needs, "postings")["postings"]
        [offer] = conforms(offers, "postings")["postings"]
        told = (await client.get(f"/api/matches/{need['id']}")).json()
        assert conforms(told, "matches")["matches"]
        assert offer["organization"]["name"] == "الوكالة الوطنية للطاقة الشمسية"
        assert (await client.get("/api/matches/d0")).status_code == 404
        bad = await client.get("/api/needs", params={"country": "XQ"})
        assert bad.status_code == 422
        assert "XQ" in bad.json()["error"]["message"]


def test_commands_hand_their_work_to_the_server(services):
    router = internal_router(services, token="secret")
    app = create_app(services, internal_router=router, ui=False)
    with TestClient(app, headers={HEADER: "secret"}) as client:
        desk = RemoteGalaxy(client).postings
        query = PostingsQuery(kind="need", country=("KE",))
        [need] = desk.listed(query, readers="public").postings
        here = services.postings.match(need.id, language="es")
        there = desk.match(need.id, limit=10, language="es", readers="public")
        assert there.matches == here.matches
        every = desk.matches(PostingsQuery(kind="need"), limit=1, readers="public")
        assert need.id in {reply.posting.id for reply in every}
        word = PostingWord(id=need.id, kind="need", closed=True, why="a test")
        assert desk.say(word).state == "closed"
        assert desk.say(word.model_copy(update={"closed": False})).state == "open"
        with pytest.raises(NotFound):
            desk.match("d0", limit=1, readers="public")


async def test_the_page_shows_them_in_every_language(services):
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        for language in LANGUAGES:
            say = wording(language)
            page = await client.get("/needs", params={"lang": language})
            assert page.status_code == 200
            assert say.say("postings.title") in page.text
            assert say.say("postings.need_says") in page.text
            assert "Repair of hand pumps for a base" not in page.text
        kenya = (await client.get("/needs", params={"country": "ke"})).text
        assert "hand pumps" in kenya
        assert "plaques" not in kenya
        none = await client.get("/needs", params={"state": "closed"})
        assert wording("en").say("postings.none") in none.text
        odd = await client.get("/needs", params={"country": "Kenya"})
        assert odd.status_code == 422
        search = (await client.get("/search", params={"q": "hand pump repair"})).text
        assert wording("en").say("postings.open_date", date="June 30, 2099") in search


def test_where_nobody_fits_the_needs_of_others_that_are_alike_are_told(tmp_path):
    with open_services(
        Settings(home=tmp_path / "home", workers=1), purpose="a test"
    ) as services:
        services.ingest([FILES / "needs.csv"], options_from())
        request = Request(question="We seek help to set up human milk banks")
        reply = asyncio.run(services.partners.propose(request))
        asked = asyncio.run(services.assistant.ask(request))

        odd = Request(question="We need somebody who tunes pianos and violins")
        alone = asyncio.run(services.partners.propose(odd))

    assert reply.proposals == alone.proposals == ()
    own = "Bancos de leche humana en hospitales públicos"
    assert any(own in note for note in reply.notes)
    assert own in asked.text
    assert len(alone.notes) == 1


def told(services: Services, question: str):
    reply = asyncio.run(services.assistant.ask(Request(question=question)))
    conforms(json.loads(reply.model_dump_json(by_alias=True)), "ask")
    return reply


OPEN_NEEDS = (
    "How many needs are open?",
    "Combien de besoins sont ouverts ?",
    "¿Cuántas necesidades están abiertas?",
    "كم عدد الاحتياجات المفتوحة؟",
    "有多少需求是开放的？",
    "Сколько потребностей открыто?",
    "Quantas necessidades estão abertas?",
)


@pytest.mark.parametrize("question", OPEN_NEEDS)
def test_open_needs_are_counted_and_told_in_each_language(services, question) -> None:
    reply = told(services, question)

    asked = PostingsQuery(kind="need", state="open", limit=1000)
    listed = services.postings.listed(asked)
    assert reply.kind == "answer"
    assert reply.counts is not None
    assert (reply.counts.what, reply.counts.total) == ("need", listed.count)
    assert reply.counts.search is not None
    assert reply.counts.search.startswith("/needs?kind=need")
    titles = {one.title for one in listed.postings}
    assert reply.citations
    assert {citation.title for citation in reply.citations} <= titles
    say = wording(reply.language)
    fits = say.say("postings.matches_need", count=say.number(1))
    assert fits in reply.text
    assert "/needs" in reply.text
    assert "Repair of hand pumps for a base" not in reply.text  # for staff alone


@pytest.mark.parametrize(
    "question",
    [
        "Which offers match which needs?",
        "Quelles offres correspondent à quels besoins ?",
        "哪些供给匹配哪些需求？",
    ],
)
def test_what_fits_is_told_with_both_sides(services, question) -> None:
    reply = told(services, question)

    kept = services.postings.matches(PostingsQuery(kind="need", state="open"))
    assert reply.counts is not None
    assert reply.counts.total == len(kept)
    pairs = {(m.posting.title, o.posting.title) for m in kept for o in m.matches}
    cited = [citation.title for citation in reply.citations]
    assert any(need in cited and offer in cited for need, offer in pairs)


def test_needs_on_a_matter_are_those_of_its_sector(services) -> None:
    reply = told(services, "What needs are there on health?")

    assert reply.counts is not None
    assert reply.counts.filters.sector == ("120",)
    assert any("leche humana" in citation.title for citation in reply.citations)
    assert not any("pumps" in citation.title for citation in reply.citations)


async def test_a_search_says_how_many_fit_a_need(services: Services) -> None:
    transport = httpx.ASGITransport(app=create_app(services, ui=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        for address in ("/search?kind=need", "/search?q=repair+hand+pumps&kind=need"):
            page = await client.get(address)
            assert "Offers that fit: 1" in page.text
            assert 'href="/needs?kind=need"' in page.text
