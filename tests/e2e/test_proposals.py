"""People ask for partners, change the need, open the evidence, and draft a message."""

import re

import pytest
from playwright.sync_api import Locator, expect

from assistant.wording import wording

PROJECTS = """\
title,description,year,status,funding_agency,implementing_agency,country,sector
Forty wells for villages,Boreholes and hand pumps bring drinking water.,2006,\
Completion,Togo Water Fund,"Pump Guild (PGU), National NGO",Mali,Water supply
Wells for herders,"Boreholes with solar pumps.",2008,Completion,Togo Water Fund,\
Herders Union of <b>Agadez</b>,Niger,Water supply
Deep wells of Ségou,Boreholes.,2012,Completion,Togo Water Fund,Blue Pipes,Mali,\
Water supply
Training of nurses,Nurses learn to treat malaria.,2007,Completion,Togo Water Fund,\
Healers Circle,Ghana,Health
"""
NEEDS = {
    "en": "Who could help us with boreholes in Mali?",
    "ar": "من يمكنه مساعدتنا في حفر آبار في مالي؟",
}


@pytest.fixture(scope="module")
def server(serving):
    return serving({"projects.csv": PROJECTS})


def chips(need: Locator) -> list[str]:
    return need.locator(".galaxy-chips bdi").all_inner_texts()


@pytest.mark.parametrize(
    ("locale", "width"),
    [("en-US", 1280), ("ar-EG", 360)],
)
def test_a_need_is_changed_and_a_proposal_leads_to_evidence_and_a_message(
    server, visit, locale, width
):
    language = locale[:2]
    say = wording(language)
    chat = visit(server.url, locale=locale, width=width)
    page = chat.page
    chat.ask(NEEDS[language])
    turns = page.locator(".message-content:has(.galaxy-need)")
    answer = turns.first
    need = answer.locator(".galaxy-need")
    expect(need.locator("blockquote")).to_have_text(NEEDS[language])
    mali, niger = say.country_name("ML"), say.country_name("NE")
    assert mali in chips(need)
    proposals = answer.locator(".galaxy-proposal")
    first = proposals.first
    expect(first).to_contain_text(re.compile("PGU|Blue Pipes"))
    assert answer.locator("b").count() == 0
    expect(first.locator("h3 a")).to_have_attribute(
        "href", re.compile("^/organizations/o[0-9a-f]{16}$")
    )
    chat.picture("proposals")

    # The evidence: the same card as an answer's.
    card = chat.open_marker(1)
    expect(card.locator("mark")).to_be_visible()
    expect(card.locator(".galaxy-check")).to_have_text(say.say("support.verbatim"))
    chat.picture("evidence")
    page.locator(".galaxy-close").click()

    first.locator("summary").click()
    expect(first.locator(".galaxy-why li").first).to_be_visible()
    chat.picture("why")

    # The need is changed by the keyboard alone.
    remove = need.get_by_role(
        "button", name=say.say("partners.remove", name=mali), exact=True
    )
    remove.focus()
    page.keyboard.press("Enter")
    assert mali not in chips(need)
    choice = need.get_by_label(say.say("partners.add_label"))
    expect(choice).to_be_focused()
    choice.select_option(label=niger)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert niger in chips(need)
    chat.picture("changed")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    needs = page.locator(".galaxy-need")
    expect(needs).to_have_count(2)
    again = turns.nth(1)
    expect(again.locator(".galaxy-edited")).to_contain_text(say.say("partners.edited"))
    assert niger in chips(needs.last)
    expect(again.locator(".galaxy-proposal").first).to_contain_text("Agadez")
    # What was before stays, as it was understood then.
    expect(needs.first.locator(".galaxy-chips")).to_contain_text(mali)
    expect(proposals.first).to_contain_text(re.compile("PGU|Blue Pipes"))

    # Its home is not told, so the draft is in the language of its records.
    herders = again.locator(".galaxy-proposal").first
    herders.locator(".galaxy-draft-open").click()
    field = herders.locator(".galaxy-draft textarea")
    expect(field).to_be_focused()
    expect(herders.locator(".galaxy-draft")).to_contain_text(
        say.say("partners.draft_note")
    )
    draft = field.input_value()
    assert NEEDS[language] in draft
    assert "Wells for herders" in draft
    assert wording("en").say("introduction.request") in draft
    field.fill(draft + "\nMy own words.")
    herders.get_by_label(say.say("partners.draft_language")).select_option("ru")
    expect(field).to_have_value(
        re.compile(re.escape(wording("ru").say("introduction.request")))
    )
    herders.get_by_label(say.say("partners.draft_language")).select_option("en")
    expect(field).to_have_value(re.compile(r"My own words\.$"))
    chat.picture("draft")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    # What was written is still there when the talk goes on.
    chat.ask(NEEDS[language])
    expect(field).to_have_value(re.compile(r"My own words\.$"))
    page.keyboard.press("Escape")


def test_proposals_get_a_thumb_before_and_after_a_change(server, visit):
    chat = visit(server.url)
    page = chat.page
    answer = chat.ask(NEEDS["en"])
    answer.locator(".galaxy-again").click()
    expect(page.locator(".galaxy-need")).to_have_count(2)
    thumbs = page.get_by_role("button", name="Not helpful")
    expect(thumbs).to_have_count(2)
    for at in range(2):
        dialog = chat.open_thumb(at)
        with page.expect_response(lambda r: r.url.endswith("/feedback")) as told:
            dialog.locator("#submit-feedback").click()
        assert told.value.ok
        # While it closes it swallows what is clicked.
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_where_nobody_fits_the_need_can_still_be_changed(server, visit):
    say = wording("en")
    chat = visit(server.url)
    answer = chat.ask("Who could help us tune pianos and restring violins?")
    expect(answer).to_contain_text(say.say("partners.none"))
    expect(answer.locator(".galaxy-need")).to_contain_text(
        say.say("partners.nothing_chosen")
    )
    expect(answer.locator(".galaxy-proposal")).to_have_count(0)
    expect(answer.locator(".galaxy-nearest").first).to_be_visible()
    need, nearest = (
        answer.locator(one).bounding_box() for one in (".galaxy-need", ".galaxy-answer")
    )
    assert need["y"] < nearest["y"]
    chat.picture("nobody")
