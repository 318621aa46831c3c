"""The pages of organizations, the API beside them, and requests to correct them."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path

import httpx
import jsonschema
import pytest

from assistant.app import Services, SourceOptions, open_services
from assistant.organizations.directory import RECORDS_A_PAGE, Wanted
from assistant.pages.operators import COOKIE, Operators
from assistant.server.rates import CORRECTIONS_AN_HOUR
from assistant.server.web import create_app
from assistant.settings import Settings
from assistant.wording import LANGUAGES, wording
from vectorstore.catalogue.participations import organization_id
from vectorstore.text.organization_names import organization_key

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"
HEAD = (
    "title,description,year,status,funding_agency,implementing_agency,country,"
    "sector,sdg"
)
ROWS = (
    ("Forty wells for villages", "Boreholes bring water.", 2006, "Completion",
     "Government of Togo", "Pump Guild (PGU), National NGO", "Mali", "Water supply"),
    ("Wells in the north", "Boreholes for herders.", 2008, "Completion",
     "Togo Water Fund", "PGU", "Niger", "Water supply"),
    ("Forty wells for villages", "Boreholes bring water.", 2016, "Completion",
     "Government of Togo", "Pump Guild (PGU), National NGO", "Mali", "Water supply"),
    ("A clinic for Kita", "Ten beds.", 2011, "Cancelled",
     "Togo Water Fund", "Pump Guild (PGU); Healers' <b>Circle</b>", "Mali", "Health"),
)  # fmt: skip
MANY = [
    (f"Road {n} of the plain", "A road.", 2000 + n % 10, "Completion",
     "Togo Water Fund", "Road Works Ltd", "Ghana", "Transport")
    for n in range(90)
]  # fmt: skip
SECRET = (
    "Hidden wells", "Wells.", 2009, "Completion", "Togo Water Fund",
    "Hidden Guild; Pump Guild (PGU)", "Chad", "Water supply",
)  # fmt: skip
BUDGET = 200_000


def write(path: Path, rows) -> None:
    goals = {"Health": "3.8"}
    told = [(*row, goals.get(row[-1], "")) for row in rows]
    lines = [",".join(f'"{cell}"' for cell in row) for row in told]
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("records")
    write(folder / "projects.csv", [*ROWS, *MANY])
    (folder / "offers.csv").write_text(
        "kind,title,description,organization,country,until\n"
        'offer,Courses in hand pumps,"Six weeks for ten mechanics.",'
        "Pump Guild (PGU),Mali,2099-01-31\n",
        "utf-8",
    )
    secret = folder / "secret"
    secret.mkdir()
    write(secret / "cables.csv", [SECRET])
    (secret / "source.yaml").write_text("{platform: Emb, visibility: staff}\n")
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    with open_services(settings, purpose="a test") as opened:
        report = opened.ingest([folder], SourceOptions(platform="Guilds"))
        assert report.failed == ()
        yield opened


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        app=create_app(services, ui=False), raise_app_exceptions=False
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as opened:
        yield opened


def id_of(services: Services, name: str, readers="public") -> str:
    [one] = services.directory.found(Wanted(name=name), readers=readers)
    return one.id


def hrefs(page: httpx.Response, begins: str) -> list[str]:
    found = re.findall(r'href="([^"]*)"', page.text)
    return [unescape(one) for one in found if one.startswith(begins)]


async def test_the_page_tells_each_record_with_the_words_that_say_so(
    services: Services, client: httpx.AsyncClient
) -> None:
    page = await client.get(f"/organizations/{id_of(services, 'pump guild')}")
    assert page.status_code == 200
    assert "Records: 3." in page.text  # the copy of 2016 is no fourth one
    assert "“Pump Guild (PGU)” and “PGU” share the acronym PGU." in unescape(page.text)
    assert "implementing agency: Pump Guild (PGU)" in page.text
    assert "implementing agency: PGU" in page.text
    assert "Cancelled" in page.text
    assert "No contact in the sources." in page.text
    assert "Healers&#39; &lt;b&gt;Circle&lt;/b&gt;" in page.text
    passage = hrefs(page, "/document/")[0]
    opened = await client.get(passage)
    assert opened.status_code == 200
    assert 'class="quoted"' in opened.text
    assert "Organizations named in this record" in opened.text
    for back in hrefs(opened, "/organizations/"):
        again = await client.get(back, follow_redirects=True)
        assert again.status_code == 200
        assert opened.text.count(re.findall("<h1 dir.*?>(.*?)<", again.text)[0])


async def test_each_name_of_an_organization_leads_to_its_one_page(
    services: Services, client: httpx.AsyncClient
) -> None:
    other = organization_id(organization_key("PGU", None))
    moved = await client.get(f"/organizations/{other}?lang=fr")
    assert moved.status_code == 303
    guild = id_of(services, "pump guild")
    assert moved.headers["location"] == f"/organizations/{guild}?lang=fr"


async def test_every_quote_of_the_body_stands_in_its_document(
    services: Services, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"/api/organizations/{id_of(services, 'pump guild')}")
    body = answer.json()
    jsonschema.validate(body, json.loads((CONTRACT / "organization.json").read_text()))
    assert [r["value"] for r in body["countries"]] == ["ML", "NE"]
    assert [(r["value"], r["count"]) for r in body["roles"]] == [("implementing", 3)]
    assert [(y["value"], y["count"]) for y in body["years"]] == [
        ("2011", 1), ("2008", 1), ("2006", 1),
    ]  # fmt: skip
    assert [s["label"] for s in body["sectors"]] == ["Water and sanitation", "Health"]
    companions = {one["name"] for told in body["told"] for one in told["companions"]}
    assert companions == {
        "Government of Togo", "Togo Water Fund", "Healers' <b>Circle</b>",
    }  # fmt: skip
    for citation in body["citations"]:
        shown = (await client.get(f"/api/show/{citation['document_id']}")).json()
        assert shown["text"][slice(*citation["span"])] == citation["quote"]
    assert all(told["citations"] for told in body["told"])
    missing = await client.get("/api/organizations/o0000000000000000")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


async def test_the_goal_of_a_record_is_stated_or_inferred_and_then_marked(
    services: Services, client: httpx.AsyncClient
) -> None:
    place = f"/organizations/{id_of(services, 'pump guild')}"
    body = (await client.get(f"/api{place}")).json()
    goals = {one["title"]: (one["sdgs"], one["inferred_sdg"]) for one in body["told"]}
    assert goals == {
        "A clinic for Kita": (["3", "3.8"], None),
        "Wells in the north": ([], "6"),
        "Forty wells for villages": ([], "6"),
    }
    for language in LANGUAGES:
        say = wording(language)
        page = await client.get(f"{place}?lang={language}")
        goal = say.say("search.sdg_value", number="6")
        inferred = say.say("partners.inferred", name=goal)
        stated = say.list_separator.join(
            say.say("search.sdg_value", number=number) for number in ("3", "3.8")
        )
        label = say.say("partners.sdgs")
        assert page.text.count(f"{label}: <bdi>{inferred}</bdi>") == 2
        assert page.text.count(f"{label}: <bdi>{stated}</bdi>") == 1
    limited = await client.get(f"{place}?sdg=3&lang=en")
    assert "A clinic for Kita" in limited.text
    assert "Wells in the north" not in limited.text
    inferred = await client.get(f"{place}?sdg=6&lang=en")
    assert "Wells in the north" not in inferred.text  # filters go by what is stated


async def test_hundreds_of_records_come_in_pages_that_are_small(
    services: Services, client: httpx.AsyncClient
) -> None:
    roads = id_of(services, "road works")
    seen: list[str] = []
    address: str | None = f"/organizations/{roads}"
    while address:
        page = await client.get(address)
        assert len(page.content) < BUDGET
        seen += re.findall(r">(Road \d+) of the plain</a></h3>", page.text)
        address = next(
            (unescape(a) for a in re.findall(r'rel="next" href="([^"]+)"', page.text)),
            None,
        )
    assert len(seen) == len(set(seen)) == len(MANY)
    past = await client.get(f"/organizations/{roads}?page=6")
    assert past.status_code == 422
    assert len(MANY) > 4 * RECORDS_A_PAGE


async def test_limits_in_the_address_leave_the_records_that_fit(
    services: Services, client: httpx.AsyncClient
) -> None:
    guild = id_of(services, "pump guild")
    page = await client.get(f"/organizations/{guild}?country=NE&sector=140")
    assert "Records: 1." in page.text
    assert "Only its records that fit: Niger, Water and sanitation." in page.text
    assert "Forty wells" not in page.text
    none = await client.get(f"/organizations/{guild}?country=BR")
    assert none.status_code == 200
    assert wording("en").say("organizations.none_fits") in none.text


async def test_what_is_for_staff_leaves_no_trace(
    services: Services, client: httpx.AsyncClient
) -> None:
    hidden = id_of(services, "hidden guild", readers="staff")
    assert (await client.get(f"/organizations/{hidden}")).status_code == 404
    listed = await client.get("/organizations", params={"q": "hidden"})
    assert "Hidden Guild" not in listed.text
    page = await client.get(f"/organizations/{id_of(services, 'pump guild')}")
    assert "Hidden" not in page.text
    assert "Chad" not in page.text
    seen = services.directory.profile(
        id_of(services, "pump guild", readers="staff"), readers="staff"
    )
    assert "TD" in {tally.value for tally in seen.countries}


async def test_what_an_organization_offers_stands_on_its_page(
    services: Services, client: httpx.AsyncClient
) -> None:
    guild = id_of(services, "Pump Guild")

    page = await client.get(f"/organizations/{guild}")
    told = (await client.get(f"/api/organizations/{guild}")).json()["postings"]

    [offer] = told
    assert (offer["kind"], offer["title"]) == ("offer", "Courses in hand pumps")
    assert (offer["state"], offer["until"]) == ("open", "2099-01-31")
    assert f'href="/document/{offer["document_id"]}"' in page.text
    say = wording("en")
    label = say.say("postings.open_date", date=say.date("2099-01-31"))
    assert label in unescape(page.text)


async def test_the_list_is_searched_by_name_country_and_role(
    client: httpx.AsyncClient,
) -> None:
    def names(page: httpx.Response) -> list[str]:
        return [
            unescape(n) for n in re.findall(r"<h3 dir.*?><a .*?>(.*?)</a>", page.text)
        ]

    everyone = await client.get("/organizations")
    assert names(everyone)[:2] == ["Togo Water Fund", "Road Works Ltd"]
    assert names(await client.get("/organizations?q=GUILD")) == ["Pump Guild (PGU)"]
    in_niger = names(await client.get("/organizations?country=NE"))
    assert set(in_niger) == {"Pump Guild (PGU)", "Togo Water Fund"}
    funders = names(await client.get("/organizations?role=funding&country=ML"))
    assert set(funders) == {"Government of Togo", "Togo Water Fund"}
    nobody = await client.get("/organizations?q=nobody+at+all")
    assert wording("en").say("organizations.nothing") in unescape(nobody.text)
    for bad in ("country=XQ", "role=king", "page=0", "page=99", f"q={'a' * 300}"):
        assert (await client.get(f"/organizations?{bad}")).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_speak_each_language(
    services: Services, client: httpx.AsyncClient, language: str
) -> None:
    say = wording(language)
    guild = id_of(services, "pump guild")
    page = await client.get(f"/organizations/{guild}?lang={language}")
    text = unescape(page.text)
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    for key in ("organizations.did", "correction.title", "role.implementing"):
        assert say.say(key) in text
    assert say.sector_name("140") in text
    assert f"/organizations?lang={language}" in text


async def test_a_correction_is_kept_seen_and_settled_by_staff(
    services: Services, client: httpx.AsyncClient
) -> None:
    guild = id_of(services, "pump guild")
    page = await client.get(f"/organizations/{guild}")
    form = re.search(r'<form method="post" action="([^"#]+)', page.text)
    values = re.findall(r'<option value="([^"]+)" dir', page.text)
    assert form
    sent = await client.post(
        unescape(form[1]),
        data={"text": " It was <i>not</i> us. ", "about": values[0]},
        headers={"Origin": "http://here"},
    )
    assert sent.status_code == 303
    thanks = await client.get(sent.headers["location"])
    [reference] = re.findall(r"<bdi>(c[0-9a-f]{12})</bdi>", thanks.text)

    [kept] = [c for c in services.corrections.listed() if c.reference == reference]
    assert kept.state == "open"
    assert kept.text == "It was <i>not</i> us."
    assert kept.organization == "Pump Guild (PGU)"
    assert kept.quote
    assert kept.document_id == values[0].split(":")[0]
    jsonschema.validate(
        json.loads(kept.model_dump_json()),
        json.loads((CONTRACT / "correction.json").read_text()),
    )

    public = await client.get("/library")
    assert reference not in public.text
    refused = await client.post(
        f"/library/corrections/{reference}", data={"note": "no"}
    )
    assert refused.status_code == 403
    operator = {COOKIE: Operators(services.settings.home).cookie}
    client.cookies.update(operator)
    board = await client.get("/library")
    assert reference in board.text
    assert "It was &lt;i&gt;not&lt;/i&gt; us." in board.text
    done = await client.post(
        f"/library/corrections/{reference}", data={"note": "The source was asked."}
    )
    assert done.status_code == 303
    [settled] = [c for c in services.corrections.listed() if c.reference == reference]
    assert [step.state for step in settled.history] == ["open", "settled"]
    assert settled.history[-1].note == "The source was asked."
    assert reference not in (await client.get("/library")).text


async def test_what_cannot_be_taken_is_said_and_nothing_of_it_is_lost(
    services: Services, client: httpx.AsyncClient
) -> None:
    guild = id_of(services, "pump guild")
    address = f"/organizations/{guild}/corrections"
    before = len(services.corrections.listed())
    empty = await client.post(address, data={"text": "  "})
    assert empty.status_code == 422
    assert wording("en").say("correction.empty") in empty.text
    long = await client.post(address, data={"text": "é" * 4_001})
    assert "4,000" in long.text
    gone = await client.post(address, data={"text": "My words.", "about": "x:5:1"})
    assert gone.status_code == 422
    assert "My words." in gone.text
    foreign = await client.post(
        address, data={"text": "x"}, headers={"Origin": "http://elsewhere"}
    )
    assert foreign.status_code == 403
    crossed = await client.post(
        address, data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert crossed.status_code == 403
    nobody = await client.post("/organizations/o1/corrections", data={"text": "x"})
    assert nobody.status_code == 404
    assert len(services.corrections.listed()) == before


async def test_one_address_cannot_flood_the_staff(
    services: Services, client: httpx.AsyncClient
) -> None:
    address = f"/organizations/{id_of(services, 'pump guild')}/corrections"
    answers = [
        (await client.post(address, data={"text": f"Request {n}."}))
        for n in range(CORRECTIONS_AN_HOUR + 1)
    ]
    assert [a.status_code for a in answers].count(303) == CORRECTIONS_AN_HOUR
    assert "minutes" in answers[-1].text
