"""People search, open a passage and ask about it, without a script or with one."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.wording import wording

SAY = wording("en")
QUERY = "How did mobile money spread from Kenya?"
BROAD = "South-South cooperation"
"""What a good third of the starter library speaks of, in many languages."""
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def visit_page(
    browser: Browser, starter_server, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page of the server; nothing may be asked of another host, or fail."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []
    base = starter_server.url

    def look_at(url: str) -> None:
        own = base.removeprefix("http")
        if not url.startswith((base, f"ws{own}", "data:", "blob:")):
            problems.append(f"foreign request {url}")

    def open_page(
        path: str,
        *,
        locale: str = "en-US",
        width: int = 1280,
        height: int = 800,
        scripts: bool = False,
        dark: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=base,
            locale=locale,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda asked: look_at(asked.url))
        if not scripts:  # what our own pages violate; the chat's scripts say much
            page.on("console", lambda told: problems.append(f"console: {told.text}"))
        page.on(
            "response",
            lambda answer: (
                problems.append(f"{answer.status} {answer.url}")
                if answer.status >= 400
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for page in (page for context in contexts for page in context.pages):
        picture(page, request.node.name)
    for context in contexts:
        context.close()
    assert problems == []


def picture(page: Page, name: str) -> None:
    """Keep a picture where the caller asked for pictures."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name.replace('/', '-')}.png"))


def search(page: Page, query: str) -> None:
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("button", name=SAY.say("search.submit"), exact=True).click()


def test_a_search_without_any_script_opens_the_passage_highlighted(visit_page) -> None:
    page = visit_page("/search")
    expect(page.get_by_role("link", name=SAY.starters[0].question)).to_be_visible()
    search(page, QUERY)
    hit = page.locator(".hits > li").first
    expect(hit.locator("mark").first).to_be_visible()
    title = hit.get_by_role("heading").inner_text()
    hit.get_by_role("link", name=SAY.say("search.open")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    passage = page.locator("#passage")
    expect(passage).to_be_in_viewport()
    background = "e => getComputedStyle(e).backgroundColor"
    assert passage.evaluate(background) == "rgb(253, 234, 163)"
    original = page.get_by_role("link", name=SAY.say("panel.link"))
    if original.count():
        assert original.get_attribute("href").startswith("http")


def test_filters_narrow_the_results_and_chips_widen_them_again(visit_page) -> None:
    page = visit_page(f"/search?q={BROAD}")
    before = page.locator(".hits > li").count()
    language = page.get_by_role("group", name=SAY.say("panel.language"), exact=True)
    language.get_by_label("French").check()
    page.get_by_role("button", name=SAY.say("search.apply")).click()
    assert page.url.endswith("&language=fr")  # an address to share holds no more
    expect(page.locator(".hits > li h3 a[lang=fr]")).to_have_count(
        page.locator(".hits > li").count()
    )
    expect(language.get_by_label("English")).to_be_visible()  # may be added
    added = language.get_by_role("checkbox", checked=False).last
    code = added.get_attribute("value")
    added.check()
    page.get_by_role("button", name=SAY.say("search.apply")).click()
    assert f"language=fr&language={code}" in page.url
    chips = page.get_by_role("region", name=SAY.say("search.active"))
    expect(chips.get_by_role("listitem")).to_have_count(3)
    chips.get_by_label(SAY.say("search.remove", name="French")).click()
    assert "language=fr" not in page.url
    chips.get_by_role("link", name=SAY.say("search.clear")).click()
    expect(chips).to_have_count(0)
    assert page.locator(".hits > li").count() == before


def test_results_go_on_over_pages(visit_page) -> None:
    page = visit_page(f"/search?q={BROAD}")
    first = page.locator(".hits h3").first.inner_text()
    page.get_by_role("link", name=SAY.say("search.next")).click()
    assert "page=2" in page.url
    assert page.locator(".hits h3").first.inner_text() != first
    page.get_by_role("link", name=SAY.say("search.previous")).click()
    expect(page.locator(".hits h3").first).to_have_text(first)


def test_arabic_pages_are_mirrored_and_titles_keep_their_own_direction(
    visit_page,
) -> None:
    question = wording("ar").starters[0].question
    page = visit_page(f"/search?q={question}", locale="ar-EG")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    filters = page.locator(".filter-list").bounding_box()
    results = page.locator(".results").bounding_box()
    assert filters["x"] > results["x"] + results["width"]
    title = page.locator(".hits h3[dir=auto]").first
    assert title.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert page.get_by_role("searchbox").input_value() == question
    page.get_by_role("link", name=SAY.say("pages.library")).click()
    assert page.url.endswith("/library?lang=en")


@pytest.mark.parametrize("locale", ["fr-FR", "ar-EG", "ru-RU"])
def test_a_narrow_screen_holds_every_page(visit_page, locale) -> None:
    say = wording(locale[:2])
    page = visit_page("/search", locale=locale, width=360, height=740, dark=True)
    assert page.evaluate(FITS)
    page.goto(
        f"/search?q={say.starters[0].question}&year=2016&from=2015&sdg=3&kind=event"
    )
    assert page.evaluate(FITS)
    page.goto(f"/search?q={say.starters[0].question}")
    assert page.evaluate(FITS)
    shown = page.locator(".filter-list")
    expect(shown).not_to_be_visible()
    page.locator(".filters > summary").click()
    expect(shown).to_be_visible()
    assert page.evaluate(FITS)
    page.locator(".hits h3 a").first.click()
    expect(page.locator("#passage")).to_be_in_viewport()
    assert page.evaluate(FITS)
    page.goto("/library")
    expect(page.get_by_role("heading", level=1)).to_have_text(say.say("pages.library"))
    assert page.evaluate(FITS)


def test_everything_can_be_reached_by_keyboard_alone(visit_page) -> None:
    page = visit_page("/search")
    keyboard = page.keyboard
    keyboard.press("Tab")
    skip = page.get_by_role("link", name=SAY.say("pages.skip"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    keyboard.type("mobile money Kenya")
    keyboard.press("Enter")
    page.wait_for_url("**/search?q=mobile+money+Kenya*")
    box = page.get_by_role("checkbox").first
    for _ in range(20):
        keyboard.press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            break
    keyboard.press("Space")
    keyboard.press("Enter")  # a form is sent from any of its fields
    expect(page.get_by_role("region", name=SAY.say("search.active"))).to_be_visible()


def test_asking_about_a_result_is_answered_in_the_chat(visit_page) -> None:
    page = visit_page(f"/search?q={QUERY}", scripts=True)
    page.get_by_role("link", name=SAY.say("search.ask_query")).click()
    box = page.locator("#chat-input")
    expect(box).to_have_value(QUERY)
    page.wait_for_url("**/chat/")  # asked once, not again when the page is loaded anew
    page.locator("#chat-submit").click()
    expect(page.locator(".galaxy-marker").first).to_be_visible()
    expect(page.locator("[data-step-type='user_message']")).to_contain_text(QUERY)
    expect(box).to_have_value("")
    page.get_by_role("link", name=SAY.say("pages.search"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY.say("search.title"))


def test_what_is_in_here_leads_to_a_search_in_a_platform(visit_page) -> None:
    page = visit_page("/library")
    card = page.locator(".card").first
    name = card.get_by_role("heading").inner_text()
    expect(card).to_contain_text("CC BY 4.0")
    card.get_by_role("link").click()
    chips = page.get_by_role("region", name=SAY.say("search.active"))
    expect(chips).to_contain_text(name)


def test_the_address_that_the_server_prints_makes_an_operator(
    visit_page, starter_server
) -> None:
    printed = starter_server.log.read_text("utf-8")
    [address] = re.findall(r"http\S+/operator\?key=\S+", printed)
    page = visit_page("/library")
    expect(page.get_by_text(SAY.say("library.no_failures"))).to_have_count(0)
    page.goto(address)
    assert page.url.endswith("/library")
    expect(page.get_by_text(SAY.say("library.no_failures"))).to_be_visible()
    page.get_by_role("button", name=SAY.say("library.leave")).click()
    expect(page.get_by_text(SAY.say("library.no_failures"))).to_have_count(0)
