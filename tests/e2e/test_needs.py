"""People find what is needed and offered, and read the words of both sides."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.wording import wording

FILES = Path(__file__).parents[1] / "data" / "postings"
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def board(serving):
    return serving({p.name: p.read_text("utf-8") for p in FILES.glob("*.csv")})


@pytest.fixture
def page(browser: Browser, board, request) -> Iterator[Page]:
    """A narrow screen that reads Arabic, without scripts; all comes from our origin."""
    problems: list[str] = []
    context = browser.new_context(
        base_url=board.url,
        locale="ar-EG",
        viewport={"width": 360, "height": 740},
        java_script_enabled=False,
    )
    opened = context.new_page()
    opened.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(board.url) else problems.append(asked.url)
        ),
    )
    opened.on("console", lambda told: problems.append(told.text))
    yield opened
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        path = Path(folder) / f"{request.node.name}.png"
        opened.screenshot(path=str(path), full_page=True)
    context.close()
    assert problems == []


def test_a_need_is_read_beside_the_offer_that_fits_it(page: Page) -> None:
    page.goto("/search")
    say = wording("ar")
    page.get_by_role("link", name=say.say("pages.needs")).click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.evaluate(FITS)

    page.get_by_label(say.say("search.kind")).select_option("need")
    page.get_by_label(say.say("search.country")).select_option("KE")
    page.get_by_role("button", name=say.say("search.apply")).click()
    assert page.url.endswith("/needs?kind=need&country=KE")
    [card] = page.locator(".postings > li").all()
    expect(card.get_by_role("heading", level=3)).to_contain_text("hand pumps")
    assert page.evaluate(FITS)

    says = card.locator(".says")
    expect(says.nth(0)).to_contain_text("We look for trainers")
    expect(says.nth(1)).to_contain_text("Nos formateurs apprennent")
    expect(says.nth(1).locator("blockquote")).to_have_attribute("lang", "fr")
    says.nth(1).get_by_role("link").click()
    expect(page.locator("#passage")).to_be_in_viewport()
    expect(page.locator("mark.quoted").first).to_contain_text("Nos formateurs")
    assert page.evaluate(FITS)

    page.goto("/needs?state=closed&lang=en")
    none = wording("en").say("postings.none")
    expect(page.get_by_role("status")).to_have_text(none)
    page.get_by_role("link", name=wording("en").say("search.clear")).click()
    expect(page.locator(".postings > li").first).to_be_visible()
