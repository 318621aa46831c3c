"""People read what an organization did, follow its proof, say what is wrong, count."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.wording import wording

SAY = wording("en")
FITS = "document.documentElement.scrollWidth <= innerWidth"
HEAD = "title,description,year,status,funding_agency,implementing_agency,country,sector"
BODIES = ("Pump Guild (PGU)", "PGU", "Healers Circle, National NGO", "اتحاد المزارعين")
PLACES = ("Mali", "Kenya", "Kenya; Niger", "Ghana")
SECTORS = ("Water supply", "Health", "Agriculture")


@pytest.fixture(scope="module")
def records(serving):
    rows = [
        f'"Work {n} of the long plan for the villages of the plain","People of place '
        f'{n} learn and build together.",{2006 + n % 8},Completion,Togo Water Fund,'
        f'"{BODIES[n % 4]}","{PLACES[n // 3 % 4]}",{SECTORS[n % 3]}'
        for n in range(48)
    ]
    return serving({"projects.csv": "\n".join([HEAD, *rows]) + "\n"})


@pytest.fixture
def visit_page(
    browser: Browser, records, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page without scripts; nothing may be asked of another host, or fail."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(path: str, *, locale: str = "en-US", width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=records.url,
            locale=locale,
            viewport={"width": width, "height": 800},
            java_script_enabled=False,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(records.url)
                else problems.append(asked.url)
            ),
        )
        page.on("console", lambda told: problems.append(told.text))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_an_organization_is_found_its_proof_opened_and_a_mistake_reported(visit_page):
    page = visit_page("/organizations")
    picture(page, "organizations")
    page.get_by_role("searchbox").fill("guild")
    page.get_by_role("button", name=SAY.say("search.submit")).click()
    page.get_by_role("link", name="Pump Guild (PGU)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pump Guild (PGU)")
    picture(page, "organization")
    expect(page.locator(".hits > li")).to_have_count(20)
    page.get_by_role("link", name=SAY.say("search.next")).click()
    expect(page.locator(".hits > li")).to_have_count(4)
    record = page.locator(".hits > li").first
    quote = record.locator("blockquote").first.inner_text()
    record.get_by_role("link", name=SAY.say("search.open")).last.click()
    expect(page.locator("#passage")).to_be_in_viewport()
    assert page.locator("#passage").inner_text() in quote
    picture(page, "organization-document")
    page.go_back()

    record.get_by_role("link", name=SAY.say("correction.title")).click()
    choice = page.get_by_label(SAY.say("correction.about"))
    assert choice.locator("option:checked").inner_text() != SAY.say("correction.whole")
    page.get_by_label(SAY.say("correction.text")).fill("It ended a year earlier.")
    picture(page, "organization-wrong")
    page.get_by_role("button", name=SAY.say("correction.send")).click()
    expect(page.get_by_role("status")).to_contain_text(re.compile("c[0-9a-f]{12}"))
    picture(page, "organization-thanks")
    page.get_by_role("link", name=SAY.say("correction.back")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pump Guild (PGU)")


def test_operators_settle_what_was_reported(visit_page, records):
    page = visit_page("/organizations?q=healers")
    page.get_by_role("link", name="Healers Circle").click()
    page.get_by_label(SAY.say("correction.text")).fill("The name is older.")
    page.get_by_role("button", name=SAY.say("correction.send")).click()
    [address] = re.findall(
        r"http\S+(/operator\?key=\S+)", records.log.read_text("utf-8")
    )
    page.goto(address)
    request = page.locator(".request", has_text="The name is older.")
    picture(page, "operator-corrections")
    request.get_by_label(SAY.say("correction.note")).fill("Told the source.")
    request.get_by_role("button", name=SAY.say("correction.settle")).click()
    expect(page.get_by_text("The name is older.")).to_have_count(0)


@pytest.mark.parametrize("locale", ["ar-EG", "fr-FR"])
def test_a_narrow_screen_holds_the_pages(visit_page, locale):
    say = wording(locale[:2])
    page = visit_page("/organizations", locale=locale, width=360)
    assert page.evaluate(FITS)
    picture(page, f"organizations-{locale}-360")
    page.get_by_role("link", name="Togo Water Fund").click()
    expect(page.get_by_text(say.say("organizations.did")).first).to_be_visible()
    direction = "rtl" if locale == "ar-EG" else "ltr"
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert page.evaluate(FITS)
    picture(page, f"organization-{locale}-360")


COUNTED = [
    ("en-US", "How many health projects since 2007, by country?", "Kenya", 1280),
    ("ar-EG", "كم عدد مشاريع الصحة منذ 2007 حسب البلد؟", "كينيا", 360),
]


@pytest.mark.parametrize(
    ("locale", "question", "country", "width"), COUNTED, ids=["en", "ar"]
)
def test_the_chat_counts_with_a_table_and_leads_to_the_records(
    records, visit, locale, question, country, width
):
    say = wording(locale[:2])
    chat = visit(records.url, locale=locale, width=width)
    answer = chat.ask(question)
    table = answer.locator(".galaxy-counts").first
    expect(table.locator("caption")).to_have_text(say.say("counts.by_country"))
    row = table.get_by_role("row", name=country).first
    count = row.locator(".galaxy-count").inner_text()
    bar = row.locator(".galaxy-bar").bounding_box()
    assert bar["width"] > 20
    assert answer.locator(".galaxy-answer").get_by_text("– ").count() == 0
    expect(answer.locator(".galaxy-marker").first).to_be_visible()
    assert chat.page.evaluate(FITS)
    chat.picture("counts")
    with chat.page.expect_popup() as opened:
        row.get_by_role("link").click()
    found = opened.value
    expect(found.locator("#results-heading")).to_contain_text(count)
    expect(found.locator(".hits > li")).to_have_count(min(int(_latin(count)), 10))


def test_who_does_what_leads_to_the_records_of_an_organization(records, visit):
    chat = visit(records.url)
    answer = chat.ask("Who does what in agriculture in Kenya?")
    row = answer.locator(".galaxy-counts tbody tr").last
    count = row.locator(".galaxy-count").inner_text()
    chat.picture("who")
    with chat.page.expect_popup() as opened:
        row.get_by_role("link").click()
    expect(opened.value.locator(".hits > li")).to_have_count(int(count))


def _latin(number: str) -> str:
    return "".join(str(int(digit)) for digit in number if digit.isdigit())
