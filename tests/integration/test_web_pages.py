"""The pages over HTTP, on a real library of a few documents."""

import re
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from html import unescape

import httpx
import pytest
from sqlalchemy import text

from assistant.app import Services, SourceOptions, open_services
from assistant.pages.operators import COOKIE, KEY_FILE, Operators
from assistant.server.web import create_app
from assistant.settings import Settings
from assistant.wording import LANGUAGES, wording
from vectorstore.catalogue.synced import Mishap, SyncedSources

HOSTILE = "<script>alert('t')</script> ferry"
IMAGE = "<img src=x onerror=alert(2)>"
TABLE = f"""title,description,country,sdg,published
Wells for Kaya,Forty-two village wells were dug in Kaya.,Burkina Faso,6,2014
Wells for Ségou,Village wells were dug near Ségou in valleys.,Mali,6.1,2015-03-01
Milk banks,Brazil teaches hospitals to run human milk banks.,Brazil,3,2016
Ferry,The ferry leaves {"i" * len(IMAGE)} at nine & five.,Senegal,,2016
"""
SECRET = "The embassy plans a bridge of its own over the lagoon in Lomé.\n"
BUDGET = 200_000
"""Bytes of a first load: the page and all that it names."""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "projects.csv").write_text(TABLE, "utf-8")
    report = "\n\n".join(f"Part {n} of a long report on bees." for n in range(500))
    (folder / "report.txt").write_text(report, "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    secret = folder / "secret"
    secret.mkdir()
    (secret / "plan.txt").write_text(SECRET, "utf-8")
    (secret / "source.yaml").write_text("{platform: Emb, visibility: staff}\n")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    with open_services(settings, purpose="a test") as opened:
        opened.ingest([folder], SourceOptions(platform="P & <b>Q</b>", licence="CC0"))
        with opened.library.engine.begin() as catalogue:  # as no parser would let in
            catalogue.execute(
                text(
                    "update documents set uri = 'javascript:alert(1)', title = :title,"
                    " text = replace(text, :before, :after) where title = 'Ferry'"
                ),
                {"title": HOSTILE, "before": "i" * len(IMAGE), "after": IMAGE},
            )
        yield opened


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        app=create_app(services, ui=False), raise_app_exceptions=False
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as opened:
        yield opened


def hrefs(page: httpx.Response, begins: str) -> list[str]:
    found = re.findall(r'(?:href|data|src)="([^"]*)"', page.text)
    return [unescape(one) for one in found if one.startswith(begins)]


def titles(page: httpx.Response) -> list[str]:
    return [unescape(t) for t in re.findall(r"<h3 dir.*?><a .*?>(.*?)</a>", page.text)]


def counts(page: httpx.Response, facet: str) -> dict[str, str]:
    found = re.findall(
        rf'name="{facet}" value="([^"]+)".*?class="count">(.*?)</span>', page.text
    )
    return {unescape(value): count for value, count in found}


def document_id(services: Services, title: str) -> str:
    with services.library.engine.connect() as catalogue:
        query = text("select id from documents where title like :title")
        return str(catalogue.execute(query, {"title": f"{title}%"}).scalar_one())


async def test_without_a_query_the_whole_library_is_counted(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/search")
    assert page.status_code == 200
    assert "Documents to search: 5" in page.text
    assert counts(page, "country") == {"BF": "1", "BR": "1", "ML": "1", "SN": "1"}
    assert counts(page, "sdg") == {"6": "2", "3": "1"}
    assert counts(page, "year") == {"2016": "2", "2015": "1", "2014": "1"}
    [example] = hrefs(page, "/search?q=What+is+South-South+Galaxy")
    assert (await client.get(example)).status_code == 200


async def test_results_show_their_best_part_and_where_they_are_from(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/search", params={"q": "village wells in Kaya"})
    assert titles(page)[0] == "Wells for Kaya"
    assert "<mark>village</mark> <mark>wells</mark> were dug" in page.text
    assert "P &amp; &lt;b&gt;Q&lt;/b&gt;" in page.text
    assert "CC0" in page.text
    [question] = hrefs(page, "/chat/?prompt=village")
    assert question == "/chat/?prompt=village+wells+in+Kaya"


async def test_a_filter_narrows_and_its_facet_still_counts_the_others(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/search", params={"q": "village wells", "country": "ML"})
    assert titles(page) == ["Wells for Ségou"]
    assert counts(page, "country")["BF"] == "1"
    assert counts(page, "country")["ML"] == "1"
    assert counts(page, "sdg") == {"6": "1"}
    assert re.search(r'name="country" value="ML" checked', page.text)
    assert "/search?q=village+wells" in hrefs(page, "/search?q=village")
    both = await client.get(
        "/search", params={"q": "village wells", "country": ["ML", "BF"]}
    )
    assert set(titles(both)) == {"Wells for Ségou", "Wells for Kaya"}


async def test_the_number_beside_a_filter_is_what_choosing_it_leaves(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/search", params={"q": "village wells"})
    beside = counts(page, "country")

    for country, number in beside.items():
        chosen = await client.get(
            "/search", params={"q": "village wells", "country": country}
        )
        assert f"Documents found: {number}" in chosen.text
    assert beside


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_says_where_no_word_of_a_query_is_found(
    client: httpx.AsyncClient, language: str
) -> None:
    page = await client.get("/search", params={"q": "zzzzqqqq", "lang": language})

    say = wording(language)
    told = ("search.by_meaning", "search.loosely", "search.nothing")
    assert any(say.say(key) in unescape(page.text) for key in told)
    assert say.say("search.found", count="")[:12] not in page.text


async def test_filters_without_a_query_count_exactly(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/search", params={"sdg": "6", "year": "2014"})
    assert "Documents found: 1" in page.text
    assert counts(page, "country") == {"BF": "1"}
    assert counts(page, "sdg") == {"6": "1"}
    assert counts(page, "year") == {"2014": "1", "2015": "1"}


async def test_empty_fields_of_a_form_leave_the_address(
    client: httpx.AsyncClient,
) -> None:
    sent = await client.get("/search?q=wells&year=&from=&to=2015&page=1")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/search?q=wells&to=2015",
    )


async def test_a_document_opens_with_the_words_marked(
    client: httpx.AsyncClient, services: Services
) -> None:
    found = await client.get("/search", params={"q": "village wells in Kaya"})
    address = hrefs(found, "/document/")[0]
    assert address.endswith("#passage")
    page = await client.get(address)
    assert page.status_code == 200
    assert page.text.count('id="passage"') == 1
    quoted = re.findall(r'<mark class="quoted".*?>(.*?)</mark>', page.text)
    assert "Forty-two village wells" in " ".join(quoted)
    assert "Burkina Faso" in page.text
    assert "The source’s own fields" in page.text
    assert "<object" not in page.text  # it has no pages


async def test_a_long_document_comes_in_parts(
    client: httpx.AsyncClient, services: Services
) -> None:
    name = document_id(services, "report")
    page = await client.get(f"/document/{name}")
    assert len(page.content) < 25_000
    seen = set(re.findall(r"Part (\d+) of", page.text))
    for _ in range(9):
        *_, later = [a for a in hrefs(page, "/document/") if a.endswith("#text")]
        page = await client.get(later)
        seen |= set(re.findall(r"Part (\d+) of", page.text))
        if "Later part" not in page.text:
            break
    assert len(seen) == 500


async def test_a_paged_document_asks_for_the_picture_of_its_page(
    client: httpx.AsyncClient, services: Services
) -> None:
    name = document_id(services, "Milk banks")
    with services.library.engine.begin() as catalogue:
        catalogue.execute(
            text("update documents set page_starts = '[0, 12]' where id = :id"),
            {"id": name},
        )
    page = await client.get(f"/document/{name}?start=14&end=20")
    assert hrefs(page, "/api/page/") == [f"/api/page/{name}/2.png?start=14&end=20"]
    assert "cannot be shown as a picture" in page.text
    assert "Page 2" in page.text


async def test_staff_documents_are_nowhere(
    client: httpx.AsyncClient, services: Services
) -> None:
    name = document_id(services, "plan")
    with services.library.engine.connect() as catalogue:
        query = text("select id from chunks where document_id = :id")
        chunk = catalogue.execute(query, {"id": name}).scalar_one()
    for address in (
        "/search",
        "/search?q=bridge+over+the+lagoon",
        "/search?platform=Emb",
        "/search?q=bridge&platform=Emb",
        "/library",
        f"/document/{name}",
        f"/document/{document_id(services, 'Milk banks')}?chunk={chunk}",
    ):
        page = await client.get(address)
        assert "embassy" not in page.text
        assert "lagoon in Lomé" not in page.text
    assert (await client.get(f"/document/{name}")).status_code == 404
    assert "Emb" not in counts(await client.get("/search"), "platform")
    known = f"{COOKIE}={Operators(services.settings.home).cookie}"
    seen = await client.get("/library", headers={"Cookie": known})
    assert "Emb" not in seen.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("page=x", "“x” is no page number"),
        ("page=7&q=wells", "There is no page 7"),
        ("from=soon", "“soon” is no date"),
        ("from=2016&to=2014", "Nothing can lie between these dates"),
        ("country=Mars", "“Mars” is no country code"),
        ("sdg=99", "“99” is no goal"),
        ("language=%21%21", "“!!” is no language tag"),
        ("q=" + "a" * 501, "at most 500 characters"),
    ],
)
async def test_a_parameter_that_cannot_be_used_is_told(
    client: httpx.AsyncClient, query: str, told: str
) -> None:
    page = await client.get(f"/search?{query}")
    assert page.status_code == 422
    assert told in unescape(page.text)
    assert 'role="search"' in page.text


@pytest.mark.parametrize(
    "query", ["start=5", "start=9&end=3", "start=a&end=b", "at=-1", "end=99999"]
)
async def test_a_place_that_is_none_is_told(
    client: httpx.AsyncClient, services: Services, query: str
) -> None:
    name = document_id(services, "Milk banks")
    assert (await client.get(f"/document/{name}?{query}")).status_code == 422


async def test_a_passage_that_is_gone_is_told(
    client: httpx.AsyncClient, services: Services
) -> None:
    name = document_id(services, "Milk banks")
    page = await client.get(f"/document/{name}?chunk={name}.gone.1")
    assert page.status_code == 200
    assert "The document has changed since" in page.text


async def test_nothing_that_is_stored_or_asked_becomes_markup(
    client: httpx.AsyncClient, services: Services
) -> None:
    attack = "\"><script>alert('q')</script> ferry nine"
    for page in (
        await client.get("/search", params={"q": attack}),
        await client.get(
            "/search", params={"q": attack, "kind": attack, "lang": attack}
        ),
        await client.get("/search", params={"q": attack, "from": attack}),
        await client.get(f"/document/{document_id(services, '<script>')}"),
        await client.get("/document/%22%3E%3Cscript%3E"),
        await client.get("/library"),
    ):
        assert "<script" not in page.text.lower()
        assert "<img src=x" not in page.text
        assert "<b>" not in page.text
        assert not hrefs(page, "javascript:")
        assert "script" not in page.headers["content-security-policy"]
    found = await client.get("/search", params={"q": "When does the ferry leave?"})
    assert HOSTILE in titles(found)
    assert "&lt;img src=x onerror=alert(2)&gt;" in re.sub("</?mark>", "", found.text)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_has_every_page(
    client: httpx.AsyncClient, services: Services, language: str
) -> None:
    say = wording(language)
    name = document_id(services, "Wells for Kaya")
    direction = "rtl" if language == "ar" else "ltr"
    expected = {
        "/search": say.say("search.lead"),
        "/search?q=wells&sdg=6": say.say("search.open"),
        "/search?q=wells&country=FR": say.say("search.nothing"),
        "/search?page=x": say.say("problem.title"),
        f"/document/{name}?start=1&end=9": say.say("document.about"),
        "/document/none": say.say("problem.not_found"),
        "/library": say.say("library.lead"),
        "/operator?key=x": say.say("problem.wrong_key"),
    }
    for address, sentence in expected.items():
        page = await client.get(address, headers={"Accept-Language": f"{language}-XX"})
        assert f'<html lang="{language}" dir="{direction}">' in page.text
        assert sentence in unescape(page.text)
    chosen = await client.get(
        "/search", params={"lang": language}, headers={"Accept-Language": "de, en;q=.5"}
    )
    assert f'<html lang="{language}"' in chosen.text
    assert f'name="lang" value="{language}"' in chosen.text


async def test_the_languages_that_a_browser_likes_are_weighed(
    client: httpx.AsyncClient,
) -> None:
    for accepted, language in (
        ("de, pt-BR;q=0.4, ru;q=0.6", "ru"),
        ("xx;q=oops, *", "en"),
        ("fr;q=0, es", "es"),
    ):
        page = await client.get("/search", headers={"Accept-Language": accepted})
        assert f'<html lang="{language}"' in page.text


async def test_a_first_load_is_small_and_all_from_here(
    client: httpx.AsyncClient,
) -> None:
    longest = (
        "/search?q=" + "水" * 500 + "&country=ML&country=BF&sdg=6&from=2000&to=2020"
    )
    for address in ("/search?q=wells", longest, "/search", "/library"):
        page = await client.get(address)
        assert page.status_code == 200
        total = len(page.content)
        loaded = hrefs(page, "/pages/")
        assert len(set(loaded)) == 2
        for part in set(loaded):
            answer = await client.get(part)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
            total += len(answer.content)
        assert total < BUDGET
        assert "://" not in page.text
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
        assert "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "style=" not in page.text
    assert (await client.get("/pages/other.css")).status_code == 404


async def test_an_operators_address_shows_what_failed(
    client: httpx.AsyncClient, services: Services
) -> None:
    home = services.settings.home
    place = home / KEY_FILE
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "empty.txt" not in (await client.get("/library")).text
    wrong = await client.get("/operator", params={"key": "é" * 40})
    assert (wrong.status_code, wrong.headers.get("set-cookie")) == (403, None)

    entered = await client.get(Operators(home).path)
    assert (entered.status_code, entered.headers["location"]) == (303, "/library")
    given = entered.headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=strict" in given
    assert place.read_text("ascii").strip() not in given

    addresses = SyncedSources(services.library.engine)
    addresses.declare("pumps", "{}", url="https://example.org/<x>", platform="Pumps")
    addresses.begin("pumps", at=datetime(2026, 3, 4, tzinfo=UTC))
    addresses.end(
        "pumps",
        result="partial",
        failures=[Mishap(path="pumps: page 2", reason="<b>status 500</b>")],
        pages=2,
        records=40,
        at=datetime(2026, 3, 4, tzinfo=UTC),
    )
    page = await client.get("/library")  # the client keeps the cookie
    assert "empty.txt" in page.text
    say = wording("en")
    assert say.say("library.result_partial") in page.text
    assert "https://example.org/&lt;x&gt;" in page.text
    assert "&lt;b&gt;status 500&lt;/b&gt;" in page.text
    assert say.date("2026-03-04") in page.text
    assert "operator" in page.text
    left = await client.post("/library/leave", headers={"Origin": "http://here"})
    assert left.status_code == 303
    guest = await client.get("/library")
    assert "empty.txt" not in guest.text
    assert "status 500" not in guest.text
    forged = {"Cookie": f"{COOKIE}={place.read_text('ascii').strip()}"}
    assert "empty.txt" not in (await client.get("/library", headers=forged)).text


async def test_filters_alone_list_the_documents_that_they_leave(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/search?country=ML&country=BF&from=2014&to=2015")
    assert titles(page) == ["Wells for Ségou", "Wells for Kaya"]  # newest first
    assert "Documents found: 2" in page.text
    assert (await client.get(hrefs(page, "/document/")[0])).status_code == 200
    none = await client.get("/search?country=CL")
    assert "Nothing in the library fits this." in none.text
